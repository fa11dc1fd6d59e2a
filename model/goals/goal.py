"""A goal: so much money for one receiver, from several givers, on top of what a scenario moves already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeVar

import numpy as np
from virement.baseline import Baseline, Rows
from virement.engine import Ledger, reallocate
from virement.scenario import MOST_MOVES, NEW_FUNDING, Case, Move, Scenario, free_rows, locks_of, made, resolved_moves
from virement.values import (
    ROOT,
    Amount,
    Jobs,
    ModelError,
    Problem,
    Unreadable,
    from_minor,
    read_amount,
    read_jobs,
    read_share,
    speaks_of_jobs,
    to_minor,
)

WHERE = "goal"
Read = TypeVar("Read")


@dataclass(frozen=True)
class Goal:
    """`amount` in all for `to`, a division or an outside account, over the periods from `start` to `end`; or jobs.

    `givers` may give, each at any level; with none named, `default_givers` do. Nobody may be cut by more than the
    share `most` of its baseline over those periods, and what the scenario cuts already counts.
    """

    to: str
    amount: Amount | Jobs
    start: str | None = None
    end: str | None = None
    givers: tuple[str, ...] = ()
    most: Fraction | None = None

    @property
    def money(self) -> Amount:
        """The amount of a goal in money."""
        assert isinstance(self.amount, Amount)
        return self.amount


@dataclass(frozen=True, eq=False)
class Ask:
    """A goal in the terms of a baseline, on top of a scenario that is carried out in `ledger`.

    `amount` is in minor units, `window` the columns. Each of `givers` holds `held` in the window before anything
    moves; `before` is what the scenario cuts of it already, nothing where it gives: a gain is no leave to cut more.
    """

    goal: Goal
    ledger: Ledger
    amount: int
    window: range
    givers: tuple[str, ...]
    held: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def baseline(self) -> Baseline:
        """The budget before anything moves."""
        return self.ledger.baseline

    @property
    def scenario(self) -> Scenario:
        """What a plan comes on top of."""
        return self.ledger.scenario

    @property
    def priorities(self) -> tuple[int | None, ...]:
        """The priority of each giver, that of its most valued part; None where a part that can give has none."""
        return tuple(self.baseline.priority_of(self.rows_of(giver)) for giver in self.givers)

    def rows_of(self, giver: str) -> Rows:
        """Return the leaves of a giver that can give: without those that are locked, unless all of it is."""
        return free_rows(self.baseline.rows_of(giver), locks_of(self.scenario, self.baseline))

    def move(self, place: int, minor: int, name: str = WHERE, why: str = "") -> Move:
        """Return the move by which one giver gives an amount in minor units."""
        goal, cut = self.goal, from_minor(minor, self.baseline.currency)
        said = {"name": name, "from_": (self.givers[place],), "cut": cut, "to": {goal.to: Fraction(1)}, "why": why}
        return Move(**said, start=goal.start, end=goal.end)


def read_goal(to: str, amount: str, most: str | None = None, **said: Any) -> Goal:
    """Read a goal as people write it: `$5B` or `1,000 jobs`, `15%`; raise `ModelError` with all that can't be read."""
    problems: list[Problem] = []
    read = _read(_amount_or_jobs, amount, "amount", problems)
    share = None if most is None else _read(read_share, most, "most", problems)
    if read is None or problems:
        raise ModelError(problems)
    return Goal(to, read, most=share, **said)


def _amount_or_jobs(text: str) -> Amount | Jobs:
    return read_jobs(text) if speaks_of_jobs(text) else read_amount(text)


def _read(reader: Callable[[str], Read], text: str, key: str, problems: list[Problem]) -> Read | None:
    try:
        return reader(text)
    except Unreadable as error:
        problems.append(Problem(WHERE, f"{key}: {error.what}", error.hint))
        return None


def default_givers(case: Case, to: str) -> tuple[str, ...]:
    """Return who may give where nobody is named: all but the receiver, in parts as large as can be.

    They are the divisions right under `All divisions`. One that holds the receiver, or that a lock holds a part of, is
    taken apart, so that the rest of it can give; so is one whose parts have different priorities.
    """
    locked = [limit.division for limit in case.scenario.limits if limit.locked and limit.division in case.baseline]
    apart = [name for name in (to, *locked) if name in case.baseline]

    def leaves_of(name: str) -> list[str]:
        return [case.baseline.leaves[row] for row in case.baseline.rows_of(name)] if case.baseline.priorities else []

    def parts(name: str) -> Iterator[str]:
        held = any(other != name and _within(case.baseline, other, name) for other in apart)
        if held or len({case.baseline.priority_of([leaf]) for leaf in leaves_of(name)}) > 1:
            for child in case.baseline.children_of(name):
                yield from parts(child)
        elif not _entangled(case.baseline, name, to):
            yield name

    return tuple(part for name in case.baseline.at_level(1) for part in parts(name))


