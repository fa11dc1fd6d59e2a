"""How a measure may come out: its histogram over all draws, with percentiles, the plain run and targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
from virement.charts.range_labels import Tell, drawn_words, status_of, teller, unit_of, words_of_ranges
from virement.charts.spec import DOWN, TIP, Spec, between, coloured, declared, foot, foot_of, frame, of_kind
from virement.charts.theme import GROUND, INK, Theme
from virement.measures import Target
from virement.uncertainty import BANDS, MEDIAN, Simulation, by_measure, column_of, distribution
from virement.values import PARTS_OF_A_JOB, in_unit, show_share
from virement.views import shown_pct

COLUMNS = ["kind", "label", "x0", "x1", "y0", "y1", "role", "tip"]
WIDE = BANDS[0]  # what lies outside it is drawn paler

_HEIGHT, _LINE, _SIDE = 300, 17, 6  # pixels: the height, a line of words, the margins left and right
_FLOOR, _ENDS, _FURTHER = 0.88, 0.935, 0.985  # shares of the height
_ENDS_WIDTH = 0.6  # of the width, below which the words at both ends would touch


@dataclass(frozen=True)
class Mark:
    """An amount with a line of its own: how it is drawn, and what stands beside it."""

    kind: str
    label: str
    at: Decimal


@dataclass(frozen=True)
class Reach:
    """The amounts that the width stands for."""

    low: Decimal
    high: Decimal

    def place(self, amount: Decimal) -> float:
        """Return where an amount stands, at the nearer end where that is outside."""
        return min(max(float((amount - self.low) / (self.high - self.low)), 0), 1)

    def holds(self, amount: Decimal) -> bool:
        """Tell whether an amount stands within the width."""
        return self.low <= amount <= self.high


def distribution_data(simulation: Simulation, place: int = 0, bins: int = 40) -> pd.DataFrame:
    """Return the bars of one of a simulation's measures, by its place, and the lines of what it is held against.

    Those are its median and the ends of the widest band, the plain run, and the simulation's targets for this measure;
    what is far outside has words only. Kinds title, note, key, foot, bar (within the band), tail (outside), floor, end,
    median, plain and target (lines), name and strong (their words), least and most. Empty without a measure.
    """
    if not simulation.job.measures:
        return frame([], COLUMNS)
    return frame(_Distribution(simulation, place, bins).rows(), COLUMNS)


class _Distribution:
    """A measure of a simulation, about to be drawn."""

    def __init__(self, simulation: Simulation, place: int, bins: int) -> None:
        self.simulation, self.measure = simulation, simulation.job.measures[place]
        self.tell: Tell = teller(self.measure, simulation.job.baseline)
        self.spread = by_measure(simulation).iloc[place]
        self.bars = distribution(simulation, place, bins)
        self.least, self.most = self.spread["least"], self.spread["most"]
        self.constant = self.least == self.most
        self.marks = sorted(self._marks(), key=lambda mark: mark.at)
        self.reach = self._reach()

    def _marks(self) -> Iterator[Mark]:
        lines = [
            ("end", WIDE.low, WIDE.low),
            ("median", column_of(MEDIAN), "all draws" if self.constant else "median"),
            ("end", WIDE.high, WIDE.high),
            ("plain", "plain", "plain run"),
        ]
        for kind, column, name in lines:
            at = self.spread[column]
            twice = self.constant and (kind == "end" or (kind == "plain" and at == self.most))
            if at is not None and at == at and not twice:
                yield Mark(kind, f"{name} {self.tell(at)}", at)
        for target, draws in self._targets():
            at = self._level(target)
            met = show_share(Fraction(draws, self.simulation.carried))
            sense = "≥" if target.sense == ">=" else "≤"
            yield Mark("target", f"goal {sense} {self.tell(at)}: met in {met}", at)

    def _targets(self) -> Iterator[tuple[Target, int]]:
        for event, draws in zip(self.simulation.job.events, self.simulation.happened, strict=True):
            if event.target is not None and event.target.measure == self.measure:
                yield event.target, int(draws)

    def _level(self, target: Target) -> Decimal:
        baseline, level = self.simulation.job.baseline, target.level
        if self.measure.is_jobs:
            return Decimal(int(level)) / PARTS_OF_A_JOB
        if self.measure.is_share:
            return Decimal(level.numerator) * 100 / Decimal(level.denominator)
        return in_unit(int(level), baseline.currency, baseline.unit)

    def _reach(self) -> Reach:
        """Return the reach of all draws, and of what else is no further from them than they reach."""
        wide = (self.most - self.least) or abs(self.most) or Decimal(1)
        near = [mark.at for mark in self.marks if self.least - wide <= mark.at <= self.most + wide]
        low, high = min([self.least, *near]), max([self.most, *near])
        aside = wide / 2 if self.constant else Decimal(0)
        return Reach(low - aside, high + aside)

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows, the words first."""
        job, plain = self.simulation.job, self.simulation.plain
        unit, status = unit_of(self.measure, job.baseline), status_of(plain, self.measure)
        key = f"full colour: middle {WIDE.middle} of the draws · dashed: plain run"
        words = words_of_ranges(
            f"Spread of {self.measure}", plain, f"{self.simulation.carried:,} draws", unit, status, key
        )
        rest = foot_of(*drawn_words(self.simulation), self._spans())
        floor = {"kind": "floor", "y0": _FLOOR}
        return [*words, rest, *self._bars(), floor, *self._lines(), *([] if self.constant else self._ends())]

    def _spans(self) -> str:
        spans = self.spread[WIDE.high] - self.spread[WIDE.low]
        said = shown_pct(spans, points=True) if self.measure.is_share else self.tell(spans)
        return "" if self.constant else f"The middle {WIDE.middle} spans {said}."

    def _bars(self) -> list[dict[str, Any]]:
        most, ceiling = max(self.bars["draws"]), (_LINE * len(self.marks) + 16) / _HEIGHT
        rows: list[dict[str, Any]] = []
        for _, bar in self.bars[self.bars["draws"] > 0].iterrows():
            share = show_share(Fraction(int(bar["draws"]), self.simulation.carried))
            ends = " to ".join(dict.fromkeys([self.tell(bar["low"]), self.tell(bar["high"])]))
            middle = (bar["low"] + bar["high"]) / 2
            row = {
                "kind": "bar" if self.spread[WIDE.low] <= middle <= self.spread[WIDE.high] else "tail",
                "x0": self.reach.place(bar["low"]),
                "x1": self.reach.place(bar["high"]),
                "y0": _FLOOR - (_FLOOR - ceiling) * bar["draws"] / most,
                "y1": _FLOOR,
                "role": "before",
                "tip": f"{ends}: {bar['draws']:,} draws, {share}",
            }
            if self.constant:
                row |= {"x0": row["x0"] - 0.03, "x1": row["x1"] + 0.03}
            rows.append(row)
        return rows

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines, and their words one below another, so that none can touch."""
        for line, mark in enumerate(self._from_outside()):
            x, y = self.reach.place(mark.at), (_LINE * line + 10) / _HEIGHT
            label = mark.label
            if not self.reach.holds(mark.at):
                label = f"{label} →" if mark.at > self.reach.high else f"← {label}"
            else:
                yield {"kind": mark.kind, "x0": x, "y0": y - 7 / _HEIGHT, "y1": _FLOOR, "tip": mark.label}
            yield {"kind": "strong" if mark.kind == "median" else "name", "label": label, "x0": x, "y0": y}

    def _from_outside(self) -> list[Mark]:
        """Return the marks from the outer ones to the inner, so that no inner line crosses an outer one's words."""
        return sorted(self.marks, key=lambda mark: -abs(self.reach.place(mark.at) - 0.5))

    def _ends(self) -> Iterator[dict[str, Any]]:
        least, most = self.reach.place(self.least), self.reach.place(self.most)
        lower = _ENDS if most - least > _ENDS_WIDTH else _FURTHER
        yield {"kind": "least", "label": f"least {self.tell(self.least)}", "x0": least, "y0": _ENDS}
        yield {"kind": "most", "label": f"most {self.tell(self.most)}", "x0": most, "y0": lower}


