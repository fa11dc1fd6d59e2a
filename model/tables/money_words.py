"""The currency and the unit that a table says: in headings, titles, the name of its sheet, notes, and the cells."""

from __future__ import annotations

import numpy as np
from virement.tables.amounts import NUMBER, Values, currency_in
from virement.tables.decisions import Decisions
from virement.tables.headings import unit_of
from virement.tables.interpretation import UNKNOWN_CURRENCY, Reading
from virement.tables.layout import Layout
from virement.tables.mapping import Mapping
from virement.values import currency_of, is_currency, means_currency

NOTES = 12  # rows at the end in which notes are looked for


def find_money(reading: Reading, values: dict[int, Values], mapping: Mapping, asks: Decisions) -> None:
    """Find currency and unit: in headings, titles, the sheet's name, notes below, and the cells themselves."""
    layout, grid = reading.layout, reading.layout.grid
    headings = [part.heading.text for part in layout.amounts]
    titles = [*layout.titles, grid.name]
    notes = _notes(layout, values)
    found = [currency_in(text) for text in headings] + [currency_in(text) for text in titles]
    found += [sign for value in values.values() for sign in sorted(value.currencies)]
    if part := next(iter(layout.having("currency")), None):
        texts = {
            text
            for text in grid.columns[part.at].cells[layout.start : layout.stop].unique().to_pylist()
            if text.strip() and text.strip() != part.name
        }
        if len(texts) > 1:
            reading.said.append(f"several currencies stand in '{part.name}': {', '.join(sorted(texts)[:5])}")
            asks.ask(
                "currencies",
                f"the amounts are in several currencies ({', '.join(sorted(texts)[:5])}); add them as they are?",
                ("yes", "no"),
            )
        found = [*texts, *found]
    if len(several := _several({sign for value in values.values() for sign in value.currencies})) > 1:
        about = f"the amounts are in several currencies ({', '.join(several)}); add them as they are?"
        asks.ask("currencies", about, ("yes", "no"))
    found += [currency_in(text) for text in notes]
    reading.signs = frozenset(sign for sign in found if sign)
    reading.currency = mapping.currency or _currency([sign for sign in found if sign])
    units = [unit_of(text) for text in headings]
    told = {unit for unit in units if unit}
    if not told:
        told = {unit for text in [*titles, *(part.heading.text for part in layout.parts)] if (unit := unit_of(text))}
    if not told:
        told = {unit for text in notes if (unit := unit_of(text))}
    own = any(value.own is not None for value in values.values())
    reading.says_unit = bool(mapping.unit or reading.has_own_units or told or own)
    if mapping.unit:
        reading.unit = mapping.unit
    elif reading.has_own_units:
        reading.unit = "one"
    elif len(told) > 1:
        reading.unit = asks.ask(
            "unit", f"the headings and titles say {' and '.join(sorted(told))}: which is it?", tuple(sorted(told))
        )
    else:
        reading.unit = next(iter(told), "one")


def _several(signs: set[str]) -> list[str]:
    """Return the signs that can't mean one currency, as `$` and `€` can't and `$` and `USD` can."""
    said = sorted(signs, key=lambda sign: (len(sign), sign))
    first = currency_of(said[-1]) if said else ""
    return said if any(not means_currency(sign, first) for sign in said) else []


def _currency(found: list[str]) -> str:
    codes = [sign for sign in found if is_currency(sign.upper())]
    best = codes[0] if codes else next((sign for sign in found if sign != "kr"), "")
    return currency_of(best) if best else UNKNOWN_CURRENCY


def _notes(layout: Layout, values: dict[int, Values]) -> list[str]:
    """Return the texts that stand alone in rows near the last amount, and in the last rows of the sheet."""
    grid = layout.grid
    amounts = [np.flatnonzero(values[part.at].kind == NUMBER)[-1:] for part in layout.amounts]
    last = layout.start + int(max((rows[0] for rows in amounts if len(rows)), default=0))
    near = {*range(last - NOTES, min(last + NOTES, grid.height)), *range(grid.height - NOTES, grid.height)}
    rows = [row for row in sorted(near) if row >= layout.start and grid.filled[row] == 1]
    return [next(filter(None, grid.row(row)), "") for row in rows]
