"""Finds among many names those that could be totals, results or parts of a statement, without reading each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from virement.tables.lines import counted, is_net, is_part, section_of, total_of
from virement.tables.vocabulary import words_of

_ACCENTS = {
    "a": "aàáâãäåą",
    "c": "cçć",
    "e": "eèéêëę",
    "i": "iìíîï",
    "l": "lł",
    "n": "nñń",
    "o": "oòóôõöø",
    "s": "sś",
    "u": "uùúûü",
    "z": "zźż",
}


@cache
def _forms() -> tuple[str, str]:
    """Return the patterns of names that may stand out: by their start or as a whole, and by their end, backwards.

    Patterns that are tied to the start of a text are many times as quick as others.
    """
    ends, whole = (
        words_of("total", "subtotal"),
        words_of("measure.net", "measure.revenue", "measure.expense", "row.count"),
    )
    starts = "|".join("".join(_loosely(word)) for word in sorted(ends, key=len, reverse=True))
    backwards = "|".join("".join(reversed(_loosely(word))) for word in sorted(ends, key=len, reverse=True))
    phrases = "|".join("".join(_loosely(word)) for word in sorted(whole, key=len, reverse=True))
    return rf"(?i)^\W*(?:(?:{starts})(?:\W|$)|(?:{phrases})\W*$)", rf"(?i)^\W*(?:計|(?:{backwards})(?:\W|$))"


def _loosely(word: str) -> list[str]:
    """Return a folded word as pieces of a pattern that fits it with accents, and with any marks between its parts."""
    return [f"[{_ACCENTS[sign]}]" if sign in _ACCENTS else r"\W+" if sign == " " else re.escape(sign) for sign in word]


def may_stand_out(texts: list[str]) -> list[int]:
    """Return the places of the texts that may stand out."""
    if len(texts) < 500:
        return list(range(len(texts)))
    names = pa.array(texts, type=pa.string())
    forwards, backwards = _forms()
    found = pc.or_(
        pc.match_substring_regex(names, forwards), pc.match_substring_regex(pc.utf8_reverse(names), backwards)
    )
    return [int(place) for place in pc.indices_nonzero(found).to_pylist()]


def stands_out(chosen: Iterable[str]) -> bool:
    """Tell whether any text is called a total, a result or a part of a statement."""
    return any(
        total_of(text) is not None
        or is_net(text)
        or section_of(text) is not None
        or counted(text) == "all"
        or is_part(text)
        for text in chosen
    )
