"""Several scenarios as one: the sum of its parts to the cent, and everything named that only the sum shows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from virement import scenario, uncertainty, versions
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, reallocate
from virement.scenario import Case
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Scenario
from virement.values.problems import ModelError
from virement.versions.stacking import stack

from tests.support.strategies import baselines, carried_out, scenarios

HEAD = "title: {}\nbaseline: toy\nmoves:\n"
CUT = "  - {{name: {}, from: {}, cut: {}, to: {{Savings: 100%}}{}}}\n"


def said(title: str, *cuts: tuple[str, str, str], rest: str = "", more: str = "") -> Scenario:
    """A scenario over toy of a few cuts (name, giver, how much), all of it saved."""
    return read_scenario(HEAD.format(title) + "".join(CUT.format(*cut, more) for cut in cuts) + rest, f"{title}.yaml")


def stacked(toy: Baseline, *scenarios: Scenario) -> versions.Stack:
    return stack({chr(97 + place): reallocate(toy, one) for place, one in enumerate(scenarios)})


@st.composite
def several(draw: st.DrawFn) -> list[Ledger]:
    """Two or three scenarios over one baseline that together can be carried out."""
    baseline = draw(baselines())
    drawn = [draw(scenarios(baseline, 0, 2)) for _ in range(draw(st.integers(2, 3)))]
    free = [tuple(limit for limit in one.limits if not limit.locked) for one in drawn]  # a lock holds for all of them
    drawn = [one.model_copy(update={"limits": limits}) for one, limits in zip(drawn, free, strict=True)]
    try:
        ledgers = [carried_out(baseline, one) for one in drawn]
    except ModelError:  # drawn to go with its locks, and not without them
        reject()
    whole = sum(ledger.variance for ledger in ledgers)
    assume((baseline.budget + whole[: len(baseline.leaves), :, 0] >= 0).all())
    return ledgers


@settings(max_examples=40)
@given(several(), st.randoms(use_true_random=False))
def test_the_whole_is_the_sum_of_its_parts_in_any_order(ledgers: list[Ledger], dice) -> None:
    """Each cell of the whole's variance is the sum of that cell where each scenario runs alone (rule 1)."""
    files = [str(place) for place in range(len(ledgers))]
    parts = dict(zip(files, ledgers, strict=True))
    whole = stack(parts)
    assert (whole.ledger.variance == sum(ledger.variance for ledger in ledgers)).all()
    dice.shuffle(files)
    assert (stack({file: parts[file] for file in files}).ledger.variance == whole.ledger.variance).all()
    assert whole.scenario == read_scenario(versions.stacked_text(whole))
    assert len({move.name for move in whole.scenario.moves}) == sum(len(one.scenario.moves) for one in ledgers)


@settings(max_examples=40)
@given(several())
def test_what_is_cut_twice_is_what_the_moves_of_both_take(ledgers: list[Ledger]) -> None:
    """Figured a second way, leaf by leaf from each ledger alone: the same leaves, the same money."""
    whole = stack({str(place): ledger for place, ledger in enumerate(ledgers)})
    takes = [_taken(ledger) for ledger in ledgers]
    twice = np.sum([take.any(axis=1) for take in takes], axis=0) > 1
    named = [row for one in whole.overlaps for row in whole.ledger.baseline.rows_of(one.division).tolist()]
    assert sorted(named) == np.flatnonzero(twice).tolist()
    assert sum(one.together for one in whole.overlaps) == sum(int(take[twice].sum()) for take in takes)


def _taken(ledger: Ledger) -> np.ndarray:
    """What all the moves of a ledger take from each leaf, from the table of its postings."""
    places = {leaf: row for row, leaf in enumerate(ledger.baseline.leaves)}
    found = np.zeros(ledger.baseline.budget.shape, dtype=np.int64)
    for posting in ledger.postings:
        if posting.role == "given":
            for row, line in zip(posting.rows, posting.amounts[:, :, 0], strict=True):
                if ledger.accounts[row] in places:
                    found[row, list(posting.window)] -= line
    return found


