"""Amounts as tables hold them, a column at a time: `$1,200`, `(1.200,50)`, `1’050.15 Fr.`, `12,34,567`, `4 CR`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from virement.tables.grid import Column
from virement.tables.vocabulary import missing_marks, phrases

BLANK, NUMBER, MISSING, TEXT, UNREADABLE, PERCENT = range(6)
MOST_PLACES = 12
_PLAIN = r"^\s*-?\d{1,15}(\.\d+)?\s*$"
_POINT = r"^\s*-?\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?\s*$"
_COMMA = r"^\s*-?\d{1,3}(\.\d{3})*(,\d*)?\s*$|^\s*-?\d+(,\d+)?\s*$"
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f\u3000 ]")
_GROUPED = re.compile(r"(?<=\d)[ '’ʼ`´](?=\d{3}(?!\d))")
_AS_MINUS = str.maketrans(dict.fromkeys("−–△▲▵", "-"))  # triangles in Japan
_SIGNS = "$€£¥₹₩₽₺₪₦₱฿₫₴￥"
_BODY = re.compile(r"[+]?(?P<number>\d[\d.,]*(?:[eE][+-]?\d+)?|[.,]\d+)")
_FOOTNOTE = re.compile(r"(?<=[\d)%])\s*(?:[*†‡§¹²³⁴⁵]+|\[\w{1,2}\]|\([a-z]\)|\([ivx]+\))+$")
_CODES = {
    **dict.fromkeys(("kr", "kr."), "kr"),
    **dict.fromkeys(("zł", "zl"), "PLN"),
    **dict.fromkeys(("fr", "fr.", "sfr", "sfr.", "chf"), "CHF"),
    **dict.fromkeys(("r$", "reais"), "BRL"),
    **dict.fromkeys(("rs", "rs.", "inr"), "INR"),
    **dict.fromkeys(("円", "yen"), "JPY"),
    **dict.fromkeys(("us$", "usd", "dollars", "us"), "USD"),
    **dict.fromkeys(("kč", "kc"), "CZK"),
    **dict.fromkeys(("euro", "euros", "eur"), "EUR"),
    "a$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "元": "CNY",
    "￥": "¥",
    "s/": "PEN",
    "ft": "HUF",
}
_KNOWN = {
    "gbp",
    "jpy",
    "sek",
    "nok",
    "dkk",
    "pln",
    "brl",
    "cad",
    "aud",
    "nzd",
    "cny",
    "mxn",
    "zar",
    "czk",
    "huf",
    "try",
}
_KNOWN |= {"ils", "krw", "sgd", "hkd", "cop", "clp", "ars", "rub", "thb", "idr", "php", "myr", "kes", "ngn"}
_TIMES = {
    **dict.fromkeys(("k", "thousand", "tsd", "tsd.", "tys", "tys.", "千", "千円"), 3),
    **dict.fromkeys(
        ("m", "mn", "mm", "mln", "million", "millions", "mio", "mio.", "mill", "mill.", "百万", "百万円"), 6
    ),
    **dict.fromkeys(("b", "bn", "bln", "billion", "mrd", "mrd.", "mld"), 9),
    **dict.fromkeys(("t", "tn", "trn", "trillion"), 12),
    **dict.fromkeys(("cr", "cr.", "crore", "crores"), 7),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 5),
    "万": 4,
    "万円": 4,
    "億": 8,
    "億円": 8,
}


@dataclass(frozen=True)
class Amount:
    """A cell's amount as it was written: its value, sign of currency, and whether it says credit or debit."""

    value: Decimal
    currency: str | None = None
    side: str | None = None  # "cr" or "dr"
    percent: bool = False
    power: int = 0  # of ten, that its own words say: `1.2m`


@dataclass(frozen=True, eq=False)
class Values:
    """The cells of some rows of a column as numbers: `value` where `kind` is NUMBER, else 0.

    `places` are the decimals each is written with; `exact` holds those that a float can't, by row. `odd` are rows
    that hold text where numbers are.
    """

    kind: NDArray[np.uint8]
    value: NDArray[np.float64]
    places: NDArray[np.int8]
    exact: dict[int, Decimal]
    currencies: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    own: NDArray[np.bool_] | None = None  # which cells have a unit of their own, as `1.2m`; None where none has


def read_values(column: Column, start: int, stop: int, mark: str) -> Values:
    """Read the cells of a column from one row to before another, with decimals parted by `mark`."""
    cells = column.cells[start:stop]
    if column.numbers is None:
        return _by_words(cells, mark)
    return _with_numbers(cells, column.numbers[start:stop], mark)


