"""Tables of actuals as people have them: a budget beside them, levels and indents, transactions, what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from virement import values
from virement.actuals import Actuals, read_actuals
from virement.baseline import Baseline
from virement.cli import virement
from virement.tables import parse_answers


def figures(text: str, baseline: Baseline) -> list[tuple[str, str, int]]:
    return [(one.name, one.period, one.amount // 100) for one in read(text, baseline).figures]


def read(text: str, baseline: Baseline) -> Actuals:
    return read_actuals(text.encode(), "a.csv", baseline)


def refused(text: str, baseline: Baseline) -> str:
    with pytest.raises(values.ModelError) as raised:
        read(text, baseline)
    return str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "Department,FY2026 Adopted,FY2026 Actual,FY2027 Adopted\nStreets,120,90,5\nLibrary,40,30,6\nTotal,160,120,11\n",
        "Abteilung;Ansatz 2026;Ist 2026\nStreets;120;90,00\nLibrary;40;30,00\n",
        "Department,Stage,Year,Amount\nStreets,Budget,2026,120\nStreets,Actual,2026,90\nLibrary,Actual,2026,30\n",
    ],
)
def test_a_budget_may_stand_beside_what_was_spent(text: str, toy: Baseline) -> None:
    assert figures(text, toy) == [("Streets", "FY2026", 90), ("Library", "FY2026", 30)]


@pytest.mark.parametrize(
    "text",
    [
        "Division,Program,FY2026\nParks,Pools,90\nParks,Gardens,80\nParks,Total,170\n",
        "Division,FY2026\nParks,170\n  Pools,90\n  Gardens,80\nGrand total,170\n",
        "Division,FY2026\nParks,\nPools,90\nGardens,80\nTotal Parks,170\n",
        "Division,FY2026\nParks / Pools,90\nParks / Gardens,80\nParks,170\n",
    ],
)
def test_divisions_are_found_as_in_a_budget(text: str, toy: Baseline) -> None:
    """By columns of levels, by indents, by captions, by paths; what is printed as their sum is left out."""
    assert figures(text, toy) == [("Parks / Pools", "FY2026", 90), ("Parks / Gardens", "FY2026", 80)]


def test_a_division_that_is_not_known_yet_is_no_caption(toy: Baseline) -> None:
    assert figures("Division,FY2026\nLibrary,\nStreets,7\n", toy) == [("Streets", "FY2026", 7)]


def test_a_debit_and_a_credit_in_one_row_are_one_figure(toy: Baseline) -> None:
    rows = "Department,Year,Debit,Credit\nStreets,2026,100,30\nParks,2026,50,\n"
    found = read(rows, toy)
    assert [(one.name, one.amount) for one in found.figures] == [("Streets", 70_00), ("Parks", 50_00)]
    assert "a second figure" in refused(rows + "Streets,2026,100,30\n", toy)


def test_transactions_are_added_up(toy: Baseline) -> None:
    """Rows that a vendor or a day tells apart are summed, and that is said; the same row twice is refused."""
    rows = "Year,Department,Vendor,Amount\n2026,Streets,Ace,10.50\n2026,Streets,Bolt,20.50\n"
    found = read(rows, toy)
    assert [(one.name, one.amount) for one in found.figures] == [("Streets", 31_00)]
    assert any("'Streets' in FY2026 (2 rows)" in one.what for one in found.warnings)
    again = refused(rows + "2026,Streets,Ace,7\n2026,Library,Ace,7\n2026,Library,Ace,7\n", toy)
    assert "a.csv:4: gives 'Streets' a second figure for FY2026 and 1 more" in again


def test_a_refund_is_a_credit(toy: Baseline) -> None:
    assert figures("division,period,amount\nStreets,FY2026,90\nLibrary,FY2026,-3\n", toy)[1] == (
        "Library",
        "FY2026",
        -3,
    )


def test_a_year_to_date_is_told_apart_from_a_year(toy: Baseline) -> None:
    (told, _) = read("Department,Budget 2026,YTD 2026\nStreets,1000,400\n", toy).warnings
    assert told.what == "'YTD 2026' is a year to date, and is compared with all of FY2026"


def test_what_is_left_open_is_asked_and_answered(toy: Baseline, tmp_path: Path) -> None:
    text = "Department,Spent\nStreets,1000000\n"
    assert '--actuals-answer "year=2026"' in refused(text, toy)
    found = read_actuals(text.encode(), "a.csv", toy, mapping=parse_answers(["year=2026"]))
    assert [(one.period, one.amount) for one in found.figures] == [("FY2026", 1_000_000_00)]
    (tmp_path / "a.csv").write_text(text)
    words = ["track", "toy-streets-to-parks", "--actuals", str(tmp_path / "a.csv"), "--csv", "-"]
    assert CliRunner().invoke(virement, [*words, "--actuals-answer", "year=2026"]).exit_code == 0
    assert isinstance(CliRunner().invoke(virement, words).exception, values.ModelError)
