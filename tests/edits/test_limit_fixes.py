"""What mends a broken limit: exact, tried, and said in words."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.edits.suggested_fixes import FixOption, LimitFix, limit_fixes
from virement.engine.headroom import STEPS, with_size
from virement.engine.ledger import Ledger, reallocate
from virement.engine.limits import broken_limits
from virement.scenario.changes import with_move
from virement.scenario.schema import Limit, Move, Scenario
from virement.values.amounts import Amount, from_minor, read_amount, read_share, to_minor
from virement.values.problems import ModelError

from tests.support.strategies import run

HALF = Fraction(1, 2)


def toy_plan(*moves: dict, limits: list[dict]) -> Scenario:
    return Scenario(
        title="T", baseline="toy", moves=tuple(Move(**{"name": f"move {n}", **said}) for n, said in enumerate(moves)),
        limits=tuple(Limit(**said) for said in limits),
    )  # fmt: skip


def mended(toy: Baseline, *moves: dict, **limit: object) -> LimitFix:
    (found,) = limit_fixes(reallocate(toy, toy_plan(*moves, limits=[limit])))
    return found


CUT = {"from_": ("Streets",), "to": {"Parks": Fraction(1)}}
WORKED = [
    ("a share", {"cut": "30%"}, {"floor": "$1M"}, "Cut $320.16k less of 'move 0': to 16.66% ($399.84k)", "16.66%"),
    ("an amount", {"cut": "$600k"}, {"floor": "$1M"}, "Cut $200k less of 'move 0': to $400k (16.7%)", "$400k"),
    ("a share as floor", {"cut": "$600k"}, {"floor": "95%"}, "Cut $480k less of 'move 0': to $120k (5%)", "$120k"),
    ("per year", {"cut": "$300k /yr"}, {"floor": "$1M"}, "Cut $200k less of 'move 0': to $200k per year (16.7%)",
     "$200k /yr"),
    ("no room", {"cut": "30%"}, {"floor": "100%"}, "Leave 'move 0' out", None),
]  # fmt: skip


def value(text: str | None) -> Fraction | Amount | None:
    return None if text is None else read_share(text) if "%" in text else read_amount(text)


@pytest.mark.parametrize(("said", "limit", "words", "cut"), [case[1:] for case in WORKED], ids=[c[0] for c in WORKED])
def test_a_floor_is_mended_by_a_smaller_cut(
    toy: Baseline, said: dict, limit: dict, words: str, cut: str | None
) -> None:
    """By hand: Streets has $1.2M a year; the largest cut that leaves the floor, to the cent and to 0.01 %."""
    (way,) = mended(toy, {**CUT, **said}, division="Streets", **limit).ways
    assert way.words == words
    assert way.cut == (currency_of(value(cut)) if cut else None)


def currency_of(read: Fraction | Amount) -> Fraction | Amount:
    return read if isinstance(read, Fraction) else Amount(read.value, "$", read.per_year)


def test_a_cap_is_mended_by_a_smaller_part(toy: Baseline) -> None:
    """By hand: Parks has $400k a year and gets $360k of it; a cap of $600k leaves it $200k of $360k, 55.55 %."""
    (way,) = mended(toy, {**CUT, "cut": "30%"}, division="Parks", cap="$600k").ways
    assert way.words == "Give Parks 55.55% instead of 100% in 'move 0'"
    assert way.scenario.moves[0].to == {"Parks": read_share("55.55%")}
    amounts = {"cut": "30%", "to": {"Parks": "$700k", "Savings": "rest"}}
    (way,) = mended(toy, {**CUT, **amounts}, division="Parks", cap="$600k").ways
    assert (way.receiver, way.words) == ("Parks", "Give Parks $400k instead of $700k in 'move 0'")
    (way,) = mended(toy, {**CUT, "cut": "30%"}, division="Parks", cap="100%").ways
    assert (way.words, way.scenario.moves[0].to) == ("Give Parks nothing in 'move 0'", {})


def test_a_rest_that_is_too_much_is_mended_by_the_cut(toy: Baseline) -> None:
    """Who gets the rest gets less when the cut is smaller; new money is brought in, not cut."""
    rest = {**CUT, "cut": "$720k", "to": {"Library": "$20k", "Parks": "rest"}}
    (way,) = mended(toy, rest, division="Parks", cap="$600k").ways
    assert way.words == "Cut $300k less of 'move 0': to $420k (17.5%)"
    funded = {"from_": ("New funding",), "cut": "$720k", "to": {"Parks": "rest"}}
    (way,) = mended(toy, funded, division="Parks", cap="$600k").ways
    assert way.words == "Bring $320k less with 'move 0': $400k"


def test_where_no_single_move_mends_it_the_shortfall_is_said(toy: Baseline) -> None:
    """By hand: two cuts of $300k a year each, a floor of $1.1M: without either, $900k is left, which is $200k short."""
    found = mended(toy, {**CUT, "cut": "25%"}, {**CUT, "cut": "25%"}, division="Streets", floor="$1.1M")
    assert (found.ways, found.short, found.moves) == ((), 200_000_00, (0, 1))
    assert (
        found.words == "No single move can fix it: even without 'move 0' 'Streets' is $200k below its floor in FY2026"
    )


def test_a_baseline_that_breaks_its_limit_can_not_be_mended(toy: Baseline) -> None:
    """Where the limit is broken before anything moves, leaving every move out doesn't help."""
    found = mended(toy, {**CUT, "cut": "10%", "to": {}}, division="Streets", floor="$2M")
    assert (found.ways, found.short) == ((), 800_000_00)


