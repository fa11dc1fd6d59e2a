"""`virement.open` takes whatever a budget or a scenario is known by."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import virement as vm
from virement.baseline import load_baseline
from virement.notebook import Proposal
from virement.scenario import load_scenario

TOWN = "division,FY2026,FY2027\nStreets,$1200,$1300\nParks,$400,$500\n"
FRAME = pd.DataFrame({"FY2026": [1200, 400], "FY2027": [1300, 500]}, index=pd.Index(["Streets", "Parks"], name="dept"))
MINE = "title: Fewer streets\nbaseline: town.csv\nmoves:\n  - {name: a, from: Streets, cut: 10%, to: {Parks: 100%}}\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table and a scenario of one's own."""
    (tmp_path / "town.csv").write_text(TOWN)
    (tmp_path / "mine.yaml").write_text(MINE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spending(proposal: Proposal) -> dict[str, float]:
    table = proposal.table()
    return dict(zip(table["division"], table["baseline"], strict=True))


def test_a_baseline_by_its_name() -> None:
    """Nothing moves yet, and its title says so."""
    opened = vm.open("toy")
    assert opened.run().ledger.postings == ()
    assert repr(opened) == f"<Proposal over 'toy': {load_baseline('toy').title}, as it is>"


def test_a_scenario_by_its_name() -> None:
    opened = vm.open("nyt-2b-to-ai")
    assert opened.scenario == load_scenario("nyt-2b-to-ai")
    assert opened.sentence.startswith("In FY2026, Reality Labs gives up $2B (9.3% of its $21.4B)")


@pytest.mark.parametrize("which", ["town.csv", Path("town.csv"), "./town.csv"], ids=str)
def test_a_table_by_its_path(desk: Path, which: str | Path) -> None:
    assert spending(vm.open(which)) == {"Streets": 1200, "Parks": 400}


def test_a_workbook_by_its_path(desk: Path) -> None:
    FRAME.to_excel("town.xlsx")
    assert spending(vm.open("town.xlsx", currency="USD")) == {"Streets": 1200, "Parks": 400}


def test_a_table_in_memory() -> None:
    """With the divisions in its index or in a column; what it can't say itself is given."""
    for frame in (FRAME, FRAME.reset_index()):
        opened = vm.open(frame, currency="EUR", unit="million")
        assert spending(opened) == {"Streets": 1200, "Parks": 400}
        assert opened.cut("Streets", "10%").sentence.startswith("In FY2026 to FY2027, Streets gives up €250M")


def test_a_table_that_can_not_be_read_is_refused() -> None:
    with pytest.raises(vm.ModelError, match="table"):
        vm.open(pd.DataFrame({"a": ["x"], "b": ["y"]}))


def test_what_a_table_leaves_open_is_asked_and_answered(desk: Path) -> None:
    """The question says its answers as Python writes them; a scenario that is saved keeps the answer."""
    (desk / "open.csv").write_text("Department,Budget\nPolice,$1200\nParks,$400\n")
    with pytest.raises(vm.ModelError, match=r'answers=\{"year": "2026"\}'):
        vm.open("open.csv")
    plan = vm.open("open.csv", answers={"year": "2026"}, columns={"division": "Department"})
    assert plan.baseline.period_names == ("FY2026",)
    plan.cut("Police", "10%").to("Parks").save("answered")
    assert vm.open("answered").sentence.startswith("In FY2026, Police gives up $120")
    with pytest.raises(vm.ModelError, match="columns: 'divsion=Department' is not a mapping"):
        vm.open("open.csv", columns={"divsion": "Department"})


def test_a_baseline_and_a_scenario_in_memory() -> None:
    baseline, scenario = load_baseline("meta"), load_scenario("nyt-2b-to-ai")
    assert vm.open(baseline).baseline is baseline
    assert vm.open(scenario).sentence == vm.open("nyt-2b-to-ai").sentence


def test_a_scenario_file_over_the_table_beside_it(desk: Path) -> None:
    assert vm.open("mine.yaml").sentence.startswith("In FY2026 to FY2027, Streets gives up $250 (10% of its $2.5k)")


def test_a_scenario_over_another_baseline(desk: Path) -> None:
    (desk / "later.csv").write_text(TOWN.replace("1200", "2200"))
    assert vm.open("mine.yaml", baseline="later.csv").sentence.startswith(
        "In FY2026 to FY2027, Streets gives up $350 (10% of its $3.5k)"
    )


@pytest.mark.parametrize(
    ("which", "hint"),
    [("mtea", "Did you mean 'meta'?"), ("nyt-2b-to-a", "'nyt-2b-to-ai'"), ("twon.csv", "'town.csv'")],
)
def test_a_slip_is_answered_with_what_was_meant(desk: Path, which: str, hint: str) -> None:
    with pytest.raises(vm.ModelError) as refused:
        vm.open(which)
    assert which in str(refused.value)
    assert hint in str(refused.value)
