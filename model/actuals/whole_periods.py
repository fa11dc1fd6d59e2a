"""Figures of actuals by the periods of a baseline: shorter ones are summed where all of a period are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from virement.baseline import Baseline
from virement.values import PERIODS_A_YEAR, Period, Problem, Unreadable, one_of


@dataclass(frozen=True)
class Actual:
    """One actual figure: what `divisions` together spent in the periods `columns`, in minor units.

    `name` and `period` are as the file has them. The figure was rounded to multiples of `rounding` minor units, so the
    true one is at most half of that away; 0 is exact.
    """

    where: str
    name: str
    period: str
    divisions: tuple[str, ...]
    columns: tuple[int, ...]
    amount: int
    rounding: int
    status: int
    source: str
    note: str
    as_of: str


def enclosing(period: Period, baseline: Baseline) -> Period:
    """Return the period of the baseline's kind that a shorter one is a part of; any other as it is."""
    kind = baseline.periods[0].kind
    if PERIODS_A_YEAR[period.kind] <= PERIODS_A_YEAR[kind]:
        return period
    return Period(period.year, (period.number - 1) * PERIODS_A_YEAR[kind] // PERIODS_A_YEAR[period.kind] + 1, kind)


def columns_of(period: Period, baseline: Baseline) -> tuple[int, ...]:
    """Return the periods of a baseline that one is made of; raise `Unreadable` where they are not all of it."""
    if period in baseline.periods:
        return (baseline.periods.index(period),)
    columns = baseline.fiscal_years.get(str(period), range(0)) if period.kind == "year" else range(0)
    if columns and len(columns) == PERIODS_A_YEAR[baseline.periods[0].kind]:
        return tuple(columns)
    what = f"{period} is not a whole period of the baseline" if columns else f"{period} is not a period of the baseline"
    raise Unreadable(what, one_of(baseline.period_names))


def whole(told: list[tuple[Period, Actual]], baseline: Baseline, problems: list[Problem]) -> Iterator[Actual]:
    """Yield what is told of whole periods of the baseline, shorter ones summed; `problems` takes what lacks some.

    A sum is as far from the true one as all its parts may be, and rests on the weakest of them.
    """
    kind = baseline.periods[0].kind
    shorter: dict[tuple[object, ...], dict[Period, Actual]] = {}
    for period, one in told:
        if PERIODS_A_YEAR[period.kind] <= PERIODS_A_YEAR[kind]:
            yield one
            continue
        parts = shorter.setdefault((one.divisions, one.columns, period.kind), {})
        if period in parts:
            what = f"'{one.name}' in {one.period} stands in {parts[period].where} already"
            problems.append(Problem(one.where, what, "Keep one of them"))
        parts[period] = one
    for parts in shorter.values():
        of, first = next(iter(parts.items()))
        name = baseline.period_names[first.columns[0]]
        if len(parts) == PERIODS_A_YEAR[of.kind] // PERIODS_A_YEAR[kind]:
            yield _sum(list(parts.values()), name)
        else:
            known = " and ".join(str(period) for period in sorted(parts))
            what = f"'{first.name}' has only {known} of {name}, and the baseline knows only whole {kind}s"
            hint = f"It is compared when all {of.kind}s of {name} are there"
            problems.append(Problem(first.where, what, hint, "warning"))


def _sum(parts: list[Actual], period: str) -> Actual:
    def said(texts: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(filter(None, texts)))

    return replace(
        parts[0],
        period=period,
        amount=sum(one.amount for one in parts),
        rounding=sum(one.rounding for one in parts),
        status=max(one.status for one in parts),
        source=said(one.source for one in parts),
        note=said(one.note for one in parts),
        as_of=said(one.as_of for one in parts),
    )
