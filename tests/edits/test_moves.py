"""What the drivers do to a scenario: typed text, moves, limits, and how far a control may go."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from virement import edits, engine
from virement.baseline.budget import Baseline
from virement.baseline.shipped import read_baseline_table
from virement.engine.ledger import Ledger, reallocate
from virement.scenario.changes import with_move
from virement.scenario.consistency import contradictions
from virement.scenario.files import load_scenario, scenario_text
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Limit, Move, Scenario
from virement.values.amounts import Amount, read_amount, read_share, to_minor, write_amount, write_share
from virement.values.number_format import in_unit
from virement.values.problems import ModelError

from tests.support.reference_model import Case
from tests.support.strategies import baselines, moves, scenario_of, scenarios

HALF = Fraction(1, 2)
STREETS = {"name": "Streets cut", "from_": ("Streets",), "to": {"Parks": Fraction(1)}}


def plan(**said: object) -> Scenario:
    return Scenario(title="T", baseline="toy", moves=(Move(**{**STREETS, "cut": Fraction(3, 10), **said}),))


def limited(*stated: Limit) -> Scenario:
    return plan().model_copy(update={"limits": stated})


def money(text: str) -> Amount:
    return read_amount(text)


def problem(edit: Callable[[], object]) -> str:
    with pytest.raises(ModelError) as caught:
        edit()
    assert all(one.hint and one.where == one.where.strip() for one in caught.value.problems)
    return str(caught.value)


TYPED = [
    ("30%", "10%", "30%"), ("-30 %", "10%", "30%"), ("− 30%", "$1M", "30%"), ("30", "10%", "30%"),
    ("12.5", "10%", "12.5%"), ("$2k", "10%", "$2k"), ("2bn", "$1k", "$2B"), ("2b", "$1k", "$2B"),
    ("−$2M", "$1k", "$2M"), ("-$2M", "10%", "$2M"), ("USD 40k", "10%", "USD 40k"), ("2,000", "$1k", "$2k"),
    ("$2k /yr", "10%", "$2k per year"), ("$3k", "$2k per year", "$3k per year"), ("3000", "$2k /yr", "$3k /yr"),
    ("30 percent", "30%", "30%"), ("7.5 per cent", "$1k", "7.5%"), ("-30pct", "1%", "30%"),
    ("30%", "$2k /yr", "30%"), ("0", "30%", "0%"), (" $1,234.56 ", "30%", "$1234.56"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "now", "then"), TYPED)
def test_a_cut_is_what_was_typed(toy: Baseline, typed: str, now: str, then: str) -> None:
    """A text that says its unit is taken at its word; a bare number counts what the control shows; a minus is a cut."""
    before, after = (read_share(text) if "%" in text else money(text) for text in (now, then))
    assert edits.read_cut_entry(typed, toy, plan(cut=before), 0).moves[0].cut == after


def test_a_bare_number_counts_the_unit_of_the_baseline(meta: Baseline) -> None:
    """Where the table counts millions, `2,000` typed in an amount's box is $2B."""
    scenario = load_scenario("nyt-2b-to-ai")
    assert edits.read_cut_entry("2,500", meta, scenario, 0).moves[0].cut == money("$2.5B")


REFUSED = [
    ("", "is not an amount"), ("abc", "'abc' is not an amount"),
    ("+250m", "adds money"), ("+30%", "To, or use New funding"),
    ("130%", "up to 100%"), ("€2M", "not in USD"),
    ("$1.001", "has more decimals than the currency"), ("--3%", "is not a share"),
    ("1e9", "is not an amount"), ("30%%", "is not a share"), ("$" + "9" * 30, "too many digits"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "what"), REFUSED)
def test_a_cut_that_can_not_be_meant_is_refused(toy: Baseline, typed: str, what: str) -> None:
    """Bad text is a problem with a hint, whatever stands in the box now."""
    for now in (Fraction(1, 10), money("$1k")):
        assert what in problem(lambda now=now: edits.read_cut_entry(typed, toy, plan(cut=now), 0))


