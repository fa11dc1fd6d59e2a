"""The percentiles of a simulation: those that its tables have, and the bands that its pictures draw.

They are listed here and nowhere else. A number more in `PERCENTS` is a column more in every table; a band more in
`BANDS`, of two of those numbers, is drawn in every fan and said in its words.
"""

from __future__ import annotations

from dataclasses import dataclass

MEDIAN = 50
PERCENTS = (5, 10, 25, MEDIAN, 75, 90, 95)


def column_of(percent: int) -> str:
    """Return the name of a percentile's column: `p5`."""
    return f"p{percent}"


@dataclass(frozen=True)
class Band:
    """The middle of the draws, from one percentile to another.

    >>> Band(5, 95).middle, Band(5, 95).low
    ('90%', 'p5')
    """

    low_percent: int
    high_percent: int

    @property
    def low(self) -> str:
        """The column of its lower end."""
        return column_of(self.low_percent)

    @property
    def high(self) -> str:
        """The column of its upper end."""
        return column_of(self.high_percent)

    @property
    def middle(self) -> str:
        """How much of the draws it holds."""
        return f"{self.high_percent - self.low_percent}%"


BANDS = (Band(5, 95), Band(25, 75))  # the widest first
