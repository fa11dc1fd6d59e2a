"""A budget that can't be read, and exactly what a person is told; nothing is guessed and nothing passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.values.files import SEEDS
from virement.values.problems import ModelError

# the bytes of b.csv, and the problems that it has
TABLES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "b.csv: is empty. It needs a row of headings and rows of amounts"),
    "only headings": (b"division,FY2026\n", "b.csv: is not a budget table: 1 rows and 2 columns: division, FY2026."),
    "no CSV": (b"PK\x03\x04rest", "b.csv: is a damaged spreadsheet or zip."),
    "an open quote": (b'division,FY2026\n"A,1\n', "b.csv:2: opens a quote that isn't closed at the end of its cell."),
    "an open quote further down": (
        b'division,note,2026\nA,"two\nlines",1\nB,"two\nlines","3\nC,,4\n',
        "b.csv:5: opens a quote that isn't closed",
    ),
    "no period": (b"division,value\nA,5\n", "b.csv: no period is named: which year are the amounts of?"),
    "two currencies": (
        "division,FY2026\nA,$5\nB,€6\n".encode(),
        "b.csv: the amounts are in several currencies ($, €); add them as they are?",
    ),
    "only amounts below zero": (b"division,FY2026\nA,-5\nB,(6)\n", "b.csv: all spending is below zero"),
    "a column twice": (
        b"division,FY2026,FY2026\nA,1,2\n",
        "b.csv: which column is the budget: 'FY2026 (B)', 'FY2026 (C)'?",
    ),
    "two kinds of period": (b"division,FY2026,2026Q1\nA,5,1\n", "they don't add up: which is the budget?"),
    "beyond counting": (b"division,FY2026\nA,99999999999999999\n", "adds up to more than can be counted exactly"),
    "a word with a meaning": (
        b"division,FY2026\nSavings,1\nB,2\n",
        "b.csv: calls a division 'Savings'. It is a reserved name; rename",
    ),
    "an unquoted comma": (b"division,FY2026\nA,1,200\n", "column 'C' holds numbers as large as the amounts"),
    "a parent of its own": (b"division,FY2026\nA,20\nA / B,5\nA / C,6\n", "'A' (b.csv:2) stands above 2 lines"),
    "a total that misses": (b"division,FY2026\nA,5\nTotal,7\n", "'Total' does not agree with the lines it could sum"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_bad_table(name: str) -> None:
    """Each is refused, or asked about, in one line."""
    content, expected = TABLES[name]
    with pytest.raises(ModelError) as caught:
        read_baseline_table(content, "b.csv")
    (problem,) = caught.value.problems
    assert expected in str(problem)


def test_a_parents_sum_is_left_out() -> None:
    """A parent's row beside its children's would count twice."""
    assert read_baseline_table(b"division,FY2026\nA,11\nA / B,5\nA / C,6\n", "b.csv").leaves == ("A / B", "A / C")


def test_in_a_folder_a_parent_and_a_total_are_refused(folder: Path) -> None:
    """The house's own file says each number once."""
    file = folder / "budgets.csv"
    text = file.read_text("utf-8")
    file.write_text(text + "Total,FY2026,budget,2000000,reported,town-books,\n", "utf-8")
    with pytest.raises(ModelError, match=r"toy/budgets\.csv:14: 'Total' is not a division of this baseline"):
        load_baseline(folder)
    file.write_text(text + "Parks,FY2026,budget,400000,reported,town-books,\n", "utf-8")
    with pytest.raises(ModelError, match=r"toy/budgets\.csv:14: 'Parks' has amounts and divisions under it"):
        load_baseline(folder)


def test_in_a_folder_a_priority_is_one_whole_number_of_a_leaf(folder: Path) -> None:
    """All that is wrong with a column of priorities is said at once, and where."""
    file = folder / "budgets.csv"
    rows = file.read_text("utf-8").splitlines()
    ranks = ["priority", "1", "2", "first", "0", *[""] * 6, "3"]
    ranked = [f"{row},{rank}" for row, rank in zip(rows, ranks, strict=False)] + [
        f"{row}," for row in rows[len(ranks) :]
    ]
    file.write_text("\n".join([*ranked, "Parks,FY2026,revenue,5,,,,1", ""]), "utf-8")
    with pytest.raises(ModelError) as caught:
        load_baseline(folder)
    told = "\n".join(map(str, caught.value.problems))
    assert "toy/budgets.csv:4 priority: 'first' is not a priority. Write a whole number from 1" in told
    assert "toy/budgets.csv:5 priority: '0' is not a priority" in told
    assert "toy/budgets.csv:3: gives 'Streets' the priority 2 and before that 1" in told
    assert "toy/budgets.csv:14: gives 'Parks' a priority, which is not a leaf. Give it to each leaf" in told


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


@pytest.mark.parametrize("amount", ["99999999999T"])
def test_a_revenue_beyond_counting_is_a_problem(amount: str) -> None:
    """Revenue has the bounds that the budget has."""
    table = f"division,period,measure,amount\nA,FY2026,budget,5\nA,FY2026,revenue,{amount}\n"
    with pytest.raises(ModelError):
        read_baseline_table(table.encode(), "b.csv")


def test_a_row_of_sums_is_not_a_division() -> None:
    """It would double the budget."""
    assert read_baseline_table(b"division,FY2026\nA,5\nTotal,5\n", "b.csv").warnings == ()


def test_an_unknown_unit_and_a_sign_for_a_currency() -> None:
    """A unit is checked like all else, and `$` is as good a word as USD."""
    with pytest.raises(ModelError, match="'score' is not a unit"):
        read_baseline_table(b"division,FY2026\nA,5\n", "b.csv", unit="score")
    assert read_baseline_table(b"division,FY2026\nA,5\n", "b.csv", currency="$").currency == "USD"


def test_a_source_twice_is_a_problem(folder: Path) -> None:
    """Of two sources of one name a figure could mean either."""
    file = folder / "sources.csv"
    text = file.read_text("utf-8")
    file.write_text(text + text.splitlines()[1] + "\n", "utf-8")
    with pytest.raises(ModelError, match=r"toy/sources\.csv: has the source 'town-books' twice"):
        load_baseline(folder)


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
        "Fix the figures, or say the tolerance",
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
        "toy/baseline.yaml:4:16: is not YAML: expected ',' or ']', but got ':'. Fix this line first",
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
