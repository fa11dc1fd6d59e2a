"""Lines laid out as a sheet: label columns, columns of amounts under one to three rows of headings, or tidy rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from random import Random

from .budgets import Budget, When
from .headings import cased, date_of, period_text, stage_words
from .labels import label_cells, label_headings
from .lines import Column, Line, columns_of, leaf_lines, wide_lines
from .traits import LANGUAGES, Traits

Cell = str | int | date | Decimal | None


@dataclass
class Row:
    """A row of a sheet; `kind` is title, heading, note, or that of its line. `indent` is a cell's style."""

    kind: str
    cells: list[Cell]
    indent: int = 0


@dataclass
class Grid:
    """A sheet before it is written: rows, merged rectangles (row, column, row, column), and the lines it shows."""

    rows: list[Row]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def lay_out(traits: Traits, budget: Budget, seed: int, unit: str) -> Grid:
    """The table of the traits, without titles and notes; `unit` is the phrase that its headings say."""
    dice = Random(f"words {seed}")
    columns = columns_of(traits, budget)
    leaves = list(leaf_lines(traits, budget, columns, seed))
    if traits.shape == "tidy":
        return _tidy(traits, columns, leaves, dice, unit)
    return _wide(traits, columns, wide_lines(traits, leaves, dice), dice, unit)


# wide


def _wide(traits: Traits, columns: list[Column], lines: list[Line], dice: Random, unit: str) -> Grid:
    words = stage_words(traits, dice)
    last = max(column.when.year for column in columns)
    heads = {column: _parts(traits, column, words, unit, last) for column in columns}
    if traits.heading_rows > 1 and traits.over == "words":
        order = list(dict.fromkeys(parts[0] for parts in heads.values()))
        columns = sorted(columns, key=lambda column: order.index(heads[column][0]))
    deep = len(heads[columns[0]])
    labels = label_headings(traits, dice)
    extra = _extra(traits, columns, lines, dice)
    tops = [*labels, *(None for _ in columns), *([extra[0]] if extra else [])]
    place = 0 if traits.label_heading == "top" else deep - 1
    rows = [Row("heading", [head if level == place else None for head in tops]) for level in range(deep)]
    grid = Grid(rows, lines=lines)
    _head(grid, [heads[column] for column in columns], len(labels), traits)
    for number, (line, cells) in enumerate(zip(lines, label_cells(traits, lines), strict=True)):
        amounts: list[Cell] = [shown(line.amounts.get(column), traits, line.kind) for column in columns]
        after = [extra[1](number, line)] if extra else []
        grid.rows.append(Row(line.kind, [*cells, *amounts, *after], line.depth if traits.labels == "style" else 0))
    return grid


def shown(amount: int | None, traits: Traits, kind: str) -> Cell:
    """An amount as it stands in the table's unit; the mark of what is missing, in rows of leaves."""
    if amount is None:
        return traits.missing if kind == "leaf" and traits.missing not in ("none", "") else None
    return Decimal(amount).scaleb(-traits.decimals)


def _parts(traits: Traits, column: Column, stages: dict[str, str], unit: str, last: int) -> list[str]:
    """What stands over a column, top to bottom, in one to three rows."""
    language = LANGUAGES[traits.language]
    past = column.stage == "actual"
    said = stages.get(column.stage, "") if traits.period_label != "letters" else ""
    if column.measure:
        said = language["revenue" if column.measure == "revenue" else "expense"][0]
    if traits.period_label == "this and last":
        period = language["this_and_last"][last - column.when.year]
    else:
        period = period_text(column.when, traits, past=past)
    if traits.heading_rows == 1:
        both = [said, period] if traits.stage_place == "before" else [period, said]
        joint = "\n" if traits.joint == "newline" else " "
        joined = ("" if "年" in period else joint).join(part for part in both if part)
        return [with_unit(cased(joined, traits.case), unit)]
    said = cased(said, traits.case)
    period = cased(period, traits.case) if traits.period_label == "this and last" else period
    if traits.period_label == "two columns":
        parts = [str(column.when.year), period]
    elif said:
        parts = [said, period] if traits.over == "words" else [period, said]
    else:
        parts = [period] if traits.heading_rows == 2 and unit else [cased(language["amount"][0], traits.case), period]
    if traits.heading_rows == 3 and said:
        parts = parts if unit else [cased(language["amount"][0], traits.case), *parts]
    return [*parts, unit] if unit else parts


