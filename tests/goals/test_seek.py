"""Goal seek: the answer hits the target and one step less does not, or nothing does."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from virement import baseline as baseline_room
from virement import views
from virement.baseline.budget import Baseline
from virement.baseline.shipped import read_baseline_table
from virement.cli import virement
from virement.edits.levers import Lever, lever_value, levers_of, most_of, read_lever, size_of, with_lever
from virement.engine.headroom import with_size
from virement.engine.ledger import Ledger, reallocate
from virement.engine.limits import broken_limits
from virement.goals.goal_seek import seek
from virement.goals.seek_result import GoalSeekResult, Tried
from virement.measures.measure import Measure, measured
from virement.scenario import Case, load_scenario
from virement.scenario.changes import with_move
from virement.scenario.schema import Limit, Move, Scenario
from virement.values.amounts import Amount, from_minor, read_amount, read_share
from virement.values.jobs import Value
from virement.values.problems import ModelError

from tests.support.strategies import run, scenario_of


def minor(ledger: Ledger, measure: Measure) -> Fraction:
    """A budget or a share, added up from the ledger's own arrays."""
    columns = views.columns_of(ledger.baseline, measure.span)
    spent = ledger.budget[ledger.baseline.rows_of(measure.name or "All divisions")][:, columns].sum()
    whole = ledger.budget[:, columns].sum() if measure.is_share else 1
    return Fraction(int(spent), int(whole))


def figure_at(baseline: Baseline, scenario: Scenario, lever: Lever, measure: Measure, value: Value) -> Fraction | None:
    """The measure with the input at a value, None where that can't be carried out, or nothing is spent."""
    try:
        return minor(reallocate(baseline, with_lever(scenario, lever, value)), measure)
    except (ModelError, ZeroDivisionError):
        return None


def meets(sought: GoalSeekResult, figure: Fraction | None) -> bool:
    return figure is not None and (figure >= sought.target if sought.rising else figure <= sought.target)