@cache
def distribution_chart(theme: Theme) -> Spec:
    """Declare bars on a floor, and upright lines through them, each with its words on a line of their own above."""
    ink = INK[theme]
    x, x2 = between(_SIDE, _SIDE)
    y, y2, text = alt.Y("y0:Q", axis=None, scale=DOWN), alt.Y2("y1:Q"), alt.Text("label:N")
    far = "datum.x0 > 0.5"

    def upright(kind: str, **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_rule(**{"color": ink["text"], "strokeWidth": 1.5, **style})
        drawn: alt.Chart = mark.encode(x, y, y2, **TIP)
        return drawn

    def words(kind: str, **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_text(**{"baseline": "middle", "color": ink["text"], "fontSize": 12, **style})
        said: alt.Chart = mark.encode(x, y, text=text)
        return said

    beside: dict[str, Any] = {"align": alt.expr(f"{far} ? 'right' : 'left'"), "dx": alt.expr(f"{far} ? -5 : 5")}
    halo: dict[str, Any] = {**beside, "stroke": GROUND[theme], "strokeWidth": 4}
    quiet: dict[str, Any] = {"color": ink["quiet"], "fontSize": 11}

    def bars(kind: str, opacity: float) -> alt.Chart:
        mark = of_kind(kind).mark_rect(stroke=GROUND[theme], strokeWidth=0.5, fillOpacity=opacity)
        drawn: alt.Chart = mark.encode(x, x2, y, y2, coloured(theme), **TIP)
        return drawn

    layers = [
        bars("tail", 0.5),
        bars("bar", 1),
        of_kind("floor").mark_rule(color=ink["quiet"]).encode(x=alt.value(0), x2=alt.value("width"), y=y),
        upright("end", strokeWidth=1),
        upright("median", strokeWidth=2.5),
        upright("plain", strokeDash=[6, 3]),
        upright("target", strokeWidth=2.5, color=ink["gets"]),
        words("name", **halo),
        words("strong", fontWeight=600, **halo),
        words("name", **beside),
        words("strong", fontWeight=600, **beside),
        words("least", align="left", **quiet),
        words("most", align="right", **quiet),
        foot(theme, 8),
    ]
    return declared(theme, layers, _HEIGHT)
