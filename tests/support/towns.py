"""Baselines made of figures as they are, for tests in which no table is to be understood."""

from __future__ import annotations

import csv
import io

from virement.baseline.budget import Baseline
from virement.baseline.budgets_file import read_budgets
from virement.baseline.builder import BaselineBuilder, Head
from virement.tables.plain_tables import Table


def town_of(table: str, *, currency: str = "USD", unit: str = "one", actuals_through: str = "") -> Baseline:
    """The baseline of a table parted by semicolons: divisions down, periods across, a point before the decimals."""
    heading, *rows = csv.reader(io.StringIO(table), delimiter=";")
    figures = [
        (f"budgets.csv:{line}", {"division": division, "period": period, "measure": "budget", "amount": amount})
        for line, (division, *amounts) in enumerate(rows, start=2)
        for period, amount in zip(heading[1:], amounts, strict=True)
    ]
    head = Head(title="generated", currency=currency, unit=unit, divisions=[row[0] for row in rows],
                actuals_through=actuals_through or None)  # fmt: skip
    problems = []
    found = read_budgets(Table("budgets.csv", ["division", "period", "measure", "amount"], figures), problems)
    return BaselineBuilder(head, "generated", "budgets.csv", found, problems).baseline()