@st.composite
def goals(draw: st.DrawFn) -> tuple[Ledger, Lever, Measure, Value]:
    """A scenario, an input, a measure, and a target that it has at some value of the input, or comes near to."""
    ledger = draw(run())
    baseline, scenario = ledger.baseline, ledger.scenario
    live = [lever for lever in levers_of(scenario) if scenario.moves[lever.index].enabled]
    assume(live)
    lever = draw(st.sampled_from(live))
    kind = draw(st.sampled_from(["budget", "share"]))
    span = draw(st.sampled_from([*views.spans(baseline), *baseline.period_names]))
    measure = Measure(kind, draw(st.sampled_from(baseline.divisions)), span)
    assume(ledger.budget[:, views.columns_of(baseline, span)].sum() > 0)  # of credits alone there are no shares
    most = most_of(baseline, scenario, lever)
    there = with_size(lever_value(scenario, baseline, lever), most * draw(st.integers(0, 100)) // 100, baseline)
    figure = figure_at(baseline, scenario, lever, measure, there)
    target = max((figure or Fraction(0)) + draw(st.sampled_from([-1, 0, 0, 0, 1])), Fraction(0))
    if kind == "share":
        return ledger, lever, measure, min(max(figure or Fraction(0), Fraction(0)), Fraction(1))
    return ledger, lever, measure, from_minor(int(target), baseline.currency)


@given(goals())
@settings(max_examples=20)
def test_the_answer_hits_and_one_step_less_does_not(goal: tuple[Ledger, Lever, Measure, Value]) -> None:
    """Figured again from the ledger: what is found meets the target, its neighbour on the grid doesn't or can't be
    carried out, and all else in the scenario stays. Where nothing is found, the ends of the grid don't meet it."""
    ledger, lever, measure, target = goal
    baseline, scenario = ledger.baseline, ledger.scenario
    sought = seek(Case(baseline, scenario), measure, target, str(lever))

    def figure(value: Value) -> Fraction | None:
        return figure_at(baseline, scenario, lever, measure, value)

    most, like = most_of(baseline, scenario, lever), lever_value(scenario, baseline, lever)
    assert sought.rising == (minor(ledger, measure) < sought.target)
    assert figure(sought.found.value) == sought.found.figure == minor(reallocate(baseline, sought.scenario), measure)
    assert sought.scenario == with_lever(scenario, lever, sought.found.value)
    assert sought.reached == meets(sought, sought.found.figure)
    if sought.before is not None:
        there, back = (size_of(one.value, baseline) for one in (sought.found, sought.before))
        assert abs(there - back) == 1 or sought.before == sought.now
        assert 0 <= min(there, back) <= max(there, back) <= most
        assert figure(sought.before.value) == sought.before.figure
        assert not meets(sought, sought.before.figure)
    elif sought.reached:
        assert sought.found == sought.now
    else:
        assert sought.in_the_way
        assert not any(meets(sought, figure(with_size(like, step, baseline))) for step in (0, most // 2, most))
    assert str(lever) in sought.words(baseline)


@st.composite
def small_goals(draw: st.DrawFn) -> tuple[Baseline, Scenario, Lever, Measure, Amount]:
    """A budget of a few yen, so that every value of the input can be tried; often with two moves."""
    cells = "".join(f"{name},{draw(st.integers(0, 9))},{draw(st.integers(0, 9))}\n" for name in ("A", "B / x", "B / y"))
    baseline = baseline_room.read_baseline_table(f"division,2026,2027\n{cells}".encode(), "small.csv", currency="JPY")
    moves = []
    for name, giver, taker in draw(st.permutations([("1", "A", "B"), ("2", "B", "A")]))[: draw(st.integers(1, 2))]:
        held = int(baseline.budget[baseline.rows_of(giver)].sum())
        cut = draw(st.integers(0, held))
        parts = draw(st.sampled_from([{taker: Fraction(1)}, {taker: Fraction(2, 5), "Savings": Fraction(1, 5)},
                                      {taker: from_minor(cut // 3, "JPY"), "Savings": "rest"}]))  # fmt: skip
        cost = draw(st.sampled_from([None, Fraction(1, 5), from_minor(draw(st.integers(0, cut // 2)), "JPY")]))
        moves.append(Move(name=name, from_=(giver,), cut=from_minor(cut, "JPY"), to=parts, one_off_cost=cost))
    scenario = scenario_of(*moves)
    able = [lever for lever in levers_of(scenario) if isinstance(lever_value(scenario, baseline, lever), Amount)]
    lever = draw(st.sampled_from(able))
    measure = Measure("budget", draw(st.sampled_from(baseline.divisions)), draw(st.sampled_from(["FY2026", "FY2027"])))
    return baseline, scenario, lever, measure, from_minor(draw(st.integers(0, 25)), "JPY")


@given(small_goals())
@settings(max_examples=40)
def test_on_a_small_grid_nothing_is_missed(goal: tuple[Baseline, Scenario, Lever, Measure, Amount]) -> None:
    """Against every value of the input: reached where any value reaches it, else as close as the closest one; where the
    measure goes one way only, the answer is the value next to those that don't reach it."""
    baseline, scenario, lever, measure, target = goal
    sought = seek(Case(baseline, scenario), measure, target, str(lever))
    grid = [from_minor(size, "JPY") for size in range(most_of(baseline, scenario, lever) + 1)]
    figures = [figure_at(baseline, scenario, lever, measure, value) for value in grid]
    known = [figure for figure in [sought.now.figure, *figures] if figure is not None]
    if not known:
        assert (sought.reached, sought.found.figure) == (False, None)
        return
    hits = [size for size, figure in enumerate(figures) if meets(sought, figure)]
    assert sought.reached == (bool(hits) or meets(sought, sought.now.figure))
    if not sought.reached:
        assert abs(sought.found.figure - sought.target) == min(abs(figure - sought.target) for figure in known)
    elif sought.found != sought.now and sought.before is not None:
        there, back = (size_of(one.value, baseline) for one in (sought.found, sought.before))
        assert meets(sought, figures[there])
        assert not meets(sought, figures[back])
        crossings = [
            (low if low in hits else low + 1)
            for low in range(len(grid) - 1)
            if (low in hits) != (low + 1 in hits) and None not in figures[low : low + 2]
        ]
        assert there == next(iter(crossings), there), "the first from the lower end"


@given(st.lists(st.integers(4, 40), min_size=12, max_size=12), st.integers(0, 60), st.integers(0, 40), st.booleans())
@settings(max_examples=20)
def test_the_closest_is_never_a_coin_short(cells: list[int], part: int, saved: int, costly: bool) -> None:
    """Out of reach, rounding makes what is saved in a year go up and down by a yen: the answer is the best of all."""
    rows = [",".join([name, *map(str, cells[place : place + 3])]) for place, name in enumerate(("A / x", "A / y", "B"))]
    table = "\n".join(["division,FY2026,FY2027,FY2028", *rows])
    baseline = read_baseline_table(table.encode(), "yen.csv", currency="JPY")
    most = int(baseline.budget[:2].sum())
    move = Move(name="m", from_=("A",), cut=from_minor(most // 3, "JPY"), stranded_cost=Fraction(int(costly), 7),
                to={"B": Fraction(part, 100), "Savings": Fraction(saved, 100)})  # fmt: skip
    scenario, lever, measure = scenario_of(move), Lever(0, "m", "cut"), Measure("savings", "", "FY2026")
    sought = seek(Case(baseline, scenario), measure, from_minor(10**6, "JPY"), str(lever))
    found = [
        int(measured(reallocate(baseline, with_lever(scenario, lever, from_minor(size, "JPY"))), measure).numerators[0])
        for size in range(most + 1)
    ]
    assert sought.found.figure == max(found)
    assert "other answers" not in sought.words(baseline), "all of them were looked at"


def test_what_cut_gives_ai_15_percent_of_spend_in_2027(meta: Baseline) -> None:
    """By hand, in millions: all spend 165,500, AI 14,410, Reality Labs 21,400. 15 % is 24,825, so AI needs 10,415,
    which is 48.668 % of Reality Labs: 48.66 % is too little, 48.67 % does."""
    scenario = with_move(load_scenario("rl-30pct-to-ai"), 0, end=None)
    sought = seek(Case(meta, scenario), "share of AI division in FY2027", "15%")
    assert sought.found == Tried(Fraction(4867, 10_000), Fraction(1_441_000 + 1_041_538, 16_550_000))
    assert sought.before == Tried(Fraction(4866, 10_000), Fraction(1_441_000 + 1_041_324, 16_550_000))
    assert sought.scenario.moves[0].cut == Fraction(4867, 10_000)
    assert sought.words(meta) == (
        "With 'Reality Labs to AI: cut' at 48.67%, share of AI division in FY2027 is 15.0002%: at least the 15% "
        "wanted. One step less, 48.66%, it is 14.9989%."
    )


def town(*moves: dict, **said: object) -> Scenario:
    """Moves on the toy town, where Streets has $1.2M a year, Parks $400k and the Library $400k; over FY2026."""
    return scenario_of(*(Move(name=f"move {n}", end="FY2026", **move) for n, move in enumerate(moves)), **said)


FRESH = {"from_": ("New funding",), "cut": "$1k"}
GIVE = {"from_": ("Streets",), "cut": "30%", "to": {"Parks": "80%", "Savings": "20%"}}
WORKED = [
    ("a share", GIVE, "budget of Streets", "$1M", None, "16.66%", "16.67%"),
    ("a share, further", GIVE, "budget of Streets", "$500k", None, "58.34%", "58.33%"),
    ("an amount", GIVE | {"cut": "$400k"}, "budget of Parks", "$500k", "move 0: cut", "$125k", "$125,000.01"),
    ("per year", GIVE | {"cut": "$400k /yr"}, "budget of Parks", "$800k", None, "$500k /yr", "$499,999.99 /yr"),
    ("a receiver's share", GIVE, "budget of Parks", "$436k", "MOVE 0: TO PARKS", "10%", "10.01%"),
    ("a receiver's amount", GIVE | {"to": {"Parks": "$100k", "Savings": "rest"}}, "savings", "$90k",
     "move 0: to Parks", "$270k", "$269,999.99"),
    ("stranded", GIVE, "fundable", "$270k", "move 0: stranded cost", "25%", "24.99%"),
    ("one-off, none yet", GIVE, "fundable of move 0", "$270k", "move 0: one_off_cost", "$90k", "$89,999.99"),
    ("one-off, a share", GIVE | {"one_off_cost": "1%"}, "fundable", "$270k", "move 0: one_off_cost", "25%", "24.99%"),
    ("new money", FRESH | {"to": {"Library": "100%"}}, "share of Library", "50%", None, "$1.2M", "$1,199,999.99"),
]  # fmt: skip


def value(text: str) -> Value:
    read = read_share(text) if "%" in text else read_amount(text)
    return read if isinstance(read, Fraction) else Amount(read.value, "$", read.per_year)


@pytest.mark.parametrize("case", WORKED, ids=[case[0] for case in WORKED])
def test_each_input_is_sought_to_the_last_step(toy: Baseline, case: tuple) -> None:
    """By hand: $1M is 83.33…% of Streets; 80 % of $125k and the $400k of Parks are $500k; 75 % of $360k is $270k."""
    _, move, measure, target, varied, found, before = case
    sought = seek(Case(toy, town(move)), measure, target, varied)
    assert sought.reached
    assert (sought.found.value, sought.before.value) == (value(found), value(before))
    assert sought.monotone
    assert sought.runs < 120


CANT = [
    (GIVE, "share of Parks", "90%", None, "can't be at least 90% by 'move 0: cut' alone. "
     "The closest is 77.2727%, at 100%: that is all there is."),
    (GIVE | {"cut": "$1k"}, "gross", "$2M", None, "The closest is $1.2M, at $1.2M: Streets has no more to give."),
    (GIVE, "savings", "$180k", "move 0: to Savings", "The closest is $72k, at 20%: the other receivers have the rest."),
    (GIVE, "savings", "$180k", "move 0: stranded_cost", "The closest is $72k, at 0%: it can't be less than nothing."),
    (GIVE, "budget of Library", "$500k", None, "The closest is $400k, at 30%: it is the same at every value."),
    (GIVE, "budget of Parks in FY2027", "$500k", None, "The closest is $400k, at 30%: "
     "the move covers FY2026, nothing of FY2027."),
    (GIVE | {"one_off_cost": "$120k"}, "gross", "$60k", None, "can't be at most $60k by 'move 0: cut' alone. "
     "The closest is $120k, at 10%: at 9.99% it can't be carried out: the one-off cost is $120 more than the "
     "whole window can pay."),
    (GIVE | {"to": {"Parks": "$100k", "Savings": "rest"}}, "budget of Parks", "$900k", "move 0: to Parks",
     "The closest is $760k, at $360k: the other receivers have the rest."),
    (FRESH, "unallocated", "$9M", None, "The closest is $2M, at $2M: it stops at the size of the whole baseline."),
]  # fmt: skip


@pytest.mark.parametrize("case", CANT, ids=[case[4][-40:-1] for case in CANT])
def test_what_stands_in_the_way_is_said(toy: Baseline, case: tuple) -> None:
    """As close as one gets, at what value, and why no closer; no step before, and the scenario that comes so close."""
    move, measure, target, varied, words = case
    sought = seek(Case(toy, town(move)), measure, target, varied)
    assert not sought.reached
    assert sought.before is None
    assert words in sought.words(toy)
    assert sought.in_the_way in words


def test_what_is_met_already_stays(toy: Baseline) -> None:
    """A third off by an amount that no percentage says: 33.333…% stays as it is, on no grid."""
    scenario = town(GIVE | {"cut": Fraction(1, 3), "to": {"Savings": "100%"}})
    sought = seek(Case(toy, scenario), "savings", "$400k")
    assert (sought.reached, sought.found, sought.before, sought.runs) == (True, sought.now, None, 1)
    assert sought.scenario == scenario
    assert sought.words(toy).startswith("savings in FY2026 is $400k already, with 'move 0: cut' at 33.33333")


def test_a_scenario_that_overdraws_is_sought_from_the_lowest_value_that_does_not(toy: Baseline) -> None:
    """Two cuts of 90 % of Streets can't be; with the first at nothing $120k are left, and $60k with it at 5 %."""
    scenario = town(*({"from_": ("Streets",), "cut": "90%"} for _ in range(2)))
    sought = seek(Case(toy, scenario), "budget of Streets in FY2026", "$60k")
    assert (sought.now.figure, sought.rising) == (None, False)
    assert "together take $960k more than 'Streets' has" in sought.now.refused
    assert (sought.found.value, sought.before.value) == (Fraction(5, 100), Fraction(499, 10_000))
    nothing = seek(Case(toy, scenario), "budget of Library", "$1k", "move 1: stranded_cost")
    assert (nothing.reached, nothing.found.figure) == (False, None)
    assert "cannot be reached for any value of 'move 1: stranded_cost': moves 'move 0' and" in nothing.words(toy)


def test_a_value_that_can_not_be_is_no_step_back(toy: Baseline) -> None:
    """Where every cut that can be carried out meets the target, the step before is one that can't be."""
    moves = GIVE | {"one_off_cost": "$120k"}, {"from_": ("Streets",), "cut": "80%"}
    sought = seek(Case(toy, town(*moves)), "budget of Library", "$400k")
    assert (sought.now.figure, sought.reached, sought.found.value) == (None, True, Fraction(1, 10))
    assert sought.words(toy).endswith(
        "One step less, 9.99%, can't be carried out: the one-off cost is $120 more than the whole window can pay."
    )


def kinked(cost: str, part: str, others: str, cut: str = "$480k") -> Scenario:
    """A cut over two years whose one-off cost is paid first, and a fixed part, which the second year pays alone while
    the first pays only the cost. Once the first has something left, it takes over some of that part."""
    said = {"cut": cut, "one_off_cost": cost, "to": {"Parks": part, "Savings": "rest"}}
    other = {"from_": ("Streets",), "cut": others, "to": {"Library": "100%"}}
    return scenario_of(Move(name="kink", from_=("Streets",), **said), Move(name="other", **other))


def test_a_measure_that_goes_up_and_down_has_its_first_answer(toy: Baseline) -> None:
    """In thousands, of Parks' share in FY2027 by the cut c: 580 / (2180 - c/2) up to a cut of 400, so 29.2 % at
    4360 - 1160/0.292 = 387.39726; then it falls, and passes 29.2 % again only beyond 600."""
    sought = seek(Case(toy, kinked("$200k", "$180k", "0%")), "share of Parks in FY2027", "29.2%")
    assert (sought.rising, sought.reached, sought.monotone) == (True, True, False)
    assert abs(sought.found.value.value - Decimal("387397.26")) <= Decimal("0.02")
    assert size_of(sought.found.value, toy) - size_of(sought.before.value, toy) == 1
    assert sought.words(toy).endswith("there may be other answers higher up.")


def test_a_peak_between_the_first_looks_is_found(toy: Baseline) -> None:
    """In thousands: 587 / (2187 - c/2) up to c = 426, 29.737 %, and less on both sides of it; the other move leaves
    600 to cut. 29.72 % is reached at 2 (2187 - 587/0.2972), and 29.74 % nowhere."""
    scenario = kinked("$213k", "$187k", "75%", cut="$500k")
    sought = seek(Case(toy, scenario), "share of Parks in FY2027", "29.72%")
    assert (sought.reached, sought.monotone) == (True, False)
    assert Decimal(423_000) < sought.found.value.value < Decimal(426_300)
    over = seek(Case(toy, scenario), "share of Parks in FY2027", "29.74%")
    assert not over.reached
    assert over.found.value.value == Decimal(426_000)
    assert over.in_the_way == "both more and less of it lead away"


def test_broken_limits_are_named_and_stop_nothing(toy: Baseline) -> None:
    limits = Limit(division="Streets", floor=Fraction(9, 10)), Limit(division="Parks", cap=Fraction(1))
    sought = seek(Case(toy, town(GIVE, limits=limits)), "share of Parks", "30%")
    assert sought.reached
    assert [problem.level for problem in sought.limits] == ["limit", "limit"]
    assert "above its cap" in str(sought.limits[1])
    assert len(broken_limits(reallocate(toy, sought.scenario))) == 2
    mended = seek(Case(toy, town(GIVE, limits=limits[:1])), "broken floor of Streets", "$0")
    assert (mended.found.value, mended.before.value, mended.limits) == (Fraction(1, 10), Fraction(1001, 10_000), ())


def test_an_operating_income_may_be_below_zero(meta: Baseline) -> None:
    """By hand, in millions: Reality Labs earns 2,258 of costs of 21,400; a loss of 15,000 is a cut of 4,142, 19.4 %."""
    scenario = load_scenario("rl-30pct-to-savings")
    sought = seek(Case(meta, scenario), "operating income of Reality Labs in FY2026", "-$15B")
    assert sought.target == -1_500_000_000_000
    assert sought.before.figure > sought.target >= sought.found.figure


BAD = {
    "wrong kind": ("share of Parks", "$5k", None, "target '$5k': share is a share. Write it as 15%"),
    "wrong kind too": ("budget of Parks", "15%", None, "target '15%': budget is an amount. Write it as $5B"),
    "bare": ("budget", "15", None, "target '15': '15' has no unit. A bare number could be an amount or a share"),
    "other currency": ("budget", "€5k", None, "target '€5k': €5k is not in USD. The baseline's amounts are in $"),
    "part of a cent": ("budget", "$5.001", None, "target '$5.001': $5.001 has more decimals than the currency"),
    "below zero": ("budget", "-$5k", None, "target '-$5k': budget is never below zero. Write it without the sign"),
    "below nothing": ("share of Parks", "−5%", None, "target '−5%': share is never below zero"),
    "more than all": ("share of Parks", "150%", None, "target '150%': 150% is more than all there is"),
    "per year": ("budget", "$5k per year", None, "target '$5k per year': '$5k per year' recurs every year"),
    "nothing": ("budget", "", None, "target '': '' is not an amount. Write it as $2B, 750 million or USD 40k"),
    "signs": ("operating income", "--$5k", None, "the revenue of All divisions in FY2026 isn't known"),
    "unknown measure": ("spend", "$5k", None, "measure 'spend': is not a measure. One of: budget, share"),
    "unknown input": ("budget", "$5k", "move 0: cot", "input 'move 0: cot': is not an adjustable input. "
                      "Did you mean 'move 0: cut'?"),
    "a rest": ("budget", "$5k", "move 0: to Savings", "input 'move 0: to Savings': 'Savings' has the rest, which the "
               "others leave. Did you mean 'move 0: to Parks'?"),
    "switched off": ("budget", "$5k", "move 1: cut", "input 'move 1: cut': move 'move 1' is switched off, so it "
                     "changes nothing. Switch it on: enabled: true"),
    "not of new money": ("budget", "$5k", "move 2: stranded_cost", "'move 2: stranded_cost': is not an adjustable"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_can_not_be_sought_is_said(toy: Baseline, case: str) -> None:
    measure, target, varied, problem = BAD[case]
    parts = {"Parks": "$10k", "Savings": "rest"}
    scenario = town(GIVE | {"to": parts}, GIVE | {"enabled": False}, FRESH)
    with pytest.raises(ModelError) as caught:
        seek(Case(toy, scenario), measure, target, varied)
    assert problem in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(toy: Baseline) -> None:
    with pytest.raises(ModelError) as caught:
        seek(Case(toy, town(GIVE)), "budget", "15%", "cut")
    assert [problem.where for problem in caught.value.problems] == ["input 'cut'", "target '15%'"]
    for scenario in (town(), town(GIVE | {"enabled": False})):
        with pytest.raises(ModelError, match=r"input: no move is switched on"):
            seek(Case(toy, scenario), "budget", "$1k")
    with pytest.raises(ModelError, match=r"unknown division 'Streats'"):
        seek(Case(toy, town(GIVE | {"from_": ("Streats",)})), "budget", "$1k")


def test_a_target_may_be_given_as_what_it_is(toy: Baseline) -> None:
    """A `Fraction` that no text can say, an `Amount` without a sign."""
    assert seek(Case(toy, town(GIVE)), "share of Parks", Fraction(1, 3)).target == Fraction(1, 3)
    assert seek(Case(toy, town(GIVE)), Measure("savings", "", "FY2026"), Amount(Decimal(10))).target == 1000
    with pytest.raises(ModelError, match="target '150%': 150% is more than all there is"):
        seek(Case(toy, town(GIVE)), "share of Parks", Fraction(3, 2))


@given(run())
@settings(max_examples=25)
def test_every_input_reads_back_from_its_label(ledger: Ledger) -> None:
    """In capitals too, and with spaces for underscores; turned to where it stands, it changes nothing."""
    scenario, baseline = ledger.scenario, ledger.baseline
    for lever in levers_of(scenario):
        if scenario.moves[lever.index].enabled:
            assert read_lever(str(lever), scenario) == lever
            assert read_lever(str(lever).upper().replace("_", " "), scenario) == lever
            now = lever_value(scenario, baseline, lever)
            if lever.key != "one_off_cost" or scenario.moves[lever.index].one_off_cost is not None:
                assert with_lever(scenario, lever, now) == scenario


def command(*words: str) -> Result:
    return CliRunner().invoke(virement, ["seek", *words])


def test_the_command_prints_the_answer_and_saves_it(tmp_path: Path) -> None:
    """0 and the scenario, with its comments, where the target is reached; 1 and no file where it isn't; 2 else."""
    target = tmp_path / "found.yaml"
    goal = ["rl-30pct-to-savings", "--measure", "operating income in FY2026", "--save", str(target), "--target"]
    found = command(*goal, "$98B")
    assert found.exit_code == 0
    assert found.output.startswith("With 'Reality Labs saved: cut' at 43.54%, operating income in FY2026 is $98,0")
    assert "cut: 43.54%" in target.read_text()
    assert target.read_text().startswith("# yaml-language-server")
    again = command(*goal, "$98B")
    assert "exists already" in str(again.exception)
    target.unlink()
    failed = command(*goal, "$150B")
    assert failed.exit_code == 1
    assert "The closest is $110.083B, at 100%: that is all there is." in failed.output
    assert not target.exists()
    ended = subprocess.run(
        [sys.executable, "-m", "virement", "seek", "nyt-2b-to-ai", "-m", "budget", "-t", "15%"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "target '15%': budget is an amount. Write it as $5B\n"


def test_the_command_names_the_limits_that_break(tmp_path: Path) -> None:
    found = command("rl-phased-exit", "-m", "budget of Reality Labs / Metaverse in FY2027", "-t", "$3B")
    assert found.exit_code == 0
    assert "limit: " in found.output
    assert "'Reality Labs / Metaverse' is $1B below its floor in FY2027" in found.output


def test_new_funding_is_sought_up_to_where_it_stands() -> None:
    """New money for a budget of nothing stands beyond the size of the baseline, and can be taken back to nothing."""
    baseline = read_baseline_table(b"Division,FY2025\nStreets,0\n", "town.csv", currency="JPY")
    scenario = scenario_of(Move(name="move", from_="New funding", cut="¥1", to={"Streets": "100%"}))
    assert most_of(baseline, scenario, read_lever("move: cut", scenario)) == 1
    sought = seek(Case(baseline, scenario), "budget of Streets in FY2025", "¥0")
    assert (str(sought.found.value), str(sought.before.value)) == ("¥0", "¥1")
