"""What pictures of the shift, of time, of income and of several scenarios say: title, note, key, and of each mark.

Read back as in `tests/views/test_words.py`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st
from virement import charts, views
from virement.values.number_format import show_exactly

from tests.charts.test_words_of_pictures import read_note, tips_of, weakest
from tests.support.reckoning import OUTSIDE, ROOT, World
from tests.support.reference_model import under
from tests.support.strategies import carried_out, scenarios
from tests.support.words_reader import COUNT, PCT, Reader, said_share, same
from tests.support.worlds import earning, graded, worlds


def read_title(world: World, data: pd.DataFrame, subject: str) -> None:
    """What it is of, and of which scenario."""
    (title,) = data[data["kind"] == "title"]["label"]
    same(title, f"{subject}: {world.ledger.scenario.title}", "the title")


def share_of(change: int, before: int) -> str:
    return f" ({said_share(Fraction(change, before), signed=True)})" if before and change else ""


# the shift


@given(worlds())
def test_the_shift_is_true(world: World) -> None:
    """Each division and account: what it had, has and by how much that is more; together they are the whole budget."""
    assume(world.budget(under(world.baseline, ROOT)))
    data = charts.shift_data(world.ledger, world.span)
    read_title(world, data, "Before and after")
    whole = [0, 0]
    hidden = [0, 0]
    money, seen = Reader(world, "").money, []
    cent = partial(show_exactly, currency=world.baseline.currency)
    for tip in tips_of(data):
        reader = Reader(world, tip)
        read = reader.take(rf"(?:(?P<name>{reader.name})|{COUNT} others(?:, untouched)?), ")
        if not read["name"]:
            hidden[0] += int(read["count"])
            reader.take(r".+\Z")
            continue
        name = read["name"]
        seen.append(name)
        rows = [world.ledger.accounts.index(name)] if name in OUTSIDE else under(world.baseline, name)
        had, change = 0 if name in OUTSIDE else world.budget(rows), world.change(rows)
        if name not in OUTSIDE:
            whole[0] += had
            whole[1] += change
        from_to = f"{cent(had)} → {cent(had + change)}" if name not in OUTSIDE else cent(change)
        ways = [f"{from_to}, {money(change, signed=True)}{share_of(change, had)}"]
        if not change:
            held = [limit.division for limit in world.ledger.scenario.limits if limit.locked]
            locked = any(one == ROOT or f"{name} / ".startswith(f"{one} / ") for one in held)
            still = "locked" if locked else "unchanged"
            ways = [f"{cent(had)} → {cent(had)}, {still}", f"{cent(had)}, {still}"]
        reader.take("|".join(map(re.escape, ways)))
        reader.end()
    assert len(set(seen)) == len(seen)
    everybody = under(world.baseline, ROOT)
    if not hidden[0]:
        assert whole == [world.budget(everybody), world.change(everybody)], "the rows are the whole budget"
    due = [world.status_after(name) for name in seen]
    if not hidden[0]:
        read_note(world, data, weakest(due))


# who gives, who gets


@given(worlds())
def test_the_height_of_the_flow_is_true(world: World) -> None:
    """What the whole height would be; it is called all that the givers have only where it is."""
    assume(world.given)
    data = charts.flows_data(world.ledger, world.span)
    read_title(world, data, "Who gives, who receives")
    (key,) = data[data["kind"] == "key"]["label"]
    reader = Reader(world, key)
    size = reader.take(f"the whole height would be {reader.amount()}")["amount"]
    if reader.maybe(", all that the givers have"):
        live = {posting.move for posting in world.ledger.postings if posting.role == "given"}  # none of a cut of 0%
        rows = {row for at in live for row in world.case(at).givers}
        same(size, reader.money(world.held(sorted(rows)) + world.given.get("New funding", 0)), "all that they have")
    reader.end()


# over time


@given(worlds(), st.sampled_from(["period", "fiscal_year"]))
def test_over_time_is_true(world: World, by: str) -> None:
    """Of each bar its period, whether that is past, the budget before and after; under them each year."""
    baseline = world.baseline
    name = next(iter(baseline.divisions))
    assume(world.budget(under(baseline, name), list(range(len(baseline.periods)))))
    data = charts.over_time_data(world.ledger, name, by=by)
    read_title(world, data, "Over time")
    rows, seen = under(baseline, name), []
    periods = [str(period) for period in baseline.periods]
    years = list(dict.fromkeys(period.fiscal_year for period in baseline.periods))
    for tip in tips_of(data):
        reader = Reader(world, tip)
        read = reader.take(rf"{re.escape(name)}, (?P<when>[\w-]+) \((?P<kind>[\w ]+)\): {reader.amount()}")
        seen.append(read["when"])
        part = World(world.ledger, read["when"])
        before, change = part.budget(rows), part.change(rows)
        kinds = ["actual" if at < baseline.actuals else "plan" for at in part.columns]
        same(read["kind"], " and ".join(dict.fromkeys(kinds)), "past or plan")
        same(read["amount"], reader.money(before + change), f"budget of {read['when']}")
        if change:
            said = reader.take(rf", baseline {reader.amount('was')} \({reader.amount('more')}\)")
            assert (said["was"], said["more"]) == (reader.money(before), reader.money(change, signed=True))
        for word in ("one-off", "stranded"):
            reader.maybe(rf", {word} {reader.amount()}")  # figured in tests/charts/test_charts.py
        reader.end()
    assert set(seen) <= set(periods if by == "period" else years)
    for label in data[data["kind"] == "year"]["label"]:
        year, amount, change = label.split("\n")
        part = World(world.ledger, year)
        before, moved = part.budget(rows), part.change(rows)
        same(amount, Reader(world, "").money(before + moved), f"budget of {year}")
        past = all(at < baseline.actuals for at in part.columns)
        same(change, "actual" if past else Reader(world, "").money(moved, signed=True) if moved else "unchanged", year)
    for label in data[data["kind"] == "plan"]["label"]:
        first = str(baseline.periods[baseline.actuals])
        assert label.removeprefix("plan from ") in (first, baseline.periods[baseline.actuals].fiscal_year)


# operating income


@given(earning())
def test_the_income_of_each_division_is_true(world: World) -> None:
    """Before and after, by how much it changes; who is left out has no revenue that is known."""
    data = charts.operating_income_data(world.ledger, 1, world.span)
    known = {
        name for name, line in world.baseline.revenue.items() if all(line.known[column] for column in world.columns)
    }
    seen = set()
    for tip in tips_of(data):
        reader = Reader(world, tip)
        name = reader.take(rf"(?P<name>{reader.name}), ")["name"]
        if name not in known:
            continue
        seen.add(name)
        rows, line = under(world.baseline, name), world.baseline.revenue[name]
        before = sum(int(line.amounts[column]) for column in world.columns) - world.budget(rows)
        change = -world.change(rows)
        money = reader.money
        due = f"{money(change, signed=True)}, {money(before)} → {money(before + change)}"
        reader.take(re.escape(due if change else f"unchanged, {money(before)}"))
        reader.end()
    assert seen == (known if not data.empty else set())


# several scenarios


@given(st.data())
def test_a_comparison_is_true(drawn: st.DataObject) -> None:
    """Each division that any scenario changes, its baseline, and the change in each scenario, in amount and percent."""
    baseline = drawn.draw(graded())
    ledgers = [
        carried_out(baseline, drawn.draw(scenarios(baseline)).model_copy(update={"title": title})) for title in "AB"
    ]
    span = drawn.draw(st.sampled_from([*views.spans(baseline)]))
    data = charts.comparison_data(views.by_scenario(ledgers, 1, span), baseline, span)
    seen: dict[str, list[str]] = {}
    first = World(ledgers[0], span)
    for tip in tips_of(data):
        reader = Reader(first, tip)
        if read := reader.maybe(rf"(?P<name>{reader.name}), {reader.amount()}\Z"):
            seen[name := read["name"]] = []
            had = 0 if name in OUTSIDE else first.budget(under(baseline, name))
            same(read["amount"], reader.money(had), f"baseline of {name}")
            continue
        read = reader.take(rf"(?P<who>A|B), (?:unchanged|{reader.amount()}(?: \({PCT.format('share')}\))?)\Z")
        name = [*seen][-1]
        seen[name].append(read["who"])
        world = World(ledgers["AB".index(read["who"])], span)
        rows = [world.ledger.accounts.index(name)] if name in OUTSIDE else under(baseline, name)
        before, change = 0 if name in OUTSIDE else world.budget(rows), world.change(rows)
        assert (read["amount"] is None) == (not change)
        if change:
            same(read["amount"], reader.money(change, signed=True), f"change of {name}")
            due = said_share(Fraction(change, before), signed=True) if before else None
            assert read["share"] == due
    tops = dict.fromkeys(leaf.split(" / ")[0] for leaf in baseline.leaves)
    moved = {name for name in tops if any(World(one, span).change(under(baseline, name)) for one in ledgers)}
    assert moved == {name for name in seen if name not in OUTSIDE}