def test_more_than_there_is_names_the_most(toy: Baseline) -> None:
    """By hand: Streets hold 2.4m over two years, half of it is cut by another move; a year holds 1.2m."""
    assert edits.within_room("$2.4m", toy, plan(), 0) == edits.read_cut_entry("$2.4m", toy, plan(), 0)
    other = Move(name="other", from_=("Streets",), cut=HALF)
    for scenario, typed, most in [
        (plan(), "3m", "$2.4M"), (plan(), "2m per year", "$1.2M per year"),
        (plan(cut=money("$1")), "$2,400,000.01", "$2.4M"),
        (plan().model_copy(update={"moves": (*plan().moves, other)}), "60%", "50%"),
    ]:  # fmt: skip
        with pytest.raises(edits.TooMuch, match="is more than Streets has left to give") as refused:
            edits.within_room(typed, toy, scenario, 0)
        assert edits.written(refused.value.most) == most


def test_a_minus_is_said_as_the_cut_that_it_is(toy: Baseline) -> None:
    assert edits.entry_note("-5%", plan(cut=Fraction(1, 20)), 0) == "'-5%' is read as a cut of 5%"
    assert edits.entry_note("5%", plan(), 0) == ""


def test_new_funding_comes_with_a_plus(toy: Baseline) -> None:
    """A sign says which way a budget goes: new money is added, never taken."""
    scenario = plan(from_=("New funding",), cut=money("$1k"))
    assert edits.read_cut_entry("+250m", toy, scenario, 0).moves[0].cut == money("$250M")
    assert "New funding brings it" in problem(lambda: edits.read_cut_entry("-250m", toy, scenario, 0))
    assert "New funding is an amount" in problem(lambda: edits.read_cut_entry("30%", toy, scenario, 0))


@pytest.mark.parametrize(
    ("typed", "said", "named"),
    [
        ("$2k", {"ramp": (HALF, Fraction(1))}, "ramp"),
        ("30%", {"cut": Amount(Decimal(9)), "phasing": (HALF, HALF)}, "phasing"),
        ("$2k /yr", {"cut": Amount(Decimal(9)), "phasing": (HALF, HALF)}, "phasing"),
        ("$2k", {"of": ("Parks",)}, "of"),
    ],
)
def test_what_can_not_stand_with_a_typed_cut_is_named(toy: Baseline, typed: str, said: dict, named: str) -> None:
    """A ramp, a phasing or another base is never lost by typing: the entry is refused and names it."""
    scenario = plan(**said)
    assert f"`{named}`" in problem(lambda: edits.read_cut_entry(typed, toy, scenario, 0))


def test_what_stays_valid_beside_a_typed_cut_is_kept(toy: Baseline) -> None:
    """A ramp goes with an amount per year as with a percentage, a phasing with any plain amount."""
    ramped, phased = plan(ramp=(HALF, Fraction(1))), plan(cut=money("$9"), phasing=(HALF, HALF))
    assert edits.read_cut_entry("$2k /yr", toy, ramped, 0).moves[0].ramp == (HALF, Fraction(1))
    assert edits.read_cut_entry("$2k", toy, phased, 0).moves[0].phasing == (HALF, HALF)


@given(st.data(), baselines())
def test_typing_what_stands_there_changes_nothing(data: st.DataObject, baseline: Baseline) -> None:
    """A cut or part typed as it is written is the same, whatever is in the box; and so is the number of its control."""
    scenario = scenario_of(data.draw(moves(baseline)))
    move = scenario.moves[0]
    written = write_share(move.cut) if isinstance(move.cut, Fraction) else write_amount(move.cut)
    assert edits.read_cut_entry(written, baseline, scenario, 0) == scenario
    for name, part in move.to.items():
        written = part if part == "rest" else write_share(part) if isinstance(part, Fraction) else write_amount(part)
        assert edits.read_part_entry(written, baseline, scenario, 0, name) == scenario


@given(st.data(), baselines())
def test_a_number_typed_or_dragged_is_the_same(data: st.DataObject, baseline: Baseline) -> None:
    """A bare number says what the slider says at that number."""
    scenario = scenario_of(data.draw(moves(baseline)))
    number = data.draw(st.integers(0, 100))
    dragged = edits.with_cut_number(scenario, baseline, 0, float(number))
    assert edits.read_cut_entry(str(number), baseline, scenario, 0) == dragged


