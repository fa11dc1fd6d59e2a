"""What a reading gives a baseline: divisions by periods in whole coins, spending, revenue and actuals apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import PurePath

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.tables.interpretation import Reading
from virement.tables.row_marks import Marks, marks_of
from virement.tables.stages import Source
from virement.tables.trees import SEPARATOR
from virement.values import Period, minor_places

Minor = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Figures:
    """Amounts in minor units, `[leaf, period]`, for spending (net of credits, which are below zero) and revenue.

    `known` tells where spending was given, `revenue_known` where revenue was, `actual` what was spent beside a budget.
    `is_actual` tells for each period whether its spending is what happened.
    """

    leaves: tuple[str, ...]
    periods: tuple[Period, ...]
    budget: Minor
    known: NDArray[np.bool_]
    revenue: Minor
    revenue_known: NDArray[np.bool_]
    actual: Minor
    actual_known: NDArray[np.bool_]
    is_actual: NDArray[np.bool_]
    marks: Marks = field(default_factory=Marks)

    @cached_property
    def credits(self) -> NDArray[np.bool_]:
        """Which figures of spending are credits."""
        return np.asarray(self.budget < 0)

    @property
    def holding(self) -> NDArray[np.bool_]:
        """Which leaves hold a budget."""
        return np.asarray(self.known.any(axis=1))


def figures_of(reading: Reading) -> Figures:
    """Add the lines of a reading up by division, period and measure, and turn them into whole coins."""
    taken = [s for s in reading.sources if s.period and reading.fates[s.number].kind in ("budget", "revenue", "actual")]
    periods = tuple(sorted({s.period for s in taken if s.period and reading.fates[s.number].kind != "actual"}))
    column = {period: at for at, period in enumerate(periods)}
    lines = np.flatnonzero(reading.is_figure)
    names, rows_of = _named_rows(reading, taken, lines)
    revenue = reading.is_revenue[lines]
    sums = {kind: np.zeros((len(names), len(periods)), dtype=np.int64) for kind in ("budget", "revenue", "actual")}
    known = {kind: np.zeros((len(names), len(periods)), dtype=np.bool_) for kind in sums}
    for source in taken:
        fate = reading.fates[source.number].kind
        if source.period not in column or not len(lines):
            continue
        at, rows = column[source.period], rows_of[reading.fates[source.number].within]
        for kind, mask in _by_kind(fate, revenue):
            values, given = reading.amounts[lines[mask], source.number], reading.known[lines[mask], source.number]
            np.add.at(sums[kind][:, at], rows[mask], values)
            known[kind][rows[mask][given], at] = True
    sign = -1 if reading.is_negated else 1
    if len(rows_of) > 1:  # not each line has amounts under each heading
        holds = np.asarray(sum(one.any(axis=1) for one in known.values()) > 0)
        names = [name for name, kept in zip(names, holds.tolist(), strict=True) if kept]
        sums, known = ({kind: one[holds] for kind, one in found.items()} for found in (sums, known))
        rows_of = {within: (np.cumsum(holds) - 1)[rows] for within, rows in rows_of.items()}
    marks = marks_of(reading, rows_of, column, (len(names), len(periods)))
    return Figures(
        tuple(names),
        periods,
        in_minor(sums["budget"] * sign, reading),
        known["budget"],
        in_minor(sums["revenue"] * (-1 if reading.is_revenue_negated else 1), reading),
        known["revenue"],
        in_minor(sums["actual"] * sign, reading),
        known["actual"],
        _actual_periods(reading, periods),
        marks,
    )


def _named_rows(
    reading: Reading, taken: list[Source], lines: NDArray[np.intp]
) -> tuple[list[str], dict[str, NDArray[np.intp]]]:
    """Return the names of the leaves, and for each heading that is a division the leaf of each line of figures."""
    paths = np.array(reading.paths, dtype=object)[lines] if len(lines) else np.zeros(0, dtype=object)
    rows, own = pd.factorize(paths)
    within = list(dict.fromkeys(reading.fates[source.number].within for source in taken)) or [""]
    if within == [""] and "" not in own:
        return list(own), {"": rows}
    all_of_it = PurePath(reading.layout.grid.file).stem  # where no row and no heading names a division
    names = [SEPARATOR.join(filter(None, (name, one))) or all_of_it for name in own for one in within]
    return names, {one: rows * len(within) + at for at, one in enumerate(within)}


def _by_kind(fate: str, revenue: NDArray[np.bool_]) -> list[tuple[str, NDArray[np.bool_]]]:
    if fate == "budget":
        return [("budget", ~revenue), ("revenue", revenue)]
    if fate == "actual":
        return [("actual", ~revenue)]
    return [("revenue", np.ones(len(revenue), dtype=np.bool_))]


def _actual_periods(reading: Reading, periods: tuple[Period, ...]) -> NDArray[np.bool_]:
    plans: set[Period | None] = set()
    happened: set[Period | None] = set()
    for source in reading.sources:
        if reading.fates[source.number].kind == "budget":
            (happened if source.stage in ("actual", "ytd") else plans).add(source.period)
    return np.array([period in happened and period not in plans for period in periods], dtype=np.bool_)


def in_minor(amounts: Minor, reading: Reading) -> Minor:
    """Turn whole numbers of a table's last digit into coins; what is finer is rounded so that column sums stay."""
    over = reading.places - reading.power
    if over <= 0:
        return np.asarray(amounts * 10**-over)
    totals = np.cumsum(amounts, axis=0)
    whole = _rounded(totals, 10**over)
    return np.diff(whole, axis=0, prepend=np.zeros((1, *whole.shape[1:]), dtype=np.int64))


