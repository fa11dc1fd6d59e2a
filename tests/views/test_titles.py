"""A title made from a scenario's own moves."""

import pytest
from virement.scenario import examine
from virement.views import title_of

HEAD = "title: Something else\nbaseline: toy\n"


@pytest.mark.parametrize(
    ("moves", "title"),
    [
        ("moves: []", "Nothing moves"),
        ("moves: [{name: a, from: Streets, cut: 30%, to: {Parks: 100%}}]", "30% of Streets to Parks"),
        ("moves: [{name: a, from: Streets, cut: $5k}]", "$5k from Streets, given to nobody"),
        (
            "moves: [{name: a, from: Streets, of: Parks, cut: 5%, to: {Parks: rest}}]",
            "5% of Parks from Streets to Parks",
        ),
        (
            "moves: [{name: a, from: All divisions, except: Parks, cut: 5%, to: {Savings: rest}}]",
            "5% of all divisions except Parks to Savings",
        ),
        ("moves: [{name: a, from: New funding, cut: $5k, to: {Parks: rest}}]", "$5k of new funding to Parks"),
        (
            "moves: [{name: a, from: Streets, cut: 1%, enabled: false}, {name: b, from: Parks, cut: 2%},"
            " {name: c, from: Parks, cut: 1%}]",
            "2% of Parks, given to nobody, and 1 more move",
        ),
    ],
)
def test_a_title_says_what_the_moves_do(moves, title):
    read, problems = examine(HEAD + moves + "\n", "own")
    assert not [one for one in problems if one.level == "error"], problems
    assert title_of(read) == title