def test_a_part_is_what_was_typed(toy: Baseline) -> None:
    """A receiver gets a share, an amount or the rest, with a plus if one likes; a minus is a move of its own."""
    for typed, part in [("60%", read_share("60%")), ("+250m", money("$250M")), ("Rest", "rest"), ("60", HALF * 6 / 5)]:
        assert edits.read_part_entry(typed, toy, plan(), 0, "Parks").moves[0].to == {"Parks": part}
    amounts = plan(to={"Parks": money("$9"), "Savings": "rest"})
    assert edits.read_part_entry("7", toy, amounts, 0, "Savings").moves[0].to["Savings"] == money("$7")
    assert "make a move from it" in problem(lambda: edits.read_part_entry("-9%", toy, plan(), 0, "Parks"))
    assert "recurs every year" in problem(lambda: edits.read_part_entry("$9 /yr", toy, plan(), 0, "Parks"))
    assert "all of 'Streets'" in problem(lambda: edits.read_part_entry("0%", toy, plan(), 0, "Streets"))


def test_an_amount_typed_among_shares_makes_amounts_of_all(toy: Baseline) -> None:
    """By hand: 30 % of $1.2M a year is $720k in two years. Who got 50 % and 25 % of that keeps $180k beside $250k."""
    shared = plan(to={"Parks": HALF, "Savings": HALF / 2})
    amounts = edits.read_part_entry("+250k", toy, shared, 0, "Parks")
    assert amounts.moves[0].to == {"Parks": money("$250k"), "Savings": money("$180k")}
    shares = edits.read_part_entry("50%", toy, amounts, 0, "Parks")
    assert shares == shared
    rest = plan(to={"Parks": money("$180k"), "Savings": "rest"})
    typed = edits.read_part_entry("10%", toy, rest, 0, "Library").moves[0].to
    assert typed == {"Parks": HALF / 2, "Savings": "rest", "Library": HALF / 5}
    off = with_move(shared, 0, enabled=False)
    assert edits.read_part_entry("$9", toy, off, 0, "Parks").moves[0].to["Savings"] == money("$180k")


@given(st.data(), baselines())
def test_parts_in_the_other_kind_are_the_same_money(data: st.DataObject, baseline: Baseline) -> None:
    """As amounts every posting stays to the cent; as shares every receiver's total does."""
    scenario = scenario_of(data.draw(moves(baseline)))
    assume(scenario.moves[0].to)
    try:
        before = reallocate(baseline, scenario)
    except ModelError:
        assume(False)
    amounts = with_move(scenario, 0, to=edits.parts_as(baseline, scenario, 0, Amount))
    after = reallocate(baseline, amounts)
    assert (after.variance == before.variance).all()
    shares = with_move(amounts, 0, to=edits.parts_as(baseline, amounts, 0, Fraction))
    assert totals(reallocate(baseline, shares)) == totals(before)


def totals(ledger: Ledger) -> dict[str, int]:
    return {one.receiver: int(one.amounts.sum()) for one in ledger.postings if one.role == "received"}


def test_costs_are_what_was_typed(toy: Baseline) -> None:
    """A one-off cost is an amount or a share, a stranded cost a share; nothing typed is none."""
    paid = edits.read_term_entry("$20k", toy, plan(), 0, "one_off_cost")
    assert paid.moves[0].one_off_cost == money("$20k")
    assert edits.read_term_entry("15%", toy, paid, 0, "one_off_cost").moves[0].one_off_cost == read_share("15%")
    assert edits.read_term_entry("300", toy, paid, 0, "one_off_cost").moves[0].one_off_cost == money("$300")
    assert edits.read_term_entry(" ", toy, paid, 0, "one_off_cost") == plan()
    assert "no unit" in problem(lambda: edits.read_term_entry("20", toy, plan(), 0, "one_off_cost"))
    stranded = edits.read_term_entry("5", toy, plan(), 0, "stranded_cost")
    assert stranded.moves[0].stranded_cost == read_share("5%")
    assert edits.read_term_entry("", toy, stranded, 0, "stranded_cost") == plan()
    assert "share of the cut" in problem(lambda: edits.read_term_entry("$5", toy, plan(), 0, "stranded_cost"))


