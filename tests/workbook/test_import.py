"""Reading a workbook back: changed drivers are taken, whatever else was changed is named, what is foreign refused."""

from __future__ import annotations

import io
import os
import random
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, reject, seed, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.baseline.shipped import load_baseline
from virement.cli import virement
from virement.engine.ledger import Ledger, reallocate
from virement.exports.packs.build import files_of
from virement.scenario import scenario_names
from virement.scenario.changes import fingerprinted
from virement.scenario.files import baseline_of, load_scenario, scenario_text
from virement.scenario.ranges import Range
from virement.scenario.schema import Limit, Move
from virement.values.amounts import Amount
from virement.values.problems import ModelError
from virement.workbook.build import book_of, workbook_of
from virement.workbook.drivers_sheet import Driver
from virement.workbook.hidden_origin import canonical, packed_text, unpacked
from virement.workbook.import_workbook import read_workbook

from tests.conftest import DEPTH
from tests.support.libreoffice import turned, with_cells
from tests.support.strategies import run, scenario_of

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
        assert scenario_text(scenario) == scenario_text(fingerprinted(ledger.scenario, ledger.baseline))


@pytest.mark.parametrize("part", range(4 * DEPTH))
def test_any_scenario_survives(part: int) -> None:
    """Whatever a scenario holds, odd texts and shares too, it comes back as it was: two hundred of them in CI."""

    @seed(part)
    @settings(max_examples=50 if "CI" in os.environ else 1)
    @given(run(0))
    def comes_back(ledger: Ledger) -> None:
        assert read_workbook(workbook_of(ledger), NAME) == (ledger.scenario, [])

    comes_back()


@settings(max_examples=20 * DEPTH)
@given(run(), st.integers(0, 10**6))
def test_drivers_that_are_turned_and_turned_back_say_the_same_scenario(ledger: Ledger, dice: int) -> None:
    """Each change is read, and the change back: whatever a driver stands for, its cell says all of it."""
    book = book_of(ledger)
    cells = turned(book.drivers, book.scale, random.Random(dice))
    before = {("Drivers", one.row, one.column): one.shown(book.scale) for one in book.drivers}
    try:
        other, _ = read_workbook(with_cells(workbook_of(ledger), cells), NAME)
        changed = reallocate(ledger.baseline, other)
    except ModelError:
        reject()
    for one in book_of(changed).drivers:
        if one.path[0] in ("cut", "to", "enabled"):
            cell = "Drivers", one.row, one.column
            assert cells.get(cell, before[cell]) == one.shown(book.scale)
    assert read_workbook(with_cells(workbook_of(changed), before), NAME)[0] == ledger.scenario


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


@pytest.mark.parametrize("block", ["moves", "receivers"])
def test_rows_that_were_sorted_are_refused(toy: Baseline, block: str) -> None:
    """A driver is known by its place: in another row its figures would be those of another move, or receiver."""
    moves = [
        Move(name="Small", from_=("Streets",), cut=Fraction(1, 20), to={"Parks": Fraction(1, 4), "Library": "rest"}),
        Move(name="Large", from_=("Parks",), cut=Fraction(1, 2), to={"Library": Fraction(1)}),
    ]
    ledger = reallocate(toy, scenario_of(*moves))
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(ledger)))
    sheet = book["Drivers"]
    (_, first, _), (_, second, _) = (
        (driver(ledger, "cut", move=0), driver(ledger, "cut", move=1))
        if block == "moves"
        else (driver(ledger, "to", "Parks", move=0), driver(ledger, "to", "Library", move=1))
    )
    for column in range(1, 13):
        upper, lower = sheet.cell(first + 1, column), sheet.cell(second + 1, column)
        upper.value, lower.value = lower.value, upper.value
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(ModelError, match="was moved, or rows were sorted") as caught:
        read_workbook(file.getvalue(), NAME)
    assert f"Drivers!B{first + 1}: 'Large'" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "said"),
    [("=1/3", "is a formula"), ("third", "'third' is not a share. Write a share, as 30%"), (True, "is not a share"),
     (1.5, "out of bounds"), ("150%", "out of bounds"), (-0.1, "out of bounds"), ("1,5%", "is not a share"),
     (None, "E6: is empty. Write a share, as 30%"), ("", "is empty")],
)  # fmt: skip
def test_a_driver_is_a_number(exit_plan: Ledger, plan: bytes, value: object, said: str) -> None:
    """A formula, a text, a truth, a share beyond bounds and a blank where a number has to be are refused, by cell."""
    with pytest.raises(ModelError, match=said) as caught:
        read_workbook(with_cells(plan, {driver(exit_plan, "cut"): value}), NAME)
    assert "model.xlsx Drivers!E6" in str(caught.value)


