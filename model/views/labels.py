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
    """A headline figure: `value` as it is shown, `detail` beside it, and the weakest status behind it.

    `exact` is the value to the last cent, and `of` are the divisions whose figures it comes from.
    """

    label: str
    value: str
    detail: str
    status: str
    exact: str = ""
    of: tuple[str, ...] = ()


def minor_of(value: Decimal, baseline: Baseline) -> int:
    """Return a view's amount in minor units."""
    return int(value.scaleb(minor_places(baseline.currency) + UNITS[baseline.unit]))


def shown(value: Decimal | None, baseline: Baseline, *, signed: bool = False) -> str:
    """Return a view's amount as a reader sees it: `$6.42B`; a dash where it isn't known."""
    if value is None or value != value:
        return "–"
    return show(minor_of(value, baseline), baseline.currency, signed=signed)


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


def weakest(ledger: Ledger, span: str | None = None) -> str:
    """Return the weakest status behind the money moved, or a dash where nothing moves."""
    return next((str(line["status"]) for line in reversed(status_lines(ledger, span))), "–")


def shown_share(share: Fraction) -> str:
    """Return a share as a reader sees it: `9.3%`."""
    return show_share(share)


COUNTS = {
    "_pct": "%",
    "_pp": "pp",
    "jobs_before": "jobs",
    "jobs_change": "jobs",
    "jobs_after": "jobs",
}  # what a column's numbers count, by how its name ends; others are amounts
HEADINGS = {
    "jobs_before": "Jobs before",
    "jobs_change": "Jobs Δ",
    "jobs_after": "Jobs after",
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
    "distance": "Differences in all",
    "give_or_take": "Rounding, ±",
    "figures": "Figures compared",
    "taken": "Move takes",
    "received": "Move gives",
    "given_up": "Spent less",
    "left": "Not seen yet",
    "later": "Still to come",
    "closest": "The closest",
    "q1": "Lower quarter",
    "q3": "Upper quarter",
    "median_pct": "Median, %",
    "number": "No.",
    "givers_over_best": "Givers more",
    "worst_total_cut_pct": "Worst cut in all, %",
    "worst_total_cut_over_best_pp": "Over the best, pp",
    "worst_cut_over_best_pp": "Worst cut over the best, pp",
    "mean_priority": "Mean priority",
    "mean_priority_under_best": "Mean priority under the best",
    "cumulative": "All in the year",
    "cumulative_in": "In which year",
    "approver": "Must approve",
    "consult": "After consulting",
    "standing": "Stands",
}


def heading(column: str) -> str:
    """Return a view's column as the heading of a table on screen; one that is called by a title keeps its letters.

    >>> heading("status"), heading("$2B to AI: variance_pct")
    ('Status', '$2B to AI: Δ %')
    """
    title, colon, measure = column.rpartition(": ")
    counts = counted_in(measure)
    if measure not in HEADINGS and not re.fullmatch("[a-z_]+", column) and not counts:
        return column
    for ending in COUNTS:
        measure = measure if measure in HEADINGS else measure.removesuffix(ending)
    words = measure.replace("_", " ").capitalize()
    return title + colon + HEADINGS.get(measure, f"{words}, {counts}" if counts else words)


def counted_in(column: str) -> str:
    """Return what a view's column of numbers counts: `%`, `pp`, or nothing where it holds amounts.

    >>> counted_in("variance_pct"), counted_in("variance")
    ('%', '')
    """
    return next((counts for ending, counts in COUNTS.items() if column.endswith(ending)), "")


def table_cell(value: object) -> str:
    """Return a view's cell for a table on screen: thousands apart, at most two decimals, empty where not known."""
    if isinstance(value, Decimal):
        text = f"{round(value, 2) + 0:,f}" if value % 1 else f"{value:,.0f}"  # a rounded −0 is 0
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return "" if value is None or value != value else str(value)


def exact_cell(value: object) -> str:
    """Return all decimals of an amount that `table_cell` rounds; nothing of all else.

    >>> exact_cell(Decimal("1903.333333")), exact_cell(Decimal("12.5")), exact_cell("12")
    ('1,903.333333', '', '')
    """
    text = f"{value:,f}".replace("-", "−") if isinstance(value, Decimal) and value % 1 else ""
    text = text.rstrip("0")
    return text if text and text != table_cell(value) else ""
