"""Money that a scenario frees and gives to nobody yet: what a goal can have before anybody is cut more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from virement.edits import FixOption, parts_as
from virement.engine import Ledger, broken_limits, reallocate
from virement.goals.goal import Ask, Goal, ask_of
from virement.scenario import Case, Scenario, with_move
from virement.values import Amount, Jobs, ModelError, from_minor, show, to_minor


def unallocated_for(case: Case, goal: Goal) -> list[FixOption]:
    """Return for each move that leaves money unallocated how all or part of it goes to a goal's receiver.

    That is as much as the goal asks for, or all that the move leaves where it leaves less. The move lies within the
    goal's window, and giving it so was tried by carrying it out: it breaks no limit, and no other account changes.
    None for a goal in jobs. Raises `ModelError` where the goal doesn't fit the baseline, or the scenario can't be
    carried out.
    """
    if isinstance(goal.amount, Jobs):
        return []
    ask = ask_of(case, goal)
    return [way for index in ask.ledger.windows for way in _ways(ask, index)]


def _ways(ask: Ask, index: int) -> Iterator[FixOption]:
    left = _unallocated(ask.ledger, index)
    window = ask.ledger.windows[index]
    if left <= 0 or window.start not in ask.window or window[-1] not in ask.window:
        return
    minor, move, to = min(left, ask.amount), ask.scenario.moves[index], ask.goal.to
    try:
        given = _given(ask, index, minor)
        after = reallocate(ask.baseline, given)
    except ModelError:  # the receiver gives in that move, or is locked
        return
    if _unallocated(after, index) == left - minor and not _breaks_more(ask.ledger, after):
        currency = ask.baseline.currency
        part = "" if minor == left else f" of the {show(left, currency)}"
        words = f"Give {to} {show(minor, currency)}{part} that '{move.name}' leaves unallocated"
        yield FixOption(index, words, given)


def _breaks_more(before: Ledger, after: Ledger) -> bool:
    """Tell whether a limit is broken that wasn't, or is broken by more."""
    known = {(one.limit, one.kind, one.fiscal_year): one.size for one in broken_limits(before)}
    return any(one.size > known.get((one.limit, one.kind, one.fiscal_year), 0) for one in broken_limits(after))


def _unallocated(ledger: Ledger, index: int) -> int:
    mine = (one for one in ledger.postings if one.move == index and one.receiver == "Unallocated")
    return sum(int(one.amounts.sum()) for one in mine)


def _given(ask: Ask, index: int, minor: int) -> Scenario:
    """Return the scenario in which one move gives a goal's receiver so much more; its other parts stay as they are."""
    currency, to = ask.baseline.currency, ask.goal.to
    parts = parts_as(ask.baseline, ask.scenario, index, Amount)
    now = to_minor(parts[to], currency) if to in parts else 0
    amount = replace(from_minor(now + minor, currency), per_year=False)
    return with_move(ask.scenario, index, baseline=ask.baseline, to={**parts, to: amount})
