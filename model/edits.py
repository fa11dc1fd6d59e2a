"""Changes to a scenario, one a function: each returns a new scenario. What people type becomes exact here."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from model.baseline import ROOT, Baseline
from model.errors import ModelError, Problem
from model.meaning import as_amount, as_share
from model.money import UNITS, Amount, in_unit, sign_of, to_minor
from model.scenario import Move, Scenario
from model.scenario_files import SCENARIOS


def with_move(scenario: Scenario, index: int, **changes: Any) -> Scenario:
    """Return the scenario with some fields of one move changed."""
    moves = list(scenario.moves)
    moves[index] = moves[index].model_copy(update=changes)
    return scenario.model_copy(update={"moves": tuple(moves)})


def with_title(scenario: Scenario, title: str) -> Scenario:
    """Return the scenario under another title; an empty one changes nothing."""
    return scenario.model_copy(update={"title": title.strip() or scenario.title})


def with_new_move(scenario: Scenario, baseline: Baseline) -> Scenario:
    """Return the scenario with one more move: a tenth of the largest division, given to nobody yet."""
    largest = max(baseline.at_level(1), key=lambda division: baseline.total(division, baseline.plan))
    taken = {move.name for move in scenario.moves}
    name = next(name for number in range(1, len(taken) + 2) if (name := f"Move {number}") not in taken)
    move = Move(name=name, from_=(largest,), cut=Fraction(1, 10))
    return scenario.model_copy(update={"moves": (*scenario.moves, move)})


def without_move(scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with one move less."""
    return scenario.model_copy(update={"moves": scenario.moves[:index] + scenario.moves[index + 1 :]})


def new_scenario(baseline: Baseline, name: str) -> Scenario:
    """Return a scenario to begin with over a baseline, with one move."""
    return with_new_move(Scenario(title="New scenario", baseline=name), baseline)


def cut_number(baseline: Baseline, move: Move) -> float:
    """Return a move's cut as the number of its control: percent, or amount in the baseline's unit."""
    return part_number(baseline, move.cut)


def part_number(baseline: Baseline, part: Fraction | Amount) -> float:
    """Return a share in percent, or an amount in the baseline's unit, as the number of its control."""
    if isinstance(part, Fraction):
        return float(part * 100)
    return float(in_unit(to_minor(part, baseline.currency), baseline.currency, baseline.unit))


def with_cut_number(scenario: Scenario, baseline: Baseline, index: int, number: float) -> Scenario:
    """Return the scenario with one move's cut set to the number of its control."""
    return with_move(scenario, index, cut=_like(scenario.moves[index].cut, number, baseline))


def with_part_number(scenario: Scenario, baseline: Baseline, index: int, receiver: str, number: float) -> Scenario:
    """Return the scenario with one receiver's share or amount set to the number of its control."""
    parts = dict(scenario.moves[index].to)
    part = parts[receiver]
    assert part != "rest"
    parts[receiver] = _like(part, number, baseline)
    return with_move(scenario, index, to=parts)


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
        if name in parts:
            continue
        if any(isinstance(part, Amount) for part in parts.values()):
            if "rest" not in parts.values():
                parts[name] = "rest"
        else:
            parts[name] = max(
                Fraction(0), 1 - sum((part for part in parts.values() if isinstance(part, Fraction)), Fraction(0))
            )
    return with_move(scenario, index, to={name: parts[name] for name in names if name in parts})


def unallocated_share(move: Move) -> Fraction | None:
    """Return the share of what is fundable that a move gives to nobody, or None where it gives amounts."""
    parts = list(move.to.values())
    if "rest" in parts:
        return Fraction(0)
    if any(isinstance(part, Amount) for part in parts):
        return None
    return 1 - sum((part for part in parts if isinstance(part, Fraction)), Fraction(0))


def with_cut_as(scenario: Scenario, baseline: Baseline, index: int, kind: str) -> Scenario:
    """Return the scenario with one move's cut written as `amount` or as `share`: the same cut."""
    move = (as_amount if kind == "amount" else as_share)(baseline, scenario, index)
    moves = (*scenario.moves[:index], move, *scenario.moves[index + 1 :])
    return scenario.model_copy(update={"moves": moves})


def can_be_share(move: Move) -> bool:
    """Tell whether a move's cut can be written as a percentage."""
    return move.phasing is None and move.from_ != ("New funding",)


def file_for(name: str) -> Path:
    """Return where a scenario of this name is kept; raise `ModelError` for a name that is no file name."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name):
        raise ModelError([Problem("name", f"'{name}' is no name for a file", "Use small letters, digits and hyphens")])
    return SCENARIOS / f"{name}.yaml"


def receivers_for(baseline: Baseline, move: Move) -> list[str]:
    """Return who can receive in a move."""
    givers = set(move.from_)
    return [*(name for name in (ROOT, *baseline.divisions) if name not in givers), "Savings"]
