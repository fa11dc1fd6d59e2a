"""Looks over a workbook before anything opens it: how far its sheets reach, and how much it unpacks to."""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers.expat import ExpatError, ParserCreate

from virement.values import BROKEN_ZIP, ModelError, Problem

MOST_INFLATED = 400_000_000
MOST_STYLE_ENTRIES = 70_000  # Excel's own limit is 65,490
MOST_CELLS = 30_000_000  # of the rectangle that a sheet fills
MOST_SPARSE = 1_000_000  # of a sheet that is nearly all empty
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_ELEMENTS = 15_000_000  # of a sheet that a parser has to go through
_ANEW = "Open it in a spreadsheet and save it again, or fetch it anew"
_PLACE = re.compile(rb'<c r="([A-Z]+)(\d+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")


def look_over(content: bytes, file: str, most: int = MOST_INFLATED) -> str:
    """Return the kind of a workbook, `xlsx` or another; raise `ModelError` where it is not to be opened.

    `most` bytes are what it may unpack to.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except BROKEN_ZIP:
        raise ModelError([Problem(file, "is a damaged spreadsheet or zip", _ANEW)]) from None
    with archive:
        names = {member.filename for member in members}
        if any(member.flag_bits & 1 for member in members):
            raise ModelError([Problem(file, "is locked by a password", "Save it without one")])
        if sum(member.file_size for member in members) > most or len(members) > 5_000:
            what = f"unpacks to more than {most // 1_000_000} MB"
            raise ModelError([Problem(file, what, "Leave out what isn't budget, or save the sheet as CSV")])
        if "xl/workbook.xml" not in names:
            if "xl/workbook.bin" in names or "mimetype" in names:
                return "other"
            raise ModelError([Problem(file, "is a zip, not a spreadsheet", "Save it as XLSX, or the sheet as CSV")])
        try:
            _look_inside(archive, members, file)
        except (*BROKEN_ZIP, ExpatError) as error:
            said = str(error)[:80]
            raise ModelError([Problem(file, f"is a damaged spreadsheet: {said}", _ANEW)]) from None
    return "xlsx"


def _look_inside(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file: str) -> None:
    for member in members:
        name = member.filename
        if not name.endswith(".xml"):
            continue
        raw = archive.read(member)
        if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
            raise ModelError([Problem(f"{file} {name}", "defines entities, as no spreadsheet does", _ANEW)])
        if name.endswith("styles.xml") and raw.count(b"<xf") + raw.count(b"<font") > MOST_STYLE_ENTRIES:
            raise ModelError([Problem(file, "has more styles than any spreadsheet can", _ANEW)])
        if name == "xl/workbook.xml" and len(_SHEET.findall(raw)) > len(members):
            raise ModelError([Problem(file, "names more sheets than it holds", _ANEW)])
        if name.endswith("sharedStrings.xml"):
            _check_strings(raw, file)
        if name.startswith("xl/worksheets/"):
            _check_extent(raw, f"{file} {name.rpartition('/')[2].removesuffix('.xml')}")


def _check_strings(raw: bytes, file: str) -> None:
    said = re.search(rb'uniqueCount="(\d+)"', raw[:2000])
    if said and int(said[1]) > len(raw):
        raise ModelError([Problem(file, "says that it has more texts than it can hold", _ANEW)])


def _check_extent(raw: bytes, where: str) -> None:
    """Refuse a sheet whose cells span too large a rectangle, however they say where they stand."""
    rows, columns = _within(raw)
    if _is_too_far(raw, rows, columns):  # by cells that hold nothing, perhaps
        rows, columns = filled_to(raw)
    if _is_too_far(raw, rows, columns):
        what = f"reaches to row {rows:,} and column {columns:,}, which is too far to be a budget"
        raise ModelError([Problem(where, what, "Delete what stands so far out and save it again")])


def _is_too_far(raw: bytes, rows: int, columns: int) -> bool:
    held = raw.count(b"<c ") + raw.count(b":c ")
    sparse = rows * columns > MOST_SPARSE and held * 50 < rows * columns
    return sparse or rows * columns > MOST_CELLS or rows > MOST_ROWS or columns > MOST_COLUMNS


def _within(raw: bytes) -> tuple[int, int]:
    """Return a row and a column, from 1, beyond which a sheet's XML names no cell."""
    cells = raw.count(b"<c ") + raw.count(b"<c>") + raw.count(b"<c/")
    plain = raw.count(b'<c r="')
    strange = b":c " in raw or b":row" in raw or b"<c\n" in raw or b"<c\t" in raw or b"<row\n" in raw
    if cells != plain or strange or not plain:
        return filled_to(raw)
    if plain >= 2_000:
        return _quickly(raw)
    found = _PLACE.findall(raw)
    if len(found) != plain:
        return filled_to(raw)
    return max(int(row) for _, row in found), max(_number(letters) for letters, _ in found)


def _quickly(raw: bytes) -> tuple[int, int]:
    """Return the extent of a sheet in which each cell says where it stands."""
    widest = 0
    for letters in (rb"[A-Z]{3,}", rb"[A-Z]{2}", rb"[A-Z]"):
        found = set(re.findall(rb'<c r="(' + letters + rb")\d", raw))
        if found:
            widest = max(map(_number, found))
            break
    # rows stand in order in what programs write; any row with more digits than the last is looked at as well
    tail = [int(row) for row in re.findall(rb'<c r="[A-Z]+(\d+)"', raw[-200_000:])]
    last = max(tail, default=0)
    far = re.findall(rb'<c r="[A-Z]{1,7}(\d{%d,})"' % (len(str(last)) + 1), raw)
    return max([last, *map(int, far), *([10 ** len(str(last)) - 1] if last == 0 else [])]), widest


def filled_to(raw: bytes) -> tuple[int, int]:
    """Return the last row and column, from 1, in which a sheet's XML holds anything; 0 where it holds nothing."""
    at = {"row": 0, "column": 0, "last": 0, "widest": 0, "seen": 0}

    def begin(tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        at["seen"] += 1
        if name == "row":
            at["row"] = int(said["r"]) if said.get("r", "").isdigit() else at["row"] + 1
            at["column"] = 0
        elif name == "c":
            place = re.fullmatch(r"([A-Za-z]+)(\d+)", said.get("r", ""))
            at["column"] = _number(place[1].upper().encode()) if place else at["column"] + 1
            at["row"] = int(place[2]) if place else at["row"]
        elif name in ("v", "is", "f"):
            at["last"], at["widest"] = max(at["last"], at["row"]), max(at["widest"], at["column"])
        if at["seen"] > MOST_ELEMENTS:
            parser.StartElementHandler = None
            at["last"] = MOST_ROWS + 1

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(raw, True)
    return at["last"], at["widest"]


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters[:12]:
        found = found * 26 + letter - 64
    return found
