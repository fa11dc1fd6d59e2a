"""One reading of a sheet, from its layout to divisions, periods and whole amounts, with the fate of every number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from virement.tables.amounts import (
    BLANK,
    MISSING,
    NUMBER,
    TEXT,
    UNREADABLE,
    Values,
    currency_in,
    marks_in,
    read_values,
)
from virement.tables.decisions import Decisions
from virement.tables.headings import UNITS, Heading, read_heading, unit_of
from virement.tables.layout import LABELS, MOST_HEADINGS, Layout, Part, is_plain_number
from virement.tables.levels import UNKNOWN, Labels, Levels, choose_levels, combined
from virement.tables.lines import (
    CAPTION,
    FIGURE,
    NET,
    NOTE,
    TOTAL,
    UNNAMED,
    Line,
    is_net,
    reads_as_note,
    total_of,
)
from virement.tables.mapping import Mapping, pattern_of
from virement.tables.period_words import When, cells_when, when_of
from virement.tables.stages import Fate, Source, choose
from virement.tables.standing_out import stands_out
from virement.tables.sums import Sums
from virement.tables.trees import SEPARATOR, by_captions, by_codes, by_indent, fill_paths, sections
from virement.tables.vocabulary import roles_of
from virement.values import Period, currency_of, minor_places

UNKNOWN_CURRENCY = "XXX"
MOST_DIGITS = 4e18
MOST_AMOUNTS = 60_000_000


@dataclass(eq=False)
class Reading:
    """All that one reading found. Amounts are whole numbers of `10 ** -places` table units until `minor` turns them."""

    layout: Layout
    mark: str = "."
    currency: str = UNKNOWN_CURRENCY
    unit: str = "one"
    places: int = 0
    fine: int = 0
    sources: list[Source] = field(default_factory=list)
    fates: dict[int, Fate] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    line_of_row: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    amounts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    known: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))
    levels: Levels | None = None
    level_names: tuple[str, ...] = ()
    marks: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # cells that are no amounts, by their text
    unreadable: list[tuple[int, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    year_start: int = 1
    is_negated: bool = False
    refusal: tuple[str, str] | None = None
    again: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))  # rows that repeat the heading
    is_plain: bool = False  # many lines, each of them figures: `lines` is left empty
    names: list[str] = field(default_factory=list)
    plain_revenue: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    first_rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    @cached_property
    def is_figure(self) -> NDArray[np.bool_]:
        """Which lines are figures."""
        if self.is_plain:
            return np.ones(len(self.names), dtype=np.bool_)
        return np.array([line.kind == FIGURE for line in self.lines], dtype=np.bool_)

    @cached_property
    def is_revenue(self) -> NDArray[np.bool_]:
        """Which lines are of revenue."""
        if self.is_plain:
            return self.plain_revenue
        return np.array([line.measure == "revenue" for line in self.lines], dtype=np.bool_)

    @cached_property
    def paths(self) -> list[str]:
        """The path of each line."""
        return self.names if self.is_plain else [SEPARATOR.join(line.path) for line in self.lines]

    @property
    def power(self) -> int:
        """By which power of ten a table unit counts the currency's smallest coin."""
        return UNITS.get(self.unit, 0) + minor_places(self.currency)


def interpret(layout: Layout, mapping: Mapping, asks: Decisions) -> Reading:
    """Read a sheet by a layout; what is open is among the questions of `asks`."""
    reading = Reading(layout)
    parts = layout.numeric
    if not layout.amounts:
        reading.refusal = (
            "has no column of amounts",
            "It needs a heading such as Amount, Budget or a year above numbers",
        )
        return reading
    reading.mark = _mark(layout, layout.amounts, mapping, asks)
    again = _repeated_headings(layout)
    if len(again) or layout.grid.height < MOST_FOR_SECOND:
        layout = reading.layout = _without_second(layout, again, asks, reading)
        again = again[again < layout.stop - layout.start]
    values = {
        part.at: read_values(layout.grid.columns[part.at], layout.start, layout.stop, reading.mark) for part in parts
    }
    for value in values.values():
        value.kind[again] = BLANK
        value.value[again] = 0.0
    reading.again = again
    _count_marks(reading, values)
    _find_money(reading, values, mapping, asks)
    units, known = _whole(reading, values)
    whens, when_codes = _row_times(reading, asks)
    stages, stage_codes = _row_stages(layout)
    if not _find_sources(reading, parts, whens, stages, asks):
        return reading
    _find_lines(reading, units, known, when_codes, stage_codes, len(whens), len(stages), mapping, asks)
    _understand_lines(reading, asks)
    _choose_sources(reading, asks, mapping)
    _ask_rest(reading, asks)
    return reading


