"""Sheets of cells, as they stand in a file: rows with their numbers, before anything is understood of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from virement.values import ModelError, Problem

MOST_BYTES = 64_000_000
MOST_ROWS, MOST_COLUMNS = 100_000, 500
MANY = 60  # lines that are looked at to find what parts the cells
_BREAKS = str.maketrans(dict.fromkeys("\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))

Cell = str | Decimal  # a number of a spreadsheet is exact as it stands; all else is stripped text


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells without the empty ones at the end."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Return the cell at a column, the empty text where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""

    def text(self, column: int) -> str:
        """Return a cell as one line of text."""
        return as_text(self.cell(column))


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file: `name` is empty for a CSV; `unknown` are the cells of formulas that hold no result."""

    file: str
    name: str
    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()
    hidden: bool = False

    def at(self, row: int | Row | None = None) -> str:
        """Return where a row stands, as `town.csv:7` or `town.xlsx Budget:7`."""
        file = " ".join(filter(None, (self.file, self.name)))
        return file if row is None else f"{file}:{row.number if isinstance(row, Row) else row}"

    def unknown_in(self, columns: tuple[int, ...]) -> dict[int, list[str]]:
        """Return the cells of some columns that are formulas without a result, by their row."""
        letters = {letter_of(column) for column in columns}
        found: dict[int, list[str]] = {}
        for cell in self.unknown:
            if cell.rstrip("0123456789") in letters:
                found.setdefault(int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(cell)
        return found


def as_text(cell: Cell) -> str:
    """Return a cell as one line of text; a whole number without decimals.

    >>> as_text(Decimal("2026.0"))
    '2026'
    """
    if isinstance(cell, str):
        return cell.translate(_BREAKS).strip()
    return f"{cell:f}" if cell != cell.to_integral_value() else f"{cell.to_integral_value():f}"


def letter_of(column: int) -> str:
    """Return the letters of a column, as a spreadsheet shows them.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    rest, last = divmod(column, 26)
    return (letter_of(rest - 1) if rest else "") + chr(ord("A") + last)


def row_of(number: int, cells: list[Cell]) -> Row:
    """Return a row without the empty cells at its end."""
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return Row(number, tuple(cells[:end]))


def bounded(sheet: Sheet) -> Sheet:
    """Return a sheet without the blank rows at its end; raise `ModelError` where it is too large to be a budget."""
    end = max((index for index, row in enumerate(sheet.rows, start=1) if row.cells), default=0)
    widest = max((len(row.cells) for row in sheet.rows), default=0)
    if end > MOST_ROWS or widest > MOST_COLUMNS:
        raise ModelError([too_large(sheet.at())])
    return Sheet(sheet.file, sheet.name, sheet.rows[:end], sheet.unknown, sheet.hidden)


def too_large(where: str) -> Problem:
    """Return the problem of a sheet that reaches too far."""
    what = f"reaches beyond row {MOST_ROWS:,} or column {letter_of(MOST_COLUMNS - 1)}, or is too large between"
    return Problem(where, what, "Delete what stands so far out; no budget is so large")
