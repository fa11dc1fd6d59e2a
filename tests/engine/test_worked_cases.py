"""Each rule worked by hand on the toy town. A test's docstring holds the moves it carries out.

A year of the town: Streets 1,200,000; Parks / Gardens 300,000; Parks / Pools 100,000; Library 400,000. 2025 is actual,
2026 and 2027 are the plan. Expected are the variances of 2026 and 2027, in cents.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from fractions import Fraction

import pytest
from virement.baseline.budget import Baseline
from virement.baseline.shipped import read_baseline_table
from virement.engine.ledger import reallocate
from virement.engine.limits import broken_limits, limit_problems
from virement.scenario.reader import read_scenario
from virement.values.number_format import show, show_share
from virement.values.problems import ModelError

Change = dict[str, list[int]]


def change_of(baseline: Baseline, text: str) -> Change:
    """The plan's variances of every account that changes, by period."""
    ledger = reallocate(baseline, read_scenario(f"title: Worked\nbaseline: toy\n{text}"))
    plan = ledger.variance[:, baseline.actuals :, 0].tolist()
    return {name: row for name, row in zip(ledger.accounts, plan, strict=True) if any(row)}


@pytest.fixture
def change(request: pytest.FixtureRequest, toy: Baseline) -> Change:
    """What the moves in the test's docstring change."""
    _, _, text = (inspect.getdoc(request.function) or "").partition("\n\n")
    return change_of(toy, text)


@pytest.fixture
def odd() -> Callable[[str], Change]:
    """Carries out moves on three small divisions, two of them empty in 2026."""
    table = b"division,FY2026,FY2027\nA,1.00,2.00\nB / C,0,1.00\nB / D,0,1.00\n"
    return lambda text: change_of(read_baseline_table(table, "odd.csv", currency="USD"), text)


def test_rule_1_a_percentage(change: Change) -> None:
    """Three tenths of Streets in each year; four fifths of it to the Library.

    moves: [{name: A, from: Streets, cut: 30%, to: {Library: 80%, Savings: 20%}}]
    """
    assert change == {
        "Streets": [-360_000_00, -360_000_00],
        "Library": [288_000_00, 288_000_00],
        "Savings": [72_000_00, 72_000_00],
    }


def test_rule_1_every_leaf(change: Change) -> None:
    """A tenth of every leaf under Parks, in 2027 only.

    moves: [{name: A, from: Parks, cut: 10%, to: {Savings: 100%}, start: FY2027}]
    """
    assert change == {"Parks / Gardens": [0, -30_000_00], "Parks / Pools": [0, -10_000_00], "Savings": [0, 40_000_00]}


def test_rule_1_of_the_baseline(change: Change) -> None:
    """Twice 30 % is 60 %, not 51 %, although the first one goes to where the second one takes.

    moves:
      - {name: A, from: Library, cut: 30%, to: {Streets: 100%}}
      - {name: B, from: Streets, cut: 30%, to: {Savings: 100%}}
      - {name: C, from: Streets, cut: 30%, to: {Savings: 100%}}
    """
    assert change == {
        "Library": [-120_000_00, -120_000_00],
        "Streets": [120_000_00 - 720_000_00, 120_000_00 - 720_000_00],
        "Savings": [720_000_00, 720_000_00],
    }


def test_rule_1_of_another_division(change: Change) -> None:
    """A quarter of the Library is 100,000; Gardens and Pools give it three to one.

    moves: [{name: A, from: Parks, cut: 25%, of: Library, to: {Savings: 100%}, end: FY2026}]
    """
    assert change == {"Parks / Gardens": [-75_000_00, 0], "Parks / Pools": [-25_000_00, 0], "Savings": [100_000_00, 0]}


def test_rule_2_an_amount(change: Change) -> None:
    """100,000 over two years alike, three to one.

    moves: [{name: A, from: Parks, cut: $100k, to: {Savings: 100%}}]
    """
    assert change == {
        "Parks / Gardens": [-37_500_00, -37_500_00],
        "Parks / Pools": [-12_500_00, -12_500_00],
        "Savings": [50_000_00, 50_000_00],
    }


def test_rule_2_phasing(change: Change) -> None:
    """The same, three tenths of it in the first year.

    moves: [{name: A, from: Parks, cut: $100k, phasing: [30%, 70%], to: {Savings: 100%}}]
    """
    assert change == {
        "Parks / Gardens": [-22_500_00, -52_500_00],
        "Parks / Pools": [-7_500_00, -17_500_00],
        "Savings": [30_000_00, 70_000_00],
    }


