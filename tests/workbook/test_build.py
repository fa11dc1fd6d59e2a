"""The workbook's formulas against the engine: LibreOffice recalculates it, with drivers as they were and changed."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.engine.ledger import Ledger, reallocate
from virement.engine.limits import broken_limits
from virement.scenario import baseline_of, load_scenario, scenario_names
from virement.scenario.resolved_move import resolve
from virement.scenario.schema import Limit, Move, Scenario
from virement.values.amounts import from_minor
from virement.values.jobs import Jobs, Months
from virement.values.names import ROOT
from virement.values.problems import ModelError
from virement.workbook.build import book_of, workbook_of
from virement.workbook.cells import whole
from virement.workbook.exact_division import Quotients
from virement.workbook.import_workbook import read_workbook
from virement.workbook.move_formulas import divisions_of
from virement.workbook.result_sheets import TOP
from virement.workbook.sheet_names import Book
from virement.workbook.xlsx_writer import written

from tests.support.libreoffice import amounts, recalculated, result_of, turned, with_cells
from tests.support.strategies import run, scenario_of

GENERATED = 8
ASTRAY = (2, -0.1, "much")  # cuts that no share is
BROKEN = {"floor": "below its floor", "cap": "above its cap"}


def shipped() -> dict[str, Ledger]:
    read = {name: load_scenario(name) for name in scenario_names()}
    return {name: reallocate(baseline_of(scenario), scenario) for name, scenario in read.items()}


def drawn() -> dict[str, Ledger]:
    """Some generated scenarios, always the same."""
    found: list[Ledger] = []

    @settings(max_examples=GENERATED, phases=[Phase.generate], database=None, derandomize=True)
    @given(run())
    def collect(ledger: Ledger) -> None:
        found.append(ledger)

    collect()
    return {f"drawn{number}": ledger for number, ledger in enumerate(found)}


def by_hand() -> dict[str, Ledger]:
    """What draws seldom hold: empty periods, leaves apart, the largest figures, names that look like formulas."""
    table = "division,FY2026,FY2027,FY2028\n=1+1 / NA,0,3,9000000000001.01\n-A,0,7,0.02\n@x,9.99,0,0.01\n"
    table += "=1+1 / *,0,11,777777777777.77\n+Z,5,5,5\n"
    odd = read_baseline_table(table.encode(), "odd.csv", currency="USD", unit="one")
    third = Fraction(33333333333333, 10**14)
    moves = (
        Move(name="=HYPERLINK()", from_=("=1+1", "-A"), cut=third, to={"@x": third}, start="FY2027"),
        Move(name="+2", from_=("@x",), cut=Fraction(1, 7 * 10**9) * 7, to={"=1+1": Fraction(1, 2), "-A": "rest"}),
        Move(name="late", from_=("=1+1 / NA",), except_=(), cut=third, of=("=1+1 / *",), ramp=(Fraction(0), third),
             stranded_cost=third, one_off_cost=third, to={"All divisions": Fraction(1)}, start="FY2027"),
        Move(name="yearly", from_=("=1+1 / *",), cut=from_minor(777, "USD", per_year=True), ramp=(third, Fraction(1)),
             to={"@x": Fraction(1)}, start="FY2027"),
    )  # fmt: skip
    idle = reallocate(odd, scenario_of())
    meta = load_baseline("meta")
    staff = scenario_of(
        Move(name="jobs", from_=("Reality Labs",), cut=Jobs(Decimal("1234.56")), ramp=(third, Fraction(1)),
             severance=Months(Decimal("2.5")), to={"AI division": Fraction(1)}, one_off_cost=third),
        Move(name="more", from_=("Reality Labs / Wearables",), cut=Jobs(Fraction(1, 40)),
             to={"Family of Apps": "rest"}),
    )  # fmt: skip
    table = b"division,FY2026,FY2027,FY2028\nA,100,200,7\nB / x,3,0,0\nB / y,50,40,20\nB / z,0,0,1\n"
    town = read_baseline_table(table, "town.csv", currency="USD")
    signs = np.array([[1, 1, 1], [-1, -1, 1], [1, 1, -1], [1, 1, -1]])
    credited = reallocate(
        replace(town, budget=town.budget * signs),
        scenario_of(
            Move(name="all", from_=(ROOT,), cut=third, to={"Savings": Fraction(1)}),
            Move(name="B", from_=("A",), cut=from_minor(500, "USD"), to={"B": Fraction(1)}),
        ),
    )
    limits = (
        Limit(division=ROOT, floor=Fraction(1)),
        Limit(division="+Z", locked=True),
        Limit(division="@x", cap=Fraction(1, 2)),
        Limit(division="-A", floor=Fraction(1, 2)),
    )
    held = reallocate(odd, scenario_of(*moves, limits=limits))
    return {"idle": idle, "credits": credited, "odd": held, "jobs": reallocate(meta, staff)}


@dataclass(frozen=True)
class Case:
    """A workbook with the scenario that its drivers say, none if it is refused, and what LibreOffice makes of it."""

    ledger: Ledger
    book: Book
    scenario: Scenario | None
    seen: Any

    @property
    def baseline(self) -> Baseline:
        return self.ledger.baseline


@pytest.fixture(scope="module")
def cases(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Each scenario as it is and with its drivers turned, without any value in the file; and one sabotaged."""
    files, known, dice = {}, {}, random.Random(5)
    for name, ledger in {**shipped(), **drawn(), **by_hand()}.items():
        book = book_of(ledger)
        data = written(book)
        changed = with_cells(data, turned(book.drivers, book.scale, dice))
        for file, content in ((f"{name}.xlsx", with_cells(data, {})), (f"{name}-turned.xlsx", changed)):
            files[file] = content
            known[file] = (ledger, book, come_back(content, file))
    plain = files["toy-streets-to-parks.xlsx"]
    cut = next(one for one in known["toy-streets-to-parks.xlsx"][1].drivers if one.path == ("cut",))
    files["broken.xlsx"] = sabotaged(plain)
    files |= {f"broken-by-{value}.xlsx": with_cells(plain, {("Drivers", cut.row, cut.column): value})
              for value in ASTRAY}  # fmt: skip
    known |= {file: known["toy-streets-to-parks.xlsx"] for file in files if file.startswith("broken")}
    seen = recalculated(soffice, files, tmp_path_factory.mktemp("soffice"))
    return {file: Case(*known[file], seen[file]) for file in files}


