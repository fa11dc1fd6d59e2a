"""Amounts as tables write them: digits and grouping, decimals, signs below zero, a currency's sign."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

# style: what groups the digits, what stands before the decimals
STYLES = {
    "plain": ("", "."),
    "english": (",", "."),
    "comma": ("", ","),
    "continental": (".", ","),
    "french": ("\u00a0", ","),
    "narrow": ("\u202f", ","),
    "swiss": ("'", "."),
    "typographic": ("’", "."),
    "indian": (",", "."),
}
Sign = tuple[str, Literal["before", "after"], str]


def number_text(value: Decimal, style: str, negative: str = "minus", sign: Sign | None = None) -> str:
    """Write an amount.

    >>> number_text(Decimal("-1234567.50"), "continental", "trailing")
    '1.234.567,50-'
    >>> number_text(Decimal("-1234567"), "indian", "parentheses", ("₹", "before", "INR"))
    '(₹12,34,567)'
    """
    if style == "scientific":
        return _scientific(value)
    whole, _, decimals = f"{abs(value):f}".partition(".")
    separator, point = STYLES[style]
    text = separator.join(_groups(whole, 2 if style == "indian" else 3)) if separator else whole
    text += point + decimals if decimals else ""
    if sign:
        text = sign[0] + text if sign[1] == "before" else text + sign[0]
    return _below_zero(text, negative) if value < 0 else text


def _groups(whole: str, size: int) -> list[str]:
    groups, rest = [whole[-3:]], whole[:-3]
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return groups


def _below_zero(text: str, negative: str) -> str:
    forms = {"minus": "-{}", "parentheses": "({})", "trailing": "{}-", "sign": "−{}", "CR": "{} CR", "triangle": "△{}"}
    return forms[negative].format(text)


def _scientific(value: Decimal) -> str:
    digits = f"{abs(value):f}".replace(".", "").strip("0")
    return f"{value:.{max(len(digits) - 1, 0)}E}".replace("E+", "E+") if value else "0"


def could_be_decimals(texts: Iterable[str], style: str, language: str) -> bool:
    """Tell whether `1.234` stands alone, with nothing in the table that shows if it is a thousand or a fraction."""
    if style not in ("english", "continental", "indian") or (style != "continental" and language in ("en", "ja")):
        return False
    numbers = [re.sub(r"[^\d.,]", "", text).strip(".,") for text in texts]
    grouped = [text for text in numbers if re.search(r"[.,]", text)]
    return all(re.fullmatch(r"\d{1,3}[.,]\d{3}", text) for text in grouped) and bool(grouped)
