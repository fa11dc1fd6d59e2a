"""What each move contributes: the laws of a Shapley share, on drawn scenarios, and cases worked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.cli import virement
from virement.engine import post
from virement.measures import measured, read_measure
from virement.scenario import Case
from virement.scenario.schema import Limit, Move, Scenario
from virement.uncertainty import attribute, interacting_measures
from virement.uncertainty.attribution import Attribution, with_some
from virement.values.problems import ModelError

from tests.support.strategies import baselines, scenarios
from tests.support.towns import town_of


@st.composite
def results(draw: st.DrawFn) -> Case:
    """One to four moves on any baseline, with a floor on a division."""
    baseline = draw(baselines())
    scenario = draw(scenarios(baseline, most=4))
    floor = Limit(division=draw(st.sampled_from(baseline.divisions)), floor=Fraction(draw(st.integers(50, 110)), 100))
    scenario = scenario.model_copy(update={"limits": (*scenario.limits, floor)})
    assume(any(move.enabled for move in scenario.moves))
    return Case(baseline, scenario)


def measures_of(case: Case) -> list[str]:
    """A share, what a floor is broken by, and amounts."""
    name, year = case.scenario.limits[-1].division, list(case.baseline.fiscal_years)[-1]
    asked = [f"share of {name}", f"broken floor of {name}", f"budget of {name}", "gross", "savings"]
    found = []
    for text in asked:
        try:
            found.append(str(read_measure(f"{text} in {year}", case)))
        except ModelError:
            assert text.startswith(("share", "broken"))  # of all divisions there is no share
    return found


def with_moves(case: Case, names: frozenset[str]) -> Case:
    """The scenario with only some moves switched on."""
    moves = [move.model_copy(update={"enabled": move.name in names}) for move in case.scenario.moves]
    return case.over(case.scenario.model_copy(update={"moves": tuple(moves)}))


@given(results())
@settings(max_examples=40)
def test_the_laws_of_a_fair_share(case: Case) -> None:
    """Shares are what a mean over every order gives, each combination posted by the engine anew; they sum to the whole,
    exactly and rounded; range zero means the move's own effect; who adds nothing gets nothing."""
    names = [move.name for move in case.scenario.moves if move.enabled]
    orders = list(permutations(names))
    for text in measures_of(case):
        worth: dict[frozenset[str], Fraction | None] = {}
        for order in orders:
            for size in range(len(order) + 1):
                some = frozenset(order[:size])
                if some not in worth:
                    worth[some] = measured(post(*with_moves(case, some)), read_measure(text, case)).exact()
        if None in worth.values():
            with pytest.raises(ModelError, match="share of nothing"):
                attribute(case, text)
            continue
        found = attribute(case, text)
        for part in found.parts:
            before = [frozenset(order[: order.index(part.move)]) for order in orders]
            gains = [worth[one | {part.move}] - worth[one] for one in before]
            assert part.share == sum(gains, Fraction(0)) / len(gains)
            assert (part.least, part.most) == (min(gains), max(gains))
            assert part.least <= part.share <= part.most
            if part.least == part.most:
                assert part.share == part.alone == part.on_top
        sums_to_the_whole(found)
        if not text.startswith(("share", "broken")):
            assert not found.interact


def sums_to_the_whole(found: Attribution) -> None:
    """Exact shares sum exactly, those in the table to its last row, and none is a unit off."""
    assert sum(part.share for part in found.parts) == found.after - found.before
    table = found.table()
    assert sum(table["contribution"][:-1]) == table["contribution"].iloc[-1]
    unit = 1_000_000 if found.measure.is_share else 1
    assert all(abs(one - part.share * unit) < 2 for one, part in zip(found.rounded, found.parts, strict=True))


def like_moves(count: int) -> Case:
    """So many moves that do the same, and one that does nothing: each saves $1 of a town of $40; Library has $10."""
    town = town_of("division;FY2026\nStreets;30\nLibrary;10\n")
    moves = [
        Move(name=f"m{number}", from_=("Streets",), cut="$1", to={"Savings": Fraction(1)}) for number in range(count)
    ]
    idle = Move(name="idle", from_=("Streets",), cut=Fraction(0), to={"Savings": Fraction(1)})
    floor = Limit(division="Streets", floor=Fraction(9, 10))
    return Case(town, Scenario(title="T", baseline="t.csv", moves=(*moves, idle), limits=(floor,)))


def test_like_moves_get_the_same_and_an_idle_one_nothing() -> None:
    """By hand: five cuts of $1 leave $25 of $30, $2 below the floor of $27: 40 cents each; alone none breaks it, and
    after the others each adds its whole dollar."""
    found = attribute(like_moves(5), "broken floor of Streets in FY2026")
    assert [part.share for part in found.parts] == [40] * 5 + [0]
    assert {(part.alone, part.on_top, part.least, part.most) for part in found.parts[:5]} == {(0, 100, 0, 100)}
    assert found.words() == (
        "broken floor of Streets in FY2026: $0 without the moves, $2 with them, +$2. The moves interact in it: a "
        "contribution is the mean over all orders of what the move adds."
    )


