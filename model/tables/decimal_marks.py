"""Which mark parts the decimals of a table's amounts."""

from __future__ import annotations

from virement.tables.amounts import marks_in
from virement.tables.decisions import Decisions
from virement.tables.layout import Layout, Part
from virement.tables.mapping import Mapping


def decimal_mark(layout: Layout, parts: list[Part], mapping: Mapping, asks: Decisions) -> str:
    """Return the mark that parts decimals, by the amounts themselves; ask where they leave it open."""
    if mapping.decimal_mark:
        return mapping.decimal_mark
    found = marks_in((layout.grid.columns[part.at], layout.start, layout.stop) for part in parts)
    if found.point and not found.comma:
        return "."
    if found.comma and not found.point:
        return ","
    if found.comma and found.point:
        likelier = "." if found.point >= found.comma else ","
        answers = (likelier, "," if likelier == "." else ".")
        return asks.ask(
            "decimal mark", "the amounts part decimals by a point in some cells and by a comma in others", answers
        )
    if found.either_point and found.either_comma:
        return asks.ask(
            "decimal mark", "the amounts have points and commas before three digits: which parts decimals?", (".", ",")
        )
    if found.either_point:
        return _mark_of_points(layout, found.large_bare, asks)
    if found.either_comma and not _is_english(layout) and found.large_bare:
        return asks.ask("decimal mark", "is '1,200' twelve hundred, or one and a fifth?", (".", ","))
    return "."


def _mark_of_points(layout: Layout, large: bool, asks: Decisions) -> str:
    if not large and (not _is_english(layout) or layout.grid.delimiter == ";"):
        return ","
    return asks.ask(
        "decimal mark",
        "is '1.200' twelve hundred (decimals after a comma), or one and a fifth?",
        (".", ",") if large else (",", "."),
    )


def _is_english(layout: Layout) -> bool:
    said = [language for part in layout.parts for language in part.heading.languages]
    return not said or said.count("en") * 2 >= len(said)
