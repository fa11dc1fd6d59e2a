"""Puts figures together into a baseline, and says all that stands against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict
from virement.baseline.budget import Baseline, Revenue
from virement.baseline.budgets_file import Figure, path_of
from virement.baseline.control_totals import read_control_totals
from virement.baseline.jobs_file import read_job_figures
from virement.tables import Table, period_of
from virement.values import (
    EXAMPLES,
    LIMIT,
    OUTSIDE_ACCOUNTS,
    ROOT,
    SEPARATOR,
    STATUSES,
    UNITS,
    Amount,
    ModelError,
    Problem,
    Unreadable,
    did_you_mean,
    means_currency,
    minor_places,
    one_of,
    parent_of,
    to_minor,
)

SOURCE_COLUMNS = ["id", "publisher", "title", "date", "link", "also", "read", "said", "standing"]


class Doubt(BaseModel):
    """A warning about the table that a folder was made of."""

    model_config = ConfigDict(extra="forbid")
    where: str
    what: str
    hint: str = ""


class Head(BaseModel):
    """What `baseline.yaml` says."""

    model_config = ConfigDict(extra="forbid")
    title: str
    currency: str
    unit: Literal["one", "thousand", "million", "billion"] = "one"
    actuals_through: str | None = None
    divisions: list[str]
    about: str = ""
    warnings: list[Doubt] = []
    mapping: dict[str, Any] = {}
    capital: list[str] = []
    growth: dict[str, Any] = {}


class BaselineBuilder:
    """Figures on their way to a baseline, collecting what doesn't fit."""

    def __init__(self, head: Head, name: str, file: str, figures: list[Figure], problems: list[Problem]) -> None:
        self.head = head
        self.name = name
        self.file = file
        self.figures = figures
        self.problems = problems
        self.warnings: list[Problem] = []
        self.sources = pd.DataFrame(columns=SOURCE_COLUMNS, dtype=str)
        self.control_table: Table | None = None
        self.job_table: Table | None = None
        self.split_table: Table | None = None
        self.periods = tuple(sorted({figure.period for figure in figures if figure.measure == "budget"}))
        self.leaves = tuple(map(path_of, head.divisions))

    def baseline(self) -> Baseline:
        """Return the baseline, or raise `ModelError` with all that stands against it."""
        self._check_names()
        self._check_priorities()
        self._check_periods()
        self._check_repeats()
        if self.problems:
            raise ModelError(self.problems)
        budget, status, source, note = self._arrays()
        draft = Baseline(
            name=self.name,
            title=self.head.title,
            about=self.head.about.strip(),
            currency=self.head.currency,
            unit=self.head.unit,
            leaves=self.leaves,
            periods=self.periods,
            actuals=self._actuals(),
            budget=budget,
            status=status,
            source=source,
            note=note,
            revenue={},
            controls=(),
            sources=self.sources,
            capital=tuple(self.head.capital),
            priorities=self._priorities(),
        )
        self._check_capital(draft)
        revenue = self._revenue(draft)
        draft = replace(draft, revenue=revenue)
        controls = read_control_totals(draft, self.control_table, self.problems) if self.control_table else ()
        jobs = None
        if self.job_table:
            jobs = read_job_figures(draft, self.job_table, self.split_table, self.problems)
        draft = replace(draft, controls=controls, warnings=tuple(self.warnings), jobs=jobs)
        self._check_sources()
        if self.problems:
            raise ModelError(self.problems)
        return draft

    def _check_names(self) -> None:
        first: dict[str, Figure] = {}
        for figure in self.figures:
            if figure.measure == "budget":
                first.setdefault(figure.division, figure)
        listed = set(self.leaves)
        parents = {name for leaf in listed for name in _with_parents(leaf)[:-1]}
        for name in sorted(first.keys() - listed - parents):
            hint = did_you_mean(name, self.leaves) or "List it under divisions in baseline.yaml"
            self.problems.append(Problem(first[name].where, f"'{name}' is not a division of this baseline", hint))
        for name in sorted(parents & (first.keys() | listed)):
            hint = "Only a leaf carries amounts; leave the row out, the parent is the sum of its leaves"
            where = first[name].where if name in first else self.file
            self.problems.append(Problem(where, f"'{name}' has amounts and divisions under it", hint))
        for name, count in Counter(self.leaves).items():
            if count > 1:
                self.problems.append(Problem(self.file, f"lists the division '{name}' twice", "Keep one"))
            if name not in first and not self.problems:
                self.problems.append(Problem(self.file, f"has no budget for '{name}'", "Add a row (0 is allowed)"))
        for name in sorted((listed | parents) & {ROOT, *OUTSIDE_ACCOUNTS}):
            self.problems.append(Problem(self.file, f"calls a division '{name}'", "It is a reserved name; rename"))

    def _check_capital(self, draft: Baseline) -> None:
        for name in self.head.capital:
            if name not in draft:
                hint = did_you_mean(name, draft.divisions) or one_of(draft.divisions)
                self.problems.append(Problem(self.file, f"calls '{name}' capital, which is not a division", hint))

    def _priorities(self) -> dict[str, int]:
        found = {figure.division: figure.priority for figure in self.figures if figure.priority}
        return {leaf: found[leaf] for leaf in self.leaves if leaf in found}

    def _check_priorities(self) -> None:
        """A division has one priority, whichever of its rows says it."""
        first: dict[str, Figure] = {}
        for figure in (one for one in self.figures if one.priority):
            if (before := first.setdefault(figure.division, figure)).priority != figure.priority:
                what = f"gives '{figure.division}' the priority {figure.priority} and before that {before.priority}"
                self.problems.append(Problem(figure.where, what, "A division has one priority; one row may say it"))
            if figure.division not in self.leaves:
                what = f"gives '{figure.division}' a priority, which is not a leaf"
                self.problems.append(Problem(figure.where, what, "Give it to each leaf"))

    def _check_repeats(self) -> None:
        first: dict[tuple[str, object, str], Figure] = {}
        for figure in self.figures:
            if first.setdefault((figure.division, figure.period, figure.measure), figure) is not figure:
                what = f"gives '{figure.division}' a second {figure.measure} for {figure.period}"
                self.problems.append(Problem(figure.where, what, "Keep one, or name the rows apart"))

    def _check_periods(self) -> None:
        kinds = sorted({period.kind for period in self.periods})
        if not self.periods and not self.problems:
            self.problems.append(Problem(self.file, "has no amounts", "It needs a row of headings and rows of amounts"))
        if len(kinds) > 1:
            listed = " and ".join(EXAMPLES[kind] for kind in kinds)
            self.problems.append(Problem(self.file, f"mixes periods like {listed}", "One kind in a baseline"))
            return
        for period, following in pairwise(self.periods):
            if period.next != following:
                self.warnings.append(
                    Problem(
                        self.file,
                        f"nothing is known of {period.next}, between {period} and {following}",
                        "A year with a gap is only the sum of what is there",
                        "warning",
                    )
                )

    def _actuals(self) -> int:
        text = self.head.actuals_through
        if not text:
            return 0
        names = [str(period) for period in self.periods]
        name = str(period_of(text) or text)
        if name not in names:
            self.problems.append(Problem(self.file, f"actuals_through: '{text}' is none of its periods", one_of(names)))
            return 0
        if name == names[-1]:
            self.problems.append(
                Problem(self.file, "has no plan: every period is actual", "Nothing may move in an actual period")
            )
        return names.index(name) + 1

    def _minor(self, figure: Figure) -> int:
        try:
            minor = whole_cents(figure.amount, self.head.currency, UNITS[self.head.unit])
        except Unreadable as error:
            self.problems.append(Problem(figure.where, error.what, error.hint))
            return 0
        if abs(minor) >= LIMIT:
            what = f"{figure.amount} is more than can be counted exactly"
            self.problems.append(Problem(figure.where, what, "Use a larger unit (thousand, million)"))
            return 0
        return minor

    def _arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        shape = (len(self.leaves), len(self.periods))
        amounts = np.zeros(shape, dtype=object)
        given = np.zeros(shape, dtype=np.bool_)
        status = np.full(shape, len(STATUSES) - 1, dtype=np.uint8)
        source, note = np.full(shape, "", dtype=object), np.full(shape, "", dtype=object)
        rows = {leaf: row for row, leaf in enumerate(self.leaves)}
        columns = {period: column for column, period in enumerate(self.periods)}
        for figure in self.figures:
            if figure.measure != "budget":
                continue
            cell = rows[figure.division], columns[figure.period]
            amounts[cell], given[cell] = self._minor(figure), True
            status[cell], source[cell], note[cell] = figure.status, figure.source, figure.note
        self._take_blanks_as_zero(~given, note)
        if amounts.sum() >= LIMIT:
            hint = "Use a larger unit (thousand, million)"
            self.problems.append(Problem(self.file, "adds up to more than can be counted exactly", hint))
            amounts[:] = 0
        return amounts.astype(np.int64), status, source, note

    def _take_blanks_as_zero(self, blank: np.ndarray, note: np.ndarray) -> None:
        for row in np.flatnonzero(blank.any(axis=1)):
            missing = one_of(str(self.periods[column]) for column in np.flatnonzero(blank[row])).removeprefix(
                "One of: "
            )
            what = f"has no amount for '{self.leaves[row]}' in {missing}; taken as 0"
            self.warnings.append(Problem(self.file, what, "Write 0 if that is meant", "warning"))
        note[blank] = "blank in the file, taken as 0"

    def _revenue(self, draft: Baseline) -> dict[str, Revenue]:
        lines: dict[str, Revenue] = {}
        columns = {period: column for column, period in enumerate(self.periods)}
        for figure in (figure for figure in self.figures if figure.measure == "revenue"):
            if figure.division not in draft:
                hint = did_you_mean(figure.division, draft.divisions)
                self.problems.append(Problem(figure.where, f"'{figure.division}' is not a division", hint))
                continue
            count = len(self.periods)
            empty = Revenue(np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.uint8))
            line = lines.setdefault(figure.division, empty)
            if figure.period in columns:
                column = columns[figure.period]
                line.amounts[column] = self._minor(figure)
                line.status[column], line.known[column] = figure.status, True
        for name in lines:
            above = parent_of(name)
            while above != ROOT and above not in lines:
                above = parent_of(above)
            if above in lines and above != name:
                what = f"has revenue for '{above}' and for '{name}' within it"
                self.problems.append(Problem(self.file, what, "Give it at one level, or it counts twice"))
        return lines

    def _check_sources(self) -> None:
        if self.sources.empty:
            return
        known = set(self.sources["id"])
        for name in self.sources["id"][self.sources["id"].duplicated()]:
            self.problems.append(Problem(f"{self.name}/sources.csv", f"has the source '{name}' twice", "Keep one"))
        for where, row in self.control_table.rows if self.control_table else []:
            if (name := row.get("source", "")) and name not in known:
                self.problems.append(Problem(where, f"'{name}' is none of its sources", did_you_mean(name, known)))
        for figure in self.figures:
            for name in filter(None, figure.source.split("; ")):
                if name not in known:
                    hint = did_you_mean(name, known)
                    self.problems.append(Problem(figure.where, f"'{name}' is none of its sources", hint))


def _with_parents(division: str) -> list[str]:
    parts = division.split(SEPARATOR)
    return [SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def whole_cents(amount: Amount, currency: str, power: int) -> int:
    """Return an amount in minor units; one that misses them by no more than binary numbers do is rounded.

    That is 1e-9 of a currency unit, or a unit in the 15th digit, as in 0.30000000000000004.
    """
    minor = amount.value.scaleb(power + minor_places(currency))
    whole = minor.to_integral_value()
    noise = min(max(Decimal("1e-7"), abs(minor) * Decimal("1e-15")), Decimal("0.01"))
    if abs(minor - whole) <= noise and (amount.currency is None or means_currency(amount.currency, currency)):
        return int(whole)
    return to_minor(Amount(amount.value.scaleb(power), amount.currency), currency)
