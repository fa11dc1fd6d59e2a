"""A view's exact decimals as plain numbers, which plot and add up as any others do."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.views import counted_in


def as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with floats for its decimals, NaN where there is none; all other columns stay.

    A column is of floats whether or not it holds whole numbers now, so that its type depends on no scenario.

    >>> as_numbers(pd.DataFrame({"variance": [Decimal("2.5"), None], "division": ["a", "b"]})).dtypes["variance"]
    dtype('float64')
    """
    counts = [column for column in table.columns if _counts(str(column), list(table[column]))]
    return table.astype(dict.fromkeys(counts, "float64"))


def _counts(column: str, values: list[object]) -> bool:
    """Tell whether a column holds decimals, or would if any of them were known."""
    known = [value for value in values if value is not None]
    if not known:
        return bool(counted_in(column))
    return all(isinstance(value, Decimal) for value in known)
