"""What goal seek and plans say is true: every value is tried again, every figure added up anew.

Read back as in `tests/views/test_words.py`: a clause that no rule here reads fails.
"""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from virement import views
from virement.edits.levers import Lever, lever_value, levers_of, most_of, size_of, with_lever
from virement.engine.headroom import with_size
from virement.engine.ledger import Ledger, reallocate
from virement.goals.conflicts import InfeasibleGoal
from virement.goals.goal import Ask
from virement.goals.goal_seek import seek
from virement.goals.job_plans import plans
from virement.goals.planning import OBJECTIVES, Plan
from virement.goals.seek_result import GoalSeekResult
from virement.measures.measure import Measure
from virement.scenario import Case
from virement.values.amounts import Amount, from_minor
from virement.values.jobs import Value
from virement.values.problems import ModelError

from tests.goals.test_plans import small_asks
from tests.support.reckoning import World
from tests.support.reference_model import minor, under
from tests.support.strategies import run
from tests.support.words_reader import POWERS, Reader, exactly, said_share, same

KINDS = ("budget", "share", "gross", "fundable", "savings", "unallocated", "stranded", "one-off")
VALUE = r"(?P<{0}>[\d.]+%|[^\d\s,;()]* ?\d+(?:,\d{{3}})*(?:\.\d+)?[kMB]?(?: per year)?)"
FIGURE = r"(?P<{0}>−?(?:[\d.]+%|[^\d\s−]* ?\d+(?:,\d{{3}})*(?:\.\d+)?[kMB]?))"


def figure_of(ledger: Ledger, measure: Measure) -> Fraction | None:
    """A measure, added up from what is booked."""
    world = World(ledger, measure.span)
    received = world.received
    lost = received.get("Stranded costs", 0) + received.get("One-off costs", 0)
    rows, everybody = under(world.baseline, measure.name or "All divisions"), under(world.baseline, "All divisions")
    whole = world.budget(everybody) + world.change(everybody)
    budget = world.budget(rows) + world.change(rows)
    if measure.kind == "share":
        return Fraction(budget, whole) if whole else None
    amounts = {
        "budget": budget,
        "gross": world.moved,
        "fundable": world.moved - lost,
        "savings": received.get("Savings", 0),
        "unallocated": received.get("Unallocated", 0),
        "stranded": received.get("Stranded costs", 0),
        "one-off": received.get("One-off costs", 0),
    }
    return Fraction(amounts[measure.kind])


