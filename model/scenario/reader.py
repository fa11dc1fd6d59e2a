"""Reads the text of a scenario, collecting every problem with its line and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ValidationError,
)
from pydantic_core import ErrorDetails
from virement.scenario.approvals import Approval
from virement.scenario.building import built
from virement.scenario.consistency import contradictions
from virement.scenario.fields import base_names
from virement.scenario.finding import find_base, read_text
from virement.scenario.schema import KINDS, LIMIT_KINDS, LISTED, MOST_MOVES, UNWRITTEN, Move, Scenario
from virement.values import (
    ROOT,
    ModelError,
    Places,
    Problem,
    Step,
    Unreadable,
    did_you_mean,
    one_of,
    path_from_here,
    read_tree,
)

APPROVALS = "approvals"
MOST_BASES = 20  # on top of each other
_MOVE_KEYS = {name: field.alias or name for name, field in Move.model_fields.items()}
_PLACEHOLDERS = {"title": "-", "baseline": "-", "name": "move {1}", "from": ROOT, "cut": "0%", "division": ROOT}
_PLACEHOLDERS |= dict.fromkeys(LIMIT_KINDS, "100%")


BaseOf = Callable[[str], Scenario]  # returns the scenario that one builds on by its name, or raises `ModelError`


def read_scenario(text: str, file: str = "scenario", *, base_of: BaseOf | None = None) -> Scenario:
    """Read a scenario from YAML text; raise `ModelError` with every problem, each with file, line and column.

    `base_of` finds what it builds on, as in `examine`.
    """
    scenario, problems = examine(text, file, base_of=base_of)
    if problems or scenario is None:
        raise ModelError(problems)
    return scenario


def examine(
    text: str, file: str = "scenario", *, base_of: BaseOf | None = None
) -> tuple[Scenario | None, list[Problem]]:
    """Read as much of a scenario as can be read, and every problem of the rest.

    What can't be read is replaced by something harmless, so that the remainder can still be checked. `base_of` finds
    the scenarios that it builds on, by default among those that have a name. Never raises for any text.
    """
    try:
        tree, places, problems = read_tree(text, file)
    except ModelError as error:
        return None, list(error.problems)
    if not isinstance(tree, dict):
        what = "is empty" if tree is None else "is not a scenario"
        hint = "A scenario has a title, a baseline and moves; see scenarios/README.md"
        return None, [*problems, Problem(file, what, hint)]
    said = _without_blanks(tree)
    bases = _bases_of(said, base_of or bases_beside(None), places, problems)
    _write_out_switches(said, bases, places, problems)
    for _ in range(3):  # a placeholder can bring out one more problem, not endlessly many
        try:
            scenario = Scenario.model_validate(said, by_alias=True, by_name=False)
        except ValidationError as error:
            found = [_written(item) for item in error.errors()]
            problems += dict.fromkeys(problem_of(item, places) for item in found)
            for item in found:
                _put_placeholder(said, item["loc"], known=item["type"] != "extra_forbidden")
            continue
        scenario._places = places
        if bases:
            scenario, wrong = built(scenario, bases)
            problems += wrong
        return scenario, problems + contradictions(scenario)
    return None, problems


def bases_beside(file: Path | None, above: tuple[Path, ...] = (), read: dict[Path, Scenario] | None = None) -> BaseOf:
    """Return what finds the scenarios that a file builds on: beside it, else among those that have a name.

    `above` are the files that build on this one, and `read` those that were read on the way.
    """
    known, line = {} if read is None else read, above if file is None else (*above, file.resolve())

    def base_of(name: str) -> Scenario:
        found = find_base(name, file)
        if found.resolve() in line:
            names = [*(one.stem for one in line[line.index(found.resolve()) :]), name]
            raise ModelError([Problem("", f"builds on itself: {' → '.join(names)}", "Take one of them out")])
        if len(line) > MOST_BASES:
            what = f"more than {MOST_BASES} scenarios build one on the other"
            raise ModelError([Problem("", what, "Write one of them out with `virement flatten`")])
        if found not in known:
            text, place = read_text(found), path_from_here(found)
            known[found] = read_scenario(text, place, base_of=bases_beside(found, line, known))
        return known[found]

    return base_of


def known_bases(scenario: Scenario) -> BaseOf:
    """Return what finds the scenarios that one builds on among those that it has already."""

    def base_of(name: str) -> Scenario:
        if name not in scenario.bases:
            raise ModelError([Problem("", f"'{name}' is not at hand", "")])
        return scenario.bases[name]

    return base_of


def _bases_of(said: dict[str, Any], base_of: BaseOf, places: Places, problems: list[Problem]) -> dict[str, Scenario]:
    """Return the scenarios that a text builds on, by name; what is wrong with one is added to the problems."""
    try:
        names = base_names(said.get("builds_on", ()))
    except Unreadable:  # told with the other fields
        return {}
    found = {}
    for index, name in enumerate(names):
        try:
            found[name] = base_of(name)
        except ModelError as error:
            at = ("builds_on", index) if isinstance(said["builds_on"], list) else ("builds_on",)
            here = [one if one.where else replace(one, where=places.at(at)) for one in error.problems]
            problems += [one for one in here if one not in problems]
    return found


def _write_out_switches(
    said: dict[str, Any], bases: Mapping[str, Scenario], places: Places, problems: list[Problem]
) -> None:
    """Put the whole move where only one of another scenario is switched on or off.

    Where one of those others can't be read, what would lift a limit of theirs is left out.
    """
    if not said.get("builds_on"):
        return
    if problems and isinstance(said.get("limits"), list):
        said["limits"] = [
            one for one in said["limits"] if not isinstance(one, dict) or set(one) - {"division", "locked"}
        ]
    known = {move.name: move for base in reversed([*bases.values()]) for move in base.moves}
    for index, move in enumerate(moves if isinstance(moves := said.get("moves"), list) else []):
        if not isinstance(move, dict) or set(move) != {"name", "enabled"} or not isinstance(move["name"], str):
            continue
        if move["name"] in known:
            found = known[move["name"]]
            move |= {key: getattr(found, name) for name, key in _MOVE_KEYS.items() if key not in move}
            continue
        move |= {"from": ROOT, "cut": "0%"}
        if bases and not problems:  # what can't be read may have it
            names = [one for base in bases.values() for one in (one.name for one in base.moves)]
            what = f"'{move['name']}' is not a move of what it builds on"
            hint = did_you_mean(move["name"], names) or one_of(names)
            problems.append(Problem(places.at(("moves", index, "name")), what, hint))


def _written(item: ErrorDetails) -> ErrorDetails:
    """Return an error as it is of a file, in which `UNWRITTEN` is a key that nobody knows."""
    path = item["loc"]
    if UNWRITTEN not in path:
        return item
    return {**item, "loc": path[: path.index(UNWRITTEN) + 1], "type": "extra_forbidden"}


def _put_placeholder(said: Any, path: tuple[Step, ...], *, known: bool) -> None:
    """Put something harmless where `path` can't be read; a key that is not `known` is left out."""
    if path[0] in ("assumptions", "correlations") and len(path) > 1:
        said.pop(path[0], None)
        return
    holder = said
    for step in path[:-1]:
        if step == APPROVALS:
            break
        holder = holder[step]
    last = APPROVALS if APPROVALS in path[:-1] else path[-1]
    if isinstance(holder, list):
        holder[int(last)] = (
            {"name": f"move {last}", "from": ROOT, "cut": "0%"}
            if path[0] == "moves"
            else {"division": ROOT, "locked": "true"}
        )
        return
    holder.pop(last, None)
    if not known:
        return
    if last == "cut":
        for word in ("phasing", "ramp", "of"):
            holder.pop(word, None)
    if last in _PLACEHOLDERS:
        holder[last] = _PLACEHOLDERS[str(last)].format(*path)