def _by_words(cells: pa.Array, mark: str) -> Values:
    """Read the distinct words where they are few, else cell by cell."""
    sample = cells[:2000]
    if len(cells) > 4000 and pc.count_distinct(sample).as_py() > 1000:
        return read_words(cells, mark)
    coded = cells.dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    words = read_words(coded.dictionary, mark)
    exact: dict[int, Decimal] = {}
    for word, value in words.exact.items():
        exact |= {int(row): value for row in np.flatnonzero(codes == word)}
    own = None if words.own is None else words.own[codes]
    return Values(words.kind[codes], words.value[codes], words.places[codes], exact, words.currencies, words.sides, own)


def _with_numbers(cells: pa.Array, numbers: NDArray[np.float64], mark: str) -> Values:
    native = ~np.isnan(numbers)
    kind = np.full(len(numbers), NUMBER, dtype=np.uint8)
    value = np.where(native, numbers, 0.0)
    places = np.zeros(len(numbers), dtype=np.int8)
    places[native] = places_of(numbers[native])
    if native.all():
        return Values(kind, value, places, {})
    others = np.flatnonzero(~native)
    read = _by_words(cells.filter(pa.array(~native)), mark)
    kind[others], value[others], places[others] = read.kind, read.value, read.places
    exact = {int(others[row]): amount for row, amount in read.exact.items()}
    own = None
    if read.own is not None:
        own = np.zeros(len(numbers), dtype=np.bool_)
        own[others] = read.own
    return Values(kind, value, places, exact, read.currencies, read.sides, own)


