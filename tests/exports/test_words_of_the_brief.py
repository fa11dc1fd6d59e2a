"""What the brief says beside the words of the views is true: its moves, limits, tables and what is weak in it.

Read back as in `tests/views/test_words.py`: a part that no rule here reads fails.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from virement import views
from virement.exports.brief.brief import Brief, brief_of
from virement.scenario.ranges import Range
from virement.scenario.schema import Assumption, Move
from virement.values.statuses import STATUSES

from tests.support.reckoning import OUTSIDE, World
from tests.support.reference_model import under
from tests.support.strategies import shares
from tests.support.words_reader import COUNT, Reader, Unread, exactly, said_share, same
from tests.support.worlds import worlds
from tests.views.test_words_of_costs import bound_of, broken

MOST_NAMED, MOST_DIVISIONS, MOST_YEARS = 6, 12, 5
VALUE = r"(?P<{0}>[\d.]+%|[^\d\s,;()]* ?\d+(?:,\d{{3}})*(?:\.\d+)?[kMB]?(?: per year)?|the rest)"  # as a file says it


@st.composite
def briefs(draw: st.DrawFn) -> tuple[World, Brief]:
    """The brief of generated moves, some of their values with ranges, and assumptions about the baseline."""
    world = draw(worlds())
    scenario, baseline = world.ledger.scenario, world.baseline
    moves = tuple(draw(with_ranges(move)) for move in scenario.moves)
    low, likely, high = sorted(draw(st.lists(shares(Fraction(2)), min_size=3, max_size=3)))
    held = Assumption(division=draw(st.sampled_from(baseline.divisions)), low=low, likely=likely, high=high + 1)
    assumed = (held,) if draw(st.booleans()) else ()
    said = {"moves": moves, "assumptions": assumed}
    ledger = replace(world.ledger, scenario=scenario.model_copy(update=said))
    return World(ledger, views.default_span(ledger)), brief_of(ledger)


@st.composite
def with_ranges(draw: st.DrawFn, move: Move) -> Move:
    """The same move; its cut and its stranded cost may be as little as nothing."""
    found = {
        name: Range(Fraction(0) if isinstance(value, Fraction) else replace(value, value=Decimal(0)), value, value)
        for name, value in (("cut", move.cut), ("stranded_cost", move.stranded_cost))
        if value and draw(st.integers(0, 2)) == 0
    }
    return Move(**{**dict(move), **found}) if found else move


# the moves


@given(briefs())
@settings(max_examples=60)
def test_a_move_is_said_as_the_scenario_has_it(drawn: tuple[World, Brief]) -> None:
    """Its cut, its range, how it grows, what it costs and who gets what: each value, exactly."""
    world, brief = drawn
    for place, (move, item) in enumerate(zip(world.ledger.scenario.moves, brief.moves, strict=True)):
        assert item.about == move.name + ("" if move.enabled else " (switched off)")
        assert item.own == move.why
        reader = Reader(world, item.text)
        reader.take(re.escape(views.cut_words(world.ledger.case, place)))  # read in tests/views/test_words.py
        _read_range(reader, move, "cut") if NEW not in move.from_ else None
        read_steps(reader, move)
        for name, words in (("one_off_cost", "one-off cost"), ("stranded_cost", "stranded cost")):
            if value := getattr(move, name):
                exactly(reader.take(f"; {words} {VALUE.format('value')}(?=;| \\()")["value"], value)
                _read_range(reader, move, name)
        read_receivers(reader, move)
        reader.end()


NEW = "New funding"


def read_steps(reader: Reader, move: Move) -> None:
    """The steps of a ramp, each for as many periods as it holds, the last to the end; or how an amount is spread."""
    if move.ramp:
        reader.take("; in steps of ")
        found: list[Fraction] = []
        while not reader.maybe("(?=;)"):
            read = reader.take(rf"(?:, )?{VALUE.format('step')}(?: for {COUNT} periods)?(?=[,;])")
            exactly(read["step"], step := move.ramp[min(len(found), len(move.ramp) - 1)])
            found += [step] * int(read["count"] or 1)
        last = len(move.ramp)
        while last > 1 and move.ramp[last - 1] == move.ramp[last - 2]:
            last -= 1
        assert found == list(move.ramp[:last])
    if move.phasing:
        reader.take("; spread over the periods as ")
        for place, part in enumerate(move.phasing):
            exactly(reader.take(f"{', ' if place else ''}{VALUE.format('part')}(?=[,;])")["part"], part)


def read_receivers(reader: Reader, move: Move) -> None:
    """Who gets what of what is left, in the order of the file."""
    reader.take("; ")
    for place, (name, part) in enumerate(move.to.items()):
        read = reader.take(rf"{', ' if place else ''}{VALUE.format('part')} to {re.escape(name)}")
        assert read["part"] == "the rest" if isinstance(part, str) else exactly(read["part"], part)
    if not move.to:
        reader.take("given to nobody")
    reader.take(r"\.")


def _read_range(reader: Reader, move: Move, name: str) -> None:
    """Between which ends a value is guessed to lie; that of a cut stands in its own words."""
    held = move.ranges.get((name,))
    if held is not None and name != "cut":
        read = reader.take(rf" \(from {VALUE.format('low')} to {VALUE.format('high')}\)")
        exactly(read["low"], held.low)
        exactly(read["high"], held.high)


# the limits


@given(briefs())
def test_what_is_said_of_limits_is_true(drawn: tuple[World, Brief]) -> None:
    """Each level; by how much it is broken, by whom; or where one that holds has the least to spare, and how much."""
    world, brief = drawn
    for limit, item in zip(world.ledger.scenario.limits, brief.limits, strict=True):
        reader = Reader(world, item.about)
        reader.take(re.escape(limit.division))
        for kind, level in limit.levels.items():
            exactly(reader.take(rf", {kind} {VALUE.format('level')}(?=, |\Z)")["level"], level)
        assert bool(reader.maybe(", locked")) == limit.locked
        reader.end()
        years = [World(world.ledger, year) for year in plan_years(world)]
        told = [one.partition(". ")[0] for year in years for one in broken(year, limit)]
        order = sorted(told, key=lambda one: [kind in one for kind in ("floor", "cap")], reverse=True)
        if told:
            assert sorted(item.text.removeprefix("Broken: ").removesuffix(".").split(". ")) == sorted(order)
            continue
        spare = [
            (abs(year.budget(rows) + year.change(rows) - bound_of(year, level, year.budget(rows))), year.span)
            for year in years
            for rows in [under(world.baseline, limit.division)]
            for level in limit.levels.values()
        ]
        if not spare:
            same(item.text, "Holds: no move touches it.", limit.division)
            continue
        least, year = min(spare)
        same(item.text, f"Holds, with {reader.money(least)} to spare in {year}.", limit.division)


def plan_years(world: World) -> list[str]:
    """The fiscal years that hold a period of the plan."""
    periods = world.baseline.periods
    return list(dict.fromkeys(period.fiscal_year for period in periods[world.baseline.actuals :]))


# the tables


@given(briefs())
def test_before_and_after_is_true(drawn: tuple[World, Brief]) -> None:
    """Each division and account: before, change, change in percent, after, the weakest status; and who is left out."""
    world, brief = drawn
    same(brief.divisions.caption, f"Before and after, {world.span}", "caption")
    seen = []
    for name, before, change, share, after, status in brief.divisions.rows:
        seen.append(name)
        rows = [world.ledger.accounts.index(name)] if name in OUTSIDE else under(world.baseline, name)
        had, added = 0 if name in OUTSIDE else world.budget(rows), world.change(rows)
        money = Reader(world, "").money
        assert (before, change, after) == (money(had), money(added, signed=True), money(had + added)), name
        same(share, said_share(Fraction(added, had) if had else None, signed=True), f"{name}, change of {had}")
        same(status, world.status_after(name), f"{name} rests on")
    assert len(set(seen)) == len(seen)
    assert {name for name in OUTSIDE if world.change([world.ledger.accounts.index(name)])} <= set(seen)
    listed = divisions_of(world)
    left = len(listed) - len([name for name in seen if name in listed])
    assert min(len(listed), MOST_DIVISIONS) == len(listed) - left
    due = f"{left} more division{' is' if left == 1 else 's are'} in cells.csv." if left else ""
    same(brief.divisions.below, due, "who is left out")


def divisions_of(world: World) -> list[str]:
    """The divisions at the top, and those beside one that a move names, switched on, further down."""
    named = {
        name
        for move in world.ledger.scenario.moves
        if move.enabled
        for name in (*move.from_, *move.except_, *move.to)
        if name in world.baseline.divisions
    }
    parents = {name.rpartition(" / ")[0] for name in named if " / " in name}
    return [name for name in world.baseline.divisions if " / " not in name or name.rpartition(" / ")[0] in parents]


@given(briefs())
def test_what_is_fundable_and_when_is_true(drawn: tuple[World, Brief]) -> None:
    """By fiscal year, and over the plan: what is given up, lost on the way, saved, left over, and can be funded."""
    world, brief = drawn
    _, *spans = brief.years.heads
    moving = [year for year in plan_years(world) if World(world.ledger, year).entries_that_move]
    whole = [*views.spans(world.baseline)][-1]
    assert spans == (moving if len(moving) == 1 else [*moving[:MOST_YEARS], whole])
    rows = {name: values for name, *values in brief.years.rows}
    for place, span in enumerate(spans):
        year = World(world.ledger, span)
        got = year.received
        lost = got.get("Stranded costs", 0) + got.get("One-off costs", 0)
        due = {
            "Given up": year.moved,
            "Stranded costs": got.get("Stranded costs", 0),
            "One-off costs": got.get("One-off costs", 0),
            "Fundable": year.moved - lost,
            "Saved": got.get("Savings", 0),
            "Unallocated": got.get("Unallocated", 0),
        }
        assert set(rows) <= set(due)
        for name, size in due.items():
            nothing = Reader(world, "").money(0)
            same(rows[name][place] if name in rows else nothing, Reader(world, "").money(size), f"{name} in {span}")
    left = max(len(moving) - MOST_YEARS, 0)
    due = f"{left} more year{' is' if left == 1 else 's are'} in the total." if left else ""
    same(brief.years.below, due, "years left out")


# what is weak


@given(briefs())
def test_what_is_weak_is_true(drawn: tuple[World, Brief]) -> None:
    """The budgets that a move touches, by how they are known, the weakest first; how far the baseline may be off."""
    world, brief = drawn
    touched = {row for posting in world.ledger.postings for row in posting.rows.tolist()}
    items = list(brief.weak)
    for word, status in (("Assumed", "assumption"), ("Estimated", "estimate")):
        leaves = [
            leaf
            for row, leaf in enumerate(world.baseline.leaves)
            if row in touched
            and any(int(world.baseline.status[row, at]) == STATUSES.index(status) for at in world.columns)
        ]
        if leaves:
            item = items.pop(0)
            more = [f"{len(leaves) - MOST_NAMED} more"] if len(leaves) > MOST_NAMED else []
            assert (item.about, item.text) == (word, f"{', '.join([*leaves[:MOST_NAMED], *more])}.")
    for one in world.ledger.scenario.assumptions:
        item = items.pop(0)
        assert item.about == one.division
        reader = Reader(world, item.text)
        read = reader.take(
            rf"may be from {VALUE.format('low')} to {VALUE.format('high')} of what the baseline says, "
            rf"likely {VALUE.format('likely')}\.\Z"
        )
        for end in ("low", "high", "likely"):
            exactly(read[end], getattr(one, end))
    assert not items, Unread(str(items))
