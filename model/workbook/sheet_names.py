"""A workbook before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from virement.workbook.cells import Page
from virement.workbook.drivers_sheet import Driver


@dataclass(frozen=True)
class Book:
    """Its sheets in order, its drivers and the named ranges.

    A cell of money is in `unit`, which has `scale` smallest coins, and shows so many `decimals`. `compared` are the
    lines of the comparison without their sum; `years[shown_year]` is drawn.
    """

    pages: tuple[Page, ...]
    drivers: tuple[Driver, ...]
    names: dict[str, str]
    unit: str
    scale: int
    decimals: int
    compared: int
    years: tuple[str, ...]
    shown_year: int