def test_the_cents_that_rounding_leaves_go_to_the_first_of_like_moves() -> None:
    """By hand: $1 among three is 33 1/3 cents each; the first gets the cent. 10/37 − 10/40 is a share of 2.0270 pp."""
    town = like_moves(4)
    found = attribute(town, "broken floor of Streets in FY2026")
    assert found.rounded == (25, 25, 25, 25, 0)
    three = like_moves(3)
    tighter = three.scenario.model_copy(update={"limits": (Limit(division="Streets", floor="$28"),)})
    odd = attribute(three.over(tighter), "broken floor of Streets in FY2026")
    assert odd.rounded == (34, 33, 33, 0)
    share = attribute(three, "share of Library in FY2026").table()
    assert share["contribution"].tolist() == [Decimal(one).scaleb(-4) for one in (6757, 6757, 6756, 0, 20270)]


def test_many_moves_are_drawn_by_a_seed_and_sum_to_the_whole() -> None:
    """Of eleven moves orders are drawn, the same for the same seed, and the sentence says so; the mean is near."""
    case = like_moves(10)
    one, again, other = (attribute(case, "share of Library in FY2026", seed=seed) for seed in (1, 1, 2))
    assert one.orders == 500
    assert "the mean over 500 orders drawn with seed 1 of what" in one.words()
    assert one.table().equals(again.table())
    assert [part.share for part in one.parts] != [part.share for part in other.parts]
    sums_to_the_whole(one)
    truth = (one.after - one.before) / 10
    assert all(abs(part.share - truth) < truth / 20 for part in one.parts[:-1])
    assert one.parts[-1].share == one.parts[-1].most == 0


def test_a_combination_is_what_the_engine_posts_of_its_moves_alone(toy: Baseline) -> None:
    """Leaves, periods and outside accounts, to the cent."""
    moves = (
        Move(name="a", from_=("Streets",), cut=Fraction(1, 7), to={"Parks": Fraction(1, 3)}, one_off_cost="$1k"),
        Move(name="b", from_=("Parks",), cut=Fraction(1, 9), to={"Savings": Fraction(1)}, stranded_cost=Fraction(1, 9)),
    )
    case = Case(toy, Scenario(title="T", baseline="toy", moves=moves))
    combined = with_some(post(*case), {0: np.array([True, False, True]), 1: np.array([False, True, True])})
    for draw, names in enumerate([{"a"}, {"b"}, {"a", "b"}]):
        alone = post(*with_moves(case, frozenset(names)))
        assert (combined.variance[..., draw] == alone.variance[..., 0]).all()


def test_what_overdraws_is_counted_and_said(toy: Baseline) -> None:
    """Gardens can give its own and what Streets pays in; without Streets it would be below zero."""
    moves = (
        Move(name="in", from_=("Streets",), cut="$400k", to={"Parks / Gardens": Fraction(1)}),
        Move(name="out", from_=("Parks / Gardens",), cut="$700k", to={"Savings": Fraction(1)}),
    )
    found = attribute(Case(toy, Scenario(title="T", baseline="toy", moves=moves)), "share of Streets in FY2026")
    assert "In 1 of the 4 combinations of moves a division would be below zero" in found.words()


def test_what_can_not_be_divided_is_refused(toy: Baseline) -> None:
    case = Case(toy, Scenario(title="T", baseline="toy"))
    with pytest.raises(ModelError, match=r"attribution: no move is switched on\. Switch one on"):
        attribute(case, "savings in FY2026")
    town = town_of("division;FY2026\nStreets;30\n")
    all_of_it = Move(name="a", from_=("Streets",), cut=Fraction(1), to={"Savings": Fraction(1)})
    gone = Case(town, Scenario(title="T", baseline="t.csv", moves=(all_of_it,)))
    with pytest.raises(ModelError, match="is a share of nothing"):
        attribute(gone, "share of Streets in FY2026")
    with pytest.raises(ModelError, match="0 is not a number of orders"):
        attribute(like_moves(2), "savings in FY2026", orders=0)


def test_which_measures_interact() -> None:
    """Shares and broken limits where there are several moves, never a plain amount; nothing of a single move."""
    asked = ["share of Library in FY2026", "gross in FY2026", "broken floor of Streets in FY2026", "savings in FY2026"]
    assert interacting_measures(like_moves(4), asked) == [asked[0], asked[2]]
    alone = like_moves(1)
    single = alone.over(alone.scenario.model_copy(update={"moves": alone.scenario.moves[:1]}))
    assert interacting_measures(single, asked) == []


def test_the_command_gives_the_same_table() -> None:
    words = ["attribution", "toy-late-parks", "--measure", "share of Parks in FY2027"]
    done = CliRunner().invoke(virement, words)
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "share of Parks in FY2027: 20% without the moves, 36.2% with them, +16.2 pp. The moves"
    )
    written = CliRunner().invoke(virement, [*words, "--csv", "-"])
    assert written.stdout.startswith("move,contribution,alone,added_on_top,least,most\n")
    assert written.stdout.splitlines()[-1].startswith("all moves,")
