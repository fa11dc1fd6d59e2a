"""Why a goal can't be reached: the rules that conflict, by how much, and each single change that would do.

A change was tried by solving again, and one step less of it does not do. A step is a minor unit of an amount and 0.01 %
of a share, as people see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

import numpy as np
from virement.engine import STEPS
from virement.goals.constraints import Effects, Key, Rule, rules_of
from virement.goals.goal import WHERE, Ask, Goal
from virement.goals.linear_program import Program, reach
from virement.goals.whole_cents import allot, few
from virement.scenario import LIMIT_KINDS, Limit, Scenario, changed
from virement.values import (
    LIMIT,
    Amount,
    ModelError,
    Problem,
    from_minor,
    largest,
    show,
    show_share,
    to_minor,
    write_share,
)
from virement.views import listed

MOST_NAMED = 4


@dataclass(frozen=True)
class Change:
    """One change that makes a goal possible: `words`, and the scenario and the goal after it.

    `kind` is what is changed: one of `LIMIT_KINDS`, or `lock`, `most` or `amount`.
    """

    kind: str
    words: str
    scenario: Scenario
    goal: Goal


@dataclass(frozen=True)
class Conflict:
    """Why there is no plan. `rules` holds sets of rules, in words, none of which can hold together, nor any set less.

    At most `possible` minor units can be found, `short` less than the goal; it is None where the rules can't hold
    whatever is given. `changes` are the single changes that would do.
    """

    rules: tuple[tuple[str, ...], ...]
    possible: int | None
    short: int
    changes: tuple[Change, ...]


class InfeasibleGoal(ModelError):
    """No plan holds all the rules; `conflict` says which of them stand against it, and what would fix it."""

    def __init__(self, ask: Ask, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__([_problem(ask, conflict)])


def conflict_of(ask: Ask, effects: Effects) -> Conflict:
    """Return why a goal for which there is no plan can't be reached."""
    rules = rules_of(ask, effects)
    possible = _possible(ask, effects, rules)
    sets = tuple(tuple(_rule_words(ask, key) for key in keys) for keys in _conflicting(ask, rules))
    changes = [change for key in _keys(rules) if (change := _loosened(ask, effects, rules, key)) is not None]
    if possible:
        less = replace(ask.goal, amount=from_minor(possible, ask.baseline.currency))
        words = f"ask for {_shown(ask, ask.amount - possible)} less: {_said(less.money)}"
        changes.append(Change("amount", words, ask.scenario, less))
    return Conflict(sets, possible, ask.amount - (possible or 0), tuple(changes))


def _keys(rules: Sequence[Rule]) -> list[Key]:
    """Return what the rules come from, the least telling first."""
    order = {"zero": 0, "most": 2}
    return sorted(dict.fromkeys(rule.key for rule in rules), key=lambda key: order.get(key[0], 1))


def _reaches(ask: Ask, rules: Sequence[Rule]) -> bool:
    """Tell whether rules leave the goal possible, as far as floats can."""
    got = reach(Program.of(ask.amount, ask.held, rules))
    return got is not None and got >= 1 - max(0.5 / ask.amount, 1e-11)


def _works(ask: Ask, effects: Effects) -> bool:
    """Tell whether there is a plan, to the cent."""
    rules = rules_of(ask, effects)
    cuts = allot(ask, rules, ask.before, range(len(ask.givers)))
    return cuts is not None or next(few(ask, rules), None) is not None


def _conflicting(ask: Ask, rules: Sequence[Rule]) -> Iterator[list[Key]]:
    """Yield sets of rules that can't hold together and of which none can be spared, no rule in two of them."""
    left = list(rules)
    while not _reaches(ask, left):
        kept = _keys(left)
        for key in tuple(kept):
            others = [one for one in kept if one != key]
            if not _reaches(ask, [rule for rule in left if rule.key in others]):
                kept = others
        yield sorted(kept, key=lambda key: key[0] == "zero")
        left = [rule for rule in left if rule.key not in kept]


