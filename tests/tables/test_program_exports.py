"""Budgets as the programs and bodies export them, each with its totals worked by hand."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment
from virement.tables import read_table

from .exports_of_programs import SHAPES as OF_PROGRAMS
from .exports_of_programs import Shape, Totals
from .exports_of_public_bodies import SHAPES as OF_PUBLIC_BODIES
from .judging import as_decimals

SHAPES = [*OF_PROGRAMS, *OF_PUBLIC_BODIES]
ASKED = [shape for shape in SHAPES if shape.asks == "always"]


def exact(totals: Totals) -> dict[str, Decimal]:
    return {period: Decimal(amount) for period, amount in totals.items()}


def reading_of(shape: Shape, folder: Path) -> Any:
    file = folder / "export.csv"
    file.write_text(shape.text, encoding="utf-8")
    return read_table(file)


def offered(reading: Any) -> list[dict[str, Decimal]]:
    choices = [choice for question in reading.questions for choice in question.choices]
    return [as_decimals(choice.totals.get("budget", {})) for choice in choices]


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.asks != "always"], ids=lambda shape: shape.name)
def test_an_export_is_understood(shape: Shape, tmp_path: Path) -> None:
    """The totals by period, of spending and of revenue, and the number of divisions are those worked by hand."""
    reading = reading_of(shape, tmp_path)
    if shape.asks == "perhaps" and str(reading.status) == "unsure":
        return
    assert str(reading.status) == "understood", [*reading.questions, *reading.problems]
    assert as_decimals(reading.totals["budget"]) == exact(shape.budget)
    assert as_decimals(reading.totals.get("revenue", {})) == exact(shape.revenue)
    assert reading.leaves in shape.leaves


@pytest.mark.parametrize("shape", ASKED, ids=lambda shape: shape.name)
def test_two_amounts_of_one_budget_are_a_question_and_never_a_sum(shape: Shape, tmp_path: Path) -> None:
    """Commitments and payments, authority and outlays: each is offered, and no answer adds them up."""
    reading = reading_of(shape, tmp_path)
    assert str(reading.status) == "unsure"
    found = offered(reading)
    assert all(exact(totals) in found for totals in shape.offered), found
    assert not any(exact(totals) in [*found, as_decimals(reading.totals["budget"])] for totals in shape.never)


def test_a_pivot_table_is_read_by_its_indents(tmp_path: Path) -> None:
    """Excel's compact pivot: the sum stands on the parent's row, the children one indent of the cell's style below."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [("Row Labels", "Sum of FY2026", "Sum of FY2027"), ("Public Safety", 500, 520), ("Fire", 200, 210),
            ("Police", 300, 310), ("Parks", 100, 110), ("Trees", 100, 110), ("Grand Total", 600, 630)]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for number in (3, 4, 6):
        sheet.cell(number, 1).alignment = Alignment(indent=1)
    out = io.BytesIO()
    book.save(out)
    file = tmp_path / "pivot.xlsx"
    file.write_bytes(out.getvalue())
    reading = read_table(file)
    assert str(reading.status) == "understood", [*reading.questions, *reading.problems]
    assert as_decimals(reading.totals["budget"]) == {"FY2026": 600, "FY2027": 630}
    assert reading.leaves == 3