def _within(baseline: Baseline, inner: str, outer: str) -> bool:
    return bool(np.isin(baseline.rows_of(inner), baseline.rows_of(outer)).all())


def _entangled(baseline: Baseline, one: str, other: str) -> bool:
    """Tell whether two divisions have a part in common."""
    known = one in baseline and other in baseline
    return known and bool(np.intersect1d(baseline.rows_of(one), baseline.rows_of(other)).size)


def ask_of(case: Case, goal: Goal) -> Ask:
    """Put a goal in the terms of a baseline; raise `ModelError` with all that doesn't fit, the scenario's own too."""
    givers = goal.givers or default_givers(case, goal.to)
    problems = [*_odd(goal), *_tangles(case.baseline, goal, givers), *_too_many(case.scenario, givers)]
    window, misfits = _window(case.baseline, goal, givers)
    try:
        ledger = reallocate(case.baseline, case.scenario)
    except ModelError as error:
        problems += error.problems
    if problems := problems + misfits:
        raise ModelError(problems)
    locks = locks_of(case.scenario, case.baseline)
    rows = [free_rows(case.baseline.rows_of(giver), locks) for giver in givers]
    held = tuple(int(case.baseline.above_zero[mine][:, window].sum()) for mine in rows)
    before = tuple(max(-int(ledger.variance[mine][:, window].sum()), 0) for mine in rows)
    return Ask(goal, ledger, to_minor(goal.money, case.baseline.currency), window, givers, held, before)


def _odd(goal: Goal) -> Iterator[Problem]:
    """Yield what a goal can't say on any baseline."""
    if goal.money.per_year:
        yield Problem(WHERE, f"amount: '{goal.amount}' recurs every year", "Write the total over the window")
    if goal.money.value <= 0:
        yield Problem(WHERE, f"amount: {goal.amount} is nothing to look for", "Write how much is needed, as $5B")
    if goal.most is not None and not 0 <= goal.most <= 1:
        yield Problem(WHERE, f"most: {float(goal.most):.6g} is not a share", "A share goes from 0% to 100%")


def _tangles(baseline: Baseline, goal: Goal, givers: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the givers that overlap one another or the receiver."""
    if not givers:
        yield Problem(WHERE, f"nobody is left to give to '{goal.to}'", "Name a smaller receiver, or who gives")
    for giver in givers:
        if giver == goal.to:
            yield Problem(WHERE, f"'{giver}' would give to itself", "Name another giver or receiver")
        elif _entangled(baseline, giver, goal.to):
            inner, outer = sorted((giver, goal.to), key=lambda name: baseline.rows_of(name).size)
            yield Problem(
                WHERE, f"'{inner}' is part of '{outer}': one can't give to the other", _apart(outer, baseline)
            )
    for one, other in combinations(givers, 2):
        if one == other:
            yield Problem(WHERE, f"'{one}' is named twice among the givers", "Name it once")
        elif _entangled(baseline, one, other):
            yield Problem(WHERE, f"'{one}' and '{other}' overlap", "Name each part of the budget once")


def _apart(outer: str, baseline: Baseline) -> str:
    children = baseline.at_level(1) if outer == ROOT else baseline.children_of(outer)
    return f"Name the parts of '{outer}' that are meant: {', '.join(children[:6])}"


def _too_many(scenario: Scenario, givers: tuple[str, ...]) -> Iterator[Problem]:
    if (together := len(scenario.moves) + len(givers)) > MOST_MOVES:
        what = f"could take {together} moves, one a giver, and a scenario has {MOST_MOVES} at most"
        yield Problem(WHERE, what, "Name fewer givers, or divisions of a higher level")


def _window(baseline: Baseline, goal: Goal, givers: tuple[str, ...]) -> tuple[range, list[Problem]]:
    """Return the columns that a goal covers, and what doesn't fit the baseline, as one move from all givers tells."""
    if NEW_FUNDING in givers:
        what, hint = (
            "New funding is not a giver that could be cut",
            "Name divisions; a move of its own brings new money",
        )
        return range(0), [Problem(WHERE, what, hint)]
    tangled = any(_entangled(baseline, giver, goal.to) for giver in givers)
    said = {
        "from_": givers or (ROOT,),
        "cut": goal.amount,
        "to": {} if tangled or not givers else {goal.to: Fraction(1)},
    }
    try:
        plain = Move(name=WHERE, from_=(ROOT,), cut=Fraction(0))
        move = made(Move, plain, {**said, "start": goal.start, "end": goal.end}, WHERE)
    except ModelError as error:
        return range(0), list(error.problems)
    terms, problems = resolved_moves(Scenario(title=WHERE, baseline=baseline.name, moves=(move,)), baseline)
    return terms[0].window if terms else range(0), [Problem(WHERE, one.what, one.hint) for one in problems]
