"""Reads the sheets of a file: an XLSX workbook, looked over before it is opened, or a CSV."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl

from model.errors import ModelError, Problem
from model.sheets import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Cell, Sheet, bounded, read_csv_sheet, row_of, too_large

MOST_INFLATED = 150_000_000
MOST_SHEETS = 100
MOST_CELLS = 20_000_000  # of the rectangle that a sheet fills, empty ones counted
_ANEW = "Open it in a spreadsheet and save it again, or fetch it anew"
_AS_XLSX = "Save it as XLSX, or the sheet as CSV"

_C = rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]{1,3})(\d{1,7})\"[^>]*"
_FILLED = re.compile(_C + rb"(?<!/)>")
_NO_RESULT = re.compile(
    _C + rb"(?<!/)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


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
    raw = archive.read(sheet._worksheet_path)
    last, widest = filled_to(raw)
    if last > MOST_ROWS or widest > MOST_COLUMNS or last * widest > MOST_CELLS:
        raise ModelError([too_large(f"{file} {sheet.title}")])
    unknown = tuple(f"{found[1].decode()}{found[2].decode()}" for found in _NO_RESULT.finditer(raw))
    hidden = sheet.sheet_state != "visible"
    if not last:
        return Sheet(file, sheet.title, (), unknown, hidden)
    values = sheet.iter_rows(max_row=last, max_col=widest, values_only=True)
    rows = tuple(row_of(number, _cells(row)) for number, row in enumerate(values, start=1))
    return bounded(Sheet(file, sheet.title, rows, unknown, hidden))


def filled_to(raw: bytes) -> tuple[int, int]:
    """Return the last row and column in which a sheet's XML holds anything, from 1; 0 where it holds nothing."""
    filled = [(int(found[2]), _number(found[1])) for found in _FILLED.finditer(raw)]
    last, widest = (max((place[axis] for place in filled), default=0) for axis in (0, 1))
    return last, widest


def _cells(row: tuple[object, ...]) -> list[Cell]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return [_cell(value) for value in row[:end]]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: object) -> Cell:
    """Return a value of a workbook: numbers as they are written in decimals, dates as ISO text."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return number if number.is_finite() else str(value)
    return str(value).removesuffix(" 00:00:00").strip()
