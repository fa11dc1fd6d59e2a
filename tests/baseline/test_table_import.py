"""Anybody's budget table becomes a baseline or a list of problems, and no amount in it goes unmentioned."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline, Revenue
from virement.baseline.folder import baseline_folder, baseline_zip, told_warnings
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.baseline.table_import import understand
from virement.tables.columns import Columns
from virement.tables.number_parsing import read_cell
from virement.tables.period_headings import period_of
from virement.values.names import ROOT, parent_of
from virement.values.problems import ModelError

from tests.support.messy_budgets import TOWN, UGLY, Budget, xlsx, years
from tests.support.strategies import baselines

READ = [case for case in UGLY if not isinstance(case[3], str)]
REFUSED = [case for case in UGLY if isinstance(case[3], str)]
WHATS = {"heading", "figures", "total", "blank", "note", "left out", "not understood"}


def as_budget(baseline: Baseline) -> Budget:
    """The cents of a baseline, by division and period."""
    rows = zip(baseline.leaves, baseline.budget.tolist(), strict=True)
    return {leaf: dict(zip(baseline.period_names, row, strict=True)) for leaf, row in rows}


@pytest.mark.parametrize(("name", "file", "content", "expected"), READ, ids=[case[0] for case in READ])
def test_an_ugly_table_is_understood(name: str, file: str, content: bytes, expected: Budget) -> None:
    """It makes exactly this baseline, and every row of it is said to be something."""
    understood = understand(content, file)
    assert understood.baseline is not None, understood.errors
    assert as_budget(understood.baseline) == expected
    assert set(understood.rows["what"]) <= WHATS - {"not understood"}
    assert as_budget(read_baseline_table(content, file, columns=understood.columns)) == expected


@pytest.mark.parametrize(("name", "file", "content", "expected"), REFUSED, ids=[case[0] for case in REFUSED])
def test_an_ugly_table_is_refused(name: str, file: str, content: bytes, expected: str) -> None:
    """What can't be read is told, at once and without raising."""
    started = time.perf_counter()
    understood = understand(content, file)
    assert understood.baseline is None
    assert any(expected in str(problem) for problem in understood.errors), understood.errors
    assert time.perf_counter() - started < 10
    with pytest.raises(ModelError):
        read_baseline_table(content, file)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('division,2026\n"Streets,1\nParks,2\nLibrary,3\n', 2),
        ('division,2026\n"Streets,1\n"Parks",2\n', 2),
        ('division,2026\r\nA,"1"\r\n"B ""b""",1\r\nC,"2\r\nD,"3",5\r\n', 4),
        ('division;note;2026\nA;"two\nlines";1\nB;"two\nlines";"3\nC;;4\n', 5),
        ('division,2026\nA,"x"y\n', 2),
        ('division,2026\nA,1\nB,"' + "x" * 200_000, 3),
    ],
)
def test_a_quote_that_is_not_closed_is_named_where_it_opens(text: str, line: int) -> None:
    """Whatever the reader stumbles on further down, and however many lines the cells before it hold."""
    (problem,) = understand(text.encode(), "town.csv").errors
    assert problem.where == f"town.csv:{line}"
    assert "a quote that isn't closed" in problem.what


def test_what_is_no_csv_for_another_reason_says_so() -> None:
    limit = csv.field_size_limit(2**17)  # which other libraries raise for all
    (problem,) = understand(f"division,2026\nA,{'x' * 200_000}\n".encode(), "town.csv").errors
    csv.field_size_limit(limit)
    assert str(problem).startswith("town.csv:2: is no CSV: field larger than field limit")


def test_the_preview_says_what_each_row_is() -> None:
    """Titles, heading, figures, the total that agrees and the note, by the numbers of the sheet."""
    content = next(case[2] for case in UGLY if case[1] == "titled.xlsx")
    understood = understand(content, "titled.xlsx")
    assert dict(zip(understood.rows["row"], understood.rows["what"], strict=True)) == {
        1: "note", 2: "note", 3: "blank", 4: "heading", 5: "figures", 6: "figures", 7: "blank", 8: "total",
        9: "blank", 10: "note",
    }  # fmt: skip
    said = understood.rows.set_index("row")
    assert said.loc[5].tolist() == ["figures", "Streets", "budget: 1,200.5 in FY2026, 1,300 in FY2027"]
    assert said.loc[8, "read"] == "Total: the sum of rows above it; left out"
    assert understood.columns == Columns(
        sheet="Budget", heading_row=4, division=("Department",), period="", amount="", measure="", status="",
        source="", note="Notes", periods=("FY2026 Adopted", "FY2027 Proposed"), decimal_mark=".",
    )  # fmt: skip


