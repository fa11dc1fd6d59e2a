"""Spans of time that a view covers: a fiscal year, a period, or one to a later one."""

from __future__ import annotations

from collections.abc import Iterable

from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import Case
from virement.values import ROOT, ModelError, Problem


def spans(baseline: Baseline) -> dict[str, range]:
    """Return the spans that figures are shown for: each fiscal year of the plan, and the whole plan."""
    years = {year: columns for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan}
    if len(years) > 1:
        first, *_, last = years
        years[f"{first} to {last}"] = range(years[first].start, years[last].stop)
    return years


def first_giver(case: Case) -> str:
    """Return the division that the first move takes from, `ROOT` where there is none: what people look at first."""
    return next((name for move in case.scenario.moves for name in move.from_ if name in case.baseline), ROOT)


def default_span(ledger: Ledger) -> str:
    """Return the shortest span that holds the windows of all moves, the first fiscal year if there are none."""
    return shortest_span(ledger.baseline, ledger.windows.values())


def shortest_span(baseline: Baseline, windows: Iterable[range]) -> str:
    """Return the shortest span that holds all the windows, the first fiscal year if there are none."""
    known = spans(baseline)
    used = {column for window in windows for column in window}
    return next((name for name, columns in known.items() if used <= set(columns)), next(iter(known)))


def columns_of(baseline: Baseline, span: str) -> list[int]:
    """Return the columns of a span; raise `ModelError` where there is no such span."""
    single = {name: range(column, column + 1) for column, name in enumerate(baseline.period_names)}
    known = single | baseline.fiscal_years
    first, to, last = span.partition(" to ")
    begin, end = known.get(first), known.get(last if to else first)
    if begin is None or end is None or begin.start >= end.stop:
        raise ModelError([Problem(span, "is not a span of this baseline", span_hint(baseline))])
    return list(range(begin.start, end.stop))


def span_hint(baseline: Baseline) -> str:
    """Say what a span is, with the longest ones that there are."""
    whole = (f"{names[0]} to {names[-1]}" for names in ([*baseline.fiscal_years], baseline.period_names))
    return f"Write a fiscal year, a period, or one to a later one: {', '.join(dict.fromkeys(whole))}"
