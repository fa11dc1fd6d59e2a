"""All that one reading of a sheet found, as it grows from the layout to whole amounts by line and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from virement.tables.headings import UNITS
from virement.tables.layout import Layout
from virement.tables.levels import Levels
from virement.tables.lines import FIGURE, Line
from virement.tables.stages import Fate, Source
from virement.tables.trees import SEPARATOR
from virement.values import minor_places

UNKNOWN_CURRENCY = "XXX"


@dataclass(eq=False)
class Reading:
    """All that one reading found. Amounts are whole numbers of `10 ** -places` table units until `minor` turns them."""

    layout: Layout
    mark: str = "."
    currency: str = UNKNOWN_CURRENCY
    unit: str = "one"
    places: int = 0
    fine: int = 0
    sources: list[Source] = field(default_factory=list)
    fates: dict[int, Fate] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    line_of_row: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    amounts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    known: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))
    levels: Levels | None = None
    level_names: tuple[str, ...] = ()
    marks: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # cells that are no amounts, by their text
    unreadable: list[tuple[int, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    year_start: int = 1
    is_apart: bool = False  # of actuals, of which each figure stands for itself
    signs: frozenset[str] = frozenset()  # of currencies, as they stand
    says_unit: bool = False
    has_own_units: bool = False  # rows or columns count in units of their own, and were turned into one
    is_negated: bool = False
    is_revenue_negated: bool = False
    refusal: tuple[str, str] | None = None
    again: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))  # rows that repeat the heading
    is_plain: bool = False  # many lines, each of them figures: `lines` is left empty
    names: list[str] = field(default_factory=list)
    plain_revenue: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    first_rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    times: int = 1  # how many times rows name, with none
    stages: int = 1
    offset: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))  # of a row's source in its column
    row_known: dict[int, NDArray[np.bool_]] = field(default_factory=dict)  # which rows hold an amount, by column

    @cached_property
    def is_figure(self) -> NDArray[np.bool_]:
        """Which lines are figures."""
        if self.is_plain:
            return np.ones(len(self.names), dtype=np.bool_)
        return np.array([line.kind == FIGURE for line in self.lines], dtype=np.bool_)

    @cached_property
    def is_revenue(self) -> NDArray[np.bool_]:
        """Which lines are of revenue."""
        if self.is_plain:
            return self.plain_revenue
        return np.array([line.measure == "revenue" for line in self.lines], dtype=np.bool_)

    @cached_property
    def paths(self) -> list[str]:
        """The path of each line."""
        return self.names if self.is_plain else [SEPARATOR.join(line.path) for line in self.lines]

    @property
    def power(self) -> int:
        """By which power of ten a table unit counts the currency's smallest coin."""
        return UNITS.get(self.unit, 0) + minor_places(self.currency)
