"""Amounts and shares as people write them, and money as whole minor units (cents).

Inside, money is an integer count of the currency's minor unit. Text is read into exact decimals and fractions, never
floats, and shown by one formatter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from model.errors import Unreadable

UNITS = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
UNKNOWN_CURRENCY = "XXX"  # ISO 4217's code for "no currency"

# ISO 4217, for the currencies whose minor unit is not a hundredth
_NO_MINOR_UNIT: tuple[str, ...] = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG")
_NO_MINOR_UNIT += ("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF")
_MINOR_PLACES = {
    **dict.fromkeys(_NO_MINOR_UNIT, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "BRL", "ARS", "CLP", "COP"),
    "€": ("EUR",),
    "£": ("GBP", "EGP", "LBP"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₪": ("ILS",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "฿": ("THB",),
    "₫": ("VND",),
    "₴": ("UAH",),
}
_SHOWN_SIGN = {"USD": "$", **{codes[0]: sign for sign, codes in _SIGNS.items() if sign != "$"}}
_SUFFIXES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mm", "mln", "million"), 6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 9),
    **dict.fromkeys(("t", "tn", "trn", "trillion"), 12),
}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<before>[A-Za-z]{{3}}|[{''.join(_SIGNS)}])?\s*(?P<number>{_NUMBER})\s*"
    rf"(?P<suffix>(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})(?![A-Za-z]))?\s*"
    rf"(?P<after>[A-Z]{{3}}|[{''.join(_SIGNS)}])?\s*(?P<year>per\s+year|a\s+year|/\s*yr|/\s*year|p\.?a\.?)?",
    re.IGNORECASE | re.ASCII,
)
_SHARE = re.compile(rf"({_NUMBER})\s*%", re.ASCII)
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")  # the spaces that typesetters put before a % or a unit
_MOST_DIGITS = 24


@dataclass(frozen=True)
class Amount:
    """An amount as a scenario states it: `value` in whole currency units, exact.

    `currency` is the sign or ISO code it was written with, or None; `per_year` says that it recurs every fiscal year.
    """

    value: Decimal
    currency: str | None = None
    per_year: bool = False

    def __post_init__(self) -> None:
        """Hold one value in one way, so that equal amounts are equal."""
        object.__setattr__(self, "value", Decimal(f"{self.value.normalize():f}"))

    def __str__(self) -> str:
        """As a person would write it: `$2B`, `$1,234.50`, `CHF 40k per year`."""
        sign = self.currency or ""
        digits, suffix = _shortest(self.value)
        gap = " " if len(sign) == 3 else ""
        return f"{sign}{gap}{digits}{suffix}{' per year' if self.per_year else ''}"


def _shortest(value: Decimal) -> tuple[str, str]:
    """Return the number and the suffix of the shortest exact way to write `value`, at most three decimals."""
    for power, suffix in ((9, "B"), (6, "M"), (3, "k")):
        scaled = Decimal(f"{value.scaleb(-power).normalize():f}")
        exponent = scaled.as_tuple().exponent
        if value >= 10**power and isinstance(exponent, int) and exponent >= -3:
            return f"{scaled:,f}", suffix
    return f"{value:,f}", ""


def write_amount(amount: Amount) -> str:
    """Write an amount so that it reads back: without a currency never as a bare number."""
    if amount.currency or _shortest(amount.value)[1]:
        return str(amount)
    return f"{amount.value.scaleb(-3):f}k{' per year' if amount.per_year else ''}"


def minor_places(currency: str) -> int:
    """Return how many decimals the currency's minor unit has (ISO 4217): 2 for USD, 0 for JPY."""
    return _MINOR_PLACES.get(currency, 2)


def currency_of(sign: str) -> str:
    """Return the ISO code that a sign or code most likely means: `$` is USD."""
    return _SIGNS[sign][0] if sign in _SIGNS else sign.upper()


def means_currency(sign: str, currency: str) -> bool:
    """Tell whether an amount written with `sign` can be in `currency`: `$` is fine for CAD, `€` is not."""
    return currency in (*_SIGNS.get(sign, ()), sign, UNKNOWN_CURRENCY)


def sign_of(currency: str) -> str:
    """Return the sign with which amounts of `currency` are written: `$` for USD, `CHF` for CHF, none if unknown."""
    return "" if currency == UNKNOWN_CURRENCY else _SHOWN_SIGN.get(currency, currency)


