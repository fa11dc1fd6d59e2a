"""What the tables share: rows and columns of a ledger, amounts as exact decimals, the weakest status."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from virement.baseline import Baseline, Rows
from virement.engine import Ledger
from virement.scenario import division_hint
from virement.values import OUTSIDE_ACCOUNTS, ModelError, Problem, in_unit
from virement.views.time_spans import columns_of, default_span


def rows_of(baseline: Baseline, division: str) -> Rows:
    """Return the rows of the leaves under a division; raise `ModelError` where there is no such division."""
    if division not in baseline:
        raise ModelError([Problem(division, "is not a division of this baseline", division_hint(division, baseline))])
    return baseline.rows_of(division)


def period_columns(ledger: Ledger, span: str | None) -> list[int]:
    """Return the columns of a span, by default of what the moves cover."""
    return columns_of(ledger.baseline, span or default_span(ledger))


def money(ledger: Ledger, minor: int) -> Decimal:
    """Return minor units as a decimal number of the baseline's unit."""
    return in_unit(minor, ledger.baseline.currency, ledger.baseline.unit)


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Return `part` in percent of `whole` with four places, or None of nothing.

    >>> percent(200, 2140), percent(1, 0)
    (Decimal('9.3458'), None)
    """
    return None if whole == 0 else round(Decimal(part) * 100 / Decimal(whole), 4)


def listed(items: Sequence[str]) -> str:
    """Join with commas and an "and".

    >>> listed(["Streets", "Parks", "3 others"])
    'Streets, Parks and 3 others'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def total(array: np.ndarray, rows: Rows | list[int], columns: Sequence[int]) -> int:
    """Return the sum of a block of the first draw, or of an array without draws."""
    block = array[rows][:, columns]
    return int((block[..., 0] if block.ndim == 3 else block).sum())


def weakest_status(ledger: Ledger, divisions: str | tuple[str, ...], columns: Sequence[int]) -> int:
    """Return the weakest status behind the budget of one or several divisions, before and after."""
    rows = ledger.baseline.rows_of(divisions)
    before = ledger.baseline.status_of(divisions, columns)
    touched = [
        int(posting.status[inside][:, steps][posted].max())
        for posting in ledger.postings
        if posting.rows[0] <= rows[-1]  # both are in order: most of many divisions are seen at once to have no part
        and rows[0] <= posting.rows[-1]
        and (inside := np.isin(posting.rows, rows)).any()
        and (steps := [column - posting.window.start for column in columns if column in posting.window])
        and (posted := posting.amounts[inside][:, steps].any(axis=2)).any()
    ]
    return max([before, *touched])


def outside_rows(ledger: Ledger) -> dict[str, list[int]]:
    """Return the rows of the outside accounts by name."""
    first = len(ledger.baseline.leaves)
    return {name: [first + position] for position, name in enumerate(OUTSIDE_ACCOUNTS)}
