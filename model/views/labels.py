"""Labels of tables and pictures: column headings, rounded values, statuses in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from virement.baseline import Baseline
from virement.engine import Ledger
from virement.values import OUTSIDE_ACCOUNTS, UNITS, minor_places, show, show_share
from virement.views.provenance import status_lines

MOST_NAMED = 5


@dataclass(frozen=True)
class Figure:
    """A headline figure: `value` as it is shown, `detail` beside it, and the weakest status behind it."""

    label: str
    value: str
    detail: str
    status: str


def shown(value: Decimal | None, baseline: Baseline, *, signed: bool = False) -> str:
    """Return a view's amount as a reader sees it: `$6.42B`; a dash where it isn't known."""
    if value is None or value != value:
        return "–"
    places = minor_places(baseline.currency) + UNITS[baseline.unit]
    return show(int(value.scaleb(places)), baseline.currency, signed=signed)


def shown_pct(value: Decimal | None, *, signed: bool = False, points: bool = False) -> str:
    """Return a view's percentage as a reader sees it: `9.3%`; a dash where there is none."""
    if value is None or value != value:
        return "–"
    return show_share(Fraction(value) / 100, signed=signed, points=points)


def named_and_rest(side: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[int]]:
    """Return who is named of a side of the flows, and what the smaller divisions of many move, who are not.

    What is not a division is always named, so that no cost and no leakage hides.
    """
    divisions = [name for name, _ in side if name not in OUTSIDE_ACCOUNTS]
    rest = set(divisions[MOST_NAMED:] if len(divisions) > MOST_NAMED + 1 else [])
    return [one for one in side if one[0] not in rest], [minor for name, minor in side if name in rest]


def kind_of_status(status: str) -> str:
    """Return what figures of a status are called in a sentence: assumptions, estimates."""
    return {
        "assumption": "assumptions",
        "estimate": "estimates",
        "guidance": "guidance by those whose budget it is",
        "derived": "figures derived from published ones",
        "reported": "published figures",
    }[status]


def weakest(ledger: Ledger, span: str | None = None) -> str:
    """Return the weakest status behind the money moved, or a dash where nothing moves."""
    return next((str(line["status"]) for line in reversed(status_lines(ledger, span))), "–")


def shown_share(share: Fraction) -> str:
    """Return a share as a reader sees it: `9.3%`."""
    return show_share(share)


HEADINGS = {
    "baseline": "Baseline",
    "variance": "Δ",
    "variance_pct": "Δ %",
    "budget": "Scenario",
    "share_before_pct": "Share before, %",
    "share_after_pct": "Share after, %",
    "share_change_pp": "Share Δ, pp",
    "share_pct": "Share, %",
    "one_off": "One-off",
    "scenario": "Title",
}


def heading(column: str) -> str:
    """Return a view's column as the heading of a table on screen; one that is called by a title keeps its letters.

    >>> heading("status"), heading("$2B to AI: variance_pct")
    ('Status', '$2B to AI: Δ %')
    """
    title, colon, measure = column.rpartition(": ")
    if measure not in HEADINGS and not re.fullmatch("[a-z_]+", column) and not measure.endswith("_pct"):
        return column
    words = measure.removesuffix("_pct").replace("_", " ").capitalize()
    return title + colon + HEADINGS.get(measure, f"{words}, %" if measure.endswith("_pct") else words)


def table_cell(value: object) -> str:
    """Return a view's cell for a table on screen: thousands apart, at most two decimals, empty where not known."""
    if isinstance(value, Decimal):
        text = f"{round(value, 2) + 0:,f}" if value % 1 else f"{value:,.0f}"  # a rounded −0 is 0
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return "" if value is None or value != value else str(value)