@st.composite
def sought(draw: st.DrawFn) -> tuple[Ledger, Lever, Measure, GoalSeekResult]:
    """The answer to a goal that some value of an input reaches, comes near to, or never does."""
    ledger = draw(run())
    live = [lever for lever in levers_of(ledger.scenario) if ledger.scenario.moves[lever.index].enabled]
    assume(live)
    lever, kind = draw(st.sampled_from(live)), draw(st.sampled_from(KINDS))
    named = draw(st.sampled_from(ledger.baseline.divisions)) if kind in ("budget", "share") else ""
    span = draw(st.sampled_from([*views.spans(ledger.baseline), *ledger.baseline.period_names]))
    measure = Measure(kind, named, span)
    most = most_of(ledger.baseline, ledger.scenario, lever)
    value = lever_value(ledger.scenario, ledger.baseline, lever)
    there = with_size(value, most * draw(st.integers(0, 100)) // 100, ledger.baseline)
    figure = tried(ledger, lever, measure, there) or Fraction(0)
    off = draw(st.sampled_from([0, 0, 0, 1, -1, 10**6]))
    share = min(max(figure + Fraction(off, 10**9), Fraction(0)), Fraction(1))
    target = share if kind == "share" else from_minor(max(int(figure) + off, 0), ledger.baseline.currency)
    return ledger, lever, measure, seek(ledger.case, measure, target, str(lever))


def tried(ledger: Ledger, lever: Lever, measure: Measure, value: Value) -> Fraction | None:
    """The measure with the input at a value, None where that can't be carried out."""
    try:
        return figure_of(reallocate(ledger.baseline, with_lever(ledger.scenario, lever, value)), measure)
    except ModelError:
        return None


@settings(max_examples=50)
@given(sought())
def test_an_answer_is_true(drawn: tuple[Ledger, Lever, Measure, GoalSeekResult]) -> None:
    """The value, what the measure is there, the step before and what it is there, or why nothing comes closer."""
    ledger, lever, measure, found = drawn
    baseline, scenario = ledger.baseline, ledger.scenario
    reader = Reader(World(ledger, measure.span), found.words(baseline))
    name, label = re.escape(str(measure)), re.escape(f"'{lever}'")
    side = r"(?P<side>at least|at most)"

    def is_at(said: str, value: Value) -> None:
        assert exactly(said, value), f"the value is {value}"

    if reader.maybe(rf"{name} cannot be reached for any value of {label}: "):
        assert all(tried(ledger, lever, measure, at) is None for at in some_values(ledger, lever))
        return
    if read := reader.maybe(rf"{name} can't be {side} {FIGURE.format('target')} by {label} alone\. The closest is "):
        is_figure(read["target"], found.target, measure)
        met = (lambda one: one >= found.target) if read["side"] == "at least" else lambda one: one <= found.target
        figures = [tried(ledger, lever, measure, at) for at in some_values(ledger, lever)]
        assert not any(met(one) for one in figures if one is not None), "some value meets it"
        read = reader.take(rf"{FIGURE.format('figure')}, at {VALUE.format('value')}: ")
        is_at(read["value"], found.found.value)
        figure = tried(ledger, lever, measure, found.found.value)
        is_figure(read["figure"], figure, measure)
        away = abs(figure - found.target)
        assert all(abs(one - found.target) >= away for one in figures if one is not None), "another value is closer"
        read_why(reader, drawn, figure)
        return
    if read := reader.maybe(rf"{name} is {FIGURE.format('figure')} already, with {label} at {VALUE.format('value')}\."):
        is_at(read["value"], lever_value(scenario, baseline, lever))
        is_figure(read["figure"], figure_of(ledger, measure), measure)
        assert figure_of(ledger, measure) == found.target
        reader.end()
        return
    read = reader.take(
        rf"With {label} at {VALUE.format('value')}, {name} is {FIGURE.format('figure')}: {side} the "
        rf"{FIGURE.format('target')} wanted\."
    )
    is_at(read["value"], found.found.value)
    figure = tried(ledger, lever, measure, found.found.value)
    is_figure(read["figure"], figure, measure)
    is_figure(read["target"], found.target, measure)
    assert figure >= found.target if read["side"] == "at least" else figure <= found.target
    start = figure_of(ledger, measure)
    assert (start < found.target) == (read["side"] == "at least") if start is not None else True
    read_before(reader, drawn)
    reader.maybe(r" The measure goes both up and down as the input grows: there may be other answers higher up\.")
    reader.end()


def read_before(reader: Reader, drawn: tuple[Ledger, Lever, Measure, GoalSeekResult]) -> None:
    """The step before: its value, and what the measure is there, which doesn't do."""
    ledger, lever, measure, found = drawn
    read = reader.maybe(rf" (?P<way>As it stands, at|One step (?:less|more),) {VALUE.format('value')}, ")
    if not read:
        return
    like, baseline = lever_value(ledger.scenario, ledger.baseline, lever), ledger.baseline
    here = size_of(found.found.value, baseline)
    steps = {"One step less,": here - 1, "One step more,": here + 1}
    value = with_size(like, steps[read["way"]], baseline) if read["way"] in steps else like
    assert exactly(read["value"], value)
    figure = tried(ledger, lever, measure, value)
    if reader.maybe(r"can't be carried out: .+?\.(?= The measure|\Z)"):
        assert figure is None
        return
    is_figure(reader.take(rf"it is {FIGURE.format('figure')}\.")["figure"], figure, measure)
    assert figure < found.target if found.rising else figure > found.target


def read_why(reader: Reader, drawn: tuple[Ledger, Lever, Measure, GoalSeekResult], figure: Fraction) -> None:
    """Why no value comes closer than the closest one."""
    ledger, lever, measure, found = drawn
    baseline = ledger.baseline
    like, most = lever_value(ledger.scenario, baseline, lever), most_of(baseline, ledger.scenario, lever)
    here = size_of(found.found.value, baseline)
    beside = [
        tried(ledger, lever, measure, with_size(like, at, baseline)) for at in (here - 1, here + 1) if 0 <= at <= most
    ]
    if reader.maybe("both more and less of it lead away"):
        assert len(beside) == 2
        assert all(abs(one - found.target) > abs(figure - found.target) for one in beside)
    elif reader.maybe("going on changes nothing"):
        assert figure in beside
    elif reader.maybe("it can't be less than nothing"):
        assert here == 0
    elif read := reader.maybe(rf"at {VALUE.format('value')} it can't be carried out: "):
        assert any(exactly_or_not(read["value"], with_size(like, at, baseline)) for at in (here - 1, here + 1))
        assert None in beside
        return
    elif reader.maybe("it is the same at every value"):
        assert all(
            one in (figure, None) for one in (tried(ledger, lever, measure, at) for at in some_values(ledger, lever))
        )
    elif read := reader.maybe(rf"the move covers (?P<when>.+), nothing of {re.escape(measure.span)}"):
        move = ledger.scenario.moves[lever.index]
        names = [str(period) for period in baseline.periods]
        first, last = move.start or names[baseline.actuals], move.end or names[-1]
        same(read["when"], first if first == last else f"{first} to {last}", "what the move covers")
        window = range(names.index(first), names.index(last) + 1)
        assert not set(window) & set(World(ledger, measure.span).columns)
    else:
        reader.take(
            r"it stops at the size of the whole baseline|the other receivers have the rest|that is all there is|"
            r".+ has no more to give"
        )
        assert here == most
    reader.take(r"\.")
    reader.end()


def exactly_or_not(said: str, value: Value) -> bool:
    try:
        return exactly(said, value)
    except AssertionError:
        return False


def some_values(ledger: Ledger, lever: Lever) -> list[Value]:
    """A few values of an input: its ends, where it stands, and some between."""
    like, most = lever_value(ledger.scenario, ledger.baseline, lever), most_of(ledger.baseline, ledger.scenario, lever)
    return [like, *(with_size(like, most * part // 8, ledger.baseline) for part in range(9))]


def is_figure(said: str, exact: Fraction, measure: Measure) -> None:
    """An amount is said exactly; a share to the last digit that is said, and exactly where no digit is missing."""
    sign, text = (-1 if said.startswith("−") else 1), said.lstrip("−")
    if not measure.is_share:
        size = re.fullmatch(r"\D*([\d,]+)(?:\.(\d+))?([kMB]?)", text)
        number = Fraction(size[1].replace(",", "") + (f".{size[2]}" if size[2] else "")) * 10 ** POWERS[size[3]]
        assert sign * number * Fraction(10) ** _places(exact, number) == exact, f"{said} is not {exact}"
        return
    places = len(text.rstrip("%").partition(".")[2])
    assert abs(Fraction(text.rstrip("%")) - exact * 100) <= Fraction(1, 2 * 10**places), f"{said} is not {exact}"


def _places(exact: Fraction, number: Fraction) -> int:
    """How many decimals the currency has: 0, 2 or 3, as amounts tell; any will do for nothing."""
    return next((places for places in (0, 2, 3) if abs(number) * 10**places == abs(exact)), 0)


# plans


@settings(max_examples=40)
@given(small_asks())
def test_what_is_said_of_plans_is_true(ask: Ask) -> None:
    """Amount, receiver, periods, how many give, the worst cut; or by how much it fails, which rules, and what helps."""
    try:
        found = plans(Case(ask.baseline, ask.scenario), ask.goal)
    except InfeasibleGoal as error:
        read_conflict(ask, error)
        return
    for plan in found:
        read_plan(ask, plan)


def read_plan(ask: Ask, plan: Plan) -> None:
    """The title and the description of a plan."""
    names = [str(period) for period in ask.baseline.periods]
    first, last = names[ask.window[0]], names[ask.window[-1]]
    ledger = reallocate(ask.baseline, plan.scenario)
    reader = Reader(World(ledger, f"{first} to {last}"), plan.scenario.description)
    amount, to = re.escape(reader.money(ask.amount)), re.escape(ask.goal.to)
    served = "|".join(one.title for one in OBJECTIVES.values())
    chosen = rf"(?:{served})(?:, way \d+)?(?:(?:, | and )(?:{served})(?:, way \d+)?)*"
    assert re.fullmatch(rf"{amount} for {to}: {chosen}", plan.scenario.title)
    when = re.escape(first if first == last else f"{first} to {last}")
    reader.take(rf"Planned on top of '{re.escape(ask.scenario.title)}': {amount} more for {to}, {when}, ")
    reader.take(rf"chosen for {chosen}\. It takes ")
    new = plan.scenario.moves[len(ask.scenario.moves) :]
    read = reader.take(r"(?P<count>one|\d+) givers?; the worst cut is (?P<worst>[\d.]+%) of what a giver had")
    assert (1 if read["count"] == "one" else int(read["count"])) == len(new)
    shares, given = [], 0
    for place, giver in enumerate(ask.givers):
        cut = sum(minor(move.cut, ask.baseline) for move in new if move.from_ == (giver,))
        given += cut
        if cut:
            shares.append(Fraction(cut + ask.before[place], ask.held[place]))
    assert given == ask.amount, "the moves bring up what was asked for"
    same(read["worst"], said_share(max(shares)), "the worst cut")
    if most := reader.maybe(rf", none over {VALUE.format('most')}"):
        assert exactly(most["most"], ask.goal.most)
        assert max(shares) <= ask.goal.most
    reader.take(r"\. Every limit holds\.")
    reader.end()


def read_conflict(ask: Ask, error: InfeasibleGoal) -> None:
    """How much can be found, which rules stand in the way, as they are set, and what each way out changes."""
    (problem,) = error.problems
    reader = Reader(World(ask.ledger, str(ask.baseline.periods[ask.window[0]])), problem.what)
    exactly(reader.take(VALUE.format("amount"))["amount"], ask.goal.amount)
    reader.take(rf" for '{re.escape(ask.goal.to)}' ")
    if reader.maybe("has no plan: infeasible already: "):
        assert error.conflict.possible is None
    else:
        read = reader.take(rf"is {reader.amount()} more than can be found, stopped by ")
        same(read["amount"], reader.money(ask.amount - error.conflict.possible), "what is missing")
    while not reader.maybe(r"\Z"):
        read_rule(ask, reader)
        reader.maybe(r"; and by | together with ")
    ways = Reader(reader.world, problem.hint)
    if ways.maybe("No single change fixes it: loosen several rules, or name more givers"):
        assert not error.conflict.changes
        return
    ways.take("Any one of these fixes it: ")
    for change in error.conflict.changes:
        read_change(ask, ways)
        ways.maybe("; or ")
        assert plans(Case(ask.baseline, change.scenario), change.goal), "the change makes it possible"
    ways.end()


def read_rule(ask: Ask, reader: Reader) -> None:
    if reader.maybe("no division below zero|odd cents alone"):
        return
    if read := reader.maybe(f"no cut over {VALUE.format('most')}"):
        assert exactly(read["most"], ask.goal.most)
        read_given(ask, reader)
    elif read := reader.maybe(rf"the lock on '(?P<name>{reader.name})'"):
        assert any(one.locked for one in ask.scenario.limits if one.division == read["name"])
    else:
        read = reader.take(rf"the (?P<kind>floor|cap) of '(?P<name>{reader.name})' \({VALUE.format('level')}\)")
        assert exactly(read["level"], level_of(ask, read["name"], read["kind"], read["level"]))


def read_given(ask: Ask, reader: Reader) -> None:
    """Who is cut already by the scenario's one move, and by what share."""
    shares = [Fraction(before, held) for before, held in zip(ask.before, ask.held, strict=True) if before]
    if read := reader.maybe(r" \(everybody already gives (?P<least>[\d.]+%)(?: to (?P<most>[\d.]+%))? in 'before'\)"):
        assert len(shares) == len(ask.givers)
        same(read["least"], said_share(min(shares)), "the least that is given already")
        same(read["most"] or read["least"], said_share(max(shares)), "the most that is given already")
    elif read := reader.maybe(r" \(given already in 'before': (?P<who>[^)]+)\)"):
        given = zip(ask.givers, ask.before, ask.held, strict=True)
        who = [f"{name} {said_share(Fraction(before, held))}" for name, before, held in given if before]
        same(read["who"], ", ".join(who), "who gives already")
    else:
        assert not shares


def level_of(ask: Ask, name: str, kind: str, said: str) -> Fraction | Amount:
    """The level that is set on a division; of several the one that is said."""
    levels = [one.levels[kind] for one in ask.scenario.limits if one.division == name and kind in one.levels]
    assert levels, f"no {kind} is set on {name}"
    return next((one for one in levels if exactly_or_not(said, one)), levels[0])


def read_change(ask: Ask, reader: Reader) -> None:
    """One way out: by how much, from what to what."""
    if read := reader.maybe(rf"ask for {reader.amount()} less: {VALUE.format('less')}"):
        size = number_of(read["less"])
        same(read["amount"], reader.money(ask.amount - int(size)), "how much less")
    elif read := reader.maybe(f"let a giver be cut by up to {VALUE.format('to')} instead of {VALUE.format('was')}"):
        assert exactly(read["was"], ask.goal.most)
        assert Fraction(read["to"][:-1]) > Fraction(read["was"][:-1])
    elif read := reader.maybe(rf"unlock '(?P<name>{reader.name})'"):
        assert any(one.locked for one in ask.scenario.limits if one.division == read["name"])
    else:
        read = reader.take(
            rf"(?P<verb>lower the floor|raise the cap) of '(?P<name>{reader.name})'(?: by {reader.amount()})? "
            rf"from {VALUE.format('was')} to {VALUE.format('to')}"
        )
        kind = read["verb"].rpartition(" ")[2]
        assert exactly(read["was"], level_of(ask, read["name"], kind, read["was"]))
        was, to = number_of(read["was"]), number_of(read["to"])
        assert to < was if kind == "floor" else to > was
        if read["amount"]:
            same(read["amount"], reader.money(int(abs(to - was))), "by how much")


def number_of(said: str) -> Fraction:
    """A share, or an amount of yen."""
    if said.endswith("%"):
        return Fraction(said[:-1]) / 100
    read = re.fullmatch(r"\D*([\d,]+(?:\.\d+)?)([kMB]?)", said)
    return Fraction(read[1].replace(",", "")) * 10 ** POWERS[read[2]]
