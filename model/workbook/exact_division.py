"""Long division on a sheet: `first * second / third`, exactly, though the product has twice the digits of a float.

Each number is parted into a high and a low half of 25 bits; the products of halves, and their differences from those of
an estimated quotient, stay whole numbers that a float holds. What is left then tells by how much the estimate is off.
"""

from __future__ import annotations

from dataclasses import dataclass

from virement.workbook.cells import Figure, Page, whole

HALF = 2**25
HEADS = ("What", "First", "Second", "Third", "First: high", "low", "Second: high", "low", "Third: high", "low",
         "Estimate", "high", "low", "Left of it", "Quotient", "Remainder", "Rounded half up")  # fmt: skip
_HALVES = {"E": "B", "G": "C", "I": "D", "L": "K"}  # the column of a number's high half, and that of the number


@dataclass(frozen=True)
class Quotient:
    """A quotient in full: `floor` and `left`, the remainder; and `rounded`, half up."""

    floor: Figure
    left: Figure
    rounded: Figure


class Quotients:
    """The sheet of all divisions, one a row."""

    def __init__(self) -> None:
        """Begin with the heads."""
        self.page = Page("Quotients", widths={0: 46, **dict.fromkeys(range(1, len(HEADS)), 17)}, frozen=(3, 1))
        self.page.write(0, 0, "Quotients: first × second ÷ third, by long division", "title")
        self.page.write(1, 0, "Work refers to these. Nothing is to be changed here.", "note")
        self.page.line(2, HEADS, "head")
        self._row = 3

    def divide(self, what: str, first: Figure, second: Figure, third: Figure) -> Quotient:
        """Add a division, of figures that aren't negative by one that is at least 1."""
        row, self._row = self._row, self._row + 1
        self.page.write(row, 0, what)
        for column, figure in enumerate((first, second, third), start=1):
            self.page.place(row, column, figure, "whole")
        floor, left = divmod(first.value * second.value, third.value)
        rounded = floor + (2 * left >= third.value)
        held = _values(first.value, second.value, third.value, floor, left, rounded)
        for column, (text, value) in enumerate(zip(_formulas(row + 1), held, strict=True), start=4):
            self.page.formula(row, column, text, value, "whole")
        return Quotient(*(Figure(self.page.at(row, 14 + n), value) for n, value in enumerate((floor, left, rounded))))

    def share(self, what: str, share: Figure, of: Figure, denominator: int) -> Quotient:
        """Add a division by the denominator of all shares."""
        return self.divide(what, share, of, whole(denominator))


def _formulas(row: int) -> list[str]:
    """Return the formulas of a row from column E on."""
    halves = {high: f"INT({number}{row}/{HALF})" for high, number in _HALVES.items()}
    lows = {high: f"({number}{row}-{high}{row}*{HALF})*1" for high, number in _HALVES.items()}
    high = f"(E{row}*G{row}-L{row}*I{row})*{HALF}"
    middle = f"((E{row}*H{row}-L{row}*J{row})+(F{row}*G{row}-M{row}*I{row}))"
    left = f"(({high}+{middle})*{HALF}+(F{row}*H{row}-M{row}*J{row}))*1"
    off = f"IF(N{row}<0,-1,IF((N{row}-D{row})*1>=0,1,0))"
    ends = [
        left, f"K{row}+{off}", f"(N{row}-(O{row}-K{row})*D{row})*1", f"O{row}+IF((2*P{row}-D{row})*1>=0,1,0)",
    ]  # fmt: skip
    numbers = [piece for name in "EGI" for piece in (halves[name], lows[name])]
    return [*numbers, f"INT(B{row}*C{row}/D{row})", halves["L"], lows["L"], *ends]


def _values(first: int, second: int, third: int, floor: int, left: int, rounded: int) -> list[int]:
    parted = [half for number in (first, second, third) for half in divmod(number, HALF)]
    return [*parted, floor, *divmod(floor, HALF), left, floor, left, rounded]
