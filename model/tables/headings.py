"""What a column's heading says: period, stage, scope, spending or revenue, level, unit, currency."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from virement.tables.amounts import currency_in
from virement.tables.period_words import When, when_of
from virement.tables.vocabulary import Word, apart, fold, phrases
from virement.values import Period

STAGES = ("actual", "ytd", "estimate", "requested", "recommended", "proposed", "budget", "adopted", "revised")
LEVELS = {
    "level.fund": 10,
    "level.ministry": 20,
    "level.department": 30,
    "level.division": 40,
    "level.centre": 50,
    "level.program": 60,
    "level.project": 65,
    "level.category": 80,
    "level.object": 85,
    "level.account": 90,
    "level.item": 95,
}
_BACK = {"period.next": -1, "period.current": 0, "period.previous": 1}
UNITS = {"thousand": 3, "million": 6, "billion": 9, "crore": 7, "lakh": 5, "tenthousand": 4, "hundredmillion": 8}
TABLE_UNITS = ("one", *UNITS)
_JOINED = re.compile(
    r"(?<=[A-Za-zÀ-ɏ]{2})(?=(?:19|20)\d\d(?!\d))|(?<=[A-Za-z]{3})(?=F[Yy]E?\d|C[Yy]\d|[QqTtKk][1-4](?=(?:19|20)\d\d|(?!\d))|[1-4][QqTtKk]\d)"
    r"|(?<=\d)(?=[A-ZÀ-Þ][a-zà-ÿ]{2})|(?<=[A-Za-z]{3})(?=\d\d?/|\d\d-\d)"
)
_SIGNED_UNIT = re.compile(
    r"[$€£¥₹] ?(?:'?000s?|k|m|mm|mn|mio|million|b|bn|billion|cr|crore|lakhs?)(?![a-z])|'000s?"
    r"|\(000s?\)|\b000s\b|(?<!\d)000 ?[$€£]|[$€£]/ ?000|(?<![a-z])(?P<letter>[km]) ?[$€£](?![a-z])"
    r"|(?:x|in|i|w|en|em|[$€£]) ?[$€£]? ?1[.,' ]?000(?!\d)"
    r"|(?<![\d.,])1[.,' ]?000 ?(?:kr|fr|chf|dkk|nok|sek|eur|usd|euro)"
)


@dataclass(frozen=True)
class Heading:
    """What a heading says; `roles` are all that its words could mean, `unknown` its words that mean nothing here."""

    text: str = ""
    period: Period | None = None
    month: int | None = None
    quarter: int | None = None
    bare_year: bool = False
    back: int | None = None  # years before the one that a title names: 0 of `current year`, 1 of `prior year`
    stage: str | None = None
    scope: str | None = None
    authority: str | None = None
    measure: str | None = None  # expense, revenue, net
    unit: str | None = None
    currency: str | None = None
    roles: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()

    @property
    def names_time(self) -> bool:
        """Whether it says when."""
        return bool(self.period or self.month or self.quarter) or self.back is not None

    @property
    def level(self) -> int | None:
        """Where the level that it names stands among the others, the outermost first."""
        return min((LEVELS[role] for role in self.roles if role in LEVELS), default=None)

    def has(self, *kinds: str) -> bool:
        """Tell whether one of its words can have one of some roles."""
        return any(role in kinds or role.split(".")[0] in kinds for role in self.roles)

    @property
    def is_known(self) -> bool:
        """Whether it means anything here."""
        return bool(self.text) and (self.names_time or bool(self.roles))

    @property
    def column_stage(self) -> str:
        """Stage, scope and authority as one text, by which columns of one period are told apart."""
        return " ".join(filter(None, (self.stage or "", self.authority or "", self.scope or "")))


@lru_cache(maxsize=50_000)
def read_heading(text: str) -> Heading:
    """Understand a heading of one cell.

    >>> heading = read_heading("2026 Adopted Budget ($000)")
    >>> str(heading.period), heading.stage, heading.unit, heading.currency
    ('FY2026', 'adopted', 'thousand', '$')
    """
    if not text or len(text) > 160:
        return Heading(text)
    when = when_in(text)
    words = phrases(when.rest if when.is_any else text)
    return _of_words(text, when, words)


def when_in(text: str) -> When:
    """Return what a heading says of time, also where it is written in one word: `fy2026Budget`."""
    when = when_of(apart(text))
    return when_of(apart(_JOINED.sub(" ", text))) if not when.is_any and _JOINED.search(text) else when


def _of_words(text: str, when: When, words: tuple[Word, ...]) -> Heading:
    roles = frozenset(role for word in words for role in word.roles)
    unit = unit_of(text)
    unknown = tuple(word.text for word in words if not word.roles and not _is_mark(word.text))
    stage = _stage(words) or when.stage
    return Heading(
        text,
        when.period,
        when.month if not when.period else None,
        when.quarter if not when.period else None,
        when.bare,
        None if when.period else next((_BACK[role] for role in sorted(roles) if role in _BACK), None),
        stage,
        _first(roles, "scope."),
        _first(roles, "authority."),
        None if stage and _measure(words) == "net" else _measure(words),
        unit,
        currency_in(text),
        roles - {"filler"},
        unknown,
        frozenset(word.language for word in words if word.language and word.roles - {"filler"}),
    )


def _is_mark(text: str) -> bool:
    return re.fullmatch(r"0+s?|[a-z]", text) is not None


def _first(roles: frozenset[str], start: str) -> str | None:
    return next((role.removeprefix(start) for role in sorted(roles) if role.startswith(start)), None)


def _stage(words: tuple[Word, ...]) -> str | None:
    """Return the stage that the words say: that of a process before the plain word budget, and the latest of those."""
    said = {role[6:] for word in words for role in word.roles if role.startswith("stage.") and role != "stage.column"}
    if len(said) > 1:
        said.discard("budget")
    if "actual" in said and "estimate" in said:
        return "estimate"
    if "ytd" in said:
        return "ytd"
    return max(said, key=STAGES.index, default=None)


def _measure(words: tuple[Word, ...]) -> str | None:
    said = [role[8:] for word in words for role in word.roles if role.startswith("measure.")]
    return said[0] if said else None


def unit_of(text: str) -> str | None:
    """Return the unit that a heading or a title gives its amounts: `$000`, `in thousands`, `Tsd. €`, `千円`.

    >>> unit_of("City budget ($ millions)"), unit_of("₹ crore"), unit_of("£m"), unit_of("Parks")
    ('million', 'crore', 'million', None)
    """
    folded = text.casefold()
    if folded.isdigit() and not re.fullmatch("0+", folded):
        return None
    if found := _SIGNED_UNIT.search(folded):
        if found["letter"]:
            return {"k": "thousand", "m": "million"}[found["letter"]]
        sign = re.sub(r"[^a-z0]", "", found[0])
        return next((unit for unit, forms in _SIGNED.items() if sign in forms), "thousand")
    for word in phrases(text):
        units = [role[5:] for role in word.roles if role.startswith("unit.")]
        if units and (len(word.text) > 2 or any(sign > "\u3000" for sign in word.text)):
            return units[0]
    if re.search(r"(?<![a-z])(?:mn|bn|mm|cr|md)(?![a-z])", fold(text)) and re.search(
        r"\b(in|en|usd|eur|gbp|rs|inr)\b|[$€£₹]", folded
    ):
        return {"mn": "million", "mm": "million", "bn": "billion", "md": "billion", "cr": "crore"}[
            re.search(r"(?<![a-z])(mn|bn|mm|cr|md)(?![a-z])", fold(text))[1]  # type: ignore[index]
        ]
    return None


_SIGNED = {
    "million": ("m", "mm", "mn", "mio", "million"),
    "billion": ("b", "bn", "billion"),
    "crore": ("cr", "crore"),
    "lakh": ("lakh", "lakhs"),
}


def joined(parts: tuple[str, ...]) -> Heading:
    """Return what the cells of one to three heading rows say together about their column.

    >>> heading = joined(("FY2025", "Actual"))
    >>> str(heading.period), heading.stage
    ('FY2025', 'actual')
    """
    filled = tuple(dict.fromkeys(part for part in parts if part))
    if len(filled) <= 1:
        return read_heading(filled[0] if filled else "")
    whole = read_heading(" ".join(filled))
    said = [read_heading(part) for part in filled]
    merged = replace(whole, text=" ".join(filled))
    for one in reversed(said):
        merged = replace(
            merged,
            period=merged.period or one.period,
            back=one.back if merged.back is None else merged.back,
            stage=merged.stage or one.stage,
            measure=merged.measure or one.measure,
            scope=merged.scope or one.scope,
            authority=merged.authority or one.authority,
            unit=merged.unit or one.unit,
            currency=merged.currency or one.currency,
            roles=merged.roles | one.roles,
        )
    return _with_time(merged, said)


def _with_time(heading: Heading, said: list[Heading]) -> Heading:
    """Put a year of one row and a month or a quarter of another together."""
    year = next((one.period for one in said if one.period and one.period.kind == "year"), None)
    finer = next((one.period for one in said if one.period and one.period.kind != "year"), None)
    month = next((one.month for one in said if one.month), None)
    quarter = next((one.quarter for one in said if one.quarter), None)
    if finer:
        return replace(heading, period=finer, month=None, quarter=None)
    if year and month:
        return replace(heading, period=Period(year.year, month, "month"), month=None, quarter=None)
    if year and quarter:
        return replace(heading, period=Period(year.year, quarter, "quarter"), month=None, quarter=None)
    unknown = tuple(word for one in said for word in one.unknown)
    return replace(heading, period=heading.period or year, month=month, quarter=quarter, unknown=unknown)
