"""Two people change one file: what the other one did is said in dollars, and mine goes on top of it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.scenario import ChangedSince, Limit, Scenario, changed, read_scenario, scenario_text, with_move
from virement.versions import on_top, what_changed

from tests.support.strategies import baselines, scenarios

FILE = Path("plan.yaml")
SEEN = """\
title: Streets to parks
baseline: toy
moves:
  - {name: cut, from: Streets, cut: 10%, to: {Parks: 100%}}
  - {name: trim, from: Parks, cut: 1%}
limits:
  - {division: Streets, floor: 60%}
"""
THEIRS = SEEN.replace("10%", "20%").replace("60%", "50%").replace("title: S", "author: Ann\ntitle: S")


@st.composite
def versions(draw: st.DrawFn) -> tuple[Scenario, Scenario, Scenario]:
    """A scenario, and two that others have made of it."""
    baseline = draw(baselines())
    return tuple(draw(scenarios(baseline)) for _ in range(3))  # type: ignore[return-value]


def same(one: Scenario, other: Scenario) -> bool:
    """Tell whether two say the same, in whatever order their moves and limits stand."""
    listed = ("moves", "limits", "assumptions", "correlations")
    texts = [changed(it, draft=True, **dict.fromkeys(listed, ())) for it in (one, other)]
    return texts[0] == texts[1] and all(
        sorted(map(repr, getattr(one, name))) == sorted(map(repr, getattr(other, name))) for name in listed
    )


@given(versions())
def test_who_changes_nothing_takes_nothing_away(drawn: tuple[Scenario, Scenario, Scenario]) -> None:
    """Mine without a change is theirs; theirs without a change is mine; the same change of both is made once."""
    seen, theirs, mine = drawn
    assert same(on_top(seen, theirs, seen), theirs)
    assert same(on_top(seen, seen, mine), mine)
    assert same(on_top(seen, mine, mine), mine)


def test_what_only_one_changed_holds_and_of_what_both_changed_mine(toy: Baseline) -> None:
    seen, theirs = read_scenario(SEEN), read_scenario(THEIRS)
    mine = with_move(seen, 1, cut="2%")
    merged = on_top(seen, theirs, changed(mine, limits=(*mine.limits, Limit(division="Parks", cap="110%"))))
    assert [str(move.cut) for move in merged.moves] == ["1/5", "1/50"]
    assert [limit.division for limit in merged.limits] == ["Streets", "Parks"]
    assert str(merged.limits[0].floor) == "1/2"
    assert merged.author == "Ann"
    assert (
        on_top(seen, theirs, with_move(seen, 0, cut="15%")).moves[0].cut == with_move(seen, 0, cut="15%").moves[0].cut
    )
    assert read_scenario(scenario_text(merged, like=THEIRS)) == merged


GROWS = SEEN + "growth: {until: FY2030, rates: {All divisions: 3%}}\n"
SPREAD = SEEN.replace("cut: 10%", "cut: {low: 5%, likely: 10%, high: 15%}").replace(
    "cut: 1%", "cut: {low: 1%, likely: 1%, high: 2%}"
)
PAIR = 'correlations:\n  - {{between: ["{}: cut", "{}: cut"], is: {}}}\n'


def test_how_the_plan_grows_is_taken_from_whoever_changed_it() -> None:
    seen, grows = read_scenario(SEEN), read_scenario(GROWS)
    assert on_top(seen, grows, with_move(seen, 1, cut="2%")).growth == grows.growth
    assert on_top(seen, with_move(seen, 1, cut="2%"), grows).growth == grows.growth
    assert on_top(grows, seen, with_move(grows, 1, cut="2%")).growth is None


def test_a_pair_of_ranges_is_one_whichever_is_named_first() -> None:
    seen, theirs, mine = (
        read_scenario(SPREAD + PAIR.format(*names))
        for names in (("cut", "trim", 0.1), ("trim", "cut", 0.2), ("cut", "trim", 0.3))
    )
    assert [str(one.is_) for one in on_top(seen, theirs, mine).correlations] == [str(mine.correlations[0].is_)]


def test_a_move_that_one_removed_stays_removed_unless_the_other_changed_it() -> None:
    seen = read_scenario(SEEN)
    fewer = changed(seen, moves=seen.moves[:1])
    assert on_top(seen, fewer, changed(seen, title="Mine")).moves == fewer.moves
    assert on_top(seen, read_scenario(THEIRS), changed(seen, moves=())).moves == ()
    assert on_top(seen, fewer, with_move(seen, 1, cut="2%")).moves[1].name == "trim"


def test_what_they_changed_is_said_in_dollars(toy: Baseline) -> None:
    said, *each = what_changed(ChangedSince(FILE, SEEN, THEIRS), toy)
    assert said.startswith("In ")
    assert "1 move changed. Moved in all: $" in said
    assert each == [
        "cut: changed cut 10% → 20%",
        "limit Streets: floor 60% → floor 50%",
        "author: none → Ann",
    ]
    broken = ChangedSince(FILE, SEEN, THEIRS.replace("Streets,", "Strets,"))
    assert what_changed(broken, toy)[0].startswith("As it is now it can't be compared: ")
    assert what_changed(ChangedSince(FILE, SEEN, SEEN), toy) == ["Nothing differs."]