# ---- headings further down


NOTES = 12  # rows at the end in which notes are looked for
MOST_FOR_SECOND = 20_000  # rows, beyond which no second table is looked for below the first


def _repeated_headings(layout: Layout) -> NDArray[np.int64]:
    """Return the rows below the heading that repeat a row of it, as printed pages do; counted from the first below."""
    found: set[int] = set()
    for row in range(max(0, layout.first - MOST_HEADINGS + 1), layout.start):  # a title that stands again is one, too
        texts = [(part.at, layout.grid.columns[part.at].raw(row)) for part in layout.parts]
        filled = [(at, text) for at, text in texts if text.strip()]
        if len(filled) < 2:
            continue
        rows = np.ones(layout.stop - layout.start, dtype=np.bool_)
        for at, text in filled:
            rows &= np.asarray(pc.equal(layout.grid.columns[at].cells[layout.start : layout.stop], text))
            if not rows.any():
                break
        found |= set(np.flatnonzero(rows).tolist())
    return np.array(sorted(found), dtype=np.int64)


def _without_second(layout: Layout, again: NDArray[np.int64], asks: Decisions, reading: Reading) -> Layout:
    """Return the layout up to where a second table begins below a blank row; ask where that one could be budget too."""
    filled = layout.grid.filled
    blank = np.flatnonzero(filled[layout.start : layout.stop] == 0) + layout.start
    for gap in blank[:300].tolist():
        for row in range(gap + 1, min(gap + 4, layout.stop)):
            if row - layout.start in again or not filled[row]:
                continue
            headings = _second_heading(layout, row)
            if headings is None:
                continue
            where = layout.grid.at(row)
            if all(heading.has("count", "percent") for heading in headings):
                reading.said.append(f"a second table begins at {where} and is no money; it is left out")
                return replace(layout, stop=row)
            about = f"a second table begins at {where}: leave it out, or read its rows as more of the first?"
            if asks.ask("second table", about, ("leave it out", "read it as well")) == "leave it out":
                reading.said.append(f"a second table begins at {where} and is left out")
                return replace(layout, stop=row)
            return layout
    return layout


def _second_heading(layout: Layout, row: int) -> list[Heading] | None:
    """Return what a row says over the columns of amounts, where it is a heading: known words, and no amounts."""
    cells = [layout.grid.text(row, part.at) for part in layout.amounts]
    said = [read_heading(cell) for cell in cells if cell]
    if not said or not all(one.is_known for one in said) or any(map(is_plain_number, cells)):
        return None
    bare = all(one.bare_year for one in said)
    words = [read_heading(layout.grid.text(row, part.at)) for part in layout.having(*LABELS)]
    if bare and not any(one.has("level", "name", "code") for one in words):
        return None
    return said


# ---- amounts


def _mark(layout: Layout, parts: list[Part], mapping: Mapping, asks: Decisions) -> str:
    if mapping.decimal_mark:
        return mapping.decimal_mark
    found = marks_in((layout.grid.columns[part.at], layout.start, layout.stop) for part in parts)
    if found.point and not found.comma:
        return "."
    if found.comma and not found.point:
        return ","
    if found.comma and found.point:
        likelier = "." if found.point >= found.comma else ","
        answers = (likelier, "," if likelier == "." else ".")
        return asks.ask(
            "decimal mark", "the amounts part decimals by a point in some cells and by a comma in others", answers
        )
    if found.either_point and found.either_comma:
        return asks.ask(
            "decimal mark", "the amounts have points and commas before three digits: which parts decimals?", (".", ",")
        )
    if found.either_point:
        return _mark_of_points(layout, found.large_bare, asks)
    if found.either_comma and not _is_english(layout) and found.large_bare:
        return asks.ask("decimal mark", "is '1,200' twelve hundred, or one and a fifth?", (".", ","))
    return "."