@settings(max_examples=40)
@given(st.data())
def test_an_empty_scenario_adds_nothing(data: st.DataObject) -> None:
    """Stacked with one that says nothing, before it or behind it, a scenario is itself."""
    baseline = data.draw(baselines())
    one, nothing = data.draw(scenarios(baseline, 1)), Scenario(title="Nothing", baseline="generated.csv")
    ledger, empty = carried_out(baseline, one), reallocate(baseline, nothing)
    for parts in ({"a": ledger, "b": empty}, {"b": empty, "a": ledger}, {"a": ledger}):
        whole = stack(parts)
        assert whole.scenario == one
        assert not whole.overlaps
        assert not whole.conflicts


def test_names_are_told_apart_by_their_files(toy: Baseline) -> None:
    """Only names that several files have are changed; correlations go by the new names."""
    rest = "correlations:\n  - {between: ['x: cut', 'x: stranded_cost'], is: 0.5}\n"
    ranged = read_scenario(
        HEAD.format("A")
        + "  - {name: x, from: Streets, cut: {low: 1%, likely: 2%, high: 3%}, to: {Savings: 100%}, "
        + "stranded_cost: {low: 0%, likely: 1%, high: 2%}}\n"
        + rest
    )
    whole = stacked(toy, ranged, said("B", ("x", "Library", "1%"), ("x (b)", "Parks", "1%")))
    assert [move.name for move in whole.scenario.moves] == ["x (a)", "x (b, 2)", "x (b)"]
    assert whole.origins == ("a", "b", "b")
    (correlation,) = whole.scenario.correlations
    assert correlation.between == ("x (a): cut", "x (a): stranded_cost")
    assert len(uncertainty.inputs_of(Case(toy, whole.scenario))) == 2
    assert versions.stacked_text(whole).count("  # from ") == 2


def test_a_division_cut_twice_is_named_with_each_amount_and_both(toy: Baseline) -> None:
    """30 % of Streets (FY2026 and FY2027, 1.2M each) and 20 % of everybody: 720k and 480k, 1.2M of 2.4M."""
    whole = stacked(toy, said("A", ("x", "Streets", "30%")), said("B", ("y", "All divisions", "20%")))
    (problem,) = whole.problems
    assert problem.level == "warning"
    assert str(problem) == (
        "'Streets': is cut twice: $720k by 'x' (a) and $480k by 'y' (b), together $1.2M of its $2.4M in the plan, "
        "at once in FY2026 to FY2027. Are they the same cut? Then leave one out"
    )
    assert versions.cut_twice(whole).to_numpy().tolist() == [
        ["Streets", "x", "a", 720_000, 30],
        ["Streets", "y", "b", 480_000, 20],
        ["Streets", "", "", 1_200_000, 50],
    ]


def test_cuts_of_a_parent_and_of_its_child_meet_in_the_child(toy: Baseline) -> None:
    whole = stacked(toy, said("A", ("x", "Parks", "10%")), said("B", ("y", "Parks / Pools", "10%")))
    assert [one.division for one in whole.overlaps] == ["Parks / Pools"]
    both = stacked(toy, said("A", ("x", "Parks", "10%")), said("B", ("y", "Parks", "10%"), ("z", "Library", "1%")))
    assert [one.division for one in both.overlaps] == ["Parks"]
    early = said("A", ("x", "Parks", "10%"), more=", end: FY2026")
    apart = stacked(toy, early, said("B", ("y", "Parks", "10%"), more=", start: FY2027"))
    assert "never in one period" in str(apart.problems[0])


def test_a_limit_that_only_the_sum_breaks_is_named(toy: Baseline) -> None:
    """Each cut of 30 % holds a floor of 60 %, both leave 40 %."""
    floor = "limits:\n  - {division: Streets, floor: 60%}\n"
    a = said("A", ("x", "Streets", "30%"), rest=floor)
    whole = stacked(toy, a, said("B", ("y", "Streets", "30%")))
    limits = [problem for problem in whole.problems if problem.level == "limit"]
    assert len(limits) == 2
    assert all("only the sum breaks it" in problem.what for problem in limits)
    assert "'Streets' is $240k below its floor in FY2026 ($480k against $720k)" in limits[0].what
    alone = stacked(toy, said("A", ("x", "Streets", "50%"), rest=floor), said("B", ("y", "Parks", "1%")))
    assert all(problem.what.endswith(", a alone too") for problem in alone.problems if problem.level == "limit")


