"""How a move of a register stands: approved, or what is missing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from virement.authority.register import Entry, Register
from virement.authority.rules import EVERY_MOVE
from virement.scenario import Approval
from virement.values import Problem, Unreadable, did_you_mean, one_of, show, show_exactly, to_minor
from virement.views import listed

APPROVED, NOT_YET = "approved", "not approved yet"
ANOTHER_AMOUNT, TOO_LITTLE, UNKNOWN = "approved at another amount", "needs more authority", "by nobody who may"


@dataclass(frozen=True)
class Fault:
    """Why an approval on file, the `place`-th of a move, doesn't do: its kind in a few words, what, and a hint."""

    place: int
    kind: str
    what: str
    hint: str


def standing(register: Register, entry: Entry) -> str:
    """Return how a move stands in a few words."""
    faults = faults_of(register, entry)
    if faults is None:
        return APPROVED
    return faults[-1].kind if faults else NOT_YET


def faults_of(register: Register, entry: Entry) -> list[Fault] | None:
    """Return what is wrong with the approvals on file, the last one's last; None where one of them does."""
    found = [_fault(register, entry, place, one) for place, one in enumerate(entry.move.approvals)]
    return None if found and None in found else [one for one in found if one is not None]


def _fault(register: Register, entry: Entry, place: int, approval: Approval) -> Fault | None:
    roles, currency = register.authority.roles, register.baseline.currency
    if approval.role not in roles:
        what = f"'{approval.role}' is not an approver of '{register.authority.title}'"
        return Fault(place, UNKNOWN, what, did_you_mean(approval.role, roles) or one_of(roles))
    try:
        minor = to_minor(approval.amount, currency)
    except Unreadable as error:
        return Fault(place, ANOTHER_AMOUNT, f"was approved at {approval.amount}: {error.what}", error.hint)
    by = f"{approval.role} on {approval.date}"
    if minor != entry.total:
        what = (
            f"was approved at {show_exactly(minor, currency)} by {by}, and takes {show_exactly(entry.total, currency)}"
        )
        return Fault(place, ANOTHER_AMOUNT, what, "Have it approved again, or go back to that amount")
    if roles.index(approval.role) < roles.index(entry.band.role):
        what = f"was approved by {by}, and needs approval by {need(register, entry)}"
        return Fault(place, TOO_LITTLE, what, f"Have it approved by {entry.band.role}")
    return None


def need(register: Register, entry: Entry) -> str:
    """Say who must approve a move, and why: `Cabinet (with 'b' and 'c' $60k from Streets in FY2026; alone …)`."""
    currency = register.baseline.currency
    because = "" if entry.band.kind == EVERY_MOVE else f", {entry.band.kind}"
    amount = f"{show(entry.decides, currency)} from {giver_of(entry)} in {entry.year}"
    if not entry.is_split:
        return f"{entry.band.role} ({amount}{because})"
    others = [_named(one, entry) for one in register.beside(entry)]
    own = show(max(entry.years.values()), currency)
    return f"{entry.band.role} (with {listed(others)} {amount}{because}; {entry.alone.role} would do for {own} alone)"


def giver_of(entry: Entry) -> str:
    """Return the givers of a move in words."""
    return listed(list(entry.move.from_))


def _named(one: Entry, beside: Entry) -> str:
    """Name a move, with its scenario where that is another."""
    same = one.ledger is beside.ledger
    return f"'{one.move.name}'" if same else f"'{one.move.name}' of '{one.ledger.scenario.title}'"


def approval_problems(register: Register) -> list[Problem]:
    """Return what nobody has approved yet, as warnings, and what an approval on file doesn't allow, as `approval`s."""
    return [problem for entry in register.entries for problem in problems_of(register, entry)]


def problems_of(register: Register, entry: Entry) -> Iterator[Problem]:
    """Yield what is to be said of one move, as `approval_problems` does."""
    places, name = entry.ledger.scenario.places, entry.move.name
    faults = faults_of(register, entry)
    if faults == []:
        where = f"{places.at(('moves', entry.index))} move '{name}'".strip()
        what = f"nobody has approved it yet: it needs approval by {need(register, entry)}"
        yield Problem(where, what, "`virement register` is the schedule to sign", "warning")
    for fault in faults or ():
        where = f"{places.at(('moves', entry.index, 'approvals', fault.place))} move '{name}'".strip()
        yield Problem(where, fault.what, fault.hint, "approval")
