"""Currencies: how many decimals each has, which signs mean it, and how it is shown."""

from __future__ import annotations

UNKNOWN_CURRENCY = "XXX"  # ISO 4217's code for "no currency"

# ISO 4217, for the currencies whose minor unit is not a hundredth
_NO_MINOR_UNIT: tuple[str, ...] = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG")
_NO_MINOR_UNIT += ("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF")
_MINOR_PLACES = {
    **dict.fromkeys(_NO_MINOR_UNIT, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
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
    """Return how many decimals the currency's minor unit has (ISO 4217): 2 for USD, 0 for JPY."""
    return _MINOR_PLACES.get(currency, 2)


def currency_of(sign: str) -> str:
    """Return the ISO code that a sign or code most likely means: `$` is USD."""
    return SIGNS[sign][0] if sign in SIGNS else sign.upper()


def means_currency(sign: str, currency: str) -> bool:
    """Tell whether an amount written with `sign` can be in `currency`: `$` is fine for CAD, `€` is not."""
    return currency in (*SIGNS.get(sign, ()), sign, UNKNOWN_CURRENCY)


def sign_of(currency: str) -> str:
    """Return the sign with which amounts of `currency` are written: `$` for USD, `CHF` for CHF, none if unknown."""
    return "" if currency == UNKNOWN_CURRENCY else _SHOWN_SIGN.get(currency, currency)
