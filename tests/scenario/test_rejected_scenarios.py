"""Files that are no scenario, scenarios whose moves don't go together, and saving that fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from virement.baseline.shipped import read_baseline_table
from virement.check import find_problems
from virement.engine.ledger import reallocate
from virement.scenario.files import save_scenario, scenario_text
from virement.scenario.reader import read_scenario
from virement.scenario.schema import MOVE_FIELDS, Move, Scenario
from virement.values.amounts import from_minor
from virement.values.problems import ModelError

from tests.engine.test_infeasible_moves import problems_of

_KEYS = "One of: {}"
# a whole file, and the problems that it has
TEXTS: dict[str, tuple[str, ...]] = {
    "empty": (
        "",
        "x.yaml: is empty. A scenario has a title, a baseline and moves; see scenarios/README.md",
    ),
    "only a comment": (
        "# nothing\n",
        "x.yaml: is empty. A scenario has a title, a baseline and moves; see scenarios/README.md",
    ),
    "a word": (
        "hello",
        "x.yaml: is not a scenario. A scenario has a title, a baseline and moves; see scenarios/README.md",
    ),
    "a list": (
        "- a\n",
        "x.yaml: is not a scenario. A scenario has a title, a baseline and moves; see scenarios/README.md",
    ),
    "a move's keys at the top": (
        "title: T\nbaseline: toy\nname: my scenario\nfrom: Streets\n",
        "x.yaml:3:1: unknown key 'name'. " + _KEYS.format(", ".join(Scenario.model_fields)),
        "x.yaml:4:1: unknown key 'from'. " + _KEYS.format(", ".join(Scenario.model_fields)),
    ),
    "a key that no file has": (
        "title: T\nbaseline: toy\nmoves:\n- {name: a, from: Streets, cut: 1%, (ranges): {a: b}}\n",
        "x.yaml:4:37: unknown key '(ranges)'. " + _KEYS.format(", ".join(one.key for one in MOVE_FIELDS.values())),
    ),
    "not YAML": (
        "title: [a\n",
        "x.yaml:2:1: is not YAML: expected ',' or ']', but got '<stream end>'. Fix this line first",
    ),
    "a colon too many": (
        "title: a: b\n",
        "x.yaml:1:9: is not YAML: mapping values are not allowed here. Fix this line first",
    ),
    "a tab": (
        "moves:\n\t- name: A\n",
        "x.yaml:2:1: is not YAML: found character '\\t' that cannot start any token. Fix this line first",
    ),
    "not text": (
        "\x89PNG\r\n\x1a\n\0",
        "x.yaml: is not YAML: unacceptable character #x0089: special characters are not allowed. Is it a text file?",
    ),
    "alias bomb": (
        'a: &a ["lol", "lol"]\nb: &b [*a, *a]\n',
        "x.yaml:1:4: the anchor '&a' is not used here. Write the value out each time",
        "x.yaml:2:4: the anchor '&b' is not used here. Write the value out each time",
        "x.yaml:2:8: aliases are not used here. Write the value out",
    ),
    "a tag": (
        "title: !!python/object T\nbaseline: toy\n",
        "x.yaml:1:8: the tag 'tag:yaml.org,2002:python/object' is not used here. Write the plain value",
    ),
    "deep": (
        "title: " + "[" * 5000,
        "x.yaml:1:19: nests deeper than 12 levels. No scenario needs that",
    ),
    "two documents": (
        "title: T\n---\ntitle: U\n",
        "x.yaml:2:1: a second document begins here. One file holds one scenario",
    ),
    "moves that are text": (
        "title: T\nbaseline: toy\nmoves: hello\n",
        "x.yaml:3:8: moves: should be a list. See scenarios/README.md",
    ),
    "a limit without a limit": (
        "title: T\nbaseline: toy\nlimits:\n  - {division: Streets}\n",
        "x.yaml:4:5: sets no limit on 'Streets'. Give it a floor, a cap or locked: true",
    ),
    "a limit on nobody": (
        "title: T\nbaseline: toy\nlimits:\n  - {division: Stretes, floor: €5}\n",
        "x.yaml:4:16: limits the unknown division 'Stretes'. Did you mean 'Streets'?",
        "x.yaml:4:32: €5 is not in USD. The baseline's amounts are in $",
    ),
    "an unknown baseline": (
        "title: T\nbaseline: tooy\n",
        "x.yaml:2:11: baseline 'tooy' is not a baseline. Did you mean 'toy'?",
    ),
}
HEAD = "title: T\nbaseline: toy\nmoves:\n"


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a file holds, a person is told where it goes wrong."""
    text, *expected = TEXTS[name]
    assert problems_of(text, tmp_path, monkeypatch) == expected


def test_a_file_of_ten_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not even read."""
    found = problems_of("title: T\n" + "# filler\n" * 1_200_000, tmp_path, monkeypatch)
    assert found == ["x.yaml: is larger than 500 kB. A scenario is a page of text"]


def test_two_moves_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + "  - {name: A, from: Streets, cut: 6%}\n  - {name: A, from: Streets, cut: 5%}\n"
    assert problems_of(text, tmp_path, monkeypatch) == [
        "x.yaml:5:12: two moves are called 'A'. Name them apart: the ledger goes by the name"
    ]


def test_an_overdraft_by_two_moves_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 21: both are named, and no move that takes nothing there."""
    text = HEAD + (
        "  - {name: A, from: Streets, cut: 60%}\n"
        "  - {name: B, from: All divisions, cut: 50%}\n"
        "  - {name: Nothing, from: All divisions, cut: 0%}\n"
    )
    assert problems_of(text, tmp_path, monkeypatch) == [
        "x.yaml:5:41: moves 'A' and 'B' together take $240k more than 'Streets' has in FY2026 to FY2027. "
        "Cut less: no division can go below zero"
    ]


