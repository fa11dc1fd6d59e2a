"""Reads a CSV into figures: division, period, amount, and how good each is."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from model.baseline import SEPARATOR, STATUSES
from model.errors import ModelError, Problem, Unreadable, did_you_mean, one_of
from model.money import Amount, read_figure
from model.periods import Period, read_period

MOST_BYTES = 64_000_000

_HEADINGS = {
    "division": ("division", "department", "business unit", "unit", "budget head", "cost centre", "cost center"),
    "period": ("period", "fiscal year", "year", "quarter", "month"),
    "amount": ("amount", "budget", "value", "total"),
    "measure": ("measure",),
    "status": ("status",),
    "source": ("source",),
    "note": ("note", "notes", "comment"),
}
_SUMS = ("total", "totals", "grand total", "sum", "subtotal")
_BLANK = ("", "-", "–", "—")


@dataclass(frozen=True)
class Figure:
    """One amount of a table, with where it stood there."""

    where: str
    division: str
    period: Period
    measure: str
    amount: Amount
    status: int
    source: str
    note: str


@dataclass(frozen=True)
class Table:
    """A CSV's rows by their heading, and where each stands."""

    file: str
    headings: list[str]
    rows: list[tuple[str, dict[str, str]]]


def read_table(content: bytes, file: str) -> Table:
    """Read a CSV with commas, semicolons or tabs into rows by heading."""
    if len(content) > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "Leave out what isn't budget")])
    if content[:4] == b"PK\x03\x04":
        raise ModelError([Problem(file, "is a spreadsheet or a zip, not a CSV", "Save the sheet as CSV")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(f"{file}:{reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise ModelError([Problem(f"{file}:{reader.line_num}", f"is no CSV: {error}", "Is it a text file?")]) from None
    lines = [(where, row) for where, row in lines if any(cell.strip() for cell in row)]
    if not lines:
        raise ModelError([Problem(file, "is empty", "It needs a row of headings and rows of amounts")])
    headings = [cell.strip() for cell in lines[0][1]]
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    problems = [Problem(lines[0][0], f"has the column '{heading}' twice", "Keep one") for heading in twice]
    problems += [
        Problem(where, f"has {len(row)} cells, the heading has {len(headings)}", "Is a comma inside a text unquoted?")
        for where, row in lines[1:]
        if len(row) > len(headings) and any(cell.strip() for cell in row[len(headings) :])
    ]
    if problems:
        raise ModelError(problems)
    return Table(file, headings, [(where, dict(zip(headings, row, strict=False))) for where, row in lines[1:]])


def read_figures(table: Table, problems: list[Problem]) -> list[Figure]:
    """Read every amount of a table, tidy or with one column a period, collecting what can't be read."""
    columns = {name: _find(table.headings, known) for name, known in _HEADINGS.items()}
    wide = {heading: period for heading in table.headings if (period := _heading_period(heading)) is not None}
    if columns["division"] is None:
        raise ModelError([Problem(f"{table.file}:1", "has no division column", _headings_hint(table))])
    if wide:
        cells = [(where, row, period, heading) for where, row in table.rows for heading, period in wide.items()]
    elif columns["period"] is not None and columns["amount"] is not None:
        cells = [
            (where, row, period, columns["amount"])
            for where, row in table.rows
            if (period := _row_period(where, row.get(columns["period"], ""), problems)) is not None
        ]
    else:
        raise ModelError(
            [Problem(f"{table.file}:1", "has neither a period and an amount column nor periods as columns", hint)]
            if (hint := _headings_hint(table))
            else []
        )
    found = (_figure(where, row, columns, period, heading, problems) for where, row, period, heading in cells)
    return [figure for figure in found if figure is not None]


def left_out(table: Table, figures: list[Figure]) -> list[Problem]:
    """Return a warning for every division and period that stands in a table without any amount."""
    column = _find(table.headings, _HEADINGS["division"]) or ""
    divisions = {figure.division for figure in figures}
    found = [
        Problem(where, f"'{name}' has no amount and is left out", "Write 0 if that is meant", "warning")
        for where, row in table.rows
        if (name := _path(row.get(column, ""))) and name not in divisions
    ]
    periods = {figure.period for figure in figures}
    return found + [
        Problem(f"{table.file}:1", f"{heading} has no amount and is left out", "Write 0 if that is meant", "warning")
        for heading in table.headings
        if (period := _heading_period(heading)) is not None and period not in periods
    ]


def _path(text: str) -> str:
    """Return a division's path with its separators written in one way."""
    return SEPARATOR.join(part.strip() for part in text.strip().split(SEPARATOR))


def _headings_hint(table: Table) -> str:
    return f"Name them division, period, amount (or 2026Q1, 2026Q2 …). It has: {', '.join(table.headings)[:200]}"


def _find(headings: list[str], known: tuple[str, ...]) -> str | None:
    by_folded = {heading.casefold(): heading for heading in reversed(headings)}
    return next((by_folded[name] for name in known if name in by_folded), None)


def _heading_period(text: str) -> Period | None:
    """Read a table's period, where a bare year is a fiscal year."""
    try:
        return read_period(f"FY{text}" if text.isascii() and text.isdigit() and len(text) == 4 else text)
    except Unreadable:
        return None


def _row_period(where: str, text: str, problems: list[Problem]) -> Period | None:
    period = _heading_period(text.strip())
    if period is None:
        problems.append(Problem(where, f"'{text}' is no period", "Write FY2026, 2026Q1 or 2026-01"))
    return period


def _figure(
    where: str,
    row: dict[str, str],
    columns: dict[str, str | None],
    period: Period,
    heading: str,
    problems: list[Problem],
) -> Figure | None:
    cell = {name: row.get(column, "").strip() if column else "" for name, column in columns.items()}
    division = _path(cell["division"])
    measure = cell["measure"].casefold() or "budget"
    status = cell["status"].casefold() or STATUSES[-1]
    at = f"{where} {heading}"
    text = row.get(heading, "").strip()
    before = len(problems)
    if not division or not all(division.split(SEPARATOR)):
        problems.append(Problem(where, "has no division", "Every row with amounts names one"))
    if division.casefold() in _SUMS:
        hint = "Leave rows of sums out, they would count twice; or give the division another name"
        problems.append(Problem(where, f"'{division}' looks like a sum of the others", hint))
    if measure not in ("budget", "revenue"):
        problems.append(Problem(where, f"'{measure}' is no measure", "One of: budget, revenue"))
    if status not in STATUSES:
        hint = did_you_mean(status, STATUSES) or one_of(STATUSES)
        problems.append(Problem(where, f"'{status}' is no status", hint))
    if text in _BLANK or len(problems) > before:
        return None
    try:
        amount = read_figure(text)
    except Unreadable as error:
        problems.append(Problem(at, error.what, error.hint))
        return None
    if amount.value < 0 and measure == "budget":
        problems.append(
            Problem(at, f"the budget of '{division}' is below zero", "Net a credit into what it belongs to")
        )
        return None
    return Figure(where, division, period, measure, amount, STATUSES.index(status), cell["source"], cell["note"])
