"""Currencies: which there are, how many decimals each has, which signs mean it, and how it is shown.

`currencies.csv` is list one of ISO 4217 as SIX, its maintenance agency, publishes it
(https://www.six-group.com/en/products-services/financial-information/data-standards.html): `code`, `minor_units` as
decimals (empty where the list says N.A.), `name`, and `listed`, the date of the newest edition that has the code. A
code whose date is an older one was withdrawn since; budgets of those years are still in it.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

UNKNOWN_CURRENCY = "XXX"  # ISO 4217's code for "no currency"

_FILE = Path(__file__).with_name("currencies.csv")
_USUAL_PLACES = 2  # ISO 4217 gives gold or Special Drawing Rights no minor unit: they are counted in hundredths
SIGNS = {
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
_SHOWN_SIGN = {"USD": "$", **{codes[0]: sign for sign, codes in SIGNS.items() if sign != "$"}}


def minor_places(currency: str) -> int:
    """Return how many decimals the currency's minor unit has: 2 for USD, 0 for JPY, 4 for CLF."""
    return _listed().get(currency, _USUAL_PLACES)


@cache
def _listed() -> dict[str, int]:
    """Return the decimals of each currency by its code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: int(row["minor_units"] or _USUAL_PLACES) for row in csv.DictReader(file)}


def is_currency(code: str) -> bool:
    """Tell whether ISO 4217 lists a code, now or in an edition since 2018."""
    return code in _listed()


def currency_of(sign: str) -> str:
    """Return the ISO code that a sign or code most likely means: `$` is USD."""
    return SIGNS[sign][0] if sign in SIGNS else sign.upper()


def means_currency(sign: str, currency: str) -> bool:
    """Tell whether an amount written with `sign` can be in `currency`: `$` is fine for CAD, `€` is not."""
    return currency in (*SIGNS.get(sign, ()), sign, UNKNOWN_CURRENCY)


def sign_of(currency: str) -> str:
    """Return the sign with which amounts of `currency` are written: `$` for USD, `CHF` for CHF, none if unknown."""
    return "" if currency == UNKNOWN_CURRENCY else _SHOWN_SIGN.get(currency, currency)
