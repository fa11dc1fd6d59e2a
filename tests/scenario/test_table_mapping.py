"""A scenario over a table carries how the table is read: answered once, never asked again."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from virement.baseline import load_baseline
from virement.cli import virement
from virement.scenario import baseline_of, load_scenario, read_scenario, save_scenario, scenario_text
from virement.tables import Mapping
from virement.values import ModelError

TABLE = "Agency,2026 Budget Authority,2026 Outlays\nArmy,500,400\nNavy,70,60\n"
SAID = "title: x\nbaseline: town.csv\nmoves:\n  - {name: cut, from: Army, cut: 10%, to: {Navy: 100%}}\n"
ANSWERED = Mapping(answers={"amount": "outlays"})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.csv").write_text(TABLE)
    (tmp_path / "cut.yaml").write_text(SAID)
    return tmp_path


def test_a_saved_scenario_asks_nothing_again(desk: Path) -> None:
    with pytest.raises(ModelError, match="which column is the budget"):
        baseline_of(load_scenario("cut.yaml"))
    save_scenario(load_scenario("cut.yaml"), "saved.yaml", baseline=load_baseline("town.csv", mapping=ANSWERED))
    saved = load_scenario("saved.yaml")
    assert saved.mapping == {"answers": {"amount": "outlays"}}
    assert baseline_of(saved).budget.sum() == 46000
    assert baseline_of(saved, mapping=Mapping(answers={"amount": "authority"})).budget.sum() == 57000
    assert saved == load_scenario("cut.yaml"), "it says the same"
    assert read_scenario(scenario_text(saved)).mapping == saved.mapping


def test_every_command_takes_the_answer(desk: Path) -> None:
    done = CliRunner().invoke(virement, ["run", "cut.yaml", "--answer", "amount=outlays", "--csv", "-"])
    assert done.exit_code == 0, done.exception
    assert "-40" in done.stdout
    mapped = CliRunner().invoke(virement, ["check", "cut.yaml", "--map", "amount=2026 Outlays"])
    assert mapped.exit_code == 0, mapped.output


def test_a_mapping_that_says_nothing_known_is_refused(desk: Path) -> None:
    with pytest.raises(ModelError, match="'colour' is nothing that a mapping says"):
        read_scenario(SAID + "mapping: {colour: red}\n")
