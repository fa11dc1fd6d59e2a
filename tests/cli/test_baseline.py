"""`virement baseline FILE`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from virement.baseline import load_baseline
from virement.cli import virement

CLEAR = (
    "Department,Program,FY2026 Budget,FY2027 Budget\nCare,Clinics,60,61.50\nCare,Homes,30,33\nWorks,Roads,45,44\n"
    "Total,,135,138.50\n"
)
TWO = "Agency,FY2027 Budget Authority,FY2027 Outlays\nArmy,61,55\nNavy,44,39\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(virement, ["baseline", *words])


def told(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json").stdout)
    return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clear.csv").write_text(CLEAR)
    (tmp_path / "two.csv").write_text(TWO)
    (tmp_path / "people.csv").write_text("Name,City\nAnn,Oslo\nBob,Rome\n")
    return tmp_path


def test_the_exit_code_is_the_answer(desk: Path) -> None:
    """0 understood, 1 unsure, 2 refused; also with --json, whose object is all of standard output."""
    for file, code, status in (
        ("clear.csv", 0, "understood"),
        ("two.csv", 1, "unsure"),
        ("people.csv", 2, "refused"),
    ):
        assert run(file).exit_code == code
        assert run(file, "--json").exit_code == code
        assert told(file)["status"] == status
    assert run("nowhere.csv").exit_code != 0


def test_the_object_says_all_of_it(desk: Path) -> None:
    """Totals are decimal texts; the account adds up to all numbers of the table."""
    found = told("clear.csv")
    assert found["totals"] == {"budget": {"FY2026": "135.00", "FY2027": "138.50"}}
    assert (found["leaves"], found["levels"], found["currency"], found["unit"]) == (
        3,
        ["Department", "Program"],
        None,
        "one",
    )
    assert {entry["what"]: entry["amounts"]["FY2027"] for entry in found["account"]} == {
        "read as budget": "138.50",
        "subtotals and totals": "138.50",
    }
    assert found["all_numbers"]["FY2027"] == "277.00"
    assert found["mapping"]["columns"]["department"] == "level"
    assert not found["questions"]


def test_a_question_names_its_answers_and_what_each_leads_to(desk: Path) -> None:
    (question,) = told("two.csv")["questions"]
    assert {c["answer"]: c["totals"]["budget"]["FY2027"] for c in question["choices"]} == {
        "authority": "105.00",
        "outlays": "94.00",
    }
    for choice in question["choices"]:
        answered = told("two.csv", "--answer", f"{question['key']}={choice['answer']}")
        assert (answered["status"], answered["totals"]) == ("understood", choice["totals"])


def test_a_person_says_what_the_columns_are(desk: Path) -> None:
    found = told("clear.csv", "--map", "division=Department")
    assert (found["leaves"], found["levels"]) == (2, ["Department"])
    found = told("two.csv", "--map", "amount=FY2027 Outlays")
    assert found["totals"]["budget"] == {"FY2027": "94.00"}
    refused = run("clear.csv", "--map", "colour=Department")
    assert "'colour=Department' is not a mapping" in str(refused.exception)


def test_the_folder_loads_as_what_was_understood(desk: Path) -> None:
    """With its account, its mapping, and the status that was given once for all."""
    done = run("two.csv", "--answer", "amount=outlays", "--status", "reported", "-o", "town")
    assert done.exit_code == 0, done.output
    baseline = load_baseline("town")
    assert baseline.budget.sum() == 9400
    assert set(baseline.status.flatten()) == {0}
    assert baseline.mapping is not None
    assert baseline.mapping.answers == {"amount": "outlays"}
    assert [entry.what for entry in baseline.account] == ["read as budget", "other stages and scopes"]


def test_a_folder_is_never_written_over_the_table_that_it_is_made_of(desk: Path) -> None:
    """Not even in part: the baseline that stands there stays whole."""
    town = desk / "town"
    assert run("clear.csv", "-o", "town").exit_code == 0
    (town / "budgets.csv").write_text((desk / "clear.csv").read_text())
    before = {path.name: path.read_bytes() for path in town.iterdir()}
    refused = run("town/budgets.csv", "-o", "town")
    assert "town/budgets.csv: is an input of this command" in str(refused.exception)
    assert {path.name: path.read_bytes() for path in town.iterdir()} == before


def test_nothing_is_written_while_something_is_open(desk: Path) -> None:
    done = run("two.csv", "-o", "town")
    assert done.exit_code == 1
    assert not (desk / "town").exists()
    assert "nothing is written to town" in done.stderr
