"""Reads the text of a scenario, collecting every problem with its line and column."""

from __future__ import annotations

from typing import Any

from pydantic import (
    BaseModel,
    ValidationError,
)
from pydantic_core import ErrorDetails
from virement.scenario.consistency import contradictions
from virement.scenario.schema import KINDS, LISTED, MOST_MOVES, UNWRITTEN, Scenario
from virement.values import (
    ROOT,
    ModelError,
    Places,
    Problem,
    Step,
    Unreadable,
    did_you_mean,
    one_of,
    read_tree,
)

_PLACEHOLDERS = {"title": "-", "baseline": "-", "name": "move {1}", "from": ROOT, "cut": "0%", "division": ROOT}
_PLACEHOLDERS |= {"floor": "0%", "cap": "100%"}


def read_scenario(text: str, file: str = "scenario") -> Scenario:
    """Read a scenario from YAML text; raise `ModelError` with every problem, each with file, line and column."""
    scenario, problems = examine(text, file)
    if problems or scenario is None:
        raise ModelError(problems)
    return scenario


def examine(text: str, file: str = "scenario") -> tuple[Scenario | None, list[Problem]]:
    """Read as much of a scenario as can be read, and every problem of the rest.

    What can't be read is replaced by something harmless, so that the remainder can still be checked. Never raises for
    any text.
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
    for _ in range(3):  # a placeholder can bring out one more problem, not endlessly many
        try:
            scenario = Scenario.model_validate(said, by_alias=True, by_name=False)
        except ValidationError as error:
            problems += [problem_of(item, places) for item in error.errors()]
            for item in error.errors():
                _put_placeholder(said, item["loc"])
            continue
        scenario._places = places
        return scenario, problems + contradictions(scenario)
    return None, problems


def _put_placeholder(said: Any, path: tuple[Step, ...]) -> None:
    """Put something harmless where `path` can't be read."""
    if path[0] in ("assumptions", "correlations") and len(path) > 1:
        said.pop(path[0], None)
        return
    holder = said
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    if isinstance(holder, list):
        holder[int(last)] = (
            {"name": f"move {last}", "from": ROOT, "cut": "0%"}
            if path[0] == "moves"
            else {"division": ROOT, "floor": "0%"}
        )
        return
    holder.pop(last, None)
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
    name = path[-1] if path and isinstance(path[-1], str) else str(path[0])[:-1] if path else ""
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
    return f"{str(path[0])[:-1]} {int(path[1]) + 1} " if len(path) > 2 else ""


def _fields_at(path: tuple[Step, ...]) -> list[str]:
    kind: type[BaseModel] = LISTED.get(str(path[0]), Scenario) if len(path) > 1 else Scenario
    names = (field.alias or name for name, field in kind.model_fields.items())
    return [name for name in names if name != UNWRITTEN]
