"""The single values of a scenario that one can turn: a move's cut, what a receiver gets, and its terms.

A lever is turned on the grid that people see (engine/headroom.py): whole minor units, or hundredths of a percent, from
nothing to the most that there is. In words it is `MOVE: cut`, `MOVE: to RECEIVER`, or a move and a term of
`MOVE_FIELDS`: `MOVE: one_off_cost`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from virement.baseline import Baseline
from virement.engine import STEPS, flows_of, max_cut
from virement.scenario import MOVE_FIELDS, NEW_FUNDING, REST, Move, Scenario, alone, resolve, said_at, with_move
from virement.values import (
    Amount,
    Jobs,
    ModelError,
    Problem,
    Value,
    did_you_mean,
    from_minor,
    number_of,
    one_of,
    to_minor,
)


@dataclass(frozen=True)
class Lever:
    """One value of one move: `key` is the field, and `receiver` says whose part where that is `to`."""

    index: int
    move: str
    key: str
    receiver: str = ""

    def __str__(self) -> str:
        """As it is written: `Reality Labs to AI: cut`, `Reality Labs to AI: to AI division`."""
        return f"{self.move}: {self.key}{f' {self.receiver}' if self.receiver else ''}"


def levers_of(scenario: Scenario) -> list[Lever]:
    """Return what can be turned in a scenario, move by move, those switched off too; a rest and a ramp can't be."""
    return [lever for index, move in enumerate(scenario.moves) for lever in _levers_of(index, move)]


def _levers_of(index: int, move: Move) -> Iterator[Lever]:
    yield Lever(index, move.name, "cut")
    yield from (Lever(index, move.name, "to", name) for name, part in move.to.items() if part != REST)
    for name, field in MOVE_FIELDS.items():
        if field.term and not (field.of_cut and NEW_FUNDING in move.from_):
            yield Lever(index, move.name, name)


def read_lever(text: str | None, scenario: Scenario) -> Lever:
    """Return the lever that a text names, whatever the capitals; by default the cut of the first move that is on.

    Raises `ModelError` for an unknown one, for a move that is switched off and where no move is on.
    """
    known = levers_of(scenario)
    live = [lever for lever in known if scenario.moves[lever.index].enabled]
    if not live:
        raise ModelError([Problem("input", "no move is switched on", "Add one, or switch one on: enabled: true")])
    if text is None:
        return live[0]
    lever = _named(text.strip(), known)
    if lever is None:
        labels = [str(one) for one in live]
        raise ModelError([_unknown(text, scenario, did_you_mean(text, labels) or one_of(labels))])
    if not scenario.moves[lever.index].enabled:
        what = f"move '{lever.move}' is switched off, so it changes nothing"
        raise ModelError([Problem(f"input '{text}'", what, "Switch it on: enabled: true")])
    return lever


def _named(text: str, known: list[Lever]) -> Lever | None:
    exact = {str(lever): lever for lever in reversed(known)}
    folded = {_folded(label): lever for label, lever in exact.items()}
    return exact.get(text) or folded.get(_folded(text))


def _folded(label: str) -> str:
    return label.casefold().replace("_", " ").replace("-", " ")


def _unknown(text: str, scenario: Scenario, hint: str) -> Problem:
    """Return why a text is not a lever; a rest is named, for it looks like one."""
    for move in scenario.moves:
        for name, part in move.to.items():
            if part == REST and _folded(text.strip()) == _folded(f"{move.name}: to {name}"):
                return Problem(f"input '{text}'", f"'{name}' has the rest, which the others leave", hint)
    return Problem(f"input '{text}'", "is not an adjustable input", hint)


def lever_value(scenario: Scenario, baseline: Baseline, lever: Lever) -> Value:
    """Return where a lever stands; a one-off cost that is not there is an amount of nothing."""
    move = scenario.moves[lever.index]
    value = move.to[lever.receiver] if lever.key == "to" else getattr(move, lever.key)
    if value is None:
        return from_minor(0, baseline.currency)
    assert isinstance(value, Value)
    return value


def with_lever(scenario: Scenario, lever: Lever, value: Value) -> Scenario:
    """Return the scenario with a lever turned to a value."""
    path = (lever.key, lever.receiver) if lever.receiver else (lever.key,)
    return with_move(scenario, lever.index, **said_at(scenario.moves[lever.index], path, value))


def size_of(value: Value, baseline: Baseline) -> int:
    """Return a value in steps of its grid, rounded down to one: the other way round than `headroom.with_size`."""
    if isinstance(value, Amount):
        return to_minor(value, baseline.currency)
    counted = isinstance(value, Jobs) and not value.is_share
    return math.floor(number_of(value) * (1 if counted else STEPS))


def most_of(baseline: Baseline, scenario: Scenario, lever: Lever) -> int:
    """Return how far a lever goes, in steps of its grid. What the other moves do may stop it earlier.

    A cut goes as far as `max_cut`, and New funding at least to where it stands; a share to what the other
    receivers leave of 100 %, an amount to what the move frees.
    """
    move, value = scenario.moves[lever.index], lever_value(scenario, baseline, lever)
    if lever.key == "cut":
        most = size_of(max_cut(baseline, scenario, lever.index), baseline)
        return max(most, size_of(value, baseline)) if NEW_FUNDING in move.from_ else most
    others = [part for name, part in move.to.items() if name != lever.receiver]
    if isinstance(value, Fraction):
        shares = [part for part in others if isinstance(part, Fraction)] if lever.key == "to" else []
        return size_of(1 - sum(shares, Fraction(0)), baseline)
    fixed = sum(to_minor(part, baseline.currency) for part in others if isinstance(part, Amount))
    return max(_freed(baseline, scenario, lever) - fixed, 0)


def _freed(baseline: Baseline, scenario: Scenario, lever: Lever) -> int:
    """Return what a move frees over its window by itself, before its one-off cost where that is the lever."""
    said: dict[str, Any] = {"to": {}} if lever.key == "to" else {"to": {}, "one_off_cost": None}
    move = scenario.moves[lever.index].model_copy(update=said)
    terms = resolve(alone(scenario, baseline, [move]), baseline)[0]
    flows = flows_of(terms, baseline.above_zero[:, :, None], baseline)
    return int((flows.gross - flows.stranded - flows.one_off).sum())


def end_words(scenario: Scenario, lever: Lever, most: int) -> str:
    """Say why a lever goes no further than `most` steps of its grid."""
    move = scenario.moves[lever.index]
    if lever.key == "cut" and NEW_FUNDING in move.from_:
        return "it stops at the size of the whole baseline"
    is_share = isinstance(move.cut, Fraction) or (isinstance(move.cut, Jobs) and move.cut.is_share)
    if lever.key == "cut" and not (is_share and most == STEPS):
        return f"{', '.join(move.from_)} has no more {'jobs' if isinstance(move.cut, Jobs) else 'to give'}"
    if lever.key == "to" and len(move.to) > 1:
        return "the other receivers have the rest"
    return "that is all there is"
