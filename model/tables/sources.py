"""What amounts can belong to: a column, with the time and the stage that its heading and its rows name."""

from __future__ import annotations

import re

from virement.tables.decisions import Decisions
from virement.tables.interpretation import Reading
from virement.tables.layout import Layout, Part
from virement.tables.mapping import pattern_of
from virement.tables.period_words import When, when_of
from virement.tables.stages import Source
from virement.values import Period


def find_sources(
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
        part.name if part.is_across else "",
        next((side for side in ("debit", "credit") if heading.has(f"side.{side}")), None),
    )


def _period(part: Part, when: When, title: Period | None) -> Period | None:
    heading = part.heading
    if part.role != "amount" or part.is_sum:
        return heading.period
    if heading.back and title and title.kind == "year":
        title = Period(title.year - heading.back, 1, "year")
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


YEARS = ("2026", "2025", "2027")  # offered where nothing near the table names one; any other can be answered


def _likely_years(layout: Layout) -> tuple[str, ...]:
    """Return the years that the titles, the headings, the names of sheet and file, and the notes below name."""
    grid = layout.grid
    below = [text for row in range(max(layout.start, grid.height - 12), grid.height) for text in grid.row(row)[:3]]
    near = [
        *layout.titles,
        *(part.name for part in layout.parts),
        grid.name,
        re.sub(r"[_\-.]+", " ", grid.file),
        *below,
    ]
    said = [year for text in near for year in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", text)]
    found = sorted(set(said), key=lambda year: (-said.count(year), year))[:3]
    return tuple(found) if len(found) > 1 else tuple(dict.fromkeys([*found, *YEARS]))[:3]


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
    if any(part.heading.back is not None for part in parts):
        about = "the headings name the current year and others by it: which is the current year?"
    given = asks.given("year")
    if given and (period := when_of(given).period) and period.kind == "year":
        year = period
    else:
        year = Period(
            int(asks.ask("year", f"{about} (any year can be answered)", _likely_years(reading.layout))), 1, "year"
        )
    reading.sources = []
    for part in parts:
        for when in whens:
            for stage in stages:
                reading.sources.append(_source(reading, part, _period(part, when, year), stage or when.stage))
    return True
