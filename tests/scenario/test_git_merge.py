"""Two people's versions of a scenario file, merged by Git as it comes: one line a thing, and comments kept."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from virement import check
from virement.baseline.budget import Baseline
from virement.edits.limits import with_limit
from virement.scenario import Move, load_scenario, read_scenario, save_scenario, scenario_names, scenario_text
from virement.scenario.changes import changed, with_move
from virement.scenario.schema import Limit, Scenario
from virement.values import written_value
from virement.values.files import SCENARIOS
from virement.values.jobs import Jobs

BASE = """\
# yaml-language-server: $schema=schema.json
title: Streets and library give
baseline: toy
reference: town-plan
description: >-
  Paving slows down, and the library closes on Mondays.
  Parks get what that frees.
moves:
  # agreed with the surveyor
  - name: Streets slow down
    from: Streets
    cut: 20%  # was 25%
    to: {Parks: 60%, Savings: 40%}
    why: One crew less
  # not agreed yet
  - name: Closed on Mondays
    from: Library
    cut: $20k
    to: {Savings: 100%}
limits:
  # by law
  - {division: Streets, floor: 60%}
"""

Change = Callable[[Scenario], Scenario]


@pytest.fixture
def merged(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Save each person's change over the common file, and merge them: how many conflicts there are, and the text."""

    def merge(*changes: Change, base: str = BASE, over: Baseline | None = None) -> tuple[int, str]:
        files = [tmp_path / name for name in ("mine.yaml", "base.yaml", "yours.yaml")]
        for file, change in zip(files, (changes[0], None, changes[1]), strict=True):
            file.write_text(base)
            if change is not None:
                scenario = change(load_scenario(file))
                save_scenario(scenario, file, overwrite=True, baseline=over)
        done = subprocess.run(["git", "merge-file", "-p", *map(str, files)], capture_output=True, check=False)
        return done.returncode, done.stdout.decode()

    return merge


def cut(index: int, value: object) -> Change:
    return lambda scenario: with_move(scenario, index, cut=value)


def another(name: str) -> Change:
    """Add a move behind the others."""
    move = Move(name=name, from_=("Parks",), cut=Fraction(1, 10), to={"Savings": Fraction(1)})
    return lambda scenario: changed(scenario, moves=(*scenario.moves, move))


def limit(division: str, **said: object) -> Change:
    return lambda scenario: with_limit(scenario, division, **said)


PAIRS = {
    "two moves": (cut(0, "15%"), cut(1, "$30k")),
    "a move and a limit": (another("Pools"), limit("Library", cap=Fraction(3, 2))),
    "a limit and a cut": (limit("Library", floor=Fraction(1, 2)), cut(1, "$30k")),
    "a limit mended and a move gone": (
        limit("Streets", floor=Fraction(3, 4)),
        lambda scenario: changed(scenario, moves=scenario.moves[:1]),
    ),
    "a title and a switch": (
        lambda scenario: changed(scenario, title="Another"),
        lambda scenario: with_move(scenario, 1, enabled=False),
    ),
    "the same thing": (cut(0, "15%"), cut(0, "15%")),
    "nothing and a ramp": (lambda scenario: scenario, lambda scenario: with_move(scenario, 0, ramp=["50%", "100%"])),
}


@pytest.mark.parametrize("saved_over", [False, True], ids=["plain", "with a fingerprint"])
@pytest.mark.parametrize("changes", PAIRS.values(), ids=PAIRS.keys())
def test_changes_of_different_things_merge(merged, toy: Baseline, changes, saved_over: bool) -> None:
    """Git merges them without a conflict to a valid scenario that says both; each comment that stays is there once."""
    conflicts, text = merged(*changes, over=toy if saved_over else None)
    assert conflicts == 0, text
    first, second = changes
    assert read_scenario(text) == second(first(read_scenario(BASE)))
    assert not [problem for problem in check.problems_in(text)[1] if problem.level == "error"]
    assert scenario_text(read_scenario(text), like=text) == text
    gone = ["# not agreed yet"] if "Closed on Mondays" not in text else []
    for comment in ("# agreed with the surveyor", "# was 25%", "# by law", "# not agreed yet"):
        assert text.count(comment) == 1 or comment in gone


def test_two_changes_of_one_cut_conflict_in_that_line_alone(merged) -> None:
    conflicts, text = merged(cut(0, "15%"), cut(0, "$300k"))
    assert conflicts == 1
    lines = text.splitlines()
    first, middle, last = (
        next(number for number, line in enumerate(lines) if line.startswith(mark)) for mark in ("<<<", "===", ">>>")
    )
    assert [line.split() for line in lines[first + 1 : middle]] == [["cut:", "15%", "#", "was", "25%"]]
    assert [line.split() for line in lines[middle + 1 : last]] == [["cut:", "$300k", "#", "was", "25%"]]
    outside = [*lines[:first], "    cut: 20%  # was 25%", *lines[last + 1 :]]
    assert outside == BASE.splitlines()


def test_a_change_touches_its_own_lines_only(toy: Baseline) -> None:
    """In every shipped file a changed cut is one line changed, and the fingerprint is one line added."""
    for name in scenario_names():
        text, scenario = (SCENARIOS / f"{name}.yaml").read_text(), load_scenario(name)
        cut = Jobs(Fraction(1, 8)) if scenario.moves[0].severance else Fraction(1, 8)
        move = scenario.moves[0].model_copy(update={"cut": cut, "ranges": {}, "phasing": None})
        edited = scenario.model_copy(update={"moves": (move, *scenario.moves[1:])})
        edited = edited.model_copy(update={"baseline_fingerprint": toy.fingerprint, "correlations": ()})
        if scenario.moves[0].ranges or scenario.correlations:
            continue
        before, after = text.splitlines(), scenario_text(edited, like=text).splitlines()
        assert sorted(set(after) - set(before)) == [
            f"    cut: {written_value(cut)}",
            f"baseline_fingerprint: {toy.fingerprint}",
        ]
        assert len(set(before) - set(after)) == 1


def test_the_canonical_text_is_one_line_a_thing(toy: Baseline) -> None:
    """Written afresh, keys stand in the order of the documents; receivers, shares and limits on a line each."""
    scenario = read_scenario(BASE)
    lines = scenario_text(changed(scenario, limits=(*scenario.limits, Limit(division="Parks", locked=True))))
    assert lines.splitlines()[5:] == [
        "moves:",
        "  - name: Streets slow down",
        "    from: Streets",
        "    cut: 20%",
        "    to: {Parks: 60%, Savings: 40%}",
        "    why: One crew less",
        "  - name: Closed on Mondays",
        "    from: Library",
        "    cut: $20k",
        "    to: {Savings: 100%}",
        "limits:",
        "  - {division: Streets, floor: 60%}",
        "  - {division: Parks, locked: true}",
    ]
