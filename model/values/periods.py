"""Fiscal years, quarters and months, as they are written: `FY2026`, `2026Q1`, `2026-01`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from virement.values.problems import Unreadable

Kind = Literal["year", "quarter", "month"]

_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"FY ?(\d{4})()", re.IGNORECASE)),
    ("quarter", re.compile(r"(\d{4})[ -]?Q([1-4])", re.IGNORECASE)),
    ("month", re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
)
EXAMPLES: dict[Kind, str] = {"year": "FY2026", "quarter": "2026Q1", "month": "2026-01"}
PERIODS_A_YEAR: dict[Kind, int] = {"year": 1, "quarter": 4, "month": 12}


@dataclass(frozen=True, order=True)
class Period:
    """A fiscal year, quarter or month. `number` counts within the fiscal year, from 1."""

    year: int
    number: int
    kind: Kind

    def __str__(self) -> str:
        """As it is written."""
        if self.kind == "year":
            return self.fiscal_year
        return f"{self.year}Q{self.number}" if self.kind == "quarter" else f"{self.year}-{self.number:02d}"

    @property
    def fiscal_year(self) -> str:
        """The fiscal year that the period is written in, as `FY2026`."""
        return f"FY{self.year:04d}"

    @property
    def ordinal(self) -> int:
        """Its place in the run of all periods of its kind."""
        return self.year * PERIODS_A_YEAR[self.kind] + self.number - 1

    @property
    def next(self) -> Period:
        """The period that follows."""
        if self.number < PERIODS_A_YEAR[self.kind]:
            return Period(self.year, self.number + 1, self.kind)
        return Period(self.year + 1, 1, self.kind)


def read_period(text: str) -> Period:
    """Read a period; raise `Unreadable` for anything else.

    >>> str(read_period("2026 q1")), read_period("2026-01").fiscal_year
    ('2026Q1', 'FY2026')
    """
    for kind, form in _FORMS:
        if found := form.fullmatch(text.strip()):
            return Period(int(found[1]), int(found[2] or 1), kind)
    raise Unreadable(f"'{text}' is not a period", "Write a year as FY2026, a quarter as 2026Q1, a month as 2026-01")


def runs_of(names: Sequence[str], places: Iterable[int]) -> str:
    """Name some of the periods by their places, those that follow one another by the first and the last.

    >>> runs_of(["2026Q1", "2026Q2", "2026Q3", "2026Q4"], [0, 1, 3])
    '2026Q1 to 2026Q2, 2026Q4'
    """
    runs: list[list[int]] = []
    for place in sorted(set(places)):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(" to ".join(dict.fromkeys([names[run[0]], names[run[-1]]])) for run in runs)
