"""What a picture says of itself and of each mark is true: read back as in `tests/views/test_words.py`."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
from hypothesis import assume, given
from virement import charts
from virement.values.statuses import STATUSES

from tests.support.reckoning import ROOT, World
from tests.support.reference_model import under
from tests.support.words_reader import COUNT, PCT, Reader, said_share, same
from tests.support.worlds import worlds


def weakest(statuses: list[str]) -> str:
    return max(statuses, key=STATUSES.index)


def read_note(world: World, data: pd.DataFrame, status: str) -> None:
    """The line under the title: span, currency, and the weakest status of what is drawn."""
    (note,) = data[data["kind"] == "note"]["label"]
    same(note, f"{world.span} · in {world.baseline.currency} · rests on: {status}", "the note")


def tips_of(data: pd.DataFrame) -> list[str]:
    """What is said of each mark, once."""
    return list(dict.fromkeys(tip for tip in data["tip"] if tip))


@given(worlds())
def test_before_and_after_is_true(world: World) -> None:
    """Each leaf: by how much it changes, from what to what, and in percent of what it had; all stand there."""
    data = charts.by_division_data(world.ledger, None, world.span)
    assume(world.budget(under(world.baseline, ROOT)))
    seen = []
    for tip in tips_of(data):
        reader = Reader(world, tip)
        name = reader.take(rf"(?P<name>{reader.name}), ")["name"]
        seen.append(name)
        rows = under(world.baseline, name)
        before, change = world.budget(rows), world.change(rows)
        if reader.maybe("unchanged, "):
            assert not change, name
            same(reader.take(reader.amount())["amount"], reader.money(before), name)
        else:
            same(reader.take(reader.amount())["amount"], reader.money(change, signed=True), f"{name}, change")
            read = reader.take(rf", {reader.amount('before')} → {reader.amount('after')}")
            same(read["before"], reader.money(before), f"{name}, before")
            same(read["after"], reader.money(before + change), f"{name}, after")
            share = reader.maybe(rf" \({PCT.format('share')}\)")
            due = said_share(Fraction(change, before), signed=True) if before else None
            assert (share["share"] if share else None) == due, name
        reader.end()
    assert sorted(seen) == sorted(world.baseline.leaves)
    read_note(world, data, weakest([world.status_after(name) for name in seen]))


@given(worlds())
def test_the_ribbons_are_true(world: World) -> None:
    """Each giver and receiver with its amount, and that every ribbon goes from one to another."""
    assume(world.given)
    data = charts.flows_data(world.ledger, world.span)
    read_note(world, data, next(iter(world.by_status)))
    for kind, due in (("giver", world.given), ("receiver", world.received)):
        read_side(world, tips_of(data[data["kind"] == kind]), due)
    for tip in tips_of(data[data["kind"] == "ribbon"]):
        reader = Reader(world, tip)
        giver, receiver = (rf"(?P<{side}>{reader.name}|\d+ others)" for side in ("giver", "receiver"))
        read = reader.take(rf"{giver} → {receiver}, {reader.amount()}")
        reader.end()
        assert read["giver"] in world.given or read["giver"].endswith(" others")
        assert read["receiver"] in world.received or read["receiver"].endswith(" others")


def read_side(world: World, tips: list[str], due: dict[str, int]) -> None:
    """One side of the flows: everybody with his amount, or so many others with theirs together."""
    named, others = {}, []
    for tip in tips:
        reader = Reader(world, tip)
        read = reader.take(rf"(?:(?P<name>{reader.name})|{COUNT} others), {reader.amount()}")
        reader.end()
        if read["name"]:
            named[read["name"]] = read["amount"]
        else:
            others.append((int(read["count"]), read["amount"]))
    money = Reader(world, "").money
    assert named == {name: money(size) for name, size in due.items() if name in named}
    left = [size for name, size in due.items() if name not in named]
    assert others == ([(len(left), money(sum(left)))] if left else [])


@given(worlds())
def test_the_bridge_is_true(world: World) -> None:
    """The whole before, what each move that is switched on changes in it, and the whole after."""
    rows = under(world.baseline, ROOT)
    assume(world.budget(rows))
    data = charts.bridge_data(world.ledger, ROOT, world.span)
    money = Reader(world, "").money
    due = [f"Baseline, {money(world.budget(rows))}"]
    for index, move in enumerate(world.ledger.scenario.moves):
        if move.enabled:
            change = sum(entry.minor for entry in world.entries if entry.move == index and entry.row in rows)
            due.append(f"{move.name}, {money(change, signed=True)}")
    due.append(f"Scenario, {money(world.budget(rows) + world.change(rows))}")
    assert tips_of(data) == due
