"""What each line is: figures, a caption, a total, a result or a note; and where it stands among the divisions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.interpretation import Reading
from virement.tables.lines import (
    CAPTION,
    FIGURE,
    NET,
    NOTE,
    TOTAL,
    UNNAMED,
    Line,
    counted,
    equalled,
    is_all,
    is_net,
    is_part,
    reads_as_note,
    section_of,
    total_of,
)
from virement.tables.sums import Sums
from virement.tables.trees import by_captions, by_codes, by_indent, fill_paths, sections


def understand_lines(reading: Reading, asks: Decisions) -> None:
    """Say what each line is: figures, captions, totals, results or notes; and where it stands in the tree.

    Where each figure stands for itself, one is a sum only by its name, or as it agrees with all that is within it.
    """
    lines = reading.lines
    if reading.refusal or not lines:
        return
    amounts = [source.number for source in reading.sources if source.role == "amount"]
    held = np.asarray(reading.known[:, amounts].any(axis=1))
    _name_kinds(reading, held)
    _set_counts_apart(reading, asks)
    sums = Sums(
        lines, _comparable(reading), _comparable_known(reading), lambda line: reading.layout.grid.at(line.row), asks
    )
    sums.has = has = held
    sums.is_item, sums.is_apart = _itemised(reading), reading.is_apart
    fill_paths(lines, has)
    sections(lines)
    revenue = _revenue_by_name(lines)
    single = len(reading.levels.columns) == 1 if reading.levels else False
    tree = single and (by_indent(lines) or by_codes(lines, sums.amounts, sums.known) or by_captions(lines, has))
    blanks = len({len([cell for cell in line.cells if cell]) for line in lines if line.kind == FIGURE}) > 1
    if tree or blanks or any(" / " in line.label for line in lines[:1000]):
        sums.check_parents(bool(tree))
    sums.check_totals()
    agreed = sums.check_nets()
    _settle_nets(reading, agreed, asks)
    if not agreed:
        _ask_revenue(reading, revenue, asks)
    if not reading.is_apart:
        sums.check_plain()
        _ask_below(reading, held, asks)
    _tell_apart(reading, bool(tree))


def _ask_below(reading: Reading, has: NDArray[np.bool_], asks: Decisions) -> None:
    """Ask what lines are that stand below the total of all lines above them, and in no total of their own."""
    lines = reading.lines
    whole = [n for n, line in enumerate(lines) if line.kind == TOTAL and (line.of == "" or section_of(line.of or ""))]
    if not whole:
        return
    last = max(whole)
    above = [n for n in range(last) if lines[n].kind == FIGURE and has[n]]
    below = [n for n in range(last + 1, len(lines)) if lines[n].kind == FIGURE and has[n]]
    summed = {n for line in lines if line.kind == TOTAL for n in line.sums}
    if not below or summed & set(below) or len(above) < max(2, len(below)) or not set(above) <= summed:
        return
    listed = ", ".join(f"'{lines[n].label}'" for n in below[:MOST_TOLD])
    about = f"{listed} {'stands' if len(below) == 1 else 'stand'} below the total of the table: part of the budget?"
    answers = ("no, left out", "yes, part of it")
    if asks.ask("below the total", about, answers) == answers[0]:
        for number in below:
            lines[number].kind, lines[number].why = NOTE, f"'{lines[number].label}' stands below the total of the table"


def _itemised(reading: Reading) -> NDArray[np.bool_]:
    """Tell for each line whether a vendor or the like stands in its row, as it does beside no total."""
    found = np.zeros(len(reading.lines), dtype=np.bool_)
    rows = reading.first_rows
    for part in reading.layout.having("detail"):
        found |= reading.layout.grid.columns[part.at].is_filled[rows]
    return found


def _comparable(reading: Reading) -> NDArray[np.int64]:
    keep = [source.number for source in reading.sources if source.role == "amount"]
    return reading.amounts[:, keep]


def _comparable_known(reading: Reading) -> NDArray[np.bool_]:
    return reading.known[:, [source.number for source in reading.sources if source.role == "amount"]]


def _name_kinds(reading: Reading, has: NDArray[np.bool_]) -> None:
    last = int(np.flatnonzero(has)[-1]) if has.any() else -1
    marked = _is_marked(reading)
    headings = [one.part.name for one in reading.levels.columns] if reading.levels else []
    for number, line in enumerate(reading.lines):
        label = line.label
        if not label:
            line.kind = UNNAMED if has[number] and line.cells else FIGURE if has[number] else NOTE
        elif not has[number]:
            noted = number > last or marked[number] or (reads_as_note(label) and len(label) > 30)
            line.kind = NOTE if noted else CAPTION
        elif any(over := [is_all(cell, name) for cell, name in zip(line.cells, headings, strict=False)]):
            line.kind, line.of = TOTAL, ""
            line.around = tuple("" if whole else cell for cell, whole in zip(line.cells, over, strict=True))
        elif (of := equalled(label)) is not None:
            line.kind, line.of = (NET, None) if is_net(of) else (TOTAL, of)
        elif (of := total_of(label)) is not None:
            line.kind, line.of = TOTAL, of
        elif is_net(label):
            line.kind = NET


def _is_marked(reading: Reading) -> NDArray[np.bool_]:
    """Tell for each line whether its cells of amounts hold anything, as those of a caption don't."""
    found = np.zeros(len(reading.lines), dtype=np.bool_)
    for part in reading.layout.amounts:
        found |= reading.layout.grid.columns[part.at].is_filled[reading.first_rows]
    return found


