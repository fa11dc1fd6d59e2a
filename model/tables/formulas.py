"""Cells of a workbook that hold an error, or a formula whose result nobody worked out: neither may pass for a blank."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.parsers.expat import ParserCreate

import numpy as np
import pyarrow as pa
from virement.tables.grid import Column, Grid

UNWORKED = "=?"
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*? t="e"[^>]*>(?:<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?<v>([^<]*)</v>')


def with_formulas(grid: Grid, raw: bytes) -> Grid:
    """Return a sheet in which each formula without a result reads `=?`, and each error as it is shown."""
    found = dict.fromkeys(_unworked(raw) if b"<f" in raw or b":f" in raw else (), UNWORKED)
    if b't="e"' in raw:
        found |= {(int(row) - 1, _number(letters) - 1): said.decode() for letters, row, said in _ERROR.findall(raw)}
    by_column: dict[int, dict[int, str]] = {}
    for (row, column), text in found.items():
        if row < grid.height and column < grid.width:
            by_column.setdefault(column, {})[row] = text
    columns = [_marked(column, by_column.get(at)) for at, column in enumerate(grid.columns)]
    return replace(grid, columns=tuple(columns)) if by_column else grid


def _marked(column: Column, rows: dict[int, str] | None) -> Column:
    if not rows:
        return column
    cells = column.cells.to_pylist()
    numbers = None if column.numbers is None else column.numbers.copy()
    for row, text in rows.items():
        cells[row] = text
        if numbers is not None:
            numbers[row] = np.nan
    return Column(pa.array(cells, type=pa.string()), numbers)


def _unworked(raw: bytes) -> list[tuple[int, int]]:
    """Return the rows and columns, from 0, of the formulas without a result."""
    if raw.count(b"<c ") + raw.count(b"<c>") == raw.count(b'<c r="') and b":c" not in raw:
        return [(int(row) - 1, _number(letters) - 1) for letters, row in _CELL.findall(raw)]
    return _by_parser(raw)


def _by_parser(raw: bytes) -> list[tuple[int, int]]:
    """Return the same for sheets whose cells don't say where they stand, or say it in another way."""
    found: list[tuple[int, int]] = []
    at = {"row": 0, "column": 0, "formula": 0, "value": 0, "in": 0}

    def begin(tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            at.update(row=int(said["r"]) if said.get("r", "").isdigit() else at["row"] + 1, column=0)
        elif name == "c":
            place = re.fullmatch(r"([A-Za-z]+)(\d+)", said.get("r", ""))
            column = _number(place[1].upper().encode()) if place else at["column"] + 1
            at.update(column=column, formula=0, value=0)
        at["formula"] |= name == "f"
        at["in"] = name in ("v", "t")

    def text(said: str) -> None:
        at["value"] |= bool(at["in"] and said.strip())

    def end(tag: str) -> None:
        at["in"] = 0
        if tag.rpartition(":")[2] == "c" and at["formula"] and not at["value"]:
            found.append((at["row"] - 1, at["column"] - 1))

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    parser.Parse(raw, True)
    return found


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found
