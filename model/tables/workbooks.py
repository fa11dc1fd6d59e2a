"""Opens a file as sheets: a CSV, or a workbook whose extent is looked over before it is read."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import numpy as np
import pyarrow as pa
from virement.tables.csv_files import read_csv
from virement.tables.extents import MOST_INFLATED, look_over
from virement.tables.formulas import with_formulas
from virement.tables.grid import Column, Grid
from virement.values import ModelError, Problem

Source = "str | Path | bytes | tuple[str, bytes]"
_ANEW = "Open it in a spreadsheet and save it again, or fetch it anew"


def read_grids(content: bytes, file: str) -> list[Grid]:
    """Read all sheets of a workbook, or the one of a CSV; raise `ModelError` for a file that is neither."""
    kind = kind_of(content, file)
    if kind == "text":
        return [read_csv(content, file)]
    return _read(content, file) if kind == "xlsx" else _read_apart(content, file)


def kind_of(content: bytes, file: str, most: int = MOST_INFLATED) -> str:
    """Return what a file is, `text`, `xlsx` or another workbook; raise `ModelError` where it is not to be opened."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ModelError([Problem(file, "is locked by a password", "Save it without one")])
        return "other"
    return look_over(content, file, most) if content[:4] in (b"PK\x03\x04", b"PK\x05\x06") else "text"


def _read(content: bytes, file: str) -> list[Grid]:
    """Read a workbook in this process: only what was looked over."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [_grid(book, meta, file) for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)]
    except ModelError:
        raise
    except Exception as error:  # the reader fails in many ways on a damaged file; each is the same to a user
        said = str(error).partition("\n")[0][:100]
        raise ModelError([Problem(file, f"is a damaged spreadsheet: {said}", _ANEW)]) from None
    return _with_styles(grids, content)


def _grid(book: Any, meta: Any, file: str) -> Grid:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False)
    try:
        merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    except Exception:
        merged = ()
    return grid_of(rows, file, meta.name, hidden="Visible" not in str(meta.visible).split(".")[-1][:7], merged=merged)


def grid_of(
    rows: list[list[Any]],
    file: str,
    name: str,
    *,
    hidden: bool = False,
    merged: tuple[tuple[int, int, int, int], ...] = (),
) -> Grid:
    """Return a grid of the rows that a reader of workbooks gives."""
    columns = tuple(_column(list(cells)) for cells in zip(*rows, strict=True)) if rows else ()
    return Grid(file, name, columns, len(rows), hidden, merged)


def _column(cells: list[Any]) -> Column:
    """Return a column of texts and numbers; days and times are texts as ISO has them."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return Column(pa.array(cells, type=pa.string()))
    if kinds <= {float, int, str}:
        numbers = np.array([cell if type(cell) is not str else np.nan for cell in cells], dtype=np.float64)
    else:
        numbers = np.array([float(cell) if type(cell) in (float, int) else np.nan for cell in cells])
    return Column(pa.array([_text(cell) for cell in cells], type=pa.string()), numbers)


def _text(cell: Any) -> str:
    if type(cell) is str:
        return cell
    if type(cell) is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if hasattr(cell, "isoformat"):  # a day, a time, or both
        return str(cell.isoformat()).removesuffix("T00:00:00")
    return "" if cell is None else str(cell)


# ---- a reader that may die


_CHILD = """
import sys, io, pickle, resource
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
import python_calamine
book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
found = []
for meta in book.sheets_metadata:
    if "WorkSheet" not in str(meta.typ):
        continue
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.height * sheet.width > 20_000_000:
        sys.exit(7)
    try:
        merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    except Exception:
        merged = ()
    hidden = "Visible" not in str(meta.visible).split(".")[-1][:7]
    found.append((meta.name, hidden, sheet.to_python(skip_empty_area=False), merged))
sys.stdout.buffer.write(pickle.dumps(found))
"""


def _read_apart(content: bytes, file: str) -> list[Grid]:
    """Read a workbook of another kind in a process of its own, which may die of it."""
    import pickle
    import subprocess
    import sys

    try:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(4_000_000_000)],
            input=content,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ModelError([Problem(file, "takes too long to open", "Save the sheet as CSV")]) from None
    if done.returncode == 7 or done.returncode < 0:
        raise ModelError([Problem(file, "reaches too far to be a budget", "Delete what stands so far out")])
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ModelError([Problem(file, f"is a damaged spreadsheet: {(lines or [''])[-1][:100]}", _ANEW)])
    return [
        grid_of(rows, file, name, hidden=hidden, merged=merged)
        for name, hidden, rows, merged in pickle.loads(done.stdout)
    ]


# ---- indents of the cells' styles


def _with_styles(grids: list[Grid], content: bytes) -> list[Grid]:
    """Add what the reader of workbooks leaves out: the indents of cells' styles, and formulas without a result."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = next((name for name in archive.namelist() if name.endswith("styles.xml")), None)
        indents = _indents(archive.read(styles)) if styles else {}
        paths = _sheet_paths(archive)
        return [
            _completed(grid, archive.read(paths[grid.name]), indents) if grid.name in paths else grid for grid in grids
        ]


def _completed(grid: Grid, raw: bytes, indents: dict[int, int]) -> Grid:
    with_styles = _styled(grid, raw, indents) if indents else grid
    return with_formulas(with_styles, raw)


def _indents(raw: bytes) -> dict[int, int]:
    """Return the indent of each style that has one, by its number."""
    part = re.search(rb"<(?:\w+:)?cellXfs[^>]*>(.*?)</(?:\w+:)?cellXfs>", raw, re.DOTALL)
    if not part or b"indent=" not in part[1]:
        return {}
    found = {}
    for number, style in enumerate(re.split(rb"<(?:\w+:)?xf ", part[1])[1:]):
        if said := re.search(rb'indent="(\d+)"', style):
            found[number] = int(said[1])
    return found


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    import html

    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship [^>]*>", links):
        said = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[said.get("Id", "")] = said.get("Target", "")
    found = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet [^>]*>", book):
        said = dict(re.findall(r'([\w:]+)="([^"]*)"', sheet))
        target = targets.get(said.get("r:id", ""), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in archive.namelist():
            found[html.unescape(said.get("name", ""))] = path
    return found


_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)" s="(\d+)"')


def _styled(grid: Grid, raw: bytes, indents: dict[int, int]) -> Grid:
    from dataclasses import replace

    found = {}
    for column, row, style in _CELL.findall(raw):
        if (depth := indents.get(int(style))) and int(row) <= grid.height:
            found[int(row) - 1, _number(column)] = depth
    return replace(grid, indents=found)


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found - 1
