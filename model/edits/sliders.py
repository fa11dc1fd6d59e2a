"""What the control of a cut, or of a receiver's part, shows and means: a slider's positions, exact texts, its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from virement.baseline import Baseline
from virement.edits.cut_kind import cut_range, rest_now
from virement.edits.moves import cut_number, part_number, with_cut_number, with_part_number
from virement.scenario import REST, Scenario, with_move
from virement.values import Amount, Jobs, Value, sign_of

SHARE = "%"


@dataclass(frozen=True)
class Slider:
    """A slider of whole positions from 0 to `positions`, each a step of the quantity, the last one all there is.

    `text` is the value as the box beside it shows it, in `unit`; `most` is its upper end, `spoken` the value for a
    screen reader.
    """

    position: int
    positions: int
    text: str
    unit: str
    most: str

    @property
    def spoken(self) -> str:
        """The value with its unit."""
        return f"{self.text} {self.unit}"


def unit_of(baseline: Baseline, part: Value) -> str:
    """Return what the number of a control counts: `%`, `$ million`, `$ million a year`, `jobs` or `% of jobs`."""
    if isinstance(part, Jobs):
        return f"{SHARE} of jobs" if part.is_share else "jobs"
    if isinstance(part, Fraction):
        return SHARE
    unit = "" if baseline.unit == "one" else f" {baseline.unit}"
    return f"{sign_of(baseline.currency)}{unit}{' a year' if part.per_year else ''}".strip()


def cut_slider(baseline: Baseline, scenario: Scenario, index: int) -> Slider:
    """Return the slider of a move's cut, which can't go past what its givers have."""
    move = scenario.moves[index]
    most, step = cut_range(baseline, scenario, index)
    return _slider(Decimal(str(cut_number(baseline, move))), most, step, unit_of(baseline, move.cut))


def part_slider(baseline: Baseline, scenario: Scenario, index: int, receiver: str) -> Slider:
    """Return the slider of a receiver's share of what a move frees, or of its amount; `rest` says what it comes to."""
    part = _part(baseline, scenario, index, receiver)
    most, step = _part_range(baseline, scenario, index, part)
    found = _slider(Decimal(str(part_number(baseline, part))), most, step, unit_of(baseline, part))
    if scenario.moves[index].to[receiver] != REST:
        return found
    return replace(found, text=REST, unit=f"= {found.spoken}")


def _slider(number: Decimal, most: Decimal, step: Decimal, unit: str) -> Slider:
    positions = ceil(most / step)
    position = min(int((number / step).to_integral_value(ROUND_HALF_UP)), positions)
    return Slider(position, positions, _plain(number), unit, _plain(most))


def _plain(number: Decimal) -> str:
    """Return a number as a box shows it: thousands apart, at most four decimals."""
    text = f"{round(number, 4):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_cut_at(scenario: Scenario, baseline: Baseline, index: int, position: int) -> Scenario:
    """Return the scenario with one move's cut where the slider stands."""
    most, step = cut_range(baseline, scenario, index)
    return with_cut_number(scenario, baseline, index, float(min(step * position, most)))


def with_part_at(scenario: Scenario, baseline: Baseline, index: int, receiver: str, position: int) -> Scenario:
    """Return the scenario with one receiver's part where its slider stands; who got the rest gets that from now on."""
    part = _part(baseline, scenario, index, receiver)
    most, step = _part_range(baseline, scenario, index, part)
    if scenario.moves[index].to[receiver] == REST:
        scenario = with_move(scenario, index, draft=True, to={**scenario.moves[index].to, receiver: part})
    return with_part_number(scenario, baseline, index, receiver, float(min(step * position, most)))


def _part(baseline: Baseline, scenario: Scenario, index: int, receiver: str) -> Fraction | Amount:
    part = scenario.moves[index].to[receiver]
    return part if isinstance(part, Fraction | Amount) else rest_now(baseline, scenario, index, receiver)


def _part_range(baseline: Baseline, scenario: Scenario, index: int, part: Fraction | Amount) -> tuple[Decimal, Decimal]:
    if isinstance(part, Fraction):
        return Decimal(100), Decimal(5)
    return cut_range(baseline, scenario, index)