def _without_blanks(tree: Any) -> Any:
    """Leave out known keys without a value, which say nothing."""
    if isinstance(tree, dict):
        known = {field.alias or name for said in KINDS for name, field in said.model_fields.items()}
        kept = {key: value for key, value in tree.items() if value is not None or key not in known}
        return {key: value if key == "to" else _without_blanks(value) for key, value in kept.items()}
    return [_without_blanks(value) for value in tree] if isinstance(tree, list) else tree


def problem_of(item: ErrorDetails, places: Places) -> Problem:
    """Turn one of pydantic's errors into a problem in our words."""
    path: tuple[Step, ...] = item["loc"]
    named = next((step for step in reversed(path) if isinstance(step, str)), "")
    name = named if path and path[-1] == named else named[:-1]
    kind = item["type"]
    if kind == "extra_forbidden":
        if name.isdigit():
            hint = "Inside braces a comma ends a value: put an amount with commas in quotes"
            return Problem(places.at(path, key=True), f"unknown key '{name}'", hint)
        known = _fields_at(path)
        return Problem(
            places.at(path, key=True), f"unknown key '{name}'", did_you_mean(name, known) or one_of(known, 20)
        )
    if kind == "missing":
        return Problem(places.at(path[:-1]), f"{_owner(path)}has no '{name}'", "Add it; see scenarios/README.md")
    raised = item.get("ctx", {}).get("error")
    if isinstance(raised, Unreadable):
        return Problem(places.at(path), f"{name}: {raised.what}", raised.hint)
    if kind == "too_long":
        return Problem(places.at(path), f"has more than {MOST_MOVES} moves", "Split it into several scenarios")
    wanted = {"string_type": "a text", "tuple_type": "a list", "model_type": "a mapping of keys and values"}
    what = f"{name}: should be {wanted[kind]}" if kind in wanted else f"{name}: {item['msg']}"
    return Problem(places.at(path), what, "See scenarios/README.md")


def _owner(path: tuple[Step, ...]) -> str:
    owners = [f"{str(kind)[:-1]} {int(place) + 1}" for kind, place in zip(path[:-1:2], path[1:-1:2], strict=False)]
    return f"{' of '.join(reversed(owners))} " if owners else ""


def _fields_at(path: tuple[Step, ...]) -> list[str]:
    kind: type[BaseModel] = LISTED.get(str(path[0]), Scenario) if len(path) > 1 else Scenario
    kind = Approval if APPROVALS in path[:-1] else kind
    names = (field.alias or name for name, field in kind.model_fields.items())
    return [name for name in names if name != UNWRITTEN]