@pytest.mark.parametrize("typed", ["25, 100%", "25% 100%", "25 100", "[25%, 100%]", "25 % 100 %", "25;100"])
def test_a_ramp_is_what_was_typed(toy: Baseline, typed: str) -> None:
    """Shares stand apart by commas or spaces, in percent whether or not they say so."""
    ramped = edits.read_ramp_entry(typed, toy, plan(), 0)
    assert ramped.moves[0].ramp == (Fraction(1, 4), Fraction(1))
    assert edits.read_ramp_entry("", toy, ramped, 0) == plan()


def test_a_plain_amount_is_phased(toy: Baseline) -> None:
    """What is typed beside a plain amount is its phasing, which sums to 100 % and fits the window."""
    amount = plan(cut=money("$9k"))
    assert edits.read_ramp_entry("40, 60", toy, amount, 0).moves[0].phasing == (Fraction(2, 5), Fraction(3, 5))
    assert "sums to 90%" in problem(lambda: edits.read_ramp_entry("40 50", toy, amount, 0))
    assert "3 shares for the 2 periods" in problem(lambda: edits.read_ramp_entry("30 30 40", toy, amount, 0))
    assert "is not a share" in problem(lambda: edits.read_ramp_entry("a, 50", toy, amount, 0))


def test_limits_are_set_and_cleared_in_place(toy: Baseline) -> None:
    """A floor or cap is typed as an amount or a share, over 100 % too; the other limits stay as they are."""
    before = plan().model_copy(
        update={"limits": (Limit(division="Parks", cap=HALF), Limit(division="Library", locked=True))}
    )
    floored = edits.read_limit_entry("$900k", toy, before, "Parks", "floor")
    assert floored.limits[0] == Limit(division="Parks", cap=HALF, floor=money("$900k"))
    assert floored.limits[1] == before.limits[1]
    capped = edits.read_limit_entry("110", toy, floored, "Parks", "cap")
    assert edits.limits_of(capped, "Parks") == (Limit(division="Parks", cap=Fraction(11, 10), floor=money("$900k")),)
    cleared = edits.read_limit_entry("", toy, edits.read_limit_entry("", toy, capped, "Parks", "cap"), "Parks", "floor")
    assert cleared.limits == before.limits[1:]
    assert edits.with_limit(cleared, "Library", locked=None).limits == ()
    assert edits.with_limit(cleared, "Streets", locked=True).limits[1] == Limit(division="Streets", locked=True)
    assert "not in USD" in problem(lambda: edits.read_limit_entry("€9", toy, before, "Parks", "floor"))
    assert "no unit" in problem(lambda: edits.read_limit_entry("9", toy, before, "Streets", "cap"))


def test_a_limit_that_is_stated_twice_is_cleared_twice() -> None:
    """What a control clears is gone, however often the file says it."""
    twice = plan().model_copy(
        update={"limits": (Limit(division="Parks", floor=HALF), Limit(division="Parks", floor=HALF, cap=HALF))}
    )
    assert edits.with_limit(twice, "Parks", floor=None).limits == (Limit(division="Parks", cap=HALF),)


def test_a_control_keeps_to_what_is_not_locked(toy: Baseline) -> None:
    """Without the Pools the Parks can give 300,000 a year; who names the locked is refused, with both ways out."""
    locked = limited(Limit(division="Parks / Pools", locked=True), Limit(division="Streets", locked=True))
    parks = with_move(locked, 0, from_=("Parks",), cut=money("$9"), to={})
    assert to_minor(engine.max_cut(toy, parks, 0), "USD") == 600_000_00
    assert "'Streets' is locked, and gives" in problem(lambda: edits.with_givers(parks, toy, 0, ["Streets"]))


def test_moves_are_copied_shifted_and_taken_out(toy: Baseline) -> None:
    """A copy has a name of its own, an order can be changed, and neither changes what another move says."""
    two = edits.with_copied_move(edits.with_copied_move(plan(), 0), 0)
    assert [move.name for move in two.moves] == ["Streets cut", "Streets cut (copy 2)", "Streets cut (copy)"]
    last = edits.with_shifted_move(two, 0, 9)
    assert [move.name for move in last.moves] == ["Streets cut (copy 2)", "Streets cut (copy)", "Streets cut"]
    assert edits.with_shifted_move(last, 2, -2) == two
    assert edits.with_shifted_move(last, 0, -1) == last
    assert edits.without_move(edits.without_move(two, 2), 1) == plan()
    assert [move.name for move in edits.with_new_move(two, toy).moves][-1] == "Move 1"


