"""Reading a workbook back: changed drivers are taken, whatever else was changed is named, what is foreign refused."""

from __future__ import annotations

import io
import os
import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, seed, settings

from model.baseline import Baseline
from model.cli import virement
from model.errors import ModelError
from model.ledger import Ledger, reallocate
from model.money import Amount
from model.scenario import Move
from model.scenario_files import baseline_of, load_scenario, scenario_names, scenario_text
from model.spreadsheet.drivers import Driver
from model.spreadsheet.origin import canonical, packed_text, unpacked
from model.spreadsheet.reading import read_workbook
from model.spreadsheet.workbook import book_of, workbook_of

from .spreadsheet import with_cells
from .strategies import run, scenario_of

NAME = "model.xlsx"


def ledger_of(name: str) -> Ledger:
    scenario = load_scenario(name)
    return reallocate(baseline_of(scenario), scenario)


def driver(ledger: Ledger, *path: str | int, move: int = 0) -> tuple[str, int, int]:
    found: list[Driver] = [one for one in book_of(ledger).drivers if one.move == move and one.path == path]
    return "Drivers", found[0].row, found[0].column


@pytest.fixture(scope="module")
def exit_plan() -> Ledger:
    return ledger_of("rl-phased-exit")


@pytest.fixture(scope="module")
def plan(exit_plan: Ledger) -> bytes:
    return workbook_of(exit_plan)


@pytest.mark.parametrize("name", scenario_names())
def test_unchanged_it_says_the_same_scenario(name: str) -> None:
    """Out and in again, also through another program: an equal scenario, and nothing differs."""
    ledger = ledger_of(name)
    data = workbook_of(ledger)
    for content in (data, with_cells(data, {})):
        scenario, differences = read_workbook(content, NAME)
        assert (scenario, differences) == (ledger.scenario, [])
        assert scenario_text(scenario) == scenario_text(ledger.scenario)


@pytest.mark.parametrize("part", range(20))
def test_any_scenario_survives(part: int) -> None:
    """Whatever a scenario holds, odd texts and shares too, it comes back as it was: a thousand of them in CI."""

    @seed(part)
    @settings(max_examples=50 if "CI" in os.environ else 1)
    @given(run(0))
    def comes_back(ledger: Ledger) -> None:
        assert read_workbook(workbook_of(ledger), NAME) == (ledger.scenario, [])

    comes_back()


def test_changed_drivers_are_taken(exit_plan: Ledger, plan: bytes) -> None:
    """A cut, a part, a switch, a step of the ramp and a cost are read as the scenario would say them, each named."""
    cells = {
        driver(exit_plan, "cut"): 0.455,
        driver(exit_plan, "to", "AI division"): 0.25,
        driver(exit_plan, "enabled", move=1): "on",
        driver(exit_plan, "ramp", 1): None,
        driver(exit_plan, "one_off_cost", "share"): None,
        driver(exit_plan, "one_off_cost", "amount"): 120.5,
        driver(exit_plan, "stranded_cost"): None,
    }
    scenario, differences = read_workbook(with_cells(plan, cells), NAME)
    move = scenario.moves[0]
    assert (move.cut, move.to["AI division"]) == (Fraction(455, 1000), Fraction(1, 4))
    assert move.ramp is not None
    assert move.ramp[:3] == (Fraction(1, 10), Fraction(1, 10), Fraction(35, 100))
    assert isinstance(move.one_off_cost, Amount)
    assert (int(move.one_off_cost.value), move.stranded_cost) == (120_500_000, 0)
    assert scenario.moves[1].enabled
    assert [one.obeyed for one in differences] == [True] * 7
    assert any("cut was 60% and is 45.5%" in str(one) for one in differences)


def test_a_ramp_can_be_laid_and_lifted(toy: Baseline) -> None:
    """Shares over time can be filled in where there were none; an emptied end is shorter, all empty is none."""
    ledger = reallocate(toy, scenario_of(Move(name="a", from_=("Streets",), cut=Fraction(1, 10))))
    data = workbook_of(ledger)
    laid, _ = read_workbook(with_cells(data, {driver(ledger, "ramp", 0): 0.5}), NAME)
    assert laid.moves[0].ramp == (Fraction(1, 2),)
    after = reallocate(toy, laid)
    lifted, _ = read_workbook(with_cells(workbook_of(after), {driver(after, "ramp", 0): None}), NAME)
    assert lifted == ledger.scenario


