"""Every figure that is said is true: words are read back; each number, base, share, status and period is figured anew.

The worlds are generated, with figures of every status. A text that no rule here reads fails: `words_reader.Unread`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from virement import views
from virement.baseline.budget import Baseline
from virement.engine import reallocate
from virement.scenario import load_scenario
from virement.values.statuses import STATUSES

from tests.support.reckoning import OUTSIDE, ROOT, World, columns_of, gross_cut
from tests.support.reference_model import Case, under
from tests.support.words_reader import COUNT, PCT, Clauses, Reader, Unread, said_share, same
from tests.support.worlds import worlds

KINDS = {
    "assumption": "assumptions",
    "estimate": "estimates",
    "guidance": "guidance by those whose budget it is",
    "derived": "figures derived from published ones",
    "reported": "published figures",
}
GETS = {
    "is saved": "Savings",
    "stays unallocated": "Unallocated",
    "is stranded cost": "Stranded costs",
    "pays one-off costs": "One-off costs",
}


# the sentence


def read_sentence(world: World, text: str) -> None:
    """Who gives up how much of what, who gets it, and whose share of all spending goes where."""
    reader = Reader(world, text)
    reader.take(rf"In {re.escape(world.span)}, ")
    if reader.maybe(r"nothing moves\.\Z"):
        assert not world.given
        return
    _read_side(reader, world.given, _givers(reader))
    reader.take(": ")
    _read_side(reader, world.received, _receivers(reader))
    reader.take(r"\.")
    if base := reader.maybe(" Of (?P<base>all spending|the divisions' budgets), "):
        assert (base["base"] == "all spending") == (not world.kept), "what a share is a share of"
        reader.listed(_shares(reader))
        reader.take(r"\.")
    reader.end()


def _read_side(reader: Reader, due: dict[str, int], clauses: Clauses) -> None:
    """One side of the flows: everybody stands there once, or among so many others."""
    reader.named, reader.others = [], []
    reader.listed(clauses)
    named, others = reader.named, reader.others
    assert len(set(named)) == len(named), "nobody stands there twice"
    assert set(named) <= set(due), "who stands there moves something"
    left = {name: size for name, size in due.items() if name not in named}
    if others:
        ((count, amount),) = others
        assert count == len(left)
        same(amount, reader.money(sum(left.values())), "the others")
        assert not set(left) & set(OUTSIDE), "no cost and nothing unallocated hides among the others"
        assert max(left.values()) <= min(size for name, size in due.items() if name in named and name not in OUTSIDE)
    else:
        assert not left, f"said is nothing of {left}"


def _givers(reader: Reader) -> Clauses:
    world = reader.world

    def gives(found: re.Match[str]) -> None:
        name = found["name"]
        reader.named.append(name)
        assert name in world.given, f"{name} gives nothing"
        rows = world.giving(name)
        held, all_of_it = world.held(rows), world.held(under(world.baseline, name))
        same(found["amount"], reader.money(world.given[name]), f"what {name} gives up")
        same(found["share"], said_share(Fraction(world.given[name], held)), f"what {name} gives up of {held}")
        same(found["base"], reader.money(held), f"what {name} gives of")
        assert (found["all"] == "its") == (held == all_of_it)
        assert bool(found["credits"]) == (held != world.budget(rows))

    def funding(found: re.Match[str]) -> None:
        reader.named.append("New funding")
        same(found["amount"], reader.money(world.given["New funding"]), "new funding")

    def others(found: re.Match[str]) -> None:
        reader.others.append((int(found["count"]), found["amount"]))

    base = reader.amount("base")
    why = r"its|the(?= .* of it that is not (?:excepted|locked|named apart))"
    ending = r"(?: of it that is not (?:excepted|locked|named apart)(?: or (?:excepted|locked|named apart))*)?"
    ending += r"(?P<credits> without credits)?"
    share = PCT.format("share")
    return {
        rf"(?P<name>{reader.name}) gives up {reader.amount()} \({share} of (?P<all>{why}) {base}{ending}\)": gives,
        rf"{reader.amount()} of new funding comes in": funding,
        rf"{COUNT} others give up {reader.amount()}": others,
    }


def _receivers(reader: Reader) -> Clauses:
    world = reader.world

    def gets(found: re.Match[str]) -> None:
        name = GETS.get(found["how"], found["how"].removeprefix("goes to "))
        reader.named.append(name)
        same(found["amount"], reader.money(world.received.get(name, 0)), f"what {name} gets")

    def others(found: re.Match[str]) -> None:
        reader.others.append((int(found["count"]), found["amount"]))

    how = "|".join([*GETS, f"goes to (?:{reader.name})"])
    return {rf"{reader.amount()} goes to {COUNT} others": others, rf"{reader.amount()} (?P<how>{how})": gets}


def _shares(reader: Reader) -> Clauses:
    def goes(found: re.Match[str]) -> None:
        for key, after in (("before", False), ("after", True)):
            share = said_share(reader.world.share(found["name"], after=after))
            same(found.groupdict().get(key) or found["before"], share, f"{found['name']}'s part of spending {key}")

    before, after = PCT.format("before"), PCT.format("after")
    return {
        rf"(?P<name>{reader.name}) goes from {before} to {after}": goes,
        rf"(?P<name>{reader.name}) stays at {before}": goes,
    }


@given(worlds())
def test_the_sentence_is_true(world: World) -> None:
    """Each giver, receiver, amount, base and share, and that nobody is left out."""
    read_sentence(world, views.sentence(world.ledger, world.span))


# what it rests on


@given(worlds())
def test_what_the_money_rests_on_is_true(world: World) -> None:
    """Each part of the money moved, the weakest status first."""
    reader = Reader(world, views.trust(world.ledger, world.span))
    if not reader.text:
        assert not world.moved
        return
    found: list[tuple[str, str]] = []
    reader.take("Of the money moved, ")
    kinds = "|".join(map(re.escape, KINDS.values()))
    form = rf"{PCT.format('share')} rests on (?P<kind>{kinds})"
    reader.listed({form: lambda one: found.append((one["kind"], one["share"]))})
    reader.take(r"\.")
    reader.end()
    due = [(KINDS[status], said_share(Fraction(size, world.moved))) for status, size in world.by_status.items()]
    assert found == due


# the headline


@given(worlds())
def test_the_headline_is_true(world: World) -> None:
    """Each card: label, value, what stands beside it, and its status."""
    cards = views.headline(world.ledger, world.span)
    weakest = next(iter(world.by_status), "")
    money = Reader(world, "").money
    lost = sum(world.received.get(name, 0) for name in ("Stranded costs", "One-off costs"))
    whole, unallocated = world.budget(under(world.baseline, ROOT)), world.received.get("Unallocated", 0)
    of_all = f"{said_share(Fraction(world.moved, whole))} of all spending" if whole else ""
    gone = f"{money(lost)} stranded and one-off" if lost else "nothing stranded, nothing one-off"
    first = [
        ("Moved", money(world.moved), of_all, weakest),
        ("Fundable", money(world.moved - lost), gone, weakest),
        ("Unallocated", money(unallocated), "given to nobody yet" if unallocated else "all is given", weakest),
    ]
    assert [(one.label, one.value, one.detail, one.status) for one in cards[:3]] == first
    for one in cards[3:]:
        name, _, base = one.label.rpartition(", share of ")
        if base != ("budgets" if world.kept else "spend"):
            raise Unread(one.label)
        before, after = (world.share(name, after=after) for after in (False, True))
        same(one.value, f"{said_share(before)} → {said_share(after)}", one.label)
        points = None if before is None or after is None else after - before
        same(one.detail, said_share(points, signed=True, unit=" pp"), f"{one.label}, change")
        same(one.status, world.status_after(name), f"{one.label}, status")


# cuts, both ways


@given(worlds())
def test_a_cut_is_said_of_what_it_was_taken_of(world: World) -> None:
    """Amount, percentage, base, its size and status and when, from the scenario in fractions; and the other bases."""
    scenario, baseline = world.ledger.scenario, world.baseline
    for place, move in enumerate(scenario.moves):
        case = world.case(place)
        reader = Reader(world, views.cut_words(world.ledger.case, place))
        cut = gross_cut(case)
        funded = move.from_ == ("New funding",)
        base = under(baseline, *move.of) if move.of else under(baseline, ROOT) if funded else case.givers
        held = world.held(base, case.window)
        share = said_share(Fraction(cut, held) if held else None)
        if isinstance(move.cut, Fraction) and move.ramp is None and move.cut.denominator <= 10_000:
            share = f"{Decimal(move.cut.numerator * 100) / Decimal(move.cut.denominator):f}%"
        read = reader.take(rf"{reader.amount()} (?:=|of new money,) (?P<share>[\d.]+%|–) of ")
        same(read["amount"], reader.money(cut), f"the cut of {move.name}")
        exact = share != "–" and read["share"] != "–"
        assert Fraction(read["share"][:-1]) == Fraction(share[:-1]) if exact else read["share"] == share
        named = move.of or ((ROOT,) if funded else move.from_)
        whole = set(base) == set(under(baseline, *named))
        reader.take(
            re.escape(" + ".join(dict.fromkeys(named))) + ("" if whole else r" less .+?(?= without credits|, [F\d])")
        )
        assert bool(reader.maybe(" without credits")) == (held != world.budget(base, case.window))
        same(reader.take(r", (?P<when>[\w-]+(?: to [\w-]+)?)")["when"], when_of(case), "when")
        if not funded:
            weakest = STATUSES[max(int(baseline.status[row, at]) for row in base for at in case.window)]
            read = reader.take(rf" \({reader.amount()}, (?P<status>\w+)\)")
            same(read["amount"], reader.money(held), "the base")
            same(read["status"], weakest, "how well the base is known")
        reader.end()
        for text in views.other_bases(world.ledger.case, place):
            read_other_base(Reader(world, text), cut)


def when_of(case: Case) -> str:
    """A move's window: its fiscal year where it is all of one, else its periods."""
    names = [str(period) for period in case.baseline.periods]
    years = [period.fiscal_year for period in case.baseline.periods]
    mine = {years[at] for at in case.window}
    if len(mine) == 1 and len(case.window) == years.count(*mine):
        return mine.pop()
    first, last = names[case.window[0]], names[case.window[-1]]
    return first if first == last else f"{first} to {last}"