@pytest.fixture(scope="module")
def amounts() -> Ledger:
    """Amounts and ranges over the toy town: $1,000 a year, or a range of it, and a one-off cost."""
    cut = Range(*(Amount(Decimal(value), "$") for value in (500, 1000, 2000)))
    shares = Range(Fraction(2, 100), Fraction(5, 100), Fraction(9, 100))
    some = Move(name="some", from_=("Streets",), cut=cut, one_off_cost=Range(*(Fraction(n, 10) for n in (1, 2, 3))))
    return ledger_over_toy(some, Move(name="share", from_=("Parks",), cut=shares))


def ledger_over_toy(*moves: Move) -> Ledger:
    return reallocate(load_baseline("toy"), scenario_of(*moves))


def test_a_text_that_is_plainly_a_number_is_one(exit_plan: Ledger, plan: bytes, amounts: Ledger) -> None:
    """`8%`, `2,000` and `0.5` as texts are what they say; a share is not an amount."""
    share = driver(exit_plan, "cut")
    for text, cut in (("8%", Fraction(8, 100)), (" 12.5 % ", Fraction(1, 8)), ("0.5", Fraction(1, 2))):
        assert read_workbook(with_cells(plan, {share: text}), NAME)[0].moves[0].cut == cut
    amount, data = driver(amounts, "cut"), workbook_of(amounts)
    assert read_workbook(with_cells(data, {amount: "1,200.5"}), NAME)[0].moves[0].cut == Amount(Decimal("1200.5"), "$")
    with pytest.raises(ModelError, match=r"'8%' is not an amount\. Write a number, as 2000"):
        read_workbook(with_cells(data, {amount: "8%"}), NAME)


def test_part_of_a_cent_is_refused_but_not_what_binary_numbers_leave(amounts: Ledger) -> None:
    """As in YAML; 1000.1 + 0.2 is 1000.3."""
    amount, data = driver(amounts, "cut"), workbook_of(amounts)
    with pytest.raises(ModelError, match=r"Drivers!E6: 1,500.005 has more decimals than the currency. Round it to 2"):
        read_workbook(with_cells(data, {amount: 1500.005}), NAME)
    noisy, _ = read_workbook(with_cells(data, {amount: 1000.1 + 0.2}), NAME)
    assert noisy.moves[0].cut == Amount(Decimal("1000.3"), "$")


def test_what_becomes_of_a_range_is_said(amounts: Ledger) -> None:
    """Widened to hold the new likely value, or gone where it became an amount; where its ends stay, nothing is said."""
    data = workbook_of(amounts)
    cells = {driver(amounts, "cut"): 3000, driver(amounts, "cut", move=1): 0.06}
    scenario, told = read_workbook(with_cells(data, cells), NAME)
    assert scenario.moves[0].ranges["cut",].high == Amount(Decimal(3000), "$")
    assert [one.what for one in told] == [
        "cut was $1,000.00 and is $3,000.00, and its range now reaches from $500 to $3k",
        "cut was 5% and is 6%",
    ]
    _, (told,) = read_workbook(with_cells(data, {driver(amounts, "cut", move=1): 0.2}), NAME)
    assert told.what == "cut was 5% and is 20%, and its range now reaches from 2% to 20%"
    cells = {driver(amounts, "one_off_cost", "share"): None, driver(amounts, "one_off_cost", "amount"): 100}
    scenario, differences = read_workbook(with_cells(data, cells), NAME)
    assert ("one_off_cost",) not in scenario.moves[0].ranges
    assert all(one.what.endswith(", without a range") for one in differences)


