"""A proposal reads like the sentence it makes, means what its YAML means, and is saved as that."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import virement as vm
from virement.baseline import load_baseline
from virement.engine import reallocate
from virement.notebook import Proposal
from virement.scenario import load_scenario, read_scenario

YAML = """
title: Any
baseline: meta
moves:
  - name: Less
    from: [Reality Labs, Family of Apps]
    except: Reality Labs / Wearables
    cut: 30%
    to: {AI division: 80%, Savings: 20%}
    start: 2026Q1
    end: 2026Q4
    ramp: [50%, 100%]
    one_off_cost: 10%
    stranded_cost: 5%
  - name: New
    from: New funding
    cut: $1B
    to: {AI division: $200M, Family of Apps: rest}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words_of(which: Proposal | str) -> str:
    return (which if isinstance(which, Proposal) else vm.open(which)).scenario.title


def test_it_does_what_the_same_words_do_in_a_file() -> None:
    """Cent for cent, every word of a cut."""
    given = ["Reality Labs", "Family of Apps"]
    proposal = (
        vm.open("meta")
        .cut(
            given,
            "30%",
            less="Reality Labs / Wearables",
            to={"AI division": "80%", "Savings": "20%"},
            start="FY2026",
            end="FY2026",
            ramp=["50%", "100%"],
            one_off_cost="10%",
            stranded_cost="5%",
            name="Less",
        )
        .cut("New funding", "$1B", name="New")
        .to("AI division", "$200M")
        .to("Family of Apps")
    )
    written = reallocate(load_baseline("meta"), read_scenario(YAML))
    assert (proposal.run().ledger.variance == written.variance).all()
    assert proposal.scenario.moves == read_scenario(YAML).moves


def test_a_step_leaves_the_proposal_before_it_alone() -> None:
    """So that two variants can go on from one."""
    start = vm.open("meta").cut("Reality Labs", "10%")
    one, other = start.to("AI division"), start.to("Savings")
    assert words_of(start).endswith("given to nobody")
    assert (words_of(one), words_of(other)) == ("10% of Reality Labs to AI division", "10% of Reality Labs to Savings")


def test_a_title_says_the_moves_until_it_is_given() -> None:
    """As the app's does: a file's title doesn't stay over other moves."""
    longer = vm.open("meta")
    for giver in ("Reality Labs", "Family of Apps", "AI division"):
        longer = longer.cut(giver, "1%")
    assert words_of(longer) == "1% of Reality Labs, given to nobody, and 2 more moves"
    assert words_of(longer.title("Mine").cut("Reality Labs", "1%")) == "Mine"
    changed = vm.open("nyt-2b-to-ai").cut("Family of Apps", "1%")
    assert words_of(changed) == "$2B from Reality Labs to AI division, and 1 more move"


def test_two_cuts_of_one_division_are_named_apart() -> None:
    twice = vm.open("meta").cut("Reality Labs", "1%").cut("Reality Labs", "2%").cut("Reality Labs", "3%")
    assert [move.name for move in twice.scenario.moves] == [
        "Cut Reality Labs",
        "Cut Reality Labs (2)",
        "Cut Reality Labs (3)",
    ]


REFUSED = {
    "a bare number": (lambda plan: plan.cut("Reality Labs", 30), "cut: 30 has no unit", "write '30%' or '$2B'"),
    "an unknown division": (lambda plan: plan.cut("Realty Labs", "30%"), "Realty Labs", "Did you mean 'Reality Labs'?"),
    "an unknown receiver": (lambda plan: plan.cut("Reality Labs", "1%").to("AI divison"), "divison", "'AI division'"),
    "another currency": (lambda plan: plan.cut("Reality Labs", "€2B"), "€2B", "USD"),
    "too much given": (
        lambda plan: plan.cut("Reality Labs", "1%").to({"AI division": "80%", "Savings": "30%"}),
        "110%",
        "at most 100%",
    ),
    "a receiver before a giver": (lambda plan: plan.to("AI division"), "there is no cut yet", ".cut(division, size)"),
    "a period of the past": (lambda plan: plan.cut("Reality Labs", "1%", start="2025Q1"), "2025Q1", "2026Q1"),
    "a table": (lambda plan: plan.table("by-divison"), "by-divison", "Did you mean 'by-division'?"),
    "an unknown word": (lambda plan: plan.cut("Reality Labs", "1%", rampp=["50%"]), "rampp", "Did you mean 'ramp'?"),
    "a limit's size": (lambda plan: plan.limit("Reality Labs", cap=3), "cap: 3 has no unit", "write '30%' or '$2B'"),
    "a kind of limit": (lambda plan: plan.limit("Reality Labs", flor="3%"), "'flor'", "Did you mean 'floor'?"),
    "a limited division": (lambda plan: plan.limit("Realty Labs", cap="3%"), "'Realty Labs'", "'Reality Labs'?"),
    "a chart": (lambda plan: plan.chart("pie"), "pie", "flows"),
}