def test_a_total_that_does_not_agree_says_both_numbers() -> None:
    """It is left out, and never in silence."""
    table = b"Department,Program,2026\nWorks,Streets,5\n,Fleet,6\n,Total,12.50\nParks,Pools,7\nGrand total,,18\n"
    understood = understand(table, "b.csv")
    assert [str(problem) for problem in understood.problems] == [
        "b.csv:4: 'Total' does not agree with what it sums: it says 12.5 in FY2026, the rows add up to 11. "
        "It is left out; mend it or the rows"
    ]
    assert understood.rows["what"].tolist() == ["heading", "figures", "figures", "total", "figures", "total"]


def test_a_sum_that_nobody_worked_out_is_no_parent() -> None:
    """A total's formula without a result is a warning; the rows below it still belong to the parent above."""
    rows = ["Department", "Program", 2026], ["Works", "Streets", 5], [None, "Total", "=C2"], [None, "Fleet", 6]
    understood = understand(xlsx(*rows), "b.xlsx")
    assert understood.baseline is not None
    assert as_budget(understood.baseline) == years(**{"Works / Streets": (5,), "Works / Fleet": (6,)})
    assert [problem.where for problem in understood.problems] == ["b.xlsx Budget:3"]


def test_what_is_guessed_is_said_and_can_be_chosen() -> None:
    """Of budget and actual the budget, with a warning; the caller can have the other one."""
    table = b"Dept,Unit,Year,Actual,Budget,Variance\nStreets,USD,2026,4,5,1\n"
    understood = understand(table, "b.csv")
    assert [str(problem) for problem in understood.problems] == [
        "b.csv:1: takes 'Budget' for the amounts of every period, not 'Actual'. Choose another if that is meant",
        "b.csv:1: has numbers in columns that are not read: 'Actual', 'Variance'. Choose the columns",
    ]
    assert as_budget(read_baseline_table(table, "b.csv", columns=Columns(amount="Actual"))) == years(Streets=(4,))
    by_letter = Columns(division=("A", "B"), amount="D")
    chosen = read_baseline_table(table, "b.csv", columns=by_letter)
    assert as_budget(chosen) == years(**{"Streets / USD": (4,)})
    wide = b"Department,2026 Budget,2026 Actual\nStreets,5,4\n"
    assert as_budget(read_baseline_table(wide, "b.csv", columns=Columns(periods=("2026 Actual",)))) == years(
        Streets=(4,)
    )


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (Columns(amount="Bugdet"), "has no column 'Bugdet'. Did you mean 'Budget'?"),
        (Columns(sheet="Plan"), "has no sheet 'Plan'"),
        (Columns(heading_row=40), "has no row 40"),
        (Columns(decimal_mark=";"), "';' is not a decimal mark"),
        (Columns(periods=("Budget",)), "'Budget' is not a period"),
        (Columns(division=()), "has no division column"),
    ],
)
def test_a_choice_that_can_not_be_is_a_problem(columns: Columns, said: str) -> None:
    table = b"Department,Year,Budget\nStreets,2026,5\n"
    assert said in str(understand(table, "b.csv", columns=columns).errors[0])


@pytest.mark.parametrize(
    ("cell", "dollars", "warned"), [("1.200", 1200, True), ('"1,200"', 1200, False), ("1.2", 1.2, False)]
)
def test_three_digits_behind_the_only_mark_are_thousands(cell: str, dollars: float, warned: bool) -> None:
    """Where nothing else tells; a point could part decimals and comes with a warning. The caller's word counts more."""
    table = f"Department,2026\nStreets,{cell}\n".encode()
    understood = understand(table, "b.csv")
    assert understood.baseline is not None
    assert as_budget(understood.baseline) == years(Streets=(dollars,))
    assert bool(understood.problems) is warned
    if warned:
        chosen = read_baseline_table(table, "b.csv", columns=Columns(decimal_mark="."))
        assert as_budget(chosen) == years(Streets=(1.2,))


def test_the_unit_is_that_of_the_titles_unless_one_is_given() -> None:
    """`in millions` above the table counts, with a warning; the caller's word counts more."""
    table = b"Budget (in millions of dollars),\n,\nDepartment,2026\nStreets,5\n"
    read = read_baseline_table(table, "b.csv")
    assert (read.unit, read.budget.tolist()) == ("million", [[5_000_000_00]])
    assert "count millions" in str(read.warnings[0])
    assert read_baseline_table(table, "b.csv", unit="thousand").budget.tolist() == [[5_000_00]]


