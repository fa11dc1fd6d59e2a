"""Tables whose first row says what the columns are, as in the house's own files: nothing about them is found out."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from virement.tables.csv_files import check_quotes, decoded, delimiter_of
from virement.values import ModelError, Problem

MOST_BYTES = 64_000_000
_BREAKS = str.maketrans(dict.fromkeys("\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))


@dataclass(frozen=True)
class Table:
    """A CSV's rows by their heading, and where each stands."""

    file: str
    headings: list[str]
    rows: list[tuple[str, dict[str, str]]]


def read_csv_table(content: bytes, file: str) -> Table:
    """Read a CSV whose first row is its heading into rows by heading; raise `ModelError` with all that is wrong."""
    rows = {number: cells for number, cells in enumerate(_cells(content, file), start=1) if any(cells)}
    if not rows:
        raise ModelError([Problem(file, "is empty", "It needs a row of headings and rows below it")])
    first = min(rows)
    headings = _trimmed(rows.pop(first))
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    problems = [Problem(f"{file}:{first}", f"has the column '{heading}' twice", "Keep one") for heading in twice]
    for number, cells in rows.items():
        if (width := len(_trimmed(cells))) > len(headings):
            what = f"has {width} cells, the heading has {len(headings)}"
            problems.append(Problem(f"{file}:{number}", what, "Is a comma inside a text unquoted?"))
    if problems:
        raise ModelError(problems)
    blank = [""] * len(headings)
    return Table(
        file, headings, [(f"{file}:{n}", dict(zip(headings, cells + blank, strict=False))) for n, cells in rows.items()]
    )


def _cells(content: bytes, file: str) -> list[list[str]]:
    if len(content) > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "Leave out what isn't budget")])
    text = decoded(content)
    delimiter = delimiter_of(text)
    check_quotes(text, delimiter, file)
    reader = csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline=""), delimiter=delimiter, strict=True)
    try:
        return [[cell.translate(_BREAKS).strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise ModelError([Problem(f"{file}:{reader.line_num}", f"is no CSV: {error}", "Is it a text file?")]) from None


def _trimmed(cells: list[str]) -> list[str]:
    """Return the cells of a row without the empty ones at its end."""
    return cells[: max((at for at, cell in enumerate(cells, start=1) if cell), default=0)]