def test_a_copy_is_approved_by_nobody() -> None:
    approved = with_move(plan(), 0, approvals=({"role": "Council", "date": "2026-03-01", "amount": "$1"},))
    copied = edits.with_copied_move(approved, 0)
    assert [len(move.approvals) for move in copied.moves] == [1, 0]


def test_a_name_is_its_own(toy: Baseline) -> None:
    """A move can't be called nothing, nor as another is."""
    two = edits.with_copied_move(plan(), 0)
    assert with_move(two, 1, name=" Other ").moves[1].name == "Other"
    assert "two moves are called 'Streets cut'" in problem(lambda: with_move(two, 1, name="Streets cut"))
    assert "name: is not text" in problem(lambda: with_move(two, 1, name="  "))


def test_a_window_is_of_the_plan(toy: Baseline) -> None:
    """Start and end are plan periods in their order, long enough for the ramp; none is the whole plan."""
    ramped = plan(ramp=(HALF, Fraction(1)))
    assert "is actual" in problem(lambda: with_move(ramped, 0, baseline=toy, start="FY2025"))
    assert "is not a period of the baseline" in problem(lambda: with_move(ramped, 0, baseline=toy, end="FY2031"))
    assert "2 shares for the one period" in problem(lambda: with_move(ramped, 0, baseline=toy, start="FY2027"))
    assert "is not a period" in problem(lambda: with_move(ramped, 0, baseline=toy, start="soon"))
    later = with_move(plan(), 0, baseline=toy, start="FY2027", end="fy2027")
    assert (later.moves[0].start, later.moves[0].end) == ("FY2027", "FY2027")
    assert with_move(later, 0, baseline=toy, start=None, end=None) == plan()


def test_a_cut_becomes_new_money_and_a_cut_again(toy: Baseline) -> None:
    """New funding brings what the cut took, without what only a cut has; divisions give that amount again."""
    costly = plan(except_=(), stranded_cost=HALF, one_off_cost=money("$9"), of=("Parks",))
    funded = edits.with_givers(costly, toy, 0, ["New funding"])
    assert funded.moves[0] == Move(**{**STREETS, "from_": ("New funding",), "cut": money("$240k")})
    again = edits.with_givers(funded, toy, 0, ["Streets"])
    assert again.moves[0] == Move(**{**STREETS, "cut": money("$240k")})
    assert edits.with_givers(costly, toy, 0, ["Streets", "New funding"]) == funded
    assert edits.with_givers(funded, toy, 0, ["New funding", "Streets"]) == again


def test_givers_fit_the_move(toy: Baseline) -> None:
    """Exceptions that no longer give go with their giver; who receives all can't be made to give; somebody gives."""
    spared = plan(from_=("Streets", "Parks"), except_=("Parks / Pools",), to={"Savings": HALF})
    assert edits.with_givers(spared, toy, 0, ["Streets"]).moves[0].except_ == ()
    assert edits.with_givers(spared, toy, 0, ["All divisions"]).moves[0].except_ == ("Parks / Pools",)
    assert "so none of it can receive" in problem(lambda: edits.with_givers(plan(), toy, 0, ["Parks"]))
    assert "names nobody" in problem(lambda: edits.with_givers(plan(), toy, 0, []))
    assert "unknown division" in problem(lambda: edits.with_givers(plan(), toy, 0, ["Pubs"]))


def test_a_cut_is_meant_per_year_or_over_the_window() -> None:
    """The number stays, and what it is meant by changes; a ramp or phasing that can't follow is named."""
    yearly = edits.with_cut_per_year(plan(cut=money("$9")), 0, True)
    assert yearly.moves[0].cut == money("$9 per year")
    assert edits.with_cut_per_year(yearly, 0, False) == plan(cut=money("$9"))
    ramped = with_move(yearly, 0, ramp=(HALF,))
    assert "`ramp`" in problem(lambda: edits.with_cut_per_year(ramped, 0, False))
    assert "every period already" in problem(lambda: edits.with_cut_per_year(plan(), 0, True))


