"""Reads the sheets of a file: an XLSX workbook, looked over before it is opened, or a CSV."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any
from xml.parsers.expat import ParserCreate

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS
from virement.tables.csv_reader import read_csv_sheet
from virement.tables.sheet import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Sheet,
    bounded,
    letter_of,
    row_of,
    too_large,
)
from virement.values import ModelError, Problem

MOST_INFLATED = 150_000_000
MOST_SHEETS = 100
MOST_CELLS = 20_000_000  # of the rectangle that a sheet fills, empty ones counted
MOST_ELEMENTS, MOST_IN_ROW = 15_000_000, 100_000  # of XML, which openpyxl keeps in memory row by row
_ANEW = "Open it in a spreadsheet and save it again, or fetch it anew"
_AS_XLSX = "Save it as XLSX, or the sheet as CSV"

_ROW, _CELL, _FORMULA = (f"{SHEET_MAIN_NS} {name}" for name in ("row", "c", "f"))


def read_sheets(content: bytes, file: str) -> list[Sheet]:
    """Read all sheets of an XLSX, or the one of a CSV; raise `ModelError` for a file that is neither."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        locked = "EncryptedPackage".encode("utf-16-le") in content
        what = "is locked by a password" if locked else "is a spreadsheet of the old kind, XLS"
        raise ModelError([Problem(file, what, "Save it without one" if locked else _AS_XLSX)])
    if content[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return [read_csv_sheet(content, file)]
    if problem := _refusal(content, file):
        raise ModelError([problem])
    try:
        return _opened(content, file)
    except ModelError:
        raise
    except Exception as error:  # the reader fails in many ways on a damaged file; each is the same to a user
        said = str(error).partition("\n")[0][:100]
        raise ModelError([Problem(file, f"is a damaged spreadsheet: {said}", _ANEW)]) from None


def _refusal(content: bytes, file: str) -> Problem | None:
    """Look at the directory of a zip, and say why it is not to be opened."""
    if len(content) > MOST_BYTES:
        return Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "Leave out what isn't budget")
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Problem(
            file, "is a damaged spreadsheet or zip", "Open it in a spreadsheet and save it again, or fetch it anew"
        )
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        return Problem(file, "is locked by a password", "Save it without one")
    if sum(member.file_size for member in members) > MOST_INFLATED:
        what = f"unpacks to more than {MOST_INFLATED // 1_000_000} MB"
        return Problem(file, what, "Leave out what isn't budget, or save the sheet as CSV")
    if "xl/workbook.xml" not in names and not any(name.endswith("workbook.xml") for name in names):
        other = "mimetype" in names or "xl/workbook.bin" in names
        what = "is a spreadsheet of another kind" if other else "is a zip, not a spreadsheet"
        return Problem(file, what, _AS_XLSX)
    return None


def _opened(content: bytes, file: str) -> list[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise ModelError([Problem(file, f"has more than {MOST_SHEETS} sheets", "Keep those with the budget")])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [_sheet(sheet, archive, file) for sheet in book.worksheets]
    finally:
        book.close()


def _sheet(sheet: Any, archive: zipfile.ZipFile, file: str) -> Sheet:
    """Read a sheet as far as it holds anything: its own word on its size can be wrong, and reach a far corner."""
    extent = _Extent(archive.read(sheet._worksheet_path))
    last, widest = extent.last, extent.widest
    if last > MOST_ROWS or widest > MOST_COLUMNS or last * widest > MOST_CELLS:
        raise ModelError([too_large(f"{file} {sheet.title}")])
    hidden = sheet.sheet_state != "visible"
    if not last:
        return Sheet(file, sheet.title, (), hidden=hidden)
    values = sheet.iter_rows(max_row=last, max_col=widest, values_only=True)
    rows = tuple(row_of(number, _cells(row)) for number, row in enumerate(values, start=1))
    return bounded(Sheet(file, sheet.title, rows, tuple(extent.unknown), hidden))


def filled_to(raw: bytes) -> tuple[int, int]:
    """Return the last row and column in which a sheet's XML holds anything, from 1; 0 where it holds nothing."""
    extent = _Extent(raw)
    return extent.last, extent.widest


class _Extent:
    """How far the cells of a sheet's XML hold anything, and which hold a formula without its result.

    Cells are counted as openpyxl counts them: a row or a cell that doesn't say where it stands follows the one before.
    A sheet that is too large is looked at no further, and ends beyond the last row that there may be.
    """

    def __init__(self, raw: bytes) -> None:
        self.last = self.widest = 0
        self.unknown: list[str] = []
        self._row = self._column = self._elements = self._in_row = 0
        self._inside = ""
        self._held: set[str] = set()
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _no_doctype
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(raw, True)

    def _begin(self, tag: str, said: dict[str, str]) -> None:
        self._inside = tag
        self._elements += 1
        self._in_row = 0 if tag == _ROW else self._in_row + 1
        if self._elements > MOST_ELEMENTS or self._in_row > MOST_IN_ROW:
            self._give_up()
        if tag == _ROW:
            self._row = int(float(said["r"])) if "r" in said else self._row + 1
            self._column = 0
        elif tag == _CELL:
            place = said.get("r")
            self._column = coordinate_to_tuple(place)[1] if place else self._column + 1
            self._held = set()
        else:
            self._held.add(tag)

    def _text(self, text: str) -> None:
        if self._inside != _FORMULA and text.strip():
            self._held.add("")

    def _end(self, tag: str) -> None:
        if tag != _CELL or not self._held:
            return
        self.last, self.widest = max(self.last, self._row), max(self.widest, self._column)
        if self.last > MOST_ROWS or self.widest > MOST_COLUMNS:
            self._give_up()
        elif _FORMULA in self._held and "" not in self._held:
            self.unknown.append(f"{letter_of(self._column - 1)}{self._row}")

    def _give_up(self) -> None:
        self.last = MOST_ROWS + 1
        self._parser.StartElementHandler = self._parser.EndElementHandler = self._parser.CharacterDataHandler = None


def _no_doctype(*_: object) -> None:
    raise ValueError("a sheet with a document type of its own")


def _cells(row: tuple[object, ...]) -> list[Cell]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return [_cell(value) for value in row[:end]]


def _cell(value: object) -> Cell:
    """Return a value of a workbook: numbers as they are written in decimals, dates as ISO text."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return number if number.is_finite() else str(value)
    return str(value).removesuffix(" 00:00:00").strip()
