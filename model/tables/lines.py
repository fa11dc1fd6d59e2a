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
    around: tuple[str, ...] | None = None  # of a line over all of a column: what its other columns say


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


_EQUALS = re.compile(r"(?:\d{1,3}[.)]?)?\s*=\s+(?=\S)")


def equalled(text: str) -> str | None:
    """Return what a line sums that an equals sign says is one, as `4 = Ordentliche Erträge`; None for another."""
    found = _EQUALS.match(text)
    return text[found.end() :].strip() if found else None


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


def is_all(text: str, heading: str) -> bool:
    """Tell whether a cell means all of its column: `All`, or `All Cost Centres` under Cost Centre.

    >>> is_all("All Cost Centres", "Cost Centre"), is_all("All Saints School", "School")
    (True, False)
    """
    if text[:3].casefold() != "all":
        return False
    rest = fold(text).removeprefix("all").split()
    return not rest or [word.rstrip("s") for word in rest] == [word.rstrip("s") for word in fold(heading).split()]


def is_part(text: str) -> bool:
    """Tell whether a line so called is a part of another that counts it already: `of which overtime`, `Memo: …`.

    >>> is_part("of which overtime"), is_part("davon Personal"), is_part("Office of Which Hazel")
    (True, True, False)
    """
    words = phrases(text)
    return bool(words) and "row.part" in words[0].roles


def counted(text: str) -> str:
    """Tell whether a line so called counts people: `all` its words say so, `part` of them, or none.

    >>> counted("FTE"), counted("Police positions"), counted("Police")
    ('all', 'part', '')
    """
    said = [word.roles for word in phrases(text) if word.roles != {"filler"}]
    counts = [roles for roles in said if "row.count" in roles]
    return "" if not counts else "all" if len(counts) == len(said) else "part"


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
