"""Paths of lines: from cells left blank, from indents, from codes within codes, from captions above."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from virement.tables.lines import CAPTION, FIGURE, NET, TOTAL, UNNAMED, Line, section_of

SEPARATOR = " / "
_CODE = re.compile(r"([A-Z]{0,3}\d[\d.\-]*)[ .:–-]+(?=\S)")


def fill_paths(lines: list[Line], has: NDArray[np.bool_]) -> None:
    """Give every line its path: a blank cell left of its own repeats the one above, as merged cells do."""
    above: tuple[str, ...] = ()
    for line in lines:
        cells = line.cells
        if line.kind not in (FIGURE, CAPTION) or not any(cells):
            line.path = _total_path(line, above)
            continue
        first = next(at for at, cell in enumerate(cells) if cell)
        full = (*above[:first], *[""] * (first - len(above[:first])), *cells[first:])
        above = full
        line.path = tuple(part.strip() for cell in full if cell for part in cell.split(SEPARATOR))


def _total_path(line: Line, above: tuple[str, ...]) -> tuple[str, ...]:
    """Return the divisions that a total stands in: the cells before its own name."""
    before = []
    for cell in line.cells:
        if cell == line.label:
            break
        before.append(cell)
    if not any(before) and line.label:
        at = line.cells.index(line.label)
        before = list(above[:at]) if at else []
    return tuple(cell for cell in before if cell)


def by_indent(lines: list[Line]) -> bool:
    """Give the lines paths by how far they are indented; tell whether any is."""
    if len({line.indent for line in lines if line.kind in (FIGURE, CAPTION)}) < 2:
        return False
    stack: list[tuple[int, str]] = []
    sectioned = has_sections(lines)
    for line in lines:
        if line.kind not in (FIGURE, CAPTION):
            continue
        if sectioned and line.kind == CAPTION and section_of(line.label):
            stack, line.path = [], ()
            continue
        while stack and stack[-1][0] >= line.indent:
            stack.pop()
        stack.append((line.indent, line.label))
        line.path = tuple(name for _, name in stack)
    return True


def by_captions(lines: list[Line], has: NDArray[np.bool_]) -> bool:
    """Put the lines under the last caption above them, back to a total of its name; tell whether there is any."""
    captions = [n for n, line in enumerate(lines) if line.kind == CAPTION and section_of(line.label) is None]
    if not captions:
        return False
    held: list[str] = []
    closings = _closings(lines)
    for number, line in enumerate(lines):
        if line.kind == CAPTION and section_of(line.label) is None:
            right_below = number > 0 and lines[number - 1].kind == CAPTION and not section_of(lines[number - 1].label)
            nests = held and len(held) < 12 and (right_below or closings.get(held[-1].casefold(), -1) > number)
            held = [*held, line.label] if nests else [line.label]
        elif line.kind == CAPTION or (line.kind == TOTAL and line.of == ""):
            held = []
        elif line.kind == TOTAL and line.of and line.of.casefold() in [name.casefold() for name in held]:
            held = held[: [name.casefold() for name in held].index(line.of.casefold())]
        elif line.kind == FIGURE and held and line.label.casefold() == held[-1].casefold() and has[number]:
            line.path, held = tuple(held), held[:-1]
        elif line.kind == FIGURE:
            line.path = (*held, *line.path)
    return True


def _closings(lines: list[Line]) -> dict[str, int]:
    """Return for each name the last line that closes a caption so called: its total, or a line of that name."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.kind == TOTAL and line.of:
            found[line.of.casefold()] = number
        elif line.kind == FIGURE:
            found[line.label.casefold()] = number
    return found


def by_codes(lines: list[Line], amounts: NDArray[np.int64], known: NDArray[np.bool_]) -> bool:
    """Give the lines paths by codes that lie within codes, where the figures of the upper ones bear it out."""
    own = [n for n, line in enumerate(lines) if line.kind in (FIGURE, CAPTION)]
    embedded = {n: found for n in own if (found := _CODE.match(lines[n].label))}
    apart = {n: lines[n].code for n in own if lines[n].code}
    for codes in (apart, {n: found[1] for n, found in embedded.items()}):
        if len(own) < 2 or len(codes) < 0.7 * len(own):
            continue
        for form in (_dotted, _rounded):
            keys = {n: form(code) for n, code in codes.items()}
            if len(set(keys.values())) < len(keys) or not all(keys.values()):
                continue
            parents = _parents(keys)
            if parents and _borne_out(parents, amounts, known):
                _set_paths(lines, own, parents, set(embedded))
                return True
    return False


def _dotted(code: str) -> str:
    return code.strip(". ")


def _rounded(code: str) -> str:
    """Return a code without the zeros that upper accounts end in: 5000 stands above 5100."""
    return code.strip(". ").rstrip("0")


def _parents(keys: dict[int, str]) -> dict[int, int]:
    """Return for each line the one whose code is the longest beginning of its own."""
    by_key = {key: number for number, key in keys.items()}
    found = {}
    for number, key in keys.items():
        for end in range(len(key) - 1, 0, -1):
            cut = key[:end].rstrip(".-")
            if (parent := by_key.get(cut)) is not None and parent != number:
                found[number] = parent
                break
    return found


def _borne_out(parents: dict[int, int], amounts: NDArray[np.int64], known: NDArray[np.bool_]) -> bool:
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    checked = [parent for parent in children if known[parent].any()]
    agreed = sum(
        bool((amounts[children[parent]].sum(axis=0) == amounts[parent])[known[parent]].all()) for parent in checked
    )
    return (agreed >= 0.6 * len(checked) and agreed > 0) if checked else True


def _set_paths(lines: list[Line], own: list[int], parents: dict[int, int], embedded: set[int]) -> None:
    for number in own:
        chain = [number]
        while chain[-1] in parents:
            chain.append(parents[chain[-1]])
        lines[number].path = tuple(_bare(lines[n].label, n in embedded) for n in reversed(chain))


def _bare(label: str, embedded: bool) -> str:
    """Return a name without the code before it, where something is left."""
    return (
        label[found.end() :].strip()
        if embedded and (found := _CODE.match(label)) and label[found.end() :].strip()
        else label
    )


def has_sections(lines: list[Line]) -> bool:
    """Tell whether a table has a part of revenue, by its captions or its totals."""
    said = {section_of(line.label) for line in lines if line.kind == CAPTION}
    return "revenue" in said | {section_of(line.of) for line in lines if line.kind == TOTAL and line.of}


def sections(lines: list[Line]) -> None:
    """Tell revenue from spending by the captions and totals of a statement of both."""
    if not has_sections(lines):
        return
    held: str | None = None
    for number, line in enumerate(lines):
        section = section_of(line.label) if line.kind == CAPTION else None
        if section:
            held = section
            line.why = f"begins the {section}"
        elif line.kind == TOTAL and line.of and section_of(line.of):
            if held is None:
                _back(lines, number, section_of(line.of) or "budget")
            line.measure = section_of(line.of) or "budget"
            held = None
        elif line.kind in (FIGURE, CAPTION) and held:
            line.measure = held


def _back(lines: list[Line], number: int, measure: str) -> None:
    """Give a measure to the lines above a total back to what closed before."""
    for line in reversed(lines[:number]):
        if line.kind in (TOTAL, NET, UNNAMED) or (line.kind == CAPTION and section_of(line.label)):
            return
        line.measure = measure
