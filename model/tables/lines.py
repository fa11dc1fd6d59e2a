"""The lines of a table: one for each division, with its amounts by source, however many rows it takes to show them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from virement.tables.vocabulary import fold, lookup, phrases, roles_of

FIGURE, CAPTION, TOTAL, NET, NOTE, BLANK, AGAIN, UNNAMED, CREDIT = (
    "figure", "caption", "total", "net", "note", "blank", "heading", "unnamed", "credit",
)  # fmt: skip
_SUMS = ("total", "subtotal")


@dataclass(eq=False)
class Line:
    """One line: the first row it stands in, its cells by level, and what it was understood to be."""

    row: int
    cells: tuple[str, ...]
    indent: int = 0
    code: str = ""
    kind: str = FIGURE
    path: tuple[str, ...] = ()
    measure: str = "budget"
    typed: bool = False
    why: str = ""
    of: str | None = None  # what a total names
    sums: list[int] = field(default_factory=list)
    label: str = ""  # the last of its names, as the columns stand


def total_of(text: str) -> str | None:
    """Return what a total so called sums, the empty text for all of it, or None where it is no total.

    >>> total_of("Grand Total"), total_of("Total Parks"), total_of("Parks total:"), total_of("Total Quality Unit")
    ('', 'Parks', 'Parks', 'Quality Unit')
    """
    if not text or len(text) > 120:
        return None
    roles = roles_of(text.strip(" :*=-"))
    if roles & {"total", "subtotal"}:
        return ""
    words = phrases(text)
    if not words:
        return None
    tokens = fold(text).split()
    ends = [words[0], words[-1], *filter(None, (lookup(tokens[0]), lookup(tokens[-1])))]
    if not any(word.roles & set(_SUMS) for word in ends):
        return None
    meaning = [word for word in words if not word.roles & {*_SUMS, "filler"}]
    if not meaning or all(word.roles & {"measure.expense", "amount", "stage.budget"} for word in meaning):
        return "" if not meaning else _rest(text)
    return _rest(text)


def _rest(text: str) -> str:
    """Return a total's name without the word for it."""
    bare = text.strip(" :*=")
    pieces = re.split(r"(\s+|[:,–—-]+)", bare)
    words = [piece for piece in pieces if piece.strip(" :,–—-")]
    for size in range(min(3, len(words) - 1), 0, -1):
        for head, tail in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            word = lookup(fold(" ".join(head)))
            if word and word.roles & set(_SUMS):
                rest = bare[bare.index(tail[0]) : bare.rindex(tail[-1]) + len(tail[-1])]
                return re.sub(r"^(?:of|for|des|der|de|du|del|di|van|av|af)\s+", "", rest.strip(" :,–—-"), flags=re.I)
    cut = re.sub(r"(?:合計|小計|総計|計)$|^(?:合計|小計|総計|計)", "", bare)
    return cut.strip()


def is_net(text: str) -> bool:
    """Tell whether a line so called is a result: revenue less spending."""
    return "measure.net" in roles_of(text.replace("/", " ").replace("(", " ").replace(")", " "))


_WEAK = {
    "sales",
    "earnings",
    "resources",
    "sources",
    "entradas",
    "entrada",
    "recursos",
    "ventas",
    "fees and charges income",
    "product",
    "produit",
    "fonti",
    "umsatz",
}


def section_of(text: str) -> str | None:
    """Return the measure that a caption so called begins: `revenue` or `budget`; None for a name."""
    folded = fold(text)
    roles = roles_of(text)
    if "measure.revenue" in roles and folded not in _WEAK:
        return "revenue"
    return "budget" if "measure.expense" in roles else None


_LONG = 90


def reads_as_note(text: str) -> bool:
    """Tell whether a text begins as notes do, or is too long for a name."""
    if len(text) > _LONG or re.match(r"[*†‡¹²³※(（\[]|https?:", text):
        return True
    words = phrases(text)
    noted = bool(words) and "footer" in words[0].roles
    return (
        noted
        and (len(words) > 1 or text.rstrip().endswith(":"))
        and (":" in text[:40] or "." in text or len(words) > 3)
    )


Matrix = NDArray[np.int64]
