"""The laws of the engine, each held against the rules figured a second way (`oracle.py`)."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, Posting, reallocate
from virement.scenario.schema import Move
from virement.values.amounts import Amount

from tests.support.reference_model import Case, half_up, minor, running
from tests.support.strategies import baselines, carried, carried_out, run, scenario_of, shares

HALF = Fraction(1, 2)


def booked(ledger: Ledger, receiver: str = "") -> dict[int, list[int]]:
    """What a receiver gets of the first move, or what is given, by row of the ledger, over the move's window."""
    found: dict[int, list[int]] = {}
    for posting in ledger.postings:
        if (posting.move, posting.receiver) == (0, receiver):
            assert posting.role == ("received" if receiver else "given")
            for row, amounts in zip(posting.rows.tolist(), posting.amounts[:, :, 0].tolist(), strict=True):
                before = found.get(row, [0] * len(amounts))
                found[row] = [a + b for a, b in zip(before, amounts, strict=True)]
    return found


def summed(series: dict[int, list[int]], length: int) -> list[int]:
    return [sum(row[step] for row in series.values()) for step in range(length)]


def flows(case: Case, ledger: Ledger) -> tuple[list[int], list[int], list[int], list[int]]:
    """Gross, stranded, one-off and fundable as booked, by period."""
    n = len(case.window)
    gross = [-cut for cut in summed(booked(ledger), n)]
    stranded, one_off = (summed(booked(ledger, f"{cost} costs"), n) for cost in ("Stranded", "One-off"))
    fundable = [cut - lost - paid for cut, lost, paid in zip(gross, stranded, one_off, strict=True)]
    return gross, stranded, one_off, fundable


@given(carried())
@settings(max_examples=300)
def test_a_move_takes_exactly_what_the_scenario_says(carried: tuple[Case, Ledger]) -> None:
    """Rules 2 to 7: a rate takes its share of the base, an amount itself, an amount per year itself in every fiscal
    year of the window, as far as its ramp lets it, to the cent; and so does every running total."""
    case, ledger = carried
    gross, *_ = flows(case, ledger)
    exact = case.gross()
    cut, years = case.move.cut, case.years
    if not isinstance(cut, Amount) or not cut.per_year:
        assert gross == running(exact)
    if isinstance(cut, Amount) and not cut.per_year:
        assert sum(gross) == minor(cut, case.baseline)
    if isinstance(cut, Amount) and cut.per_year:
        for year, steps in itertools.groupby(range(len(years)), key=years.__getitem__):
            inside = list(steps)
            assert [gross[step] for step in inside] == running([exact[step] for step in inside])
            assert case.move.ramp or sum(gross[step] for step in inside) == minor(cut, case.baseline), year


@given(carried())
@settings(max_examples=200)
def test_each_leaf_gives_its_part(carried: tuple[Case, Ledger]) -> None:
    """Rules 2, 4 and 9: a leaf gives in proportion to its baseline in the period, and no other leaf gives."""
    case, ledger = carried
    gross, *_ = flows(case, ledger)
    given_up = booked(ledger)
    leaves = [row for row in given_up if row < len(case.baseline.leaves)]
    assert set(leaves) <= set(case.givers)
    slack = 2  # one rounding among periods, one among leaves
    for row, due in case.given(case.gross()).items():
        took = [-amount for amount in given_up.get(row, [0] * len(due))]
        assert all(abs(a - b) < slack for a, b in zip(took, due, strict=True))
        assert all(0 <= amount <= held for amount, held in zip(took, case.budget([row]), strict=True))
    for row, due in case.given([Fraction(cut) for cut in gross]).items():
        took = [-amount for amount in given_up.get(row, [0] * len(due))]
        assert all(abs(a - b) < 1 for a, b in zip(took, due, strict=True)), "one rounding, within the period"


