"""Who must sign: one sentence about a register, and what is to be said of each move."""

from __future__ import annotations

from virement.authority.approval_status import APPROVED, giver_of, standing
from virement.authority.register import Entry, Register
from virement.values import show
from virement.views import listed


def signing(register: Register) -> str:
    """Say who must approve which moves, the most authority first, and how many of them are approved.

    One move is also said why: `Cabinet must approve it: $60k from Streets in FY2026. Not approved yet.`
    """
    if not register.entries:
        return "Nothing moves, so nobody must approve anything."
    done = sum(standing(register, entry) == APPROVED for entry in register.entries)
    if len(register.entries) == 1:
        (entry,) = register.entries
        return f"{entry.band.role} must approve it: {because(entry)}. {standing(register, entry).capitalize()}."
    by_role: dict[str, list[str]] = {}
    for entry in register.entries:
        by_role.setdefault(entry.band.role, []).append(f"'{entry.move.name}'")
    roles = sorted(by_role, key=register.authority.roles.index, reverse=True)
    parts = [f"{role} must approve {listed(_some(by_role[role]))}" for role in roles]
    return f"{'; '.join(parts)}. {done} of {len(register.entries)} moves are approved."


def because(entry: Entry) -> str:
    """Say what a move is held against: what its givers give in the year, by all moves together where that counts."""
    together = ", all moves together" if entry.decides > max(entry.years.values()) else ""
    amount = show(entry.decides, entry.ledger.baseline.currency)
    return f"{amount} from {giver_of(entry)} in {entry.year}{together}"


def _some(names: list[str], most: int = 4) -> list[str]:
    return names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} others"]