def test_a_lock_of_one_holds_for_the_moves_of_the_other(toy: Baseline) -> None:
    """Who reaches it from above leaves it out, and who names it is named with its file."""
    lock = "limits:\n  - {division: Library, locked: true}\n"
    a = said("A", ("x", "Streets", "30%"), rest=lock)
    around = stacked(toy, a, said("B", ("y", "All divisions", "1%")))
    assert not around.ledger.variance[toy.rows_of("Library")].any()
    with pytest.raises(ModelError) as caught:
        stacked(toy, a, said("B", ("z", "Library", "1%")))
    (problem,) = caught.value.problems
    assert problem.what == "'Library' is locked, and gives"
    assert problem.hint == "'z' is from b. Take it out of `from`, or unlock it"


def test_what_only_the_sum_overdraws_is_an_error_that_names_the_moves_and_their_files(toy: Baseline) -> None:
    a, b = said("A", ("x", "Streets", "60%"), more=", end: FY2026"), said("B", ("y", "All divisions", "60%"))
    with pytest.raises(ModelError) as caught:
        stacked(toy, a, b)
    (problem,) = caught.value.problems
    assert problem.where == "a + b"
    assert problem.what == "moves 'x' and 'y' together take $240k more than 'Streets' has in FY2026"
    assert problem.hint.startswith("'x' is from a, 'y' is from b. Cut less")


def test_of_two_floors_the_tighter_one_is_kept_and_both_are_named(toy: Baseline) -> None:
    limit = "limits:\n  - {{division: Streets, {}}}\n"

    def both(one: str, other: str) -> versions.Stack:
        a, b = (
            said(title, (title, giver, "1%"), rest=limit.format(words))
            for title, giver, words in (("A", "Parks", one), ("B", "Library", other))
        )
        return stacked(toy, a, b)

    tighter = both("floor: 60%", "floor: 70%, cap: 120%")
    assert scenario.Limit(division="Streets", floor=Fraction(7, 10), cap=Fraction(6, 5)) in tighter.scenario.limits
    assert len(tighter.scenario.limits) == 1
    assert [problem.what for problem in tighter.problems] == [
        "has 2 floors: 60% (a) and 70% (b); the tighter one, 70%, is kept"
    ]
    caps = both("cap: $3M", "cap: $2M")
    assert "has 2 caps: $3M (a) and $2M (b); the tighter one, $2M, is kept" in caps.problems[0].what
    kinds = both("floor: 60%", "floor: $1M")
    assert len(kinds.scenario.limits) == 2
    assert "a share and an amount: both are kept" in kinds.problems[0].what
    crossed = both("floor: 90%", "cap: $1M")
    assert "floor 90% stands above cap $1M in FY2026: they can't both hold" in crossed.conflicts[0].what
    assert both("floor: 90%", "cap: $1.08M").conflicts == ()  # 90 % of 1.2M: just that holds both
    assert both("floor: 60%", "floor: 60%").problems == ()
    assert both("locked: true", "floor: 60%").scenario.limits[0].locked


def test_assumptions_that_differ_are_named_and_the_first_is_kept(toy: Baseline) -> None:
    assume_ = "assumptions:\n  - {{division: Library, low: {}, high: 110%}}\n"
    a = said("A", ("x", "Streets", "1%"), rest=assume_.format("90%"))
    for low, conflicts in (("80%", 1), ("90%", 0)):
        whole = stacked(toy, a, said("B", ("y", "Parks", "1%"), rest=assume_.format(low)))
        assert whole.scenario.assumptions == a.assumptions
        assert len(whole.conflicts) == conflicts


def test_different_baselines_are_refused(toy: Baseline, meta: Baseline) -> None:
    other = reallocate(meta, scenario.load_scenario("nyt-2b-to-ai"))
    with pytest.raises(ModelError, match="over different baselines: toy and meta"):
        stack({"a": reallocate(toy, said("A", ("x", "Streets", "1%"))), "b": other})


def test_a_file_name_can_not_write_into_the_text(toy: Baseline) -> None:
    whole = stack({"a\nlimits: []\x00": reallocate(toy, said("A", ("x", "Streets", "1%")))})
    assert read_scenario(versions.stacked_text(whole)) == whole.scenario
