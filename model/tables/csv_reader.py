"""Reads a CSV into a sheet: its encoding, its delimiter, its rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from virement.tables.sheet import MANY, MOST_BYTES, Row, Sheet, as_text, bounded, row_of
from virement.values import ModelError, Problem


@dataclass(frozen=True)
class Table:
    """A CSV's rows by their heading, and where each stands."""

    file: str
    headings: list[str]
    rows: list[tuple[str, dict[str, str]]]


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


def read_csv_table(content: bytes, file: str) -> Table:
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