def test_one_more_receiver_gets_what_is_left() -> None:
    """Who stays keeps its part; a new one begins with what is left, with the rest, or with nothing."""

    def parts(now: dict, *names: str) -> dict:
        return dict(edits.with_receivers(plan(to=now), 0, list(names)).moves[0].to)

    nine = money("$9")
    assert parts({"Parks": HALF}, "Parks", "Savings", "Library") == {"Parks": HALF, "Savings": HALF, "Library": 0}
    assert parts({"Parks": nine}, "Parks", "Savings") == {"Parks": nine, "Savings": "rest"}
    assert parts({"Parks": nine, "Savings": "rest"}, "Library", "Parks", "Savings")["Library"] == money("$0")
    assert parts({"Parks": HALF, "Savings": "rest"}, "Parks", "Savings", "Library")["Library"] == 0
    assert parts({"Parks": HALF}) == {}


def test_a_move_goes_back_to_how_it_was(toy: Baseline) -> None:
    """Reset brings one move back as the opened file has it, by its name; a new move has nothing to go back to."""
    opened = edits.with_copied_move(plan(), 0)
    worked = edits.with_new_move(with_move(edits.with_shifted_move(opened, 0, 1), 1, cut=HALF, to={}), toy)
    assert edits.reset_move(worked, opened, 1).moves[1] == opened.moves[0]
    assert edits.reset_move(worked, opened, 2) is None


def test_an_edit_is_refused_for_what_it_makes_wrong() -> None:
    """What was wrong before doesn't stand in the way of mending something else."""
    wrong = plan().model_copy(update={"moves": (Move(**{**STREETS, "cut": HALF, "phasing": (HALF, HALF)}),)})
    assert with_move(wrong, 0, why="because").moves[0].why == "because"
    assert "sums to 50%" in problem(lambda: with_move(wrong, 0, phasing=(HALF,)))
    assert "unknown key" in problem(lambda: with_move(wrong, 0, cutt=HALF))


def test_an_edit_forgets_the_lines_of_the_file() -> None:
    """After an edit no problem points at a line that may say something else now; the file is still named."""
    opened = read_scenario(scenario_text(plan()), "plan.yaml")
    assert opened.places.at(("moves", 0, "cut")).startswith("plan.yaml:")
    assert with_move(opened, 0, cut=HALF).places.at(("moves", 0, "cut")) == "plan.yaml"


ANY = [
    lambda s, b, i, text: edits.read_cut_entry(text, b, s, i),
    lambda s, b, i, text: edits.read_part_entry(text, b, s, i, "Savings"),
    lambda s, b, i, text: edits.read_term_entry(text, b, s, i, "one_off_cost"),
    lambda s, b, i, text: edits.read_term_entry(text, b, s, i, "stranded_cost"),
    lambda s, b, i, text: edits.read_ramp_entry(text, b, s, i),
    lambda s, b, i, text: edits.read_limit_entry(text, b, s, b.leaves[0], "cap"),
    lambda s, b, i, text: with_move(s, i, name=text, why=text),
    lambda s, b, i, text: edits.with_title(s, text),
    lambda s, b, i, text: edits.with_copied_move(s, i),
    lambda s, b, i, text: edits.without_move(s, i),
    lambda s, b, i, text: edits.with_shifted_move(s, i, 1),
    lambda s, b, i, text: edits.with_givers(s, b, i, [text]),
    lambda s, b, i, text: edits.with_givers(s, b, i, ["New funding"]),
    lambda s, b, i, text: edits.with_givers(s, b, i, b.leaves[:1]),
    lambda s, b, i, text: edits.with_cut_per_year(s, i, True),
    lambda s, b, i, text: edits.with_cut_as(s, b, i, "amount"),
    lambda s, b, i, text: edits.with_receivers(s, i, ["Savings", b.leaves[0]]),
    lambda s, b, i, text: with_move(s, i, baseline=b, start=text),
]  # fmt: skip
TEXTS = st.sampled_from(
    ["30%", "$1", "-5%", "+2k", "rest", "50 50", "100%", "0", "2026", "FY2026", "", " ", "\x00", "€1"]
)


