"""Ranges as people set and clear them: of a move's value, and of what the baseline says of a division."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from virement.baseline import Baseline
from virement.edits.levers import Lever, most_of
from virement.edits.typed_values import read_in_box, unit_beside
from virement.engine import FINEST, assumed, with_size
from virement.scenario import (
    REST,
    Assumption,
    Move,
    Range,
    Scenario,
    Value,
    ValuePath,
    changed,
    made,
    said_at,
    values_of,
    with_move,
    words_of,
)
from virement.values import (
    ROOT,
    Amount,
    Jobs,
    ModelError,
    Problem,
    Unreadable,
    number_of,
    parent_of,
    read_beside,
    sign_of,
)

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Spot:
    """A value of a move that has a range, or can have one; `path` is the way to it within the move."""

    index: int
    path: ValuePath
    name: str
    value: Value
    range: Range | None


def spots(scenario: Scenario, baseline: Baseline) -> list[Spot]:
    """Return every value of the moves that are switched on that has a range or can have one."""
    return [
        Spot(index, path, f"{move.name}: {words_of(path)}", value, move.ranges.get(path))
        for index, move in enumerate(scenario.moves)
        if move.enabled
        for path, value in _values(move, baseline)
    ]


def _values(move: Move, baseline: Baseline) -> Iterator[tuple[ValuePath, Value]]:
    for path, value in values_of(move):
        if path == ("start",):
            yield path, value or baseline.period_names[baseline.plan[0]]
        elif value is not None and value != REST:
            yield path, value


def with_first_range(scenario: Scenario, baseline: Baseline, spot: Spot, by: Fraction = HALF) -> Scenario:
    """Return the scenario with a range to begin with: a share less to as much more, as far as there is."""
    value = spot.value
    if isinstance(value, str):
        names = baseline.period_names
        return _with(scenario, baseline, spot, Range(value, value, names[min(names.index(value) + 1, len(names) - 1)]))
    if isinstance(value, Fraction) and not value:
        return _with(scenario, baseline, spot, Range(Fraction(0), Fraction(0), Fraction(1, 10)))
    low, high = _times(value, 1 - by), _times(value, 1 + by)
    return _with(scenario, baseline, spot, Range(low, value, _up_to(scenario, baseline, spot, value, high)))


def _times(value: Value, share: Fraction) -> Any:
    if isinstance(value, Amount):
        return replace(value, value=value.value * share.numerator / share.denominator)
    if isinstance(value, Jobs):
        if isinstance(value.size, Fraction):
            return Jobs(value.size * share)
        return Jobs(round(value.size * share.numerator / share.denominator, 2))
    assert isinstance(value, Fraction)
    return value * share


def _up_to(scenario: Scenario, baseline: Baseline, spot: Spot, value: Value, high: Any) -> Value:
    """Return the high end, as far as the value can go."""
    if spot.path[0] == "ramp":
        return Fraction(min(high, 1))
    receiver = str(spot.path[1]) if spot.path[0] == "to" else ""
    lever = Lever(spot.index, scenario.moves[spot.index].name, str(spot.path[0]), receiver)
    assert not isinstance(value, str)
    most = with_size(value, most_of(baseline, scenario, lever), baseline)
    if isinstance(value, Amount):
        assert isinstance(most, Amount)
        return replace(value, value=max(min(most.value, high.value), value.value))
    if isinstance(value, Jobs):
        assert isinstance(most, Jobs)
        up_to: Jobs = high if number_of(high) < number_of(most) else most
        return up_to if number_of(up_to) > number_of(value) else value
    assert isinstance(most, Fraction)
    return Fraction(max(min(most, high), value))


def with_range_typed(scenario: Scenario, baseline: Baseline, spot: Spot, low: str, high: str, shape: str) -> Scenario:
    """Return the scenario with the ends of a range as typed; a bare number counts what the likely value does."""
    ends = []
    for text in (low, high):
        try:
            ends.append(_end(text.strip(), spot.value, baseline))
        except Unreadable as error:
            raise ModelError([Problem(spot.name, error.what, error.hint)]) from None
    try:
        return _with(scenario, baseline, spot, Range(ends[0], spot.value, ends[1], shape))
    except Unreadable as error:
        raise ModelError([Problem(spot.name, error.what, error.hint)]) from None


def _end(text: str, like: Value, baseline: Baseline) -> Value:
    if isinstance(like, str):
        return text
    if isinstance(like, Jobs):
        return read_in_box(text, like, baseline, f"the end '{text}'")
    read = read_beside(text, unit_beside(like, baseline))
    if isinstance(read, Amount) and isinstance(like, Amount):
        return replace(read, currency=read.currency or sign_of(baseline.currency) or None, per_year=like.per_year)
    return read


def _with(scenario: Scenario, baseline: Baseline, spot: Spot, held: Any) -> Scenario:
    said = said_at(scenario.moves[spot.index], spot.path, held)
    return with_move(scenario, spot.index, baseline=baseline, **said)


def without_range(scenario: Scenario, baseline: Baseline, spot: Spot) -> Scenario:
    """Return the scenario with a value certain again."""
    kept = {path: one for path, one in scenario.moves[spot.index].ranges.items() if path != spot.path}
    return with_move(scenario, spot.index, ranges=kept)


def with_first_assumption(scenario: Scenario, baseline: Baseline, division: str) -> Scenario:
    """Return the scenario with an assumption to begin with: a tenth less to a tenth more.

    Of what its parent holds where there is one, else of itself.
    """
    parent = parent_of(division)
    of = () if parent == ROOT or len(baseline.rows_of(parent)) == len(baseline.rows_of(division)) else (parent,)
    one = Assumption(division=division, of=of, low=Fraction(0), high=Fraction(1))
    likely = assumed(one, baseline).likely
    high = min(likely * Fraction(11, 10), Fraction(1)) if of else likely * Fraction(11, 10)
    ends = {"low": _fine(likely * Fraction(9, 10)), "high": _fine(high)}
    return changed(scenario, assumptions=(*scenario.assumptions, one.model_copy(update=ends)))


def _fine(share: Fraction) -> Fraction:
    return Fraction(round(share * FINEST), FINEST)


def with_assumption_typed(scenario: Scenario, index: int, low: str, high: str, shape: str) -> Scenario:
    """Return the scenario with the ends of an assumption as typed."""
    one = scenario.assumptions[index]
    where = f"assumption: {one.division}"
    try:
        ends = [f"{text.strip().removesuffix('%').strip()}%" for text in (low, high)]
        after = made(Assumption, one, {"low": ends[0], "high": ends[1], "shape": shape}, where)
    except Unreadable as error:
        raise ModelError([Problem(where, error.what, error.hint)]) from None
    return changed(scenario, assumptions=(*scenario.assumptions[:index], after, *scenario.assumptions[index + 1 :]))


def without_assumption(scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with an assumption less."""
    return changed(scenario, assumptions=scenario.assumptions[:index] + scenario.assumptions[index + 1 :])
