"""Baselines made of figures as they are, for tests in which no table is to be understood."""

from __future__ import annotations

import csv
import io
import json

from virement.baseline.budget import Baseline
from virement.baseline.folder import baseline_from_zip
from virement.values.zip_files import zipped


def town_of(table: str, *, currency: str = "USD", unit: str = "one", actuals_through: str = "") -> Baseline:
    """The baseline of a table parted by semicolons: divisions down, periods across, a point before the decimals."""
    heading, *rows = csv.reader(io.StringIO(table), delimiter=";")
    told = io.StringIO(newline="")
    writer = csv.writer(told)
    writer.writerow(["division", "period", "measure", "amount"])
    for division, *amounts in rows:
        writer.writerows([division, period, "budget", a] for period, a in zip(heading[1:], amounts, strict=True))
    head = {"title": "generated", "currency": currency, "unit": unit, "divisions": [row[0] for row in rows]}
    if actuals_through:
        head["actuals_through"] = actuals_through
    files = {"baseline.yaml": json.dumps(head).encode(), "budgets.csv": told.getvalue().encode()}
    return baseline_from_zip(zipped({f"generated/{name}": content for name, content in files.items()}))