def read_amount(text: str) -> Amount:
    """Read `$2B`, `2 billion`, `USD 40k per year`; raise `Unreadable` for a bare number and for all else.

    >>> read_amount("$2,000,000"), read_amount("1.5m /yr").per_year
    (Amount(value=Decimal('2000000'), currency='$', per_year=False), True)
    """
    amount, bare = _read_number(text)
    if bare:
        number = text.strip()
        share = f"{number}%" if amount.value <= 100 else "30%"
        raise Unreadable(
            f"'{number}' has no unit", f"A bare number could be an amount or a share: write {share} or ${number}"
        )
    return amount


def read_beside(text: str, unit: str | None, *, beyond: bool = False) -> Fraction | Amount:
    """Read a share or an amount typed beside its unit, `%` or a unit of tables, which a bare number takes.

    Beside no unit a bare number is `Unreadable`; `beyond` is that of `read_share`.

    >>> read_beside("30", "%"), str(read_beside("2,000", "million")), str(read_beside("$2B", "%"))
    (Fraction(3, 10), '2B', '$2B')
    """
    if "%" in text:
        return read_share(text, beyond=beyond)
    amount, bare = _read_number(text)
    if not bare or unit is None:
        return read_amount(text)
    return (
        read_share(f"{text}%", beyond=beyond)
        if unit == "%"
        else replace(amount, value=amount.value.scaleb(UNITS[unit]))
    )


def read_figure(text: str) -> Amount:
    """Read a table's amount, where a bare number is meant: `1,200`, `$1,200`, `(1,200)`, `-1200.5`, `1.2m`.

    >>> read_figure("(1,200)").value
    Decimal('-1200')
    """
    bare = text.strip().replace("−", "-")
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    amount, _ = _read_number(bare.strip("()").removeprefix("-"))
    if amount.per_year:
        raise Unreadable(f"'{text}' is no amount of one period", "Leave 'per year' out")
    return Amount(-amount.value if negative else amount.value, amount.currency)


def _read_number(text: str) -> tuple[Amount, bool]:
    """Read an amount; the second value tells that it had neither sign, code nor suffix."""
    found = _AMOUNT.fullmatch(_SPACES.sub(" ", text).strip())
    if found is None:
        raise Unreadable(f"'{text[:60]}' is no amount", "Write it as $2B, 750 million or USD 40k")
    if len(found["number"]) > _MOST_DIGITS:
        raise Unreadable(f"'{text[:60]}' has too many digits", f"At most {_MOST_DIGITS}")
    signs = {currency_of(sign) if len(sign) == 3 else sign for sign in (found["before"], found["after"]) if sign}
    if len(signs) > 1 and not _agree(signs):
        raise Unreadable(f"'{text}' names two currencies", "Keep one of them")
    suffix = (found["suffix"] or "").lower()
    value = Decimal(found["number"].replace(",", "")).scaleb(_SUFFIXES.get(suffix, 0))
    code = max(signs, key=len, default=None)
    return Amount(value, code, bool(found["year"])), not (signs or suffix)


def _agree(signs: set[str]) -> bool:
    """Tell whether a sign and a code go together, as in `$2B CAD`."""
    sign, code = sorted(signs, key=len)
    return code in _SIGNS.get(sign, ())


def read_share(text: str, *, beyond: bool = False) -> Fraction:
    """Read `30%` or `30 %` as an exact fraction of one; raise `Unreadable` for all else and, unless it may go
    `beyond`, for over 100 %.

    >>> read_share("12.5 %")
    Fraction(1, 8)
    """
    found = _SHARE.fullmatch(_SPACES.sub(" ", text).strip())
    if found is None:
        raise Unreadable(f"'{text[:60]}' is no share", "Write it as 30%")
    if len(found[1]) > _MOST_DIGITS:
        raise Unreadable(f"'{text[:60]}' has too many digits", f"At most {_MOST_DIGITS}")
    share = Fraction(found[1].replace(",", "")) / 100
    if share > 1 and not beyond:
        raise Unreadable(f"{text.strip()} is more than all there is", "A share goes up to 100%")
    return share


def write_share(share: Fraction) -> str:
    """Write a share exactly, as `30%` or `9.345%`; one that no decimal can say to 40 digits.

    >>> write_share(Fraction(1, 8))
    '12.5%'
    """
    with localcontext(prec=40):
        return f"{(Decimal(share.numerator * 100) / Decimal(share.denominator)).normalize():f}%"


def to_minor(amount: Amount, currency: str) -> int:
    """Return `amount` in minor units of `currency`; raise `Unreadable` for another currency or part of a cent."""
    if amount.currency is not None and not means_currency(amount.currency, currency):
        sign = sign_of(currency) or currency
        raise Unreadable(f"{amount} is not in {currency}", f"The baseline's amounts are in {sign}")
    minor = amount.value.scaleb(minor_places(currency))
    if minor != minor.to_integral_value():
        raise Unreadable(f"{amount} is finer than the smallest coin", f"Round it to {minor_places(currency)} decimals")
    return int(minor)


