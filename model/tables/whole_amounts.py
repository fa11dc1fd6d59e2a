"""A table's amounts as whole numbers of one last digit, and the cells of amounts that hold none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from virement.tables.amounts import MISSING, NUMBER, TEXT, UNREADABLE, Values
from virement.tables.interpretation import Reading

MOST_DIGITS = 9e18  # what a sum of a column may come to: whole numbers of 64 bits


def count_marks(reading: Reading, values: dict[int, Values]) -> None:
    """Keep the cells of amounts that hold no amount: marks that mean nothing, words, and what can't be read."""
    layout = reading.layout
    for part in layout.amounts:
        kind = values[part.at].kind
        odd = np.flatnonzero((kind == MISSING) | (kind == TEXT) | (kind == UNREADABLE))
        for row in odd[:200_000].tolist():
            place = (row + layout.start, part.at)
            if kind[row] == UNREADABLE:
                reading.unreadable.append(place)
            else:
                reading.marks.setdefault(layout.grid.text(*place), []).append(place)


def whole_amounts(
    reading: Reading, values: dict[int, Values]
) -> tuple[dict[int, NDArray[np.int64]], dict[int, NDArray[np.bool_]]]:
    """Return the amounts of each column as whole numbers of one last digit; what is finer than that is rounded."""
    largest = max((float(np.abs(value.value).sum()) for value in values.values()), default=0.0)
    wanted = max((int(value.places[value.kind == NUMBER].max(initial=0)) for value in values.values()), default=0)
    places = min(wanted, max(reading.power, 0) + 6)
    while places > 0 and largest * 10.0**places > MOST_DIGITS:
        places -= 1
    if largest * 10.0 ** max(places, reading.power) > MOST_DIGITS:
        reading.refusal = ("adds up to more than can be counted exactly", "Count in a coarser unit")
    reading.places = places
    reading.fine = sum(
        int((value.places[value.kind == NUMBER] > max(reading.power, 0)).sum()) for value in values.values()
    )
    return (
        {at: _scaled(value, places) for at, value in values.items()},
        {at: value.kind == NUMBER for at, value in values.items()},
    )


def _scaled(value: Values, places: int) -> NDArray[np.int64]:
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = value.value * 10.0**places
        found = np.rint(np.clip(scaled, -9e18, 9e18)).astype(np.int64)
    for row, exact in value.exact.items():
        found[row] = int(exact.scaleb(places).to_integral_value())
    return found
