"""One small table a kind of trouble, each with the totals that a careful person reads from it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from virement.baseline import baseline_of
from virement.tables import TableReading, read_table

UNDERSTOOD = {
    "snake heading": ("dept_name,fiscal_year,amount\nHealth,2027,125.5\nRoads,2027,74.5\n", {"FY2027": 200}, 2),
    "year first": ("budget_year,agency,value\n2027,Health,90\n2027,Roads,31\n", {"FY2027": 121}, 2),
    "foreign": ('Abteilung;Haushaltsjahr;Ansatz\nSchule;2027;"2.400,75"\nBad;2027;"99,25"\n', {"FY2027": 2500}, 2),
    "a thousand under the heading": ("Unit,FY2027\nHealth,$1000\nRoads,$500\n", {"FY2027": 1500}, 2),
    "a thousand beside an unknown word": ("Unit,2027\nZoo,$1000\nRoads,900\nFares,80\n", {"FY2027": 1980}, 3),
    "type wide": (
        "Unit,E/R,2027,2028\nHealth,E,70,72\nRoads,E,40,43\nLevies,R,120,121\n",
        {"FY2027": 110, "FY2028": 115, "revenue FY2027": 120},
        2,
    ),
    "type tidy": ("Bureau,Art,Jahr,Betrag\nBad,Aufwand,2027,31\nSteuer,Ertrag,2027,55\n", {"FY2027": 31, "revenue FY2027": 55}, 1),
    "profit and loss": (
        "Line,2027,2028\nIncome,,\nGrants,70,71\nRents,11,12\nTotal income,81,83\nExpenditure,,\nHealth,44,45\nRoads,33,34\n"
        "Total expenditure,77,79\nNet income,4,4\n",
        {"FY2027": 77, "FY2028": 79, "revenue FY2027": 81},
        2,
    ),
    "indent": ("Unit,2027,2028\nCare,77,81\n  Clinics,44,46\n  Nursing,33,35\nRoads,19,20\n", {"FY2027": 96, "FY2028": 101}, 3),
    "caption": ("Unit,2027,2028\nCare,,\n  Clinics,44,46\n  Nursing,33,35\nCare,77,81\nRoads,19,20\n", {"FY2027": 96}, 3),
    "account rollup": (
        "GL,Description,2027,2028\n6000,Staff,71,75\n6100,Pay,60,63\n6200,Pension,11,12\n7000,Running,23,24\n7100,Fuel,23,24\n",
        {"FY2027": 94, "FY2028": 99},
        3,
    ),
    "codes within codes": (
        '"Line";"2027";"2028"\n"03 Court";41,3;42,5\n"031 Staff";41,3;42,5\n"0311 Pay";41,3;42,5\n"04 House";77,7;79,9\n'
        '"041 Clerks";50,2;51,4\n"042 Guards";27,5;28,5\n',
        {"FY2027": 119, "FY2028": Decimal("122.4")},
        3,
    ),
    "entity and category": (
        "company,category,month,amount\nEast,Pay,2027-01,17\nEast,Ads,2027-01,5\nWest,Pay,2027-01,12\n",
        {"2027-01": 34},
        3,
    ),
    "days": ("day,unit,amount\n", {}, 0),
    "days of a month": ("date,unit,amount\n2027-03-02,Health,61\n2027-03-29,Health,9\n2027-04-02,Health,65\n", {"2027-03": 70, "2027-04": 65}, 1),
    "year beside month": (
        "Year,Month,Segment,Cost\n2027,3,Shops,61\n2027,4,Shops,63\n2027,3,Web,31\n2027,4,Web,35\n",
        {"2027-03": 92, "2027-04": 98},
        2,
    ),
    "code that groups": ("no,name,budget_2027,class\n7,Court,61,2\n8,Army,92,2\n9,Care,71,1\n", {"FY2027": 224}, 3),
    "missing marks": ("Unit,2027,2028\nHealth,61,64\nRoads,nfp,33\nParks,......,21\nBaths,TBD,12\n", {"FY2027": 61, "FY2028": 130}, 4),
    "scientific": ("project,FY2027\nTunnel,1.25E+9\nBridge,370000000\n", {"FY2027": 1_620_000_000}, 2),
    "blank behind a quote": ('"Line";"2027"; "2028" \n"Court ";41,3; "42,5"\n"House ";77,7; "79,9"\n', {"FY2027": 119}, 2),
    "requested": ("Unit,FY26 Budget,FY27 Agency Request,FY28 Proposed\nHealth,61,64,66\nRoads,40,33,35\n", {"FY2027": 97, "FY2026": 101}, 2),
    "enacted": ("Agency,FY2025 Actual,FY2026 Enacted,FY2027 President's Budget\nArmy,61,64,66\nNavy,40,33,35\n", {"FY2026": 97}, 2),
    "swiss": (
        "Departement;Bezeichnung;Rechnung 2026 Fr.;Budget 2027 Fr.\nBad;Personal;2’050’100.25;2’100’000\nWald;Personal;800’000.00;850’000\n",
        {"FY2026": Decimal("2850100.25"), "FY2027": 2_950_000},
        2,
    ),
    "credit": (
        "Unit,FY2027 Budget,FY2028 Budget,Change\nHealth,61,64,3\nRoads,40,33,-7\nRecharges,-12,-15,-3\n",
        {"FY2027": 89, "FY2028": 82},
        3,
    ),
    "trailing minus": ("Kostenstelle;2027;2028\nWerk;1.234,56;1.300,00\nErsatz;34,56-;40,00-\n", {"FY2027": 1200, "FY2028": 1260}, 2),
    "two rows of headings": (
        "Town of Y,,,,\nUnit,FY2027,,FY2028,\n,Budget,Actual,Budget,Actual\nHealth,61,60,64,\nRoads,40,42,33,\nTotal,101,102,97,\n",
        {"FY2027": 101, "FY2028": 97},
        2,
    ),
    "measure over years": (
        "Unit,Revenue,,Expenses,\n,2027,2028,2027,2028\nHealth,7,8,61,64\nRoads,5,5,40,33\n",
        {"FY2027": 101, "FY2028": 97, "revenue FY2027": 12},
        2,
    ),
    "thousands in the title": ("Town of Y (USD thousands),,\nUnit,2027,2028\nHealth,61,64\nRoads,40,33\n", {"FY2027": 101_000}, 2),
    "crore": ("Demand,2026-27 (BE) ₹ crore\nPolice,12.5\nRoads,7.25\n", {"FY2027": 197_500_000}, 2),
    "yen": ("部署,令和9年度予算額（千円）\n総務,120\n土木,340\n", {"FY2027": 460_000}, 2),
    "all funds": (
        "Agency,FY27 Adopted All Funds,FY27 Adopted General Fund\nHealth,90,61\nRoads,44,40\n",
        {"FY2027": 134},
        2,
    ),
    "fine floats": ("Unit,2027\nA,33.333333\nB,33.333333\nC,33.333334\n", {"FY2027": 100}, 3),
    "line items": (
        "Department,Account,Vendor,Year,Amount\nHealth,Fuel,Shell,2027,30\nHealth,Fuel,Esso,2027,31\nRoads,Sand,Shell,2027,45\n",
        {"FY2027": 106},
        2,
    ),
    "accent before a year": ("service,réalisé2026,projetDeBudget2027\nSanté,41,44\nVoirie,32,33\n", {"FY2026": 73, "FY2027": 77}, 2),
    "quarter in camel case": ("enhet,2027-k1Budget\nSkola,61\nGator,32\n", {"2027Q1": 93}, 2),
    "unit beside a month": ("Town budget 2027\nUnit,jan (£000)\nHealth,61\nRoads,32\n", {"2027-01": 93000}, 2),
    "unit above a second table": ("Unit,FY2027\nHealth,61\nRoads,32\n,\nin thousands\n,\nFTE,\n,FTE\nHealth,7\nRoads,4\n", {"FY2027": 93000}, 2),
    "currency under a blank row": ("Enhet;2028;2027\n;;\nSkola;SEK 301;SEK 52\nGator;SEK 69;SEK 85\n", {"FY2028": 370}, 2),
    "pages of three heading rows": (
        "No,Unit,Sum,Sum\n,,Budget,Actual\n,,Year 2026,Year 2026\n1,Health,45,—\n2,Roads,31,—\nNo,Unit,Sum,Sum\n,,Budget,Actual\n"
        ",,Year 2026,Year 2026\n3,Parks,12,—\n",
        {"FY2026": 88},
        3,
    ),
    "codes beside an indent on two pages": (
        "Dept Code,Department,FY2026\n,Care,77\nX-1,  Clinics,44\nX-1,  Homes,33\nDept Code,Department,FY2026\n,Works,30\n"
        "Y-2,  Clinics,19\nY-2,  Homes,11\n",
        {"FY2026": 107},
        4,
    ),
    "codes beside one town's name": (
        "Entity,No.,,Unit,2026,2027\nTown,01,,Care,5700,12000\nTown,011,,Clinics,4900,8400\nTown,012,,Fleet,800,3600\nTown,02,,Works,15100,13500\n"
        "Town,021,,Fleet,7400,9500\nTown,022,,Clinics,7700,4000\n",
        {"FY2026": 20800, "FY2027": 25500},
        4,
    ),
}  # fmt: skip
del UNDERSTOOD["days"]

UNSURE = {
    "months without a year": ("Unit,Jan,Feb\nHealth,61,62\nRoads,44,45\n", "year"),
    "no period": ("Department,Amount\nHealth,61\nRoads,44\n", "year"),
    "october": ("Unit," + ",".join([f"2026-{n}" for n in (10, 11, 12)] + [f"2027-0{n}" for n in range(1, 10)]) + "\nA" + ",5" * 12 + "\nB" + ",7" * 12 + "\n", "fiscal year"),
    "authority and payments": ("Programme,AE 2027,CP 2027\nPolice,61,55\nJustice,44,39\n", "amount"),
    "authority beside outlays": ("Agency,2027 Budget Authority,2027 Outlays\nArmy,61,55\nNavy,44,39\n", "amount"),
    "two amounts": ("Department,Year,Gross amount,Net amount\nHealth,2027,61,55\nRoads,2027,44,39\n", "amount"),
    "a total that disagrees": ("Unit,2027,2028\nHealth,61,64\nRoads,40,33\nTotal,140,97\n", "sum Total"),
    "an amount that can't be read": ("Unit,2027,2028\nHealth,61,64\nRoads,4O0,33\n", "unreadable cells"),
}  # fmt: skip

REFUSED = {
    "no heading": "Rent,2150\nPower,230\nWater,140\n",
    "people": "Name,Email,City\nAnn,a@b.c,Oslo\nBob,b@b.c,Rome\n",
    "nothing": "",
    "words": "Dear all,\nplease find the budget attached.\n",
}


def read(text: str) -> TableReading:
    return read_table(("table.csv", text.encode()))


@pytest.mark.parametrize("kind", UNDERSTOOD)
def test_a_kind_that_one_reading_fits(kind: str) -> None:
    text, totals, leaves = UNDERSTOOD[kind]
    reading = read(text)
    assert reading.status == "understood", [question.about for question in reading.questions] or reading.problems
    for period, total in totals.items():
        measure, _, name = ("budget " + period).rpartition(" ") if " " not in period else period.rpartition(" ")
        assert Decimal(reading.totals[measure][name]) == total
    assert reading.leaves == leaves


@pytest.mark.parametrize("kind", UNSURE)
def test_a_kind_that_is_asked_about(kind: str) -> None:
    text, key = UNSURE[kind]
    reading = read(text)
    assert reading.status == "unsure", (reading.status, reading.totals, reading.problems)
    assert [question.key for question in reading.questions] == [key]


@pytest.mark.parametrize("kind", UNSURE)
def test_an_answer_settles_it(kind: str) -> None:
    reading = read(UNSURE[kind][0])
    for choice in reading.questions[0].choices:
        answered = reading.with_mapping(reading.mapping.answered(reading.questions[0].key, choice.answer))
        assert answered.status == "understood"
        assert answered.totals == choice.totals


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_budget_is_refused_in_a_line(kind: str) -> None:
    reading = read(REFUSED[kind])
    assert reading.status == "refused"
    assert 1 <= len(reading.problems) <= 2


def test_actual_beside_budget_is_kept() -> None:
    text = UNDERSTOOD["two rows of headings"][0]
    assert read(text).actuals == {"FY2027": "102.00"}


def test_past_years_are_actual() -> None:
    baseline = baseline_of(read(UNDERSTOOD["enacted"][0]))
    assert baseline is not None
    assert baseline.actuals == 1
