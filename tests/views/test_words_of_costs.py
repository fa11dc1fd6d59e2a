"""What is said of limits, costs, income, the balance and pictures is true: read back as in `test_words.py`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from virement import charts, views
from virement.check import ledger_problems
from virement.engine import limit_problems
from virement.scenario.schema import Limit
from virement.values.amounts import Amount
from virement.values.currencies import minor_places, sign_of
from virement.values.statuses import STATUSES

from tests.support.reckoning import OUTSIDE, ROOT, World, columns_of, half_up, in_runs
from tests.support.reference_model import minor, under
from tests.support.words_reader import Reader, same
from tests.support.worlds import earning, worlds

# limits


@given(worlds())
def test_a_broken_limit_is_said_with_its_size(world: World) -> None:
    """Which limits break in which year, by how much, what the year holds against what it may, and by which moves."""
    ledger, baseline = world.ledger, world.baseline
    told = [f"{problem.what}. {problem.hint}" for problem in limit_problems(ledger)]
    due = []
    for limit in ledger.scenario.limits:
        for year in dict.fromkeys(period.fiscal_year for period in baseline.periods):
            columns = columns_of(baseline, year)
            if columns[-1] >= baseline.actuals:
                due += broken(World(ledger, year), limit)
    assert told == due


def broken(world: World, limit: Limit) -> list[str]:
    """What is to be said of a limit in a fiscal year."""
    rows, year = under(world.baseline, limit.division), world.span
    before, moved = world.budget(rows), world.change(rows)
    touching = dict.fromkeys(one.move for one in world.entries if one.row in rows and one.minor)
    names = [world.ledger.scenario.moves[move].name for move in touching]
    who = " and ".join(f"'{name}'" for name in names) or "no move"
    money = Reader(world, "").money
    found = []
    for kind, level, side, words, verb in (
        ("floor", limit.floor, -1, "below its floor", "Cut"),
        ("cap", limit.cap, 1, "above its cap", "Give"),
    ):
        if level is None:
            continue
        bound = bound_of(world, level, before)
        after = before + moved
        if side * after > side * bound:
            size = abs(after - bound)
            held = f"({money(after)} against {money(bound)})"
            mend = f"{verb} {money(size)} less: {who}"
            if side * before > side * bound:
                mend = f"The baseline breaks it already; fix the {kind}"
            found.append(f"'{limit.division}' is {money(size)} {words} in {year} {held}. {mend}")
    posted = sum(abs(one.minor) for one in world.entries if one.row in rows)
    if limit.locked and posted:
        held = f"'{limit.division}' is locked, and {who} moves {money(posted)} of it in {year}"
        found.append(f"{held}. Leave it out of the moves, with `except`, or unlock it")
    return found


def bound_of(world: World, level: Fraction | Amount, before: int) -> int:
    """What a level comes to in a year that holds so much before anything moves."""
    return minor(level, world.baseline) if isinstance(level, Amount) else half_up(level * before)


# what no division has


@given(worlds())
def test_what_is_spent_beside_the_divisions_is_true(world: World) -> None:
    """Stranded, one-off and unallocated money each, and with it all spending."""
    reader = Reader(world, views.beside_divisions(world.ledger, ROOT, world.span))
    if not reader.text:
        assert not world.kept
        return
    found: list[tuple[str, str]] = []
    names = {"stranded cost": "Stranded costs", "one-off cost": "One-off costs", "unallocated": "Unallocated"}
    reader.take(r"On top of the divisions' budgets: ")
    form = rf"{reader.amount()} (?P<what>{'|'.join(names)})"
    reader.listed({form: lambda one: found.append((names[one["what"]], one["amount"]))})
    due = {name: reader.money(world.received[name]) for name in names.values() if world.received.get(name)}
    assert sorted(found) == sorted(due.items())
    everybody = under(world.baseline, ROOT)
    spent = world.budget(everybody) + world.change(everybody) + world.kept
    same(reader.take(rf"\. Spending in all: {reader.amount()}\.")["amount"], reader.money(spent), "spending in all")
    reader.end()


@given(worlds())
def test_what_nobody_is_given_is_warned_of(world: World) -> None:
    """How much over the whole plan, by which moves, and from which year to which."""
    periods = world.baseline.periods
    whole = World(world.ledger, f"{periods[0]} to {periods[-1]}")
    told = [problem.what for problem in ledger_problems(world.ledger) if "given to nobody" in problem.what]
    left = [entry for entry in whole.entries if entry.receiver == "Unallocated"]
    known = list(whole.baseline.fiscal_years)
    years = [at for at, year in enumerate(known)
             if sum(entry.minor for entry in left if periods[entry.column].fiscal_year == year)]  # fmt: skip
    if not years:
        assert not told
        return
    reader = Reader(whole, *told)
    names = [whole.ledger.scenario.moves[move].name for move in dict.fromkeys(entry.move for entry in left)]
    by = ", ".join(f"'{name}'" for name in names)
    read = reader.take(
        rf"{reader.amount()} is given to nobody by {re.escape(by)} in (?P<when>\w+(?:(?: to |, )\w+)*) and stays"
    )
    same(read["amount"], reader.money(whole.received["Unallocated"]), "unallocated")
    same(read["when"], in_runs(known, years), "when")
    reader.take(" Unallocated")
    reader.end()


# operating income


@given(earning())
def test_operating_income_is_true(world: World) -> None:
    """Its level, change and status where all revenue is known, else its change alone; and what the revenue is."""
    lines, money = world.baseline.revenue.values(), Reader(world, "").money
    known = all(line.known[column] for line in lines for column in world.columns)
    change = money(world.saved, signed=True)
    card = views.headline(world.ledger, world.span)[-1]
    words = views.income_words(world.ledger, world.span)
    costs = STATUSES.index(world.status_after(ROOT))
    if not known:
        assert (card.label, card.value) == ("Operating income, change", change if world.saved else "unchanged")
        assert (card.detail, card.status) == (f"revenue of {world.span} not known", STATUSES[costs])
        changes = f"changes by {change}" if world.saved else "does not change"
        assert words == f"Operating income {changes}. Its level is not known, since not all revenue of {world.span} is."
        return
    revenue = sum(int(line.amounts[column]) for line in lines for column in world.columns)
    grade = max(int(line.status[column]) for line in lines for column in world.columns)
    level = revenue - world.budget(under(world.baseline, ROOT)) + world.saved
    assert (card.label, card.value) == ("Operating income", money(level))
    assert (card.detail, card.status) == (change if world.saved else "unchanged", STATUSES[max(grade, costs)])
    assert words == f"The revenue of {world.span} is {money(revenue)} ({STATUSES[grade]})."


# the balance, to the cent


@given(worlds())
def test_the_balance_is_true_to_the_cent(world: World) -> None:
    """Given up in the whole plan = received + savings + leakage + unallocated, each exactly."""
    whole = World(world.ledger, [*views.spans(world.baseline)][-1])
    reader = Reader(whole, views.balance(world.ledger))
    exact = rf"(?:{re.escape(sign_of(reader.currency))}) ?(?P<amount>[\d,]+(?:\.\d+)?)"
    amounts = {
        f"Given up {exact} in {re.escape(whole.span)} = ": whole.moved,
        rf"received {exact} \+ ": sum(size for name, size in whole.received.items() if name not in OUTSIDE),
        rf"savings {exact} \+ ": whole.received.get("Savings", 0),
        rf"leakage {exact} \+ ": sum(whole.received.get(name, 0) for name in ("Stranded costs", "One-off costs")),
        f"unallocated {exact}": whole.received.get("Unallocated", 0),
    }
    for form, due in amounts.items():
        said = Decimal(reader.take(form)["amount"].replace(",", ""))
        assert said == Decimal(due).scaleb(-minor_places(reader.currency)), form
    reader.end()


# the lines above the pictures


@given(worlds())
def test_a_picture_says_its_span_and_what_it_rests_on(world: World) -> None:
    """The note above the bars: the span, the currency, and a status that is the best or the weakest shown."""
    assume(world.given)
    data = charts.by_division_data(world.ledger, None, world.span)
    (note,) = data[data["kind"] == "note"]["label"]
    due = {world.status_after(name) for name in world.baseline.leaves}
    span, _, rests = note.partition(" · ")
    assert span == world.span
    for status in re.findall("|".join(STATUSES), rests):
        assert status in due, note
