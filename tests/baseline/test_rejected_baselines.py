"""A budget that can't be read, and exactly what a person is told; nothing is guessed and nothing passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.values.files import SEEDS
from virement.values.problems import ModelError

# the bytes of b.csv, and the problems that it has
TABLES: dict[str, tuple[bytes, ...]] = {
    "empty": (b"", b"b.csv: is empty. It needs a row of headings and rows of amounts"),
    "only headings": (
        b"division,FY2026\n",
        b"b.csv: has no amounts. It needs a row of headings and rows of amounts",
    ),
    "no CSV": (
        b"PK\x03\x04rest",
        b"b.csv: is a damaged spreadsheet or zip. Open it in a spreadsheet and save it again, or fetch it anew",
    ),
    "an open quote": (
        b'division,FY2026\n"A,1\n',
        b"b.csv:2: opens a quote that isn't closed at the end of its cell. Close it. "
        b"A quote within a text is written twice",
    ),
    "no division column": (
        b"FY2025,FY2026\n4,5\n",
        b"b.csv:1: has no division column. Name them division, period, amount (or 2026Q1, 2026Q2 \xe2\x80\xa6). "
        b"It has: FY2025, FY2026",
    ),
    "no period column": (
        b"division,value\nA,5\n",
        b"b.csv:1: has neither a period and an amount column nor periods as columns. "
        b"Name them division, period, amount (or 2026Q1, 2026Q2 \xe2\x80\xa6). It has: division, value",
    ),
    "two currencies": (
        b"division,FY2026\nA,$5\nB,\xe2\x82\xac6\n",
        b"b.csv: has amounts in $ and \xe2\x82\xac. A baseline has one currency",
    ),
    "negative budgets": (
        b"division,FY2026\nA,-5\nB,(6)\n",
        b"b.csv:2 FY2026: the budget of 'A' is below zero: '-5' is -5. Net a credit into what it belongs to",
        b"b.csv:3 FY2026: the budget of 'B' is below zero: '(6)' is -6. Net a credit into what it belongs to",
    ),
    "a cell twice": (
        b"division,period,amount\nA,FY2026,5\nA,FY2026,6\n",
        b"b.csv:3: gives 'A' a second budget for FY2026. Keep one, or name the rows apart",
    ),
    "a column twice": (b"division,FY2026,FY2026\nA,1,2\n", b"b.csv:1: has the column 'FY2026' twice. Keep one"),
    "two kinds of period": (
        b"division,FY2026,2026Q1\nA,5,1\n",
        b"b.csv: mixes periods like 2026Q1 and FY2026. One kind in a baseline",
    ),
    "no period": (
        b"division,period,amount\nA,soon,5\nB,FY6,6\n",
        b"b.csv:2: 'soon' is not a period. Write FY2026, 2026Q1 or 2026-01",
        b"b.csv:3: 'FY6' is not a period. Write FY2026, 2026Q1 or 2026-01",
    ),
    "no amounts": (
        b"division,FY2026\nA,NA\nB,nan\nC,1e5\n",
        b"b.csv:2 FY2026: 'NA' is not an amount. Write it as $2B, 750 million or USD 40k",
        b"b.csv:3 FY2026: 'nan' is not an amount. Write it as $2B, 750 million or USD 40k",
        b"b.csv:4 FY2026: '1e5' is not an amount. Write it as $2B, 750 million or USD 40k",
    ),
    "finer than a cent": (
        b"division,FY2026\nA,1.0050\n",
        b"b.csv:2: 1.005 has more decimals than the currency. Round it to 2 decimals",
    ),
    "beyond counting": (
        b"division,FY2026\nA,99999999999999999\n",
        b"b.csv:2: 99,999,999,999,999.999k is more than can be counted exactly. Use a larger unit (thousand, million)",
    ),
    "no division": (b"division,FY2026\n,5\nB,5\n", b"b.csv:2: has no division. Every row with amounts names one"),
    "a word with a meaning": (
        b"division,FY2026\nSavings,1\nB,2\n",
        b"b.csv: calls a division 'Savings'. It is a reserved name; rename",
    ),
    "an unquoted comma": (
        b"division,FY2026\nA,1,200\n",
        b"b.csv:2: has 3 cells, the heading has 2. Is a comma inside a text unquoted?",
    ),
    "no status": (
        b"division,FY2026,status\nA,5,reportd\n",
        b"b.csv:2: 'reportd' is not a status. Did you mean 'reported'?",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_bad_table(name: str) -> None:
    """Each is refused with its place and a way out, and with nothing else."""
    content, *expected = TABLES[name]
    with pytest.raises(ModelError) as caught:
        read_baseline_table(content, "b.csv")
    assert [str(problem) for problem in caught.value.problems] == [text.decode() for text in expected]


def test_a_parent_carries_no_amount_of_its_own() -> None:
    """A parent's row beside its children's would count twice: their sum is left out, another amount is refused."""
    assert read_baseline_table(b"division,FY2026\nA,11\nA / B,5\nA / C,6\n", "b.csv").leaves == ("A / B", "A / C")
    with pytest.raises(ModelError) as caught:
        read_baseline_table(b"division,FY2026\nA,20\nA / B,5\nA / C,6\n", "b.csv")
    assert str(caught.value) == (
        "b.csv:2: 'A' has amounts and divisions under it. "
        "It says 20 in FY2026, they add up to 11; only a leaf carries amounts of its own"
    )


def test_in_a_folder_a_parent_and_a_total_are_refused(folder: Path) -> None:
    """The house's own file says each number once."""
    file = folder / "budgets.csv"
    text = file.read_text("utf-8")
    file.write_text(text + "Total,FY2026,budget,2000000,reported,town-books,\n", "utf-8")
    with pytest.raises(ModelError, match=r"toy/budgets\.csv:14: 'Total' looks like a sum of the others"):
        load_baseline(folder)
    file.write_text(text + "Parks,FY2026,budget,400000,reported,town-books,\n", "utf-8")
    with pytest.raises(ModelError, match=r"toy/budgets\.csv:14: 'Parks' has amounts and divisions under it"):
        load_baseline(folder)


