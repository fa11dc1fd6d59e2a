"""The periods and stages that rows name in columns of their own."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.headings import read_heading
from virement.tables.interpretation import Reading
from virement.tables.layout import Layout, Part
from virement.tables.levels import combined
from virement.tables.period_words import When, cells_when, slashed
from virement.values import Period

_UNEVEN = (  # blanks that are more than one between words
    r"^\s|\s$|\s\s|[\t\n\v\f\r\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
)


def row_times(reading: Reading, asks: Decisions) -> tuple[list[When], NDArray[np.int32] | None]:
    """Return the distinct times that the rows name, and which each row does; the first is none."""
    layout = reading.layout
    columns = layout.having("period")[:1] + layout.having("month")[:1] + layout.having("quarter")[:1]
    if not columns:
        return [When()], None
    whens = [When()]
    known: dict[tuple[int, ...], int] = {}
    pieces = []
    for part in columns:
        codes, texts = coded(layout, part)
        pieces.append((part, codes, cells_when(texts, _is_day_first(layout, part, texts, asks))))
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


def _is_day_first(layout: Layout, part: Part, texts: list[str], asks: Decisions) -> bool:
    """Tell whether dates such as 3/4/2026 begin with the day; ask where none of them tells, in English."""
    dates = [date for date in map(slashed, texts) if date]
    if any(date[0] > 12 for date in dates):
        return True
    if any(date[1] > 12 for date in dates) or all(date[0] == date[1] for date in dates):
        return False
    languages = {language for one in layout.parts for language in one.heading.languages}
    if languages and "en" not in languages:
        return True
    example = next(text for text in texts if (date := slashed(text)) and date[0] != date[1])
    about = f"'{part.name}' has dates such as {example}: does the month or the day come first?"
    return asks.ask("dates", about, ("month first", "day first")) == "day first"


def coded(layout: Layout, part: Part) -> tuple[NDArray[np.int32], list[str]]:
    """Return a column's cells as numbers of distinct texts; 0 is the empty one."""
    cells = layout.grid.columns[part.at].cells[layout.start : layout.stop]
    if pc.any(pc.match_substring_regex(cells, _UNEVEN)).as_py():
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


def row_stages(layout: Layout) -> tuple[list[str | None], NDArray[np.int32] | None]:
    """Return the distinct stages or versions that the rows name, and which each row does."""
    part = next(iter(layout.having("stage")), None)
    if part is None:
        return [None], None
    codes, texts = coded(layout, part)
    if part.heading.has("version"):
        return [(read_heading(text).stage or text) if text else None for text in texts], codes
    return [read_heading(text).stage if text else None for text in texts], codes
