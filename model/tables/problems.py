"""What is to be said of a reading, one line a kind of trouble, with a count and the first cells."""

from __future__ import annotations

from virement.tables.account import Figures
from virement.tables.headings import TABLE_UNITS
from virement.tables.interpretation import Reading
from virement.values import Problem, currency_of, did_you_mean, is_currency, one_of

FEW = 3
MOST = 20


def problems_of(reading: Reading, figures: Figures | None) -> list[Problem]:
    """Return what stands against a reading, and what is worth knowing of it."""
    layout = reading.layout
    where = layout.grid.at(layout.first) if layout.parts else layout.grid.at()
    if reading.refusal:
        what, hint = reading.refusal
        return [Problem(layout.grid.at(), f"{what}; {_looks_like(reading)}", hint)]
    if figures is None:
        hint = "It needs a column of divisions, and amounts with a period"
        return [Problem(layout.grid.at(), f"is not a budget table: {_looks_like(reading)}", hint)]
    found = [_marks(reading)] if reading.marks else []
    if reading.fine:
        what = f"{reading.fine:,} amounts are finer than the smallest coin; they are rounded so that every sum is kept"
        found.append(Problem(where, what, "", "warning"))
    found += column_doubts(reading, where)
    found += [Problem(where, text, "", "warning") for text in reading.said]
    return found[:MOST]


def wrong_words(currency: str | None, unit: str | None, file: str) -> list[Problem]:
    """Return a problem for a unit or a currency that is none."""
    found = []
    if unit and unit not in TABLE_UNITS:
        hint = did_you_mean(unit, TABLE_UNITS) or one_of(TABLE_UNITS)
        found.append(Problem(file, f"'{unit}' is not a unit of a table", hint))
    if currency and not is_currency(currency_of(currency)):
        found.append(Problem(file, f"'{currency}' is not a currency", "Write a code of ISO 4217, as USD"))
    return found


def _looks_like(reading: Reading) -> str:
    """Return what a table looks like, in a few words."""
    layout = reading.layout
    names = ", ".join(part.name for part in layout.parts[:8] if part.name)
    return f"{layout.grid.height:,} rows and {layout.grid.width:,} columns: {names}"[:200]


def _marks(reading: Reading) -> Problem:
    count = sum(map(len, reading.marks.values()))
    grid = reading.layout.grid
    told = [
        f"'{text}' ({len(cells)}, first {grid.at(*cells[0]).rpartition(':')[2]})"
        for text, cells in list(reading.marks.items())[:FEW]
    ]
    more = f" and {len(reading.marks) - FEW} other texts" if len(reading.marks) > FEW else ""
    what = f"{count:,} cells of amounts hold no amount: {', '.join(told)}{more}; they count as nothing"
    return Problem(grid.at(), what, "", "warning")


def column_doubts(reading: Reading, where: str) -> list[Problem]:
    """Return what is worth knowing of the columns while they are looked at."""
    found = []
    levels = reading.levels
    if levels and levels.summed:
        names = " and ".join(f"'{one.part.name}'" for one in levels.summed)
        found.append(Problem(where, f"summed over {names}", "Make them levels if that is meant", "warning"))
    if levels and levels.alone:
        names = ", ".join(f"'{one.part.name}'" for one in levels.alone)
        found.append(
            Problem(
                where,
                f"has codes without names that are left out: {names}",
                "Make them levels if that is meant",
                "warning",
            )
        )
    others = [part.name for part in reading.layout.having("number") if part.profile.numbers]
    if others:
        names = ", ".join(f"'{name}'" for name in others[:6])
        found.append(
            Problem(where, f"has numbers in columns that are not read: {names}", "Say what they are", "warning")
        )
    return found
