"""One reading of a sheet, from its layout to divisions, periods and whole amounts, with the fate of every number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from virement.tables.amounts import BLANK, Values, read_values
from virement.tables.chosen_sources import choose_sources
from virement.tables.decimal_marks import decimal_mark
from virement.tables.decisions import Decisions
from virement.tables.interpretation import Reading
from virement.tables.last_questions import ask_rest
from virement.tables.layout import Layout
from virement.tables.line_kinds import understand_lines
from virement.tables.mapping import ACTUALS, Mapping
from virement.tables.money_words import find_money
from virement.tables.own_units import in_one_unit, without_own_units
from virement.tables.row_lines import find_lines
from virement.tables.row_times import row_stages, row_times
from virement.tables.second_tables import MOST_FOR_SECOND, repeated_headings, without_second
from virement.tables.sources import find_sources
from virement.tables.whole_amounts import count_marks, whole_amounts

LIKE_AMOUNTS = 100  # times a column's sum, below which it is too small to be amounts beside others


def interpret(layout: Layout, mapping: Mapping, asks: Decisions) -> Reading:
    """Read a sheet by a layout; what is open is among the questions of `asks`."""
    reading = Reading(layout, is_apart=mapping.of == ACTUALS)
    parts = layout.numeric
    if not layout.amounts:
        reading.refusal = (
            "has no column of amounts",
            "It needs a heading such as Amount, Budget or a year above numbers",
        )
        return reading
    reading.mark = decimal_mark(layout, layout.amounts, mapping, asks)
    again = repeated_headings(layout)
    if len(again) or layout.grid.height < MOST_FOR_SECOND:
        layout = reading.layout = without_second(layout, again, asks, reading)
        again = again[again < layout.stop - layout.start]
    values = {
        part.at: read_values(layout.grid.columns[part.at], layout.start, layout.stop, reading.mark) for part in parts
    }
    for value in values.values():
        value.kind[again] = BLANK
        value.value[again] = 0.0
    reading.again = again
    _negate_credits(reading, values)
    layout = reading.layout = _ask_numbers(layout, values, asks)
    parts = layout.numeric
    if across := [part.name for part in layout.parts if part.is_across]:
        listed = ", ".join(f"'{name}'" for name in across[:4])
        reading.said.append(f"the headings {listed}{' …' if len(across) > 4 else ''} are taken for divisions")
    count_marks(reading, values)
    in_one_unit(reading, values)
    find_money(reading, values, mapping, asks)
    without_own_units(reading, values)
    units, known = whole_amounts(reading, values)
    whens, when_codes = row_times(reading, asks)
    stages, stage_codes = row_stages(layout)
    if not find_sources(reading, parts, whens, stages, asks):
        return reading
    find_lines(reading, units, known, when_codes, stage_codes, len(whens), len(stages), mapping, asks)
    understand_lines(reading, asks)
    choose_sources(reading, asks, mapping)
    ask_rest(reading, asks)
    return reading


def _negate_credits(reading: Reading, values: dict[int, Values]) -> None:
    """Count a column of credits below zero, where one of debits stands beside it."""
    sides = {
        side: [p.at for p in reading.layout.amounts if p.heading.has(f"side.{side}")] for side in ("debit", "credit")
    }
    for at in sides["credit"] if sides["debit"] else ():
        value = values[at]
        exact = {row: -amount for row, amount in value.exact.items()}
        values[at] = replace(value, value=-value.value, exact=exact)
        reading.said.append(f"'{reading.layout.parts[at].name}' counts below zero, beside the debits")


def _ask_numbers(layout: Layout, values: dict[int, Values], asks: Decisions) -> Layout:
    """Ask what columns of numbers are that nothing is known of, where they are as large as the amounts."""
    sizes = {at: float(np.abs(value.value).sum()) for at, value in values.items()}
    largest = max(sizes[part.at] for part in layout.amounts)
    finest = _finest(layout, values)
    for part in layout.having("number"):
        is_sum = finest is not None and np.allclose(values[part.at].value, finest, rtol=1e-12)
        if is_sum or sizes[part.at] * LIKE_AMOUNTS < largest:
            continue
        about = f"column '{part.name}' holds numbers as large as the amounts: is it part of the budget?"
        if asks.ask(f"column {part.name}", about, ("no, leave it out", "yes, amounts")) == "yes, amounts":
            parts = tuple(replace(one, role="amount") if one is part else one for one in layout.parts)
            layout = replace(layout, parts=parts)
    return layout


def _finest(layout: Layout, values: dict[int, Values]) -> NDArray[np.float64] | None:
    """Return the sums of the amounts of each row over its shortest periods; None where these are years or one."""
    for kind in ("month", "quarter"):
        parts = [part for part in layout.amounts if part.heading.period and part.heading.period.kind == kind]
        if len(parts) > 1:
            return np.asarray(sum(values[part.at].value for part in parts))
    return None