def test_rule_3_an_amount_per_year(change: Change) -> None:
    """40,000 in each of the two years.

    moves: [{name: A, from: Parks, cut: $40k per year, to: {Savings: 100%}}]
    """
    assert change == {
        "Parks / Gardens": [-30_000_00, -30_000_00],
        "Parks / Pools": [-10_000_00, -10_000_00],
        "Savings": [40_000_00, 40_000_00],
    }


def test_rule_3_a_year_that_is_only_partly_covered() -> None:
    """$60 per year from the third quarter on takes all of it in that half, and in the next year by its quarters."""
    table = b"division,2026Q1,2026Q2,2026Q3,2026Q4,2027Q1,2027Q2\nA,100,100,100,200,300,100\n"
    baseline = read_baseline_table(table, "quarters.csv", currency="USD")
    change = change_of(baseline, "moves: [{name: M, from: A, cut: $60 per year, start: 2026Q3}]")
    assert change["A"] == [0, 0, -20_00, -40_00, -45_00, -15_00]


def test_rule_4_ramp(change: Change) -> None:
    """A fifth of Streets is 240,000; a quarter of it in the first year. A ramp's last share holds to the end.

    moves:
      - {name: A, from: Streets, cut: 20%, ramp: [25%, 100%], to: {Savings: 100%}}
      - {name: B, from: Library, cut: $40k per year, ramp: [50%], to: {Savings: 100%}}
    """
    assert change == {
        "Streets": [-60_000_00, -240_000_00],
        "Library": [-20_000_00, -20_000_00],
        "Savings": [80_000_00, 260_000_00],
    }


def test_rule_4_a_ramp_and_a_year_are_rounded_once() -> None:
    """¥6 a year over twelve months, in force in every other one: ¥3 a year, of which no month's half yen is lost."""
    months = ",".join(f"{year}-{month:02}" for year in (2026, 2027) for month in range(1, 13))
    table = f"division,{months}\nA{',100' * 24}\n"
    baseline = read_baseline_table(table.encode(), "months.csv", currency="JPY")
    ramp = ", ".join(["100%", "0%"] * 12)
    change = change_of(baseline, f"moves: [{{name: M, from: A, cut: ¥6 per year, ramp: [{ramp}]}}]")["A"]
    assert change == [-1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0] * 2


def test_rule_5_costs(change: Change) -> None:
    """A tenth of Streets is 120,000 a year, a tenth of which is stranded. The one-off cost, as much as the first year's
    cut, takes all 108,000 released in that year and 12,000 in the next; half of the other 96,000 goes to the Library.

    moves: [{name: A, from: Streets, cut: 10%, stranded_cost: 10%, one_off_cost: 100%, to: {Library: 50%}}]
    """
    assert change == {
        "Streets": [-120_000_00, -120_000_00],
        "Stranded costs": [12_000_00, 12_000_00],
        "One-off costs": [108_000_00, 12_000_00],
        "Library": [0, 48_000_00],
        "Unallocated": [0, 48_000_00],
    }


def test_rule_5_stranded_is_of_the_gross_cut(change: Change) -> None:
    """A fifth of 120,000 is stranded whatever the one-off cost, which is an amount here.

    moves: [{name: A, from: Streets, cut: 10%, stranded_cost: 20%, one_off_cost: $50k, to: {Savings: 100%}}]
    """
    assert change["Stranded costs"] == [24_000_00, 24_000_00]
    assert change["One-off costs"] == [50_000_00, 0]
    assert change["Savings"] == [46_000_00, 96_000_00]


def test_rule_6_shares(change: Change) -> None:
    """A parent's part goes to its leaves three to one; what nobody is given is Unallocated.

    moves: [{name: A, from: Streets, cut: 10%, to: {Parks: 50%, Library: 30%}}]
    """
    assert change == {
        "Streets": [-120_000_00, -120_000_00],
        "Parks / Gardens": [45_000_00, 45_000_00],
        "Parks / Pools": [15_000_00, 15_000_00],
        "Library": [36_000_00, 36_000_00],
        "Unallocated": [24_000_00, 24_000_00],
    }


def test_rule_6_amounts(change: Change) -> None:
    """80,000 and the rest, paid as the money comes: a quarter of it in the first year.

    moves: [{name: A, from: Streets, cut: $200k, phasing: [25%, 75%], to: {Library: $80k, Savings: rest}}]
    """
    assert change == {
        "Streets": [-50_000_00, -150_000_00],
        "Library": [20_000_00, 60_000_00],
        "Savings": [30_000_00, 90_000_00],
    }


