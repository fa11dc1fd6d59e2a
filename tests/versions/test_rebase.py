"""Carried over to a baseline that has moved: the two parts sum to the whole, and what no longer fits is named."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from virement import engine, versions
from virement.baseline.budget import Baseline
from virement.baseline.shipped import read_baseline_table
from virement.engine.ledger import Ledger
from virement.scenario import Scenario
from virement.scenario.changes import fingerprinted
from virement.scenario.reader import read_scenario
from virement.values.names import OUTSIDE_ACCOUNTS
from virement.values.problems import ModelError
from virement.versions.rebasing import Rebase, rebase

from tests.support.strategies import PLACES, UNITS, baselines, figures, run
from tests.support.towns import town_of

TOWN = "division,FY2026,FY2027\nStreets,1000,1000\nParks / Pools,200,200\nParks / Trees,300,300\nLibrary,400,400\n"
PLAN = """\
title: Streets to parks
baseline: town.csv
moves:
  - {name: cut, from: Streets, cut: 30%, to: {Parks: 100%}, end: FY2026}
  - {name: gift, from: Library, cut: $100, to: {Savings: 100%}}
limits:
  - {division: Streets, floor: 65%}
  - {division: Library, floor: $340}
"""


def town(text: str = TOWN, **said: str) -> Baseline:
    return read_baseline_table(text.encode(), "town.csv", currency="USD", **said)


def written(baseline: Baseline, budget: np.ndarray) -> Baseline:
    """A baseline as a CSV says it that holds other figures in the same cells."""
    scale = -PLACES[baseline.currency] - UNITS[baseline.unit]
    lines = [";".join(["division", *baseline.period_names])]
    for leaf, row in zip(baseline.leaves, budget, strict=True):
        lines.append(";".join([leaf, *(f"{Decimal(int(minor)).scaleb(scale):f}" for minor in row)]))
    actuals = str(baseline.periods[baseline.actuals - 1]) if baseline.actuals else ""
    return town_of("\n".join(lines), currency=baseline.currency, unit=baseline.unit, actuals_through=actuals)


@st.composite
def moved(draw: st.DrawFn) -> tuple[Ledger, Rebase]:
    """A scenario on its baseline and carried over to one with some other figures, which it still fits."""
    ledger = draw(run())
    old = ledger.baseline
    budget = old.budget.copy()
    for _ in range(draw(st.integers(1, 4))):
        cell = draw(st.sampled_from(range(budget.shape[0]))), draw(st.sampled_from(range(budget.shape[1])))
        budget[cell] = draw(st.integers(0, 10**6).map(lambda more, held=budget[cell]: held + more) | figures())
    try:
        return ledger, rebase(ledger.scenario, old, written(old, budget))
    except ModelError:
        reject()


@settings(max_examples=40)
@given(moved())
def test_the_two_parts_sum_to_the_whole_in_every_cell(pair: tuple[Ledger, Rebase]) -> None:
    """baseline moved + your moves = the change of the scenario's budget, each figured from the ledgers themselves."""
    ledger, rebased = pair
    split, new = rebased.split, engine.reallocate(rebased.new.baseline, ledger.scenario)
    inside = len(split.accounts) - len(OUTSIDE_ACCOUNTS)
    assert (split.baseline_moved + split.your_moves == split.change).all()
    assert (split.change[:inside] == (new.budget - ledger.budget)[:, :, 0]).all()
    assert (split.baseline_moved[:inside] == new.baseline.budget - ledger.baseline.budget).all()
    assert (split.your_moves == (new.variance - ledger.variance)[:, :, 0]).all()
    assert not split.your_moves.sum(axis=0).any()
    table = versions.rebased_cells(rebased)
    assert (table["baseline_moved"] + table["your_moves"] == table["change"]).all()
    assert (table["new_budget"] - table["old_budget"] == table["change"]).all()


@settings(max_examples=40)
@given(run())
def test_onto_the_same_baseline_nothing_changes(ledger: Ledger) -> None:
    """Both parts are nothing, the scenario says what it said, and no limit breaks that didn't."""
    rebased = rebase(ledger.scenario, ledger.baseline, ledger.baseline)
    assert rebased.scenario == ledger.scenario
    assert rebased.scenario.baseline_fingerprint == ledger.baseline.fingerprint
    assert not rebased.split.baseline_moved.any()
    assert not rebased.split.your_moves.any()
    assert not rebased.problems
    assert versions.rebased_sentence(rebased).startswith("Nothing changes")
    assert (versions.rebased_cells(rebased)["change"] == 0).all()


