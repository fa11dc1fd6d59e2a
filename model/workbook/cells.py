"""The sheets of a workbook before they are written: cells of text, numbers and formulas with what they come to.

A spreadsheet counts in floats. A `Figure` is a whole number below `MOST` all the same: sums and differences of such are
exact, and products that aren't are taken apart (`quotients.py`). A difference is multiplied by 1, since a spreadsheet
takes the last subtraction of a formula for zero where it is nearly that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from virement.tables import letter_of

MOST = 10**15  # a spreadsheet shows, saves and compares fifteen digits
LONGEST = 32_000  # letters of a text; a cell holds a few more


@dataclass(frozen=True)
class Figure:
    """A whole number of a workbook: the piece of a formula that says it, and what it comes to as written."""

    text: str
    value: int


def whole(value: int) -> Figure:
    """Return a number as it is."""
    return Figure(str(value), value)


def plus(*figures: Figure) -> Figure:
    """Return a sum."""
    return Figure(f"({'+'.join(figure.text for figure in figures)})", sum(figure.value for figure in figures))


def minus(one: Figure, other: Figure) -> Figure:
    """Return a difference."""
    return Figure(f"({one.text}-{other.text})*1", one.value - other.value)


def times(one: Figure, other: Figure) -> Figure:
    """Return a product, which the caller knows to be small."""
    return Figure(f"{one.text}*{other.text}", one.value * other.value)


def negative(figure: Figure) -> Figure:
    """Return a figure with the other sign."""
    return Figure(f"0-{figure.text}", -figure.value)


def least(one: Figure, other: Figure) -> Figure:
    """Return the smaller of two."""
    return Figure(f"MIN({one.text},{other.text})", min(one.value, other.value))


def most(one: Figure, other: Figure) -> Figure:
    """Return the larger of two."""
    return Figure(f"MAX({one.text},{other.text})", max(one.value, other.value))


def reaches(figure: Figure, bound: int) -> Figure:
    """Return 1 where a figure is at least `bound`, else 0."""
    return Figure(f"IF(({figure.text}-{bound})*1>=0,1,0)", int(figure.value >= bound))


def doubled_reaches(figure: Figure, more: Figure, bound: Figure) -> Figure:
    """Return 1 where twice a figure and a little more is at least `bound`, else 0; whole even where twice it isn't."""
    text = f"IF(((2*{figure.text}-{bound.text})*1+{more.text})*1>=0,1,0)"
    return Figure(text, int(2 * figure.value + more.value >= bound.value))


def either(condition: Figure, one: Figure, other: Figure) -> Figure:
    """Return `one` where the condition isn't 0, else `other`."""
    text = f"IF({condition.text}>0,{one.text},{other.text})"
    return Figure(text, one.value if condition.value > 0 else other.value)


@dataclass(frozen=True)
class Entry:
    """What a cell holds: `kind` is text, link, number or formula, `shown` what that gives; a driver is unlocked."""

    kind: str
    content: str | float
    shown: str | float
    style: str
    driver: bool = False


@dataclass
class Page:
    """One sheet: its cells by row and column from 0, and how it is laid out."""

    name: str
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    frozen: tuple[int, int] = (0, 0)
    hidden: bool = False
    cells: dict[tuple[int, int], Entry] = field(default_factory=dict)

    def write(self, row: int, column: int, value: str | int | float, style: str = "", *, driver: bool = False) -> None:
        """Put a text or a number into a cell."""
        if isinstance(value, str):
            self.cells[row, column] = Entry("text", plain(value), plain(value), style, driver)
        else:
            self.cells[row, column] = Entry("number", value, value, style, driver)

    def link(self, row: int, column: int, address: str) -> None:
        """Put an address into a cell, which opens it."""
        self.cells[row, column] = Entry("link", address, address, "link")

    def line(self, row: int, values: Sequence[str | int | float], style: str = "", first: int = 0) -> None:
        """Put texts and numbers side by side."""
        for column, value in enumerate(values, start=first):
            self.write(row, column, value, style)

    def formula(self, row: int, column: int, text: str, shown: str | float, style: str = "") -> None:
        """Put a formula into a cell, with what it comes to."""
        self.cells[row, column] = Entry("formula", f"={text}", shown, style)

    def place(self, row: int, column: int, figure: Figure, style: str = "") -> Figure:
        """Put a figure into a cell of its own, and return it as other cells refer to it."""
        self.formula(row, column, figure.text, figure.value, style)
        return Figure(self.at(row, column), figure.value)

    def at(self, row: int, column: int) -> str:
        """Return how other sheets refer to a cell."""
        return f"{self.name}!{cell_name(row, column)}"


def cell_name(row: int, column: int) -> str:
    """Return a cell's name.

    >>> cell_name(6, 27)
    'AB7'
    """
    return f"{letter_of(column)}{row + 1}"


def fixed_name(row: int, column: int) -> str:
    """Return a cell's name that stays when a formula is copied: `$AB$7`."""
    return f"${letter_of(column)}${row + 1}"


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of numbers that follow each other.

    >>> runs([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    found = np.array(list(numbers), dtype=np.int64)
    pieces = np.split(found, np.flatnonzero(np.diff(found) != 1) + 1)
    return [(int(piece[0]), int(piece[-1])) for piece in pieces if piece.size]


def plain(text: str) -> str:
    """Return a text that a workbook can hold: without what XML has no letter for, and not endless."""
    held = "".join(letter if letter.isprintable() or letter in "\n\t" else "�" for letter in text)
    return held if len(held) <= LONGEST else f"{held[:LONGEST]} …"