@given(st.data(), baselines())
def test_every_edit_gives_a_valid_scenario_or_a_problem(data: st.DataObject, baseline: Baseline) -> None:
    """Whatever is edited in whatever order, each step is refused with problems or gives a scenario that reads back."""
    scenario = data.draw(scenarios(baseline, least=1))
    for edit in data.draw(st.lists(st.sampled_from(ANY), max_size=6)):
        index = data.draw(st.integers(0, len(scenario.moves) - 1))
        before = scenario.model_copy()
        text = data.draw(TEXTS | st.text(max_size=8))
        try:
            after = edit(scenario, baseline, index, text)
        except ModelError as error:
            assert error.problems, text  # noqa: PT017
            after = scenario
        assert scenario == before
        assert not contradictions(after)
        if after.moves:
            scenario = after
    assert Scenario.model_validate(dict(scenario)) == scenario
    assert read_scenario(scenario_text(scenario)) == scenario


@given(st.data(), baselines())
def test_a_control_ends_where_the_money_ends(data: st.DataObject, baseline: Baseline) -> None:
    """The most that can be cut leaves nobody below zero beside the other moves; a cent or 0.01 % more would."""
    scenario = data.draw(scenarios(baseline, least=1, most=3))
    move = scenario.moves[0].model_copy(update={"to": {}, "one_off_cost": None, "enabled": True})
    assume(move.from_ != ("New funding",))

    def refused(*moves: Move) -> bool:
        try:
            reallocate(baseline, scenario_of(*moves, limits=scenario.limits))
        except ModelError:
            return True
        return False

    assume(not refused(*scenario.moves[1:]))
    most = engine.max_cut(baseline, scenario, 0)
    size = int(most * engine.STEPS) if isinstance(most, Fraction) else to_minor(most, baseline.currency)
    at, beyond = (
        move.model_copy(update={"cut": engine.with_size(move.cut, number, baseline)}) for number in (size, size + 1)
    )
    assert size == 0 or not refused(at, *scenario.moves[1:])
    assert (
        size == control_end(Case(baseline, move, scenario.limits))
        or refused(beyond)
        or refused(beyond, *scenario.moves[1:])
    )


def control_end(case: Case) -> int:
    """Where a control ends whatever gives way: 100 %, or all that the givers hold, in their least year if per year."""
    held = list(zip(case.years, case.budget(case.givers), strict=True))
    if isinstance(case.move.cut, Fraction):
        return engine.STEPS
    years = dict.fromkeys(case.years) if case.move.cut.per_year else [None]
    return int(min(sum(size for when, size in held if year in (None, when)) for year in years))


@given(baselines(), st.booleans())
@example(read_baseline_table(b"division,FY2026\nA,1200\nB,0\n", "town.csv"), False)
@example(read_baseline_table(b"division,FY2026\nA,1200\nB,0\n", "town.csv", unit="billion"), False)
def test_a_step_fits_the_size_of_the_division(baseline: Baseline, rate: bool) -> None:
    """A control's step is a round 1, 2 or 5, 1/250 to 1/100 of the range, never finer than what it sets."""
    scenario = edits.new_scenario(baseline, "generated.csv")
    scenario = scenario if rate else edits.with_cut_as(scenario, baseline, 0, "amount")
    most, step = edits.cut_range(baseline, scenario, 0)
    grid = Decimal("0.01") if rate else in_unit(1, baseline.currency, baseline.unit)
    assert step.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert most == 0 or step == grid or most / 250 <= step <= most / 100
    assert not rate or most == 100


def test_who_gives_all_that_it_has_under_it_cannot_receive(toy: Baseline) -> None:
    """No division is offered whose leaves all give; one that is excepted, and a parent of it, are."""
    spared = edits.receivers_for(toy, plan(from_=("Parks",), except_=("Parks / Pools",), to={}).moves[0])
    assert [name for name in spared if name.startswith("Parks")] == ["Parks", "Parks / Pools"]
    assert {"All divisions", "Savings"} <= set(spared)
    given = edits.receivers_for(toy, plan(from_=("Parks",), to={}).moves[0])
    assert not [name for name in given if name.startswith("Parks")]


def test_a_stranded_cost_that_is_no_share_is_told_to_be_written_as_one(toy: Baseline) -> None:
    """The hint is one that the box takes."""
    for typed in ("abc", "150%", "-3%"):
        assert "write it as 5%" in problem(
            lambda typed=typed: edits.read_term_entry(typed, toy, plan(), 0, "stranded_cost")
        )
