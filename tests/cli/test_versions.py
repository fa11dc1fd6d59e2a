"""`virement diff`, `stack` and `rebase`, as a person types them; and the fingerprint that a saved file carries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from virement import baseline, check, engine, versions
from virement.baseline.budget import Baseline
from virement.cli import saving, virement
from virement.engine.ledger import Ledger
from virement.scenario import from_link, load_scenario, read_scenario, scenario_text, to_link
from virement.scenario.changes import changed, fingerprinted
from virement.values.problems import ModelError

from tests.support.strategies import run as runs

PLAN = """\
# yaml-language-server: $schema=schema.json
title: Streets to parks
baseline: town.csv
# agreed in May
moves:
  # the big one
  - name: cut
    from: Streets
    cut: 30%  # of all
    to: {Parks: 100%}
limits:
  - {division: Streets, floor: $690}
"""
OLD = "division,FY2026\nStreets,$1000\nParks,$500\n"
NEW = "division,FY2026\nStreets,$980\nParks,$560\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan, the table that it was made for, and that table as it is now."""
    for name, text in (("plan.yaml", PLAN), ("town.csv", OLD), ("new.csv", NEW)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(virement, words)


def table(*words: str) -> list[dict[str, str]]:
    done = run(*words, "--csv", "-")
    assert done.exit_code in (0, 1), done.exception
    return list(csv.DictReader(io.StringIO(done.stdout)))


@settings(max_examples=30)
@given(runs(0))
def test_nothing_differs_from_itself(ledger: Ledger) -> None:
    """The diff of a scenario with itself, or with itself saved over other figures, is empty."""
    other = engine.reallocate(ledger.baseline, ledger.scenario.model_copy(update={"baseline_fingerprint": "0" * 64}))
    for two in ((ledger, ledger), (ledger, other)):
        assert versions.diff_sentence(*two) == "Nothing differs."


def test_a_diff_says_what_became_of_each_move_in_fields_and_dollars(desk: Path) -> None:
    """The cut of 1000 goes from 300 to 250, another of 500 is new: 300 becomes 300."""
    other = PLAN.replace("30%", "25%").replace("limits", "  - {name: new, from: Parks, cut: 10%}\nlimits")
    (desk / "other.yaml").write_text(other.replace("$690", "$700").replace("title", "author: Me\ntitle"))
    rows = table("diff", "plan.yaml", "other.yaml")
    assert [(row["move"], row["what"], row["changed_fields"]) for row in rows] == [
        ("cut", "changed", "cut 30% → 25%"),
        ("new", "added", ""),
    ]
    assert [(row["gross_before"], row["gross_after"], row["gross_change"]) for row in rows] == [
        ("300", "250", "-50"), ("0", "50", "50"),
    ]  # fmt: skip
    rest = table("diff", "plan.yaml", "other.yaml", "--view", "rest")
    assert [tuple(row.values()) for row in rest] == [
        ("limit", "Streets", "floor $690", "floor $700"),
        ("author", "", "", "Me"),
    ]
    printed = run("diff", "plan.yaml", "other.yaml").output
    assert (
        "In FY2026: 1 move changed, 1 move added. "
        "Moved in all: $300 as before, available to reallocate: $300 as before." in printed
    )
    assert "Also 1 limit otherwise, 1 text otherwise." in printed
    assert printed.index("In FY2026") < printed.index("Moves that differ") < printed.index("+ Me")
    assert run("diff", "plan.yaml", "plan.yaml").output.strip().endswith("Nothing differs.")


def test_where_only_a_limit_differs_that_is_said(desk: Path) -> None:
    (desk / "other.yaml").write_text(PLAN.replace("$690", "$700"))
    printed = run("diff", "plan.yaml", "other.yaml").output
    assert "In FY2026: no move differs. Moved in all: $300 as before" in printed
    assert "floor $690  floor $700" in printed


def test_the_order_of_moves_is_told(desk: Path) -> None:
    second = "  - {name: new, from: Parks, cut: 10%}\n"
    first, rest = PLAN.split("moves:\n")
    moves, limits = rest.split("limits:\n")
    (desk / "a.yaml").write_text(f"{first}moves:\n{moves}{second}limits:\n{limits}")
    (desk / "b.yaml").write_text(f"{first}moves:\n{second}{moves}limits:\n{limits}")
    assert table("diff", "a.yaml", "b.yaml") == []
    (row,) = table("diff", "a.yaml", "b.yaml", "--view", "rest")
    assert (row["what"], row["before"], row["after"]) == ("order", "cut, new", "new, cut")


def test_a_version_that_overdraws_can_be_told_apart(desk: Path) -> None:
    (desk / "worse.yaml").write_text(PLAN.replace("limits", "  - {name: more, from: Streets, cut: 80%}\nlimits"))
    done = run("diff", "plan.yaml", "worse.yaml")
    assert done.exit_code == 0
    assert "can't be carried out: worse.yaml:" in done.output
    assert "take $100 more than 'Streets' has" in done.output


def test_versions_over_different_baselines_are_refused(desk: Path) -> None:
    for words in (["diff", "plan.yaml", "nyt-2b-to-ai"], ["stack", "plan.yaml", "nyt-2b-to-ai"]):
        refused = run(*words)
        assert isinstance(refused.exception, ModelError)
        assert "over different baselines" in str(refused.exception)


def test_a_stack_is_written_with_its_origins_and_checks(desk: Path) -> None:
    (desk / "other.yaml").write_text(PLAN.replace("30%", "10%").replace("$690", "$500"))
    done = run("stack", "plan.yaml", "other.yaml", "-o", "both.yaml", "--title", "Both")
    assert done.exit_code == 1
    assert "'Streets' is $90 below its floor in FY2026 ($600 against $690), only the sum breaks it" in done.output
    assert "'Streets': is cut twice: $300 by 'cut (plan)' (plan) and $100 by 'cut (other)' (other)" in done.output
    text = (desk / "both.yaml").read_text()
    assert text.index("# from plan\n  - name: cut (plan)") < text.index("# from other\n  - name: cut (other)")
    both = load_scenario("both.yaml")
    assert (both.title, len(both.limits)) == ("Both", 1)
    assert both.baseline_fingerprint == baseline.load_baseline("town.csv").fingerprint
    assert {problem.level for problem in check.find_problems("both.yaml")} == {"limit"}
    again = run("stack", "plan.yaml", "other.yaml", "-o", "both.yaml")
    assert str(again.exception) == "both.yaml: exists already. Choose another name, or replace it with --overwrite"
    assert (desk / "both.yaml").read_text() == text
    assert run("stack", "plan.yaml", "-o", "both.yaml", "--overwrite").exit_code == 0


def test_a_stack_names_its_baseline_from_where_it_is_saved(desk: Path) -> None:
    (desk / "plans").mkdir()
    assert run("stack", "plan.yaml", "-o", "plans/one.yaml").exit_code == 0
    assert load_scenario("plans/one.yaml").baseline == "../town.csv"
    assert check.find_problems("plans/one.yaml") == []


def test_files_of_one_name_are_told_apart_and_an_overdraft_writes_nothing(desk: Path) -> None:
    (desk / "b").mkdir()
    (desk / "b" / "plan.yaml").write_text(PLAN.replace("30%", "75%").replace("town.csv", "../town.csv"))
    done = run("stack", "plan.yaml", "b/plan.yaml", "-o", "both.yaml")
    assert "moves 'cut (plan (1))' and 'cut (plan (2))' together take $50 more than 'Streets'" in str(done.exception)
    assert "'cut (plan (1))' is from plan (1)" in str(done.exception)
    assert not (desk / "both.yaml").exists()


def test_a_rebase_splits_the_change_and_keeps_the_comments(desk: Path) -> None:
    """Streets −20 and Parks +60 are the baseline's; 30 % of 980 is 294, so Streets +6 and Parks −6 are the moves'."""
    done = run("rebase", "plan.yaml", "--onto", "new.csv", "-o", "over.yaml")
    assert done.exit_code == 1, done.output
    assert "goes from $1.5k to $1.54k (+$40): +$40 since the baseline moved, $0 by your moves on it" in done.output
    assert "limit: plan.yaml" in done.output
    assert "'Streets' is $4 below its floor in FY2026 ($686 against $690), which held on the old" in done.output
    rows = table("rebase", "plan.yaml", "--onto", "new.csv")
    assert [(row["division"], row["baseline_moved"], row["your_moves"], row["change"]) for row in rows] == [
        ("Streets", "-20", "6", "-14"), ("Parks", "60", "-6", "54"),
    ]  # fmt: skip
    mark = load_scenario("over.yaml").baseline_fingerprint
    assert mark == baseline.read_baseline_table(NEW.encode(), "new.csv", currency="USD").fingerprint
    expected = PLAN.replace("town.csv", f"new.csv\nbaseline_fingerprint: {mark}")
    assert (desk / "over.yaml").read_text() == expected
    assert run("check", "over.yaml").exit_code == 1
    assert "other figures" not in run("check", "over.yaml").output


def test_a_table_that_changed_under_a_scenario_is_told_and_split(desk: Path) -> None:
    """Saved over the old figures; the file holds the new ones now, and the old ones are kept elsewhere."""
    assert run("rebase", "plan.yaml", "--onto", "town.csv", "-o", "plan.yaml", "--overwrite").exit_code == 0
    (desk / "old.csv").write_text(OLD)
    (desk / "town.csv").write_text(NEW)
    checked = run("check", "plan.yaml")
    assert checked.exit_code == 1
    assert "warning: plan.yaml:4:23: was saved over other figures than those of 'town'" in checked.output
    blind = run("rebase", "plan.yaml", "--onto", "town.csv")
    assert "Name the old figures with --from" in blind.output
    seen = run("rebase", "plan.yaml", "--onto", "town.csv", "--from", "old.csv", "-o", "plan.yaml", "--overwrite")
    assert "+$40 since the baseline moved" in seen.output
    assert "--from" not in seen.output
    assert "other figures" not in run("check", "plan.yaml").output


def test_what_no_longer_fits_is_named_and_nothing_is_written(desk: Path) -> None:
    (desk / "new.csv").write_text("division,FY2026\nStreet,980\nParks,560\n")
    done = run("rebase", "plan.yaml", "--onto", "new.csv", "-o", "over.yaml")
    assert "plan.yaml:8:11 move 'cut': unknown division 'Streets' (on the new baseline). Did you mean 'Street'?" in str(
        done.exception
    )
    assert not (desk / "over.yaml").exists()
    assert sorted(path.name for path in desk.iterdir()) == ["new.csv", "plan.yaml", "town.csv"]


def test_a_fingerprint_is_no_part_of_what_a_scenario_says(toy: Baseline) -> None:
    """Saving with one makes no scenario another; it stays through edits, text and links, and figures alone decide."""
    scenario = load_scenario("toy-streets-to-parks")
    saved = fingerprinted(scenario, toy)
    assert saved == scenario
    assert changed(saved, title="x").baseline_fingerprint == toy.fingerprint
    text = scenario_text(saved)
    assert read_scenario(text).baseline_fingerprint == toy.fingerprint
    assert from_link(to_link(saved, toy)).scenario.baseline_fingerprint == toy.fingerprint
    assert scenario_text(scenario, like=text) == scenario_text(scenario)
    assert check.find_problems(saved) == []
    other = saved.model_copy(update={"baseline_fingerprint": "0" * 64})
    (problem,) = check.find_problems(other)
    assert problem.level == "warning"
    assert f"fingerprint 00000000, now {toy.fingerprint[:8]}" in problem.what
    assert check.find_problems(saved.model_copy(update={"baseline_fingerprint": toy.fingerprint[:8]})) == []


@pytest.mark.parametrize("said", ["xyz", "1234567", "0" * 65, "[a]", "{a: b}", "deadbeef deadbeef"])
def test_what_is_no_fingerprint_is_refused_at_its_place(said: str) -> None:
    _, problems = check.problems_in(f"title: T\nbaseline: toy\nbaseline_fingerprint: {said}\nmoves: []\n", "x.yaml")
    assert [str(problem).startswith("x.yaml:3:23: baseline_fingerprint: ") for problem in problems] == [True]


def test_a_goal_saved_is_saved_over_its_figures(desk: Path) -> None:
    words = ["--measure", "fundable in FY2026", "--target", "$200", "--save", "found.yaml"]
    assert run("seek", "plan.yaml", *words).exit_code == 0
    assert "replace it with --overwrite" in str(run("seek", "plan.yaml", *words).exception)
    assert run("seek", "plan.yaml", *words, "--overwrite").exit_code == 0
    assert Decimal(load_scenario("found.yaml").moves[0].cut.numerator) == 1
    assert load_scenario("found.yaml").baseline_fingerprint


@pytest.fixture
def saved_meanwhile(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have somebody else save the plan as a text, when a command is about to."""
    save = saving.save_scenario

    def as_text(text: str) -> None:
        def after_them(*given: Any, **named: Any) -> str:
            monkeypatch.setattr(saving, "save_scenario", save)
            (desk / "plan.yaml").write_text(text)
            return save(*given, **named)

        monkeypatch.setattr(saving, "save_scenario", after_them)

    return as_text


@pytest.mark.parametrize(
    ("words", "told", "files", "cut"),
    [
        ([], "--if-changed both or theirs or mine-on-top", ["plan.yaml"], "cut: 40%"),
        (["--if-changed", "theirs"], "not saved: plan.yaml is left", ["plan.yaml"], "cut: 40%"),
        (["--if-changed", "both"], "saved as plan-2.yaml", ["plan-2.yaml", "plan.yaml"], "cut: 40%"),
        (["--if-changed", "mine-on-top"], "on top of what was saved meanwhile", ["plan.yaml"], "cut: 40%"),
    ],
)
def test_who_saves_meanwhile_is_heard(
    desk: Path, saved_meanwhile: Callable[[str], None], words: list[str], told: str, files: list[str], cut: str
) -> None:
    """What they changed is told in dollars; the file is theirs, or theirs with what this command changed."""
    saved_meanwhile(PLAN.replace("30%", "40%"))
    done = run("rebase", "plan.yaml", "--onto", "new.csv", "-o", "plan.yaml", "--overwrite", *words)
    said = f"{done.output}{done.exception}"
    assert told in said
    assert "plan.yaml was changed by somebody else since you opened it" in done.stderr
    assert "1 move changed. Moved in all: $294 → $392 (+$98)" in done.stderr
    assert sorted(path.name for path in desk.glob("*.yaml")) == files
    text = (desk / "plan.yaml").read_text()
    assert cut in text
    assert ("baseline: new.csv" in text) == ("mine-on-top" in words)
    if "both" in words:
        assert "cut: 30%" in (desk / "plan-2.yaml").read_text()


def test_mine_on_top_of_theirs_is_saved_only_where_it_can_be_carried_out(
    desk: Path, saved_meanwhile: Callable[[str], None]
) -> None:
    """They take most of what there is, and mine goes over a table with less: theirs stays as it is."""
    theirs = PLAN.replace("30%", "95%").replace("moves:", "moves:\n  - {name: more, from: Streets, cut: 90%}", 1)
    saved_meanwhile(theirs)
    refused = run(
        "rebase", "plan.yaml", "--onto", "new.csv", "-o", "plan.yaml", "--overwrite", "--if-changed", "mine-on-top"
    )
    assert refused.exit_code != 0
    assert (desk / "plan.yaml").read_text() == theirs


def test_flatten_says_what_became_of_the_file(desk: Path, saved_meanwhile: Callable[[str], None]) -> None:
    saved_meanwhile(PLAN.replace("30%", "40%"))
    done = run("flatten", "plan.yaml", "-o", "plan.yaml", "--overwrite", "--if-changed", "theirs")
    assert done.output.splitlines()[-1] == "not saved: plan.yaml is left as it was saved meanwhile"
