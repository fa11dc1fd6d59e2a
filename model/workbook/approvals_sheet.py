"""The sheet of approvals: the register as it stands when the workbook is written, for those who sign it."""

from __future__ import annotations

from decimal import Decimal

from virement.authority import Register, register_table
from virement.baseline import Baseline
from virement.values import minor_places
from virement.views import heading
from virement.workbook.cells import Page
from virement.workbook.xlsx_writer import written_pages

TOP = 5
_WIDE = {"number": 8, "days": 8}


def approvals_page(register: Register) -> Page:
    """Return the register, a row a move, and above it by which rules."""
    table = register_table(register)
    page = Page("Approvals", frozen=(TOP, 3))
    rules = register.authority
    page.write(0, 0, "Approvals", "title")
    page.write(1, 0, f"By {rules.title} ({rules.status}). Amounts are in {register.baseline.counted_in}.", "note")
    page.write(2, 0, "As it stood when this workbook was written; it doesn't follow the drivers.", "note")
    money = {str(name) for name in table.columns if any(isinstance(value, Decimal) for value in table[name])}
    for column, name in enumerate(map(str, table.columns)):
        page.widths[column] = _WIDE.get(name, 15 if name in money else 24)
        page.write(TOP - 1, column, heading(name), "head right" if name in money else "head")
        for row, value in enumerate(table[name], start=TOP):
            style = "money" if name in money else "words"
            said = float(value) if isinstance(value, Decimal) else value
            page.write(row, column, "" if said is None else said, style)
    return page


def register_workbook(register: Register) -> bytes:
    """Return the register as an XLSX of one sheet; the same register gives the same bytes."""
    return written_pages([approvals_page(register)], decimals_of(register.baseline))


def decimals_of(baseline: Baseline) -> int:
    """Return how many decimals a cell of money shows."""
    return minor_places(baseline.currency) if baseline.unit == "one" else 2
