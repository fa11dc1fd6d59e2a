"""LibreOffice as a witness: it is told to recalculate everything, and what its cells come to is read."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from virement.engine.ledger import Ledger
from virement.values.names import OUTSIDE_ACCOUNTS
from virement.workbook.drivers_sheet import Driver
from virement.workbook.result_sheets import result_row

# by default LibreOffice trusts the values that a file comes with
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def recalculated(soffice: str, files: Mapping[str, bytes], place: Path) -> dict[str, Any]:
    """Each workbook after LibreOffice has opened, recalculated and saved it: its values as openpyxl reads them."""
    profile = place / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS)
    (place / "out").mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)
    command = [soffice, f"-env:UserInstallation=file://{place / 'profile'}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(place / "out"), *(str(place / name) for name in files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: openpyxl.load_workbook(place / "out" / name, data_only=True) for name in files}


def with_cells(data: bytes, cells: Mapping[tuple[str, int, int], object]) -> bytes:
    """The workbook with some cells changed, by sheet, row and column from 0; its formulas stay, unreckoned."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, row, column), value in cells.items():
        book[sheet].cell(row + 1, column + 1).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def turned(drivers: tuple[Driver, ...], scale: int, dice: random.Random) -> dict[tuple[str, int, int], object]:
    """Other values for many drivers, mostly ones that the baseline can still bear: less of each."""
    found: dict[tuple[str, int, int], object] = {}
    for driver in drivers:
        cell = ("Drivers", driver.row, driver.column)
        whole = {"share": 10**14, "jobs": 100}.get(driver.kind, scale)
        if driver.kind == "switch":
            found[cell] = "on" if dice.random() < 0.8 else "off"
        elif driver.path[0] == "phasing":
            found[cell] = driver.shown(scale) or None
        elif driver.value is not None and dice.random() < 0.7:
            found[cell] = round(driver.value * dice.random()) / whole
        elif driver.path[0] in ("ramp", "stranded_cost") and dice.random() < 0.3:
            found[cell] = round(dice.random() * 10**12) / 10**14
    for move in {driver.move for driver in drivers}:  # phasing keeps its sum in another order, or is laid anew
        mine = [("Drivers", one.row, one.column) for one in drivers if (one.move, one.path[0]) == (move, "phasing")]
        values = [found[cell] for cell in mine]
        if mine and not any(values) and dice.random() < 0.5:
            values = [0.25, 0.75, *values[2:]] if len(mine) > 1 else [1]
        found |= dict(zip(mine, dice.sample(values, len(values)), strict=True))
    return found


def amounts(sheet: Any, rows: range, first: int, width: int, scale: int) -> list[list[int]]:
    """A block of cells in whole smallest coins; an empty one counts as nothing."""
    held = sheet.iter_rows(rows[0] + 1, rows[-1] + 1, first + 1, first + width, values_only=True)
    return [[round((value or 0) * scale) for value in row] for row in held]


def result_of(book: Any, ledger: Ledger, scale: int) -> tuple[list[list[int]], ...]:
    """Baseline by leaf, variance by account and budget by leaf, as the sheet Result says them."""
    count, width, sheet = len(ledger.baseline.leaves), len(ledger.baseline.periods), book["Result"]

    def block(name: str, more: int = 0) -> list[list[int]]:
        first = result_row(ledger.baseline, name) + more
        return amounts(sheet, range(first, first + (len(OUTSIDE_ACCOUNTS) if more else count)), 1, width, scale)

    return block("Baseline"), block("Variance") + block("Variance", count + 1), block("Budget")