@given(carried())
@settings(max_examples=200)
def test_costs_come_first(carried: tuple[Case, Ledger]) -> None:
    """Rules 11, 12: stranded cost is its share of the gross cut; one-off cost is paid out of the rest until paid."""
    case, ledger = carried
    gross, stranded, one_off, _ = flows(case, ledger)
    exact = [Fraction(cut) for cut in gross]
    assert stranded == running(case.stranded(exact))
    owed = half_up(case.owed(exact))
    assert one_off == case.one_off([cut - lost for cut, lost in zip(gross, stranded, strict=True)], owed)
    assert sum(one_off) == owed


def rows_of(case: Case, ledger: Ledger, name: str) -> dict[int, list[Fraction]]:
    """The rows of the ledger that a receiver's part goes to, and which share of it each gets in every period."""
    if name in case.baseline or name == "All divisions":
        return case.receives(name)
    return {ledger.accounts.index(name): [Fraction(1)] * len(case.window)}


@given(carried())
@settings(max_examples=300)
def test_receivers_get_their_totals(carried: tuple[Case, Ledger]) -> None:
    """Rules 13, 14: an amount is paid to the cent; shares so that each running sum of them is right to the cent."""
    case, ledger = carried
    fundable = sum(flows(case, ledger)[3])
    shared, got_by_now = Fraction(0), 0
    whole = sum(part for part in case.move.to.values() if isinstance(part, Fraction))
    fixed = sum(minor(part, case.baseline) for part in case.move.to.values() if isinstance(part, Amount))
    for name, part in case.move.to.items():
        if name == "Unallocated":  # it shares its account with what nobody is given
            return
        got = sum(map(sum, booked(ledger, name).values()))
        if isinstance(part, Amount):
            assert got == minor(part, case.baseline)
        elif part == "rest" and not whole:
            assert got == fundable - fixed
        else:
            share = 1 - whole if part == "rest" else part
            shared, got_by_now = shared + share, got_by_now + got
            assert abs(got - share * fundable) < 1
            assert got_by_now == half_up(shared * fundable)


@given(carried())
@settings(max_examples=300)
def test_every_cell_is_what_the_rules_say(carried: tuple[Case, Ledger]) -> None:
    """Rules 2 to 17, end to end: each receiver in each period, straight from the scenario in fractions.

    Slack, as running totals: the gross cut is half a unit off, an amount per year in each of its years; stranded and
    one-off cost add half a unit each, the latter also its share of the former errors. The n-th receiver takes out of
    what n-1 rounded ones left: n halves, one for its own total, and thrice the fundable's. A cell is the difference of
    two running totals, and the split among leaves rounds once more.
    """
    case, ledger = carried
    move = case.move
    off = HALF * (len(set(case.years)) if isinstance(move.cut, Amount) and move.cut.per_year else 1)
    share = move.one_off_cost if isinstance(move.one_off_cost, Fraction) else None
    released = off + (HALF if move.stranded_cost else 0)
    fundable_off = released + (share * off + HALF if share else 0)
    exact, as_booked = case.fundable(), [Fraction(money) for money in flows(case, ledger)[3]]
    _hold(case, ledger, exact, fundable_off)
    _hold(case, ledger, as_booked, Fraction(0))


def _hold(case: Case, ledger: Ledger, fundable: list[Fraction], off: Fraction) -> None:
    parts = case.parts(fundable)
    left_over = parts.pop("left over")
    unallocated = parts.pop("Unallocated", [Fraction(0)] * len(left_over))
    parts["Unallocated"] = [a + b for a, b in zip(unallocated, left_over, strict=True)]
    assert set(received_by(ledger)) <= {*parts, "Stranded costs", "One-off costs"}
    for name, part in parts.items():
        got = booked(ledger, name)
        before = list(case.move.to).index(name) if name in case.move.to else len(case.move.to)
        slack = 2 * (HALF * (before + 1) + 1 + 3 * off)
        slack += len(case.move.to) if name == "Unallocated" else 0  # what each receiver's rounding leaves over
        for row, weights in rows_of(case, ledger, name).items():
            among = 1 if len(rows_of(case, ledger, name)) > 1 else 0
            for step, weight in enumerate(weights):
                took = got.get(row, [0] * len(weights))[step]
                assert abs(took - weight * part[step]) <= weight * slack + among, (name, ledger.accounts[row])
        assert set(got) <= set(rows_of(case, ledger, name))


