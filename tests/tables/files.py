"""A grid written as a CSV or an XLSX file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from .grids import Cell, Grid, Row
from .number_texts import Sign, number_text
from .traits import LANGUAGES, Traits


@dataclass(frozen=True)
class Written:
    """A file, and its amounts as they are written in it, where they are texts."""

    name: str
    content: bytes
    amounts: list[str]


def write_file(grid: Grid, traits: Traits, sign: Sign | None, sheet: str) -> Written:
    """Write a grid in the format of the traits."""
    texts: list[str] = []

    def text_of(cell: Cell) -> str:
        if isinstance(cell, Decimal):
            texts.append(number_text(cell, traits.number, traits.negative, sign))
            return texts[-1]
        return "" if cell is None else str(cell)

    if traits.file == "xlsx":
        return Written("budget.xlsx", _xlsx(grid, traits, text_of, sheet), texts)
    return Written("budget.csv", _csv(grid, traits, text_of), texts)


def _csv(grid: Grid, traits: Traits, text_of) -> bytes:  # type: ignore[no-untyped-def]
    wide = max(len(row.cells) for row in grid.rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=traits.delimiter, lineterminator="\r\n" if traits.tops % 2 else "\n")
    for row in grid.rows:
        cells = [text_of(cell) for cell in row.cells]
        short = row.kind in ("title", "note") and traits.titles % 2
        writer.writerow(cells if short else cells + [""] * (wide - len(cells)))
    try:
        return out.getvalue().encode(traits.encoding)
    except UnicodeEncodeError:
        return out.getvalue().encode("utf-8")


def _xlsx(grid: Grid, traits: Traits, text_of, sheet: str) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 2)})
    if traits.sheets == "cover":
        _words(book.add_worksheet("Cover"), [LANGUAGES[traits.language]["title"][0], "Prepared by finance"])
    page = book.add_worksheet(sheet)
    for number, row in enumerate(grid.rows):
        style = _style(book, row)
        for column, cell in enumerate(row.cells):
            _put(book, page, number, column, cell, style, traits, text_of)
    for top, left, low, right in grid.merges:
        cell = grid.rows[top].cells[left]
        page.merge_range(top, left, low, right, "" if cell is None else str(cell), book.add_format({"align": "center"}))
    if traits.sheets == "after":
        _words(book.add_worksheet("Notes"), ["Read me", "Figures as of March", "Contact: the finance office"])
    book.close()
    return out.getvalue()


def _words(page, texts: list[str]) -> None:  # type: ignore[no-untyped-def]
    for number, text in enumerate(texts):
        page.write_string(number, 0, text)


def _style(book, row: Row):  # type: ignore[no-untyped-def]
    bold = row.kind in ("title", "heading", "total", "subtotal", "caption", "net")
    return book.add_format({"bold": bold, "indent": row.indent} if row.indent else {"bold": bold})


def _put(book, page, number, column, cell, style, traits, text_of) -> None:  # type: ignore[no-untyped-def]
    if cell is None or cell == "":
        return
    if isinstance(cell, Decimal) and traits.cells == "numbers":
        page.write_number(number, column, float(cell))
    elif isinstance(cell, date):
        day = datetime(cell.year, cell.month, cell.day)
        page.write_datetime(number, column, day, book.add_format({"num_format": "mmm yyyy"}))
    elif isinstance(cell, int):
        page.write_number(number, column, cell)
    else:
        page.write_string(number, column, text_of(cell), style if column == 0 or isinstance(cell, str) else None)