def test_rule_6_a_giver_gets_nothing_back(change: Change) -> None:
    """Half of Pools goes to Parks, and so to Gardens alone.

    moves: [{name: A, from: Parks / Pools, cut: 50%, to: {Parks: 100%}}]
    """
    assert change == {"Parks / Pools": [-50_000_00, -50_000_00], "Parks / Gardens": [50_000_00, 50_000_00]}


def test_rule_6_evenly_where_all_is_zero(odd: Callable[[str], Change]) -> None:
    """C and D have nothing in 2026, so each gets half of the money then; the odd cent goes by running totals."""
    change = odd("moves: [{name: A, from: A, cut: 25%, to: {B: 100%}}]")
    assert change == {"A": [-25, -50], "B / C": [13, 25], "B / D": [12, 25]}


def test_rule_7_all_divisions_but_one(change: Change) -> None:
    """An across-the-board cut of a twentieth that spares the Library, which gets it.

    moves: [{name: A, from: All divisions, except: [Library], cut: 5%, to: {All divisions: 100%}}]
    """
    assert change == {
        "Streets": [-60_000_00, -60_000_00],
        "Parks / Gardens": [-15_000_00, -15_000_00],
        "Parks / Pools": [-5_000_00, -5_000_00],
        "Library": [80_000_00, 80_000_00],
    }


def test_rule_7_a_list(change: Change) -> None:
    """Streets and Pools give 130,000 a year between them, twelve to one.

    moves: [{name: A, from: [Streets, Parks / Pools], cut: $260k, to: {Savings: 100%}}]
    """
    assert change == {
        "Streets": [-120_000_00, -120_000_00],
        "Parks / Pools": [-10_000_00, -10_000_00],
        "Savings": [130_000_00, 130_000_00],
    }


def test_rule_7_new_funding(odd: Callable[[str], Change]) -> None:
    """New money comes evenly, not by what anybody has; the odd cent falls in the first year."""
    assert odd("moves: [{name: A, from: New funding, cut: $0.99, to: {A: 100%}}]") == {
        "A": [50, 49],
        "New funding": [-50, -49],
    }


def test_rule_8_limits(toy: Baseline) -> None:
    """Cut by 60 %, Streets holds 480,000: 240,000 under its floor. The Library, given 72 %, is 88,000 over its cap."""
    scenario = read_scenario("""
title: Limits
baseline: toy
moves:
  - {name: A, from: Streets, cut: 60%, to: {Library: 40%}, end: FY2026}
limits:
  - {division: Streets, floor: 60%}
  - {division: Library, cap: $600k}
""")
    ledger = reallocate(toy, scenario)
    assert [(b.kind, b.fiscal_year, b.bound, b.found, b.size) for b in broken_limits(ledger)] == [
        ("floor", "FY2026", 720_000_00, 480_000_00, 240_000_00),
        ("cap", "FY2026", 600_000_00, 688_000_00, 88_000_00),
    ]
    assert {problem.level for problem in limit_problems(ledger)} == {"limit"}


def test_rule_8_a_lock_spares_what_is_reached_from_above(change: Change) -> None:
    """Without the Library and the Pools a tenth is of Streets and Gardens, and of half of it all goes to the Gardens.

    moves:
      - {name: A, from: All divisions, cut: 10%, to: {Savings: 100%}, end: FY2026}
      - {name: B, from: Streets, cut: $50k, to: {Parks: 100%}, start: FY2027}
    limits: [{division: Library, locked: true}, {division: Parks / Pools, locked: true}]
    """
    assert change == {
        "Streets": [-120_000_00, -50_000_00],
        "Parks / Gardens": [-30_000_00, 50_000_00],
        "Savings": [150_000_00, 0],
    }


