"""How far a division's budget may spread, period by period: bands about the median, the plain run, the baseline."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd
from virement.charts.axis import apart, axis_of
from virement.charts.range_labels import drawn_words, status_of_row, words_of_ranges
from virement.charts.spec import (
    DOWN,
    TIP,
    Spec,
    between,
    coloured,
    declared,
    foot,
    foot_of,
    frame,
    in_currency,
    of_kind,
)
from virement.charts.theme import GROUND, INK, Theme, role_of
from virement.uncertainty import BANDS, MEDIAN, Simulation, by_cell, column_of
from virement.values import OUTSIDE_ACCOUNTS, ROOT, ModelError, Problem, did_you_mean, one_of
from virement.views import money, shown

COLUMNS = ["kind", "label", "x0", "x1", "y0", "y1", "role", "tip"]
KINDS = {band: f"band {band.middle}" for band in BANDS}  # of the rows that draw it

_HEIGHT, _LINE = 320, 16  # pixels, pixels of a line of text
_LEFT, _RIGHT = 22, 118  # pixels beside the lines: half a period's name, the labels at the ends
_PERIODS, _YEARS = 0.9, 0.955  # shares of the height, under the axis
_MOST_PERIODS, _MOST_YEARS = 12, 5
_LETTERS = 18  # that fit a line beside the ends
_BEFORE = 4  # plan periods for each actual one before them


def fan_data(simulation: Simulation, division: str = ROOT, cells: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the bands and lines of a row of a simulation: a division that it follows, or an outside account.

    `cells` is `by_cell(simulation)`, where it is at hand. Kinds title, note, key, foot, one for each band (`KINDS`),
    median, plain, baseline (where it differs), actual (the periods before), grid, tick, name (at the right ends),
    leader, period, year and hover (a period's tip). Places are shares of the height, and of the width within its
    margins. Empty for an outside account that never gets anything; raises `ModelError` for what isn't followed.
    """
    job = simulation.job
    if division not in job.rows:
        hint = did_you_mean(division, job.rows) or one_of(job.rows)
        raise ModelError([Problem(division, "is not followed in this simulation", hint)])
    table = by_cell(simulation) if cells is None else cells
    mine = table[table["division"] == division].set_index("period")
    return frame(
        [] if mine.empty else _Fan(simulation, division, _by_period(simulation, division, mine)).rows(), COLUMNS
    )


