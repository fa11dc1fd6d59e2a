"""The inputs of a scenario: what it gives a range, each by its name, on a grid of whole minor units and exact shares.

An input is called by its move and what of it is ranged: `Reality Labs cut: cut`, `Reality Labs cut: to AI division`,
`…: stranded_cost`, `…: one_off_cost`, `…: ramp 2`, `…: start`; a range of the baseline `assumption: Reality Labs`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine import FINEST, assumed, assumption_problems, budgets, reallocate, stated_baseline
from virement.scenario import (
    Case,
    Drawn,
    DrawnValue,
    Move,
    Range,
    Scenario,
    Shares,
    Value,
    ValuePath,
    flattened,
    quantiles,
    said_at,
    with_move,
    words_of,
)
from virement.values import (
    LIMIT,
    PARTS_OF_A_JOB,
    Amount,
    Jobs,
    ModelError,
    Problem,
    Unreadable,
    did_you_mean,
    from_minor,
    jobs_from,
    one_of,
    to_minor,
)

Kind = Literal["amount", "share", "start", "assumption"]
Grid = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Input:
    """One range, its ends as whole numbers: minor units, parts of a share's `denominator`, or columns of a start.

    `index` is the place of its move, or of its assumption. With `of_jobs` an amount counts hundredths of a job, and a
    share is one of the jobs.
    """

    name: str
    kind: Kind
    index: int
    path: ValuePath
    shape: str
    low: int
    likely: int
    high: int
    denominator: int = 1
    per_year: bool = False
    of_jobs: bool = False

    def at(self, probabilities: NDArray[np.float64]) -> Grid:
        """Return the values on the grid below which the input lies with the given probabilities."""
        # a start takes whole periods, each with the width of one
        wide = 0.5 if self.kind == "start" and self.low < self.high else 0.0
        found = quantiles(self.shape, self.low - wide, self.likely, self.high + wide, probabilities)
        return np.clip(np.rint(found).astype(np.int64), self.low, self.high)

    def number(self, share: Fraction) -> int:
        """Return the value on the grid that lies so far from low to high."""
        return self.low + int((self.high - self.low) * share + Fraction(1, 2))


def inputs_of(case: Case) -> tuple[Input, ...]:
    """Return the inputs of the moves that are switched on and of the assumptions; raise `ModelError` for what is wrong.

    Wrong is what can't be carried out at one end of an input with the others likely, a range on a locked division, and
    a correlation of what is not an input.
    """
    found, problems = found_inputs(case)
    if problems:
        raise ModelError(problems)
    return found


def found_inputs(case: Case) -> tuple[tuple[Input, ...], list[Problem]]:
    """Return the inputs of a scenario that can be carried out at its likely values, and all that is wrong with them."""
    problems: list[Problem] = []
    found = [
        *_of_moves(case, problems),
        *_of_assumptions(case, problems),
    ]
    problems += _locked(case)
    names = [one.name for one in found]
    for index, one in enumerate(case.scenario.correlations):
        for name in one.between:
            if name not in names:
                where = case.scenario.places.at(("correlations", index, "between"))
                hint = did_you_mean(name, names) or (one_of(names) if names else "Give something a range")
                problems.append(Problem(where, f"'{name}' is not a range of this scenario", hint))
    if not problems:
        problems += _impossible_ends(case, found)
    return tuple(found), problems


def _of_moves(case: Case, problems: list[Problem]) -> Iterator[Input]:
    for index, move in enumerate(case.scenario.moves):
        for path, held in move.ranges.items() if move.enabled else ():
            where = f"{case.scenario.places.at(('moves', index, *path))} move '{move.name}'"
            try:
                yield _input(f"{move.name}: {words_of(path)}", index, path, held, case.baseline)
            except Unreadable as error:
                problems.append(Problem(where, error.what, error.hint))


def _input(name: str, index: int, path: ValuePath, held: Range, baseline: Baseline) -> Input:
    if path == ("start",):
        low, likely, high = (_column(str(end), baseline) for end in held.ends)
        return Input(name, "start", index, path, held.shape, low, likely, high)
    if isinstance(held.likely, Jobs):
        sizes = [end.size for end in held.ends if isinstance(end, Jobs)]
        if held.likely.is_share:
            found = _share_input(name, "share", index, path, held.shape, [Fraction(size) for size in sizes])
            return replace(found, of_jobs=True)
        low, likely, high = (int(size * PARTS_OF_A_JOB) for size in sizes)
        return Input(name, "amount", index, path, held.shape, low, likely, high, of_jobs=True)
    if isinstance(held.likely, Fraction):
        return _share_input(name, "share", index, path, held.shape, held.ends)
    low, likely, high = (to_minor(end, baseline.currency) for end in held.ends if isinstance(end, Amount))
    if high >= LIMIT:
        raise Unreadable(f"{held.high} is more than can be counted exactly", "Is it a typing error?")
    per_year = isinstance(held.likely, Amount) and held.likely.per_year
    return Input(name, "amount", index, path, held.shape, low, likely, high, per_year=per_year)


def _share_input(name: str, kind: Kind, index: int, path: ValuePath, shape: str, ends: Sequence[Value]) -> Input:
    shares = [Fraction(end) for end in ends if isinstance(end, Fraction)]
    denominator = math.lcm(FINEST, *(share.denominator for share in shares))
    if denominator > 10**12:
        raise Unreadable("the range has too many decimals", "Round its ends to six")
    low, likely, high = (int(share * denominator) for share in shares)
    return Input(name, kind, index, path, shape, low, likely, high, denominator)


def _column(period: str, baseline: Baseline) -> int:
    names = baseline.period_names
    plan = f"The plan goes from {names[baseline.plan[0]]} to {names[-1]}"
    if period not in names:
        raise Unreadable(f"start: '{period}' is not a period of the baseline", plan)
    if names.index(period) not in baseline.plan:
        raise Unreadable(f"start: {period} is actual, and nothing may move in it", plan)
    return names.index(period)


def _of_assumptions(case: Case, problems: list[Problem]) -> Iterator[Input]:
    for index, one in enumerate(case.scenario.assumptions):
        where = case.scenario.places.at(("assumptions", index))
        found = assumption_problems(one, case.baseline, where)
        problems += found
        if found:
            continue
        held = assumed(one, case.baseline)
        try:
            name = f"assumption: {one.division}"
            yield _share_input(name, "assumption", index, (), one.shape, [one.low, held.likely, one.high])
        except Unreadable as error:
            problems.append(Problem(where, error.what, error.hint))


def _locked(case: Case) -> Iterator[Problem]:
    """Yield the assumptions on what is locked: it doesn't vary either."""
    locked = [limit.division for limit in case.scenario.limits if limit.locked and limit.division in case.baseline]
    rows = case.baseline.rows_of(locked)
    for index, one in enumerate(case.scenario.assumptions):
        if one.division in case.baseline and np.isin(case.baseline.rows_of(one.division), rows).any():
            where = case.scenario.places.at(("assumptions", index))
            yield Problem(where, f"'{one.division}' is locked, and has a range", "Unlock it, or leave the range out")


