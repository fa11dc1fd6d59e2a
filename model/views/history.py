"""Earlier years of a baseline, for context: no scenario can touch them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, get_args

import pandas as pd
from virement.baseline import is_file
from virement.engine import Ledger
from virement.tables import Table, read_csv_table
from virement.values import SEEDS, STATUSES, ModelError, Problem, Unreadable, one_of, read_figure, read_period
from virement.views.table_parts import money, weakest_status

COLUMNS = ["division", "divisions", "period", "measure", "amount", "status", "source", "note"]
Measure = Literal["revenue", "costs", "operating_income"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
_CONTINUED = ["division", "period", "line", "amount", "status", "source", "note"]
Point = tuple[str, Decimal, str]  # year, amount, status


def load_history(name: str) -> pd.DataFrame:
    """Return the earlier years of a shipped baseline, in the order of the file; empty where it has none.

    Columns division (as it was published), divisions (a tuple of the baseline's own that make it up, empty where none
    do), period (`FY2019`), measure (revenue, costs, operating_income), amount (a decimal in the baseline's unit),
    status, source, note. Raises `ModelError` with every figure that can't be read.
    """
    path = SEEDS / name / "history.csv"
    if not name or not is_file(path):
        return pd.DataFrame(columns=COLUMNS, dtype=object)
    return read_history(read_csv_table(path.read_bytes(), f"{name}/{path.name}"))


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


def continued(ledger: Ledger, history: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Return the figures of one measure, and how the baseline's plan and the scenario go on from them.

    Columns division, period, line (`actual`, `plan`, or `scenario` where it differs), amount, status, source, note.
    """
    known = history[history["measure"] == measure]
    rows: list[Any] = []
    for name, part in known.groupby("division", sort=False):
        rows += [{**row, "line": "actual"} for row in of_measure(part, measure).to_dict("records")]
        for kind, (_, *later) in lines_of(ledger, part, measure).items():
            if kind != "actual":
                rows += [_later(str(name), kind, point) for point in later]
    return pd.DataFrame(rows, columns=_CONTINUED, dtype=object)


def _later(division: str, line: str, point: Point) -> dict[str, object]:
    year, amount, status = point
    said = {"division": division, "period": year, "line": line, "amount": amount, "status": status}
    return {**said, "source": "", "note": ""}


def lines_of(ledger: Ledger, known: pd.DataFrame, measure: Measure) -> dict[str, list[Point]]:
    """Return one published division's points: actual, and the plan and scenario that go on from the last of them."""
    actual = [(str(row["period"]), row["amount"], str(row["status"])) for _, row in known.iterrows()]
    found: dict[str, list[Point]] = {"actual": sorted(actual)}
    last = found["actual"][-1]
    divisions = known["divisions"].iloc[-1]
    for kind in ("plan", "scenario"):
        line = [last]
        for year, columns in ledger.baseline.fiscal_years.items():
            if year > last[0] and divisions and all(name in ledger.baseline for name in divisions):
                amount = _planned(ledger, divisions, list(columns), measure, after=kind == "scenario")
                if amount is not None:
                    line.append((year, amount, _status(ledger, divisions, columns, measure, after=kind == "scenario")))
        if len(line) > 1 and _amounts(line) != _amounts(found.get("plan", [])):
            found[kind] = line
    return found


def _amounts(line: list[Point]) -> list[tuple[str, Decimal]]:
    return [(year, amount) for year, amount, _ in line]


def _status(ledger: Ledger, divisions: tuple[str, ...], columns: range, measure: Measure, *, after: bool) -> str:
    """Return the status of a point: of the scenario's costs, the weakest of the plan and of what the moves rest on."""
    if measure == "costs" and after:
        return STATUSES[weakest_status(ledger, divisions, columns)]
    return STATUSES[ledger.baseline.status_of(divisions, columns, "revenue" if measure == "revenue" else "budget")]


def _planned(
    ledger: Ledger, divisions: tuple[str, ...], columns: list[int], measure: Measure, *, after: bool
) -> Decimal | None:
    if measure == "costs":
        rows = ledger.baseline.rows_of(divisions)
        budget = ledger.budget[:, :, 0] if after else ledger.baseline.budget
        return money(ledger, int(budget[rows][:, columns].sum()))
    parts = [ledger.baseline.revenue_of(name, columns) for name in divisions] if measure == "revenue" else [None]
    known = [part for part in parts if part is not None]
    return money(ledger, sum(known)) if len(known) == len(parts) else None


def _figure(row: dict[str, str]) -> dict[str, object]:
    for column, known in (("measure", MEASURES), ("status", STATUSES)):
        if row.get(column, "") not in known:
            raise Unreadable(f"'{row.get(column, '')}' is not a known {column}", one_of(known))
    return {
        **{column: row.get(column, "").strip() for column in COLUMNS},
        "divisions": tuple(name.strip() for name in row.get("divisions", "").split(" + ") if name.strip()),
        "period": str(read_period(row.get("period", ""))),
        "amount": read_figure(row.get("amount", "")).value,
    }