def test_what_overdraws_is_refused_by_its_cell(amounts: Ledger) -> None:
    """Over the baseline that the workbook remembers; the changed driver is named, whichever of the moves it is of."""
    data = workbook_of(amounts)
    with pytest.raises(ModelError, match=r"^model.xlsx Drivers!E6: move 'some' takes .* more than 'Streets' has"):
        read_workbook(with_cells(data, {driver(amounts, "cut"): 7_500_000_000}), NAME)
    off = Move(name="off", from_=("Streets",), cut=Fraction(9, 10), enabled=False)
    two = ledger_over_toy(Move(name="on", from_=("Streets",), cut=Fraction(5, 10)), off)
    with pytest.raises(ModelError, match=r"^model.xlsx Drivers!C7: moves 'on' and 'off' together take"):
        read_workbook(with_cells(workbook_of(two), {driver(two, "enabled", move=1): "on"}), NAME)
    both = ledger_over_toy(*(Move(name=name, from_=("Streets",), cut=Fraction(2, 5)) for name in ("first", "last")))
    with pytest.raises(ModelError, match=r"^model.xlsx Drivers!E6: moves 'first' and 'last' together take"):
        read_workbook(with_cells(workbook_of(both), {driver(both, "cut"): 0.7}), NAME)


def test_a_broken_limit_does_not_keep_a_workbook_out(toy: Baseline) -> None:
    """It is a violation that check names, no reason to refuse."""
    scenario = scenario_of(Move(name="a", from_=("Streets",), cut=Fraction(1, 10)))
    scenario = scenario.model_copy(update={"limits": (Limit(division="Streets", floor=Fraction(4, 5)),)})
    ledger = reallocate(toy, scenario)
    back, _ = read_workbook(with_cells(workbook_of(ledger), {driver(ledger, "cut"): 0.5}), NAME)
    assert back.moves[0].cut == Fraction(1, 2)