@pytest.mark.parametrize(("step", "what", "hint"), REFUSED.values(), ids=REFUSED.keys())
def test_a_step_that_can_not_be_is_refused_at_once(step: object, what: str, hint: str) -> None:
    """Where it is typed, with what is wrong and what to do about it."""
    with pytest.raises(vm.ModelError) as refused:
        step(vm.open("meta"))  # type: ignore[operator]
    assert what in str(refused.value)
    assert hint in str(refused.value)


def test_a_limit_is_set_and_its_breach_is_a_problem() -> None:
    """It stops no run; taken away, nothing is wrong; the title is of the moves alone."""
    cut = vm.open("meta").cut("Reality Labs", "10%").to("AI division")
    limited = cut.limit("Reality Labs", floor="95%")
    assert [problem.level for problem in limited.problems] == ["limit", "limit"]
    assert limited.limit("Reality Labs", floor="90%").problems == []
    assert limited.limit("Reality Labs", floor=None).scenario.moves == cut.scenario.moves
    assert limited.limit("Reality Labs", floor=None).problems == []
    assert words_of(limited) == words_of(cut)
    assert cut.limit("Family of Apps", locked=True).scenario.limits[0].locked


def test_problems_never_raise() -> None:
    """More than there is: each cut fits, both together don't, and the proposal can still be looked at."""
    over = vm.open("toy").cut("All divisions", "60%").cut("All divisions", "60%")
    assert any(problem.level == "error" for problem in over.problems)
    assert "<li>error: " in over._repr_html_()
    with pytest.raises(vm.ModelError):
        over.run()


def test_it_is_saved_and_opened_again(desk: Path) -> None:
    """In scenarios/ of the folder one works in, never over what is there."""
    plan = vm.open("meta").cut("Reality Labs", "30%", why="Asked for").to("AI division")
    path = plan.save("mine")
    assert path.relative_to(desk) == Path("scenarios/mine.yaml")
    assert vm.open("mine").scenario == plan.scenario == load_scenario("mine")
    with pytest.raises(vm.ModelError, match="exists already"):
        plan.save("mine")
    assert plan.title("Other").save("mine", overwrite=True) == path
    assert words_of("mine") == "Other"


def test_a_scenario_keeps_its_comments(desk: Path) -> None:
    (desk / "asked.yaml").write_text(f"# The council asked for this.\n{YAML.strip()}\n")
    path = vm.open("asked.yaml").cut("AI division", "1%").save("answer")
    assert "# The council asked for this." in path.read_text()
    assert len(load_scenario("answer").moves) == 3


def test_a_table_of_one_s_own_is_named_from_where_it_is_saved(desk: Path) -> None:
    """The scenario opens over it again; a frame is in no file, so it says how to make it one."""
    (desk / "town.csv").write_text("division,FY2026\nStreets,$1200\nParks,$400\n")
    vm.open("town.csv").cut("Streets", "10%").to("Parks").save("fewer-streets")
    assert load_scenario("fewer-streets").baseline == "../town.csv"
    assert vm.open("fewer-streets").sentence.startswith("In FY2026, Streets gives up $120")
    frame = pd.read_csv("town.csv")
    with pytest.raises(vm.ModelError, match=r"in no file.*Write it to a CSV"):
        vm.open(frame).cut("Streets", "10%").save("nowhere")
    assert not (desk / "scenarios" / "nowhere.yaml").exists()


def test_a_name_that_is_no_file_name_is_refused(desk: Path) -> None:
    with pytest.raises(vm.ModelError, match="not a name for a file"):
        vm.open("meta").save("../mine")


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(desk: Path) -> None:
    """Saved again and again by the one who opened it; with somebody else's change in between it is told and left."""
    vm.open("meta").cut("Reality Labs", "10%").save("shared")
    plan = vm.open("shared")
    path = plan.title("Mine").save("shared", overwrite=True)
    plan.title("Mine again").save("shared", overwrite=True)
    theirs = path.read_text().replace("10%", "20%")
    path.write_text(theirs)
    told = r"changed by somebody else since you opened it: In .* Moved in all: .* 10% → 20%"
    with pytest.raises(vm.ModelError, match=told):
        plan.title("Mine at last").save("shared", overwrite=True)
    assert path.read_text() == theirs
