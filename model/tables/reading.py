"""Reads anybody's budget table: understood, unsure with questions, or refused; every number of it is accounted for."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from virement.tables.account import Entry, Figures, account_of, figures_of
from virement.tables.decisions import Decisions, Open
from virement.tables.grid import Grid
from virement.tables.interpret import interpret
from virement.tables.interpretation import Reading
from virement.tables.layout import Layout, find_layouts, layout_at
from virement.tables.mapping import Mapping, pattern_of
from virement.tables.problems import problems_of, wrong_words
from virement.tables.roles import mapped_layout, misfits
from virement.tables.sheet_view import SheetView, sheet_view
from virement.tables.workbooks import read_grids
from virement.values import ModelError, Problem, did_you_mean, minor_places, one_of

Status = Literal["understood", "unsure", "refused"]
MOST_QUESTIONS = 6
MOST_COLUMNS = 2_000
NEAR = 1.5  # points by which a second layout may miss the first and still be looked at


@dataclass(frozen=True)
class Choice:
    """One answer to a question, and the totals that it leads to: measure, period, decimal text."""

    answer: str
    totals: Dict[str, Dict[str, str]]


@dataclass(frozen=True)
class Question:
    """What a table leaves open: the `key` of its answer in a mapping, its words, its choices, the likeliest first."""

    key: str
    about: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, eq=False, repr=False)
class TableReading:
    """How a table was read, whether or not it can be used."""

    status: Status
    mapping: Mapping
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    figures: Figures | None = None
    reading: Reading | None = None
    grids: tuple[Grid, ...] = ()
    file: str = ""
    given: Mapping = field(default_factory=Mapping)  # what was said of it, of all that the mapping holds

    def __repr__(self) -> str:
        """One line."""
        return f"TableReading({self.status}, {self.file!r}, {self.totals}, {len(self.questions)} questions)"

    @cached_property
    def account(self) -> tuple[Entry, ...]:
        """Where every number went, by period."""
        return tuple(account_of(self.reading, self.figures)) if self.reading and self.figures else ()

    @property
    def all_numbers(self) -> dict[str, Decimal]:
        """The sum of all numbers in the columns of amounts, by period, which is that of the account."""
        found: dict[str, Decimal] = {}
        for entry in self.account:
            for period, amount in entry.amounts.items():
                found[period] = found.get(period, Decimal(0)) + amount
        return found

    @cached_property
    def totals(self) -> dict[str, dict[str, str]]:
        """Totals by measure and period, as decimal texts in whole units of the currency, net of credits."""
        return totals_of(self.figures, self.currency) if self.figures else {}

    @property
    def currency(self) -> str:
        """The ISO code of the currency, `XXX` where it isn't known."""
        return self.reading.currency if self.reading else "XXX"

    @property
    def unit(self) -> str:
        """What the table counts in."""
        return self.reading.unit if self.reading else "one"

    @property
    def levels(self) -> tuple[str, ...]:
        """The headings of the columns that make up the path, the outermost first."""
        return self.reading.level_names if self.reading else ()

    @property
    def leaves(self) -> int:
        """How many leaf divisions hold a budget."""
        return int(self.figures.holding.sum()) if self.figures else 0

    @property
    def actuals(self) -> dict[str, str]:
        """What was spent beside a budget, by period."""
        if not self.figures:
            return {}
        known = np.asarray(self.figures.actual_known.any(axis=0))
        sums = self.figures.actual.sum(axis=0)
        return {
            str(p): _decimal(int(sums[at]), self.currency) for at, p in enumerate(self.figures.periods) if known[at]
        }

    @property
    def fiscal_year_start(self) -> int:
        """The month in which the fiscal year begins."""
        return self.reading.year_start if self.reading else 1

    @cached_property
    def sheet_view(self) -> SheetView | None:
        """What each row and column of the sheet was understood to be."""
        return sheet_view(self.reading) if self.reading else None

    def with_mapping(self, mapping: Mapping) -> TableReading:
        """Read the same sheets by another mapping, without opening the file again."""
        return read_grids_by(self.grids, mapping, self.file)


def read_table(
    source: str | Path | bytes | tuple[str, bytes],
    mapping: Mapping | None = None,
    *,
    sheet: str | None = None,
    currency: str | None = None,
    unit: str | None = None,
    answers: Dict[str, str] | None = None,
) -> TableReading:
    """Read a table from a path, bytes, or a name and bytes; what is wrong or open is in the result, never raised."""
    mapping = mapping or Mapping()
    mapping = replace(
        mapping,
        sheet=sheet or mapping.sheet,
        currency=currency or mapping.currency,
        unit=unit or mapping.unit,
    )
    mapping = replace(mapping, answers={**mapping.answers, **(answers or {})})
    file, content = _content(source)
    try:
        grids = tuple(read_grids(content, file))
    except ModelError as error:
        return TableReading("refused", mapping, (), error.problems, file=file, given=mapping)
    return read_grids_by(grids, mapping, file)


