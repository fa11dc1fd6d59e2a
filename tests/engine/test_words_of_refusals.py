"""What a refusal says is true: by how much a cut is too large, a cost can't be paid, or too much is given away.

Read back as in `tests/views/test_words.py`.
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from virement.engine import reallocate
from virement.engine.ledger import overdrafts, post
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Move
from virement.values.amounts import from_minor
from virement.values.problems import ModelError

from tests.support.reckoning import World, gross_cut, half_up, in_runs
from tests.support.reference_model import Case, under
from tests.support.strategies import baselines, credited, scenario_of
from tests.support.words_reader import Reader, said_amount, same

MOST_NAMED = 6


@st.composite
def overdrawn(draw: st.DrawFn) -> World:
    """Two or three moves that each take most of a division or of a part of it, in some periods and not in others."""
    baseline = draw(baselines())
    baseline = draw(credited(baseline)) if draw(st.booleans()) else baseline
    giver, count = draw(st.sampled_from([*baseline.divisions, "All divisions"])), len(baseline.plan)
    parts = [name for name in baseline.divisions if set(under(baseline, name)) <= set(under(baseline, giver))]
    moves = []
    for number in range(draw(st.integers(2, 3))):
        ramp = draw(st.lists(st.sampled_from([Fraction(0), Fraction(1)]), min_size=count, max_size=count))
        cut = Fraction(draw(st.integers(40, 100)), 100)
        taken = draw(st.sampled_from([giver, *parts]))
        moves.append(Move(name=f"move {number}", from_=(taken,), cut=cut, ramp=tuple(ramp), to={}))
    try:
        ledger = post(baseline, scenario_of(*moves))
    except ModelError:  # some giver holds nothing but credits
        reject()
    return World(ledger, f"{baseline.periods[0]} to {baseline.periods[-1]}")


@given(overdrawn())
def test_an_overdraft_is_said_with_its_size(world: World) -> None:
    """Which moves together take how much more than a leaf has, in which periods, and no other periods."""
    names = [str(period) for period in world.baseline.periods]
    due = []
    for row, leaf in enumerate(world.baseline.leaves):
        left = {at: max(int(world.baseline.budget[row, at]), 0) for at in world.columns}
        for entry in world.entries:
            if entry.row == row:
                left[entry.column] += entry.minor
        short = [at for at, rest in left.items() if rest < 0]
        if short:
            takers = dict.fromkeys(one.move for one in world.entries if one.row == row and one.column in short
                                   and not one.receiver and one.minor)  # fmt: skip
            who = " and ".join(f"'move {number}'" for number in takers)
            size = said_amount(-sum(left[at] for at in short), world.baseline.currency)
            together = f"moves {who} together take" if len(takers) > 1 else f"move {who} takes"
            due.append(f"{together} {size} more than '{leaf}' has in {in_runs(names, short)}")
    told = [problem.what for problem in overdrafts(world.ledger)]
    left = len(due) - MOST_NAMED
    more = [f"overdraws {left} more division{'' if left == 1 else 's'}"] if left > 0 else []
    assert told == [*due[:MOST_NAMED], *more]


@st.composite
def unpaid(draw: st.DrawFn) -> Case:
    """A cut whose one-off cost is more than it frees, or that gives away more than is left."""
    baseline = draw(baselines())
    giver = draw(st.sampled_from(baseline.divisions))
    move = Move(name="move", from_=(giver,), cut=Fraction(draw(st.integers(1, 99)), 100),
                stranded_cost=Fraction(draw(st.integers(0, 60)), 100), to={})  # fmt: skip
    case = Case(baseline, move)
    assume(gross_cut(case))
    assume(all(any(baseline.budget[row, at] for row in case.givers) for at in case.window))
    freed = freed_by(case)
    more = freed + draw(st.integers(1, 10**9))
    said = {"one_off_cost": from_minor(more, baseline.currency)}
    if draw(st.booleans()):
        said = {"to": {"Savings": from_minor(more, baseline.currency)}}
    return Case(baseline, move.model_copy(update=said))


@given(unpaid())
def test_what_can_not_be_paid_is_said_with_its_size(case: Case) -> None:
    """By how much a cost is more than the window frees, or what is given away more than what there is."""
    with pytest.raises(ModelError) as raised:
        reallocate(case.baseline, scenario_of(case.move))
    (problem,) = raised.value.problems
    freed = freed_by(case)
    reader = Reader(World(post(case.baseline, scenario_of()), str(case.baseline.periods[-1])), problem.what)
    if case.move.one_off_cost:
        read = reader.take(f"the one-off cost is {reader.amount()} more than the whole window can pay")
        same(read["amount"], reader.money(half_up(case.owed([])) - freed), "what can't be paid")
    else:
        read = reader.take(f"gives away {reader.amount()} more than the {reader.amount('held')} that is fundable")
        given_away = half_up(Fraction(case.move.to["Savings"].value) * 10 ** places_of(case))
        assert (read["amount"], read["held"]) == (reader.money(given_away - freed), reader.money(freed))
    reader.end()


def freed_by(case: Case) -> int:
    """The gross cut, rounded once, less the share of it that is stranded."""
    return gross_cut(case) - half_up(case.move.stranded_cost * gross_cut(case))


def places_of(case: Case) -> int:
    return {"JPY": 0, "KWD": 3}.get(case.baseline.currency, 2)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=5))
def test_shares_that_do_not_sum_to_all_are_said_with_their_sum(tenths: list[int]) -> None:
    """The sum of a phasing that is not 100 %, and of parts that are more, exactly."""
    shares = [f"{tenth / 10:g}%" for tenth in tenths]
    total = f"{Fraction(sum(tenths), 10)}" if sum(tenths) % 10 == 0 else f"{sum(tenths) / 10:g}"
    head = "title: x\nbaseline: toy\nmoves:\n  - {name: a, from: Streets, "
    names = ["Savings", "Library", "Parks", "Unallocated", "Streets"]
    parts = ", ".join(f"{name}: {share}" for name, share in zip(names, shares, strict=False))
    told = refused(f"{head}cut: $10k, phasing: [{', '.join(shares)}]}}\n")
    assert (f"phasing sums to {total}%, not 100%" in told) == (sum(tenths) != 1000)
    told = refused(f"{head}cut: 10%, to: {{{parts}}}}}\n")
    assert (f"shares sum to {total}%" in told) == (sum(tenths) > 1000)


def refused(text: str) -> str:
    try:
        read_scenario(text)
    except ModelError as error:
        return str(error)
    return ""


def test_the_words_of_a_run_are_those_of_its_periods() -> None:
    """The tests' own naming of periods, by hand: only what is in it is named."""
    names = ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert in_runs(names, [0, 1, 3]) == "2026Q1 to 2026Q2, 2026Q4"
    assert in_runs(names, [2]) == "2026Q3"
    assert re.fullmatch(r"\S+ to \S+", in_runs(names, [0, 1, 2, 3]))
