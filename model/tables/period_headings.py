"""Periods as people head their columns: `FY26`, `2025/26`, `Q1 2026`, `Jan-26`, `2026 Adopted Budget ($000)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from virement.values import Period, Unreadable, read_period

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_Y = r"((?:19|20|21)\d\d)"
_YY = r"((?:19|20|21)\d\d|\d\d)"
_FY = r"(?:fy|fiscal year|financial year|fiscal)[ '’]?"
_GAP = r"[ ./'’-]*"


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _two_years(first: str, second: str) -> Period | None:
    """Return a fiscal year that is named by the two calendar years it lies in, by the later one."""
    year = _year(first)
    return Period(year + 1, 1, "year") if int(second) in (year + 1, (year + 1) % 100) else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Period | None]], ...] = tuple(
    (re.compile(rf"(?<![\w/.-]){form}(?![\w/]|[.-]\d)"), made)
    for form, made in (
        (rf"{_Y}-(0[1-9]|1[0-2])(?:-\d\d)?", lambda y, m: Period(_year(y), int(m), "month")),
        (rf"(0?[1-9]|1[0-2])/{_Y}", lambda m, y: Period(_year(y), int(m), "month")),
        (rf"{_MONTH}{_GAP}(?:{_FY})?{_YY}", lambda m, y: Period(_year(y), _MONTHS.index(m[:3]) + 1, "month")),
        (rf"{_Y}{_GAP}{_MONTH}", lambda y, m: Period(_year(y), _MONTHS.index(m[:3]) + 1, "month")),
        (rf"q([1-4]){_GAP}(?:{_FY})?{_YY}", lambda q, y: Period(_year(y), int(q), "quarter")),
        (rf"([1-4])q{_GAP}(?:{_FY})?{_YY}", lambda q, y: Period(_year(y), int(q), "quarter")),
        (rf"(?:{_FY})?{_Y}{_GAP}q([1-4])", lambda y, q: Period(_year(y), int(q), "quarter")),
        (rf"{_FY}{_YY}{_GAP}q([1-4])", lambda y, q: Period(_year(y), int(q), "quarter")),
        (rf"(?:{_FY})?{_Y} ?[/–-] ?{_YY}", _two_years),
        (rf"{_FY}{_YY} ?[/–-] ?{_YY}", _two_years),
        (rf"{_FY}{_YY}", lambda y: Period(_year(y), 1, "year")),
        (_Y, lambda y: Period(_year(y), 1, "year")),
    )
)

# how good a word makes a column as the budget, best first
_RANKS = (
    ("amount", "amounts", "betrag"),
    ("budget", "budgets", "budgeted", "adopted", "approved", "appropriation", "appropriations", "allocation"),
    ("value", "total", "cost", "costs", "spending", "spend", "expenditure", "expenditures", "expense", "expenses"),
    ("plan", "planned", "final", "revised", "amended", "proposed", "recommended", "requested", "request", "original"),
    ("forecast", "estimate", "estimated", "projected", "projection", "outlook"),
    ("actual", "actuals", "spent", "expended", "audited"),
)
RANK = {word: rank for rank, words in enumerate(_RANKS) for word in words}
_FILLERS = {"in", "of", "the", "for", "year", "fiscal", "fy", "calendar", "cy", "ending", "ended", "annual", "yr"}
_FILLERS |= {"general", "operating", "us", "dollars", "dollar", "euro", "euros", "pounds"}
_UNITS = {
    **dict.fromkeys(("000", "000s", "k", "thousand", "thousands", "tsd"), "thousand"),
    **dict.fromkeys(("m", "mm", "mn", "mio", "million", "millions"), "million"),
    **dict.fromkeys(("b", "bn", "billion", "billions"), "billion"),
}
CODES = ("usd", "eur", "gbp", "cad", "aud", "nzd", "chf", "jpy", "cny", "inr", "sek", "nok", "dkk", "pln", "zar", "brl")
_SIGN = "[$€£¥₹₩₽₺₪₦₱฿₫₴]"
_IN_WORDS = re.compile(
    rf"\bin (?:{_SIGN} ?|[a-z]{{3}} |us )*('?000s?|thousands?|millions?|billions?|k|mn|bn|m)\b"
    rf"|{_SIGN} ?('?000s?|k|thousands?|m|mm|mn|mio|millions?|b|bn|billions?)(?!\w)|\b(000s)\b|\('(000)s?\)"
)


@dataclass(frozen=True)
class Heading:
    """A heading's period, how well it serves as the budget (0 is best, None for no amount), unit and currency."""

    period: Period | None
    rank: int | None
    unit: str | None
    sign: str | None


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading:
    """Understand the heading of a column of amounts, and nothing of one with a word that is not known.

    >>> heading = read_heading("2026 Adopted Budget ($000)")
    >>> str(heading.period), heading.unit, heading.sign
    ('FY2026', 'thousand', '$')
    """
    folded = re.sub(r"[\s_]+", " ", text.casefold()).strip().removesuffix(" 00:00:00")
    period, rest = _taken_out(folded)
    sign = re.search(_SIGN, rest)
    rest = re.sub(_SIGN, " ", rest)
    words = [word for word in re.split(r"[\s()\[\]{}:;,.*/'’–—-]+", rest) if word]
    codes = [word.upper() for word in words if word in CODES]
    units = [_UNITS[word] for word in words if word in _UNITS]
    known = all(word in RANK or word in _FILLERS or word in _UNITS or word in CODES for word in words)
    if not known or (period is None and not any(word in RANK for word in words)):
        return Heading(None, None, None, None)
    rank = min((RANK[word] for word in words if word in RANK), default=0)
    rank = 5 if any(RANK.get(word) == 5 for word in words) else rank
    return Heading(period, rank, units[0] if units else None, codes[0] if codes else sign[0] if sign else None)


def _taken_out(text: str) -> tuple[Period | None, str]:
    """Return the one period of a text and the text without it; no period where it holds none or several."""
    for form, made in _FORMS:
        found = list(form.finditer(text))
        if len(found) == 1 and (period := made(*found[0].groups())) is not None:
            rest = f"{text[: found[0].start()]} {text[found[0].end() :]}"
            return (None, text) if re.search(r"\d", re.sub(r"000", "", rest)) else (period, rest)
    return None, text


@lru_cache(maxsize=65536)
def period_of(text: str) -> Period | None:
    """Return the period that a heading or a cell names, by itself or with words that leave it clear, or None."""
    try:
        return read_period(text)
    except Unreadable:
        return read_heading(text).period


def says_actual(text: str) -> bool:
    """Tell whether the heading of a period's amounts says that they are actual.

    >>> says_actual("FY2025 Actual"), says_actual("FY2026 Adopted")
    (True, False)
    """
    return read_heading(text).rank == RANK["actual"]


def names_two_years(text: str) -> bool:
    """Tell whether a fiscal year is written as two years, so that it has to be said by which it is called."""
    period = period_of(text)
    return period is not None and period.kind == "year" and len(re.findall(r"\d+", text)) > 1


def unit_in(text: str) -> str | None:
    """Return the unit that a title such as `in thousands of dollars` gives its amounts, or None.

    >>> unit_in("City budget ($ millions)"), unit_in("12 million reasons")
    ('million', None)
    """
    found = _IN_WORDS.search(text.casefold())
    return _UNITS[next(filter(None, found.groups())).strip("'")] if found else None