def _mark_of_points(layout: Layout, large: bool, asks: Decisions) -> str:
    if not large and (not _is_english(layout) or layout.grid.delimiter == ";"):
        return ","
    return asks.ask(
        "decimal mark",
        "is '1.200' twelve hundred (decimals after a comma), or one and a fifth?",
        (".", ",") if large else (",", "."),
    )


def _is_english(layout: Layout) -> bool:
    said = [language for part in layout.parts for language in part.heading.languages]
    return not said or said.count("en") * 2 >= len(said)


def _count_marks(reading: Reading, values: dict[int, Values]) -> None:
    """Keep the cells of amounts that hold no amount: marks that mean nothing, words, and what can't be read."""
    layout = reading.layout
    for part in layout.amounts:
        kind = values[part.at].kind
        odd = np.flatnonzero((kind == MISSING) | (kind == TEXT) | (kind == UNREADABLE))
        for row in odd[:200_000].tolist():
            place = (row + layout.start, part.at)
            if kind[row] == UNREADABLE:
                reading.unreadable.append(place)
            else:
                reading.marks.setdefault(layout.grid.text(*place), []).append(place)


def _find_money(reading: Reading, values: dict[int, Values], mapping: Mapping, asks: Decisions) -> None:
    """Find currency and unit: in headings, titles, the sheet's name, notes below, and the cells themselves."""
    layout, grid = reading.layout, reading.layout.grid
    headings = [part.heading.text for part in layout.amounts]
    titles = [*layout.titles, grid.name]
    notes = _notes(layout, values)
    found = [currency_in(text) for text in headings] + [currency_in(text) for text in titles]
    found += [sign for value in values.values() for sign in sorted(value.currencies)]
    if part := next(iter(layout.having("currency")), None):
        texts = {
            text
            for text in grid.columns[part.at].cells[layout.start : layout.stop].unique().to_pylist()
            if text.strip()
        }
        if len(texts) > 1:
            reading.said.append(f"several currencies stand in '{part.name}': {', '.join(sorted(texts)[:5])}")
            asks.ask(
                "currencies",
                f"the amounts are in several currencies ({', '.join(sorted(texts)[:5])}); add them as they are?",
                ("yes", "no"),
            )
        found = [*texts, *found]
    found += [currency_in(text) for text in notes]
    reading.currency = mapping.currency or _currency([sign for sign in found if sign])
    units = [unit_of(text) for text in headings]
    told = {unit for unit in units if unit}
    if not told:
        told = {unit for text in [*titles, *(part.heading.text for part in layout.parts)] if (unit := unit_of(text))}
    if not told:
        told = {unit for text in notes if (unit := unit_of(text))}
    if mapping.unit:
        reading.unit = mapping.unit
    elif len(told) > 1:
        reading.unit = asks.ask(
            "unit", f"the headings and titles say {' and '.join(sorted(told))}: which is it?", tuple(sorted(told))
        )
    else:
        reading.unit = next(iter(told), "one")


def _currency(found: list[str]) -> str:
    codes = [sign for sign in found if len(sign) == 3 and sign.isalpha()]
    best = codes[0] if codes else next((sign for sign in found if sign != "kr"), "")
    return currency_of(best) if best else UNKNOWN_CURRENCY


def _notes(layout: Layout, values: dict[int, Values]) -> list[str]:
    """Return the texts that stand alone in rows near the last amount, and in the last rows of the sheet."""
    grid = layout.grid
    amounts = [np.flatnonzero(values[part.at].kind == NUMBER)[-1:] for part in layout.amounts]
    last = layout.start + int(max((rows[0] for rows in amounts if len(rows)), default=0))
    near = {*range(last - NOTES, min(last + NOTES, grid.height)), *range(grid.height - NOTES, grid.height)}
    rows = [row for row in sorted(near) if row >= layout.start and grid.filled[row] == 1]
    return [next(filter(None, grid.row(row)), "") for row in rows]