def received_by(ledger: Ledger) -> list[str]:
    return [posting.receiver for posting in ledger.postings if posting.role == "received"]


@given(run())
def test_every_move_balances_in_every_period(ledger: Ledger) -> None:
    """A move sums to zero in each period, and all variances do; only credits and New funding are below zero."""
    for index, window in ledger.windows.items():
        alone = [posting.amounts.sum(axis=(0, 2)) for posting in ledger.postings if posting.move == index]
        assert not sum(alone, np.zeros(len(window), dtype=np.int64)).any()
    assert not ledger.variance.sum(axis=0).any()
    first = len(ledger.baseline.leaves)
    outside = dict(zip(ledger.accounts[first:], ledger.variance[first:], strict=True))
    assert (outside.pop("New funding") <= 0).all()
    assert all((change >= 0).all() for change in outside.values())
    credits = ledger.before < 0
    assert (ledger.budget[~credits] >= 0).all()
    assert (ledger.budget[credits] == ledger.before[credits]).all()


@given(run())
def test_nothing_moves_where_no_move_is(ledger: Ledger) -> None:
    """Nothing moves in actual periods, outside a move's window, out of a budget of zero, or back to a giver."""
    assert not ledger.variance[:, : ledger.baseline.actuals].any()
    for posting in ledger.postings:
        case = Case(ledger.baseline, ledger.scenario.moves[posting.move], ledger.scenario.limits)
        assert list(posting.window) == case.window
        if posting.role == "given" and case.givers:
            held = ledger.baseline.budget[posting.rows, posting.window.start : posting.window.stop]
            assert not posting.amounts[held == 0].any()
        if posting.role == "received":
            assert not set(posting.rows.tolist()) & set(case.givers)


@given(run(least=2), st.randoms(use_true_random=False))
def test_the_order_of_moves_does_not_matter(ledger: Ledger, random: object) -> None:
    """Rule 1: a move is of the baseline, so the same moves in another order change every division alike."""
    mixed = list(ledger.scenario.moves)
    random.shuffle(mixed)
    again = reallocate(ledger.baseline, scenario_of(*mixed, limits=ledger.scenario.limits))
    assert (again.variance == ledger.variance).all()


def _place(posting: Posting) -> tuple[object, ...]:
    return posting.role, posting.receiver, posting.window, posting.rows.tolist()


@given(run(least=2))
def test_a_move_stands_by_itself(ledger: Ledger) -> None:
    """Another move leaves a move's postings as they were; a disabled one has none, and its absence changes nothing."""
    for index, move in enumerate(ledger.scenario.moves):
        own = [posting for posting in ledger.postings if posting.move == index]
        alone = reallocate(ledger.baseline, scenario_of(move, limits=ledger.scenario.limits)).postings
        assert len(own) == len(alone)
        assert move.enabled or not own
        for one, other in zip(own, alone, strict=True):
            assert _place(one) == _place(other)
            assert (one.amounts == other.amounts).all()
    left = scenario_of(*(move for move in ledger.scenario.moves if move.enabled), limits=ledger.scenario.limits)
    assert (reallocate(ledger.baseline, left).variance == ledger.variance).all()


@given(baselines(), shares(HALF), shares(HALF))
def test_a_percentage_is_of_the_baseline(baseline: Baseline, one: Fraction, other: Fraction) -> None:
    """Rule 1: never of what other moves left, so two cuts of 30 % take 60 %."""
    cuts = [Move(name=str(n), from_=("All divisions",), cut=cut) for n, cut in enumerate((one, other))]
    both = carried_out(baseline, scenario_of(*cuts)).variance[: len(baseline.leaves)].sum()
    held = baseline.budget[:, baseline.actuals :].sum()
    assert -both == half_up(one * int(held)) + half_up(other * int(held))
