"""An upright axis of amounts: where they stand, which round ones are named, and where words beside it have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_TOP, _FOOT = 0.05, 0.84  # shares of the height
_MOST_TICKS = 5
_READABLE = Decimal("0.75")  # of the height; what would be spread over less of it has an axis that begins elsewhere


@dataclass(frozen=True)
class Axis:
    """The amounts that the height stands for."""

    low: Decimal
    high: Decimal

    def place(self, amount: Decimal) -> float:
        """Return where an amount stands, as a share of the height from above."""
        return _FOOT - (_FOOT - _TOP) * float((amount - self.low) / (self.high - self.low))

    @property
    def ticks(self) -> list[Decimal]:
        """A few round amounts."""
        step = Decimal(10) ** ((self.high - self.low).adjusted() - 1)
        for factor in (1, 2, 5, 10, 20, 50):
            size = step * factor
            first = (self.low / size).to_integral_value(ROUND_CEILING)
            count = int((self.high / size).to_integral_value(ROUND_FLOOR) - first) + 1
            if count <= _MOST_TICKS:
                break
        return [size * (first + at) for at in range(count)]


def axis_of(amounts: Sequence[Decimal]) -> Axis:
    """Return an axis that begins at zero, unless what is spread over it would be too little to be seen."""
    low, high = min(amounts), max(amounts)
    if low == high or high - low > _READABLE * max(abs(low), abs(high)):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    return Axis(low, high if high > low else low + 1)


def apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Return places from 0 to 1, in the given order, as near as can be to those wanted, a gap between each two.

    Those that would touch stand together about the middle of what they want; half a gap is left at both ends.
    """
    low, high = gap / 2, 1 - gap / 2
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    groups: list[list[int]] = []
    middles: list[float] = []
    for at in order:
        groups.append([at])
        middles.append(max(min(wanted[at], high), low))
        while len(groups) > 1 and middles[-1] - middles[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            groups[-2:] = [groups[-2] + groups[-1]]
            middle = sum(wanted[one] for one in groups[-1]) / len(groups[-1])
            half = gap * (len(groups[-1]) - 1) / 2
            middles[-2:] = [max(min(middle, high - half), low + half)]
    places = [0.0] * len(wanted)
    for group, middle in zip(groups, middles, strict=True):
        for step, at in enumerate(group):
            places[at] = middle + gap * (step - (len(group) - 1) / 2)
    return places