@settings(max_examples=40)
@given(moved())
def test_without_moves_only_the_baseline_moves(pair: tuple[Ledger, Rebase]) -> None:
    _, rebased = pair
    idle = rebased.old.scenario.model_copy(update={"moves": (), "limits": ()})
    split = rebase(idle, rebased.old.baseline, rebased.new.baseline).split
    assert not split.your_moves.any()
    assert (split.change == split.baseline_moved).all()


@settings(max_examples=40)
@given(st.data())
def test_baselines_of_other_shapes_are_counted_whole(data: st.DataObject) -> None:
    """Whatever divisions and periods the two have, the split holds all of both, each cell once."""
    old, new = data.draw(baselines()), data.draw(baselines())
    if old.currency != new.currency:
        with pytest.raises(ModelError, match="Convert one of them first"):
            rebase(Scenario(title="T", baseline="x"), old, new)
        return
    split = rebase(Scenario(title="T", baseline="x"), old, new).split
    assert split.old_baseline.sum() == old.budget.sum()
    assert split.new_baseline.sum() == new.budget.sum()
    assert (split.baseline_moved == split.change).all()


def test_a_case_by_hand() -> None:
    """Streets is 1200 now: 30 % take 360 instead of 300. Of the +200 that is +200 and −60; Parks gets +60.

    Pools and Trees share what Parks gets as they hold: 300 goes 120 : 180, and 360 goes 144 : 216.
    """
    rebased = rebase(read_scenario(PLAN), town(), town(TOWN.replace("Streets,1000", "Streets,1200")))
    table = versions.rebased_cells(rebased).set_index(["division", "period"])
    columns = ["old_baseline", "new_baseline", "baseline_moved", "old_variance", "new_variance", "your_moves"]
    columns += ["old_budget", "new_budget", "change"]
    assert list(table.columns) == columns
    assert table.loc[("Streets", "FY2026")].tolist() == [1000, 1200, 200, -300, -360, -60, 700, 840, 140]
    assert table.loc[("Streets", "FY2027")].tolist() == [1000, 1000, 0, 0, 0, 0, 1000, 1000, 0]
    assert table.loc[("Parks / Pools", "FY2026")].tolist() == [200, 200, 0, 120, 144, 24, 320, 344, 24]
    assert table.loc[("Savings", "FY2026")].tolist() == [0, 0, 0, 50, 50, 0, 50, 50, 0]
    assert versions.rebased_divisions(rebased).iloc[-1].tolist() == [
        "All divisions", 3800, 4000, 200, -100, -100, 0, 3700, 3900, 200,
    ]  # fmt: skip
    assert versions.rebased_moves(rebased).to_numpy().tolist() == [
        ["cut", 300, 360, 60, 300, 360, 60],
        ["gift", 100, 100, 0, 100, 100, 0],
    ]
    assert versions.rebased_sentence(rebased) == (
        "In FY2026 to FY2027, the scenario's budget goes from $3.7k to $3.9k (+$200): +$200 since the baseline moved, "
        "$0 by your moves on it. 3 of 8 cells change."
    )


def test_moves_are_told_in_the_unit_of_the_new_baseline() -> None:
    """The same budgets in thousands: 300 and 100 are 0.3 and 0.1 of them before as after."""
    thousands = "division,FY2026,FY2027\nStreets,1,1\nParks / Pools,0.2,0.2\nParks / Trees,0.3,0.3\nLibrary,0.4,0.4\n"
    rebased = rebase(read_scenario(PLAN), town(), town(thousands, unit="thousand"))
    assert versions.rebased_moves(rebased).to_numpy().tolist() == [
        ["cut", *map(Decimal, ("0.3", "0.3", "0", "0.3", "0.3", "0"))],
        ["gift", *map(Decimal, ("0.1", "0.1", "0", "0.1", "0.1", "0"))],
    ]


def test_a_division_that_was_divided_stands_as_a_whole() -> None:
    """Library has branches now, and Parks has none any more: each stands on one line."""
    new = TOWN.replace("Library,400,400", "Library / Main,250,250\nLibrary / East,200,200")
    new = new.replace("Parks / Pools,200,200\nParks / Trees,300,300", "Parks,500,500")
    table = versions.rebased_divisions(rebase(read_scenario(PLAN), town(), town(new))).set_index("division")
    assert table.index.tolist() == ["Streets", "Parks", "Library", "Savings", "All divisions"]
    assert table.loc["Library", "baseline_moved"] == 100
    assert table.loc["Library", "your_moves"] == 0
    assert table.loc["Parks", "change"] == 0


