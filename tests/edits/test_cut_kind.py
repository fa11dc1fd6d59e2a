"""The same cut said another way is the same cut, to the cent in every period, or it is refused and said why."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from virement.baseline import Baseline, read_baseline_table
from virement.edits import with_cut_as, with_givers
from virement.engine import Ledger, reallocate
from virement.scenario import Scenario, read_scenario
from virement.scenario.files import scenario_text
from virement.values import ModelError, write_amount, write_share

from tests.support.strategies import carried

TWO_YEARS = b"division,FY2026,FY2027\nA,100000,300000\nB,50000,50000\nC / D,200,100\nC / E,1000,7000\nF,200,0\n"


@pytest.fixture
def town() -> Baseline:
    return read_baseline_table(TWO_YEARS, "town.csv", currency="USD")


def plan(move: str) -> Scenario:
    return read_scenario(f"title: T\nbaseline: town.csv\nmoves:\n  - {{name: m, {move}, to: {{Savings: 100%}}}}\n")


def written(scenario: Scenario) -> str:
    move = scenario.moves[0]
    cut = write_share(move.cut) if isinstance(move.cut, Fraction) else write_amount(move.cut)
    steps = {"ramp": move.ramp, "phasing": move.phasing}
    return "; ".join([cut, *(f"{key} {', '.join(map(write_share, said))}" for key, said in steps.items() if said)])


@pytest.mark.parametrize(
    ("move", "kind", "then"),
    [
        ("from: A, cut: 10%", "amount", "$40k"),
        ("from: A, cut: $40k", "share", "10%"),
        ("from: B, cut: $5k per year", "share", "10%"),
        ("from: B, cut: 10%, ramp: [50%, 100%]", "amount", "$5k per year; ramp 50%, 100%"),
        ("from: B, cut: $5k per year, ramp: [50%, 100%]", "share", "10%; ramp 50%, 100%"),
        ("from: A, cut: 10%, ramp: [50%], end: FY2026", "amount", "$10k per year; ramp 50%"),
        ("from: A, cut: 10%, ramp: [50%, 100%]", "amount", "$35k; phasing 14.2857%, 85.7143%"),
        ("from: A, cut: $35k, phasing: [14.2857%, 85.7143%]", "share", "10%; ramp 50%, 100%"),
        ("from: A, cut: 60%, ramp: [100%, 100%]", "amount", "$240k; phasing 25%, 75%"),
        ("from: A, cut: $40k, phasing: [25%, 75%]", "share", "10%"),
        ("from: C, except: [C / E], cut: 10%", "amount", "$30"),
        ("from: C, except: [C / E], cut: $30", "share", "10%"),
        ("from: C, of: A, cut: 1%", "amount", "$4k; phasing 25%, 75%"),
        ("from: F, cut: 10%, ramp: [50%, 100%]", "amount", "$10; phasing 100%, 0%"),
    ],
)
def test_a_cut_is_said_the_other_way(town: Baseline, move: str, kind: str, then: str) -> None:
    """By hand; a ramp that goes with no one amount per year becomes the phasing that it comes to."""
    before = plan(move)
    after = with_cut_as(before, town, 0, kind)
    assert written(after) == then
    assert (reallocate(town, after).variance == reallocate(town, before).variance).all()


@pytest.mark.parametrize(
    ("move", "why"),
    [
        ("from: A, cut: $20k per year", "it takes 20% of FY2026 and 6.7% of FY2027. Keep the amount"),
        ("from: A, cut: $20k per year, ramp: [50%, 100%]", "it takes 10% of FY2026 and 6.7% of FY2027"),
        ("from: New funding, cut: $20k", "is new money, and a percentage of nobody's budget"),
    ],
)
def test_what_no_percentage_says_is_refused_and_said_why(town: Baseline, move: str, why: str) -> None:
    """An amount per year keeps its years."""
    with pytest.raises(ModelError) as caught:
        with_cut_as(plan(move), town, 0, "share")
    assert why in str(caught.value)


def test_new_money_comes_as_the_cut_fell_on_the_years(town: Baseline) -> None:
    """What was 5,000 and 30,000 of a ramped percentage is so of New funding too."""
    funded = with_givers(plan("from: A, cut: 10%, ramp: [50%, 100%]"), town, 0, ["New funding"])
    ledger = reallocate(town, funded)
    assert ledger.variance[ledger.accounts.index("Savings"), :, 0].tolist() == [5_000_00, 30_000_00]


@settings(max_examples=200)
@given(carried(), st.sampled_from(["amount", "share"]))
def test_no_cut_changes_by_being_said_the_other_way(carried: tuple[object, Ledger], kind: str) -> None:
    """Every division in every period keeps its cents there and back, and what is saved says it; else it is refused."""
    _, ledger = carried
    baseline, before = ledger.baseline, ledger.scenario
    try:
        after = with_cut_as(before, baseline, 0, kind)
    except ModelError as error:
        assume(False)
        raise AssertionError from error
    assert np.array_equal(reallocate(baseline, after).variance, ledger.variance)
    assert read_scenario(scenario_text(after)) == after
    other = {"amount": "share", "share": "amount"}[kind]
    try:
        back = with_cut_as(after, baseline, 0, other)
    except ModelError:
        return
    assert np.array_equal(reallocate(baseline, back).variance, ledger.variance)


@settings(max_examples=100)
@given(carried())
def test_a_percentage_is_always_some_amount(carried: tuple[object, Ledger]) -> None:
    """At worst a phased one."""
    _, ledger = carried
    with_cut_as(ledger.scenario, ledger.baseline, 0, "amount")