@pytest.mark.parametrize(
    ("move", "locked", "says"),
    [
        ("from: Library, cut: 1%", "Library", "'Library' is locked, and gives. Take it out of `from`, or unlock it"),
        ("from: Parks / Pools, cut: 1%", "Parks", "'Parks / Pools' is locked, as a part of 'Parks', and gives"),
        ("from: [Parks, Library], cut: 1%", "Library", "'Library' is locked, and gives"),
        ("from: All divisions, cut: 1%", "All divisions", "'All divisions' is locked, and gives"),
        (
            "from: Streets, cut: 1%, to: {Parks: 50%}",
            "Parks",
            "'Parks' is locked, and receives. Give to another, or unlock it",
        ),
        ("from: Parks, cut: 1%", "Parks / Pools, Parks / Gardens", "all that could give is locked"),
        (
            "from: Streets, cut: 1%, to: {Parks: 50%}",
            "Parks / Pools, Parks / Gardens",
            "all of 'Parks' that could receive is locked",
        ),
        (
            "from: Parks / Gardens, cut: 1%, to: {Parks: 50%}",
            "Parks / Pools",
            "all of 'Parks' that could receive is locked",
        ),
    ],
)
def test_rule_8_a_move_that_names_what_is_locked_is_an_error(toy: Baseline, move: str, locked: str, says: str) -> None:
    """Both ways out are said; switched off, the move stands in nobody's way."""
    limits = ", ".join(f"{{division: {name}, locked: true}}" for name in locked.split(", "))
    text = f"moves: [{{name: A, {move}}}]\nlimits: [{limits}]"
    with pytest.raises(ModelError) as caught:
        change_of(toy, text)
    assert says in str(caught.value)
    assert change_of(toy, text.replace("name: A", "name: A, enabled: false")) == {}


def test_rule_8_overdraft(toy: Baseline) -> None:
    """Three fifths and three fifths of Streets is 240,000 more than it has, in each of two years."""
    text = "moves: [{name: A, from: Streets, cut: 60%}, {name: B, from: Streets, cut: 60%}]"
    with pytest.raises(ModelError, match=r"moves 'A' and 'B' together take \$480k more than 'Streets' has"):
        change_of(toy, text)


def test_rule_9_odd_cents(change: Change) -> None:
    """Five cents are 2.5 a year, so 3 by the first and 5 by the second; of 3, Gardens' three quarters are 2, of 2 all.

    moves: [{name: A, from: Parks, cut: $0.05, to: {Streets: 50%, Savings: 50%}}]
    """
    assert change["Parks / Gardens"] == [-2, -2]
    assert change["Parks / Pools"] == [-1, 0]
    assert [sum(change["Streets"]), sum(change["Savings"])] == [3, 2]


def test_rule_10_disabled(change: Change, toy: Baseline) -> None:
    """A move that is switched off does nothing, but has to be right.

    moves:
      - {name: A, from: Streets, cut: 100%, enabled: false}
      - {name: B, from: Streets, cut: 10%, to: {Savings: 100%}}
    """
    assert change == {"Streets": [-120_000_00, -120_000_00], "Savings": [120_000_00, 120_000_00]}
    with pytest.raises(ModelError, match="unknown division 'Street'"):
        change_of(toy, "moves: [{name: A, from: Street, cut: 100%, enabled: false}]")


def test_30_percent_of_all_reality_labs(meta: Baseline) -> None:
    """30 % of Reality Labs' plan for 2026, which repeats the costs of 2025, is $6,420M."""
    change = change_of(meta, "moves: [{name: A, from: Reality Labs, cut: 30%, end: 2026Q4, to: {Savings: 100%}}]")
    assert sum(change["Savings"]) == 6_420_000_000_00
    assert meta.total("Reality Labs", meta.fiscal_years["FY2025"]) == 21_400_000_000_00


def test_2_billion_is_not_30_percent(meta: Baseline) -> None:
    """$2B over 2026 is 9.3 % of Reality Labs; it would be 30 % of $6.67B."""
    move = "{name: A, from: Reality Labs, cut: $2B, start: 2026Q1, end: 2026Q4, to: {AI division: 100%}}"
    change = change_of(meta, f"moves: [{move}]")
    cut = -sum(sum(row) for name, row in change.items() if name.startswith("Reality Labs"))
    assert cut == sum(sum(row) for name, row in change.items() if name.startswith("AI division")) == 2_000_000_000_00
    assert show_share(Fraction(cut, meta.total("Reality Labs", meta.fiscal_years["FY2026"]))) == "9.3%"
    assert show(round(cut / Fraction(3, 10)), "USD") == "$6.67B"


def test_30_percent_of_the_metaverse_group() -> None:
    """30 % of a group that is 50 to 60 % of a $26B division is $3.9B to $4.68B: "up to $5B"."""
    for share, expected in (("13", 3_900), ("15.6", 4_680)):
        baseline = read_baseline_table(f"division,FY2026\nMetaverse,{share}\n".encode(), "bofa.csv", unit="billion")
        change = change_of(baseline, "moves: [{name: A, from: Metaverse, cut: 30%, to: {Savings: 100%}}]")
        assert change["Savings"] == [expected * 1_000_000_00]