def _possible(ask: Ask, effects: Effects, rules: Sequence[Rule]) -> int | None:
    """Return the largest amount for which there is a plan, 0 if there is none; None where the rules can't hold."""
    got = reach(Program.of(ask.amount, ask.held, rules))
    if got is None:
        return None
    top = min(int(got * ask.amount) + 2, ask.amount - 1)
    return top - _least(lambda less: top == less or _works(replace(ask, amount=top - less), effects), top)


def _least(works: Callable[[int], bool], most: int) -> int:
    """Return the smallest number from 0 to `most` that works, where `most` and all larger ones do; soonest if small."""
    span = 1
    while span <= most and not works(span - 1):
        span *= 2
    top = min(span - 1, most)
    return top - (largest(lambda less: works(top - less), top) or 0)


def _loosened(ask: Ask, effects: Effects, rules: Sequence[Rule], key: Key) -> Change | None:
    """Return the smallest change of one rule that makes the goal possible; None if even without it there is no way."""
    if key[0] == "zero" or not _reaches(ask, [rule for rule in rules if rule.key != key]):
        return None
    if (top := _most_steps(ask, rules, key)) < 1:
        return None

    def reaches(steps: int) -> bool:
        loose = _after(ask, key, steps)
        return _reaches(loose, rules_of(loose, effects))

    near = max(top - (largest(lambda kept: reaches(top - kept), top) or 0) - 2, 0)
    steps = near + _least(lambda more: _works(_after(ask, key, near + more), effects), top - near)
    loose = _after(ask, key, steps)
    if not _works(loose, effects):
        return None
    return Change(key[0], _change_words(ask, loose, key, steps), loose.scenario, loose.goal)