def _set_counts_apart(reading: Reading, asks: Decisions) -> None:
    """Leave out lines that are part of another, or count people and not money; ask where a name may say so."""
    for line in reading.lines:
        if line.kind == FIGURE and is_part(line.label):
            line.kind, line.why = NOTE, f"'{line.label}' is part of another line"
        if line.kind != FIGURE or not (found := counted(line.label)):
            continue
        about = f"{reading.layout.grid.at(line.row)} '{line.label}': a count that is left out, or money of a division?"
        answers = ("a count, left out", "money")
        if found == "all" or asks.ask(f"count {line.label}", about, answers) == answers[0]:
            line.kind, line.why = NOTE, f"'{line.label}' counts no money"


def _revenue_by_name(lines: list[Line]) -> list[Line]:
    """Take the lines that are called revenue and nothing else for it, in a table that has no parts and no types."""
    found = [
        line
        for line in lines
        if line.kind == FIGURE and not line.typed and line.measure == "budget" and section_of(line.label) == "revenue"
    ]
    for line in found:
        line.measure = "revenue"
    return found


def _ask_revenue(reading: Reading, found: list[Line], asks: Decisions) -> None:
    """Ask what lines called revenue are, where no result of the table bears it out."""
    for line in found:
        about = f"{reading.layout.grid.at(line.row)} '{line.label}': what comes in, or a division that spends?"
        if asks.ask(f"measure {line.label}", about, ("revenue", "a division")) == "a division":
            line.measure = "budget"


def _counts_rows(lines: list[Line]) -> bool:
    """Tell whether codes only number the rows."""
    codes = [line.code for line in lines if line.kind == FIGURE]
    numbers = [int(code) for code in codes if code.isascii() and code.isdigit()]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


MOST_TOLD = 3


def _tell_apart(reading: Reading, is_tree: bool) -> None:
    """Tell lines of one name apart by their codes, and say which are added up because nothing tells them apart."""
    named: dict[tuple[str, tuple[str, ...]], list[Line]] = {}
    for line in reading.lines:
        if line.kind == FIGURE and line.path:
            named.setdefault((line.measure, line.path), []).append(line)
    added = []
    coded = not is_tree and not _itemised(reading).any() and not _counts_rows(reading.lines)
    for (_, path), own in named.items():
        codes = {line.code for line in own if line.code}
        if len(own) > 1 and len(codes) == len(own) and coded:
            for line in own:
                line.path = (*path[:-1], f"{path[-1]} ({line.code})")
        elif len(own) > 1:
            added.append(f"'{own[0].label}' ({len(own)} rows, first {reading.layout.grid.at(own[0].row)})")
    if added:
        more = f" and {len(added) - MOST_TOLD} more" if len(added) > MOST_TOLD else ""
        reading.said.append(f"rows of one name are added up: {', '.join(added[:MOST_TOLD])}{more}")


def _settle_nets(reading: Reading, agreed: bool, asks: Decisions) -> None:
    """Leave results out where the table has both sides, or where the figures say so; else ask."""
    both = any(line.measure == "revenue" for line in reading.lines if line.kind == FIGURE)
    for line in reading.lines:
        if line.kind != NET or line.why:
            continue
        if agreed or both:
            line.why = "a result, revenue less spending"
            continue
        about = f"{reading.layout.grid.at(line.row)} '{line.label}': a result that is left out, or a division?"
        if asks.ask(f"sum {line.label}", about, ("a division", "a result, left out")) == "a division":
            line.kind = FIGURE
            line.path = tuple(cell for cell in line.cells if cell)
        else:
            line.why = "a result"
