"""Amounts as tables hold them: `$1,200`, `(1,200)`, `1.200,50`, `1 200,50`, `1.2m`, and their decimal mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from virement.tables.sheet import Cell
from virement.values import Amount, Problem, Unreadable, read_figure

MARKS = (".", ",")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f ]")
_GROUPED = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+")
_SUFFIX = re.compile(r"\d\s?(?:k|m|mm|mn|mln|b|bn|bln|t|tn|trn|thousand|[mbt]r?illion)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"[$€£]?\d{1,3}(?:,\d{3})*\.\d{1,2}")
_PLAIN = re.compile(r"([$€£]?)((?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,8})?)", re.ASCII)
_FOOTNOTE = re.compile(r"\s*[*†‡]+$")


@dataclass(frozen=True)
class Decimals:
    """The mark that parts decimals, and what is to be said of how it was found."""

    mark: str
    problem: Problem | None = None


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds no amount on purpose: empty, a dash (also `$ -`), `n/a`."""
    return isinstance(cell, str) and (not cell or (not cell[-1].isdigit() and _blank(cell)))


@lru_cache(maxsize=65536)
def _blank(text: str) -> bool:
    folded = _SPACES.sub(" ", text).strip().casefold()
    return folded in ("", "n/a", "n.a.", "n.a") or re.fullmatch(r"[$€£¥₹]?\s*[-–—−]{1,2}", folded) is not None


def has_suffix(cell: Cell) -> bool:
    """Tell whether a cell counts in a unit of its own, as `1.2m` does."""
    return isinstance(cell, str) and _SUFFIX.search(cell) is not None


def decimals_of(cells: Iterable[tuple[str, Cell]], where: str) -> Decimals:
    """Find the decimal mark of a table from its text cells, each given with its place.

    A mark that stands with the other, twice, or before other than three digits tells. Where none does, a mark before
    three digits parts thousands: `1,200` and `1.200` are both 1200; the second, which could be 1.2, with a warning.
    """
    clear: dict[str, str] = {}
    with_suffix: dict[str, str] = {}
    unclear: dict[str, str] = {}
    for place, cell in cells:
        if isinstance(cell, str) and (found := _evidence(cell)):
            mark, sure = found
            kind = clear if sure == "clear" else with_suffix if sure == "suffix" else unclear
            kind.setdefault(mark, f"'{cell[:40]}' ({place})")
    for told in (clear, with_suffix):
        if len(told) == 2:
            what = f"parts decimals by a point in {told['.']} and by a comma in {told[',']}"
            return Decimals(".", Problem(where, what, "Write all amounts in one way, or say the decimal mark"))
        if told:
            return Decimals(next(iter(told)))
    if len(unclear) == 2:
        what = f"has {unclear['.']} and {unclear[',']}: one of the marks parts thousands, and it isn't clear which"
        return Decimals(".", Problem(where, what, "Say the decimal mark"))
    if "." in unclear:
        what = f"{unclear['.']} is read with three digits behind the point as thousands"
        return Decimals(",", Problem(where, what, "If it parts decimals, say so: decimal mark '.'", "warning"))
    return Decimals(".")


@lru_cache(maxsize=65536)
def _evidence(text: str) -> tuple[str, str] | None:
    """Return the decimal mark that a cell speaks for and how clearly, or the mark that is unclear in it."""
    if _ENGLISH.fullmatch(text):
        return ".", "clear"
    found = _NUMBER.findall(_GROUPED.sub("", _SPACES.sub(" ", text)))
    number = found[0].strip(".,") if len(found) == 1 and found[0][0].isdigit() else found[0] if len(found) == 1 else ""
    marks = re.findall("[.,]", number)
    if not marks:
        return None
    last, other = marks[-1], "." if marks[-1] == "," else ","
    if len(set(marks)) == 2:
        return last, "clear"
    if len(marks) > 1:
        return other, "clear"
    whole, _, parts = number.partition(last)
    if len(parts) != 3 or whole in ("", "0") or len(whole) > 3:
        return last, "clear"
    return (last, "suffix") if last == "." and re.search(r"\d\s?[A-Za-z]", text) else (last, "unclear")


def read_cell(cell: Cell, mark: str) -> Amount:
    """Read a cell's amount, with the decimals parted by `mark`; raise `Unreadable` for what is none.

    >>> read_cell("(1.200,50 €)", ",").value, read_cell("$ (1 200)", ".").value
    (Decimal('-1200.5'), Decimal('-1200'))
    """
    if isinstance(cell, Decimal):
        return Amount(cell)
    return _read_text(cell, mark)


@lru_cache(maxsize=65536)
def _read_text(cell: str, mark: str) -> Amount:
    if mark == "." and (plain := _PLAIN.fullmatch(cell)):  # nearly every cell, and far quicker than the rest
        return Amount(Decimal(plain[2].replace(",", "")), plain[1] or None)
    text = _FOOTNOTE.sub("", _SPACES.sub(" ", cell).replace("−", "-")).strip()
    negative = False
    if found := re.fullmatch(r"([^\d()]*)\(([^()]*)\)([^\d()]*)", text):
        negative, text = True, "".join(found.groups()).strip()
    elif text.endswith("-"):
        negative, text = True, text[:-1].strip()
    elif found := re.fullmatch(r"([^\d.,-]*)-\s*(.*)", text):
        negative, text = True, found[1] + found[2]
    if mark == ",":
        text = text.translate(str.maketrans(".,", ",."))
    text = _GROUPED.sub(",", text)
    if text.startswith(("-", "(")):
        raise Unreadable(f"'{cell[:60]}' is not an amount", "Write it as 1,200 or (1,200)")
    try:
        amount = read_figure(text)
    except Unreadable as error:
        raise Unreadable(f"'{cell[:60]}' is not an amount", error.hint) from None
    return Amount(-amount.value, amount.currency) if negative else amount


def places_of(cell: Cell, mark: str) -> Decimal:
    """Return the last place that a cell's amount is written to, by which a sum of rounded amounts can miss."""
    value = read_cell(cell, mark).value
    if isinstance(cell, Decimal):
        exponent = int(cell.as_tuple().exponent)
        return Decimal(1) if exponent >= 0 else Decimal("0.01")  # a spreadsheet's number is as exact as it can be
    digits = re.sub(r"[^\d.]" if mark == "." else r"[^\d,]", "", cell).replace(",", ".")
    written = Decimal(digits.strip(".") or 0)
    if not written or not value:
        return Decimal(1)
    return Decimal(1).scaleb(int(written.as_tuple().exponent)) * abs(value / written)
