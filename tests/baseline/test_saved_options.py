"""One table can be read in several ways: its headings tell, else the scenario that was saved over it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from virement.baseline.budget import Baseline
from virement.baseline.from_reading import read_table
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.check import find_problems, other_figures
from virement.cli import virement
from virement.cli.output import as_text
from virement.engine.ledger import reallocate
from virement.scenario.changes import fingerprinted
from virement.scenario.files import baseline_of, load_scenario, save_scenario
from virement.values.problems import ModelError
from virement.views.divisions import by_division
from virement.workbook.build import book_of

TABLE = "division,FY2024,FY2025,FY2026,FY2027\nStreets,10,20,30,40\nParks,5,6,7,8\n"
SAID = "title: x\nbaseline: town.csv\nmoves:\n  - {name: cut, from: Streets, cut: 10%, to: {Parks: 100%}}\n"
WAYS: list[dict[str, str]] = [
    {},
    {"actuals_through": "FY2024"},
    {"actuals_through": "FY2026"},
    {"unit": "million"},
    {"unit": "thousand", "actuals_through": "FY2025"},
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.csv").write_text(TABLE)
    (tmp_path / "cut.yaml").write_text(SAID)
    return tmp_path


def same(one: Baseline, other: Baseline) -> bool:
    """Every field, and what the fingerprint is of."""

    def told(value: Any) -> Any:
        return value.tolist() if isinstance(value, np.ndarray) else str(value)

    return one.fingerprint == other.fingerprint and all(
        told(getattr(one, field.name)) == told(getattr(other, field.name)) for field in fields(Baseline)
    )


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_table_is_read_as_it_was_when_the_scenario_was_saved(desk: Path, way: dict[str, str]) -> None:
    """Unit and actual periods are those of the fingerprint, every field as if they were given, without a warning."""
    given = load_baseline("town.csv", **way)
    save_scenario(load_scenario("cut.yaml"), "saved.yaml", baseline=given)
    saved = load_scenario("saved.yaml")
    for which in (None, "town.csv"):
        found = baseline_of(saved, which)
        assert same(found, given)
        assert other_figures(saved, found) == []
    assert find_problems("saved.yaml") == list(given.warnings)


def test_a_given_option_stands_above_the_fingerprint(desk: Path) -> None:
    """What is said is obeyed, and what isn't is still found."""
    saved = fingerprinted(
        load_scenario("cut.yaml"), load_baseline("town.csv", unit="million", actuals_through="FY2025")
    )
    assert baseline_of(saved, "town.csv", actuals_through="FY2024").actuals == 1
    assert baseline_of(saved, "town.csv", actuals_through="").actuals == 0
    found = baseline_of(saved, "town.csv", actuals_through="FY2025")
    assert (found.unit, found.actuals) == ("million", 2)
    assert baseline_of(saved, "town.csv", unit="one").unit == "one"
    assert baseline_of(saved, "town.csv", unit="million").actuals == 2


def test_a_table_that_had_no_currency_has_none_again(desk: Path) -> None:
    """An amount in dollars makes a table without a sign one in dollars, but for one that it was saved over without."""
    (desk / "cut.yaml").write_text(SAID.replace("10%", "$5"))
    plain = load_scenario("cut.yaml")
    assert baseline_of(plain).currency == "USD"
    given = load_baseline("town.csv", actuals_through="FY2024")
    assert same(baseline_of(fingerprinted(plain, given)), given)
    assert baseline_of(fingerprinted(plain, given), currency="CAD").currency == "CAD"
    in_dollars = load_baseline("town.csv", currency="USD", unit="million")
    assert same(baseline_of(fingerprinted(plain, in_dollars)), in_dollars)


def test_other_figures_are_read_plainly_and_told(desk: Path) -> None:
    saved = fingerprinted(load_scenario("cut.yaml"), load_baseline("town.csv", actuals_through="FY2025"))
    (desk / "town.csv").write_text(TABLE.replace("30", "31"))
    found = baseline_of(saved, "town.csv")
    assert (found.actuals, found.unit) == (0, "one")
    assert "was saved over other figures" in other_figures(saved, found)[0].what
    (desk / "town.csv").write_text("division,FY2024\nStreets,what\n")
    with pytest.raises(ModelError, match="has no column of amounts"):
        baseline_of(saved, "town.csv")


@pytest.mark.parametrize("unit", ["one", "million", "billion"])
def test_a_unit_that_was_said_against_the_headings_is_found(desk: Path, unit: str) -> None:
    """Revenue too; finer or coarser than the thousands that the headings say."""
    text = (
        "division,measure,FY2026 ($000),FY2027 ($000)\nStreets,budget,10,20\nStreets,revenue,-3,4\nParks,budget,5,6\n"
    )
    (desk / "town.csv").write_text(text)
    given = load_baseline("town.csv", unit=unit, actuals_through="FY2026")
    assert same(baseline_of(fingerprinted(load_scenario("cut.yaml"), given)), given)


