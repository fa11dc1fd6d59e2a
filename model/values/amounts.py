"""Amounts and shares as people write them, and money as whole minor units (cents).

Inside, money is an integer count of the currency's minor unit. Text is read into exact decimals and fractions, never
floats, and shown by one formatter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from virement.values.currencies import SIGNS, currency_of, is_currency, means_currency, minor_places, sign_of
from virement.values.problems import Unreadable

UNITS = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
_SUFFIXES = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mm", "mln", "million"), 6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 9),
    **dict.fromkeys(("t", "tn", "trn", "trillion"), 12),
}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<before>[A-Za-z]{{3}}|[{''.join(SIGNS)}])?\s*(?P<number>{_NUMBER})\s*"
    rf"(?P<suffix>(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})(?![A-Za-z]))?\s*"
    rf"(?P<after>[A-Z]{{3}}|[{''.join(SIGNS)}])?\s*(?P<year>per\s+year|a\s+year|/\s*yr|/\s*year|p\.?a\.?)?",
    re.IGNORECASE | re.ASCII,
)
_PERCENT = re.compile(r"%|per\s?cent|pct\b", re.IGNORECASE)
_SHARE = re.compile(rf"({_NUMBER})\s*(?:{_PERCENT.pattern})", re.IGNORECASE | re.ASCII)
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
    if _PERCENT.search(text):
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
        raise Unreadable(f"'{text}' is not an amount of one period", "Leave 'per year' out")
    return Amount(-amount.value if negative else amount.value, amount.currency)


def _read_number(text: str) -> tuple[Amount, bool]:
    """Read an amount; the second value tells that it had neither sign, code nor suffix."""
    found = _AMOUNT.fullmatch(_SPACES.sub(" ", text).strip())
    if found is None:
        raise Unreadable(f"'{text[:60]}' is not an amount", "Write it as $2B, 750 million or USD 40k")
    if len(found["number"]) > _MOST_DIGITS:
        raise Unreadable(f"'{text[:60]}' has too many digits", f"At most {_MOST_DIGITS}")
    signs = {currency_of(sign) if len(sign) == 3 else sign for sign in (found["before"], found["after"]) if sign}
    if len(signs) > 1 and not _agree(signs):
        raise Unreadable(f"'{text}' names two currencies", "Keep one of them")
    for code in signs - SIGNS.keys():
        if not is_currency(code):
            raise Unreadable(f"'{code}' is not a currency", "Write a code of ISO 4217, as USD 40k")
    suffix = (found["suffix"] or "").lower()
    value = Decimal(found["number"].replace(",", "")).scaleb(_SUFFIXES.get(suffix, 0))
    code = max(signs, key=len, default=None)
    return Amount(value, code, bool(found["year"])), not (signs or suffix)


def _agree(signs: set[str]) -> bool:
    """Tell whether a sign and a code go together, as in `$2B CAD`."""
    sign, code = sorted(signs, key=len)
    return code in SIGNS.get(sign, ())


def read_share(text: str, *, beyond: bool = False) -> Fraction:
    """Read `30%` or `30 percent` as an exact fraction of one; raise `Unreadable` for all else and, unless it may go
    `beyond`, for over 100 %.

    >>> read_share("12.5 %")
    Fraction(1, 8)
    """
    found = _SHARE.fullmatch(_SPACES.sub(" ", text).strip())
    if found is None:
        raise Unreadable(f"'{text[:60]}' is not a share", "Write it as 30%")
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
        raise Unreadable(
            f"{amount} has more decimals than the currency", f"Round it to {minor_places(currency)} decimals"
        )
    return int(minor)


def from_minor(minor: int, currency: str, *, per_year: bool = False) -> Amount:
    """Return the amount that is `minor` minor units of `currency`."""
    return Amount(Decimal(int(minor)).scaleb(-minor_places(currency)), sign_of(currency) or None, per_year)