def _by_period(simulation: Simulation, division: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the line of each plan period; an outside account has none where no draw gives it anything."""
    baseline, plain, lines = simulation.job.baseline, simulation.plain, []
    for column in baseline.plan:
        period = baseline.period_names[column]
        if period in table.index:
            lines.append(table.loc[period])
        else:
            row = len(baseline.leaves) + OUTSIDE_ACCOUNTS.index(division)
            now = money(plain, int(plain.variance[row, column, 0]))
            lines.append(pd.Series({**dict.fromkeys(table.columns, Decimal(0)), "plain": now}))
    return pd.DataFrame(lines).reset_index(drop=True)


class _Fan:
    """A row of a simulation, about to be drawn."""

    def __init__(self, simulation: Simulation, division: str, table: pd.DataFrame) -> None:
        self.simulation, self.division, self.table = simulation, division, table
        self.baseline, self.plain = simulation.job.baseline, simulation.plain
        plan = self.baseline.plan
        outside = division in OUTSIDE_ACCOUNTS
        before = 0 if outside else min(max(len(plan) // _BEFORE, 1), plan.start)
        self.columns = range(plan.start - before, plan.stop)
        was = [] if outside else [self._was(column) for column in self.columns]
        self.actual, self.was = was[:before], was[before:]
        if self.was == list(table["plain"]):
            self.was = []
        self.axis = axis_of([*self.actual, *self.was, *table["plain"], *table[BANDS[0].low], *table[BANDS[0].high]])

    def _was(self, column: int) -> Decimal:
        rows = self.baseline.rows_of(self.division)
        return money(self.plain, int(self.baseline.budget[rows, column].sum()))

    def _x(self, at: int) -> float:
        return at / (len(self.columns) - 1) if len(self.columns) > 1 else 0.5

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows, the words first."""
        names = self.baseline.period_names
        span = " to ".join(dict.fromkeys([names[self.baseline.plan[0]], names[-1]]))
        status = status_of_row(self.plain, self.division, self.baseline.plan)
        shares = ", ".join(band.middle for band in reversed(BANDS))
        key = f"bands: {shares} · dashed: plain run" + (" · dotted: baseline" if self.was else "")
        currency = in_currency(self.baseline)
        words = words_of_ranges(f"Range of {self.division}", self.plain, span, currency, status, key)
        cut = "" if self.axis.low <= 0 <= self.axis.high else "The axis does not begin at zero."
        said = foot_of(*drawn_words(self.simulation), cut)
        return [*words, said, *self._grid(), *self._lines(), *self._names(), *self._periods(), *self._hovers()]

    def _grid(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        labels = {shown(amount, self.baseline): amount for amount in reversed(self.axis.ticks)}
        for label, amount in labels.items():
            rows.append({"kind": "grid", "y0": self.axis.place(amount)})
            rows.append({"kind": "tick", "label": label, "y0": self.axis.place(amount)})
        return rows

    def _lines(self) -> list[dict[str, Any]]:
        first, now = len(self.actual), self.table
        role = role_of(sum(now["plain"], Decimal(0)) - sum(self.was, Decimal(0)) if self.was else 0)
        found = []
        for band, kind in KINDS.items():
            found += self._line(kind, first, list(now[band.low]), list(now[band.high]), role=role)
        found += self._line("median", first, list(now[column_of(MEDIAN)]), role=role)
        found += self._line("plain", first, list(now["plain"]))
        found += self._line("baseline", first, self.was) if self.was else []
        return found + (self._line("actual", 0, self.actual, go_on=False) if self.actual else [])

    def _line(
        self,
        kind: str,
        first: int,
        amounts: list[Decimal],
        tops: list[Decimal] | None = None,
        *,
        go_on: bool = True,
        role: str = "",
    ) -> list[dict[str, Any]]:
        """Return a line or band from a period on, or, to go on from it, from the last actual one."""
        if go_on and first:
            first, amounts, tops = first - 1, [self.actual[-1], *amounts], tops and [self.actual[-1], *tops]
        places = [self._x(first + at) for at in range(len(amounts))]
        if len(self.columns) == 1:  # one period: as wide as the picture
            places, amounts, tops = [0, 1], amounts * 2, tops and tops * 2
        rows: list[dict[str, Any]] = []
        for at, (x, amount) in enumerate(zip(places, amounts, strict=True)):
            band = {"y1": self.axis.place(tops[at])} if tops else {}
            rows.append({"kind": kind, "x0": x, "y0": self.axis.place(amount), "role": role, **band})
        return rows

    def _names(self) -> list[dict[str, Any]]:
        last, wide = self.table.iloc[-1], BANDS[0]
        median = last[column_of(MEDIAN)]
        ends = {wide.high: last[wide.high], "median": median, wide.low: last[wide.low], "plain run": last["plain"]}
        if last[wide.low] == last[wide.high]:
            ends = {"all draws": median}
            ends |= {"plain run": last["plain"]} if last["plain"] != median else {}
        ends |= {"baseline": self.was[-1]} if self.was else {}
        said = {name: shown(amount, self.baseline) for name, amount in ends.items()}
        lines = 2 if any(len(f"{name} {amount}") > _LETTERS for name, amount in said.items()) else 1
        wanted = [self.axis.place(amount) for amount in ends.values()]
        rows: list[dict[str, Any]] = []
        for name, at, y in zip(ends, wanted, apart(wanted, _LINE * lines / _HEIGHT), strict=True):
            words = (" " if lines == 1 else "\n").join((name, said[name]))
            label = {"label": words, "y0": y - (lines - 1) * _LINE / 2 / _HEIGHT}
            rows.append({"kind": "strong" if name in ("median", "all draws") else "name", **label})
            rows.append({"kind": "leader", "y0": at, "y1": y})
        return rows

    def _periods(self) -> list[dict[str, Any]]:
        years = self.baseline.periods[0].kind == "year"
        names = self.baseline.period_names
        rows: list[dict[str, Any]] = []
        if not years and len(self.columns) <= _MOST_PERIODS:
            rows += [
                {"kind": "period", "label": names[column][-2:], "x0": self._x(at), "y0": _PERIODS}
                for at, column in enumerate(self.columns)
            ]
        found = {}
        for year, columns in self.baseline.fiscal_years.items():
            held = [self._x(self.columns.index(column)) for column in columns if column in self.columns]
            if held:
                found[year] = (held[0] + held[-1]) / 2
        step = -(-len(found) // _MOST_YEARS)
        y = _YEARS if rows else _PERIODS
        return rows + [{"kind": "year", "label": year, "x0": found[year], "y0": y} for year in list(found)[::step]]

    def _hovers(self) -> list[dict[str, Any]]:
        half = 0.5 / max(len(self.columns) - 1, 1)
        rows = []
        for at, column in enumerate(self.columns):
            x = self._x(at)
            tip = f"{self.division}, {self.baseline.period_names[column]}: {self._tip(at - len(self.actual), at)}"
            rows.append({"kind": "hover", "x0": max(x - half, 0), "x1": min(x + half, 1), "y0": 0, "y1": 1, "tip": tip})
        return rows

    def _tip(self, step: int, at: int) -> str:
        if step < 0:
            return f"{shown(self.actual[at], self.baseline)} (actual)"
        row = self.table.iloc[step]

        def said(column: str) -> str:
            return shown(row[column], self.baseline)

        bands = [f"{band.middle} {said(band.low)} to {said(band.high)}" for band in reversed(BANDS)]
        found = ", ".join([f"median {said(column_of(MEDIAN))}", *bands, f"plain run {said('plain')}"])
        return found + (f", baseline {shown(self.was[step], self.baseline)}" if self.was else "")


@cache
def fan_chart(theme: Theme) -> Spec:
    """Declare the bands about the median, the plain run and the baseline dashed, what was before as a grey line."""
    ink = INK[theme]
    x, x2 = between(_LEFT, _RIGHT)
    y, y2, text = alt.Y("y0:Q", axis=None, scale=DOWN), alt.Y2("y1:Q"), alt.Text("label:N")
    first, last = alt.value(0), alt.value(alt.expr(f"width - {_RIGHT}"))

    def band(kind: str, opacity: float) -> alt.Chart:
        area = of_kind(kind).mark_area(fillOpacity=opacity, line=False, interpolate="linear")
        drawn: alt.Chart = area.encode(x, y, y2, coloured(theme))
        return drawn

    def line(kind: str, **style: Any) -> alt.Chart:
        drawn: alt.Chart = of_kind(kind).mark_line(**style).encode(x, y, order=alt.Order("x0:Q"))
        return drawn

    def words(kind: str, align: Literal["left", "center"], x: Any, **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_text(align=align, **{"color": ink["text"], "fontSize": 12, **style})
        said: alt.Chart = mark.encode(x=x, y=y, text=text)
        return said

    beside = alt.value(alt.expr(f"width - {_RIGHT - 14}"))
    ends: dict[str, Any] = {"baseline": "middle", "limit": _RIGHT - 14, "lineBreak": "\n", "lineHeight": _LINE - 2}
    halo: dict[str, Any] = {"stroke": GROUND[theme], "strokeWidth": 3, "strokeOpacity": 0.8}
    tick: dict[str, Any] = {"baseline": "bottom", "dy": -2, "fontSize": 11}
    leader = of_kind("leader").mark_rule(color=ink["before"], strokeWidth=1)
    layers = [
        of_kind("grid").mark_rule(color=ink["before"], strokeWidth=1, opacity=0.35).encode(x=first, x2=last, y=y),
        *(band(kind, 0.22 + 0.16 * within) for within, kind in enumerate(KINDS.values())),
        line("baseline", color=ink["quiet"], strokeWidth=1.5, strokeDash=[2, 3]),
        line("actual", color=ink["quiet"], strokeWidth=2),
        line("median", strokeWidth=2.5).encode(coloured(theme)),
        line("plain", color=ink["text"], strokeWidth=1.5, strokeDash=[6, 3]),
        words("tick", "left", first, **tick, **halo),
        words("tick", "left", first, color=ink["quiet"], **tick),
        leader.encode(x=last, x2=alt.value(alt.expr(f"width - {_RIGHT - 11}")), y=y, y2=y2),
        words("name", "left", beside, **ends),
        words("strong", "left", beside, fontWeight=600, **ends),
        words("period", "center", x, baseline="middle", color=ink["quiet"]),
        words("year", "center", x, baseline="middle"),
        of_kind("hover").mark_rect(color="transparent").encode(x, x2, y, y2, **TIP),
        foot(theme, 8),
    ]
    return declared(theme, layers, _HEIGHT)
