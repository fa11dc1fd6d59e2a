"""How the plan of a scenario goes on, changed until when and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from virement.baseline import MOST_YEARS, Baseline, Growth, grown, read_growth
from virement.scenario import Scenario, changed
from virement.values import ModelError, Period, Problem, Unreadable

LOWEST, HIGHEST = -10.0, 20.0  # percent a year, the ends of a slider


def growth_years(baseline: Baseline) -> tuple[str, ...]:
    """Return the fiscal years until which the plan of a baseline can go on."""
    last = (baseline.given or baseline).periods[-1].year
    return tuple(Period(year, 1, "year").fiscal_year for year in range(last + 1, last + 1 + MOST_YEARS))


def with_growth_until(scenario: Scenario, baseline: Baseline, until: str | None) -> Scenario:
    """Return the scenario with a plan that goes on until a fiscal year, or ends as it was given for None.

    Rates for years that are beyond go. Raises `ModelError` where it can't go on until then.
    """
    if until is None:
        return changed(scenario, growth=None)
    rates = {name: _until(rate, until) for name, rate in (scenario.growth.rates if scenario.growth else {}).items()}
    said = replace(scenario.growth, until=until, rates=rates) if scenario.growth else Growth(until)
    grown(baseline, said)
    return changed(scenario, growth=said)


def _until(rate: Fraction | Mapping[str, Fraction], until: str) -> Fraction | Mapping[str, Fraction]:
    return {year: one for year, one in rate.items() if year <= until} if isinstance(rate, Mapping) else rate


def with_growth_rate(
    scenario: Scenario, baseline: Baseline, division: str, rate: str | float | Fraction | None
) -> Scenario:
    """Return the scenario with another rate a year of a division, or with none of its own for None.

    A rate is a text such as `3%`, a share as a fraction, or the percent that a slider says as a float.

    Raises `ModelError` for what is no rate, and where the plan doesn't go on.
    """
    if scenario.growth is None:
        raise ModelError([Problem("growth", "the plan doesn't go on yet", "Say until when first")])
    rates = {name: one for name, one in scenario.growth.rates.items() if name != division or rate is not None}
    try:
        said = scenario.growth.to_dict()
        rate = Fraction(str(rate)) / 100 if isinstance(rate, float) else rate
        read = read_growth({**said, "rates": {**rates, **({division: rate} if rate is not None else {})}})
    except Unreadable as error:
        raise ModelError([Problem("growth", error.what, error.hint)]) from None
    grown(baseline, read)
    return changed(scenario, growth=read)


def own_rate(scenario: Scenario, division: str) -> Fraction | Mapping[str, Fraction] | None:
    """Return a division's own rate, one or by year; None where it goes by that of a division above it."""
    return scenario.growth.rates.get(division) if scenario.growth else None


def shown_rate(scenario: Scenario, division: str) -> tuple[float, float, float]:
    """Return the percent a year by which a division grows in the last year, and the ends of a slider that holds it.

    The rate is its own or that of a division above it.
    """
    rate = float(scenario.growth.rule(division, scenario.growth.until)[1] * 100) if scenario.growth else 0.0
    return rate, min(LOWEST, rate), max(HIGHEST, rate)