def _content(source: str | Path | bytes | tuple[str, bytes]) -> tuple[str, bytes]:
    if isinstance(source, tuple):
        return source
    if isinstance(source, bytes):
        return "table", source
    path = Path(source)
    return path.name, path.read_bytes()


@dataclass(frozen=True)
class _Interpreted:
    """The likeliest way to read a file, with what is open in it; without a layout where there is none."""

    asks: Decisions
    problems: list[Problem]
    layout: Layout | None = None
    reading: Reading | None = None


def read_grids_by(grids: tuple[Grid, ...], mapping: Mapping, file: str) -> TableReading:
    """Read the sheet with the budget by a mapping."""
    found = _interpreted(grids, mapping)
    layout, reading = found.layout, found.reading
    if layout is None or reading is None:
        return TableReading("refused", mapping, (), tuple(found.problems), grids=grids, file=file, given=mapping)
    figures = _figures(reading)
    problems = [*found.problems, *misfits(layout, mapping), *problems_of(reading, figures)]
    if figures is None or any(problem.level == "error" for problem in problems):
        return TableReading("refused", mapping, (), tuple(problems), None, reading, grids, file, mapping)
    asked = (_question(one, grids, mapping) for one in list(found.asks.open.values())[:MOST_QUESTIONS])
    questions = tuple(one for one in asked if _matters(one))
    status: Status = "unsure" if questions else "understood"
    return TableReading(
        status, _full(layout, reading, mapping), questions, tuple(problems), figures, reading, grids, file, mapping
    )


def _interpreted(grids: tuple[Grid, ...], mapping: Mapping) -> _Interpreted:
    asks = Decisions(mapping.answers)
    wrong = wrong_words(mapping.currency, mapping.unit, grids[0].file if grids else "table")
    layout, problems = _layout(grids, mapping, asks)
    if layout is None or wrong:
        return _Interpreted(asks, wrong or problems)
    layout = mapped_layout(layout, mapping)
    reading = interpret(layout, mapping, asks)
    if reading.refusal is None:
        layout, reading, asks = _second_look(layout, reading, asks, mapping)
    return _Interpreted(asks, problems, layout, reading)


def _layout(grids: tuple[Grid, ...], mapping: Mapping, asks: Decisions) -> tuple[Layout | None, list[Problem]]:
    """Choose the sheet and its heading."""
    wanted = _wanted(grids, mapping.sheet)
    if not wanted:
        sheets = [grid.name for grid in grids]
        hint = did_you_mean(str(mapping.sheet), sheets) or one_of(sheets)
        return None, [Problem(grids[0].file, f"has no sheet '{mapping.sheet}'", hint)]
    file = grids[0].file if grids else "table"
    shown = [grid for grid in wanted if not grid.hidden and grid.height] or [grid for grid in wanted if grid.height]
    if shown and all(grid.width > MOST_COLUMNS for grid in shown):
        what = f"has {shown[0].width:,} columns"
        return None, [
            Problem(shown[0].at(), what, "No budget is so wide; keep the columns with divisions, periods and amounts")
        ]
    shown = [grid for grid in shown if grid.width <= MOST_COLUMNS]
    if not shown:
        return None, [Problem(file, "is empty", "It needs a row of headings and rows of amounts")]
    found = [(grid, _best_layout(grid, mapping)) for grid in shown[:60]]
    usable = [(grid, layout) for grid, layout in found if layout.amounts and layout.score > 3]
    if len(usable) > 1 and not mapping.sheet:
        usable.sort(key=lambda pair: -pair[1].score)
        near = [pair for pair in usable if pair[1].score >= usable[0][1].score - 3 and _has_figures(pair[1])]
        if len(near) > 1:
            names = tuple(grid.name for grid, _ in near)
            chosen = asks.ask("sheet", f"which sheet is the budget: {', '.join(names[:6])}?", names)
            return next(layout for grid, layout in near if grid.name == chosen), []
        return usable[0][1], []
    return max(usable or found, key=lambda pair: pair[1].score)[1], []


def _wanted(grids: tuple[Grid, ...], name: str | None) -> list[Grid]:
    """Return the sheets of a name, or of one that only another year tells from it; a file's only sheet needs none."""
    if name is None or len(grids) == 1:
        return list(grids)
    same = [grid for grid in grids if grid.name.casefold() == name.casefold()]
    return same or [grid for grid in grids if pattern_of(grid.name) == pattern_of(name)]


