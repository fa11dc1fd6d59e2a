"""What the name of a row tells: a division's path, a sum of other rows, or a note about the table."""

from __future__ import annotations

import re

from virement.values import SEPARATOR

_SUM = r"(?:sub-? ?totals?|totals?|sums?|summe|zwischensumme|gesamtsumme|gesamt)"
_OF_ALL = r"(?: (?:budget|expenditures?|expenses?|spending|costs?|amounts?|all|departments|divisions|funds))*"
_WHOLE_SUM = re.compile(rf"(?:(?:grand|overall|net|all) )*{_SUM}{_OF_ALL}")
_NAMED_SUM = re.compile(rf"{_SUM}\s*(?:of|for|[-–:,])?\s+(.+)|(.+?)\s*[-–:,]?\s+{_SUM}")
_NOTE = re.compile(
    r"(?:notes?|sources?|remarks?|footnotes?|prepared|figures|amounts|excludes|includes|https?)\b|[*†‡¹²³]|\("
)
_LONG = 80  # signs, beyond which a text is not a name


def path_of(text: str) -> str:
    """Return a division's path with its separators written in one way."""
    return SEPARATOR.join(part.strip() for part in text.strip().split(SEPARATOR))


def is_sum(text: str) -> bool:
    """Tell whether a row so called can only be a sum of others: `Total`, `Grand total`, `Subtotal:`."""
    return _WHOLE_SUM.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" :*").split())


def summed_name(text: str) -> str | None:
    """Return what a row sums by its name, as `parks` of `Parks Total`, or None where it names nothing so."""
    found = _NAMED_SUM.fullmatch(_plain(text))
    return (found[1] or found[2]) if found else None


def reads_as_note(text: str) -> bool:
    """Tell whether a text begins as notes do, or is too long for a name."""
    return len(text) > _LONG or _NOTE.match(text.casefold()) is not None
