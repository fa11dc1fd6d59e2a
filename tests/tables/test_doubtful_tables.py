"""Tables that are easily read as another budget: each gives the right totals, or asks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from virement.tables import TableReading, read_table

RIGHT = {
    "a count of people among the rows": (
        "Unit,2027\nCare,70\nWorks,40\nFull-time positions,9\n",
        {"FY2027": 110},
        ("Care", "Works"),
    ),
    "a part of the line above": (
        "Unit,2027\nCare,70\nof which overtime,9\nWorks,40\n",
        {"FY2027": 110},
        ("Care", "Works"),
    ),
    "a part in German": ("Amt;2027\nBad;70\ndavon Personal;9\nWald;40\n", {"FY2027": 110}, ("Bad", "Wald")),
    "a memo below the total": (
        "Unit,2027\nCare,70\nWorks,40\nTotal,110\nMemo: capital above,9\n",
        {"FY2027": 110},
        ("Care", "Works"),
    ),
    "divisions side by side": (
        "Year,Care,Works,Total\n2027,70,40,110\n2028,72,41,113\n",
        {"FY2027": 110, "FY2028": 113},
        ("Care", "Works"),
    ),
    "divisions across months": (
        "Month,Clinics,Sales\n2027-01,17,20\n2027-02,18,21\n",
        {"2027-01": 37},
        ("Clinics", "Sales"),
    ),
    "revenue as a row": (
        "Line,2027\nRevenues,700\nExpenditures,640\nSurplus,60\n",
        {"FY2027": 640, "revenue FY2027": 700},
        ("Revenues", "Expenditures"),
    ),
    "a flat profit and loss": (
        "Line,2027\nRevenue,700\nCost of goods sold,300\nGross profit,400\nOperating expenses,150\nNet income,250\n",
        {"FY2027": 450, "revenue FY2027": 700},
        ("Revenue", "Cost of goods sold", "Operating expenses"),
    ),
    "a row of percentages": (
        "Unit,2027,2028\nCare,70,77\n% change,,10%\nWorks,40,44\n",
        {"FY2028": 121},
        ("Care", "Works"),
    ),
    "one name under two codes": (
        "Code,Unit,2027\n12,Repairs,70\n13,Staff,40\n24,Repairs,9\n",
        {"FY2027": 119},
        ("Repairs (12)", "Staff", "Repairs (24)"),
    ),
    "one name twice": ("Unit,2027\nCare,70\nWorks,40\nCare,9\n", {"FY2027": 119}, ("Care", "Works")),
    "amounts in words": ("Unit,2027\nCare,1.5 million\nWorks,2 million\n", {"FY2027": 3_500_000}, ("Care", "Works")),
    "a unit a column": (
        "Unit,2027 ($000),2028 ($M)\nCare,700,0.8\n",
        {"FY2027": 700_000, "FY2028": 800_000},
        ("Care",),
    ),
    "a unit a row": ("Unit of government,Units,2027\nCare,$000,7\nWorks,$,400\n", {"FY2027": 7_400}, ("Care", "Works")),
    "months and their quarters": (
        "Unit,Jan 2027,Feb 2027,Mar 2027,Q1 2027\nCare,1,2,3,6\n",
        {"2027-01": 1, "2027-03": 3},
        ("Care",),
    ),
    "all of a column": (
        "Cost Centre,Line,2027\nNorth,Pay,70\nSouth,Pay,40\nAll Cost Centres,Pay,110\n",
        {"FY2027": 110},
        ("North", "South"),
    ),
    "years and months and nothing else": (
        "Year,Jan,Feb\n2027,7,8\n2028,9,10\n",
        {"2027-01": 7, "2028-02": 10},
        ("table",),
    ),
}

ASKED = {
    "versions in a column": (
        "Scenario,Unit,2027\nBase,Care,70\nStretch,Care,90\n",
        "version",
        {"Base": 70, "Stretch": 90},
    ),
    "categories side by side": (
        "Unit,Year,Personnel,Operating\nCare,2027,70,9\nWorks,2027,40,5\n",
        "amount",
        {"personnel": 110, "all of them, as divisions": 124},
    ),
    "numbers that nothing is known of": (
        "Account,Debit,2027\nCare,70,90\nWorks,4000,5\n",
        "column Debit",
        {"no, leave it out": 95},
    ),
    "dates that begin with either": ("Date,Unit,Amount\n3/4/2027,Care,70\n3/4/2027,Works,40\n", "dates", {}),
    "taxes below zero among the spending": (
        "Account,2027\nTaxes,-500\nCare,300\nWorks,200\n",
        "signs",
        {"credits": 0, "revenue with a minus": 500},
    ),
    "an agency called revenue": (
        "Agency,2027\nCare,70\nCourts,41\nRevenue,9\n",
        "measure Revenue",
        {"revenue": 111, "a division": 120},
    ),
}


def read(text: str) -> TableReading:
    return read_table(("table.csv", text.encode()))


def total(reading: TableReading, name: str) -> Decimal:
    measure, _, period = name.rpartition(" ")
    return Decimal(reading.totals[measure or "budget"][period])


@pytest.mark.parametrize("kind", RIGHT)
def test_it_is_read_rightly(kind: str) -> None:
    text, totals, leaves = RIGHT[kind]
    reading = read(text)
    assert reading.status == "understood", reading.questions or reading.problems
    assert {name: total(reading, name) for name in totals} == totals
    assert reading.figures is not None
    assert reading.figures.leaves == leaves


@pytest.mark.parametrize("kind", ASKED)
def test_it_is_asked_about(kind: str) -> None:
    """Each answer leads to the total that it says, and settles the question."""
    text, key, effects = ASKED[kind]
    reading = read(text)
    assert [question.key for question in reading.questions] == [key]
    for answer, amount in effects.items():
        answered = reading.with_mapping(reading.mapping.answered(key, answer))
        assert total(answered, "FY2027") == amount
        assert answered.status == "understood"


def test_rows_of_one_name_are_added_up_and_that_is_said() -> None:
    reading = read(RIGHT["one name twice"][0])
    assert any("'Care' (2 rows, first table.csv:2)" in problem.what for problem in reading.problems)


def test_what_is_left_out_stands_in_the_account() -> None:
    """Counts of people and parts of lines too: the account adds up to every number."""
    for kind in ("a count of people among the rows", "a part of the line above", "a memo below the total"):
        reading = read(RIGHT[kind][0])
        assert any(entry.what == "left out" and entry.amounts["FY2027"] == 9 for entry in reading.account)