def come_back(content: bytes, file: str) -> Scenario | None:
    try:
        return read_workbook(content, file)[0]
    except ModelError as error:
        placed = all(f"{file} Drivers!" in problem.where for problem in error.problems)
        return None if placed else pytest.fail(str(error))


def sabotaged(data: bytes) -> bytes:
    """The workbook with one quotient rounded down where it was rounded half up."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book["Quotients"].iter_rows(min_row=4, min_col=17, max_col=17):
        row[0].value = f"=O{row[0].row}-1"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def carried_out(case: Case) -> Ledger | None:
    return None if case.scenario is None else reallocate(case.baseline, case.scenario)


def wrong(case: Case, ledger: Ledger) -> list[str]:
    """The sheets in which LibreOffice differs from the engine by a cent or more."""
    result = result_of(case.seen, ledger, case.book.scale)
    expected = ledger.baseline.budget, ledger.variance[:, :, 0], ledger.budget[:, :, 0]
    found = [] if result == tuple(array.tolist() for array in expected) else ["Result"]
    if posted(case) != {key: amount for key, amount in booked(ledger).items() if amount}:
        found.append("Ledger")
    return found if compared(case) == by_year(ledger) else [*found, "Compare"]


def posted(case: Case) -> dict[tuple[str, str, str, int], int]:
    """The sheet Ledger: what it posts by move, receiver, account and period, without what is nothing."""
    found: dict[tuple[str, str, str, int], int] = {}
    for row in case.seen["Ledger"].iter_rows(min_row=TOP + 1, values_only=True):
        for column, value in enumerate(row[4 : 4 + len(case.baseline.periods)]):
            key = (row[0], row[2] or "", row[3], column)
            found[key] = found.get(key, 0) + round((value or 0) * case.book.scale)
    return {key: amount for key, amount in found.items() if amount}


def booked(ledger: Ledger) -> dict[tuple[str, str, str, int], int]:
    found: dict[tuple[str, str, str, int], int] = {}
    for one in ledger.postings:
        for row, line in zip(one.rows, one.amounts[:, :, 0].tolist(), strict=True):
            for column, amount in zip(one.window, line, strict=True):
                key = (ledger.scenario.moves[one.move].name, one.receiver, ledger.accounts[row], column)
                found[key] = found.get(key, 0) + amount
    return found


def compared(case: Case) -> list[list[int]]:
    """The sheet Compare, without its percentages: baseline, scenario and difference of each fiscal year."""
    rows = range(TOP, TOP + len(case.baseline.divisions) + 1)
    years = [amounts(case.seen["Compare"], rows, 1 + 5 * n, 3, case.book.scale)
             for n in range(len(case.baseline.fiscal_years))]  # fmt: skip
    return [[value for year in years for value in year[place]] for place in range(len(rows))]


def by_year(ledger: Ledger) -> list[list[int]]:
    baseline, found = ledger.baseline, []
    for name in (*baseline.divisions, ROOT):
        line: list[int] = []
        for columns in baseline.fiscal_years.values():
            rows = baseline.rows_of(name)
            before, after = (int(array[rows][:, columns].sum()) for array in (baseline.budget, ledger.budget[:, :, 0]))
            line += [before, after, after - before]
        found.append(line)
    return found


def test_every_cell_is_the_engines(cases: dict[str, Case]) -> None:
    """Whatever its drivers say, every figure of Result, Ledger and Compare is the engine's, to the cent."""
    carried = {file: (case, ledger) for file, case in cases.items() if (ledger := carried_out(case))}
    differing = {file: wrong(*both) for file, both in carried.items() if not file.startswith("broken")}
    assert not {file: sheets for file, sheets in differing.items() if sheets}
    assert sum(file.endswith("-turned.xlsx") for file in carried) > len(scenario_names())