def test_what_else_was_changed_is_named_not_obeyed(exit_plan: Ledger, plan: bytes) -> None:
    """An overwritten formula, a figure of the baseline, a label, a stray cell and a lost sheet change no scenario."""
    cells = {("Result", 13, 5): 100, ("Baseline", 4, 1): 1, ("Drivers", 5, 1): "Another", ("Checks", 60, 9): "hello",
             ("Work", 5, 4): "=1+1"}  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(with_cells(plan, cells)))
    del book["Sources"]
    book.create_sheet("Mine")
    file = io.BytesIO()
    book.save(file)
    scenario, differences = read_workbook(file.getvalue(), NAME)
    assert scenario == exit_plan.scenario
    assert not any(one.obeyed for one in differences)
    assert {one.where for one in differences} == {
        "Result!F14", "Baseline!B5", "Drivers!B6", "Checks!J61", "Work!E6", "Sources", "Mine"}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [("=1/3", "is a formula"), ("30 %", "is no number"), (True, "is no number"), (1.5, "out of bounds"),
     (-0.1, "out of bounds"), (None, "nothing is no number"), ("", "nothing is no number")],
)  # fmt: skip
def test_a_driver_is_a_number(exit_plan: Ledger, plan: bytes, value: object, said: str) -> None:
    """A formula, a text, a truth, a share beyond bounds and a blank where a number has to be are refused, by cell."""
    with pytest.raises(ModelError, match=said) as caught:
        read_workbook(with_cells(plan, {driver(exit_plan, "cut"): value}), NAME)
    assert "model.xlsx Drivers!E6" in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(exit_plan: Ledger, plan: bytes) -> None:
    """Two drivers that can't be are two problems; drivers that contradict each other are told as a scenario's are."""
    cells = {driver(exit_plan, "cut"): "x", driver(exit_plan, "enabled", move=1): "maybe"}
    with pytest.raises(ModelError) as caught:
        read_workbook(with_cells(plan, cells), NAME)
    assert len(caught.value.problems) == 2
    with pytest.raises(ModelError, match="phasing sums to"):
        read_workbook(with_cells(plan, {driver(exit_plan, "phasing", 0, move=1): 0.3}), NAME)
    with pytest.raises(ModelError, match="twice"):
        read_workbook(with_cells(plan, {driver(exit_plan, "one_off_cost", "amount"): 3}), NAME)
    shares = {driver(exit_plan, "to", "AI division"): 0.9}
    with pytest.raises(ModelError, match="shares sum to 130%"):
        read_workbook(with_cells(plan, shares), NAME)


def foreign() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def inflating() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 200_000_000)
    return file.getvalue()


def test_a_foreign_or_damaged_file_is_refused(plan: bytes) -> None:
    """What isn't ours, is no spreadsheet, is cut short, inflates or reaches far out is named and refused."""
    corner = with_cells(plan, {("Result", 900_000, 10_000): 1})
    files = {
        b"": "is no workbook",
        b"division,amount\nA,1\n": "is no workbook",
        foreign(): "not written by Virement",
        plan[:9000]: "damaged",
        inflating(): "unpacks",
        corner: "reaches beyond",
    }
    for data, said in files.items():
        with pytest.raises(ModelError, match=said):
            read_workbook(data, NAME)


def test_a_changed_memory_is_refused(plan: bytes) -> None:
    """The hidden sheet tells whether it was changed itself: one letter off, or gone, and nothing is read."""
    book = openpyxl.load_workbook(io.BytesIO(plan))
    text = str(book["Origin"]["A2"].value)
    other = with_cells(plan, {("Origin", 1, 0): text[:500] + ("A" if text[500] != "A" else "B") + text[501:]})
    for data in (other, with_cells(plan, {("Origin", 1, 0): None})):
        with pytest.raises(ModelError, match="hidden sheet"):
            read_workbook(data, NAME)
    assert unpacked("0" * 64 + "QUJD") is None
    forged = {"format": 1, "scenario": "title: A\nbaseline: toy\n", "drivers": [[7, ["cut"], "share", 5, 4, 1, True]]}
    for said in (forged, {**forged, "scale": 1, "currency": "USD", "sheets": {"Work": 3}}):
        with pytest.raises(ModelError, match="hidden sheet"):
            read_workbook(with_cells(plan, {("Origin", 1, 0): packed_text(said), ("Origin", 2, 0): None}), NAME)


def test_an_empty_corner_costs_nothing(plan: bytes) -> None:
    """A far cell without anything in it, as a careless format leaves one, is no change and takes no time."""
    book = openpyxl.load_workbook(io.BytesIO(plan))
    book["Result"].cell(1_000_000, 16_000).number_format = "0.00"
    file = io.BytesIO()
    book.save(file)
    assert read_workbook(file.getvalue(), NAME)[1] == []


def test_cells_are_known_again_after_another_program() -> None:
    """Spaces, dollars and the way a number is written make no other formula; another reference does."""
    assert canonical("=sum( $A$1:B2 )*1E+14") == canonical("=SUM(A1:B2)*100000000000000")
    assert canonical("=A1") != canonical("=A2")
    assert canonical(1) == canonical(1.0) != canonical("one")


def test_the_commands_go_there_and_back(tmp_path: Path) -> None:
    """`workbook` writes a file, `import` prints or saves the scenario; nothing is left where it can't."""
    file, saved = str(tmp_path / "m.xlsx"), str(tmp_path / "m.yaml")
    call = CliRunner().invoke
    assert call(virement, ["workbook", "rl-phased-exit", "-o", file]).exit_code == 0
    printed = call(virement, ["import", file])
    assert printed.stdout == scenario_text(load_scenario("rl-phased-exit"))
    assert "nothing differs" in printed.stderr
    assert call(virement, ["import", file, "-o", saved]).exit_code == 0
    assert load_scenario(saved) == load_scenario("rl-phased-exit")
    assert "replace it with --overwrite" in str(call(virement, ["import", file, "-o", saved]).exception)
    assert isinstance(
        call(virement, ["workbook", "rl-phased-exit", "-o", str(tmp_path / "m.xls")]).exception, ModelError
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.xlsx", "m.yaml"]
