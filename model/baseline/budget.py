"""The budget before anything moves: leaves × periods in whole minor units, each figure with its status and source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.baseline.growth_rates import Growth
from virement.baseline.job_figures import JobFigures
from virement.tables import Entry
from virement.tables import Mapping as TableMapping
from virement.values import (
    ROOT,
    SEPARATOR,
    STATUSES,
    UNKNOWN_CURRENCY,
    Period,
    Problem,
    level_of,
    on_one_line,
    parent_of,
)

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Revenue:
    """One division's revenue: `amounts` and `status` by period, valid where `known`."""

    amounts: NDArray[np.int64]
    known: NDArray[np.bool_]
    status: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class ControlTotal:
    """A published total, which `divisions` over the periods `columns` must add up to within `tolerance`."""

    name: str
    measure: str
    divisions: tuple[str, ...]
    columns: frozenset[int]
    amount: int
    tolerance: int
    status: int
    source: str


@dataclass(frozen=True, eq=False, repr=False)
class Baseline:
    """A budget: `budget[leaf, period]` in minor units of `currency`, int64; a figure below zero is a credit.

    `status` and `source` have the shape of `budget`; a status is an index into `STATUSES`. The first `actuals` periods
    are actual and nothing may move in them. Revenue may be known at any level. `unit` is what the tables count in.
    Instances come from `load_baseline` and are never changed. One that was read from a table keeps the `mapping` by
    which it was read, what of it was `said` by a person, and the `account` of where every number of the table went.
    The budgets of the divisions under `capital` are capital and all others revenue; where it is empty, that isn't
    known. `priorities` ranks leaves by how much they are valued, 1 the most; a leaf without one is not in it.
    Where a scenario makes the plan grow, `growth` says how and `given` is the baseline without it; `grown_from`
    is the first column that grew, of a baseline's own growth too. `authority` is the text of the `authority.yaml`
    beside it, which `virement.authority` reads. `jobs` says how many jobs there are and what they are paid, where that
    is known.
    """

    name: str
    title: str
    about: str
    currency: str
    unit: str
    leaves: tuple[str, ...]
    periods: tuple[Period, ...]
    actuals: int
    budget: NDArray[np.int64]
    status: NDArray[np.uint8]
    source: NDArray[np.object_]
    note: NDArray[np.object_]
    revenue: dict[str, Revenue]
    controls: tuple[ControlTotal, ...]
    sources: pd.DataFrame
    warnings: tuple[Problem, ...] = field(default=())
    mapping: TableMapping | None = None
    said: TableMapping | None = None
    account: tuple[Entry, ...] = ()
    capital: tuple[str, ...] = ()
    priorities: Mapping[str, int] = field(default_factory=dict)
    authority: str = ""
    growth: Growth | None = None
    given: Baseline | None = None
    grown_from: int | None = None
    jobs: JobFigures | None = None

    def __repr__(self) -> str:
        """Say what budget it is, in a line."""
        first, last = self.period_names[0], self.period_names[-1]
        when = first if first == last else f"{first} to {last}"
        size = f"{len(self.divisions)} divisions, {len(self.leaves)} of them leaves, {when}"
        return on_one_line(f"<Baseline '{self.name}': {self.title}; {size}, in {self.counted_in}>")

    @cached_property
    def divisions(self) -> tuple[str, ...]:
        """Every division at every level, each parent before its children, without `All divisions`."""
        return tuple(division for division in self._rows if division != ROOT)

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        rows: dict[str, list[int]] = {ROOT: []}
        for row, leaf in enumerate(self.leaves):
            parts = leaf.split(SEPARATOR)
            rows[ROOT].append(row)
            for depth in range(1, len(parts) + 1):
                rows.setdefault(SEPARATOR.join(parts[:depth]), []).append(row)
        return {division: np.array(found, dtype=np.intp) for division, found in rows.items()}

    @cached_property
    def above_zero(self) -> NDArray[np.int64]:
        """What moves take from and proportions are of: the budget, with 0 in place of each credit."""
        return np.maximum(self.budget, 0) if self.has_credits else self.budget

    @cached_property
    def has_credits(self) -> bool:
        """Tell whether any figure of the budget is below zero."""
        return bool((self.budget < 0).any())

    @cached_property
    def so_far(self) -> NDArray[np.int64]:
        """The running totals of `above_zero` over the leaves, `[leaf + 1, period]`, from zero on.

        Of leaves side by side, as a parent's mostly are, any sum is the difference of two of them.
        """
        totals = np.zeros((len(self.leaves) + 1, len(self.periods)), dtype=np.int64)
        np.cumsum(self.above_zero, axis=0, out=totals[1:])
        return totals

    def __contains__(self, division: str) -> bool:
        """Tell whether `division` is one of the divisions, at any level, or `All divisions`."""
        return division in self._rows

    def rows_of(self, divisions: str | Iterable[str] | Rows) -> Rows:
        """Return the rows of the leaves under one or several divisions, each once, in order; rows as they are."""
        if isinstance(divisions, str):
            return self._rows[divisions]
        if isinstance(divisions, np.ndarray):
            return divisions
        found = [self._rows[division] for division in divisions]
        if len(found) == 1:
            return found[0]
        among = np.zeros(len(self.leaves), dtype=np.bool_)
        for rows in found:
            among[rows] = True
        return np.flatnonzero(among)

    def children_of(self, division: str) -> tuple[str, ...]:
        """Return the divisions right under `division`; none for a leaf."""
        return tuple(self._children.get(division, ()))

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for division in self.divisions:
            children.setdefault(parent_of(division), []).append(division)
        return children

    def at_level(self, level: int | None) -> tuple[str, ...]:
        """Return the divisions at `level` and the leaves above it; the leaves for None. They partition the budget."""
        if level is None:
            return self.leaves
        cut = (SEPARATOR.join(leaf.split(SEPARATOR)[:level]) or ROOT for leaf in self.leaves)
        return tuple(dict.fromkeys(cut))

    def priority_of(self, divisions: str | Iterable[str] | Rows) -> int | None:
        """Return the priority of divisions, that of their most valued leaf; None where one of them has none."""
        found = [self.priorities.get(self.leaves[row]) for row in self.rows_of(divisions).tolist()]
        known = [one for one in found if one is not None]
        return min(known, default=None) if len(known) == len(found) else None

    @cached_property
    def depth(self) -> int:
        """The number of levels under `All divisions`."""
        return max(map(level_of, self.leaves))

    @cached_property
    def plan(self) -> range:
        """The columns of the plan periods."""
        return range(self.actuals, len(self.periods))

    @cached_property
    def fiscal_years(self) -> dict[str, range]:
        """The columns of each fiscal year, in order."""
        years: dict[str, list[int]] = {}
        for column, period in enumerate(self.periods):
            years.setdefault(period.fiscal_year, []).append(column)
        return {year: range(columns[0], columns[-1] + 1) for year, columns in years.items()}

    @cached_property
    def period_names(self) -> tuple[str, ...]:
        """The periods as they are written."""
        return tuple(map(str, self.periods))

    @property
    def counted_in(self) -> str:
        """What its tables count in, in words: `USD million`, and without a currency `million currency units`."""
        if self.currency == UNKNOWN_CURRENCY:
            return "currency units" if self.unit == "one" else f"{self.unit} currency units"
        return self.currency if self.unit == "one" else f"{self.currency} {self.unit}"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what a budget says: the same for the same budget, however its files are laid out.

        Over the currency, the unit, the periods and how many are actual, the divisions in their order (odd cents fall
        by it), and each amount in minor units with its status; revenue likewise. Titles, notes and sources don't count,
        nor do jobs, or what a scenario makes the plan grow by.
        """
        return (self.given or self).fingerprints([self.actuals])[0]

    @cached_property
    def fingerprint_with_jobs(self) -> str:
        """SHA-256, in hex, of the budget and of its jobs and their pay; the plain one where no jobs are known."""
        figures = (self.given or self).jobs
        if figures is None:
            return self.fingerprint
        known = figures.known
        said = [known.tolist(), *(array[known].tolist() for array in (figures.jobs, figures.pay, figures.status))]
        return sha256(f"{self.fingerprint}{json.dumps(said, separators=(',', ':'))}".encode()).hexdigest()

    def has_fingerprint(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint, or how one begins, is of these figures, with jobs or without."""
        known = self.fingerprint, self.fingerprint_with_jobs
        return bool(fingerprint) and any(one.startswith(fingerprint) for one in known)

    def fingerprints(self, actuals: Iterable[int]) -> list[str]:
        """Return the fingerprints that the same figures have with other numbers of actual periods."""
        said = {
            "currency": self.currency,
            "unit": self.unit,
            "periods": self.period_names,
            "divisions": self.leaves,
            "budget": self.budget.tolist(),
            "status": [[STATUSES[one] for one in row] for row in self.status],
            "revenue": {
                name: [
                    [int(line.amounts[column]), STATUSES[line.status[column]]] if line.known[column] else None
                    for column in range(len(self.periods))
                ]
                for name, line in self.revenue.items()
            },
        }
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return [sha256(f'{{"actuals":{count},{text[1:]}'.encode()).hexdigest() for count in actuals]

    def total(self, divisions: str | Iterable[str] | Rows, columns: Sequence[int]) -> int:
        """Return the budget of divisions, or of rows, over some periods, in minor units."""
        return int(self.budget[self.rows_of(divisions)][:, columns].sum())

    def shareable(self, divisions: str | Iterable[str] | Rows, columns: Sequence[int]) -> int:
        """Return what a percentage of divisions, or of rows, is taken of: their total without credits."""
        return int(self.above_zero[self.rows_of(divisions)][:, columns].sum())

    def status_of(self, divisions: str | Iterable[str] | Rows, columns: Sequence[int], measure: str = "budget") -> int:
        """Return the status of a total: its own where exactly it was published, else the weakest of its parts.

        A published total can be better known than its parts: Reality Labs is, its split isn't.
        """
        rows = self.rows_of(divisions)
        if published := self.published(divisions, columns, measure):
            return published.status
        if measure == "budget":
            return int(self.status[rows][:, columns].max(initial=0))
        lines = [self.revenue[name] for name in self.revenue if np.isin(self._rows[name], rows).all()]
        return max((int(line.status[list(columns)].max(initial=0)) for line in lines), default=0)

    def published(
        self, divisions: str | Iterable[str], columns: Iterable[int], measure: str = "budget"
    ) -> ControlTotal | None:
        """Return the total that was published for exactly these divisions and periods, if any was."""
        return self._published.get((measure, frozenset(self.rows_of(divisions).tolist()), frozenset(columns)))

    @cached_property
    def _published(self) -> dict[tuple[str, frozenset[int], frozenset[int]], ControlTotal]:
        return {
            (control.measure, frozenset(self.rows_of(control.divisions).tolist()), control.columns): control
            for control in self.controls
        }

    def revenue_of(self, division: str, columns: Sequence[int]) -> int | None:
        """Return a division's revenue over some periods in minor units, or None where it isn't known."""
        if not self.revenue:
            return None
        if division in self.revenue:
            line = self.revenue[division]
            return int(line.amounts[list(columns)].sum()) if line.known[list(columns)].all() else None
        parts = [self.revenue_of(child, columns) for child in self.children_of(division)]
        known = [part for part in parts if part is not None]
        return sum(known) if parts and len(known) == len(parts) else None