def test_all_that_is_wrong_is_told_at_once(exit_plan: Ledger, plan: bytes) -> None:
    """Two drivers that can't be are two problems; drivers that contradict each other are told as a scenario's are."""
    cells = {driver(exit_plan, "cut"): "x", driver(exit_plan, "enabled", move=1): "maybe"}
    with pytest.raises(ModelError) as caught:
        read_workbook(with_cells(plan, cells), NAME)
    assert len(caught.value.problems) == 2
    with pytest.raises(ModelError, match="phasing sums to"):
        read_workbook(with_cells(plan, {driver(exit_plan, "phasing", 0, move=1): 0.3}), NAME)
    with pytest.raises(ModelError, match=r"^model.xlsx Drivers!I6 move '.*': says the one-off cost twice"):
        read_workbook(with_cells(plan, {driver(exit_plan, "one_off_cost", "amount"): 3}), NAME)
    shares = {driver(exit_plan, "to", "AI division"): 0.9}
    with pytest.raises(ModelError, match=r"^model.xlsx Drivers!E12 move '[^']*': shares sum to 130%"):
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
        b"": "is not a workbook",
        b"division,amount\nA,1\n": "is not a workbook",
        foreign(): "not written by Virement",
        plan[:9000]: "damaged",
        inflating(): "unpacks",
        corner: "too far to be a budget",
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
    forged = {"format": 2, "scenario": "title: A\nbaseline: toy\n", "drivers": [[7, ["cut"], "share", 5, 4, 1, True]]}
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
    assert printed.stdout == scenario_text(fingerprinted(load_scenario("rl-phased-exit"), load_baseline("meta")))
    assert "nothing differs" in printed.stderr
    assert call(virement, ["import", file, "-o", saved]).exit_code == 0
    assert load_scenario(saved) == load_scenario("rl-phased-exit")
    assert "replace it with --overwrite" in str(call(virement, ["import", file, "-o", saved]).exception)
    assert isinstance(
        call(virement, ["workbook", "rl-phased-exit", "-o", str(tmp_path / "m.xls")]).exception, ModelError
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.xlsx", "m.yaml"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table, a scenario that names another baseline, and places to save to."""
    monkeypatch.chdir(tmp_path)
    for folder in ("data", "out", "far/off"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data" / "town.csv").write_text("division,FY2026\nStreets,1000\nParks,500\n")
    (tmp_path / "cut.yaml").write_text(
        "title: x\nbaseline: toy\nmoves:\n  - {name: cut, from: Streets, cut: 10%, to: {Parks: 100%}}\n"
    )
    return tmp_path


def called(*words: str) -> str:
    done = CliRunner().invoke(virement, words)
    assert done.exit_code == 0, done.exception or done.output
    return done.output


def test_a_workbook_remembers_the_baseline_that_it_was_written_over(desk: Path) -> None:
    """Also one given beside the scenario's own, and from wherever it is saved to it is found again."""
    called("workbook", "cut.yaml", "--baseline", "data/town.csv", "-o", "out/cut.xlsx")
    for target, named in (("back.yaml", "data/town.csv"), ("far/off/back.yaml", "../../data/town.csv")):
        assert "warning" not in called("import", "out/cut.xlsx", "-o", target)
        assert load_scenario(target).baseline == named
        assert baseline_of(load_scenario(target)).leaves == ("Streets", "Parks")
    (desk / "here.yaml").write_text((desk / "cut.yaml").read_text().replace("toy", "data/town.csv"))
    called("workbook", "here.yaml", "-o", "out/here.xlsx")
    assert "baseline: data/town.csv\n" in called("import", "out/here.xlsx")
    (desk / "far" / "here.yaml").write_text((desk / "here.yaml").read_text())
    called("workbook", "far/here.yaml", "-o", "out/here.xlsx")  # its baseline is found from where one stands
    called("import", "out/here.xlsx", "-o", "far/again.yaml")
    assert load_scenario("far/again.yaml").baseline == "../data/town.csv"


def test_a_baseline_that_is_not_found_is_told_or_named_anew(desk: Path) -> None:
    """A shipped one with the same figures is named instead; else the warning says what to do."""
    ledger = ledger_of("toy-streets-to-parks")
    (desk / "model.xlsx").write_bytes(files_of(ledger)["model.xlsx"])
    said = called("import", "model.xlsx", "-o", "model.yaml")
    assert "warning: model.yaml: its baseline 'baseline' is not found" in said
    assert "'toy' holds the same figures and is named instead" in said
    assert load_scenario("model.yaml") == ledger.scenario
    called("workbook", "cut.yaml", "--baseline", "data/town.csv", "-o", "cut.xlsx")
    (desk / "cut.xlsx").rename(desk / "far" / "off" / "cut.xlsx")
    (desk / "data" / "town.csv").unlink()
    said = called("import", "far/off/cut.xlsx", "-o", "far/off/cut.yaml")
    assert "Put it there, or name it: virement run far/off/cut.yaml --baseline FILE" in said


def test_what_overdraws_is_not_saved(desk: Path) -> None:
    """$7,500 of the $1,000 that a division has in the table that the workbook was written over."""
    (desk / "cut.yaml").write_text((desk / "cut.yaml").read_text().replace("10%", "$100"))
    called("workbook", "cut.yaml", "--baseline", "data/town.csv", "-o", "cut.xlsx")
    (desk / "cut.xlsx").write_bytes(with_cells((desk / "cut.xlsx").read_bytes(), {("Drivers", 5, 4): 7500}))
    done = CliRunner().invoke(virement, ["import", "cut.xlsx", "-o", "back.yaml"])
    assert isinstance(done.exception, ModelError)
    assert str(done.exception).startswith("cut.xlsx Drivers!E6: move 'cut' takes $6.5k more than 'Streets' has")
    assert not (desk / "back.yaml").exists()