def test_a_sheet_can_be_chosen() -> None:
    """The one with the most amounts is read, the others are named."""
    plan = [["Department", 2026], ["Streets", 5], ["Parks", 6]]
    content = xlsx(["Department", 2026], ["Streets", 9], title="Old", Plan=plan)
    understood = understand(content, "book.xlsx")
    assert (understood.sheets, understood.columns.sheet) == (("Old", "Plan"), "Plan")
    told = "book.xlsx: has several sheets; 'Plan' is read, not 'Old'. Choose another if that is meant"
    assert [str(problem) for problem in understood.problems] == [told]
    chosen = read_baseline_table(content, "book.xlsx", columns=Columns(sheet="Old"))
    assert as_budget(chosen) == years(Streets=(9,))


def test_a_workbook_loads_by_its_path(tmp_path: Path) -> None:
    """`load_baseline` goes the same way in."""
    path = tmp_path / "titled.xlsx"
    path.write_bytes(next(case[2] for case in UGLY if case[1] == "titled.xlsx"))
    assert as_budget(load_baseline(path)) == TOWN


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("FY26", "FY2026"), ("FY 2026", "FY2026"), ("2026", "FY2026"), ("2025/26", "FY2026"), ("FY25/26", "FY2026"),
        ("Q1 2026", "2026Q1"), ("2026Q1", "2026Q1"), ("2026 Q1", "2026Q1"), ("1Q26", "2026Q1"), ("Q1 FY26", "2026Q1"),
        ("Jan 2026", "2026-01"), ("Jan-26", "2026-01"), ("2026-01", "2026-01"), ("01/2026", "2026-01"),
        ("2026-01-31", "2026-01"), ("Budget 2026", "FY2026"), ("2026 Budget ($)", "FY2026"),
        ("FY2026 Adopted", "FY2026"), ("Change 2026", None), ("2026 vs 2025", None), ("2026 FTE", None), ("1200", None),
        ("Dec 31, 2026", None), ("2024/26", None), ("13/2026", None), ("FY6", None), ("Room 2026", None),
    ],
)  # fmt: skip
def test_a_heading_names_one_period_or_none(text: str, period: str | None) -> None:
    """A word that isn't known, or a second number, leaves it unclear, and then it is none."""
    found = period_of(text)
    assert (str(found) if found else None) == period


@given(st.decimals(Decimal("0.01"), Decimal("9999999999.99"), places=2), st.booleans())
def test_an_amount_reads_the_same_in_every_country(value: Decimal, negative: bool) -> None:
    """With points, commas, spaces or apostrophes, in brackets or behind a minus."""
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    forms = (english, "."), (german, ","), (english.replace(",", "\u00a0"), "."), (german.replace(".", " "), ",")
    wanted = -value if negative else value
    for text, mark in forms:
        for shown in (f"({text})", f"-${text}", f"$({text})", f"{text}-") if negative else (text, f"{text} €"):
            assert read_cell(shown, mark).value == wanted, shown


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "A / C", "Total", "Subtotal", "", "Note: x", "Sum of A"]),
            st.sampled_from(["", "5", "(3)", "1.200", "1,5", "n/a", "x", "-", "$7"]),
            st.sampled_from(["", "10", "0.5", "tbd", "2027"]),
        ),
        max_size=7,
    )
)
@example([("", "", "2027"), ("A", "", "2027")])
@settings(max_examples=200)
def test_no_amount_is_lost_in_silence(rows: list[tuple[str, str, str]]) -> None:
    """Every cell that holds an amount is in the baseline, in a total that the preview names, or in a problem."""
    table = "\n".join(["Department;2026;2027", *(";".join(row) for row in rows)]).encode()
    understood = understand(table, "b.csv")
    whats = dict(zip(understood.rows["row"], understood.rows["what"], strict=True))
    for number, (_, *cells) in enumerate(rows, start=2):
        if any(any(map(str.isdigit, cell)) for cell in cells):
            assert whats[number] in ("figures", "total", "not understood")
    if "not understood" in whats.values():
        assert understood.baseline is None
        assert understood.errors
    if understood.baseline is not None:
        figures = [row for number, row in enumerate(rows, start=2) if whats[number] == "figures"]
        marks = understood.columns.decimal_mark
        amounts = [cell for _, *cells in figures for cell in cells if any(map(str.isdigit, cell))]
        assert sum(read_cell(cell, marks).value for cell in amounts) * 100 == int(understood.baseline.budget.sum())


def written(baseline: Baseline, folder: Path) -> Baseline:
    """A baseline after it was written as a zip, unpacked and loaded."""
    with zipfile.ZipFile(io.BytesIO(baseline_zip(baseline))) as archive:
        archive.extractall(folder)
    return load_baseline(next(folder.iterdir()))


