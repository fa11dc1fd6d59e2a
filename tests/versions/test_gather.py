"""Many answers as one: worked by hand over three divisions, and the same in whatever order they come."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from virement.baseline.shipped import load_baseline
from virement.cli.commands import virement
from virement.engine.ledger import reallocate
from virement.exports.answers_page import gathered_page
from virement.scenario.files import load_scenario, save_scenario
from virement.scenario.links import to_link
from virement.scenario.reader import read_scenario
from virement.values.problems import ModelError
from virement.versions.gathering import framing, gather, gathered_divisions, gathered_groups, gathered_sentence

from tests.support.strategies import baselines, carried_out, scenarios
from tests.support.towns import town_of

TOWN = "division;FY2026\nRoads;1000\nParks;400\nMuseum;200\n"
ANSWERS = {
    "Ann": "{name: a, from: Roads, cut: $100, to: {Parks: 100%}}",
    "Ben": "{name: a, from: Roads, cut: $300, to: {Parks: 100%}}",
    "Cid": "{name: a, from: Parks, cut: $40, to: {Savings: 100%}}",
}


def _answer(author: str, move: str):
    limits = "limits:\n  - {division: Roads, floor: 50%}\n  - {division: Museum, locked: true}\n"
    text = f"title: By {author}\nauthor: {author}\nbaseline: b\nmoves:\n  - {move}\n{limits}"
    return reallocate(town_of(TOWN), read_scenario(text))


def _answers():
    return [_answer(author, move) for author, move in ANSWERS.items()]


def test_three_answers_by_hand() -> None:
    """Roads: −300, −100, 0; Parks: −40, +100, +300; the museum was locked, and nobody touched it."""
    table = gathered_divisions(gather(_answers())).set_index("division")
    assert table.loc["Roads", ["cut_by", "raised_by", "untouched_by"]].tolist() == [2, 0, 1]
    assert table.loc["Roads", ["low", "q1", "median", "q3", "high"]].tolist() == [-300, -200, -100, -50, 0]
    assert table.loc["Parks", ["low", "q1", "median", "q3", "high"]].tolist() == [-40, 30, 100, 200, 300]
    assert table["median_pct"].tolist() == [Decimal(-10), Decimal(25), Decimal(0), None]
    assert table.loc["Savings", ["raised_by", "high"]].tolist() == [1, 40]
    assert "New funding" not in table.index


def test_groups_agree_on_whom_not_on_how_much() -> None:
    groups = gathered_groups(gather(_answers()))
    assert groups["answers"].tolist() == [2, 1]
    assert groups["who"].tolist() == ["By Ann; By Ben", "By Cid"]
    assert (groups["cuts"].tolist(), groups["raises"].tolist()) == (["Roads", "Parks"], ["Parks", ""])


def test_the_framing_says_what_could_not_be_chosen() -> None:
    found = gather(_answers())
    assert gathered_sentence(found) == "In FY2026, 2 of 3 answers cut Roads; nobody touched Museum."
    assert framing(found.ledgers) == [
        ("Started from", "generated, FY2026 to FY2026, $1.6k in all"),
        ("Locked", "Museum"),
        ("Range", "Roads: floor 50%"),
        ("Who chose", "3 answers, by Ann, Ben and Cid"),
    ]
    page = gathered_page(found).decode()
    assert all(words in page for _, words in framing(found.ledgers))


@given(st.data())
def test_the_order_of_the_answers_changes_nothing(data: st.DataObject) -> None:
    """Page and tables are the same, to the byte, whoever answered first; the middle of the spread is an answer's."""
    baseline = data.draw(baselines())
    ledgers = [carried_out(baseline, data.draw(scenarios(baseline))) for _ in range(3)]
    found, again = gather(ledgers), gather(data.draw(st.permutations(ledgers)))
    assert gathered_page(found) == gathered_page(again)
    table = gathered_divisions(found)
    assert table.equals(gathered_divisions(again))
    assert (table[["cut_by", "raised_by", "untouched_by"]].sum(axis=1) == 3).all()
    for name, minors in found.changes.items():
        (row,) = table[table["division"] == name].to_dict("records")
        assert row["low"] <= row["q1"] <= row["median"] <= row["q3"] <= row["high"]
        assert sum(minor < 0 for minor in minors) == row["cut_by"]


def test_a_file_is_a_file_though_it_is_called_like_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save_scenario(load_scenario("rl-30pct-to-ai"), tmp_path / "1.yaml")
    run = CliRunner().invoke(virement, ["gather", "nyt-2b-to-ai", "1.yaml"])
    assert "2 answers" in run.output, run.output


def test_files_and_links_are_answers_alike() -> None:
    """A link is an answer as its file is; what can't be carried out is named and left out."""
    link = to_link(load_scenario("rl-30pct-to-ai"), load_baseline("meta"))
    run = CliRunner().invoke(virement, ["gather", "nyt-2b-to-ai", f"http://x.example/?s={link}", "--csv", "-"])
    files = CliRunner().invoke(virement, ["gather", "rl-30pct-to-ai", "nyt-2b-to-ai", "nobody", "--csv", "-"])
    assert run.exit_code == files.exit_code == 0
    assert run.stdout == files.stdout
    assert "warning: nobody: is left out" in files.stderr
    with pytest.raises(ModelError, match="is left out"):
        CliRunner().invoke(virement, ["gather", "nobody"], standalone_mode=False, catch_exceptions=False)
