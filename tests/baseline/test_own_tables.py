"""Anybody's budget table becomes a baseline or a list of problems, and no amount in it goes unmentioned."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline, Revenue
from virement.baseline.folder import baseline_folder, baseline_zip, told_warnings
from virement.baseline.from_reading import read_table, usable
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.tables import Mapping
from virement.values import STATUSES
from virement.values.names import ROOT, parent_of
from virement.values.problems import ModelError

from tests.support.messy_budgets import TOWN, UGLY, Budget, years
from tests.support.strategies import baselines

READ = [case for case in UGLY if not isinstance(case[3], str)]
REFUSED = [case for case in UGLY if isinstance(case[3], str)]


def as_budget(baseline: Baseline) -> Budget:
    """The cents of a baseline, by division and period."""
    rows = zip(baseline.leaves, baseline.budget.tolist(), strict=True)
    return {leaf: dict(zip(baseline.period_names, row, strict=True)) for leaf, row in rows}


@pytest.mark.parametrize(("name", "file", "content", "expected"), READ, ids=[case[0] for case in READ])
def test_an_ugly_table_is_understood(name: str, file: str, content: bytes, expected: Budget) -> None:
    """It makes exactly this baseline; its own mapping reads it again."""
    reading = read_table((file, content))
    assert reading.status == "understood", reading.questions or reading.problems
    assert as_budget(read_baseline_table(content, file)) == expected
    assert as_budget(usable(read_table((file, content), reading.mapping))) == expected


@pytest.mark.parametrize(("name", "file", "content", "expected"), REFUSED, ids=[case[0] for case in REFUSED])
def test_an_ugly_table_is_refused(name: str, file: str, content: bytes, expected: str) -> None:
    """What can't be read, or is asked and not answered, is told at once."""
    with pytest.raises(ModelError) as caught:
        read_baseline_table(content, file)
    assert any(expected in str(problem) for problem in caught.value.problems), caught.value.problems


def test_a_question_is_an_error_that_names_its_answers() -> None:
    """The command that was given goes on with one of them."""
    table = b"Agency,2026 Budget Authority,2026 Outlays\nArmy,5,4\n"
    with pytest.raises(ModelError, match='Answer it: --answer "amount=authority", --answer "amount=outlays"'):
        read_baseline_table(table, "b.csv")
    assert as_budget(read_baseline_table(table, "b.csv", mapping=Mapping(answers={"amount": "outlays"}))) == years(
        Army=(4,)
    )


def test_a_row_says_how_good_its_figures_are_and_where_they_are_from() -> None:
    """The weakest counts where rows are added up; what says nothing is an assumption."""
    table = (
        b"division,period,measure,amount,status,source,note\nStreets,FY2026,budget,5,reported,a,x\n"
        b"Streets,FY2026,budget,6,estimate,b,\nParks,FY2026,budget,7,,,\nParks,FY2026,revenue,3,guidance,,\n"
    )
    read = read_baseline_table(table, "b.csv")
    assert as_budget(read) == years(Streets=(11,), Parks=(7,))
    assert [STATUSES[rank] for rank in read.status[:, 0]] == ["estimate", "assumption"]
    assert (read.source[0, 0], read.note[0, 0], read.source[1, 0]) == ("a; b", "x", "")
    assert STATUSES[read.revenue["Parks"].status[0]] == "guidance"


def test_a_column_of_priorities_ranks_the_divisions(tmp_path: Path) -> None:
    """A whole number from 1, the same in each row of a division; what is anything else is warned of and not taken."""
    table = (
        b"Department,Priority,FY2026\nStreets,1,$5\nParks,3.0,$6\nPools,2.5,$7\nZoo,,$8\nLibrary,2,$9\nLibrary,4,$1\n"
    )
    read = read_baseline_table(table, "b.csv")
    assert read.priorities == {"Streets": 1, "Parks": 3}
    odd = [str(one) for one in read.warnings if "priority" in one.what]
    assert odd[0].startswith("b.csv: gives 'Pools' no priority that is one whole number from 1; it has none. Write")
    assert [one.split("'")[1] for one in odd] == ["Pools", "Library"]
    assert written(read, tmp_path).priorities == read.priorities
    assert (read.priority_of("Parks"), read.priority_of(["Streets", "Parks"]), read.priority_of("Zoo")) == (3, 1, None)


def test_what_is_too_much_to_be_counted_is_refused() -> None:
    with pytest.raises(ModelError, match="adds up to more than can be counted exactly"):
        read_baseline_table(b"Department,2026 ($bn)\nStreets,900000\n", "b.csv")


def test_a_workbook_loads_by_its_path(tmp_path: Path) -> None:
    """`load_baseline` goes the same way in."""
    path = tmp_path / "titled.xlsx"
    path.write_bytes(next(case[2] for case in UGLY if case[1] == "titled.xlsx"))
    assert as_budget(load_baseline(path)) == TOWN


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
    files = {"baseline.yaml", "budgets.csv", "sources.csv", "control_totals.csv", "authority.yaml"}
    assert set(baseline_folder(baseline)) == files | ({"jobs.csv"} if name == "meta" else set())


def test_what_was_doubtful_stays_said_in_a_folder(tmp_path: Path) -> None:
    """Once, with the name of the file and without the folders that it was in, in a folder of the folder too."""
    (tmp_path / "town.csv").write_text("division,FY2026,FY2028\nStreets,1000,\nParks,500,5\nParks,400,5\n")
    first = written(load_baseline(tmp_path / "town.csv"), tmp_path / "first")
    assert [one.what[:20] for one in first.warnings] == [
        "rows of one name are",
        "nothing is known of ",
        "has no amount for 'S",
    ]
    assert all(one.where.startswith("town.csv") for one in first.warnings)
    assert written(first, tmp_path / "second").warnings == first.warnings


def test_a_folder_keeps_the_account_and_the_mapping(tmp_path: Path) -> None:
    """Where each number of the table went, and how it was read."""
    table = b"Agency,2026 Budget Authority,2026 Outlays\nArmy,5,4\n"
    read = read_baseline_table(table, "b.csv", mapping=Mapping(answers={"amount": "outlays"}))
    again = written(read, tmp_path)
    assert (again.account, again.mapping) == (read.account, read.mapping)
    assert sum(entry.amounts["FY2026"] for entry in again.account) == 9


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
    reading = read_table(("b.csv", table.getvalue().encode("utf-8", "replace")))
    if reading.status == "understood":
        baseline = usable(reading)
        assert_same(baseline, written(baseline, tmp_path_factory.mktemp("named")))


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
