"""What names a row: one column a level, indents, captions, codes, paths, types and the columns of line items."""

from __future__ import annotations

from random import Random

from .budgets import Path
from .headings import cased
from .lines import Line
from .traits import LANGUAGES, TREES, TYPES, Traits

GAPS = ("  ", "   ", "    ", "\u00a0\u00a0")
LEVELS = {
    1: (("department",),),
    2: (("department", "program"), ("department", "category"), ("fund", "department")),
    3: (("fund", "department", "program"), ("department", "program", "category")),
}
Cells = list[str | int | None]


def label_headings(traits: Traits, dice: Random) -> list[str]:
    """The headings of the label columns, in their order."""
    words = LANGUAGES[traits.language]
    first = {"constant": _constant(traits)[0], "row number": "#"}.get(traits.extra)
    found = [first] if first else []
    if traits.codes in ("pair", "like years") or traits.labels == "tree":
        found.append(cased(dice.choice(words["code"]), traits.case))
    if traits.labels == "steps":
        found += [cased(f"{dice.choice(words['code'])} {level}", traits.case) for level in "12"]
    if traits.labels in ("columns", "filled"):
        shapes = LEVELS[traits.levels]
        roles = shapes[0] if traits.extra == "constant" else dice.choice(shapes)
        found += [cased(dice.choice(words[role]), traits.case) for role in roles]
    else:
        found.append(cased(dice.choice(words["department"]), traits.case))
    if traits.revenue in TYPES:
        found.append(cased(dice.choice(words["type"]), traits.case))
    items = {"none": [], "repeat": [], "both": ["account", "vendor"]}.get(traits.items, [traits.items])
    return found + [cased(dice.choice(words[item]), traits.case) for item in items]


def _constant(traits: Traits) -> tuple[str, str]:
    words = LANGUAGES[traits.language]
    heading = "Entity" if traits.language == "en" else str(words["fund"][-1])
    return cased(heading, traits.case), str(words["title"][0])


def label_cells(traits: Traits, lines: list[Line]) -> list[Cells]:
    """The label cells of each line."""
    codes = codes_of(traits, lines)
    found: list[Cells] = []
    above: Path = ()
    number = 0
    for line in lines:
        number += line.kind == "leaf"
        names = _names(traits, line, above, codes)
        above = line.path if line.kind == "leaf" else ()
        found.append([*_before(traits, line, number, codes), *names, *_after(traits, line)])
    return found


def _before(traits: Traits, line: Line, number: int, codes: dict[Path, str]) -> Cells:
    cells: Cells = []
    if traits.extra == "constant":
        cells.append(None if line.kind in ("total", "net") else _constant(traits)[1])
    if traits.extra == "row number":
        cells.append(number if line.kind == "leaf" else None)
    if traits.labels == "tree":
        cells.append(codes.get(line.path))
    if traits.labels == "steps":
        cells += [codes.get(line.path) if len(line.path) == level else None for level in (1, 2)]
    if traits.codes in ("pair", "like years"):
        known = codes.get(line.path[:1]) if line.kind == "leaf" else None
        cells.append(int(known) if known and traits.codes == "like years" else known)
    return cells


def _after(traits: Traits, line: Line) -> Cells:
    words = LANGUAGES[traits.language]
    known = {"revenue": words["revenue"][0], "budget": words["expense"][0]}
    if traits.revenue == "type letters":
        known = {measure: word[0] for measure, word in known.items()}
    cells: Cells = [known.get(line.measure)] if traits.revenue in TYPES else []
    if traits.items in ("none", "repeat"):
        return cells
    return cells + list(line.items or [None] * (2 if traits.items == "both" else 1))


def _names(traits: Traits, line: Line, above: Path, codes: dict[Path, str]) -> Cells:
    if traits.labels in ("columns", "filled"):
        names = _by_level(traits, line, above)
        coded = traits.codes == "in name" and line.kind == "leaf"
        return [f"{codes[line.path[:1]]} - {names[0]}" if coded else names[0], *names[1:]]
    if traits.labels == "path":
        return [" / ".join(line.path) if line.kind == "leaf" else line.words]
    if traits.labels == "indent":
        gap = GAPS[(traits.tops + traits.periods) % len(GAPS)]
        return [gap * line.depth + line.words]
    if traits.labels == "tree in name" and line.path in codes:
        return [f"{codes[line.path]} {line.words}"]
    return [line.words or None]


def _by_level(traits: Traits, line: Line, above: Path) -> Cells:
    path = line.path
    if line.kind != "leaf":
        path = (*path[:-1], line.words)
    elif traits.labels == "filled":
        same = next((i for i, (a, b) in enumerate(zip(path, above, strict=False)) if a != b), len(above))
        path = tuple("" if place < same else name for place, name in enumerate(path))
    return [name or None for name in (*path, *[""] * (traits.levels - len(path)))]


def codes_of(traits: Traits, lines: list[Line]) -> dict[Path, str]:
    """A code for every path: one a name, years' looks included, or one within another (01, 011, 0111)."""
    if traits.labels in TREES:
        return _tree(traits, lines)
    tops = list(dict.fromkeys(line.path[:1] for line in lines if line.path))
    if traits.codes == "like years":
        return {top: str(2010 + 10 * place) for place, top in enumerate(tops)}
    if traits.codes == "in name":
        return {top: str(4000 + 10 * place) for place, top in enumerate(tops)}
    dice = Random(f"codes {traits.language} {traits.tops}")
    return {top: f"{dice.choice('ABDX')}-{100 * place + 100}" for place, top in enumerate(tops)}


def _tree(traits: Traits, lines: list[Line]) -> dict[Path, str]:
    counts: dict[Path, int] = {}
    found: dict[Path, str] = {}
    dotted = traits.tops % 2 == 0
    for line in lines:
        for deep in range(1, len(line.path) + 1):
            path = line.path[:deep]
            if path not in found:
                counts[path[:-1]] = counts.get(path[:-1], 0) + 1
                number = str(counts[path[:-1]])
                found[path] = found[path[:-1]] + ("." if dotted else "") + number if deep > 1 else number.zfill(2)
    return found
