"""Changes to a scenario's title and moves: each returns a new, valid scenario or raises `ModelError`.

`with_move` of scenario/changes.py changes any field of a move. The functions here change several fields at once, or
compute a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from virement.baseline import Baseline
from virement.edits.cut_kind import as_amount, as_jobs, as_share
from virement.scenario import MOVE_FIELDS, NEW_FUNDING, REST, Move, Scenario, changed, with_move
from virement.values import ROOT, UNITS, Amount, Jobs, ModelError, Problem, in_unit, own_scenarios, sign_of, to_minor


def with_title(scenario: Scenario, title: str) -> Scenario:
    """Return the scenario under another title; an empty one changes nothing."""
    return changed(scenario, title=title.strip() or scenario.title)


def with_new_move(scenario: Scenario, baseline: Baseline) -> Scenario:
    """Return the scenario with one more move: a tenth of the largest division, given to nobody yet."""
    largest = max(baseline.at_level(1), key=lambda division: baseline.total(division, baseline.plan))
    name = _free_name(scenario, (f"Move {number}" for number in count(1)))
    return changed(scenario, moves=(*scenario.moves, Move(name=name, from_=(largest,), cut=Fraction(1, 10))))


def _free_name(scenario: Scenario, names: Iterable[str]) -> str:
    taken = {move.name for move in scenario.moves}
    return next(name for name in names if name not in taken)


def without_move(scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with one move less."""
    return changed(scenario, moves=scenario.moves[:index] + scenario.moves[index + 1 :])


