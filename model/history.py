"""Earlier years of a baseline, for context: no scenario can touch them."""

from __future__ import annotations

import pandas as pd

from model.baseline import STATUSES
from model.baseline_files import SEEDS
from model.baseline_folders import is_file
from model.errors import ModelError, Problem, Unreadable, one_of
from model.money import read_figure
from model.periods import read_period
from model.sheets import Table, read_table

COLUMNS = ["division", "divisions", "period", "measure", "amount", "status", "source", "note"]
MEASURES = ("revenue", "costs", "operating_income")


def load_history(name: str) -> pd.DataFrame:
    """Return the earlier years of a shipped baseline, in the order of the file; empty where it has none.

    Columns division (as it was published), divisions (a tuple of the baseline's own that make it up, empty where none
    do), period (`FY2019`), measure (revenue, costs, operating_income), amount (a decimal in the baseline's unit),
    status, source, note. Raises `ModelError` with every figure that can't be read.
    """
    path = SEEDS / name / "history.csv"
    if not name or not is_file(path):
        return pd.DataFrame(columns=COLUMNS, dtype=object)
    return read_history(read_table(path.read_bytes(), f"{name}/{path.name}"))


def read_history(table: Table) -> pd.DataFrame:
    """Return a table of earlier years as `load_history` does."""
    problems: list[Problem] = []
    rows = []
    for where, row in table.rows:
        try:
            rows.append(_figure(row))
        except Unreadable as error:
            problems.append(Problem(where, error.what, error.hint))
    if problems:
        raise ModelError(problems)
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def of_measure(history: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the figures of one measure: columns division, period, amount, status, source, note."""
    return history[history["measure"] == measure][["division", "period", "amount", "status", "source", "note"]]


def _figure(row: dict[str, str]) -> dict[str, object]:
    for column, known in (("measure", MEASURES), ("status", STATUSES)):
        if row.get(column, "") not in known:
            raise Unreadable(f"'{row.get(column, '')}' is no {column}", one_of(known))
    return {
        **{column: row.get(column, "").strip() for column in COLUMNS},
        "divisions": tuple(name.strip() for name in row.get("divisions", "").split(" + ") if name.strip()),
        "period": str(read_period(row.get("period", ""))),
        "amount": read_figure(row.get("amount", "")).value,
    }