def _rounded(amounts: Minor, over: int) -> Minor:
    """Return amounts over a power of ten, half up."""
    return np.asarray((2 * amounts + over) // (2 * over))


def coins(amount: int, reading: Reading) -> int:
    """Turn one whole number of a table's last digit into coins, half up."""
    over = reading.places - reading.power
    return amount * int(10**-over) if over <= 0 else (2 * amount + 10**over) // (2 * 10**over)


@dataclass(frozen=True)
class Entry:
    """One line of the account: how much of each period's numbers went one way, and why; `where` are the first places.

    `amounts` are in whole currency units, by period; the empty one holds what names no period.
    """

    what: str
    why: str
    amounts: dict[str, Decimal]
    where: tuple[str, ...] = ()


WHATS = ("read as budget", "read as revenue", "credits", "subtotals and totals", "other stages and scopes", "left out")
_Key = tuple[str, str]


def account_of(reading: Reading, figures: Figures) -> list[Entry]:
    """Return where every number went: the amounts of all entries add up to all numbers, in each period."""
    amounts: dict[_Key, dict[str, int]] = {}
    places: dict[_Key, list[str]] = {}
    for period in dict.fromkeys(_named(s.period) for s in reading.sources if reading.known[:, s.number].any()):
        sources = [s for s in reading.sources if _named(s.period) == period]
        for key, (amount, where) in _of_period(reading, figures, period, sources).items():
            amounts.setdefault(key, {})[period] = amount
            held = places.setdefault(key, [])
            held += [place for place in where if place not in held][: 5 - len(held)]
    digits = -minor_places(reading.currency)
    order = sorted(amounts, key=lambda key: (WHATS.index(key[0]), key[1]))
    return [
        Entry(*key, {p: Decimal(n).scaleb(digits) for p, n in sorted(amounts[key].items())}, tuple(places[key]))
        for key in order
    ]


def _named(period: Period | None) -> str:
    return str(period) if period else ""


def _of_period(
    reading: Reading, figures: Figures, period: str, sources: list[Source]
) -> dict[_Key, tuple[int, list[str]]]:
    """Return where the numbers of one period went, in coins."""
    total = _exact_sum(reading.amounts[:, [source.number for source in sources]])
    found: dict[_Key, tuple[int, list[str]]] = {}
    names = [str(one) for one in figures.periods]
    if period in names:
        own, income = figures.budget[:, names.index(period)], figures.revenue[:, names.index(period)]
        sign, income_sign = (-1 if negated else 1 for negated in (reading.is_negated, reading.is_revenue_negated))
        parts = (("read as budget", own[own > 0]), ("read as revenue", income), ("credits", own[own < 0]))
        for what, amounts in parts:
            if len(amounts) and (amounts.any() or what == "read as budget"):
                found[what, ""] = int(amounts.sum()) * (income_sign if what == "read as revenue" else sign), []
    running = _read_raw(reading, sources)
    whole = coins(running, reading)
    for key, (amount, where) in _rest(reading, sources).items():
        running += amount
        said = coins(running, reading) - whole
        whole += said
        found[key] = said, where
    if running != total:
        raise AssertionError("a number of the table is missing from its account")
    return found


def _read_raw(reading: Reading, sources: list[Source]) -> int:
    own = np.flatnonzero(reading.is_figure)
    taken = [s.number for s in sources if reading.fates[s.number].kind in ("budget", "revenue")]
    return _exact_sum(reading.amounts[own][:, taken])


def _exact_sum(amounts: Minor) -> int:
    """Return the sum over some columns, each of which is small enough to be counted, all of them maybe not."""
    return sum(map(int, amounts.sum(axis=0).tolist()))


def _rest(reading: Reading, sources: list[Source]) -> dict[_Key, tuple[int, list[str]]]:
    """Return what was not taken, by what it is and why, with the first cells."""
    found: dict[tuple[str, str], tuple[int, list[str]]] = {}
    figure = reading.is_figure
    others = np.flatnonzero(~figure)
    for source in sources:
        fate = reading.fates[source.number]
        if fate.kind not in ("budget", "revenue"):
            amount = int(reading.amounts[figure, source.number].sum())
            what = {
                "actual": "other stages and scopes",
                "stage": "other stages and scopes",
                "total": "subtotals and totals",
            }
            if amount or reading.known[figure, source.number].any():
                _add(found, (what.get(fate.kind, "left out"), fate.why), amount, source.name)
        for number in others[reading.known[others, source.number]].tolist():
            line = reading.lines[number]
            key = ("left out", line.why or "a result") if line.kind == "net" else ("subtotals and totals", line.why)
            key = (
                key
                if line.kind in ("net", "total", "unnamed")
                else ("left out", line.why or "stands in a row of notes")
            )
            _add(found, key, int(reading.amounts[number, source.number]), f"row {line.row + 1} {line.label}".strip())
    return found


def _add(found: dict[tuple[str, str], tuple[int, list[str]]], key: tuple[str, str], amount: int, where: str) -> None:
    before, places = found.get(key, (0, []))
    found[key] = before + amount, places if len(places) >= 5 or where in places else [*places, where]
