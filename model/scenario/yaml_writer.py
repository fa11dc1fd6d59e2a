"""A scenario as plain YAML values, in the canonical order, without defaults."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from virement.scenario.ranges import ENDS, written
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Assumption, Limit, Move, Scenario, ValuePath
from virement.values import (
    Amount,
    write_amount,
    write_share,
)

SCHEMA_LINE = "# yaml-language-server: $schema=schema.json\n"


def says_the_same(text: str, scenario: Scenario) -> bool:
    """Tell whether a text reads as a scenario, with its fingerprint."""
    read = read_scenario(text)
    return (read, read.baseline_fingerprint) == (scenario, scenario.baseline_fingerprint)


def scenario_fields(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario says as plain YAML values, in the canonical order, without defaults."""
    said: dict[str, Any] = {
        name: getattr(scenario, name)
        for name in ("title", "baseline", "baseline_fingerprint", "reference", "author", "description", "not_covered")
        if getattr(scenario, name)
    }
    said["moves"] = [move_fields(move) for move in scenario.moves]
    if scenario.limits:
        said["limits"] = [limit_fields(limit) for limit in scenario.limits]
    if scenario.assumptions:
        said["assumptions"] = [assumption_fields(one) for one in scenario.assumptions]
    if scenario.correlations:
        said["correlations"] = [{"between": [*one.between], "is": float(one.is_)} for one in scenario.correlations]
    return said


def move_fields(move: Move) -> dict[str, Any]:
    """Return what a move says as plain YAML values, in the canonical order, without defaults."""
    said: dict[str, Any] = {"name": move.name, "from": _one_or_list(move.from_)}
    if move.except_:
        said["except"] = list(move.except_)
    said["cut"] = _ranged(move, ("cut",), move.cut)
    if move.of:
        said["of"] = _one_or_list(move.of)
    if move.to:
        said["to"] = {name: _ranged(move, ("to", name), part) for name, part in move.to.items()}
    said |= {key: _ranged(move, (key,), value) for key in ("start", "end") if (value := getattr(move, key))}
    if move.ramp:
        said["ramp"] = [_ranged(move, ("ramp", step), share) for step, share in enumerate(move.ramp)]
    if move.phasing:
        said["phasing"] = [_written(share) for share in move.phasing]
    if move.one_off_cost is not None:
        said["one_off_cost"] = _ranged(move, ("one_off_cost",), move.one_off_cost)
    if move.stranded_cost or ("stranded_cost",) in move.ranges:
        said["stranded_cost"] = _ranged(move, ("stranded_cost",), move.stranded_cost)
    if move.why:
        said["why"] = move.why
    if not move.enabled:
        said["enabled"] = False
    return said


def limit_fields(limit: Limit) -> dict[str, Any]:
    """Return what a limit says as plain YAML values."""
    levels = {key: _written(value) for key in ("floor", "cap") if (value := getattr(limit, key)) is not None}
    return {"division": limit.division, **levels, **({"locked": True} if limit.locked else {})}


def level_text(level: Fraction | Amount) -> str:
    """Return a floor or a cap as YAML says it."""
    return _written(level)


def assumption_fields(one: Assumption) -> dict[str, Any]:
    """Return what an assumption says as plain YAML values."""
    said: dict[str, Any] = {"division": one.division, **({"of": _one_or_list(one.of)} if one.of else {})}
    said |= {key: _written(value) for key in ENDS if (value := getattr(one, key)) is not None}
    return said if one.shape == "triangular" else {**said, "shape": one.shape}


def _ranged(move: Move, path: ValuePath, value: Any) -> str | dict[str, str]:
    """Return a value as YAML says it, or the range that stands in its place."""
    return written(move.ranges[path]) if path in move.ranges else _written(value)


def _one_or_list(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else write_amount(value) if isinstance(value, Amount) else write_share(value)


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