def _whole(
    reading: Reading, values: dict[int, Values]
) -> tuple[dict[int, NDArray[np.int64]], dict[int, NDArray[np.bool_]]]:
    """Return the amounts of each column as whole numbers of one last digit; what is finer than that is rounded."""
    largest = sum(float(np.abs(value.value).sum()) for value in values.values())
    wanted = max((int(value.places[value.kind == NUMBER].max(initial=0)) for value in values.values()), default=0)
    places = min(wanted, max(reading.power, 0) + 6)
    while places > 0 and largest * 10.0**places > MOST_DIGITS:
        places -= 1
    if largest * 10.0 ** max(places, reading.power) > MOST_DIGITS:
        reading.refusal = ("adds up to more than can be counted exactly", "Count in a coarser unit")
    reading.places = places
    reading.fine = sum(
        int((value.places[value.kind == NUMBER] > max(reading.power, 0)).sum()) for value in values.values()
    )
    return (
        {at: _scaled(value, places) for at, value in values.items()},
        {at: value.kind == NUMBER for at, value in values.items()},
    )


def _scaled(value: Values, places: int) -> NDArray[np.int64]:
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = value.value * 10.0**places
        found = np.rint(np.clip(scaled, -9e18, 9e18)).astype(np.int64)
    for row, exact in value.exact.items():
        found[row] = int(exact.scaleb(places).to_integral_value())
    return found


# ---- periods


def _row_times(reading: Reading, asks: Decisions) -> tuple[list[When], NDArray[np.int32] | None]:
    """Return the distinct times that the rows name, and which each row does; the first is none."""
    layout = reading.layout
    columns = layout.having("period")[:1] + layout.having("month")[:1] + layout.having("quarter")[:1]
    if not columns:
        return [When()], None
    whens = [When()]
    known: dict[tuple[int, ...], int] = {}
    pieces = []
    for part in columns:
        codes, texts = _coded(layout, part)
        pieces.append((part, codes, cells_when(texts)))
    key = combined([codes for _, codes, _ in pieces], layout.stop - layout.start)
    first = np.unique(key, return_index=True)[1]
    found = np.zeros(len(first), dtype=np.int32)
    places: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(first.tolist()):
        when = _together(
            [(part.role, read[codes[row]], _coded_text(layout, part, row)) for part, codes, read in pieces]
        )
        mark = (when.period, when.month, when.quarter, when.stage)
        if mark == (None, None, None, None):
            continue
        if mark not in places:
            whens.append(When(when.period, when.month, when.quarter, when.stage))
            places[mark] = len(whens) - 1
        found[number] = places[mark]
    del known
    return whens, found[key]


def _coded(layout: Layout, part: Part) -> tuple[NDArray[np.int32], list[str]]:
    """Return a column's cells as numbers of distinct texts; 0 is the empty one."""
    cells = layout.grid.columns[part.at].cells[layout.start : layout.stop]
    if pc.any(pc.match_substring_regex(cells, r"^\s|\s$|\s\s|[\t\n\r\x{a0}]")).as_py():
        cells = pa.array([" ".join(cell.split()) for cell in cells.to_pylist()], type=pa.string())
    encoded = cells.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    if "" not in texts:
        return codes + 1, ["", *texts]
    blank = texts.index("")
    place = np.arange(len(texts), dtype=np.int32) + 1
    place[blank] = 0
    place[blank + 1 :] -= 1
    return place[codes], ["", *texts[:blank], *texts[blank + 1 :]]


def _coded_text(layout: Layout, part: Part, row: int) -> str:
    return layout.grid.text(layout.start + row, part.at)