def test_many_problems_at_once() -> None:
    """All problems of a table are told at once, one on each of these lines."""
    table = (
        b"division,period,amount,status\n"
        b"A,soon,5,\nB,FY2026,-6,\nC,FY2026,x,\nD,FY2026,5,foo\n,FY2026,5,\n"
        b"E,FY2026,5,\nE,FY2026,5,\nE / F,FY2026,6,\n"
    )
    with pytest.raises(ModelError) as caught:
        read_baseline_table(table, "b.csv")
    told = {problem.where for problem in caught.value.problems}
    assert told == {"b.csv:2", "b.csv:3 amount", "b.csv:4 amount", "b.csv:5", "b.csv:6", "b.csv:7", "b.csv:8"}


def test_not_available_is_a_name() -> None:
    """NA, null and NO are names of divisions like any other."""
    assert read_baseline_table(b"division,FY2026\nNA,5\nnull,6\nNO,7\n", "b.csv").leaves == ("NA", "null", "NO")


def test_a_blank_is_zero_and_says_so() -> None:
    """A cell left empty is taken as 0, with a warning."""
    baseline = read_baseline_table(b"division,FY2026,FY2027\nA,5,\nB,5,5\n", "b.csv")
    assert baseline.budget.tolist() == [[500, 0], [500, 500]]
    assert [str(warning) for warning in baseline.warnings] == [
        "b.csv: has no amount for 'A' in FY2027; taken as 0. Write 0 if that is meant"
    ]


@pytest.mark.parametrize("amount", ["999999999999999999999999", "99999999999T"])
def test_a_revenue_beyond_counting_is_a_problem(amount: str) -> None:
    """Revenue has the bounds that the budget has."""
    table = f"division,period,measure,amount\nA,FY2026,budget,5\nA,FY2026,revenue,{amount}\n"
    with pytest.raises(ModelError):
        read_baseline_table(table.encode(), "b.csv")


def test_what_has_no_amount_is_said_to_be_left_out() -> None:
    """A division and a period without any amount do not vanish in silence."""
    warnings = read_baseline_table(b"division,2026Q1,2026Q2\nA,1,\nB,-,\n", "b.csv").warnings
    assert [str(warning) for warning in warnings] == [
        "b.csv:3: 'B' has no amount and is left out. Write 0 if that is meant",
        "b.csv:1: 2026Q2 has no amount and is left out. Write 0 if that is meant",
    ]