def read_other_base(reader: Reader, cut: int) -> None:
    """The same cut, as a percentage of another base, which is said with its periods and its size."""
    names = rf"(?P<names>(?:{reader.name})(?: \+ (?:{reader.name}))*)"
    when = r"(?P<when>[\w-]+(?: to [\w-]+)?)"
    form = rf"{PCT.format('share')} of {names}(?P<credits> without credits)?, {when} \({reader.amount()}\)"
    read = reader.take(form)
    reader.end()
    rows, columns = (
        under(reader.world.baseline, *read["names"].split(" + ")),
        columns_of(reader.world.baseline, read["when"]),
    )
    held = reader.world.held(rows, columns)
    assert bool(read["credits"]) == (held != reader.world.budget(rows, columns))
    same(read["amount"], reader.money(held), f"the size of {read['names']}")
    same(read["share"], said_share(Fraction(cut, held) if held else None), f"the cut in percent of {read['names']}")


# the reader itself


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("an amount", lambda text: text.replace("$2B", "$2.1B", 1)),
        ("a base", lambda text: text.replace("its $21.4B", "its $21.5B")),
        ("a share", lambda text: text.replace("9.3%", "9.4%")),
        ("a period", lambda text: text.replace("FY2026", "FY2027")),
        ("a share of spending", lambda text: text.replace("to 11.7%", "to 11.8%")),
        ("a receiver", lambda text: text.replace("goes to AI division", "is saved")),
        ("a giver", lambda text: text.replace("Reality Labs gives", "Family of Apps gives")),
        ("another clause", lambda text: text.replace(": $2B", ", and all of it is new: $2B")),
    ],
)
def test_the_reader_sees_what_is_wrong(text: str, change: Callable[[str], str], meta: Baseline) -> None:
    """A sentence with one thing changed is refused; as it stands it is read."""
    world = World(reallocate(meta, load_scenario("nyt-2b-to-ai")), "FY2026")
    said = views.sentence(world.ledger, world.span)
    read_sentence(world, said)
    wrong = change(said)
    assert wrong != said, text
    with pytest.raises(AssertionError):
        read_sentence(world, wrong)