def with_unit(text: str, unit: str) -> str:
    """A heading with its unit in parentheses, once."""
    if not unit:
        return text
    return f"{text} {unit}" if unit.startswith("(") else f"{text} ({unit})"


def _head(grid: Grid, heads: list[list[str]], first: int, traits: Traits) -> None:
    """Write the headings of the amounts: the upper rows once a run where blank or merged, else in each cell."""
    deep = len(heads[0])
    for level in range(deep):
        place = first
        for _, run in groupby(heads, key=lambda parts: parts[: level + 1] if level < deep - 1 else object()):
            texts = [parts[level] for parts in run]
            for offset, text in enumerate(texts):
                hidden = traits.fill != "repeated" and level < deep - 1 and offset
                grid.rows[level].cells[place + offset] = None if hidden else text
            if traits.fill == "merged" and len(texts) > 1 and level < deep - 1:
                grid.merges.append((level, place, level, place + len(texts) - 1))
            place += len(texts)
    if traits.fill == "merged" and deep > 1 and traits.label_heading == "top":
        grid.merges += [(0, column, deep - 1, column) for column in range(first)]


Extra = tuple[str, Callable[[int, Line], Cell]]


def _extra(traits: Traits, columns: list[Column], lines: list[Line], dice: Random) -> Extra | None:
    """A last column that is no amount of a period: its heading and its cells."""
    words = LANGUAGES[traits.language]
    taken = sorted((column for column in columns if column.taken), key=lambda column: column.when)
    if traits.extra == "comment":
        remarks = [dice.choice(["", "", "see note 3", "new in 2026", "n.b."]) for _ in lines]
        return dice.choice(words["comment"]), lambda number, line: remarks[number] or None
    if traits.extra == "jobs":
        jobs = [Decimal(dice.randint(2, 400)) / 2 for _ in lines]
        return dice.choice(words["jobs"]), lambda number, line: jobs[number] if line.kind == "leaf" else None
    if len(taken) < 2 or traits.extra not in ("sum", "change", "percent"):
        return None
    if traits.extra == "sum":
        heading = _sum_heading(traits, taken, dice)
        return heading, lambda _, line: _sum_cell(line, taken, traits)
    before, after = taken[-2:]
    if traits.extra == "change":
        return dice.choice(words["change"]), lambda _, line: _change(line, before, after, traits)
    return dice.choice(words["percent"]), lambda _, line: _percent(line, before, after)


def _sum_heading(traits: Traits, taken: list[Column], dice: Random) -> str:
    years = {column.when.year for column in taken}
    total = LANGUAGES[traits.language]["total"][0]
    if traits.kind == "year" or len(years) > 1:
        return total
    return dice.choice([total, f"{total} {min(years)}", f"FY{min(years)}"])


def _sum_cell(line: Line, taken: list[Column], traits: Traits) -> Cell:
    amounts = [line.amounts.get(column) for column in taken]
    return None if not line.amounts else shown(sum(amount or 0 for amount in amounts), traits, "sum")


def _change(line: Line, before: Column, after: Column, traits: Traits) -> Cell:
    first, last = line.amounts.get(before), line.amounts.get(after)
    return None if first is None or last is None else shown(last - first, traits, "change")


def _percent(line: Line, before: Column, after: Column) -> Cell:
    first, last = line.amounts.get(before), line.amounts.get(after)
    return f"{100 * (last - first) / first:.1f}%" if first and last is not None else None