def test_the_search_reads_a_table_once_more_at_most(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ways to read it are told apart by their fingerprints; without one nothing is searched."""
    read: list[str] = []
    monkeypatch.setattr("virement.baseline.shipped.read_table", lambda *a: read.append(a[0]) or read_table(*a))
    plain = load_scenario("cut.yaml")
    saved = fingerprinted(plain, load_baseline("town.csv", unit="million", actuals_through="FY2026"))
    for scenario, times in ((plain, 1), (saved, 2), (saved.model_copy(update={"baseline_fingerprint": "0" * 64}), 1)):
        read.clear()
        baseline_of(scenario, "town.csv")
        assert len(read) == times


def test_every_other_count_of_actual_periods_has_the_fingerprint_of_reading_it_so(desk: Path) -> None:
    names = ("", "FY2024", "FY2025", "FY2026")
    anew = [load_baseline("town.csv", actuals_through=name).fingerprint for name in names]
    assert load_baseline("town.csv").fingerprints(range(4)) == anew
    assert len(set(anew)) == 4


def headed(*words: str) -> bytes:
    heads = ",".join(f"FY{2024 + place} {word}" for place, word in enumerate(words))
    return f"division,{heads}\nStreets{',10' * len(words)}\nParks{',5' * len(words)}\n".encode()


@pytest.mark.parametrize(
    ("words", "actuals"),
    [
        (("Actual", "Actuals", "Budget", "Proposed"), 2),
        (("audited", "Adopted"), 1),
        (("Budget", "Actual", "Proposed"), 0),
        (("Actual", "Actual"), 0),
        (("Adopted", "Proposed"), 0),
    ],
)
def test_headings_say_what_is_actual(words: tuple[str, ...], actuals: int) -> None:
    """Up to the last such column, if all before it say so too and a plan is left; else nothing is."""
    assert read_baseline_table(headed(*words), "town.csv").actuals == actuals


def test_what_is_given_stands_above_the_headings() -> None:
    for given, actuals in (("FY2024", 1), ("", 0)):
        found = read_baseline_table(headed("Actual", "Actual", "Budget"), "town.csv", actuals_through=given)
        assert (found.actuals, found.warnings) == (actuals, ())


def test_an_actual_column_without_amounts_is_no_actual_period() -> None:
    table = b"division,FY2023 Actual,FY2024 Actual,FY2025 Budget\nStreets,5,,7\nParks,5,,7\n"
    assert read_baseline_table(table, "town.csv").actuals == 1


def test_a_workbook_comes_back_over_the_table_as_it_was_read(desk: Path) -> None:
    """There and back by the command line: the imported scenario moves nothing in an actual year either."""
    call = CliRunner().invoke
    assert call(virement, ["workbook", "cut.yaml", "--actuals-through", "FY2025", "-o", "cut.xlsx"]).exit_code == 0
    assert call(virement, ["import", "cut.xlsx", "-o", "back.yaml"]).exit_code == 0
    given = load_baseline("town.csv", actuals_through="FY2025")
    assert load_scenario("back.yaml").baseline_fingerprint == given.fingerprint
    before = call(virement, ["run", "cut.yaml", "--actuals-through", "FY2025", "--csv", "-"])
    assert call(virement, ["run", "back.yaml", "--csv", "-"]).stdout == before.stdout


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "currency units"),
        ({"unit": "million"}, "million currency units"),
        ({"currency": "EUR"}, "EUR"),
        ({"currency": "£", "unit": "thousand"}, "GBP thousand"),
    ],
    ids=str,
)
def test_a_table_without_a_currency_counts_currency_units(desk: Path, said: dict[str, str], words: str) -> None:
    """The code for none is for machines: neither a terminal nor a workbook shows it."""
    ledger = reallocate(load_baseline("town.csv", **said), load_scenario("cut.yaml"))
    assert as_text(by_division(ledger), ledger.baseline).endswith(f"(amounts in {words})")
    pages = book_of(ledger).pages[:-1]
    assert "XXX" not in "".join(str(cell.content) for page in pages for cell in page.cells.values())


def test_what_is_no_currency_is_refused_with_all_else(desk: Path) -> None:
    with pytest.raises(ModelError, match=r"'dollars' is not a currency\. Write a code of ISO 4217, as USD") as caught:
        load_baseline("town.csv", currency="dollars", unit="millions")
    assert len(caught.value.problems) == 2
