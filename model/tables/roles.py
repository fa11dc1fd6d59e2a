"""Holds a layout against a mapping: columns take the roles it gives them, and what no longer fits is named."""

from __future__ import annotations

from dataclasses import replace

from virement.tables.grid import letter_of
from virement.tables.layout import Layout, Part
from virement.tables.mapping import Mapping, pattern_of
from virement.values import Problem, did_you_mean

_AS = {"division": "level", "ignore": "detail"}


def mapped_layout(layout: Layout, mapping: Mapping) -> Layout:
    """Return a layout whose columns have the roles that a mapping gives them by their headings or letters."""
    if not mapping.columns and not mapping.levels:
        return layout
    levels = {pattern_of(name) for name in mapping.levels}
    return replace(layout, parts=tuple(_mapped(part, mapping, levels) for part in layout.parts))


def _mapped(part: Part, mapping: Mapping, levels: set[str]) -> Part:
    names = {pattern_of(part.name), letter_of(part.at).casefold()}
    if names & levels:
        return replace(part, role="level")
    role = next((mapping.columns[name] for name in names if name in mapping.columns), None)
    if role is None:
        return replace(part, role="detail") if levels and part.role in ("level", "name", "label", "code") else part
    role = _AS.get(role, role)
    if levels and role in ("level", "name", "label", "code"):
        return replace(part, role="detail")
    if role in ("amount", "change", "count", "number") and not part.profile.is_numeric and not part.profile.is_empty:
        return part
    return replace(part, role=role)


def misfits(layout: Layout, mapping: Mapping) -> list[Problem]:
    """Return a problem for each part of a mapping that a table no longer has."""
    known = {pattern_of(part.name) for part in layout.parts} | {letter_of(part.at).casefold() for part in layout.parts}
    names = [part.name for part in layout.parts if part.heading.text]
    found = []
    for level in mapping.levels:
        if pattern_of(level) not in known:
            what = f"the mapping's level '{level}' is not a column of the table"
            found.append(Problem(layout.grid.at(layout.first), what, did_you_mean(level, names)))
    needed = ("amount", "period", "month", "quarter", "type", "stage")
    for pattern, role in mapping.columns.items():
        if role in needed and pattern not in known:
            what = f"the mapping's {role} '{pattern}' is not a column of the table"
            found.append(Problem(layout.grid.at(layout.first), what, did_you_mean(pattern, names)))
    return found
