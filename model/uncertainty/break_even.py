"""Where a ranking flips: the value of an input at which one scenario stops beating another, or a limit starts to break.

Over the whole of a range, the other inputs likely: looked for at `LOOKS` even places, then between the two neighbours
that differ, down to the grid that people see. Two flips nearer to each other than that can be missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.measures import Measure, measured
from virement.scenario import Case, Scenario
from virement.uncertainty.events import Event, events_of
from virement.uncertainty.inputs import Grid, Input, inputs_of
from virement.uncertainty.sensitivity import carried, grain_of, written

LOOKS = 257  # places of a range at a time

Holds = Callable[[Input, Grid], NDArray[np.bool_]]
COLUMNS = ["input", "from", "flips_at", "before", "after"]


def flip_points(case: Case, other: Scenario, measure: Measure, *, less: bool = False) -> pd.DataFrame:
    """The values of inputs at which a scenario starts or stops beating another on a measure.

    Columns input, from (the last value before), flips_at (the first value after), before and after (who is ahead). More
    is ahead, or with `less` less. The inputs are those of both, each varied wherever it is; an assumption of one holds
    for the other too. None is where the ranking never flips; a run that can't be carried out beats nothing.
    """
    mine, theirs = _with_assumptions(case.scenario, other)
    ours = inputs_of(Case(case.baseline, mine)), inputs_of(Case(case.baseline, theirs))
    names = {one.name: one for one in (*ours[1], *ours[0])}

    def ahead(one: Input, values: Grid) -> NDArray[np.bool_]:
        first, second = (
            _along(Case(case.baseline, plan), held, one, values, measure)
            for plan, held in zip((mine, theirs), ours, strict=True)
        )
        return np.array(
            [a is not None and (b is None or (a < b if less else a > b)) for a, b in zip(first, second, strict=True)]
        )

    rows = [row for one in names.values() for row in _flips(one, ahead, case.baseline)]
    said = {True: f"{case.scenario.title} is ahead", False: f"{other.title} is ahead, or level"}
    return pd.DataFrame([(*row[:3], *(said[held] for held in row[3:])) for row in rows], columns=COLUMNS)


def break_points(case: Case) -> pd.DataFrame:
    """The values of inputs at which a limit starts or stops to break.

    Columns limit, then as in `flip_points`, with before and after saying `holds` or `breaks`; what can't be carried out
    breaks nothing.
    """
    inputs = inputs_of(case)
    said = {True: "breaks", False: "holds"}
    rows = [
        (event.words.removesuffix(" breaks"), *row[:3], *(said[held] for held in row[3:]))
        for event in events_of(case)
        for one in inputs
        for row in _flips(one, partial(_breaks, case, inputs, event), case.baseline)
    ]
    return pd.DataFrame(rows, columns=["limit", *COLUMNS])


def _breaks(case: Case, inputs: Sequence[Input], event: Event, one: Input, values: Grid) -> NDArray[np.bool_]:
    ledger = carried(case, inputs, _laid(inputs, one, values))
    return np.asarray(event.happens(ledger) & ~ledger.refused)


def _with_assumptions(scenario: Scenario, other: Scenario) -> tuple[Scenario, Scenario]:
    """Return two scenarios that both assume what either does, the first one's words first."""
    known = {one.division for one in scenario.assumptions}
    both = (*scenario.assumptions, *(one for one in other.assumptions if one.division not in known))
    return scenario.model_copy(update={"assumptions": both}), other.model_copy(update={"assumptions": both})


def _laid(inputs: Sequence[Input], one: Input, values: Grid) -> Grid:
    """Return the values of all inputs, likely but for one."""
    laid = np.repeat(np.array([[held.likely] for held in inputs], dtype=np.int64).reshape(-1, 1), len(values), axis=1)
    for place, held in enumerate(inputs):
        if held.name == one.name:
            laid[place] = values
    return laid


def _along(case: Case, inputs: Sequence[Input], one: Input, values: Grid, measure: Measure) -> list[Fraction | None]:
    """Return a measure at values of one input, if the scenario has it; None where it can't be carried out."""
    mine = next((held for held in inputs if held.name == one.name), one)
    ledger = carried(case, inputs, _laid(inputs, one, values * mine.denominator // one.denominator))
    found = measured(ledger, measure)
    return [None if refused else found.exact(draw) for draw, refused in enumerate(ledger.refused)]


def _flips(one: Input, holds: Holds, baseline: Baseline) -> Iterator[tuple[str, str, str, bool, bool]]:
    """Yield where something starts or stops to hold along an input: its name, the values about it, before and after."""
    places = _places(one.low, one.high, grain_of(one))
    held = holds(one, places)
    for at in np.flatnonzero(held[1:] != held[:-1]):
        last, first = _narrowed(one, holds, int(places[at]), int(places[at + 1]), bool(held[at]))
        yield one.name, written(one, last, baseline), written(one, first, baseline), bool(held[at]), not held[at]


def _narrowed(one: Input, holds: Holds, low: int, high: int, before: bool) -> tuple[int, int]:
    """Return two neighbours on the grid between which it flips, from two further apart."""
    while high - low > grain_of(one):
        places = _places(low, high, grain_of(one))
        at = int(np.argmax(holds(one, places) != before))
        if places[at - 1] == low and places[at] == high:
            break
        low, high = int(places[at - 1]), int(places[at])
    return low, high


def _places(low: int, high: int, grain: int) -> Grid:
    """Return even places from low to high, on the grid, at most `LOOKS` of them."""
    steps = min(LOOKS - 1, max(-(-(high - low) // grain), 1))
    shares = np.arange(steps + 1, dtype=np.int64)
    even = low + ((high - low) // steps) * shares + ((high - low) % steps) * shares // steps
    inside = np.clip((even + grain // 2) // grain * grain, low, high)
    inside[0], inside[-1] = low, high
    return np.unique(inside)
