"""Rule 2: a figure below zero is a credit. It counts in every total, and no move takes from it or pays into it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from virement.baseline import Baseline, read_table
from virement.engine import max_cut, reallocate, stated_baseline
from virement.scenario import Case, Scenario, read_scenario
from virement.values import ModelError
from virement.views import by_division, cut_words, sentence

TOWN = (
    b"Division,Part,FY2026,FY2027\nStreets,Roads,1000,1200\nStreets,Recoveries,-200,-100\nParks,Gardens,500,300\n"
    b"Parks,Pools,0,100\nRefunds,Refunds,-50,-60\n"
)


@pytest.fixture
def town() -> Baseline:
    baseline = read_table(("town.csv", TOWN), currency="USD").baseline
    assert baseline is not None
    return baseline


def plan(text: str) -> Scenario:
    return read_scenario(f"title: T\nbaseline: town.csv\nmoves:\n  - {{name: m, {text}}}\n")


def change(town: Baseline, text: str) -> dict[str, list[int]]:
    ledger = reallocate(town, plan(text))
    rows = zip(ledger.accounts, (ledger.variance[:, :, 0] / 100).tolist(), strict=True)
    return {name.rpartition(" / ")[2]: row for name, row in rows if any(row)}


def test_a_percentage_is_of_the_figures_above_zero(town: Baseline) -> None:
    """A tenth of the Roads and the Parks is cut; recoveries and refunds stay, and count in the totals."""
    ledger = reallocate(town, plan("from: All divisions, cut: 10%, to: {Savings: 100%}"))
    assert change(town, "from: All divisions, cut: 10%, to: {Savings: 100%}") == {
        "Roads": [-100, -120],
        "Gardens": [-50, -30],
        "Pools": [0, -10],
        "Savings": [150, 160],
    }
    base = "All divisions without credits, FY2026 to FY2027 ($3.1k, assumption)"
    assert cut_words(Case(town, ledger.scenario), 0) == f"$310 = 10% of {base}"
    assert "Streets gives up $220 (10% of its $2.2k without credits)" in sentence(ledger)
    streets = by_division(ledger, 1, "FY2026").set_index("division").loc["Streets"]
    assert (streets["baseline"], streets["budget"]) == (800, 700)


def test_an_amount_falls_on_what_is_above_zero_and_never_on_a_credit(town: Baseline) -> None:
    """$220 of the Streets are taken from the Roads alone, five to six; what goes to the Streets gets there too."""
    assert change(town, "from: Streets, cut: $220, to: {Parks: 100%}") == {
        "Roads": [-100, -120],
        "Gardens": [100, 90],
        "Pools": [0, 30],
    }
    assert change(town, "from: Parks, cut: 10%, to: {Streets: 100%}")["Roads"] == [50, 40]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("from: Refunds, cut: 10%", "'Refunds' holds nothing but credits, which no move takes from"),
        ("from: Refunds, cut: $1", "'Refunds' holds nothing but credits, which no move takes from"),
        ("from: Parks, cut: 10%, to: {Refunds: 5%}", "'Refunds' holds nothing but credits in FY2026, which"),
        ("from: Streets, cut: $2201", "more than 'Streets / Roads' has"),
    ],
)  # fmt: skip
def test_what_could_only_touch_credits_is_refused(town: Baseline, text: str, says: str) -> None:
    """A credit is no budget to give, and no debt that could be paid."""
    with pytest.raises(ModelError) as caught:
        reallocate(town, plan(text))
    assert says in str(caught.value)


def test_a_control_ends_where_what_is_above_zero_ends(town: Baseline) -> None:
    """All of the Roads can be cut, recoveries or not."""
    assert max_cut(town, plan("from: Streets, cut: 10%"), 0) == Fraction(1)
    assert str(max_cut(town, plan("from: Streets, cut: $10"), 0)) == "$2.2k"


def test_a_baseline_that_may_be_off_keeps_its_credits(town: Baseline) -> None:
    """By hand: at 90 % of what the Streets' figures are, the Roads hold a tenth less, and the recoveries stay."""
    text = "title: T\nbaseline: town.csv\nassumptions: [{division: Streets, low: 90%, high: 110%}]\n"
    off = stated_baseline(town, read_scenario(text), {0: Fraction(9, 10)})
    assert (off.budget[off.rows_of("Streets")] / 100).tolist() == [[900, 1080], [-200, -100]]
