"""A scenario as a bookkeeper would enter it: the baseline of each period, then what each move does in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from virement.engine import Ledger
from virement.values import ModelError, Period, Problem

_MONTHS_OF = {"year": 12, "quarter": 3, "month": 1}
DATES = (
    "Each period is dated by its first day, counted as if the fiscal year began in January: FY2026 and 2026Q1 are "
    "2026-01-01. When the fiscal year really begins is not known here."
)


@dataclass(frozen=True)
class Booking:
    """One balanced transaction: a period's baseline (`move` is None), or what a move does in a period.

    `lines` are accounts by their row in the ledger with what they get, in minor units and never zero: leaves, then
    outside accounts. Those of a move sum to zero; those of a baseline are balanced by one more account, which the
    ledger has no row for.
    """

    column: int
    day: str
    move: int | None
    lines: tuple[tuple[int, int], ...]


def bookings(ledger: Ledger) -> list[Booking]:
    """Return the transactions period by period, in the order of the moves; one of nothing is left out.

    After all of them each account stands at its budget under the scenario. Raises `ModelError` where a period has no
    date.
    """
    first, last = ledger.baseline.periods[0], ledger.baseline.periods[-1]
    if not 1 <= first.year <= last.year < 9999:
        what = f"{first} to {last} can't be dated"
        raise ModelError([Problem(ledger.baseline.name, what, "Journals have the years from 1 to 9998")])
    found = [*_baseline(ledger), *_moves(ledger)]
    return sorted((one for one in found if one.lines), key=lambda one: one.column)


def first_day(period: Period) -> str:
    """Return the first day of a period of a fiscal year that begins in January.

    >>> first_day(Period(2026, 2, "quarter")), first_day(Period(2026, 1, "year"))
    ('2026-04-01', '2026-01-01')
    """
    return f"{period.year:04d}-{(period.number - 1) * _MONTHS_OF[period.kind] + 1:02d}-01"


def closing(ledger: Ledger) -> dict[int, int]:
    """Return what each account holds in the end, by its row, in minor units: the engine's own budgets."""
    leaves = ledger.budget[:, :, 0].sum(axis=1)
    outside = ledger.variance[len(leaves) :, :, 0].sum(axis=1)
    return dict(enumerate([*leaves.tolist(), *outside.tolist()]))


def _baseline(ledger: Ledger) -> Iterator[Booking]:
    for column, period in enumerate(ledger.baseline.periods):
        amounts = ledger.baseline.budget[:, column]
        lines = tuple((int(row), int(amounts[row])) for row in np.flatnonzero(amounts))
        yield Booking(column, first_day(period), None, lines)


def _moves(ledger: Ledger) -> Iterator[Booking]:
    for move in ledger.windows:
        postings = [posting for posting in ledger.postings if posting.move == move]
        for column in ledger.windows[move]:
            lines = [
                (int(row), minor)
                for posting in postings
                if column in posting.window
                for row, minor in zip(
                    posting.rows, posting.amounts[:, column - posting.window.start, 0].tolist(), strict=True
                )
                if minor
            ]
            yield Booking(column, first_day(ledger.baseline.periods[column]), move, tuple(lines))
