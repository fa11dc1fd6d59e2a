"""The figures of a baseline's folder: one row each, as `seeds/README.md` says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from virement.tables import Table, is_missing, period_of
from virement.values import (
    SEPARATOR,
    STATUSES,
    Amount,
    ModelError,
    Period,
    Problem,
    Unreadable,
    did_you_mean,
    one_of,
    read_figure,
)

NEEDED = ("division", "period", "amount")
MEASURES = ("budget", "revenue")


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount, with where it stands; `status` is its place in STATUSES; `priority` is 0 where none is given."""

    where: str
    division: str
    period: Period
    measure: str
    amount: Amount
    status: int
    source: str
    note: str
    priority: int = 0


def path_of(text: str) -> str:
    """Return a division's path with its separators written in one way."""
    return SEPARATOR.join(part.strip() for part in text.strip().split(SEPARATOR))


def read_budgets(table: Table, problems: list[Problem]) -> list[Figure]:
    """Return the figures of `budgets.csv`; what is wrong with its rows is added to `problems`. A blank is no figure."""
    lacking = [name for name in NEEDED if name not in table.headings]
    if lacking:
        what = f"has no column {' and no column '.join(map(repr, lacking))}"
        raise ModelError(
            [Problem(f"{table.file}:1", what, "See seeds/README.md for the columns of a baseline's files")]
        )
    found = []
    for where, row in table.rows:
        wrong: list[Problem] = []
        figure = _figure(where, row, wrong)
        problems += wrong
        if figure is not None and not wrong:
            found.append(figure)
    return found


def _figure(where: str, row: dict[str, str], wrong: list[Problem]) -> Figure | None:
    division = path_of(row["division"])
    measure = row.get("measure", "").casefold() or MEASURES[0]
    status = row.get("status", "").casefold() or STATUSES[-1]
    period = period_of(row["period"])
    if not all(division.split(SEPARATOR)):
        wrong.append(Problem(where, "has no division", "Every row with amounts names one"))
    if measure not in MEASURES:
        wrong.append(Problem(where, f"'{measure}' is not a measure", one_of(MEASURES)))
    if status not in STATUSES:
        wrong.append(Problem(where, f"'{status}' is not a status", did_you_mean(status, STATUSES) or one_of(STATUSES)))
    if period is None:
        wrong.append(Problem(where, f"'{row['period']}' is not a period", "Write FY2026, 2026Q1 or 2026-01"))
    priority = 0
    try:
        priority = read_priority(row.get("priority", ""))
    except Unreadable as error:
        wrong.append(Problem(f"{where} priority", error.what, error.hint))
    if is_missing(row["amount"]):
        return None
    try:
        amount = read_figure(row["amount"])
    except Unreadable as error:
        wrong.append(Problem(f"{where} amount", error.what, error.hint))
        return None
    if wrong or period is None:
        return None
    source, note = row.get("source", ""), row.get("note", "")
    return Figure(where, division, period, measure, amount, STATUSES.index(status), source, note, priority)


def read_priority(text: str) -> int:
    """Return a division's priority, 1 for what is valued most; 0 for a blank. Raises `Unreadable` for all else."""
    if is_missing(text):
        return 0
    if not re.fullmatch(r"[0-9]{1,4}(\.0*)?", text.strip()) or not (priority := int(text.strip().split(".")[0])):
        raise Unreadable(f"'{text}' is not a priority", "Write a whole number from 1, for what is valued most, to 9999")
    return priority