TEN_AT_ONCE = """\
title: T
titel: U
baseline: toy
moves:
  - {name: A, from: Streets, cut: 130%}
  - {name: B, from: Streets, cut: 30}
  - {name: C, from: Stretes, cut: 5%}
  - {name: D, from: Streets, cut: 5%, cut: 6%}
  - {name: E, from: Streets, cut: 5%, start: FY2025}
  - {name: F, from: Streets, cut: $2k, ramp: [50%, 100%]}
  - {name: G, from: Streets, cut: €2k}
  - {name: H, from: Streets, cut: $10.005}
  - {name: I, from: Streets, cut: 5%, to: {New funding: 50%}}
  - {name: I, from: Streets, cut: 5%, to: {Library: 60%, Parks: 50%}}
  - {name: K, from: Streets, cut: 6%, one_off_cost: $2m}
  - {name: L, from: Streets, cut: $6k, to: {Library: $7k}}
limits:
  - {division: Parcs, floor: 60%}
"""


def test_many_problems_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All problems of a file are told at once; these lines have one or two each."""
    found = problems_of(TEN_AT_ONCE, tmp_path, monkeypatch)
    assert {int(problem.split(":")[1]) for problem in found} == {2, *range(5, 17), 18}


def test_a_year_without_a_budget_is_named() -> None:
    """$1 per year can't come out of 2027, where A has nothing."""
    table = b"division,FY2026,FY2027,FY2028\nA,5,0,5\nB,1,1,1\n"
    scenario = read_scenario("title: T\nbaseline: b.csv\nmoves: [{name: M, from: A, cut: $1 per year}]", "x.yaml")
    with pytest.raises(ModelError, match="'A' has no budget to give in FY2027"):
        reallocate(read_baseline_table(table, "b.csv", currency="USD"), scenario)


@pytest.mark.parametrize(
    "said",
    [
        "from: Streets, cut: $5k, to: {Library: , Savings: 20%}",
        "from_: Streets, cut: $5k",
    ],
)
def test_nothing_is_half_obeyed(said: str) -> None:
    """A receiver without a part, or a key that is not a word of the format, is a problem and not passed over."""
    with pytest.raises(ModelError):
        read_scenario(f"{HEAD}  - {{name: A, {said}}}\n")


@pytest.mark.parametrize(
    "said",
    [
        "moves:\n  - {name: A, from: Streets, cut: $20,000}\n",
        "limits:\n  - {division: Streets, floor: $900,000}\n",
        "moves:\n  - {name: A, from: Streets, cut: 5%, foo: }\n",
        "bar:\n",
    ],
)
def test_a_comma_in_braces_is_no_smaller_amount(said: str) -> None:
    """In braces YAML ends `$20,000` at the comma; the key `000` that is left is an unknown key, not passed over."""
    with pytest.raises(ModelError):
        read_scenario(f"title: T\nbaseline: toy\n{said}")


def test_nearly_a_hundred_percent_is_not_called_a_hundred() -> None:
    """Shares that miss 100 % by little are not said to be 100 %."""
    shares = "[33.33333%, 33.33333%, 33.33333%]"
    with pytest.raises(ModelError) as caught:
        read_scenario(f"{HEAD}  - {{name: A, from: Streets, cut: $6k, phasing: {shares}}}\n")
    assert "sums to 100.0000%, not 100%" not in str(caught.value)


def test_a_name_too_long_for_a_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name of a baseline or of a scenario is too strange to say that there is none."""
    assert problems_of(f"title: T\nbaseline: {'b' * 5000}\n", tmp_path, monkeypatch)
    assert find_problems("x" * 5000)


SCENARIO = Scenario(title="Saved", baseline="toy", moves=(Move(name="A", from_=("Streets",), cut="5%"),))


def test_saving_does_not_overwrite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there stays as it was, unless one says so."""
    monkeypatch.chdir(tmp_path)
    save_scenario(SCENARIO, "x.yaml")
    before = Path("x.yaml").read_text("utf-8")
    with pytest.raises(ModelError) as caught:
        save_scenario(SCENARIO.model_copy(update={"title": "Other"}), "x.yaml")
    assert [str(p) for p in caught.value.problems] == ["x.yaml: exists already. Choose another name, or overwrite it"]
    assert Path("x.yaml").read_text("utf-8") == before
    save_scenario(SCENARIO.model_copy(update={"title": "Other"}), "x.yaml", overwrite=True)
    assert read_scenario(Path("x.yaml").read_text("utf-8")).title == "Other"


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_save_that_fails_leaves_the_old_file(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved whole or not at all: the old file is intact and no draft is left."""
    target = tmp_path / "x.yaml"
    save_scenario(SCENARIO, target)
    before = target.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises((OSError, ModelError)):
        save_scenario(SCENARIO.model_copy(update={"title": "Other"}), target, overwrite=True)
    assert target.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.yaml"]


def test_saving_to_nowhere_is_a_problem(tmp_path: Path) -> None:
    """A folder that isn't there is said, as everything else is."""
    with pytest.raises(ModelError):
        save_scenario(SCENARIO, tmp_path / "none" / "x.yaml")


def test_an_amount_without_a_currency_is_saved() -> None:
    """An amount of a baseline whose currency nobody knows is not written as a bare number, which can't be read."""
    amount = from_minor(123_45, "XXX")
    move = Move(name="A", from_=("A",), cut=amount)
    text = scenario_text(SCENARIO.model_copy(update={"moves": (move,)}))
    assert read_scenario(text).moves[0].cut == amount
