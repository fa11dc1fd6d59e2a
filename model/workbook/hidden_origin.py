"""What a workbook remembers of itself on a hidden sheet: scenario and baseline, and every cell but drivers.

By it a workbook is read back: what a driver said before is known, whatever else was changed is found, and what the
drivers say now can be carried out.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from virement.baseline import Baseline, JobFigures
from virement.scenario import Scenario, figures_of, fingerprint_of, flattened, scenario_text
from virement.values import Jobs, read_period
from virement.workbook.cells import Entry, Page, runs
from virement.workbook.drivers_sheet import Driver

SHEET = "Origin"
FORMAT = 2
CHUNK = 30_000  # letters in a cell
DIGITS = 6  # of a cell's mark
MOST_INFLATED = 20_000_000
_NUMBER = re.compile(r"(?<![A-Z0-9.])\d+(?:\.\d+)?(?:E[+-]?\d+)?(?![A-Z0-9(])")


def origin_page(
    scenario: Scenario, baseline: Baseline, pages: Sequence[Page], drivers: Sequence[Driver], scale: int
) -> Page:
    """Return the hidden sheet: scenario, baseline, drivers and the marks of all other cells, packed as text."""
    said = {
        "format": FORMAT,
        "scenario": scenario_text(flattened(scenario)),
        "bases": {name: fingerprint_of(base) for name, base in scenario.bases.items()},
        "currency": baseline.currency,
        "fingerprint": figures_of(scenario, baseline),
        "baseline": {
            "leaves": baseline.leaves,
            "periods": baseline.period_names,
            "actuals": baseline.actuals,
            "budget": baseline.budget.tolist(),
            **_jobs_of(scenario, baseline),
        },
        "scale": scale,
        "drivers": [[d.move, d.path, d.kind, d.row, d.column, d.value, d.optional] for d in drivers],
        "sheets": {page.name: _marks_of(page) for page in pages},
    }
    packed = packed_text(said)
    page = Page(SHEET, hidden=True, widths={0: 60})
    page.write(0, 0, "By this sheet Virement reads the workbook back. Nothing is to be changed here.")
    for row, start in enumerate(range(0, len(packed), CHUNK), start=1):
        page.write(row, 0, packed[start : start + CHUNK])
    return page


def _jobs_of(scenario: Scenario, baseline: Baseline) -> dict[str, list[list[int]]]:
    """Return the jobs of a baseline and their pay, where a move cuts jobs."""
    if baseline.jobs is None or not any(isinstance(move.cut, Jobs) for move in scenario.moves):
        return {}
    figures = baseline.jobs
    return {"jobs": figures.jobs.tolist(), "pay": figures.pay.tolist(), "known": figures.known.tolist()}


def packed_text(said: dict[str, Any]) -> str:
    """Return what a workbook remembers as letters, with a mark that tells a changed one."""
    data = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{sha256(data).hexdigest()}{base64.b64encode(zlib.compress(data, 9)).decode()}"


def unpacked(text: str) -> dict[str, Any] | None:
    """Return what a workbook remembers, or None where it was changed or isn't that."""
    try:
        reader = zlib.decompressobj()
        data = reader.decompress(base64.b64decode(text[64:], validate=True), MOST_INFLATED)
        if reader.unconsumed_tail or sha256(data).hexdigest() != text[:64]:
            return None
        said = json.loads(data)
    except (zlib.error, binascii.Error, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("format") == FORMAT else None


def remembered_baseline(said: Mapping[str, Any]) -> Baseline:
    """Return the baseline that a workbook remembers: its budget, without statuses and sources."""
    held = said["baseline"]
    budget = np.array(held["budget"], dtype=np.int64)
    nothing = np.full(budget.shape, "", dtype=object)
    return Baseline(
        name="baseline",
        title="",
        about="",
        currency=said["currency"],
        unit="one",
        leaves=tuple(held["leaves"]),
        periods=tuple(map(read_period, held["periods"])),
        actuals=held["actuals"],
        budget=budget,
        status=np.zeros(budget.shape, dtype=np.uint8),
        source=nothing,
        note=nothing,
        revenue={},
        controls=(),
        sources=pd.DataFrame(),
        jobs=_remembered_jobs(held) if "jobs" in held else None,
    )


def _remembered_jobs(held: Mapping[str, Any]) -> JobFigures:
    found = JobFigures.none(len(held["leaves"]), len(held["periods"]))
    found.jobs[:], found.pay[:], found.known[:] = held["jobs"], held["pay"], held["known"]
    return found


def _marks_of(page: Page) -> dict[str, list[Any]]:
    """Return the marks of a sheet's cells by row: runs of columns, and their marks one after the other."""
    rows: dict[int, list[int]] = {}
    for (row, column), entry in sorted(page.cells.items()):
        if not entry.driver and entry.content != "":
            rows.setdefault(row, []).append(column)
    return {
        str(row): [runs(columns), "".join(mark_of(_content(page.cells[row, column])) for column in columns)]
        for row, columns in rows.items()
    }


def marks(said: dict[str, list[Any]]) -> Iterable[tuple[tuple[int, int], str]]:
    """Yield each remembered cell of a sheet with its mark; raise `ValueError` where there are not as many of both."""
    for row, (held, all_marks) in said.items():
        if sum(last - first + 1 for first, last in held) * DIGITS != len(all_marks):
            raise ValueError(row)
        columns = [column for first, last in held for column in range(first, last + 1)]
        for place, column in enumerate(columns):
            yield (int(row), column), all_marks[DIGITS * place : DIGITS * (place + 1)]


def _content(entry: Entry) -> str | float:
    return entry.content


def mark_of(content: object) -> str:
    """Return the mark of what a cell holds, the same after another program has saved it."""
    return sha256(canonical(content).encode()).hexdigest()[:DIGITS]


def canonical(content: object) -> str:
    """Return what a cell holds in one way of many: numbers to fifteen digits, formulas without spaces and dollars."""
    if isinstance(content, bool):
        return str(content)
    if isinstance(content, int | float):
        return f"{float(content):.15g}"
    text = " ".join(str(content).replace("_x005F_", "_").split())
    if not text.startswith("="):
        return text
    bare = text.replace(" ", "").replace("$", "").upper()
    return _NUMBER.sub(lambda found: f"{float(found[0]):.15g}", bare)
