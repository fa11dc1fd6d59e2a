"""Sheets of cells, as they stand in a file: rows with their numbers, before anything is understood of them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from model.errors import ModelError, Problem

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


@dataclass(frozen=True)
class Table:
    """A CSV's rows by their heading, and where each stands."""

    file: str
    headings: list[str]
    rows: list[tuple[str, dict[str, str]]]


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


def read_csv_sheet(content: bytes, file: str) -> Sheet:
    """Read text with commas, semicolons, tabs or bars between the cells; raise `ModelError` where it is none."""
    if len(content) > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "Leave out what isn't budget")])
    text = _decoded(content)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, read = [], 0  # lines that are read
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append(row_of(number, [cell.strip() for cell in cells]))
            read = reader.line_num
    except csv.Error as error:
        raise ModelError([_no_csv(text, delimiter, read, file, error)]) from None
    return bounded(Sheet(file, "", tuple(rows)))


def _no_csv(text: str, delimiter: str, read: int, file: str, error: csv.Error) -> Problem:
    """Return why no row can be read after some lines: mostly a quote that isn't closed, told by where it opens."""
    rest = "\n".join(line.rstrip("\r\n") for line in islice(io.StringIO(text, newline=""), read, None))
    closed = rf'(\A|[\n{delimiter}])"[^"]*(?:""[^"]*)*"(?=[\n{delimiter}]|\Z)'
    outside = re.sub(closed, lambda found: found[1] + "\n" * found[0][1:].count("\n"), rest)
    opening = re.search(rf'(?:\A|[\n{delimiter}])"', outside)
    if opening is None:
        return Problem(f"{file}:{read + 1}", f"is no CSV: {error}", "Is it a text file?")
    line = read + 1 + outside[: opening.end()].count("\n")
    what, hint = "opens a quote that isn't closed at the end of its cell", "A quote within a text is written twice"
    return Problem(f"{file}:{line}", what, f"Close it. {hint}")


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


def read_table(content: bytes, file: str) -> Table:
    """Read a CSV whose first row is its heading into rows by heading."""
    sheet = read_csv_sheet(content, file)
    rows = [row for row in sheet.rows if row.cells]
    if not rows:
        raise ModelError([Problem(file, "is empty", "It needs a row of headings and rows below it")])
    headings = [as_text(cell) for cell in rows[0].cells]
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    problems = [Problem(sheet.at(rows[0]), f"has the column '{heading}' twice", "Keep one") for heading in twice]
    problems += [problem for row in rows[1:] if (problem := too_wide(sheet, row, len(headings)))]
    if problems:
        raise ModelError(problems)
    cells = [(sheet.at(row), {heading: row.text(at) for at, heading in enumerate(headings)}) for row in rows[1:]]
    return Table(file, headings, cells)


def too_wide(sheet: Sheet, row: Row, width: int) -> Problem | None:
    """Return the problem of a row with more cells than its table has headings."""
    if len(row.cells) <= width:
        return None
    what = f"has {len(row.cells)} cells, the heading has {width}"
    return Problem(sheet.at(row), what, "Is a comma inside a text unquoted?")


def _decoded(content: bytes) -> str:
    """Decode by its byte order mark, by its zero bytes, as UTF-8, else as Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    zeros = content[:2000:2].count(0), content[1:2000:2].count(0)
    if max(zeros) > len(content[:2000]) // 4:
        return content.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Return what parts the cells: what gives most of the first lines one and the same number of them."""
    start = io.StringIO(text, newline="")
    lines = [line for _, line in zip(range(MANY), start, strict=False) if line.strip()]

    def regular(delimiter: str) -> float:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            return 0.0
        common = Counter(width for width in widths if width > 1).most_common(1)
        # a comma also stands in amounts and texts, the others hardly do
        return common[0][1] * (1.0 if delimiter == "," else 1.5) if common else 0.0

    return max(",;\t|", key=regular)
