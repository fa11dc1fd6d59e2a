"""What is said of actual figures is true: which plan they are closest to, and what became of a claim.

Read back as in `tests/views/test_words.py`.
"""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from hypothesis import given
from virement.actuals import track
from virement.actuals.actuals_table import Actual, Actuals
from virement.actuals.claims import became
from virement.engine.ledger import Ledger

from tests.actuals.test_tracking import tracked
from tests.support.reckoning import World, in_runs
from tests.support.reference_model import under
from tests.support.words_reader import PCT, Reader, said_share, same


def planned(ledger: Ledger, one: Actual, *, moves: bool = True) -> int:
    """What a plan has for an actual figure, with its moves or without."""
    names = [str(period) for period in ledger.baseline.periods]
    world = World(ledger, f"{names[one.columns[0]]} to {names[one.columns[-1]]}")
    rows = under(ledger.baseline, *one.divisions)
    return world.budget(rows) + (world.change(rows) if moves else 0)


def never_further(plan: list[int], other: list[int], figures: tuple[Actual, ...]) -> bool:
    """Tell whether a plan is as near as another whatever the rounded figures were, at both ends of each."""
    ends = [(2 * one.amount - one.rounding, 2 * one.amount + one.rounding) for one in figures]
    mine = [max(abs(end - 2 * here) - abs(end - 2 * there) for end in both)
            for both, here, there in zip(ends, plan, other, strict=True)]  # fmt: skip
    return sum(mine) <= 0


@given(tracked())
def test_the_closest_plan_is_the_closest(drawn: tuple[list[Ledger], Actuals]) -> None:
    """Which plans no other is nearer than, however the figures were rounded, how far they are, and which come next."""
    ledgers, actuals = drawn
    found = track(ledgers, actuals)
    names = list(dict.fromkeys(found.by_division["scenario"]))
    plans = {names[0]: [planned(ledgers[0], one, moves=False) for one in actuals.figures]}
    plans |= {name: [planned(ledger, one) for one in actuals.figures]
              for name, ledger in zip(names[1:], ledgers, strict=True)}  # fmt: skip
    far = {
        name: sum(abs(one.amount - has) for one, has in zip(actuals.figures, plan, strict=True))
        for name, plan in plans.items()
    }
    first = [name for name, plan in plans.items()
             if all(never_further(plan, other, actuals.figures) for other in plans.values())]  # fmt: skip
    reader = Reader(World(ledgers[0], str(ledgers[0].baseline.periods[0])), found.words())
    named = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    if reader.maybe("Rounding leaves open which plan the actuals are closest to: "):
        could_be = [
            name for name in names if not any(surely_nearer(one, plans[name], actuals) for one in plans.values())
        ]
        assert sorted(read_names(reader, named)) == sorted(could_be)
        assert len(first) < len(could_be)
        reader.take(r"\.")
        reader.end()
        return
    reader.take("The actuals are closest to ")
    assert sorted(read_names(reader, named)) == sorted(first)
    assert bool(reader.maybe(", which they can't tell apart, each ")) == (len(first) > 1)
    reader.maybe(", ")
    same(reader.take(f"{reader.amount()} away")["amount"], reader.money(far[first[0]]), "how far")
    rest = {name: size for name, size in far.items() if name not in first}
    if rest:
        reader.take("; next (?:is|are) ")
        after = read_names(reader, named)
        assert sorted(after) == sorted(name for name, size in rest.items() if size == min(rest.values()))
        same(reader.take(rf", {reader.amount()} away")["amount"], reader.money(min(rest.values())), "how far the next")
    reader.take(r"\. That is about amounts, not causes\.")
    reader.end()


def read_names(reader: Reader, named: str) -> list[str]:
    found = [reader.take(f"'(?P<name>{named})'")["name"]]
    while read := reader.maybe(f" and '(?P<name>{named})'"):
        found.append(read["name"])
    return found


def surely_nearer(one: list[int], plan: list[int], actuals: Actuals) -> bool:
    """Tell whether one plan is nearer than another in any case, at both ends of each figure."""
    ends = [(2 * each.amount - each.rounding, 2 * each.amount + each.rounding) for each in actuals.figures]
    lead = sum(min(abs(end - 2 * there) - abs(end - 2 * here) for end in both)
               for both, here, there in zip(ends, one, plan, strict=True))  # fmt: skip
    return lead > 0


@given(tracked())
def test_what_became_of_a_plan_is_true(drawn: tuple[list[Ledger], Actuals]) -> None:
    """In which periods, what was spent, and how far that is from the plan and from the budget without it."""
    ledgers, actuals = drawn
    ledger, names = ledgers[0], [str(period) for period in ledgers[0].baseline.periods]
    division = actuals.figures[0].name
    mine = [one for one in actuals.figures if one.name == division]
    spent = sum(one.amount for one in mine)
    with_it, without = (sum(planned(ledger, one, moves=moves) for one in mine) for moves in (True, False))
    reader = Reader(World(ledger, names[0]), became(ledger, division, actuals)["became"])
    when = in_runs(names, sorted(itertools.chain.from_iterable(one.columns for one in mine)))
    reader.take(rf"In {re.escape(when)}, {re.escape(division)} cost ")
    same(reader.take(reader.amount())["amount"], reader.money(spent), "what was spent")
    reader.take(": ")
    read_off(reader, spent, with_it, "this plan")
    if with_it == without:
        reader.take(r"\. The plan moves nothing in its total, so it can't tell\.")
    else:
        reader.take(", ")
        read_off(reader, spent, without, "the budget without it")
        reader.take(r"\.")
    reader.end()


def read_off(reader: Reader, spent: int, plan: int, what: str) -> None:
    """How far spending is from a plan, above or below it."""
    if spent == plan:
        reader.take(f"as much as {what}")
        return
    read = reader.take(rf"{reader.amount()}(?: \({PCT.format('share')}\))? (?P<side>above|below) {what}")
    same(read["amount"], reader.money(abs(spent - plan)), f"how far from {what}")
    same(read["share"] or "–", said_share(Fraction(abs(spent - plan), plan) if plan else None), "how far in percent")
    assert (read["side"] == "above") == (spent > plan)