def _most_steps(ask: Ask, rules: Sequence[Rule], key: Key) -> int:
    """Return after how many steps a rule can't stand in the way any more, or can't be loosened further."""
    kind, place = key
    if kind == "lock":
        return 1
    if kind == "most":
        return STEPS - int((ask.goal.most or 0) * STEPS)
    level = _level(ask, key)
    if LIMIT_KINDS[kind].looser < 0:
        return ceil(level * STEPS) if isinstance(level, Fraction) else to_minor(level, ask.baseline.currency)
    short = {rule.year: ask.amount - rule.room for rule in rules if rule.key == key}
    if isinstance(level, Amount):
        return min(ceil(max([1, *short.values()])), LIMIT - 1 - to_minor(level, ask.baseline.currency))
    division, years = ask.scenario.limits[place].division, ask.baseline.fiscal_years
    held = {year: ask.baseline.total(division, years[year]) for year in short}
    enough = max([1, *(ceil(Fraction(short[year] * STEPS, held[year])) + 1 for year in short if held[year])])
    return min(enough, LIMIT * STEPS // max(*held.values(), 1) - ceil(level * STEPS) - 1)


def _level(ask: Ask, key: Key) -> Fraction | Amount:
    """Return where a level stands."""
    return ask.scenario.limits[key[1]].levels[key[0]]


def _after(ask: Ask, key: Key, steps: int) -> Ask:
    """Return the question with one rule loosened by some steps."""
    kind, place = key
    if kind == "most":
        return replace(ask, goal=replace(ask.goal, most=Fraction(int((ask.goal.most or 0) * STEPS) + steps, STEPS)))
    said: dict[str, object] = {"locked": not steps}
    if kind != "lock":
        said = {kind: _loose(_level(ask, key), steps, kind, ask.baseline.currency)}
    limits = list(ask.scenario.limits)
    limits[place] = limits[place].model_copy(update=said)
    kept = tuple(limit for limit in limits if limit != Limit(division=limit.division))
    # a limit that limits nothing any more goes, and it would be an error
    return replace(ask, ledger=replace(ask.ledger, scenario=changed(ask.scenario, limits=kept)))


def _loose(level: Fraction | Amount, steps: int, kind: str, currency: str) -> Fraction | Amount:
    """Return a level some steps looser: a floor lower, a cap higher."""
    down = LIMIT_KINDS[kind].looser < 0
    if isinstance(level, Amount):
        minor = to_minor(level, currency)
        return from_minor(max(minor - steps, 0) if down else minor + steps, currency)
    return Fraction(max(ceil(level * STEPS) - steps, 0) if down else int(level * STEPS) + steps, STEPS)


def _change_words(ask: Ask, loose: Ask, key: Key, steps: int) -> str:
    kind = key[0]
    if kind == "most":
        return f"let a giver be cut by up to {_said(loose.goal.most)} instead of {_said(ask.goal.most)}"
    name = ask.scenario.limits[key[1]].division
    if kind == "lock":
        return f"unlock '{name}'"
    before, after = _level(ask, key), _level(loose, key)
    by = f" by {show(steps, ask.baseline.currency)}" if isinstance(after, Amount) else ""
    verb = "lower" if LIMIT_KINDS[kind].looser < 0 else "raise"
    return f"{verb} the {kind} of '{name}'{by} from {_said(before)} to {_said(after)}"


def _said(level: Fraction | Amount | None) -> str:
    """Return a level so that it can be typed in again."""
    if not isinstance(level, Amount):
        return write_share(level or Fraction(0))
    text = str(level)
    return f"{level.currency or ''}{level.value:,.2f}" if "," in text else text


def _rule_words(ask: Ask, key: Key) -> str:
    kind, place = key
    if kind == "zero":
        return "no division below zero"
    if kind == "most":
        return f"no cut over {_said(ask.goal.most)}{_already(ask)}"
    name = ask.scenario.limits[place].division
    return f"the lock on '{name}'" if kind == "lock" else f"the {kind} of '{name}' ({_said(_level(ask, key))})"


def _already(ask: Ask) -> str:
    """Say in brackets who is cut already by the scenario that a plan comes on top of, and by which moves."""
    places = [place for place, before in enumerate(ask.before) if before]
    if not places:
        return ""
    rows = ask.baseline.rows_of(ask.givers[place] for place in places)
    given = (one for one in ask.ledger.postings if one.role == "given" and np.isin(one.rows, rows).any())
    moves = [f"'{ask.scenario.moves[index].name}'" for index in dict.fromkeys(one.move for one in given)]
    shares = {place: Fraction(ask.before[place], ask.held[place]) for place in places}
    if len(places) == len(ask.givers) > 1:
        ends = dict.fromkeys(show_share(one) for one in (min(shares.values()), max(shares.values())))
        return f" (everybody already gives {' to '.join(ends)} in {listed(moves)})"
    who = [f"{ask.givers[place]} {show_share(share)}" for place, share in shares.items()]
    if len(who) > MOST_NAMED:
        who[MOST_NAMED - 1 :] = [f"{len(who[MOST_NAMED - 1 :])} others"]
    return f" (given already in {listed(moves)}: {', '.join(who)})"


def _problem(ask: Ask, conflict: Conflict) -> Problem:
    """Say why there is no plan, by how much, and what would fix it."""
    wanted = f"{_said(ask.goal.money)} for '{ask.goal.to}'"
    rules = "; and by ".join(" together with ".join(keys) for keys in conflict.rules) or "odd cents alone"
    if conflict.possible is None:
        what = f"{wanted} has no plan: infeasible already: {rules}"
    else:
        what = f"{wanted} is {_shown(ask, conflict.short)} more than can be found, stopped by {rules}"
    ways = "; or ".join(change.words for change in conflict.changes)
    alone = "No single change fixes it: loosen several rules, or name more givers"
    return Problem(WHERE, what, f"Any one of these fixes it: {ways}" if ways else alone)


def _shown(ask: Ask, minor: int) -> str:
    return show(minor, ask.baseline.currency)
