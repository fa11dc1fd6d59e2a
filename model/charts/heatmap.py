"""Two guesses at once: a measure in each cell of a table, the fuller the cell the more."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
from virement.charts.range_labels import short, status_of, teller, words_of_ranges
from virement.charts.spec import TIP, Spec, between, declared, foot, foot_of, frame, in_currency, of_kind
from virement.charts.theme import GROUND, INK, OVER, Theme, turn_of
from virement.engine import Ledger
from virement.measures import Measure, measured
from virement.values import UNITS, minor_places, show_together

COLUMNS = ["kind", "order", "label", "x0", "x1", "heat", "letters", "tip"]

_STEP, _LEFT, _RIGHT = 36, 70, 4  # pixels: of a row, of the words beside it, of the last ring's edge
_LETTER = 1.6  # a letter's height in its width
_HEAD_LETTERS = 44  # of all columns' words that fit beside each other in a narrow picture
_WIDE = 640  # pixels, from which all columns have their words
_MOST_NUMBERS = 15  # columns; in the cells of more a number can't be read
_MISSING = {"kind": "missing", "label": "×"}
_NOTHING = "can't be carried out"


def heatmap_data(table: pd.DataFrame, ledger: Ledger, measure: Measure, first: str, second: str) -> pd.DataFrame:
    """Return the cells of `uncertainty.two_way`'s table of two ranges, by their names; `ledger` is the plain run.

    `order` is 1 for the column heads, then the rows from the first range's low end down. Kinds title, note, key, foot,
    across (the second range's name), column and main (its values; main ones stand in narrow pictures too), row (the
    first one's values), cell (`heat` from 0 to 1), none (what can't be carried out), number and likely (the ring).
    `letters` is how many of them have to fit the width. Empty without cells.
    """
    return frame([] if table.empty else _Heatmap(table, ledger, measure, (first, second)).rows(), COLUMNS)


class _Heatmap:
    """A table of two ranges, about to be drawn."""

    def __init__(self, table: pd.DataFrame, ledger: Ledger, measure: Measure, names: tuple[str, str]) -> None:
        self.table, self.ledger, self.baseline, self.measure = table, ledger, ledger.baseline, measure
        self.names, self.tell = names, teller(measure, ledger.baseline)
        self.down, self.across = (list(dict.fromkeys(table[side])) for side in ("first", "second"))
        self.known = [value for value in table["value"] if value is not None and value == value]
        self.low, self.high = min(self.known, default=Decimal(0)), max(self.known, default=Decimal(0))
        self.numbers, self.unit = self._numbers()
        self.letters = len(self.across) * max(map(len, self.numbers.values()), default=1)

    def _numbers(self) -> tuple[dict[Decimal, str], str]:
        """Return the text of each number, all with as many decimals, and what they are in."""
        if self.measure.is_jobs:
            texts, said = [self.tell(value).removesuffix(" jobs") for value in self.known], "jobs"
        elif self.measure.is_share:
            texts, said = [self.tell(value).removesuffix("%") for value in self.known], "% of all spending"
        else:
            places = minor_places(self.baseline.currency) + UNITS[self.baseline.unit]
            minors = [int(value.scaleb(places)) for value in self.known]
            texts, unit = show_together(minors, self.baseline.currency)
            said = f"in {unit}" if unit else in_currency(self.baseline)
        return dict(zip(self.known, _even(texts), strict=True)), said

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows, the words first."""
        subject, status = f"Two ranges, {self.measure}", status_of(self.ledger, self.measure)
        plain = f"plain run {measured(self.ledger, self.measure).words(self.baseline)}"
        words = words_of_ranges(subject, self.ledger, plain, self.unit, status, f"down: {self.names[0]}")
        head = {"kind": "across", "label": f"across: {self.names[1]}", "order": 1}
        return [*words, foot_of(*self._rest()), head, *self._columns(), *self._rows(), *self._cells()]

    def _rest(self) -> list[str]:
        found = [f"The fuller a cell, the more: {self.tell(self.low)} to {self.tell(self.high)}."] if self.known else []
        found = ["All cells are alike."] if self.known and self.low == self.high else found
        if len(self.known) < len(self.table):
            none = ", or nothing is spent" if self.measure.is_share else ""
            found.append(f"{_MISSING['label']} {_NOTHING}{none}.")
        return [*found, "Ring: nearest to both likely values. All other ranges at their likely values."]

    def _columns(self) -> list[dict[str, Any]]:
        labels = [short(end, self.baseline) for end in self.across]
        longest = max(map(len, labels))
        step = -(-len(labels) // max(_HEAD_LETTERS // longest, 2))
        shared = {"order": 1, "letters": len(labels) * longest / step}
        return [
            {"kind": "column" if at % step else "main", "label": label, "x0": (at + 0.5) / len(labels), **shared}
            for at, label in enumerate(labels)
            if at % step == 0 or len(labels) <= _MOST_NUMBERS
        ]

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {"kind": "row", "label": short(end, self.baseline), "order": at}
            for at, end in enumerate(self.down, start=2)
        ]

    def _cells(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        rings: list[dict[str, Any]] = []
        for _, cell in self.table.iterrows():
            order, value = self.down.index(cell["first"]) + 2, cell["value"]
            known = value is not None and value == value
            at, columns = self.across.index(cell["second"]), len(self.across)
            named = f"{self.names[0]} {cell['first']}, {self.names[1]} {cell['second']}"
            tip = f"{named}: {self.tell(value) if known else _NOTHING}"
            heat = {"heat": self._heat(value)} if known else {}
            box = {"order": order, "x0": at / columns, "x1": (at + 1) / columns, "tip": tip}
            rows.append({"kind": "cell" if known else "none", **box, **heat})
            if not known or columns <= _MOST_NUMBERS:
                label = {"kind": "number", "label": self.numbers[value]} if known else _MISSING
                rows.append({**label, "order": order, "x0": (at + 0.5) / columns, "letters": self.letters, **heat})
            rings += [{"kind": "likely", **box}] if cell["likely"] else []
        return rows + rings

    def _heat(self, value: Decimal) -> float:
        return float((value - self.low) / (self.high - self.low)) if self.high > self.low else 0.0


def _even(numbers: list[str]) -> list[str]:
    """Return numbers with as many decimals as that with the most of them has."""
    parts = [number.partition(".") for number in numbers]
    most = max((len(decimals) for *_, decimals in parts), default=0)
    return [f"{whole}{'.' if most else ''}{decimals.ljust(most, '0')}" for whole, _, decimals in parts]


@cache
def heatmap_chart(theme: Theme) -> Spec:
    """Declare cells from the page's ground to its full ink, a number in each, words above and beside them."""
    ink, y = INK[theme], alt.Y("order:O", axis=None, scale=alt.Scale(padding=0))
    x, x2 = between(_LEFT, _RIGHT)
    ramp = alt.Scale(domain=[0, 1], range=[GROUND[theme], ink["text"]], interpolate="rgb")
    filled = alt.Color("heat:Q", legend=None, scale=ramp)
    low, high = OVER if theme == "light" else OVER[::-1]

    def centred(kind: str, most: int, **style: Any) -> alt.Chart:
        size = alt.expr(f"min({most}, {_LETTER} * (width - {_LEFT + _RIGHT}) / datum.letters)")
        mark = of_kind(kind).mark_text(baseline="middle", fontSize=size, **style)
        said: alt.Chart = mark.encode(x, y, text=alt.Text("label:N"))
        return said

    def beside(kind: str, at: int, **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_text(baseline="middle", color=ink["text"], fontSize=12, **style)
        said: alt.Chart = mark.encode(x=alt.value(at), y=y, text=alt.Text("label:N"))
        return said

    def box(kind: str, **style: Any) -> alt.Chart:
        drawn: alt.Chart = of_kind(kind).mark_rect(**style).encode(x, x2, y, **TIP)
        return drawn

    def ring(colour: str, width: float) -> alt.Chart:
        return box("likely", filled=False, stroke=colour, strokeWidth=width, strokeJoin="miter")

    under = alt.expr(f"datum.heat > {turn_of(theme):.3f} ? '{high}' : '{low}'")
    seldom = alt.expr(f"width > {_WIDE} ? 1 : 0")
    layers = [
        beside("across", 0, align="left", fontWeight=600, dy=-9, limit=alt.expr("width")),
        centred("main", 12, color=ink["text"], dy=9),
        centred("column", 12, color=ink["text"], dy=9, opacity=seldom),
        beside("row", _LEFT - 8, align="right", limit=_LEFT - 8),
        box("cell", stroke=ink["before"], strokeWidth=0.5).encode(filled),
        box("none", filled=False, stroke=ink["before"], strokeWidth=0.5, strokeDash=[2, 2]),
        centred("number", 13, color=under),
        centred("missing", 13, color=ink["quiet"]),
        ring(GROUND[theme], 4.5),
        ring(ink["gets"], 2.5),
        foot(theme, 8),
    ]
    return declared(theme, layers, alt.Step(_STEP))