def test_mending_breaks_no_other_limit(toy: Baseline) -> None:
    """A way that would break another limit is none, and that is said."""
    scenario = toy_plan(
        {**CUT, "cut": "30%"},
        limits=[{"division": "Streets", "floor": "$1M"}, {"division": "Parks", "floor": "$750k"}],
    )
    (found,) = limit_fixes(reallocate(toy, scenario))
    assert not found.ways
    assert "without breaking something else" in found.words


def keys(ledger: Ledger) -> set[tuple[int, str]]:
    return {(broken.limit, broken.kind) for broken in broken_limits(ledger)}


@st.composite
def tight(draw: st.DrawFn) -> Ledger:
    """A run that breaks a limit which its baseline keeps: somewhere between what a year held and what it holds."""
    ledger = draw(run())
    baseline, limits = ledger.baseline, []
    division = draw(st.sampled_from([*baseline.divisions, "All divisions"]))
    columns = draw(st.sampled_from([years for years in baseline.fiscal_years.values() if years[-1] in baseline.plan]))
    block = np.ix_(baseline.rows_of(division), columns)
    before, after = int(baseline.budget[block].sum()), int(ledger.budget[block].sum())
    if before != after:
        bound = draw(st.sampled_from([before, (before + after) // 2, after + (1 if after < before else -1)]))
        level = from_minor(bound, baseline.currency) if draw(st.booleans()) else Fraction(bound, before or 1)
        limits = [Limit(division=division, **{"floor" if after < before else "cap": level})]
    scenario = ledger.scenario.model_copy(update={"limits": (*ledger.scenario.limits[:1], *limits)})
    return reallocate(baseline, scenario)


@given(tight())
def test_every_way_mends_its_limit_with_the_largest_that_does(ledger: Ledger) -> None:
    """Each way changes one move, holds the limit and breaks no other; one step more of it breaks the limit again."""
    found = limit_fixes(ledger)
    assert {(one.limit, one.kind) for one in found} == keys(ledger)
    for mending in found:
        assert bool(mending.ways) == (mending.short == 0)
        for way in mending.ways:
            after = keys(reallocate(ledger.baseline, way.scenario))
            assert after <= keys(ledger) - {(mending.limit, mending.kind)}
            changed = [
                n
                for n, pair in enumerate(zip(way.scenario.moves, ledger.scenario.moves, strict=True))
                if pair[0] != pair[1]
            ]
            assert changed == [way.index]
            assert still_broken_one_step_on(ledger, mending, way)


def still_broken_one_step_on(ledger: Ledger, mending: LimitFix, way: FixOption) -> bool:
    """Whether the limit is broken with a cent or 0.01 % more, or that would be more than it was before."""
    now = way.part if way.receiver else way.cut
    if now is None:
        return True
    move = ledger.scenario.moves[way.index]
    before = move.to[way.receiver] if way.receiver else move.cut
    size = int(now * STEPS) if isinstance(now, Fraction) else to_minor(now, ledger.baseline.currency)
    more = with_size(now, size + 1, ledger.baseline)
    if (more > before) if isinstance(more, Fraction) else (more.value > before.value):
        return True
    said = {"to": {**move.to, way.receiver: more}} if way.receiver else {"cut": more}
    return (mending.limit, mending.kind) in keys(
        reallocate(ledger.baseline, with_move(ledger.scenario, way.index, **said))
    )


@given(tight())
def test_where_no_way_is_left_none_was_overlooked(ledger: Ledger) -> None:
    """Where it is said that no single move can mend a floor or cap, leaving any one of them out does not."""
    for mending in limit_fixes(ledger):
        if mending.ways:
            continue
        key = mending.limit, mending.kind
        for index in ledger.windows:
            try:
                after = keys(reallocate(ledger.baseline, with_move(ledger.scenario, index, enabled=False)))
            except ModelError:
                continue
            assert key in after or after - keys(ledger)