def _together(found: list[tuple[str, When, str]]) -> When:
    """Put the year of one column and the month or the quarter of another together."""
    year = next((when for role, when, _ in found if role == "period"), When())
    month = next(
        (
            _small(when.month or (when.period.number if when.period and when.period.kind == "month" else None), text)
            for role, when, text in found
            if role == "month"
        ),
        None,
    )
    quarter = next((_small(when.quarter, text) for role, when, text in found if role == "quarter"), None)
    if year.period and year.period.kind == "year":
        if month:
            return When(Period(year.period.year, month, "month"))
        if quarter:
            return When(Period(year.period.year, quarter, "quarter"))
        return year
    if year.period or not (month or quarter):
        own = next((when for role, when, _ in found if role == "month" and when.period), None)
        return own or year
    own = next((when for role, when, _ in found if role == "month" and when.period), None)
    return own or When(month=month, quarter=quarter)


def _small(number: int | None, text: str) -> int | None:
    if number:
        return number
    bare = text.strip().removesuffix(".0")
    found = re.search(r"\d+", bare)
    return int(found[0]) if found and 1 <= int(found[0]) <= 12 else None


def _row_stages(layout: Layout) -> tuple[list[str | None], NDArray[np.int32] | None]:
    """Return the distinct stages that the rows name, and which each row does."""
    part = next(iter(layout.having("stage")), None)
    if part is None:
        return [None], None
    codes, texts = _coded(layout, part)
    return [read_heading(text).stage if text else None for text in texts], codes


def _find_sources(
    reading: Reading, parts: list[Part], whens: list[When], stages: list[str | None], asks: Decisions
) -> bool:
    """List what the amounts can belong to: a column, a time, a stage; ask for the year where none is named."""
    layout = reading.layout
    title = _title_period(layout)
    unnamed = False
    for part in parts:
        for when in whens:
            for stage in stages:
                period = _period(part, when, title)
                unnamed |= period is None and part.role == "amount" and not part.is_sum
                reading.sources.append(_source(reading, part, period, stage or when.stage))
    needed = unnamed and any(
        _period(part, when, title) is None for part in layout.amounts if not part.is_sum for when in whens[1:] or whens
    )
    return not needed or _name_year(reading, parts, whens, stages, title, asks)


def _source(reading: Reading, part: Part, period: Period | None, stage: str | None) -> Source:
    heading = part.heading
    said = stage or heading.stage
    key = " ".join(filter(None, (said, heading.authority, heading.scope, heading.measure))) or pattern_of(part.name)
    return Source(
        len(reading.sources),
        part.at,
        part.name,
        part.role,
        period,
        said,
        heading.scope,
        heading.authority,
        heading.measure,
        key,
    )


def _period(part: Part, when: When, title: Period | None) -> Period | None:
    heading = part.heading
    if part.role != "amount" or part.is_sum:
        return heading.period
    year = when.period if when.period and when.period.kind == "year" else None
    if heading.period and heading.period.kind != "year":
        return heading.period
    if when.period and when.period.kind != "year":
        return when.period
    year = year or heading.period or (title if title and title.kind == "year" else None)
    month, quarter = heading.month or when.month, heading.quarter or when.quarter
    if month:
        return Period(year.year, month, "month") if year else None
    if quarter:
        return Period(year.year, quarter, "quarter") if year else None
    return heading.period or when.period or title


def _title_period(layout: Layout) -> Period | None:
    """Return the one period that the titles, the sheet or the file name name."""
    for texts in (layout.titles, (layout.grid.name,), (re.sub(r"[_\-.]+", " ", layout.grid.file),)):
        found = {when.period for text in texts for when in _whens_in(text) if when.period}
        years = {period for period in found if period.kind == "year"}
        if len(years) == 1:
            return next(iter(years))
    return None


def _whens_in(text: str) -> list[When]:
    whole = when_of(text)
    if whole.period:
        return [whole]
    return [when_of(found) for found in re.findall(r"(?<!\d)(?:FY ?)?(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?(?!\d)", text)]