def from_minor(minor: int, currency: str, *, per_year: bool = False) -> Amount:
    """Return the amount that is `minor` minor units of `currency`."""
    return Amount(Decimal(int(minor)).scaleb(-minor_places(currency)), sign_of(currency) or None, per_year)


def in_unit(minor: int, currency: str, unit: str) -> Decimal:
    """Return `minor` minor units as an exact decimal number of the table's unit.

    >>> in_unit(2_000_000_000_00, "USD", "million"), in_unit(1, "USD", "million")
    (Decimal('2000'), Decimal('1E-8'))
    """
    return Decimal(int(minor)) / Decimal(10) ** (minor_places(currency) + UNITS[unit])


def trimmed(amount: Decimal) -> Decimal:
    """Return an amount of a table without the zeros that a sum leaves behind.

    >>> trimmed(Decimal("1000.00")), trimmed(Decimal("0.50"))
    (Decimal('1000'), Decimal('0.5'))
    """
    return amount.normalize() + 0


def show(minor: int, currency: str, *, signed: bool = False) -> str:
    """Return `minor` as a reader sees it everywhere: `$6.42B`, `$750M`, `−$1.2k`; at most two decimals, half up.

    >>> show(642_000_000_000, "USD"), show(-75_000_000_000, "USD"), show(5, "USD"), show(0, "USD", signed=True)
    ('$6.42B', '−$750M', '$0.05', '$0')
    """
    size = abs(int(minor))
    sign = sign_of(currency)
    shown = _rounded(size, minor_places(currency))
    mark = "" if shown == "0" else "−" if minor < 0 else "+" if signed else ""
    return f"{mark}{sign}{' ' if len(sign) == 3 else ''}{shown}"


def show_together(minors: Sequence[int], currency: str) -> tuple[list[str], str]:
    """Return amounts for one table, all in the unit of the largest, and that unit: at most two decimals, half up.

    >>> show_together([98_000_000_000, -230_000_000_000], "USD")
    (['0.98', '−2.3'], '$B')
    """
    places = minor_places(currency)
    power, suffix = _step(max((abs(int(minor)) for minor in minors), default=0), places)
    found = []
    for minor in minors:
        shown = _hundredths(_count(abs(int(minor)), power + places))
        found.append(f"{'−' if minor < 0 and shown != '0' else ''}{shown}")
    sign = sign_of(currency)
    return found, f"{sign}{' ' if len(sign) == 3 and suffix else ''}{suffix}"


def show_exactly(minor: int, currency: str) -> str:
    """Return `minor` to the last cent, thousands apart.

    >>> show_exactly(-200_000_000_001, "USD")
    '−$2,000,000,000.01'
    """
    sign = sign_of(currency)
    size = Decimal(abs(int(minor))).scaleb(-minor_places(currency))
    return f"{'−' if minor < 0 else ''}{sign}{' ' if len(sign) == 3 else ''}{size:,f}"


def _rounded(size: int, places: int) -> str:
    """Return a non-negative count of minor units in at most two decimals of the largest suffix that fits."""
    power, suffix = _step(size, places)
    return f"{_hundredths(_count(size, power + places))}{suffix}"


def _step(size: int, places: int) -> tuple[int, str]:
    """Return the largest suffix of which a count of minor units, rounded to two decimals, is at least one."""
    steps = ((9, "B"), (6, "M"), (3, "k"))
    return next(((power, suffix) for power, suffix in steps if _count(size, power + places) >= 100), (0, ""))


def _count(size: int, power: int) -> int:
    """Return how many hundredths of a power of ten there are, half up."""
    whole = int(10**power)
    return (2 * size * 100 + whole) // (2 * whole)


def _hundredths(count: int) -> str:
    return f"{Decimal(count).scaleb(-2).normalize():,f}"


def show_share(share: Fraction | None, *, signed: bool = False, points: bool = False) -> str:
    """Return a share with at most one decimal, half up: `9.3%`; with `points`, as percentage points: `−1.2 pp`."""
    if share is None:
        return "–"
    tenths = (abs(share) * 2000 + 1) // 2
    mark = "" if tenths == 0 else "−" if share < 0 else "+" if signed else ""
    return f"{mark}{tenths // 10}{f'.{tenths % 10}' if tenths % 10 else ''}{' pp' if points else '%'}"