def test_the_checks_tell_what_can_be_carried_out(cases: dict[str, Case]) -> None:
    """All checks are 0 where the engine carries the drivers out, and one isn't where it refuses them."""
    for file, case in cases.items():
        if not file.startswith("broken"):
            checks = case.seen["Checks"]["C3"].value
            assert (checks == 0) == (carried_out(case) is not None), file


def test_a_wrong_formula_is_seen(cases: dict[str, Case]) -> None:
    """The comparison can fail: with quotients rounded otherwise LibreOffice comes to other figures."""
    broken = cases["broken.xlsx"]
    assert "Result" in wrong(broken, broken.ledger)


def test_a_driver_beyond_bounds_is_counted(cases: dict[str, Case]) -> None:
    """A cut of 200 %, one below nothing and one that is not a number each fail the check of the drivers."""
    for value in ASTRAY:
        told = checked(cases[f"broken-by-{value}.xlsx"])
        assert told["drivers that are no number, or out of bounds"] == 1, value
    assert checked(cases["toy-streets-to-parks.xlsx"])["drivers that are no number, or out of bounds"] == 0


def checked(case: Case) -> dict[str, float]:
    """What each check of a scenario with one move comes to."""
    return {what: value for _, what, value in case.seen["Checks"].iter_rows(min_row=6, max_col=3, values_only=True)}


def test_the_limits_are_broken_by_what_the_engine_says(cases: dict[str, Case]) -> None:
    """Of floors and caps the sheet tells just the breaches that the engine does, each with its size."""
    kinds = set()
    for file, case in cases.items():
        if not file.startswith("broken") and (ledger := carried_out(case)):
            broken = broken_limits(ledger)
            told = [(one.division, f"{BROKEN[one.kind]}, {one.fiscal_year}", one.size) for one in broken]
            assert limits_seen(case) == told, file
            kinds |= {one.kind for one in broken}
    assert kinds == set(BROKEN)


def limits_seen(case: Case) -> list[tuple[str, str, int]]:
    """The limits of the sheet Checks that aren't 0, in the smallest coin."""
    rows = list(case.seen["Checks"].iter_rows(max_col=3, values_only=True))
    heads = [place for place, row in enumerate(rows) if row[0] == "Limit on"]
    below = rows[heads[0] + 1 :] if heads else []
    return [(of, what, round(size * case.book.scale)) for of, what, size in below if size]