def _name_year(
    reading: Reading,
    parts: list[Part],
    whens: list[When],
    stages: list[str | None],
    title: Period | None,
    asks: Decisions,
) -> bool:
    """Ask which year the amounts are of, and name their periods by the answer."""
    known = any(part.heading.is_known for part in reading.layout.parts)
    if not known:
        reading.refusal = (
            "has no heading row and names no period",
            "Head the amounts with a period: FY2026, 2026Q1 or 2026-01",
        )
        return False
    partial = any(part.heading.month or part.heading.quarter for part in parts) or any(
        when.month or when.quarter for when in whens
    )
    about = "the months name no year: which is it?" if partial else "no period is named: which year are the amounts of?"
    given = asks.given("year")
    if given and (period := when_of(given).period) and period.kind == "year":
        year = period
    else:
        answers = ("2026", "2025", "2027")
        year = Period(int(asks.ask("year", about, answers)), 1, "year")
    reading.sources = []
    for part in parts:
        for when in whens:
            for stage in stages:
                reading.sources.append(_source(reading, part, _period(part, when, year), stage or when.stage))
    return True


# ---- lines


def _find_lines(
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
    types = next(iter(layout.having("type")), None)
    type_codes, type_texts = _coded(layout, types) if types else (np.zeros(count, dtype=np.int32), [""])
    figures = any_known & ~_is_total_row(labels, count)
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
    measures = _measures_of(layout, types, type_texts, asks)
    reading.first_rows = first + layout.start
    if _is_plain(reading, levels, tree, first):
        _take_plainly(
            reading, levels, first, np.array([measure == "revenue" for measure in measures])[type_codes[first]]
        )
        return
    reading.lines = _lines(layout, levels, tree, first, type_codes, measures, bool(types))


MANY = 1_000  # lines, from which on a table is looked at for anything out of the plain before it is gone through


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


def _labels(layout: Layout, mapping: Mapping) -> list[Labels]:
    chosen = layout.having(*LABELS)
    if mapping.levels:
        by_pattern = {pattern_of(part.name): part for part in layout.parts}
        chosen = [by_pattern[name] for name in map(pattern_of, mapping.levels) if name in by_pattern]
    found = []
    for part in chosen:
        codes, texts = _coded(layout, part)
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
    return choose_levels(labels, layout.having("detail"), rows, keys, any_rows)


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


_LETTERS = {  # of revenue and of spending, by language
    "en": ("ri", "ex"), "de": ("e", "a"), "fr": ("rp", "dc"), "es": ("i", "ge"), "pt": ("r", "d"), "it": ("e", "su"),
    "nl": ("bio", "lu"), "da": ("i", "uko"), "no": ("i", "uko"), "sv": ("i", "kuo"), "pl": ("dp", "wk"),
    "ja": ("収歳入", "支費出"),
}  # fmt: skip


def _measures_of(layout: Layout, part: Part | None, texts: list[str], asks: Decisions) -> list[str]:
    """Tell for each text of a column of types whether it means revenue; letters by the language of the headings."""
    filled = [text for text in texts if text and (part is None or text != part.heading.text)]
    if part is None or not any(len(text.strip(". ")) == 1 for text in filled):
        return [_measure_of(text) for text in texts]
    languages = [language for one in layout.parts for language in sorted(one.heading.languages)]
    folded = {text: text.casefold().strip(". ") for text in filled}
    for language in sorted(_LETTERS, key=lambda one: (-languages.count(one), one != "en")):
        revenue, spending = _LETTERS[language]
        known = all(letter in revenue + spending for letter in folded.values())
        if known and languages.count(language) == max(map(languages.count, _LETTERS)):
            clear = (
                len(set(folded.values())) > 1
                or len([o for o in _LETTERS if languages.count(o) == languages.count(language)]) == 1
            )
            if clear and (len(folded) == 1 or any(letter in revenue for letter in folded.values())):
                return ["revenue" if folded.get(text, "-") in revenue else "budget" for text in texts]
    answers = (*filled[:4], "none of them")
    said = asks.ask("revenue", f"which of {', '.join(map(repr, filled[:4]))} in '{part.name}' is revenue?", answers)
    return ["revenue" if text == said else "budget" for text in texts]


def _measure_of(text: str) -> str:
    folded = text.casefold().strip(". ")
    if folded in ("exp", "rev"):
        return "revenue" if folded == "rev" else "budget"
    roles = roles_of(text)
    return "revenue" if "measure.revenue" in roles and "measure.expense" not in roles else "budget"


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


def _understand_lines(reading: Reading, asks: Decisions) -> None:
    """Say what each line is: figures, captions, totals, results or notes; and where it stands in the tree."""
    lines = reading.lines
    if reading.refusal or not lines:
        return
    amounts = [source.number for source in reading.sources if source.role == "amount"]
    held = np.asarray(reading.known[:, amounts].any(axis=1))
    _name_kinds(reading, held)
    sums = Sums(
        lines, _comparable(reading), _comparable_known(reading), lambda line: reading.layout.grid.at(line.row), asks
    )
    sums.has = has = held
    sums.is_item = _itemised(reading)
    fill_paths(lines, has)
    sections(lines)
    single = len(reading.levels.columns) == 1 if reading.levels else False
    tree = single and (by_indent(lines) or by_codes(lines, sums.amounts, sums.known) or by_captions(lines, has))
    blanks = len({len([cell for cell in line.cells if cell]) for line in lines if line.kind == FIGURE}) > 1
    if tree or blanks or any(" / " in line.label for line in lines[:1000]):
        sums.check_parents(bool(tree))
    sums.check_totals()
    agreed = sums.check_nets()
    _settle_nets(reading, agreed, asks)
    sums.check_plain()


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
    for number, line in enumerate(reading.lines):
        label = line.label
        if not label:
            line.kind = UNNAMED if has[number] else NOTE
        elif not has[number]:
            line.kind = NOTE if number > last or (reads_as_note(label) and len(label) > 30) else CAPTION
        elif (of := total_of(label)) is not None and _is_sum_cell(line):
            line.kind, line.of = TOTAL, of
        elif is_net(label):
            line.kind = NET
    _quiet_false_captions(reading, has)


def _is_sum_cell(line: Line) -> bool:
    """Tell whether nothing stands right of a total's name among the levels."""
    return True


def _quiet_false_captions(reading: Reading, has: NDArray[np.bool_]) -> None:
    """A line without amounts whose name has amounts elsewhere, or that leads to nothing, is a caption all the same."""


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


# ---- which sources count


def _choose_sources(reading: Reading, asks: Decisions, mapping: Mapping) -> None:
    if reading.refusal or not len(reading.amounts):
        return
    figures = reading.is_figure
    filled = np.asarray(reading.known[figures].any(axis=0))
    amounts = [source for source in reading.sources if source.role == "amount" and filled[source.number]]
    amounts = _without_sum_columns(reading, amounts, figures)
    sums = {source.number: int(reading.amounts[figures, source.number].sum()) for source in amounts}
    named = _of_one_kind(reading, [source for source in amounts if source.period is not None], asks)
    reading.fates |= choose(named, sums, asks, mapping.amount)
    for source in reading.sources:
        if source.number not in reading.fates:
            reading.fates[source.number] = _other_fate(source)


def _other_fate(source: Source) -> Fate:
    why = {
        "change": "a change or a difference",
        "percent": "percentages",
        "count": "no money",
        "number": "not understood as amounts",
    }
    if source.role == "amount" and source.period is None:
        return Fate("left out", "its row names no period")
    return Fate("left out", f"'{source.name}': {why.get(source.role, 'holds no figures')}")


def _without_sum_columns(reading: Reading, amounts: list[Source], figures: NDArray[np.bool_]) -> list[Source]:
    """Leave out columns that sum others: a year beside its months, and a column called a total of the others."""
    found = list(amounts)
    matrix = reading.amounts[figures]
    for source in amounts:
        heading = read_heading(source.name)
        others = [one for one in amounts if one.number != source.number and one.column != source.column]
        parts = _parts_of(source, others)
        if not parts or (source.period and source.period.kind == "year" and heading.names_time and not _finer(parts)):
            continue
        heads = heading.has("total") and not heading.names_time
        if any(
            (matrix[:, [one.number for one in group]].sum(axis=1) == matrix[:, source.number]).all()
            for group in _groups(parts)
        ):
            reading.fates[source.number] = Fate("total", f"'{source.name}': the sum of its columns")
            found.remove(source)
        elif heads:
            reading.fates[source.number] = Fate(
                "total", f"'{source.name}': a total that does not agree with its columns"
            )
            found.remove(source)
    return found


def _groups(parts: list[Source]) -> list[list[Source]]:
    """Return the columns that a total could sum: all of them, or those of one stage, scope or measure."""
    by_kind: dict[tuple[str | None, ...], list[Source]] = {}
    for one in parts:
        by_kind.setdefault((one.stage, one.scope, one.authority, one.measure), []).append(one)
    return [parts, *by_kind.values()] if len(by_kind) > 1 else [parts]


def _of_one_kind(reading: Reading, sources: list[Source], asks: Decisions) -> list[Source]:
    """Keep the sources whose periods are of one kind; ask which, where months and years stand beside each other."""
    kinds = {source.period.kind for source in sources if source.period}
    if len(kinds) < 2:
        return sources
    most = sorted(kinds, key=lambda kind: -sum(bool(s.period and s.period.kind == kind) for s in sources))
    words = {"year": "years", "quarter": "quarters", "month": "months"}
    about = f"the table has {' and '.join(words[kind] for kind in most)}, and they don't add up: which is the budget?"
    answer = asks.ask("periods", about, tuple(words[kind] for kind in most))
    for source in sources:
        if source.period and words[source.period.kind] != answer:
            reading.fates[source.number] = Fate("left out", f"'{source.name}': another kind of period")
    return [source for source in sources if source.period and words[source.period.kind] == answer]


def _finer(parts: list[Source]) -> bool:
    return any(one.period and one.period.kind != "year" for one in parts)


def _parts_of(source: Source, others: list[Source]) -> list[Source]:
    """Return the columns that a column could sum."""
    heading = read_heading(source.name)
    if heading.names_time and source.period and source.period.kind == "year":
        return [
            one for one in others if one.period and one.period.kind != "year" and one.period.year == source.period.year
        ]
    if heading.has("total") and not heading.names_time:
        timed = [one for one in others if read_heading(one.name).names_time]
        return timed if len(timed) > 1 else []
    return []


def _ask_rest(reading: Reading, asks: Decisions) -> None:
    """Ask about cells that can't be read, mixed kinds of periods, and a fiscal year that starts in another month."""
    if reading.refusal:
        return
    if reading.unreadable:
        grid = reading.layout.grid
        cells = ", ".join(
            f"{grid.at(row, column).rpartition(':')[2]} '{grid.text(row, column)[:20]}'"
            for row, column in reading.unreadable[:3]
        )
        about = f"{len(reading.unreadable)} cells of amounts can't be read ({cells}): leave them out?"
        asks.ask("unreadable cells", about, ("leave them out", "take them for 0"))
    _ask_year_start(reading, asks)
    _ask_signs(reading, asks)


def _ask_year_start(reading: Reading, asks: Decisions) -> None:
    taken = {
        s.period
        for s in reading.sources
        if s.period and reading.fates.get(s.number, Fate("", "")).kind in ("budget", "revenue")
    }
    months = sorted(period for period in taken if period.kind == "month")
    if len(months) < 12 or len(months) % 12 or months[0].number == 1:
        return
    if months[-1].ordinal - months[0].ordinal != len(months) - 1:
        return
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    first, last = names[months[0].number - 1], names[months[0].number - 2]
    yes = f"yes, {first} to {last}"
    if (
        asks.ask(
            "fiscal year",
            f"the months run from {first} to {last}: is that the fiscal year?",
            (yes, "no, January to December"),
        )
        == yes
    ):
        reading.year_start = months[0].number


def _ask_signs(reading: Reading, asks: Decisions) -> None:
    """Ask what it means where all spending is below zero."""
    taken = [s.number for s in reading.sources if reading.fates.get(s.number, Fate("", "")).kind == "budget"]
    figures = np.flatnonzero(reading.is_figure & ~reading.is_revenue)
    if not taken or not len(figures):
        return
    own = reading.amounts[figures][:, taken]
    if own.any() and (own <= 0).all():
        answer = asks.ask(
            "signs",
            "all spending is below zero: is it written with a minus, or is it credits?",
            ("spending with a minus", "credits"),
        )
        if answer == "spending with a minus":
            reading.is_negated = True
            reading.said.append("spending is written with a minus and taken as spending")
