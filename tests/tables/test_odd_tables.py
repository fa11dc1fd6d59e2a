"""Tables as strangers bring them, as text and as a workbook: understood at once, with the totals worked by hand."""

from __future__ import annotations

import csv
import io
import re

import pytest
import xlsxwriter
from virement.tables import read_table

from .exports_of_programs import Shape
from .judging import as_decimals
from .odd_tables_of_countries import SHAPES as OF_COUNTRIES
from .odd_tables_of_offices import SHAPES as OF_OFFICES
from .test_program_exports import exact

SHAPES = [*OF_COUNTRIES, *OF_OFFICES]
LEDGER = """\
Trial balance,,,
Code,Account,Debit 2026,Credit 2026
5000,Salaries,"1,200.00",
5100,Rent,300.00,
5200,Refunds received,,50.00
,Total,"1,500.00",50.00
"""


def workbook_of(text: str) -> bytes:
    """The table as a workbook has it: numbers as numbers, and blanks before a name as the indent of its style."""
    mark = ";" if text.count(";") > text.count(",") or ";" in text.splitlines()[-1] else ","
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=mark)):
            for column, cell in enumerate(cells):
                number = number_of(cell, continental=mark == ";" and "'" not in cell)
                if number is not None and row > 2:
                    page.write_number(row, column, number)
                elif cell.strip():
                    indent = len(cell) - len(cell.lstrip())
                    page.write_string(row, column, cell.strip(), book.add_format({"indent": indent}))
    return out.getvalue()


def number_of(text: str, *, continental: bool) -> float | None:
    sign = -1 if text[:1] in ("-", "△") or text[-1:] == "-" else 1
    bare = re.sub(r"[\s$'△-]", "", text)
    plain = bare.replace(".", "").replace(",", ".") if continental else bare.replace(",", "")
    return sign * float(plain) if re.fullmatch(r"(?!0\d)\d+(\.\d+)?", plain) else None


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_an_odd_table_is_understood(shape: Shape, form: str) -> None:
    content = shape.text.encode() if form == "csv" else workbook_of(shape.text)
    reading = read_table((f"table.{form}", content))
    assert reading.status == "understood", [*reading.questions, *reading.problems]
    assert as_decimals(reading.totals["budget"]) == exact(shape.budget)
    assert as_decimals(reading.totals.get("revenue", {})) == exact(shape.revenue)
    assert reading.leaves in shape.leaves


def test_debits_and_credits_are_one_balance() -> None:
    reading = read_table(("ledger.csv", LEDGER.encode()))
    assert (reading.status, reading.totals) == ("understood", {"budget": {"FY2026": "1450.00"}})
    assert {entry.what: entry.amounts["FY2026"] for entry in reading.account}["credits"] == -50


def test_what_stands_below_the_total_is_asked_about() -> None:
    text = "Department,FY2026\nPolice,1250\nFire,900\nParks,300\nTotal,2450\nReserve,31\n"
    reading = read_table(("b.csv", text.encode()))
    (question,) = reading.questions
    assert question.key == "below the total"
    assert [choice.totals["budget"]["FY2026"] for choice in question.choices] == ["2450.00", "2481.00"]


@pytest.mark.parametrize(
    ("heading", "period"),
    [("Jan - Dec 26", "FY2026"), ("April 2025 to March 2026", "FY2026"), ("Jan-Mar 2026", "2026Q1")],
)
def test_some_months_are_the_period_that_they_make_up(heading: str, period: str) -> None:
    reading = read_table(("b.csv", f"Department,{heading}\nPolice,120\nFire,80\n".encode()))
    assert reading.totals == {"budget": {period: "200.00"}}


def test_months_that_make_up_no_period_are_not_the_last_of_them() -> None:
    reading = read_table(("b.csv", b"Department,Jan - Jul 2026\nPolice,120\nFire,80\n"))
    assert [question.key for question in reading.questions] == ["year"]