# tidy


def _tidy(traits: Traits, columns: list[Column], leaves: list[Line], dice: Random, unit: str) -> Grid:
    stages, words = stage_words(traits, dice), LANGUAGES[traits.language]
    pairs = _value_columns(traits, columns, stages)
    staged = traits.stages in ("past", "rival")
    lines = leaves
    if traits.total == "word" and not staged:
        total = next(line for line in wide_lines(traits, leaves, dice) if line.kind == "total")
        lines = [total, *leaves] if traits.total_place == "above" else [*leaves, total]
    heads = [*label_headings(traits, dice), *_period_headings(traits, dice)]
    heads += [cased(dice.choice(words["stage"]), traits.case)] if staged else []
    values = [with_unit(cased(head or dice.choice(words["amount"]), traits.case), unit) for head, _ in pairs]
    heads += values + (["Currency"] if traits.currency == "column" else [])
    grid = Grid([Row("heading", list(heads))], lines=lines)
    for line, cells in zip(lines, label_cells(traits, lines), strict=True):
        for when, stage in dict.fromkeys((column.when, column.stage if staged else "") for column in columns):
            chosen = [c for c in columns if c.when == when and (not staged or c.stage == stage)]
            found = [shown(_of(line, chosen, key), traits, line.kind) for _, key in pairs]
            row = [*cells, *_period_cells(traits, when), *([stages[stage]] if staged else []), *found]
            grid.rows.append(Row(line.kind, row + (["USD"] if traits.currency == "column" else [])))
    if traits.row_order == "shuffled":
        body = [row for row in grid.rows[1:] if row.kind == "leaf"]
        Random(f"rows {traits}").shuffle(body)
        grid.rows[1:] = body + [row for row in grid.rows[1:] if row.kind != "leaf"]
    return _reordered(grid, traits, len(label_headings(traits, Random(0))), len(pairs))


def _value_columns(traits: Traits, columns: list[Column], stages: dict[str, str]) -> list[tuple[str, str]]:
    """The columns of amounts of a tidy table: a heading, or none for the plain amount, and what it picks."""
    words = LANGUAGES[traits.language]
    if traits.revenue == "measures":
        return [(words["revenue"][0], "revenue"), (words["expense"][0], "budget")]
    if traits.stages == "beside":
        return [(stages["budget"], "stage budget"), (stages["actual"], "stage actual")]
    return [("", "")]


def _of(line: Line, chosen: list[Column], key: str) -> int | None:
    for column in chosen:
        if not key or column.measure == key or f"stage {column.stage}" == key:
            return line.amounts.get(column)
    return None


def _period_headings(traits: Traits, dice: Random) -> list[str]:
    words = LANGUAGES[traits.language]
    if traits.period_label == "two columns":
        return [cased(words["year"][0], traits.case), cased(words[traits.kind][0], traits.case)]
    return [cased(dice.choice(words[traits.kind] + words["period"]), traits.case)]


def _period_cells(traits: Traits, when: When) -> list[Cell]:
    if traits.period_label == "two columns":
        return [when.year, when.number if traits.kind == "month" and traits.tops % 2 else period_text(when, traits)]
    if day := date_of(when, traits):
        return [day]
    text = period_text(when, traits)
    return [int(text) if text.isdigit() else text]


def _reordered(grid: Grid, traits: Traits, labels: int, values: int) -> Grid:
    """The columns of a tidy table in another order: first the period, or first the amounts."""
    if traits.column_order == "usual":
        return grid
    wide = len(grid.rows[0].cells)
    last = wide - (traits.currency == "column")
    periods, amounts = list(range(labels, last - values)), list(range(last - values, last))
    moved = periods if traits.column_order == "period first" else amounts
    order = moved + [column for column in range(wide) if column not in moved]
    for row in grid.rows:
        row.cells = [row.cells[column] for column in order]
    return grid