def with_copied_move(scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with a move once more, right after itself, as `Cut (copy)`; nobody has approved the copy."""
    move = scenario.moves[index]
    numbered = (f"{move.name} (copy{'' if number == 1 else f' {number}'})" for number in count(1))
    copy = move.model_copy(update={"name": _free_name(scenario, numbered), "approvals": ()})
    return changed(scenario, moves=(*scenario.moves[: index + 1], copy, *scenario.moves[index + 1 :]))


def with_shifted_move(scenario: Scenario, index: int, steps: int) -> Scenario:
    """Return the scenario with a move `steps` places later, or earlier where that is negative, as far as goes."""
    moves = list(scenario.moves)
    moves.insert(max(index + steps, 0), moves.pop(index))
    return changed(scenario, moves=tuple(moves))


def with_givers(scenario: Scenario, baseline: Baseline, index: int, names: Iterable[str]) -> Scenario:
    """Return the scenario with other givers in one move; exceptions that would not give anyway go.

    `New funding` stands alone and makes it a move of new money: the cut becomes the amount that it was, and what only a
    cut has goes: another base, exceptions, its costs. Divisions make it a cut of that amount again. Of the two, what
    is newly named replaces the other.
    """
    move = scenario.moves[index]
    givers = _one_kind(tuple(names), was_new=NEW_FUNDING in move.from_)
    said: dict[str, Any] = {"from_": givers}
    if givers == (NEW_FUNDING,):
        money = as_amount(baseline, scenario, index)
        said |= {name: field.default for name, field in MOVE_FIELDS.items() if field.of_cut}
        said |= {"cut": money.cut, "ramp": money.ramp, "phasing": money.phasing, "of": ()}
    else:
        rows = baseline.rows_of(name for name in givers if name in baseline)
        spare = (name for name in move.except_ if name in baseline and np.isin(baseline.rows_of(name), rows).all())
        said["except_"] = tuple(spare)
    return with_move(scenario, index, baseline=baseline, **said)


def _one_kind(names: tuple[str, ...], *, was_new: bool) -> tuple[str, ...]:
    """Return the givers of a move that was of new money or not, where `New funding` may stand among divisions."""
    divisions = tuple(name for name in names if name != NEW_FUNDING)
    if len(divisions) == len(names) or (was_new and divisions):
        return divisions
    return (NEW_FUNDING,)


def with_cut_per_year(scenario: Scenario, index: int, per_year: bool) -> Scenario:
    """Return the scenario with the number of one move's cut, an amount, meant per fiscal year or over the window."""
    move = scenario.moves[index]
    if not isinstance(move.cut, Amount):
        what, hint = "a percentage is of every period already", "Write the cut as an amount first"
        raise ModelError([Problem(f"move '{move.name}'", what, hint)])
    return with_move(scenario, index, cut=replace(move.cut, per_year=per_year))


def reset_move(scenario: Scenario, original: Scenario, index: int) -> Scenario | None:
    """Return the scenario with one move as `original` has it, by its name; None where it has no such move."""
    name = scenario.moves[index].name
    for move in original.moves:
        if move.name == name:
            return with_move(scenario, index, **dict(move))
    return None


def new_scenario(baseline: Baseline, name: str) -> Scenario:
    """Return a scenario to begin with over a baseline, with one move."""
    return with_new_move(Scenario(title="New scenario", baseline=name), baseline)


def cut_number(baseline: Baseline, move: Move) -> float:
    """Return a move's cut as the number of its control: percent, amount in the baseline's unit, or jobs."""
    if isinstance(move.cut, Jobs):
        return float(move.cut.size * (100 if move.cut.is_share else 1))
    return part_number(baseline, move.cut)


def part_number(baseline: Baseline, part: Fraction | Amount) -> float:
    """Return a share in percent, or an amount in the baseline's unit, as the number of its control."""
    if isinstance(part, Fraction):
        return float(part * 100)
    return float(in_unit(to_minor(part, baseline.currency), baseline.currency, baseline.unit))


def with_cut_number(scenario: Scenario, baseline: Baseline, index: int, number: float) -> Scenario:
    """Return the scenario with one move's cut set to the number of its control."""
    cut = scenario.moves[index].cut
    if isinstance(cut, Jobs):
        exact = Decimal(repr(float(number)))
        return with_move(scenario, index, cut=Jobs(Fraction(exact) / 100 if cut.is_share else exact))
    return with_move(scenario, index, cut=_like(cut, number, baseline))


def with_part_number(scenario: Scenario, baseline: Baseline, index: int, receiver: str, number: float) -> Scenario:
    """Return the scenario with one receiver's share or amount set to the number of its control.

    Shares may sum to more than 100 %: intermediate states may exceed 100 %, and `unallocated_share` tells.
    """
    parts = dict(scenario.moves[index].to)
    part = parts[receiver]
    assert part != "rest"
    parts[receiver] = _like(part, number, baseline)
    return with_move(scenario, index, draft=True, to=parts)


def _like(old: Fraction | Amount, number: float, baseline: Baseline) -> Fraction | Amount:
    """Return `number`, as it is shown, as a share or an amount, whichever the old one is."""
    exact = Decimal(repr(float(number)))
    if isinstance(old, Fraction):
        return Fraction(exact) / 100
    return Amount(exact.scaleb(UNITS[baseline.unit]), sign_of(baseline.currency) or None, old.per_year)


def with_receivers(scenario: Scenario, index: int, names: list[str]) -> Scenario:
    """Return the scenario with one move's receivers: who stays keeps its part, a new one begins with what is left."""
    old = scenario.moves[index].to
    parts: dict[str, Any] = {name: old[name] for name in names if name in old}
    for name in names:
        parts.setdefault(name, _what_is_left(scenario.moves[index], parts))
    return with_move(scenario, index, draft=True, to={name: parts[name] for name in names})


def _what_is_left(move: Move, parts: dict[str, Any]) -> Fraction | Amount | str:
    """Return the part with which one more receiver begins beside `parts`."""
    amounts = [part for part in parts.values() if isinstance(part, Amount)]
    if amounts:
        return replace(amounts[0], value=Decimal(0)) if REST in parts.values() else REST
    return max(unallocated_share(move.model_copy(update={"to": parts})) or Fraction(0), Fraction(0))


def unallocated_share(move: Move) -> Fraction | None:
    """Return the share of what is fundable that a move gives to nobody, or None where it gives amounts."""
    parts = list(move.to.values())
    if REST in parts:
        return Fraction(0)
    if any(isinstance(part, Amount) for part in parts):
        return None
    return 1 - sum((part for part in parts if isinstance(part, Fraction)), Fraction(0))


CUT_KINDS = {"amount": as_amount, "share": as_share, "jobs": as_jobs}


def with_cut_as(scenario: Scenario, baseline: Baseline, index: int, kind: str) -> Scenario:
    """Return the scenario with one move's cut written as one of `CUT_KINDS`: the same cut, or the nearest in jobs.

    Raises `ModelError`, which says why, where an amount or a share would be another cut.
    """
    move = CUT_KINDS[kind](baseline, scenario, index)
    return with_move(scenario, index, **dict(move))


def kind_of(move: Move) -> str:
    """Return which of `CUT_KINDS` a move's cut is."""
    if isinstance(move.cut, Jobs):
        return "jobs"
    return "amount" if isinstance(move.cut, Amount) else "share"


def can_be_share(move: Move) -> bool:
    """Tell whether a move's cut is a part of somebody's budget, of which a percentage can be meant."""
    return move.from_ != (NEW_FUNDING,)


def file_for(name: str) -> Path:
    """Return where a scenario of this name is kept; raise `ModelError` for a name that is not a file name."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name):
        raise ModelError(
            [Problem("name", f"'{name}' is not a name for a file", "Use small letters, digits and hyphens")]
        )
    return own_scenarios() / f"{name}.yaml"


def receivers_for(baseline: Baseline, move: Move) -> list[str]:
    """Return who can receive in a move: no division of which every leaf gives."""
    gives = np.zeros(len(baseline.leaves), dtype=bool)
    gives[baseline.rows_of(name for name in move.from_ if name in baseline)] = True
    gives[baseline.rows_of(name for name in move.except_ if name in baseline)] = False
    return [*(name for name in (ROOT, *baseline.divisions) if not gives[baseline.rows_of(name)].all()), "Savings"]
