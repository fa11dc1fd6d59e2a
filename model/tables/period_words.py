"""Periods as people write them in headings and cells: `FY24A`, `2026/27`, `Jan-26`, `2026-01-15`, `Ansatz 2026`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from virement.tables.vocabulary import fold, lookup
from virement.values import Period

_Y = r"((?:19|20|21)\d\d)"
_YY = r"'?((?:19|20|21)\d\d|\d\d)"
_FY = (
    r"(?:fye|fy|fiscal year|financial year|fiscal|cy|calendar year|exercice|ejercicio|haushaltsjahr|hhj|gj|year)"
    r"[ '’.-]?"
)
_DASH = r" ?[/–—‐-] ?"
_STAGE = r" ?([aebfp])?"
STAGE_OF_LETTER = {"a": "actual", "e": "estimate", "b": "budget", "f": "estimate", "p": "proposed"}


@dataclass(frozen=True)
class When:
    """What a text says of time: a whole period, or only a month or a quarter of an unnamed year, and what is left."""

    period: Period | None = None
    month: int | None = None
    quarter: int | None = None
    stage: str | None = None
    day: int | None = None
    rest: str = ""
    bare: bool = False  # nothing but the four digits of a year

    @property
    def is_any(self) -> bool:
        """Whether it names a time at all."""
        return bool(self.period or self.month or self.quarter)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _fiscal(text: str, letter: str | None = None) -> When:
    return When(Period(_year(text), 1, "year"), stage=STAGE_OF_LETTER.get(letter or ""))


def _two_years(first: str, second: str) -> When | None:
    """Return the fiscal year that is named by the two calendar years it lies in, by the later one."""
    year = _year(first)
    return _fiscal(str(year + 1)) if int(second) in (year + 1, (year + 1) % 100) else None


def _month(year: str, month: str, day: str | None = None) -> When | None:
    number = int(month)
    if not 1 <= number <= 12:
        return None
    return When(Period(_year(year), number, "month"), day=int(day) if day else None)


def _quarter(year: str, quarter: str) -> When:
    return When(Period(_year(year), int(quarter), "quarter"))


def _era(start: int) -> Callable[[str], When]:
    return lambda year: _fiscal(str(start + (1 if year == "元" else int(year))))


@cache
def _months() -> tuple[str, dict[str, int]]:
    """Return the names of months as one pattern, and the number of each."""
    import csv

    from virement.tables.vocabulary import FILE

    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"].startswith("month.")]
    numbers = {fold(row["word"]): int(row["role"][6:]) for row in rows if not row["word"][0].isdigit()}
    return "|".join(sorted(map(re.escape, numbers), key=len, reverse=True)), numbers


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[..., When | None]], ...]:
    names, numbers = _months()
    name = rf"({names})(?![a-z])\.?"
    gap = r"[ ./'’_-]*"
    quarter = r"(?:q|qtr ?|quarter ?|quartal ?|trimestre ?|trim ?|t|kvartal ?|kwartaal ?|kwartal ?|k)"
    day = r"(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?)?"
    listed: tuple[tuple[str, Callable[..., When | None]], ...] = (
        (rf"{_Y}-(\d\d)-(\d\d){day}", _month),
        (rf"{_Y}[/.](\d\d?)[/.](\d\d?)", _month),
        (rf"(\d\d?)\.(\d\d?)\.{_Y}", lambda d, m, y: _month(y, m, d)),
        (rf"{_Y}-(0[1-9]|1[0-2])", _month),
        (rf"{_Y} ?m ?(\d\d?)", _month),
        (rf"{_Y}年(\d\d?)月", _month),
        (r"令和(\d+|元)年度?", _era(2018)),
        (r"平成(\d+|元)年度?", _era(1988)),
        (rf"{_Y}年度?", _fiscal),
        (rf"(0?[1-9]|1[0-2])[/.-]{_Y}", lambda m, y: _month(y, m)),
        (rf"(?:\d\d?[ -])?{name}{gap}(?:\d\d?, ?)?(?:{_FY})?{_YY}", lambda m, y: _month(y, str(numbers[m]))),
        (rf"(?:{_FY})?{_Y}{gap}{name}", lambda y, m: _month(y, str(numbers[m]))),
        (rf"{quarter}([1-4]){gap}(?:{_FY})?{_YY}", lambda q, y: _quarter(y, q)),
        (rf"([1-4])(?:\.|st|nd|rd|th|er|e|º|o)? ?{quarter}{gap}(?:{_FY})?{_YY}", lambda q, y: _quarter(y, q)),
        (rf"(?:{_FY})?{_Y}{gap}{quarter}([1-4])", _quarter),
        (rf"{_FY}{_YY}{gap}{quarter}([1-4])", _quarter),
        (rf"(?:{_FY})?{_Y}{_DASH}{_YY}", _two_years),
        (rf"{_FY} ?{_YY}{_DASH}{_YY}", _two_years),
        (rf"{_FY} ?{_YY}{_STAGE}", _fiscal),
        (rf"{_Y}{_STAGE}", _fiscal),
    )
    return tuple(
        (re.compile(rf"(?<![a-z0-9/.-]){form}(?![a-z0-9/]|[.-]\d|[.-][qtk][1-4])"), made) for form, made in listed
    )


@cache
def _loose() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names, _ = _months()
    month = re.compile(rf"(?<![a-z0-9])({names})(?![a-z0-9])\.?|(?<!\d)(1[0-2]|[1-9])月")
    quarter = r"(?:q|qtr ?|quarter ?|quartal ?|trimestre ?|kvartal ?|kwartaal ?|kwartal ?)"
    return month, re.compile(
        rf"(?<![a-z0-9])(?:{quarter}([1-4])|([1-4])(?:\.|st|nd|rd|th|er|e|º|o)? ?{quarter})(?![a-z0-9])"
    )


def period_of(text: str) -> Period | None:
    """Return the period that a text names, by itself or with words that leave it clear, or None."""
    return when_of(text).period


def plain(text: str) -> str:
    """Return a text in lower case and without accents, with its marks kept."""
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).replace("_", " ").split())


@lru_cache(maxsize=100_000)
def when_of(text: str) -> When:
    """Return what a text says of time; nothing where it names two different periods.

    >>> str(when_of("FY24A").period), when_of("FY24A").stage, str(when_of("2025/26").period)
    ('FY2024', 'actual', 'FY2026')
    """
    folded = plain(text)
    if not folded or len(folded) > 200:
        return When(rest=folded)
    if span := _span().search(folded):
        return _of_span(folded, span)
    for form, made in _forms():
        found = list(form.finditer(folded))
        said = [made(*one.groups()) for one in found]
        if found and said[0] is not None and all(one == said[0] for one in said):
            rest = " ".join(f"{folded[: found[0].start()]} {folded[found[0].end() :]}".split())
            bare = len(folded) == 4 and folded.isdigit()
            return When(said[0].period, stage=said[0].stage, day=said[0].day, rest=rest, bare=bare)
        if found and len(set(said)) > 1:
            return When(rest=folded)
    return _without_year(folded)


@cache
def _span() -> re.Pattern[str]:
    """Return the pattern of months from one to another: `Jan - Dec 26`, `April 2025 to March 2026`."""
    names, _ = _months()
    to = r" ?(?:[-–—‐/]|\b(?:to|thru|through|till?|bis|au?|al?|t/m|do|ate|fino a)\b) ?"
    return re.compile(rf"(?<![a-z0-9])({names})\.? ?(?:{_YY})?{to}({names})(?![a-z])\.?[ ./'’_-]*(?:{_FY})?{_YY}(?!\d)")


def _of_span(folded: str, found: re.Match[str]) -> When:
    """Return the year or the quarter that some months are; no time where they are neither."""
    _, numbers = _months()
    first, last, year = numbers[found[1]], numbers[found[3]], _year(found[4])
    began = _year(found[2]) if found[2] else year - (first > last)
    rest = " ".join(f"{folded[: found.start()]} {folded[found.end() :]}".split())
    months = 12 * (year - began) + last - first + 1
    if months == 12:
        return When(Period(year, 1, "year"), rest=rest)
    if months == 3 and last % 3 == 0:
        return When(Period(year, last // 3, "quarter"), rest=rest)
    return When(rest=folded)


def _without_year(folded: str) -> When:
    """Return the month or the quarter of a text that names no year; not of a text that is more than that word."""
    month, quarter = _loose()
    if found := re.fullmatch(r"[tk]([1-4])", folded):
        return When(quarter=int(found[1]))
    if found := quarter.search(folded):
        rest = f"{folded[: found.start()]} {folded[found.end() :]}".strip()
        return When(quarter=int(found[1] or found[2]), rest=rest)
    if found := month.search(folded):
        _, numbers = _months()
        number = numbers[found[1]] if found[1] else int(found[2])
        rest = f"{folded[: found.start()]} {folded[found.end() :]}".strip()
        if all(lookup(part) for part in fold(re.sub(r"\(.*?\)", " ", rest)).split()):  # a unit stands in brackets
            return When(month=number, rest=rest)
    return When(rest=folded)


_SLASHED = re.compile(r"(\d\d?)[/-](\d\d?)[/-]((?:19|20|21)?\d\d)(?:[t ]\d\d?:\d\d.*)?")


def slashed(text: str) -> tuple[int, int, int] | None:
    """Return the three numbers of a date such as `1/15/2026`, whose first can be the day or the month."""
    found = _SLASHED.fullmatch(text.strip().casefold())
    return (int(found[1]), int(found[2]), _year(found[3])) if found else None


def cells_when(words: list[str], day_first: bool) -> list[When]:
    """Return what the cells of one column say of time; all its dates have the day in the same place."""
    parts = [slashed(word) for word in words]
    return [_dated(part, day_first) if part else _joined(word) for part, word in zip(parts, words, strict=True)]


def _joined(word: str) -> When:
    """Read a cell, also one of digits only: `202601`, `20260115`."""
    text = word.strip().removesuffix(".0")
    found = re.fullmatch(r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])([0-3]\d)?", text)
    if found and (month := _month(found[1], found[2], found[3])):
        return month
    return when_of(text)


def _dated(part: tuple[int, int, int], day_first: bool) -> When:
    day, month = (part[0], part[1]) if day_first else (part[1], part[0])
    return _month(str(part[2]), str(month), str(day)) or When()
