"""One change to a scenario: valid afterwards, or refused with what is wrong, and the old one is as it was.

A change is refused for what it makes wrong, never for what was wrong before.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import ValidationError
from virement.baseline import Baseline
from virement.scenario.building import LISTS, flattened, kept
from virement.scenario.consistency import contradictions
from virement.scenario.locks import alone
from virement.scenario.reader import problem_of
from virement.scenario.resolved_move import resolved_moves
from virement.scenario.schema import Assumption, Limit, Move, Scenario
from virement.scenario.yaml_writer import scenario_fields
from virement.values import Jobs, ModelError, Places, Problem

Said = TypeVar("Said", Scenario, Move, Limit, Assumption)


def changed(scenario: Scenario, *, draft: bool = False, **said: Any) -> Scenario:
    """Return the scenario with some fields changed; raise `ModelError` for what it may not say.

    A `draft` may contradict itself. What it takes of others stays as `kept` says. Where things stood in the scenario's
    file is forgotten: an edit moves the lines.
    """
    after = made(Scenario, scenario, said, "")
    if after.builds_on:
        after._bases = scenario.bases
        after = kept(after)
    if not draft:
        _refuse(contradictions(_unplaced(scenario)), contradictions(after))
    after._places = Places(scenario.places.file)
    return after


def made(kind: type[Said], before: Said, said: dict[str, Any], where: str) -> Said:
    """Return a scenario, move or limit with some fields changed; raise `ModelError` for values it can't have."""
    try:
        return kind(**{**dict(before), **said})
    except ValidationError as error:
        found = (problem_of(item, Places()) for item in error.errors())
        # fields named like Python keywords end in `_`, and nowhere else
        raise ModelError(
            replace(problem, where=where, what=re.sub("^([a-z]+)_:", r"\1:", problem.what)) for problem in found
        ) from None


def _refuse(before: list[Problem], after: list[Problem]) -> None:
    known = {problem.what for problem in before}
    if new := [replace(problem, where=problem.where.strip()) for problem in after if problem.what not in known]:
        raise ModelError(new)


def _unplaced(scenario: Scenario) -> Scenario:
    """Return the scenario as if it stood in no file."""
    copy = scenario.model_copy()
    copy._places = Places()
    return copy


def with_move(
    scenario: Scenario, index: int, *, baseline: Baseline | None = None, draft: bool = False, **said: Any
) -> Scenario:
    """Return the scenario with some fields of one move changed, as its YAML would say them or as `Move` holds them.

    With a `baseline`, what doesn't fit it is refused too: unknown names, periods outside the plan, a ramp or phasing
    longer than the window. `start` and `end` of None are the first and last plan period.
    """
    move = made(Move, scenario.moves[index], said, f"move '{scenario.moves[index].name}'")
    after = changed(scenario, draft=draft, moves=(*scenario.moves[:index], move, *scenario.moves[index + 1 :]))
    if baseline is not None:
        lone = (alone(one, baseline, one.moves[index : index + 1]) for one in (scenario, after))
        _refuse(*(resolved_moves(_unplaced(one), baseline)[1] for one in lone))
    return after


def fingerprinted(scenario: Scenario, baseline: Baseline) -> Scenario:
    """Return the scenario with the fingerprints of the figures that it is over and of what it builds on.

    And with what was said of the figures' table.
    """
    said = baseline.said.to_dict() if baseline.said else {}
    marks = {name: fingerprint_of(base) for name, base in scenario.bases.items()}
    saved = {"baseline_fingerprint": figures_of(scenario, baseline), "mapping": said, "builds_on_fingerprint": marks}
    return scenario.model_copy(update=saved)


def figures_of(scenario: Scenario, baseline: Baseline) -> str:
    """Return the fingerprint of the figures that a scenario rests on: with the jobs where a move cuts jobs."""
    in_jobs = any(isinstance(move.cut, Jobs) for move in scenario.moves)
    return baseline.fingerprint_with_jobs if in_jobs else baseline.fingerprint


def fingerprint_of(base: Scenario) -> str:
    """Return what tells whether another scenario takes the same of this one as before: of its lists, whole."""
    said = scenario_fields(flattened(base))
    lists = json.dumps({what: said[what] for what in (*LISTS, "growth") if what in said}, ensure_ascii=False)
    return sha256(lists.encode()).hexdigest()[:16]


def changed_bases(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """Return the scenarios that a scenario builds on and that have changed since it was saved: fingerprints then, now.

    None where it wasn't saved yet.
    """
    now = {name: fingerprint_of(base) for name, base in scenario.bases.items()}
    was = scenario.builds_on_fingerprint
    return {name: (was[name], mark) for name, mark in now.items() if name in was and not mark.startswith(was[name])}
