"""Rows put together into lines, one for each division, with their amounts by source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.interpretation import Reading
from virement.tables.layout import LABELS, Layout
from virement.tables.levels import UNKNOWN, Labels, Levels, choose_levels, combined
from virement.tables.lines import FIGURE, Line, is_all, is_net, total_of
from virement.tables.mapping import Mapping, pattern_of
from virement.tables.measures import measures_of
from virement.tables.row_times import coded
from virement.tables.standing_out import stands_out
from virement.tables.steps import without_steps
from virement.tables.trees import SEPARATOR

MOST_AMOUNTS = 60_000_000
MANY = 1_000  # lines, from which on a table is looked at for anything out of the plain before it is gone through


def find_lines(
    reading: Reading,
    units: dict[int, NDArray[np.int64]],
    known: dict[int, NDArray[np.bool_]],
    when_codes: NDArray[np.int32] | None,
    stage_codes: NDArray[np.int32] | None,
    whens: int,
    stages: int,
    mapping: Mapping,
    asks: Decisions,
) -> None:
    """Put the rows together into lines, and their amounts by line and source."""
    layout = reading.layout
    count = layout.stop - layout.start
    tidy = when_codes is not None or stage_codes is not None
    any_known = np.zeros(count, dtype=np.bool_)
    for part in layout.amounts:
        any_known |= known[part.at]
    labels = _labels(layout, mapping)
    figures = any_known & ~_is_total_row(labels, count)
    told = labels
    labels, depths = (labels, None) if tidy or mapping.levels else without_steps(labels, figures)
    types = next(iter(layout.having("type")), None)
    type_codes, type_texts = coded(layout, types) if types else (np.zeros(count, dtype=np.int32), [""])
    keys = [code for code in (when_codes, stage_codes, type_codes if types else None) if code is not None]
    levels = _levels(labels, figures, keys, mapping, layout, any_known)
    reading.levels = levels
    reading.level_names = tuple(one.part.name for one in levels.columns)
    tree = _tree_codes(labels, levels) if len(levels.columns) == 1 else None
    filled = (layout.grid.filled[layout.start : layout.stop] > 0) if not tidy else any_known
    filled[reading.again] = False
    if tidy:
        key = combined([*(one.codes for one in levels.columns), type_codes, *([tree.codes] if tree else [])], count)
        key = np.where(filled, key, -1)
        of_row = pd.factorize(key[filled])[0]
    else:
        of_row = np.arange(int(filled.sum()))
    line_of_row = np.full(count, -1, dtype=np.int64)
    line_of_row[filled] = of_row
    total = int(of_row.max(initial=-1)) + 1
    if total * len(reading.sources) > MOST_AMOUNTS:
        reading.refusal = (
            f"has {total:,} divisions over {len(reading.sources):,} columns, which is too many",
            "Sum it before",
        )
        return
    first = np.zeros(total, dtype=np.int64)
    rows = np.flatnonzero(filled)
    first[of_row[::-1]] = rows[::-1]
    _add_up(reading, units, known, line_of_row, when_codes, stage_codes, whens, stages, total)
    reading.line_of_row = line_of_row
    measures = measures_of(layout, types, type_texts, asks)
    reading.first_rows = first + layout.start
    if depths is None and _is_plain(reading, levels, tree, first):
        _take_plainly(
            reading, levels, first, np.array([measure == "revenue" for measure in measures])[type_codes[first]]
        )
        return
    reading.lines = _lines(layout, levels, tree, first, type_codes, measures, bool(types))
    if depths is not None:
        _set_steps(reading.lines, told, depths[first].tolist(), first.tolist())


def _is_plain(reading: Reading, levels: Levels, tree: Labels | None, first: NDArray[np.int64]) -> bool:
    """Tell whether there are many lines, each named at every level and with amounts, and none called a total."""
    if len(first) < MANY or not reading.known.any(axis=1).all() or not levels.columns:
        return False
    if tree and len(levels.columns) == 1 and not _counts_up(tree):
        return False
    for one in levels.columns:
        used = np.unique(one.codes[first])
        if used[0] == 0 or stands_out(one.texts[place] for place in one.standing_out):
            return False
        named_all = pc.indices_nonzero(pc.starts_with(pa.array(one.texts, type=pa.string()), "all", ignore_case=True))
        if any(is_all(one.texts[place], one.part.name) for place in named_all.to_pylist()):
            return False
    return len(levels.columns) > 1 or not any(_indents(reading.layout, levels, first))


def _counts_up(tree: Labels) -> bool:
    """Tell whether codes are all as long as each other, so that none lies within another."""
    return len({len(text) for text in tree.texts if text}) == 1 and not all(
        text.endswith("0") for text in tree.texts[1:3]
    )


def _take_plainly(reading: Reading, levels: Levels, first: NDArray[np.int64], revenue: NDArray[np.bool_]) -> None:
    """Name many lines at once."""
    columns = [pa.array(one.texts, type=pa.string()).take(pa.array(one.codes[first])) for one in levels.columns]
    reading.names = (
        pc.binary_join_element_wise(*columns, SEPARATOR).to_pylist() if len(columns) > 1 else columns[0].to_pylist()
    )
    reading.plain_revenue, reading.is_plain = revenue, True
    if again := len(reading.names) - len(set(reading.names)):
        reading.said.append(f"{again:,} rows have the name of a row above them and are added to it")


def _labels(layout: Layout, mapping: Mapping) -> list[Labels]:
    chosen = layout.having(*LABELS)
    if mapping.levels:
        by_pattern = {pattern_of(part.name): part for part in layout.parts}
        chosen = [by_pattern[name] for name in map(pattern_of, mapping.levels) if name in by_pattern]
    found = []
    for part in chosen:
        codes, texts = coded(layout, part)
        found.append(Labels(part, codes, texts, part.heading.level or UNKNOWN))
    return found


def _levels(
    labels: list[Labels],
    rows: NDArray[np.bool_],
    keys: list[NDArray[np.int32]],
    mapping: Mapping,
    layout: Layout,
    any_rows: NDArray[np.bool_],
) -> Levels:
    if mapping.levels:
        return Levels(labels, {}, [], [], [])
    return choose_levels(labels, rows, keys, any_rows)


def _is_total_row(labels: list[Labels], count: int) -> NDArray[np.bool_]:
    found = np.zeros(count, dtype=np.bool_)
    for one in labels:
        flags = np.zeros(len(one.texts), dtype=np.bool_)
        for place in one.standing_out:
            text = one.texts[place]
            flags[place] = total_of(text) is not None or is_net(text)
        if flags.any():
            found |= flags[one.codes]
    return found


def _tree_codes(labels: list[Labels], levels: Levels) -> Labels | None:
    """Return the column of codes that goes with the only level."""
    at = {code for code, name in levels.codes.items() if name == levels.columns[0].part.at}
    near = sorted(labels, key=lambda one: abs(one.part.at - levels.columns[0].part.at))
    return next((one for one in near if one.part.at in at), None)


def _add_up(
    reading: Reading,
    units: dict[int, NDArray[np.int64]],
    known: dict[int, NDArray[np.bool_]],
    line_of_row: NDArray[np.int64],
    when_codes: NDArray[np.int32] | None,
    stage_codes: NDArray[np.int32] | None,
    whens: int,
    stages: int,
    total: int,
) -> None:
    """Sum the amounts of rows by line and source, whole numbers throughout."""
    parts = reading.layout.numeric
    reading.amounts = np.zeros((total, len(reading.sources)), dtype=np.int64)
    reading.known = np.zeros((total, len(reading.sources)), dtype=np.bool_)
    zero = np.zeros(len(line_of_row), dtype=np.int64)
    time = when_codes.astype(np.int64) if when_codes is not None else zero
    stage = stage_codes.astype(np.int64) if stage_codes is not None else zero
    offset = time * stages + stage
    reading.times, reading.stages, reading.offset, reading.row_known = whens, stages, offset, known
    plain = when_codes is None and stage_codes is None
    for number, part in enumerate(parts):
        rows = known[part.at] & (line_of_row >= 0)
        if plain:
            reading.amounts[line_of_row[rows], number] = units[part.at][rows]
            reading.known[line_of_row[rows], number] = True
            continue
        where = line_of_row[rows] * len(reading.sources) + number * whens * stages + offset[rows]
        np.add.at(reading.amounts.reshape(-1), where, units[part.at][rows])
        reading.known.reshape(-1)[where] = True


def _lines(
    layout: Layout,
    levels: Levels,
    tree: Labels | None,
    first: NDArray[np.int64],
    types: NDArray[np.int32],
    measures: list[str],
    typed: bool,
) -> list[Line]:
    columns = [[one.texts[code] for code in one.codes[first].tolist()] for one in levels.columns]
    codes = [tree.texts[code] for code in tree.codes[first].tolist()] if tree else [""] * len(first)
    indents = _indents(layout, levels, first)
    said = [measures[code] for code in types[first].tolist()]
    rows = (first + layout.start).tolist()
    cells = list(zip(*columns, strict=True)) if columns else [()] * len(first)
    order = sorted(range(len(levels.columns)), key=lambda n: -levels.columns[n].part.at)
    return [
        Line(row, own, indent, code, FIGURE, (), measure, typed, label=next((own[n] for n in order if own[n]), ""))
        for row, own, indent, code, measure in zip(rows, cells, indents, codes, said, strict=True)
    ]


def _set_steps(lines: list[Line], told: list[Labels], depths: list[int], rows: list[int]) -> None:
    """Indent lines by the column of their code; a total may be named there."""
    for line, depth, row in zip(lines, depths, rows, strict=True):
        line.indent = depth
        if not line.label:
            line.label = next((one.texts[one.codes[row]] for one in told if one.codes[row]), "")
            line.cells = (line.label,)


def _indents(layout: Layout, levels: Levels, first: NDArray[np.int64]) -> list[int]:
    """Return how far each line is indented: by blanks before its name, else by its cell's style."""
    if len(levels.columns) != 1:
        return [0] * len(first)
    at = levels.columns[0].part.at
    grid = layout.grid
    if grid.indents:
        return [grid.indents.get((row, at), 0) for row in (first + layout.start).tolist()]
    encoded = grid.columns[at].cells[layout.start : layout.stop].dictionary_encode()
    words = encoded.dictionary.to_pylist()
    blanks = np.array([len(word) - len(word.lstrip()) if word.strip() else 0 for word in words], dtype=np.int32)
    if not blanks.any():
        return [0] * len(first)
    return [int(number) for number in blanks[encoded.indices.to_numpy(zero_copy_only=False)[first]]]
