"""Locks in the hand: which divisions are listed, and what becomes of a move that names a locked one."""

from fractions import Fraction

import pytest
from virement.baseline import load_baseline
from virement.edits import around_locks, lockable
from virement.engine import reallocate
from virement.scenario import Case, read_scenario

from tests.support.towns import town_of

TOWN = "title: t\nbaseline: toy\n"


def case(move, *locked):
    limits = ", ".join(f"{{division: {name}, locked: true}}" for name in locked)
    return Case(load_baseline("toy"), read_scenario(f"{TOWN}moves: [{{name: Cut, {move}}}]\nlimits: [{limits}]\n"))


@pytest.mark.parametrize(
    ("move", "locked", "words", "left"),
    [
        ("from: Streets, cut: 5%", "Streets", "Remove 'Cut'", None),
        ("from: [Streets, Library], cut: 5%", "Streets", "Take Streets out of 'Cut'", (("Library",), {})),
        ("from: Streets, cut: 5%, to: {Parks / Pools: 50%}", "Parks", "Take Parks / Pools out of 'Cut'",
         (("Streets",), {})),
        ("from: Streets, cut: 5%, to: {Parks: 50%, Savings: 50%}", "Parks", "Take Parks out of 'Cut'",
         (("Streets",), {"Savings": Fraction(1, 2)})),
    ],
)  # fmt: skip
def test_a_move_that_names_what_is_locked_has_one_way_out(move, locked, words, left):
    """It leaves the lock in force and can be carried out."""
    (way,) = around_locks(case(move, locked))
    assert way.words == words
    assert [(one.from_, one.to) for one in way.scenario.moves] == ([left] if left else [])
    assert way.scenario.limits == case(move, locked).scenario.limits
    reallocate(load_baseline("toy"), way.scenario)


def test_who_is_only_reached_through_a_parent_needs_no_way_out():
    assert around_locks(case("from: All divisions, cut: 5%, to: {Parks: 100%}", "Streets", "Parks / Pools")) == []


def test_of_a_large_budget_those_that_fit_are_listed_and_those_with_a_lock():
    lines = "\n".join(f"D{n // 8} / U{n};1" for n in range(120))
    scenario = read_scenario("title: t\nbaseline: t.csv\nlimits: [{division: D3 / U30, locked: true}]\n")
    found = lockable(Case(town_of(f"division;FY2026\n{lines}\n", currency="USD"), scenario))
    assert (len(found), found[4]) == (16, "D3 / U30")
    assert len(lockable(case("from: Streets, cut: 5%"))) == 5
