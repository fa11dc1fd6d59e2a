"""What is asked once a table is understood: unreadable cells, fiscal years from another month, spending below zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.interpretation import Reading
from virement.tables.lines import total_of
from virement.tables.stages import Fate


def ask_rest(reading: Reading, asks: Decisions) -> None:
    """Ask about cells that can't be read, mixed kinds of periods, and a fiscal year that starts in another month."""
    if reading.refusal:
        return
    if unreadable := [place for place in reading.unreadable if not _is_in_total(reading, place[0])]:
        grid = reading.layout.grid
        cells = ", ".join(
            f"{grid.at(row, column).rpartition(':')[2]} '{grid.text(row, column)[:20]}'"
            for row, column in unreadable[:3]
        )
        about = f"{len(unreadable)} cells of amounts can't be read ({cells}): leave them out?"
        asks.ask("unreadable cells", about, ("leave them out", "take them for 0"))
    if not reading.is_apart:
        _ask_year_start(reading, asks)
    _ask_signs(reading, asks)


def _is_in_total(reading: Reading, row: int) -> bool:
    """Tell whether a row is a total, by its name, none of whose cells could be read."""
    number = reading.line_of_row[row - reading.layout.start]
    return not reading.is_plain and number >= 0 and total_of(reading.lines[number].label) is not None


def _ask_year_start(reading: Reading, asks: Decisions) -> None:
    taken = {
        s.period
        for s in reading.sources
        if s.period and reading.fates.get(s.number, Fate("", "")).kind in ("budget", "revenue")
    }
    months = sorted(period for period in taken if period.kind == "month")
    if len(months) < 12 or len(months) % 12 or months[0].number == 1:
        return
    if months[-1].ordinal - months[0].ordinal != len(months) - 1:
        return
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    first, last = names[months[0].number - 1], names[months[0].number - 2]
    yes = f"yes, {first} to {last}"
    if (
        asks.ask(
            "fiscal year",
            f"the months run from {first} to {last}: is that the fiscal year?",
            (yes, "no, January to December"),
        )
        == yes
    ):
        reading.year_start = months[0].number


CREDITS = 2  # part of the spending, from which on figures below zero are too much to be credits without a word


def _ask_signs(reading: Reading, asks: Decisions) -> None:
    """Ask what figures below zero mean, where they are all of the spending, much of it, or all of the revenue."""
    taken = [s.number for s in reading.sources if reading.fates.get(s.number, Fate("", "")).kind == "budget"]
    spending, income = (
        _by_period(reading, reading.is_figure & lines, taken) for lines in (~reading.is_revenue, reading.is_revenue)
    )
    if spending.any() and (spending <= 0).all():
        about = "all spending is below zero: is it written with a minus, or is it credits?"
        if asks.ask("signs", about, ("spending with a minus", "credits")) == "spending with a minus":
            reading.is_negated = True
            reading.said.append("spending is written with a minus and taken as spending")
    elif (
        np.where(spending < 0, -spending, 0).sum(axis=0) * CREDITS > np.where(spending > 0, spending, 0).sum(axis=0)
    ).any():
        about = "much of the spending is below zero: is it credits, or revenue written with a minus?"
        if asks.ask("signs", about, ("credits", "revenue with a minus")) == "revenue with a minus":
            _take_for_revenue(reading, taken)
    if income.any() and (income <= 0).all() and not reading.is_revenue_negated:
        about = "all revenue is below zero: is it written with a minus?"
        if asks.ask("revenue signs", about, ("revenue with a minus", "below zero")) == "revenue with a minus":
            reading.is_revenue_negated = True


def _by_period(reading: Reading, lines: NDArray[np.bool_], taken: list[int]) -> NDArray[np.int64]:
    """Return the amounts of some lines by period: a debit and a credit together."""
    periods = list(dict.fromkeys(reading.sources[number].period for number in taken))
    found = np.zeros((int(lines.sum()), len(periods)), dtype=np.int64)
    for number in taken:
        found[:, periods.index(reading.sources[number].period)] += reading.amounts[lines, number]
    return found


def _take_for_revenue(reading: Reading, taken: list[int]) -> None:
    """Take the lines below zero for revenue."""
    below = (reading.amounts[:, taken] <= 0).all(axis=1) & reading.known[:, taken].any(axis=1) & reading.is_figure
    if reading.is_plain:
        reading.plain_revenue = reading.plain_revenue | below
    for number in [] if reading.is_plain else np.flatnonzero(below).tolist():
        reading.lines[number].measure = "revenue"
    reading.__dict__.pop("is_revenue", None)
    reading.is_revenue_negated = True
