"""A table as CSV text, exact and without separators."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
from virement.values import FORMULA_STARTS


def to_csv(table: pd.DataFrame) -> str:
    """Return a view as CSV: plain decimal numbers, exact; text that a spreadsheet would run as a formula is guarded."""
    written = table.copy()
    for column in written.columns:
        written[column] = [plain(value) for value in written[column]]
    written.columns = [plain(name) for name in written.columns]  # of some views a scenario's title
    return written.to_csv(index=False, lineterminator="\n")


def plain(value: object) -> str:
    """Return a value as a CSV holds it: numbers in digits, text guarded, and its line breaks such as get quoted."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    text = str(value)
    guard = "'" if text.startswith(tuple(FORMULA_STARTS)) else ""
    return guard + text.replace("\r\n", "\n").replace("\r", "\n")