def places_of(numbers: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return how many decimals floats have, as they are written shortest; binary noise behind the cent is none."""
    found = np.full(len(numbers), MOST_PLACES, dtype=np.int8)
    left = np.ones(len(numbers), dtype=np.bool_)
    with np.errstate(over="ignore", invalid="ignore"):
        for place in (0, 1, 2, 3, 4, 6, 8, 10):
            scaled = numbers[left] * 10.0**place
            near = np.rint(scaled)
            same = (near / 10.0**place == numbers[left]) | (
                np.abs(scaled - near) <= np.abs(scaled) * 4e-16 * (place > 1)
            )
            rows = np.flatnonzero(left)[same]
            found[rows] = place
            left[rows] = False
            if not left.any():
                break
    return found


def read_words(words: pa.Array, mark: str) -> Values:
    """Read texts as amounts: what is plain by Arrow, all else one by one."""
    count = len(words)
    kind = np.full(count, TEXT, dtype=np.uint8)
    value, places = np.zeros(count), np.zeros(count, dtype=np.int8)
    lengths = np.asarray(pc.binary_length(words))
    if mark == "." and count > 1_000 and (quick := _quickly(words, lengths)):
        return quick
    kind[lengths == 0] = BLANK
    left = lengths > 0
    # under a decimal comma only whole numbers are plain
    plain = _PLAIN if mark == "." else r"^\s*-?\d{1,15}\s*$"
    left = _take(words, left, plain, None, kind, value, places)
    if left.any():
        grouped, parted = (_POINT, ",") if mark == "." else (_COMMA, ".")
        left = _take(words, left, grouped, parted, kind, value, places)
    exact: dict[int, Decimal] = {}
    currencies, sides = set(), set()
    own = np.zeros(count, dtype=np.bool_)
    rest = np.flatnonzero(left)
    for row, word in zip(rest.tolist(), words.take(pa.array(rest)).to_pylist() if len(rest) else [], strict=True):
        kind[row], amount = read_word(word, mark)
        if amount is not None:
            value[row] = float(amount.value)
            places[row] = min(max(-int(amount.value.as_tuple().exponent), 0), 100)
            if len(amount.value.as_tuple().digits) > 15:
                exact[row] = amount.value
            own[row] = amount.power != 0
            currencies |= {amount.currency} if amount.currency else set()
            sides |= {amount.side} if amount.side else set()
    said = own if own.any() else None
    return Values(kind, value, places, exact, frozenset(currencies), frozenset(sides), said)


def _quickly(words: pa.Array, lengths: NDArray[np.int32]) -> Values | None:
    """Read words that are all plain numbers; None where any is not."""
    if lengths.max() > 16 or lengths.min() == 0:
        return None
    try:
        value = np.array(pc.cast(words, pa.float64()))
    except pa.ArrowInvalid:
        return None
    if not np.isfinite(value).all() or pc.any(pc.match_substring(words, "e", ignore_case=True)).as_py():
        return None
    dots = np.asarray(pc.find_substring(words, "."))
    places = np.where(dots < 0, 0, lengths - dots - 1).astype(np.int8)
    return Values(np.full(len(words), NUMBER, dtype=np.uint8), value, places, {})


def _take(
    words: pa.Array,
    left: NDArray[np.bool_],
    form: str,
    parted: str | None,
    kind: NDArray[np.uint8],
    value: NDArray[np.float64],
    places: NDArray[np.int8],
) -> NDArray[np.bool_]:
    """Read the words of one form, and return which are left; `parted` parts their thousands."""
    fits = left & np.asarray(pc.match_substring_regex(words, form))
    if not fits.any():
        return left
    chosen = words if fits.all() else words.filter(pa.array(fits))
    chosen = pc.utf8_trim_whitespace(chosen)
    if parted:
        chosen = pc.replace_substring(chosen, parted, "")
        if parted == ".":
            chosen = pc.replace_substring(chosen, ",", ".")
    dots = np.asarray(pc.find_substring(chosen, "."))
    lengths = np.asarray(pc.binary_length(chosen))
    long = lengths > 16
    if long.any():  # more digits than a float holds: one by one
        rows = np.flatnonzero(fits)
        fits[rows[long]] = False
        keep = ~long
        chosen, dots, lengths = chosen.filter(pa.array(keep)), dots[keep], lengths[keep]
    kind[fits] = NUMBER
    value[fits] = np.asarray(pc.cast(chosen, pa.float64()))
    places[fits] = np.where(dots < 0, 0, lengths - dots - 1)
    return np.asarray(left & ~fits)


@lru_cache(maxsize=100_000)
def read_word(word: str, mark: str) -> tuple[int, Amount | None]:
    """Read one text: its kind, and its amount where it is one.

    >>> read_word("(1.200,50 €)", ",")[1].value, read_word("1,234.56-", ".")[1].value
    (Decimal('-1200.50'), Decimal('-1234.56'))
    """
    if len(word) > 200:
        return TEXT, None
    text = _SPACES.sub(" ", word.translate(_AS_MINUS).replace("\t", " ")).strip().strip("'\"").strip()
    if not text:
        return BLANK, None
    if is_missing(text):
        return MISSING, None
    if text[0] in "#=":  # an error of a spreadsheet, or a formula without its result
        return UNREADABLE, None
    if not any(map(str.isdigit, text)):
        return TEXT, None
    try:
        amount = _amount(text, mark)
    except (ArithmeticError, ValueError):
        amount = None
    if amount is None:
        return UNREADABLE, None
    return (PERCENT, amount) if amount.percent else (NUMBER, amount)


def has_own_unit(text: str) -> bool:
    """Tell whether a text counts in a unit of its own, as `$1.2m` does."""
    amount = read_word(text, ".")[1]
    return amount is not None and amount.power != 0


def is_missing(text: str) -> bool:
    """Tell whether a text stands for no amount: a dash (also `$ -`), dots, `n/a`, `TBD`."""
    bare = text.strip().strip(_SIGNS + " ").strip("()[]").strip().casefold()
    return bare in missing_marks() or re.fullmatch(r"[-–—_.·•*]*", bare) is not None


def _amount(text: str, mark: str) -> Amount | None:
    text = _FOOTNOTE.sub("", text).strip()
    sign = 1
    if found := re.fullmatch(r"([^\d()]*)\(([^()]*\d[^()]*)\)([^\d()]*)", text):
        sign, text = -1, " ".join("".join(found.groups()).split())
    percent = text.endswith("%") or text.startswith("%")
    text = text.strip("% ")
    if text.endswith("-"):
        sign, text = -sign, text[:-1].strip()
    elif found := re.fullmatch(r"([^\d.,-]*)-\s*(.*)", text):
        sign, text = -sign, found[1] + found[2]
    text = _GROUPED.sub("", text)
    found = _BODY.search(text)
    if not found:
        return None
    before, after = text[: found.start()].strip().casefold(), text[found.end() :].strip().casefold()
    number = _number(found["number"], mark)
    said = _said(before, after)
    if number is None or said is None:
        return None
    currency, power, side = said
    if side == "cr":
        sign = -sign
    return Amount(sign * number.scaleb(power), currency, side, percent, power)


def _said(before: str, after: str) -> tuple[str | None, int, str | None] | None:
    """Return the currency, the power of ten and the side that the words around a number say; None for other words."""
    currency, power, side = None, 0, None
    for word in [*_words(before), *_words(after)]:
        if word in ("dr", "dr.", "d", "s", "soll") and word in _words(after):
            side = "dr"
        elif word in ("cr", "cr.", "c", "h", "haben") and word in _words(after):
            side = "cr"
        elif word in _SIGNS or word in _CODES or word in _KNOWN:
            currency = _CODES.get(word, word.upper())
        elif word in _TIMES and not power and word in _words(after):
            power = _TIMES[word]
        elif word not in (".", ",", ".-", ",-", ":-"):
            return None
    return currency, power, side


def _words(text: str) -> list[str]:
    return re.findall(rf"[a-z]{{0,2}}[{re.escape(_SIGNS)}]|[^\s{re.escape(_SIGNS)}]+", text.strip(" :"))


def _number(digits: str, mark: str) -> Decimal | None:
    """Return the number of a text of digits and marks, or None where the marks don't part thousands as they should."""
    digits, _, power = digits.casefold().partition("e")
    digits = digits.rstrip(".,") if digits[-1:] in ".," else digits
    other = "," if mark == "." else "."
    whole, point, parts = digits.partition(mark)
    if mark in parts or other in parts:
        return None
    if other in whole and not re.fullmatch(
        rf"\d{{1,3}}(?:{re.escape(other)}\d{{2,3}})*{re.escape(other)}\d{{3}}", whole
    ):
        return None
    if len(digits) > 40 or len(power) > 3:
        return None
    return Decimal(f"{whole.replace(other, '') or 0}{'.' if point else ''}{parts}e{power or 0}")


# ---- which mark parts the decimals

_CLEAR = {  # each a pattern of what only one mark can mean
    ".": r"\d,\d{3}\.\d|\d,\d{2,3},\d{3}|^\D*\d*\.(\d{1,2}|\d{4,})\D*$|"
    r"^\D*0\.\d+\D*$|\d{4,}\.\d+\D*$|^\D*\.\d|\d[\x{a0}\x{202f}\x{2009} '’]\d{3}\.\d",
    ",": r"\d\.\d{3},\d|\d\.\d{3}\.\d{3}|^\D*\d*,(\d{1,2}|\d{4,})\D*$|"
    r"^\D*0,\d+\D*$|\d{4,},\d+\D*$|^\D*,\d|\d[\x{a0}\x{202f}\x{2009} '’]\d{3},\d",
}
_UNCLEAR = {".": r"^\D*\d{1,3}\.\d{3}\D*$", ",": r"^\D*\d{1,3},\d{3}\D*$"}


@dataclass(frozen=True)
class Marks:
    """What a table's amounts say of the mark that parts decimals: how many speak for each, and how many for either."""

    point: int = 0
    comma: int = 0
    either_point: int = 0  # as 1.200
    either_comma: int = 0  # as 1,200
    large_bare: bool = False  # a whole number over 999 without marks


def marks_in(columns: Iterable[tuple[Column, int, int]]) -> Marks:
    """Count the evidence for each decimal mark in the cells of some columns."""
    columns = list(columns)
    found = Marks()
    for column, start, stop in columns:  # a look at some cells is mostly enough
        if stop - start > 4_000 and column.numbers is None:
            found = _added(found, _marks(column.cells[start : start + 1_000].unique()))
    if (found.point > 20 and not found.comma) or (found.comma > 20 and not found.point):
        return found
    found = Marks()
    for column, start, stop in columns:
        cells = column.cells[start:stop]
        if column.numbers is not None:
            cells = cells.filter(pa.array(np.isnan(column.numbers[start:stop])))
        if not len(cells):
            continue
        if len(cells) > 4000 and pc.all(pc.match_substring_regex(cells, r"^-?\d*(\.\d+)?$")).as_py():
            found = _added(found, _plain_marks(cells))
            continue
        if len(cells) > 4000 and pc.count_distinct(cells[:2000]).as_py() < 1000:
            cells = cells.unique()
        found = _added(found, _marks(cells))
    return found


def _plain_marks(cells: pa.Array) -> Marks:
    dots = np.asarray(pc.find_substring(cells, "."))
    places = np.asarray(pc.binary_length(cells)) - dots - 1
    parted = dots >= 0
    three = parted & (places == 3) & (dots <= 4)
    return Marks(
        point=int((parted & ~three).sum()),
        either_point=int(three.sum()),
        large_bare=bool((~parted & (places > 3)).any()),
    )


def _marks(cells: pa.Array) -> Marks:
    def count(form: str) -> int:
        return int(pc.sum(pc.match_substring_regex(cells, form)).as_py() or 0)

    return Marks(
        count(_CLEAR["."]),
        count(_CLEAR[","]),
        count(_UNCLEAR["."]),
        count(_UNCLEAR[","]),
        count(r"^\D*\d{4,}\D*$") > 0,
    )


def _added(one: Marks, other: Marks) -> Marks:
    return Marks(
        one.point + other.point,
        one.comma + other.comma,
        one.either_point + other.either_point,
        one.either_comma + other.either_comma,
        one.large_bare or other.large_bare,
    )


def currency_in(text: str) -> str | None:
    """Return the currency that a text names, as a sign or a code."""
    for sign in ("US$", "CA$", "A$", "NZ$", "R$"):
        if sign in text:
            return _CODES[sign.casefold()]
    found = next((sign for sign in text if sign in _SIGNS), None)
    if found:
        return "¥" if found == "￥" else found
    for word in phrases(text):
        for role in word.roles:
            if role.startswith("currency."):
                return role[9:]
    return None
