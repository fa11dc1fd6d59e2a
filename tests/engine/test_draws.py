"""The law of the draws: each is the plain run of the scenario that states its values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, reallocate, reallocate_draws
from virement.scenario.schema import Move, Scenario
from virement.scenario.shares import Drawn, Shares
from virement.scenario.shares import DrawnValue as Value
from virement.values.amounts import Amount, from_minor
from virement.values.problems import ModelError
from virement.values.rounding import whole

from tests.support.reference_model import minor
from tests.support.strategies import baselines, scenarios, shares

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Drawing:
    """A scenario over a baseline with what its ranges come to: `values` by the place of a move and the path in it.

    A value is a share, minor units or the column of a start, one a draw; `budgets` are the baseline's, one a draw.
    """

    baseline: Baseline
    scenario: Scenario
    draws: int
    values: Mapping[tuple[int, Path], list[Fraction] | list[int]]
    budgets: list[np.ndarray] | None

    def drawn(self) -> Drawn:
        """What the engine is told."""
        budget = None if self.budgets is None else np.stack(self.budgets, axis=2)
        return Drawn(self.draws, {key: _by_draw(values) for key, values in self.values.items()}, budget)

    def stated(self, draw: int) -> tuple[Baseline, Scenario]:
        """The baseline and the scenario that state the values of one draw, without the moves that are switched off."""
        moves = list(self.scenario.moves)
        for (index, path), values in self.values.items():
            moves[index] = _stating(moves[index], path, values[draw], self.baseline)
        budget = self.baseline.budget if self.budgets is None else self.budgets[draw]
        scenario = self.scenario.model_copy(update={"moves": tuple(move for move in moves if move.enabled)})
        return replace(self.baseline, budget=budget), scenario


def _by_draw(values: list[Fraction] | list[int]) -> Value:
    if isinstance(values[0], int):
        return np.array(values, dtype=np.int64)
    denominator = math.lcm(*(value.denominator for value in values))
    return Shares(whole([[int(value * denominator) for value in values]]), denominator)


def _stating(move: Move, path: Path, value: Fraction | int, baseline: Baseline) -> Move:
    """The move with one of its values as drawn."""
    key, *rest = path
    if key == "start":
        return move.model_copy(update={"start": baseline.period_names[int(value)]})
    old = _at(move, path)
    new = from_minor(int(value), baseline.currency, per_year=old.per_year) if isinstance(old, Amount) else value
    if key == "to":
        new = {**move.to, str(rest[0]): new}
    elif key == "ramp":
        new = tuple(new if step == rest[0] else share for step, share in enumerate(move.ramp or ()))
    return move.model_copy(update={str(key): new})


def _at(move: Move, path: Path) -> object:
    found: object = getattr(move, str(path[0]))
    for step in path[1:]:
        found = found[step]  # type: ignore[index]
    return found


def paths_of(move: Move) -> list[Path]:
    """What can be drawn of a move."""
    found: list[Path] = [("cut",), ("start",)]
    found += [("stranded_cost",)] if move.from_ != ("New funding",) else []
    found += [("one_off_cost",)] if move.one_off_cost is not None else []
    found += [("to", name) for name, part in move.to.items() if part != "rest"]
    return found + [("ramp", step) for step in range(len(move.ramp or ()))]


def near(stated: Fraction | Amount, baseline: Baseline) -> st.SearchStrategy[Fraction] | st.SearchStrategy[int]:
    """A share or minor units from nothing to a little more than is stated, or any share."""
    if isinstance(stated, Amount):
        most = minor(stated, baseline)
        return st.integers(0, 105).map(lambda percent: most * percent // 100) | st.just(most)
    scaled = st.integers(0, 105).map(lambda percent: min(stated * percent / 100, Fraction(1)))
    return scaled | scaled | st.just(stated) | shares()


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """A scenario of which anything may be drawn, a few draws of it."""
    baseline = draw(baselines())
    scenario, draws = draw(scenarios(baseline, 1, 3)), draw(st.integers(1, 6))
    values: dict[tuple[int, Path], list[Fraction] | list[int]] = {}
    for index, move in enumerate(scenario.moves):
        last = baseline.period_names.index(move.end) if move.end else len(baseline.periods) - 1
        for path in paths_of(move) if move.enabled else []:
            if draw(st.booleans()):
                columns = st.sampled_from(range(baseline.actuals, last + 1))
                one = columns if path == ("start",) else near(_at(move, path), baseline)
                values[index, path] = draw(st.lists(one, min_size=draws, max_size=draws))
    budgets = None
    if draw(st.integers(0, 3)) == 0:
        percents = st.lists(st.integers(0, 120), min_size=baseline.budget.size, max_size=baseline.budget.size)
        some = [np.array(draw(percents)).reshape(baseline.budget.shape) for _ in range(draws)]
        budgets = [baseline.budget * percent // 100 for percent in some]
    return Drawing(baseline, scenario, draws, values, budgets)


def plain(baseline: Baseline, scenario: Scenario) -> Ledger | None:
    try:
        return reallocate(baseline, scenario)
    except ModelError:
        return None


def posted(ledger: Ledger, draw: int) -> dict[tuple[str, str, str, int, int], int]:
    """Every amount by move, role, receiver, row and column, without the zeros."""
    found: dict[tuple[str, str, str, int, int], int] = {}
    for posting in ledger.postings:
        for row, series in zip(posting.rows.tolist(), posting.amounts[:, :, draw].tolist(), strict=True):
            for column, amount in zip(posting.window, series, strict=True):
                key = ledger.scenario.moves[posting.move].name, posting.role, posting.receiver, row, column
                found[key] = found.get(key, 0) + amount
    return {key: amount for key, amount in found.items() if amount}


@contextmanager
def as_for_many() -> Iterator[None]:
    """Let few draws take the ways that many take: whole arrays, some rows at a time, added row to row."""
    with patch.multiple("virement.values.rounding", _SOME=0, _PIECE=1, _MANY=1):
        yield


@given(drawings(), st.booleans())
@settings(max_examples=100)
def test_each_draw_is_the_plain_run_that_states_its_values(drawing: Drawing, many: bool) -> None:
    """A draw is refused exactly where the plain run is; else every posting, change and budget is the same."""
    with as_for_many() if many else nullcontext():
        try:
            ledger = reallocate_draws(drawing.baseline, drawing.scenario, drawing.drawn())
        except ModelError:
            assert plain(drawing.baseline, drawing.scenario) is None
            return
        assert ledger.refused.shape == (drawing.draws,)
        assert ledger.variance.shape[2] == drawing.draws
        assert all(posting.amounts.shape[2] == drawing.draws for posting in ledger.postings)
    for draw in range(drawing.draws):
        alone = plain(*drawing.stated(draw))
        assert ledger.refused[draw] == (alone is None)
        if alone is not None:
            assert (ledger.variance[:, :, draw] == alone.variance[:, :, 0]).all()
            assert (ledger.budget[:, :, draw] == alone.budget[:, :, 0]).all()
            assert posted(ledger, draw) == posted(alone, 0)


@given(drawings())
@settings(max_examples=25)
def test_values_that_are_all_as_stated_change_nothing(drawing: Drawing) -> None:
    """With nothing drawn every draw is the plain run, whatever it has been told of what isn't in the scenario."""
    alone = plain(drawing.baseline, drawing.scenario)
    if alone is not None:
        ledger = reallocate_draws(drawing.baseline, drawing.scenario, Drawn(drawing.draws, {}))
        assert not ledger.refused.any()
        assert (ledger.variance == alone.variance).all()