def test_a_check_that_is_not_0_is_painted_red() -> None:
    """The sum of all checks, and every check and limit below it."""
    sheet = openpyxl.load_workbook(io.BytesIO(written(book_of(by_hand()["odd"]))))["Checks"]
    rules = {str(one.sqref): one.rules for one in sheet.conditional_formatting}
    (total,), (each,) = rules["C3"], rules["C6:C5001"]
    assert sheet.max_row < 5001
    assert (total.operator, total.formula) == ("notEqual", ["0"])
    assert each.formula == ["AND(ISNUMBER($C6),$C6<>0)"]
    assert {rule.dxf.fill.bgColor.rgb for rule in (total, each)} == {"FFF8D0CC"}


def test_percentages_are_of_the_baseline(cases: dict[str, Case]) -> None:
    """Δ % is the change over the baseline, and empty where there was none."""
    sheet = cases["rl-phased-exit.xlsx"].seen["Compare"]
    for row in sheet.iter_rows(min_row=TOP + 1, max_row=TOP + 7, min_col=7, max_col=10, values_only=True):
        assert row[3] == pytest.approx(row[2] / row[0])


def test_what_a_viewer_shows_is_right_before_anything_recalculates() -> None:
    """The values that come with the formulas are the engine's: a viewer that reckons nothing shows them."""
    for name, ledger in shipped().items():
        book = book_of(ledger)
        case = Case(ledger, book, ledger.scenario, openpyxl.load_workbook(io.BytesIO(written(book)), data_only=True))
        assert not wrong(case, ledger), name
        assert case.seen["Checks"]["C3"].value == 0


@example(81744757865886, 87119247257746, 10**14)  # the estimate in floats is 1 too large
@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1), st.integers(1, 10**15 - 1))
def test_long_division_is_exact(first: int, second: int, third: int) -> None:
    """The formulas of a division, reckoned in floats as a spreadsheet does, give floor, remainder and half up.

    The second is no larger than the third, as a weight is of all weights."""
    second = min(second, third)
    page = Quotients()
    page.divide("", whole(first), whole(second), whole(third))
    cells = {"BCD"[n]: float(value) for n, value in enumerate((first, second, third))}
    for column, letter in enumerate("EFGHIJKLMNOPQ", start=4):
        formula = str(page.page.cells[3, column].content)[1:]
        cells[letter] = reckoned(formula, cells)
    floor, left = divmod(first * second, third)
    assert (cells["O"], cells["P"], cells["Q"]) == (floor, left, floor + (2 * left >= third))


def chosen(condition: bool, one: float, other: float) -> float:
    return one if condition else other


def reckoned(formula: str, cells: dict[str, float]) -> float:
    """A formula of row 4 in Python's floats, which are a spreadsheet's."""
    text = formula
    for letter in cells:
        text = text.replace(f"{letter}4", f"cells['{letter}']")
    return float(eval(text, {"INT": np.floor, "IF": chosen, "cells": cells}))


def test_the_same_ledger_gives_the_same_bytes(toy: Baseline) -> None:
    """No clock and no dice: two workbooks of one ledger are one, also of two equal ledgers."""
    scenario = load_scenario("toy-streets-to-parks")
    assert workbook_of(reallocate(toy, scenario)) == workbook_of(reallocate(toy, scenario))


def test_only_drivers_are_open() -> None:
    """The unlocked cells are the drivers, each with a validation; all sheets are protected, without password."""
    ledger = shipped()["rl-phased-exit"]
    book = book_of(ledger)
    file = openpyxl.load_workbook(io.BytesIO(written(book)))
    cells = ((sheet.title, cell) for sheet in file for row in sheet.iter_rows() for cell in row)
    open_cells = {(name, cell.row - 1, cell.column - 1) for name, cell in cells if not cell.protection.locked}
    assert open_cells == {("Drivers", driver.row, driver.column) for driver in book.drivers}
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in file)
    ruled = {str(place) for rule in file["Drivers"].data_validations.dataValidation for place in rule.sqref.ranges}
    assert len(ruled) == len(book.drivers)