def _impossible_ends(case: Case, inputs: Sequence[Input]) -> Iterator[Problem]:
    """Yield the inputs at an end of which, the others being likely, the scenario can't be carried out."""
    likely = [one.likely for one in inputs]
    for place, one in enumerate(inputs):
        for end, value in (("low", one.low), ("high", one.high)):
            values = [*likely[:place], value, *likely[place + 1 :]]
            try:
                stated, budget = with_values(case, inputs, values)
                reallocate(budget, stated)
            except ModelError as error:
                for problem in error.problems:
                    yield replace(problem, what=f"{one.name} at its {end}: {problem.what}")


def with_values(case: Case, inputs: Sequence[Input], values: Sequence[int]) -> tuple[Scenario, Baseline]:
    """Return the scenario and baseline that state one value of each input, with no range left: a plain run of them.

    Raises `ModelError` where they contradict themselves.
    """
    moves = [move.model_copy(update={"ranges": {}}) for move in case.scenario.moves]
    plain = flattened(case.scenario).model_copy(update={"moves": tuple(moves), "assumptions": (), "correlations": ()})
    for one, value in zip(inputs, values, strict=True):
        if one.kind != "assumption":
            plain = with_move(plain, one.index, draft=True, **_said(plain.moves[one.index], one, value, case.baseline))
    return plain, stated_baseline(case.baseline, case.scenario, _assumed_values(inputs, values))


def _assumed_values(inputs: Sequence[Input], values: Sequence[int]) -> dict[int, Fraction]:
    pairs = zip(inputs, values, strict=True)
    return {one.index: Fraction(value, one.denominator) for one, value in pairs if one.kind == "assumption"}


def _said(move: Move, one: Input, value: int, baseline: Baseline) -> dict[str, Any]:
    """Return the field of a move that says a value of an input, as `with_move` takes it."""
    return said_at(move, one.path, value_of(one, value, baseline))


def value_of(one: Input, value: int, baseline: Baseline) -> Value:
    """Return a whole number of an input's grid as what a scenario says: a share, an amount, or a period."""
    if one.kind == "start":
        return baseline.period_names[value]
    if one.of_jobs:
        return jobs_from(value) if one.kind == "amount" else Jobs(Fraction(value, one.denominator))
    if one.kind == "amount":
        return from_minor(value, baseline.currency, per_year=one.per_year)
    return Fraction(value, one.denominator)


def drawn(baseline: Baseline, scenario: Scenario, inputs: Sequence[Input], values: Grid) -> Drawn:
    """Return what the engine takes for the `values[input, draw]` on the inputs' grids."""
    found: dict[tuple[int, ValuePath], DrawnValue] = {}
    held: dict[int, Shares] = {}
    for one, mine in zip(inputs, values, strict=True):
        if one.kind == "assumption":
            held[one.index] = Shares(mine[None], one.denominator)
        else:
            found[one.index, one.path] = Shares(mine[None], one.denominator) if one.kind == "share" else mine
    return Drawn(values.shape[1], found, budgets(baseline, scenario, held) if held else None)