def test_quarters_against_years_are_told_by_year() -> None:
    quarters = "division,2026Q1,2026Q2,2026Q3,2026Q4\nStreets,250,250,250,270\nLibrary,100,100,100,100\n"
    plan = read_scenario("title: T\nbaseline: x\nmoves:\n  - {name: cut, from: Streets, cut: 10%}\n")
    table = versions.rebased_cells(rebase(plan, town(), town(quarters))).set_index(["division", "period"])
    assert table.loc[("Streets", "FY2026"), ["baseline_moved", "your_moves"]].tolist() == [20, -2]
    assert table.loc[("Parks / Pools", "FY2027"), "change"] == -200


def test_a_table_without_a_sign_is_in_the_currency_of_the_other() -> None:
    plain, dollars = "division,FY2026\nStreets,{}\n", read_scenario("title: T\nbaseline: x\n")
    sides = [read_baseline_table(plain.format(amount).encode(), "x.csv") for amount in ("1000", "$1200", "€1200")]
    assert rebase(dollars, sides[0], sides[1]).split.change.sum() == 200_00
    assert rebase(dollars, sides[1], sides[0]).split.change.sum() == -200_00
    with pytest.raises(ModelError, match="is in EUR, and the old baseline in USD"):
        rebase(dollars, sides[1], sides[2])


GONE = {
    "a division": (TOWN.replace("Streets", "Streets and roads"), {}, "Did you mean 'Streets and roads'?"),
    "a period": ("division,FY2027\nStreets,1000\nParks,500\nLibrary,400\n", {}, "'FY2026' is not a period"),
    "an actual": (TOWN, {"actuals_through": "FY2026"}, "FY2026 is actual, and nothing may move in it"),
    "an overdraft": (TOWN.replace("Library,400,400", "Library,90,0"), {}, "move 'gift' takes $10 more than 'Library'"),
}


@pytest.mark.parametrize(("text", "said", "message"), GONE.values(), ids=GONE.keys())
def test_what_no_longer_fits_is_named(text: str, said: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        rebase(read_scenario(PLAN, "x.yaml"), town(), town(text, **said))
    assert message in str(caught.value)
    assert all(problem.where.startswith("x.yaml:") for problem in caught.value.problems)
    assert all("(on the new baseline)" in problem.what for problem in caught.value.problems)


def test_what_never_fitted_is_told_of_the_old_baseline() -> None:
    with pytest.raises(ModelError, match="unknown division 'Streets' \\(on the old baseline\\)"):
        rebase(read_scenario(PLAN), town(TOWN.replace("Streets", "Roads")), town())


def test_a_limit_that_only_the_new_baseline_breaks_is_named() -> None:
    """Library holds 400 − 50 ≥ 340 on the old one and 380 − 50 < 340 on the new; in FY2027 nothing changes."""
    rebased = rebase(read_scenario(PLAN), town(), town(TOWN.replace("Library,400,400", "Library,380,420")))
    (problem,) = rebased.problems
    assert problem.level == "limit"
    assert "'Library' is" in problem.what
    assert problem.what.endswith("which held on the old baseline")


def test_an_old_baseline_that_it_was_not_saved_over_is_a_warning() -> None:
    """Without the figures that it was saved over, what they have become since can't be told."""
    saved = fingerprinted(read_scenario(PLAN), town(TOWN.replace("Streets,1000", "Streets,900")))
    (problem,) = rebase(saved, town(), town()).problems
    assert problem.level == "warning"
    assert "was saved over other figures" in problem.what
    assert "--from" in problem.hint
    assert rebase(fingerprinted(saved, town()), town(), town()).problems == ()


def test_an_actual_period_that_is_plan_on_the_new_baseline_is_a_warning() -> None:
    """Moves without a start cut there too, which no other number tells."""
    scenario = read_scenario(PLAN.replace(", end: FY2026", ""), "plan.yaml")
    found = rebase(scenario, town(actuals_through="FY2026"), town())
    assert [str(problem) for problem in found.problems if "actual" in problem.what] == [
        "town: FY2026 was actual on the old baseline and is plan here: moves without a start cut there too. "
        "Say its last actual period with --actuals-through if it has one"
    ]
    assert rebase(scenario, town(actuals_through="FY2026"), town(actuals_through="FY2026")).problems == ()