def test_words_stay_words() -> None:
    """A division called `=1+1`, `-A` or `@x`, and a move called `=HYPERLINK()`, is text in every sheet."""
    file = openpyxl.load_workbook(io.BytesIO(workbook_of(by_hand()["odd"])))
    texts = {cell.value: cell.data_type for sheet in file for row in sheet.iter_rows() for cell in row
             if cell.value in ("=1+1", "=1+1 / NA", "-A", "@x", "=HYPERLINK()", "+2")}  # fmt: skip
    assert len(texts) >= 5
    assert set(texts.values()) == {"s"}


def test_what_no_formula_carries_is_refused(toy: Baseline) -> None:
    """Shares finer than a spreadsheet counts, and more money than it counts to the cent, are named."""
    fine = scenario_of(Move(name="fine", from_=("Streets",), cut=Fraction(1, 3)))
    with pytest.raises(ModelError, match="decimals"):
        workbook_of(reallocate(toy, fine))
    rich = read_baseline_table(b"division,FY2026\nA,9000000000000\nB,9000000000000\n", "rich.csv", currency="USD")
    with pytest.raises(ModelError, match="more money"):
        workbook_of(reallocate(rich, scenario_of()))


def test_long_divisions_are_counted_before_any_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count is that of the lines; what has too many is refused before the first."""
    for name, ledger in {**shipped(), **drawn(), **by_hand()}.items():
        (page,) = (page for page in book_of(ledger).pages if page.name == "Quotients")
        written_ = sum(column == 1 and row > 2 for row, column in page.cells)
        assert sum(map(divisions_of, resolve(ledger.scenario, ledger.baseline))) == written_, name
    rows = "".join(f"Unit {number},{','.join(['100000'] * 12)}\n" for number in range(5_001))
    months = ",".join(f"2026-{month:02d}" for month in range(1, 13))
    wide = read_baseline_table(f"division,{months}\n{rows}".encode(), "wide.csv", currency="USD")
    cut = scenario_of(Move(name="all", from_=(ROOT,), cut=Fraction(1, 10), to={"Savings": "rest"}))
    monkeypatch.setattr(Quotients, "divide", lambda *_: pytest.fail("a long division was written"))
    with pytest.raises(ModelError, match="60,061 long divisions; a spreadsheet is good for 25,000"):
        workbook_of(reallocate(wide, cut))


def test_a_source_opens_from_the_workbook() -> None:
    """The address of each source is a link, and so is a reference that is an address."""
    ledger = shipped()["nyt-2b-to-ai"]
    own = reallocate(ledger.baseline, ledger.scenario.model_copy(update={"reference": "https://town.example/plan"}))
    file = openpyxl.load_workbook(io.BytesIO(workbook_of(own)))
    sheet = file["Sources"]
    column = [cell.value for cell in sheet[4]].index("link") + 1
    rows = range(5, sheet.max_row + 1)
    links = {sheet.cell(row, 1).value: sheet.cell(row, column) for row in rows}
    for source in ledger.baseline.sources.itertuples():
        found = links[source.id].hyperlink
        assert (found.target if found else "") == source.link
    assert sheet["B2"].hyperlink.target == "https://town.example/plan"


def test_it_reads_as_a_person_would() -> None:
    """The sheets stand in order, with frozen heads, named ranges and one chart; the machinery comes last."""
    file = openpyxl.load_workbook(io.BytesIO(workbook_of(shipped()["rl-range-to-ai"])))
    assert file.sheetnames == ["Read me", "Drivers", "Baseline", "Ledger", "Result", "Compare", "Checks", "Approvals",
                               "Sources", "Work", "Quotients", "Origin"]  # fmt: skip
    assert file["Result"].freeze_panes == "B5"
    assert {"Cut_1", "Switch_1", "Result_budget", "All_checks"} <= set(file.defined_names)
    assert len(file["Compare"]._charts) == 1
    words = " ".join(str(cell.value) for row in file["Read me"].iter_rows() for cell in row)
    assert "Ranges" in words
    assert "likely values" in words