def _has_figures(layout: Layout) -> bool:
    return any(part.profile.numbers >= 1 for part in layout.amounts)


def _best_layout(grid: Grid, mapping: Mapping) -> Layout:
    if mapping.heading_rows:
        first, last = mapping.heading_rows[0], mapping.heading_rows[-1]
        if last <= grid.height:
            return layout_at(grid, first - 1, last - first + 1)
    return find_layouts(grid)[0]


def _second_look(
    layout: Layout, reading: Reading, asks: Decisions, mapping: Mapping
) -> tuple[Layout, Reading, Decisions]:
    """Ask which rows are the heading, where another choice is nearly as likely and comes to other totals."""
    near = [] if mapping.heading_rows else _near_layouts(layout, mapping)
    if not near or (figures := _figures(reading)) is None:
        return layout, reading, asks
    totals = _numbers(totals_of(figures, reading.currency))
    found = {_heading_name(layout): (layout, reading, asks)}
    for other in near:
        own = Decisions(mapping.answers)
        second = interpret(other, mapping, own)
        seen = _figures(second)
        if (
            seen is not None
            and len(own.open) <= len(asks.open)
            and _numbers(totals_of(seen, second.currency)) != totals
        ):
            found[_heading_name(other)] = (other, second, own)
    if len(found) == 1:
        return layout, reading, asks
    about = f"which rows are the heading: {' or '.join(found)}?"
    question = Decisions(mapping.answers)
    chosen = found[question.ask("heading", about, tuple(found))]
    chosen[2].open.update(question.open)
    return chosen


def _numbers(totals: dict[str, dict[str, str]]) -> dict[tuple[str, str], Decimal]:
    return {(kind, period): Decimal(text) for kind, told in totals.items() for period, text in told.items()}


def _near_layouts(layout: Layout, mapping: Mapping) -> list[Layout]:
    others = [one for one in find_layouts(layout.grid) if (one.first, one.start) != (layout.first, layout.start)]
    return [mapped_layout(one, mapping) for one in others[:3] if one.score >= layout.score - NEAR]


def _heading_name(layout: Layout) -> str:
    first, last = layout.first + 1, layout.start
    return "none" if last < first else f"row {first}" if last == first else f"rows {first} to {last}"


def _figures(reading: Reading) -> Figures | None:
    if reading.refusal or not (reading.lines or reading.is_plain) or not reading.fates:
        return None
    figures = figures_of(reading)
    if not len(figures.leaves) or not figures.periods or not (figures.known.any() or figures.revenue_known.any()):
        return None
    return figures


def _question(one: Open, grids: tuple[Grid, ...], mapping: Mapping) -> Question:
    """Return a question with what each answer makes of the totals."""
    return Question(one.key, one.about, tuple(_choice(one.key, answer, grids, mapping) for answer in one.answers[:6]))


def _matters(question: Question) -> bool:
    """Tell whether an answer could change a total; some questions are of more than totals."""
    totals = [choice.totals for choice in question.choices]
    return question.key not in ("year", "amount", "periods", "decimal mark") or any(one != totals[0] for one in totals)


def _choice(key: str, answer: str, grids: tuple[Grid, ...], mapping: Mapping) -> Choice:
    found = _interpreted(grids, mapping.answered(key, answer))
    figures = _figures(found.reading) if found.reading else None
    return Choice(answer, totals_of(figures, found.reading.currency) if figures and found.reading else {})


def totals_of(figures: Figures, currency: str) -> dict[str, dict[str, str]]:
    """Return totals by measure and period, as decimal texts in whole units of the currency."""
    found: dict[str, dict[str, str]] = {"budget": {}}
    for at, period in enumerate(figures.periods):
        if figures.known.any():
            found["budget"][str(period)] = _decimal(int(figures.budget[:, at].sum()), currency)
        if figures.revenue_known.any():
            found.setdefault("revenue", {})[str(period)] = _decimal(int(figures.revenue[:, at].sum()), currency)
    return found


def _decimal(minor: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-minor_places(currency)):f}"


def _full(layout: Layout, reading: Reading, mapping: Mapping) -> Mapping:
    """Return the mapping with all that was understood, so that next year's file is held against it."""
    columns = {pattern_of(part.name): part.role for part in layout.parts if part.heading.text and part.role != "blank"}
    return replace(
        mapping,
        sheet=layout.grid.name or None,
        levels=mapping.levels,
        columns={**columns, **mapping.columns},
        unit=reading.unit,
        currency=reading.currency if reading.currency != "XXX" else None,
        decimal_mark=reading.mark,
    )
