"""A scenario as plain YAML values, in the canonical order, without defaults."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from virement.scenario.approvals import Approval, approval_fields
from virement.scenario.building import own_part, switched_only
from virement.scenario.move_field import MoveField, ValuePath, parts_of
from virement.scenario.ranges import ENDS, written
from virement.scenario.reader import known_bases, read_scenario
from virement.scenario.schema import MOVE_FIELDS, Assumption, Limit, Move, Scenario
from virement.values import (
    Amount,
    written_value,
)

SCHEMA_LINE = "# yaml-language-server: $schema=schema.json\n"


def says_the_same(text: str, scenario: Scenario) -> bool:
    """Tell whether a text reads as a scenario, with its fingerprint."""
    read = read_scenario(text, base_of=known_bases(scenario))
    return (read, *read.saved_over) == (scenario, *scenario.saved_over)


def scenario_fields(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario's file says as plain YAML values, in the canonical order, without defaults.

    Of what it takes of others only what it says otherwise.
    """
    names = (
        "title",
        "baseline",
        "baseline_fingerprint",
        "builds_on",
        "builds_on_fingerprint",
        "mapping",
        "reference",
        "author",
        "description",
        "not_covered",
    )
    switched = switched_only(scenario) if scenario.bases else set()
    scenario = own_part(scenario) if scenario.bases else scenario
    said: dict[str, Any] = {name: getattr(scenario, name) for name in names if getattr(scenario, name)}
    if scenario.builds_on:
        said["builds_on"] = _one_or_list(scenario.builds_on)
    if scenario.growth:
        said["growth"] = scenario.growth.to_dict()
    if scenario.moves or not scenario.builds_on:
        said["moves"] = [
            {"name": move.name, "enabled": move.enabled} if move.name in switched else move_fields(move)
            for move in scenario.moves
        ]
    if scenario.limits:
        said["limits"] = [limit_fields(limit) for limit in scenario.limits]
    if scenario.assumptions:
        said["assumptions"] = [assumption_fields(one) for one in scenario.assumptions]
    if scenario.correlations:
        said["correlations"] = [{"between": [*one.between], "is": float(one.is_)} for one in scenario.correlations]
    return said


def move_fields(move: Move) -> dict[str, Any]:
    """Return what a move says as plain YAML values, in the canonical order, without defaults."""
    return {
        field.key: _field(move, name, field)
        for name, field in MOVE_FIELDS.items()
        if getattr(move, name) != field.default or any(path[0] == name for path in move.ranges)
    }


def _field(move: Move, name: str, field: MoveField) -> Any:
    """Return what a field says, as YAML has it."""
    value = getattr(move, name)
    if isinstance(value, bool):
        return value
    parts = [_ranged(move, path, part) for path, part in parts_of(name, value)]
    if isinstance(value, dict):
        return dict(zip(value, parts, strict=True))
    if not isinstance(value, tuple):
        return parts[0]
    return parts if field.listed or not isinstance(value[0], str) else _one_or_list(value)


def limit_fields(limit: Limit) -> dict[str, Any]:
    """Return what a limit says as plain YAML values."""
    levels = {name: _written(level) for name, level in limit.levels.items()}
    return {"division": limit.division, **levels, **({"locked": limit.locked} if limit.locked or not levels else {})}


def level_text(level: Fraction | Amount) -> str:
    """Return a level of a limit as YAML says it."""
    return _written(level)


def assumption_fields(one: Assumption) -> dict[str, Any]:
    """Return what an assumption says as plain YAML values."""
    said: dict[str, Any] = {"division": one.division, **({"of": _one_or_list(one.of)} if one.of else {})}
    said |= {key: _written(value) for key in ENDS if (value := getattr(one, key)) is not None}
    return said if one.shape == "triangular" else {**said, "shape": one.shape}


def _ranged(move: Move, path: ValuePath, value: Any) -> str | dict[str, str]:
    """Return a value as YAML says it, or the range that stands in its place."""
    if isinstance(value, Approval):
        return approval_fields(value)
    return written(move.ranges[path]) if path in move.ranges else _written(value)


def _one_or_list(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else written_value(value)


def yaml_handler() -> YAML:
    """Return what reads and writes YAML in the layout of the scenario files."""
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    return yaml


def dumped(tree: CommentedMap) -> str:
    """Return a tree as YAML text."""
    stream = io.StringIO()
    yaml_handler().dump(tree, stream)
    return stream.getvalue()


def with_comments(value: Any, depth: int = 0) -> Any:
    """Turn plain values into ones that are written a line a thing: receivers, shares and limits on one line."""
    if isinstance(value, dict):
        tree = CommentedMap((quoted_where_needed(key), with_comments(item, depth + 1)) for key, item in value.items())
        if depth >= 3 or "division" in value or "between" in value:
            tree.fa.set_flow_style()
        return tree
    if isinstance(value, list):
        row = CommentedSeq(with_comments(item, depth + 1) for item in value)
        if value and not isinstance(value[0], dict):
            row.fa.set_flow_style()
        return row
    return quoted_where_needed(value)


def quoted_where_needed(value: Any) -> Any:
    """Quote a text that YAML would not give back as it was."""
    if not isinstance(value, str):
        return value
    odd = value.startswith(("?", "-", ":"))  # which the emitter leaves bare where braces give them a meaning
    plain = (
        not odd and value.isprintable() and value == value.strip() and value not in ("~", "null", "Null", "NULL", "")
    )
    return value if plain else DoubleQuotedScalarString(value)
