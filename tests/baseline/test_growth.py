"""A plan that grows: exact to the cent, as reckoned a second time in fractions, and of whose figures a move is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor
from pathlib import Path

import numpy as np
import pytest
import virement as vm
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from virement import charts, edits, exports, views
from virement.baseline import Baseline, Growth, baseline_folder, grown, load_baseline, read_growth
from virement.check import find_problems
from virement.cli import virement
from virement.engine import reallocate
from virement.exports.packs.verify import verify
from virement.scenario import Scenario, baseline_of, load_scenario, read_scenario, scenario_text
from virement.values import PERIODS_A_YEAR, ROOT, SEPARATOR, ModelError
from virement.workbook import read_workbook, workbook_of

from tests.support.strategies import baselines, carried_out, scenarios

TOWN = """\
title: The town goes on
baseline: toy
growth:
  until: FY2031
  rates:
    All divisions: 3%
    Parks: {FY2028: "-2%", FY2029: 1.5%}
    Parks / Pools: 0%
moves:
  - {name: Streets cut, from: Streets, cut: 10%, to: {Library: 100%}, start: FY2028}
"""


@st.composite
def growing(draw: st.DrawFn) -> tuple[Baseline, Growth]:
    """A baseline whose last year is whole, and rates of some of its divisions, some of them by year."""
    baseline = draw(baselines())
    short = PERIODS_A_YEAR[baseline.periods[-1].kind] - baseline.periods[-1].number
    missing = (
        len(baseline.fiscal_years[baseline.periods[-1].fiscal_year]) + short - PERIODS_A_YEAR[baseline.periods[-1].kind]
    )
    if short or missing:
        whole = [replace(baseline.periods[-1], number=n + 1) for n in range(PERIODS_A_YEAR[baseline.periods[-1].kind])]
        held = np.repeat(baseline.budget[:, -1:], len(whole), axis=1) + np.arange(len(whole))
        baseline = replace(
            baseline,
            periods=tuple(whole),
            actuals=0,
            budget=held,
            status=np.repeat(baseline.status[:, -1:], len(whole), axis=1),
            source=np.repeat(baseline.source[:, -1:], len(whole), axis=1),
            note=np.repeat(baseline.note[:, -1:], len(whole), axis=1),
            revenue={},
            controls=(),
        )
    last = baseline.periods[-1].year
    years = [f"FY{year:04d}" for year in range(last + 1, last + 1 + draw(st.integers(1, 4)))]
    rate = st.integers(-200, 300).map(lambda number: Fraction(number, 1000))
    either = st.one_of(rate, st.dictionaries(st.sampled_from(years), rate, min_size=1))
    names = st.sampled_from([ROOT, *baseline.divisions])
    return baseline, Growth(years[-1], draw(st.dictionaries(names, either, max_size=4)))


def reference(baseline: Baseline, growth: Growth) -> dict[tuple[str, str], int]:
    """Each new cell, by leaf and period, reckoned in fractions: those that go by the same rates round together."""
    last = baseline.periods[-1]
    found: dict[tuple[str, str], int] = {}
    for year in range(last.year + 1, int(growth.until[2:]) + 1):
        for period in [one for one in baseline.periods if one.year == last.year]:
            so_far: dict[tuple[object, ...], Fraction] = {}
            for row, leaf in enumerate(baseline.leaves):
                amount, path = Fraction(int(baseline.budget[row, baseline.periods.index(period)])), []
                for step in range(last.year + 1, year + 1):
                    above = [
                        ROOT,
                        *(SEPARATOR.join(leaf.split(SEPARATOR)[: n + 1]) for n in range(leaf.count(SEPARATOR) + 1)),
                    ]
                    said = [(name, growth.rates[name]) for name in above if name in growth.rates]
                    own = [(name, one.get(f"FY{step:04d}") if isinstance(one, dict) else one) for name, one in said]
                    name, rate = next((one for one in reversed(own) if one[1] is not None), (ROOT, Fraction(0)))
                    amount, path = amount * (1 + rate), [*path, (name, rate)]
                before = so_far.get(tuple(path), Fraction(0))
                so_far[tuple(path)] = before + amount
                cents = floor(before + amount + Fraction(1, 2)) - floor(before + Fraction(1, 2))
                found[leaf, str(replace(period, year=year))] = cents
    return found


@given(growing())
def test_each_cell_is_what_fractions_say_and_what_goes_together_foots(case: tuple[Baseline, Growth]) -> None:
    baseline, growth = case
    longer = grown(baseline, growth)
    new = {
        (leaf, str(period)): int(longer.budget[row, column])
        for row, leaf in enumerate(longer.leaves)
        for column, period in enumerate(longer.periods)
        if column >= len(baseline.periods)
    }
    assert new == reference(baseline, growth)
    assert (longer.budget[:, : len(baseline.periods)] == baseline.budget).all()
    assert (longer.given, longer.fingerprint) == (baseline, baseline.fingerprint)
    assert grown(longer, growth) is longer
    assert grown(longer, None) is baseline


@settings(max_examples=15)
@given(growing(), st.data())
def test_growth_then_cut_is_the_cut_of_the_reference(case: tuple[Baseline, Growth], data: st.DataObject) -> None:
    """A move over a plan that grows does what it does over a budget in which those figures were given."""
    baseline, growth = case
    cells, longer = reference(baseline, growth), grown(baseline, growth)
    given_cells = [[cells.get((leaf, name), 0) for name in longer.period_names] for leaf in longer.leaves]
    known = np.array(given_cells)
    known[:, : len(baseline.periods)] = baseline.budget
    plain = replace(longer, budget=known, growth=None, given=None)
    scenario = data.draw(scenarios(plain))
    ledger = carried_out(baseline, scenario.model_copy(update={"growth": growth}))
    assert (ledger.variance == carried_out(plain, scenario).variance).all()


@given(growing())
def test_growth_of_nothing_changes_nothing(case: tuple[Baseline, Growth]) -> None:
    baseline, growth = case
    for rates in ({}, {ROOT: Fraction(0)}, dict.fromkeys(baseline.leaves, Fraction(0))):
        longer = grown(baseline, Growth(growth.until, rates))
        last = list(baseline.fiscal_years.values())[-1]
        for columns in [*longer.fiscal_years.values()][len(baseline.fiscal_years) :]:
            assert (longer.budget[:, columns] == baseline.budget[:, last]).all()


def test_a_town_by_hand(toy: Baseline) -> None:
    """Streets $1.2M and 3 %; Parks' own years before the town's; the pools stay; each with its status and its note."""
    scenario = read_scenario(TOWN)
    ledger = reallocate(toy, scenario)
    held = {leaf: ledger.baseline.budget[row, 3:].tolist() for row, leaf in enumerate(ledger.baseline.leaves)}
    assert held["Streets"] == [123600000, 127308000, 131127240, 135061057]
    assert held["Parks / Gardens"] == [29400000, 29841000, 30736230, 31658317]
    assert held["Parks / Pools"] == [10000000] * 4
    assert ledger.variance[0, 3:, 0].tolist() == [-12360000, -12730800, -13112724, -13506106]
    assert ledger.baseline.note[0, 3] == "3% on the year before"
    assert set(ledger.baseline.status[:, 3:].ravel()) == {4}
    assert scenario_text(read_scenario(scenario_text(scenario))) == scenario_text(scenario)


@pytest.mark.parametrize("division", [ROOT, "Streets", "Parks"])
def test_the_bridge_over_the_years_tells_plan_growth_and_moves_apart_and_foots(toy: Baseline, division: str) -> None:
    ledger = reallocate(toy, read_scenario(TOWN))
    steps = views.years_bridge(ledger, division)
    assert steps["step"].tolist()[:3] == ["FY2026, baseline", "FY2027, plan", "FY2028, growth"]
    moved = steps[steps["kind"] != "total"]["amount"].sum()
    assert steps["amount"].iloc[0] + moved == steps["amount"].iloc[-1] == steps["end"].iloc[-1]
    whole = views.by_division(ledger, None, "FY2031")
    mine = whole[
        [name == division or name.startswith(division + " /") or division == ROOT for name in whole["division"]]
    ]
    assert steps["amount"].iloc[-1] == mine[mine["division"] != "All divisions"]["budget"].sum()


def test_the_picture_over_the_years_is_its_table(toy: Baseline) -> None:
    """A line a step, each with the amount of the table, in the words of the table."""
    ledger = reallocate(toy, read_scenario(TOWN))
    table, data = views.years_bridge(ledger, "Streets"), charts.years_bridge_data(ledger, "Streets")
    lines = data[data["kind"].isin(["line", "minor"])]
    amounts = [views.shown(row.amount, toy, signed=row.kind != "total") for row in table.itertuples()]
    assert lines["name"].tolist() == table["step"].tolist()
    assert lines["label"].tolist() == amounts


@pytest.mark.parametrize(
    ("growth", "message"),
    [
        ("{until: FY2027}", "the plan can't go on until FY2027: the figures end with FY2027"),
        ("{until: FY2040}", "Name a year from FY2028 to FY2037"),
        ("{until: 2030}", "'2030' is not a fiscal year. Write it as FY2030"),
        ("{until: FY2030, rates: {Streats: 3%}}", "the unknown division 'Streats' grows. Did you mean 'Streets'?"),
        ("{until: FY2030, rates: {Streets: 3}}", "the rate of 'Streets': '3' is not a share. Write it as 30%"),
        ("{until: FY2030, rates: {Streets: -101%}}", "-101% a year is more than can be meant"),
        ("{until: FY2030, rates: {Streets: {FY2031: 1%}}}", "has a rate for FY2031, which is not among the years"),
        ("{until: FY2030, rate: 3%}", "unknown key 'rate' of growth. Did you mean 'rates'?"),
        ("{until: FY2030, status: nonsense}", "unknown status 'nonsense'"),
        ("FY2030", "does not say until when and by how much"),
    ],
)
def test_what_can_not_grow_is_named(tmp_path: Path, growth: str, message: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(f"title: T\nbaseline: toy\ngrowth: {growth}\nmoves: []\n")
    (problem,) = find_problems(file)
    assert message in str(problem)
    assert "x.yaml:3:" in str(problem)


def test_a_year_that_is_not_whole_can_not_grow(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("division,2026Q1,2026Q2\nParks,$1,$2\n")
    (tmp_path / "x.yaml").write_text("title: T\nbaseline: t.csv\ngrowth: {until: FY2027}\nmoves: []\n")
    assert "FY2026 has 2 of 4 periods" in str(find_problems(tmp_path / "x.yaml")[0])


def test_a_pack_a_workbook_and_what_builds_on_it_keep_the_growth(tmp_path: Path, toy: Baseline) -> None:
    """The pack holds the figures as given, so that nothing grows twice; the workbook reads back as it was."""
    (tmp_path / "town.yaml").write_text(TOWN)
    (tmp_path / "more.yaml").write_text(
        "title: More\nbaseline: toy\nbuilds_on: town\nmoves:\n"
        "  - {name: Late, from: Library, cut: 5%, to: {Savings: 100%}, start: FY2031}\n"
    )
    built = load_scenario(tmp_path / "more.yaml")
    ledger = reallocate(baseline_of(built), built)
    assert ledger.baseline.period_names[-1] == "FY2031"
    assert "growth" not in scenario_text(built)
    verify(exports.pack([ledger]), "more.zip")
    read, differences = read_workbook(workbook_of(reallocate(toy, read_scenario(TOWN))), "town.xlsx")
    assert (read, differences) == (read_scenario(TOWN), [])


def test_a_baseline_may_say_itself_that_it_grows(tmp_path: Path, toy: Baseline) -> None:
    """Its new years are figures of it; a scenario may make it grow on."""
    for name, content in baseline_folder(toy).items():
        (tmp_path / name).write_bytes(content)
    head = tmp_path / "baseline.yaml"
    head.write_text(head.read_text() + "growth: {until: FY2029, rates: {All divisions: 10%}}\n")
    longer = load_baseline(tmp_path)
    assert longer.period_names[-1] == "FY2029"
    assert longer.budget[0].tolist()[-2:] == [132000000, 145200000]
    assert longer.fingerprint != toy.fingerprint
    assert longer.grown_from == 3
    on = grown(longer, read_growth({"until": "FY2030", "rates": {"Streets": "0%"}}))
    assert on.budget[0].tolist()[-2:] == [145200000, 145200000]
    head.write_text(head.read_text().replace("until: FY2029", "until: soon"))
    with pytest.raises(ModelError, match="growth: 'soon' is not a fiscal year"):
        load_baseline(tmp_path)


def test_a_table_of_ones_own_goes_on_by_options_of_the_command(tmp_path: Path) -> None:
    """What the command is told stands in the folder's head; what can't be is refused before anything is written."""
    table, folder = tmp_path / "t.csv", tmp_path / "town"
    table.write_text("Division,FY2026,FY2027\nParks,$100,$200\nStreets,$300,$400\n")
    words = ["baseline", str(table), "-o", str(folder)]
    told = CliRunner().invoke(virement, words)
    assert "the plan ends with FY2027; --until YEAR --growth RATE lets it go on" in told.output
    done = CliRunner().invoke(virement, [*words, "--until", "FY2029", "--growth", "10%", "--growth", "Parks=-5%"])
    assert done.exit_code == 0, done.output
    longer = load_baseline(folder)
    assert longer.period_names == ("FY2026", "FY2027", "FY2028", "FY2029")
    assert longer.budget.tolist() == [[10000, 20000, 19000, 18050], [30000, 40000, 44000, 48400]]
    for more, message in ((["--growth", "3%"], "'None' is not a fiscal year"), (["--until", "FY2027"], "can't go on")):
        with pytest.raises(ModelError, match=message):
            CliRunner().invoke(virement, [*words[:-1], str(tmp_path / "no"), *more], catch_exceptions=False)
        assert not (tmp_path / "no").exists()


def test_the_years_and_the_rates_are_changed_one_by_one(toy: Baseline) -> None:
    scenario = edits.with_growth_until(Scenario(title="T", baseline="toy"), toy, "FY2029")
    scenario = edits.with_growth_rate(scenario, toy, "Parks", "2.5%")
    longer = grown(toy, scenario.growth)
    assert edits.shown_rate(scenario, "Parks / Pools") == (2.5, -10, 20)
    slid = edits.with_growth_rate(scenario, toy, "Parks", 30.5)
    assert edits.shown_rate(slid, "Parks") == (30.5, -10, 30.5)
    assert edits.growth_years(longer) == edits.growth_years(toy)
    assert edits.with_growth_until(scenario, longer, None).growth is None
    with pytest.raises(ModelError, match="is not a share"):
        edits.with_growth_rate(scenario, longer, "Parks", "much")
    with pytest.raises(ModelError, match="Say until when first"):
        edits.with_growth_rate(Scenario(title="T", baseline="toy"), toy, "Parks", "1%")


def test_in_python_a_plan_grows_before_it_is_cut() -> None:
    plan = vm.open("toy").grow({"Streets": "3%"}, until="FY2030").cut("Streets", "10%", to="Savings")
    assert "FY2026 to FY2030, Streets gives up $622.04k" in plan.sentence
    with pytest.raises(ModelError, match="can't go on until FY2020"):
        vm.open("toy").grow("3%", until="FY2020")
