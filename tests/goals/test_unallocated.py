"""What a scenario frees and nobody gets is offered to a goal before anybody is cut more."""

import pytest
from virement.baseline import load_baseline
from virement.engine import reallocate
from virement.goals import InfeasibleGoal, plans, read_goal, unallocated_for
from virement.scenario import Case, read_scenario

FIVE = "{name: Everybody, from: All divisions, cut: 5%}"


def case(moves=FIVE, limits=""):
    return Case(load_baseline("toy"), read_scenario(f"title: t\nbaseline: toy\nmoves: [{moves}]\nlimits: [{limits}]\n"))


def goal(amount, to="Savings", most=None, **said):
    return read_goal(to, amount, most, **said)


def words(amount, moves=FIVE, limits="", **said):
    return [way.words for way in unallocated_for(case(moves, limits), goal(amount, **said))]


def test_as_much_as_the_goal_asks_for_or_all_there_is():
    """By hand: 5 % of 2m a year are 200k over two years."""
    assert words("$150k") == ["Give Savings $150k of the $200k that 'Everybody' leaves unallocated"]
    assert words("$300k") == ["Give Savings $200k that 'Everybody' leaves unallocated"]
    (way,) = unallocated_for(case(), goal("$150k"))
    received = {one.receiver: int(one.amounts.sum()) for one in reallocate(load_baseline("toy"), way.scenario).postings}
    assert (received["Savings"], received["Unallocated"]) == (15_000_000, 5_000_000)


def test_who_has_a_part_keeps_it_and_gets_more():
    moves = "{name: Cut, from: Streets, cut: $100k, to: {Library: 25%, Parks: 25%}}"
    (way,) = unallocated_for(case(moves), goal("$40k", to="Library"))
    received = {one.receiver: int(one.amounts.sum()) for one in reallocate(load_baseline("toy"), way.scenario).postings}
    assert received == {"": -10_000_000, "Library": 6_500_000, "Parks": 2_500_000, "Unallocated": 1_000_000}


@pytest.mark.parametrize(
    ("moves", "limits", "said"),
    [
        ("{name: Cut, from: Streets, cut: 5%, to: {Parks: 100%}}", "", {}),  # nothing is left
        ("{name: Cut, from: Streets, cut: 5%}", "", {"start": "FY2027"}),  # it is freed before
        ("{name: Cut, from: Streets, cut: 5%}", "{division: Library, cap: 100%}", {"to": "Library"}),
        ("{name: Cut, from: Streets, cut: 5%}", "{division: Library, cap: 90%}", {"to": "Library"}),  # broken already
        ("{name: Cut, from: Streets, cut: 5%}", "", {"to": "Streets"}),  # it gives
    ],
)
def test_nothing_is_offered_that_cannot_be(moves, limits, said):
    assert words("$10k", moves, limits, **said) == []


@pytest.mark.parametrize(
    ("moves", "cause"),
    [
        (FIVE, "no cut over 5% (everybody already gives 5% in 'Everybody')"),
        ("{name: A, from: Streets, cut: 5%}", "no cut over 5% (given already in 'A': Streets 5%)"),
    ],
)
def test_who_was_cut_already_is_named_as_the_cause(moves, cause):
    with pytest.raises(InfeasibleGoal) as refused:
        plans(case(moves), goal("$90k", most="5%"))
    assert cause in str(refused.value)
