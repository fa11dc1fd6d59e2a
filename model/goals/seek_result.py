"""The answer to a goal: the value at which a measure reaches it, the step before, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from virement.baseline import Baseline
from virement.edits import Lever
from virement.measures import Measure
from virement.scenario import Scenario
from virement.values import Problem, Value, from_minor, jobs_from, number_of, show_exactly, shown_value, write_share

PLACES = range(4, 25)


@dataclass(frozen=True)
class Tried:
    """The input at one value: `figure` is the measure there, a share of one or minor units.

    It is None where `refused` says why the scenario can't be carried out so.
    """

    value: Value
    figure: Fraction | None
    refused: str = ""


@dataclass(frozen=True)
class GoalSeekResult:
    """What was sought, and what was found.

    The measure must be at least the `target` where it is below it now (`rising`), else at most. Where it is `reached`,
    `found` meets it and `before`, one step of the grid back, doesn't, or can't be carried out; where the input stands
    between two steps, that may be where it stands. `before` is None where the scenario meets it already, or there is
    no step back. Else `found` is as close as one gets, and `in_the_way` says why no closer.
    `scenario` is the one with `found`, and `limits` what it breaks. `monotone` says that the measure only went one way
    over the values tried; otherwise `found` is the first from the lower end that was seen. `runs` counts the runs.
    """

    measure: Measure
    target: Fraction
    lever: Lever
    rising: bool
    reached: bool
    now: Tried
    found: Tried
    before: Tried | None
    in_the_way: str
    scenario: Scenario
    limits: tuple[Problem, ...]
    monotone: bool
    runs: int

    def words(self, baseline: Baseline) -> str:
        """Say the answer in one or two sentences, with figures exact enough to tell them apart."""
        side = "at least" if self.rising else "at most"
        wanted = self._shown(self.target, baseline)
        if self.found.figure is None:
            told = f"{self.measure} cannot be reached for any value of '{self.lever}': {self.in_the_way}."
        elif not self.reached:
            told = f"{self.measure} can't be {side} {wanted} by '{self.lever}' alone. The closest is "
            told += (
                f"{self._shown(self.found.figure, baseline)}, at {shown_value(self.found.value)}: {self.in_the_way}."
            )
        elif self.found == self.now:
            told = f"{self.measure} is {wanted} already, with '{self.lever}' at {shown_value(self.found.value)}."
        else:
            told = f"With '{self.lever}' at {shown_value(self.found.value)}, {self.measure} is "
            told += f"{self._shown(self.found.figure, baseline)}: {side} the {wanted} wanted."
        return " ".join([told, *self._more(baseline)])

    def steps(self, baseline: Baseline) -> list[dict[str, str | None]]:
        """Return the input and the measure as they are now, as found and one step before, as `words` shows them.

        Columns step (`now`, `found`, `before`), input, value, measure, figure (None where it can't be carried out) and
        refused, which says why.
        """
        tried = {"now": self.now, "found": self.found, "before": self.before}
        return [
            {
                "step": step,
                "input": str(self.lever),
                "value": shown_value(one.value),
                "measure": str(self.measure),
                "figure": None if one.figure is None else self._shown(one.figure, baseline),
                "refused": one.refused,
            }
            for step, one in tried.items()
            if one is not None
        ]

    def _more(self, baseline: Baseline) -> list[str]:
        more = []
        if self.before is not None:
            less = number_of(self.before.value) < number_of(self.found.value)
            step = "As it stands, at" if self.before == self.now else f"One step {'less' if less else 'more'},"
            step += f" {shown_value(self.before.value)},"
            figure = self.before.figure
            more.append(
                f"{step} can't be carried out: {self.before.refused}."
                if figure is None
                else f"{step} it is {self._shown(figure, baseline)}."
            )
        if self.reached and not self.monotone:
            more.append("The measure goes both up and down as the input grows: there may be other answers higher up.")
        return more

    def _shown(self, figure: Fraction, baseline: Baseline) -> str:
        if self.measure.is_jobs:
            return str(jobs_from(int(figure)))
        if not self.measure.is_share:
            return _shown_amount(int(figure), baseline.currency)
        beside = {self.target, *(one.figure for one in (self.found, self.before) if one and one.figure is not None)}
        return next(text for places in PLACES if (text := _told_apart(figure, beside, places)) is not None)


def _shown_amount(minor: int, currency: str) -> str:
    """Return an amount exactly: short where a few digits say it, else to the last cent."""
    short = f"{'−' if minor < 0 else ''}{from_minor(abs(minor), currency)}"
    return show_exactly(minor, currency) if "," in short else short


def _told_apart(figure: Fraction, beside: set[Fraction], places: int) -> str | None:
    """Return a share in percent with `places` decimals, None where another of those beside it would look the same."""
    same = {other for other in beside if _percent(other, places) == _percent(figure, places)}
    if same - {figure} and places != PLACES[-1]:
        return None
    exact = Fraction(_percent(figure, places)) == figure * 100
    return write_share(figure) if exact else f"{_percent(figure, places):f}%"


def _percent(share: Fraction, places: int) -> Decimal:
    with localcontext(prec=60):
        return round(Decimal(share.numerator * 100) / share.denominator, places)