def test_a_row_of_sums_is_not_a_division() -> None:
    """It would double the budget: it is left out, and a warning tells where it doesn't agree."""
    assert read_baseline_table(b"division,FY2026\nA,5\nTotal,5\n", "b.csv").warnings == ()
    baseline = read_baseline_table(b"division,FY2026\nA,5\nTotal,7\n", "b.csv")
    assert baseline.budget.tolist() == [[500]]
    assert [str(warning) for warning in baseline.warnings] == [
        "b.csv:3: 'Total' does not agree with what it sums: it says 7 in FY2026, the rows add up to 5. "
        "It is left out; mend it or the rows"
    ]


def test_an_unknown_unit_and_a_sign_for_a_currency() -> None:
    """A unit is checked like all else, and `$` is as good a word as USD."""
    with pytest.raises(ModelError, match="'lakh' is not a unit"):
        read_baseline_table(b"division,FY2026\nA,5\n", "b.csv", unit="lakh")
    assert read_baseline_table(b"division,FY2026\nA,5\n", "b.csv", currency="$").currency == "USD"


def test_a_source_twice_is_a_problem(folder: Path) -> None:
    """Of two sources of one name a figure could mean either."""
    file = folder / "sources.csv"
    text = file.read_text("utf-8")
    file.write_text(text + text.splitlines()[1] + "\n", "utf-8")
    with pytest.raises(ModelError, match=r"toy/sources\.csv: has the source 'town-books' twice"):
        load_baseline(folder)


def test_a_revenue_twice_is_a_problem() -> None:
    """Of two revenues for one cell neither is quietly dropped."""
    table = b"division,period,measure,amount\nA,FY2026,budget,5\nA,FY2026,revenue,9\nA,FY2026,revenue,7\n"
    with pytest.raises(ModelError):
        read_baseline_table(table, "b.csv")


def test_one_currency_in_two_ways_is_one_currency() -> None:
    """`$` and `USD` agree."""
    assert read_baseline_table(b"division,FY2026,FY2027\nA,$5,USD 6\n", "b.csv").currency == "USD"


def test_an_unknown_baseline() -> None:
    with pytest.raises(ModelError) as caught:
        load_baseline("metta")
    assert str(caught.value) == "metta: is not a baseline. Did you mean 'meta'?"


# a file of the toy baseline, what in it becomes what, and the problem
BREAKS = {
    "does not foot": (
        "budgets.csv", "1200000", "1200001",
        "toy/control_totals.csv:3: Total budget 2026: the leaves add up to 2000001, published is 2000000. "
        "Mend the figures, or say the tolerance",
    ),
    "unknown source": (
        "budgets.csv", "town-plan", "twon-plan",
        "toy/budgets.csv:3: 'twon-plan' is none of its sources. Did you mean 'town-plan'?",
    ),
    "unlisted division": (
        "baseline.yaml", "  - Library\n", "",
        "toy/budgets.csv:11: 'Library' is not a division of this baseline. "
        "List it under divisions in baseline.yaml",
    ),
    "division without a budget": (
        "baseline.yaml", "  - Library\n", "  - Library\n  - Fire\n",
        "toy/budgets.csv: has no budget for 'Fire'. Add a row (0 is allowed)",
    ),
    "actuals through nowhere": (
        "baseline.yaml", "FY2025", "FY2024",
        "toy/budgets.csv: actuals_through: 'FY2024' is none of its periods. One of: FY2025, FY2026, FY2027",
    ),
    "broken YAML": (
        "baseline.yaml", "unit: one", "unit: [one",
        "toy/baseline.yaml:4:16: is no YAML: expected ',' or ']', but got ':'. Mend this line first",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of seeds/toy to break."""
    return Path(shutil.copytree(SEEDS / "toy", tmp_path / "toy"))


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_folder(name: str, folder: Path) -> None:
    """A baseline that does not foot, or names what isn't there, does not load."""
    file, old, new, expected = BREAKS[name]
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ModelError) as caught:
        load_baseline(folder)
    assert str(caught.value) == expected


def test_an_unknown_source_of_a_control_total(folder: Path) -> None:
    """A published total names a source that is there."""
    file = folder / "control_totals.csv"
    file.write_text(file.read_text("utf-8").replace("town-books", "twon-books"), "utf-8")
    with pytest.raises(ModelError, match="'twon-books' is none of its sources"):
        load_baseline(folder)


@pytest.mark.parametrize("file", ["budgets.csv", "baseline.yaml"])
def test_a_folder_that_can_not_be_read(file: str, folder: Path) -> None:
    """A file that is missing or no text is a problem like any other."""
    if file == "budgets.csv":
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(b"title: \xff\n")
    with pytest.raises(ModelError):
        load_baseline(folder)