def assert_same(one: Baseline, other: Baseline) -> None:
    """Two baselines say the same."""
    for name in ("title", "about", "currency", "unit", "leaves", "periods", "actuals"):
        assert getattr(one, name) == getattr(other, name), name
    for name in ("budget", "status", "source", "note"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert one.sources.equals(other.sources)
    assert one.revenue.keys() == other.revenue.keys()
    for division, line in one.revenue.items():
        again = other.revenue[division]
        assert line.known.tolist() == again.known.tolist()
        assert line.amounts.tolist() == again.amounts.tolist()
        assert line.status.tolist() == again.status.tolist()
    totals = [[(c.name, c.measure, c.divisions, c.columns, c.amount, c.tolerance, c.status, c.source)
               for c in baseline.controls] for baseline in (one, other)]  # fmt: skip
    assert totals[0] == totals[1]
    assert told_warnings(one) == other.warnings


@pytest.mark.parametrize("name", ["meta", "toy"])
def test_a_shipped_baseline_survives_being_written(name: str, tmp_path: Path) -> None:
    """With its sources, control totals and revenue; and the zip is the same bytes each time."""
    baseline = load_baseline(name)
    assert_same(baseline, written(baseline, tmp_path))
    assert baseline_zip(baseline) == baseline_zip(load_baseline(name))
    assert set(baseline_folder(baseline)) == {"baseline.yaml", "budgets.csv", "sources.csv", "control_totals.csv"}


def test_what_was_doubtful_stays_said_in_a_folder(tmp_path: Path) -> None:
    """Once, with the name of the file and without the folders that it was in, in a folder of the folder too."""
    (tmp_path / "town.csv").write_text("division,FY2026,FY2028\nStreets,1000,\nParks,500,5\nTotal,1400,5\n")
    first = written(load_baseline(tmp_path / "town.csv"), tmp_path / "first")
    assert [one.where for one in first.warnings] == ["town.csv", "town.csv", "town.csv:4"]
    assert [one.what[:20] for one in first.warnings] == [
        "nothing is known of ",
        "has no amount for 'S",
        "'Total' does not agr",
    ]
    assert all(one.level == "warning" and one.hint for one in first.warnings)
    assert written(first, tmp_path / "second").warnings == first.warnings


@given(baselines())
@settings(max_examples=60)
def test_any_baseline_survives_being_written(tmp_path_factory: pytest.TempPathFactory, baseline: Baseline) -> None:
    """In every currency and unit, with any names."""
    assert_same(baseline, written(baseline, tmp_path_factory.mktemp("written")))


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=100)
def test_any_name_survives_being_written(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """A division may be called what it will, as long as a CSV can say it."""
    table = io.StringIO(newline="")
    table.write('"division","FY2026"\n"' + name.replace('"', '""') + '","5"\n"B","6"\n')
    understood = understand(table.getvalue().encode("utf-8", "replace"), "b.csv")
    if understood.baseline is not None:
        assert_same(understood.baseline, written(understood.baseline, tmp_path_factory.mktemp("named")))


def test_a_large_table_is_read_in_seconds() -> None:
    """Twenty thousand rows of twelve months; the bound leaves room for a slow machine."""
    months = ",".join(f"2026-{month:02d}" for month in range(1, 13))
    cells = ",".join(f'"${month},234.56"' for month in range(1, 13))
    table = "\n".join([f"Department,Program,{months}", *(f"D{n // 50},P{n},{cells}" for n in range(20_000))])
    started = time.perf_counter()
    assert read_baseline_table(table.encode(), "large.csv").budget.shape == (20_000, 12)
    assert time.perf_counter() - started < 15


def test_a_large_table_is_not_searched_for_every_division(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stands under whom is looked up once: 20,000 rows would take a minute and a half otherwise."""
    rows = "".join(f"Group {n % 40} / Unit {n},{n}\n" for n in range(1000))
    town = read_baseline_table(f"Division,2026\n{rows}".encode(), "town.csv")
    looked: list[str] = []
    monkeypatch.setattr("virement.baseline.budget.parent_of", lambda name: looked.append(name) or parent_of(name))
    assert town.revenue_of(ROOT, [0]) is None
    known = Revenue(np.array([7]), np.array([True]), np.array([0], dtype=np.uint8))
    earning = replace(town, revenue={f"Group {n}": known for n in range(40)})
    assert earning.revenue_of(ROOT, [0]) == 280
    assert len(looked) == len(town.divisions) == 1040
