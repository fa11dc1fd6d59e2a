"""The single values of a scenario that one can turn: a move's cut, what a receiver gets, stranded and one-off cost.

A knob is turned on the grid that people see (room.py): whole minor units, or hundredths of a percent, from nothing to
the most that there is. In words it is `MOVE: cut`, `MOVE: to RECEIVER`, `MOVE: stranded_cost` or `MOVE: one_off_cost`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from model.baseline import Baseline
from model.errors import ModelError, Problem, did_you_mean, one_of
from model.money import Amount, from_minor, to_minor, write_share
from model.move_flows import flows_of
from model.revision import with_move
from model.room import STEPS, most_that_can_be_cut
from model.scenario import NEW_FUNDING, REST, Move, Scenario
from model.terms import resolve

Value = Fraction | Amount


@dataclass(frozen=True)
class Knob:
    """One value of one move: `key` is the field, and `receiver` says whose part where that is `to`."""

    index: int
    move: str
    key: str
    receiver: str = ""

    def __str__(self) -> str:
        """As it is written: `Reality Labs to AI: cut`, `Reality Labs to AI: to AI division`."""
        return f"{self.move}: {self.key}{f' {self.receiver}' if self.receiver else ''}"


def knobs_of(scenario: Scenario) -> list[Knob]:
    """Return what can be turned in a scenario, move by move, those switched off too; a rest and a ramp can't be."""
    return [knob for index, move in enumerate(scenario.moves) for knob in _knobs_of(index, move)]


def _knobs_of(index: int, move: Move) -> Iterator[Knob]:
    yield Knob(index, move.name, "cut")
    yield from (Knob(index, move.name, "to", name) for name, part in move.to.items() if part != REST)
    if NEW_FUNDING not in move.from_:
        yield Knob(index, move.name, "stranded_cost")
        yield Knob(index, move.name, "one_off_cost")


def read_knob(text: str | None, scenario: Scenario) -> Knob:
    """Return the knob that a text names, whatever the capitals; by default the cut of the first move that is on.

    Raises `ModelError` for an unknown one, for a move that is switched off and where no move is on.
    """
    known = knobs_of(scenario)
    live = [knob for knob in known if scenario.moves[knob.index].enabled]
    if not live:
        raise ModelError([Problem("input", "no move is switched on", "Add one, or switch one on: enabled: true")])
    if text is None:
        return live[0]
    knob = _named(text.strip(), known)
    if knob is None:
        labels = [str(one) for one in live]
        raise ModelError([_unknown(text, scenario, did_you_mean(text, labels) or one_of(labels))])
    if not scenario.moves[knob.index].enabled:
        what = f"move '{knob.move}' is switched off, so it changes nothing"
        raise ModelError([Problem(f"input '{text}'", what, "Switch it on: enabled: true")])
    return knob


def _named(text: str, known: list[Knob]) -> Knob | None:
    exact = {str(knob): knob for knob in reversed(known)}
    folded = {_folded(label): knob for label, knob in exact.items()}
    return exact.get(text) or folded.get(_folded(text))


def _folded(label: str) -> str:
    return label.casefold().replace("_", " ").replace("-", " ")


def _unknown(text: str, scenario: Scenario, hint: str) -> Problem:
    """Return why a text is no knob; a rest is named, for it looks like one."""
    for move in scenario.moves:
        for name, part in move.to.items():
            if part == REST and _folded(text.strip()) == _folded(f"{move.name}: to {name}"):
                return Problem(f"input '{text}'", f"'{name}' has the rest, which the others leave", hint)
    return Problem(f"input '{text}'", "is nothing of the scenario that can be varied", hint)


def knob_value(scenario: Scenario, baseline: Baseline, knob: Knob) -> Value:
    """Return where a knob stands; a one-off cost that is not there is an amount of nothing."""
    move = scenario.moves[knob.index]
    value = move.to[knob.receiver] if knob.key == "to" else getattr(move, knob.key)
    if value is None:
        return from_minor(0, baseline.currency)
    assert isinstance(value, Fraction | Amount)
    return value


def with_knob(scenario: Scenario, knob: Knob, value: Value) -> Scenario:
    """Return the scenario with a knob turned to a value."""
    said: dict[str, Any] = {knob.key: value}
    if knob.key == "to":
        said = {"to": {**scenario.moves[knob.index].to, knob.receiver: value}}
    return with_move(scenario, knob.index, **said)


def shown_value(value: Value) -> str:
    """Return a value of an input as a scenario says it: `48.67%`, `$5,812,345,678.91 per year`."""
    return str(value) if isinstance(value, Amount) else write_share(value)


def size_of(value: Value, baseline: Baseline) -> int:
    """Return a value in steps of its grid, rounded down to one: the other way round than `room.with_size`."""
    return math.floor(value * STEPS) if isinstance(value, Fraction) else to_minor(value, baseline.currency)


def most_of(baseline: Baseline, scenario: Scenario, knob: Knob) -> int:
    """Return how far a knob goes, in steps of its grid. What the other moves do may stop it earlier.

    A cut goes as far as `most_that_can_be_cut`, and New funding at least to where it stands; a share to what the other
    receivers leave of 100 %, an amount to what the move frees.
    """
    move, value = scenario.moves[knob.index], knob_value(scenario, baseline, knob)
    if knob.key == "cut":
        most = size_of(most_that_can_be_cut(baseline, scenario, knob.index), baseline)
        return max(most, size_of(value, baseline)) if NEW_FUNDING in move.from_ else most
    others = [part for name, part in move.to.items() if name != knob.receiver]
    if isinstance(value, Fraction):
        shares = [part for part in others if isinstance(part, Fraction)] if knob.key == "to" else []
        return size_of(1 - sum(shares, Fraction(0)), baseline)
    fixed = sum(to_minor(part, baseline.currency) for part in others if isinstance(part, Amount))
    return max(_freed(baseline, scenario, knob) - fixed, 0)


def _freed(baseline: Baseline, scenario: Scenario, knob: Knob) -> int:
    """Return what a move frees over its window by itself, before its one-off cost where that is the knob."""
    said: dict[str, Any] = {"to": {}} if knob.key == "to" else {"to": {}, "one_off_cost": None}
    move = scenario.moves[knob.index].model_copy(update=said)
    terms = resolve(scenario.model_copy(update={"moves": (move,), "limits": ()}), baseline)[0]
    flows = flows_of(terms, baseline.budget[:, :, None], baseline)
    return int((flows.gross - flows.stranded - flows.one_off).sum())


def end_words(scenario: Scenario, knob: Knob, most: int) -> str:
    """Say why a knob goes no further than `most` steps of its grid."""
    move = scenario.moves[knob.index]
    if knob.key == "cut" and NEW_FUNDING in move.from_:
        return "it stops at the size of the whole baseline"
    if knob.key == "cut" and not (isinstance(move.cut, Fraction) and most == STEPS):
        return f"{', '.join(move.from_)} has no more to give"
    if knob.key == "to" and len(move.to) > 1:
        return "the other receivers have the rest"
    return "that is all there is"
