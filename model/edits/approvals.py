"""Approvals that are put on file, and taken off."""

from __future__ import annotations

from virement.scenario import Scenario, with_move
from virement.values import Amount


def with_approval(
    scenario: Scenario, index: int, *, role: str, date: str, amount: Amount, who: str = "", reference: str = ""
) -> Scenario:
    """Return the scenario with one more approval of a move; raise `ModelError` for what it can't say."""
    said = {"role": role, "who": who.strip(), "date": date, "reference": reference.strip(), "amount": amount}
    return with_move(scenario, index, approvals=(*scenario.moves[index].approvals, said))


def without_approval(scenario: Scenario, index: int, place: int) -> Scenario:
    """Return the scenario without one approval of a move."""
    kept = scenario.moves[index].approvals
    return with_move(scenario, index, approvals=(*kept[:place], *kept[place + 1 :]))
