"""Reads a baseline: a folder of `seeds/`, or anybody's CSV."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from model.baseline import OUTSIDE_ACCOUNTS, ROOT, SEPARATOR, STATUSES, Baseline, Revenue, parent_of
from model.control_totals import read_control_totals
from model.errors import ModelError, Problem, Unreadable, did_you_mean, one_of
from model.exact import LIMIT
from model.figures import Figure, Table, left_out, read_figures, read_table
from model.money import UNITS, UNKNOWN_CURRENCY, Amount, currency_of, means_currency, to_minor
from model.periods import EXAMPLES, read_period
from model.splits import divided
from model.yaml_text import read_tree

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
SOURCE_COLUMNS = ["id", "publisher", "title", "date", "link", "read", "said", "standing"]


class _Head(BaseModel):
    """What `baseline.yaml` says."""

    model_config = ConfigDict(extra="forbid")
    title: str
    currency: str
    unit: Literal["one", "thousand", "million", "billion"] = "one"
    actuals_through: str | None = None
    divisions: list[str]
    about: str = ""


def baseline_names() -> list[str]:
    """Return the names of the shipped baselines."""
    return sorted(head.parent.name for head in SEEDS.glob("*/baseline.yaml"))


def is_file(path: Path) -> bool:
    """Tell whether there is such a file, whatever strange name is asked for."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def load_baseline(
    which: str | Path,
    *,
    currency: str | None = None,
    unit: str = "one",
    actuals_through: str | None = None,
) -> Baseline:
    """Load a baseline by its name in `seeds/`, by its folder, or from a CSV.

    `currency` (where the file has no sign of its own), `unit` and `actuals_through` are for a CSV; a folder says them
    itself. Raises `ModelError` with everything that is wrong: a baseline that does not foot does not load.
    """
    path = SEEDS / str(which) if is_file(SEEDS / str(which) / "baseline.yaml") else Path(which)
    if is_file(path / "baseline.yaml"):
        return _load_folder(path)
    if not is_file(path):
        hint = did_you_mean(str(which), baseline_names()) or one_of([*baseline_names(), "or the path of a CSV"])
        raise ModelError([Problem(str(which), "is no baseline", hint)])
    return read_csv_baseline(
        path.read_bytes(), str(which), currency=currency, unit=unit, actuals_through=actuals_through
    )


def read_csv_baseline(
    content: bytes,
    file: str,
    *,
    currency: str | None = None,
    unit: str = "one",
    actuals_through: str | None = None,
) -> Baseline:
    """Read a baseline from the bytes of a CSV named `file`.

    It needs a division column and either a period and an amount column or one column a period. Amounts count whole
    currency units unless `unit` says otherwise; the currency is that of the file's own signs, else `currency`.
    """
    if unit not in UNITS:
        raise ModelError([Problem(file, f"'{unit}' is no unit of a table", did_you_mean(unit, UNITS) or one_of(UNITS))])
    problems: list[Problem] = []
    table = read_table(content, file)
    figures = read_figures(table, problems)
    signs = {figure.amount.currency for figure in figures if figure.amount.currency}
    stated = currency_of(max(signs, key=len)) if signs else None  # a code says more than a sign
    if stated and not all(means_currency(sign, stated) for sign in signs):
        problems.append(Problem(file, f"has amounts in {' and '.join(sorted(signs))}", "A baseline has one currency"))
    head = _Head(
        title=Path(file).stem,
        currency=stated or (currency_of(currency) if currency else UNKNOWN_CURRENCY),
        unit=unit,
        actuals_through=actuals_through,
        divisions=list(dict.fromkeys(figure.division for figure in figures)),
    )
    build = _Build(head, Path(file).stem, file, figures, problems)
    if not problems:
        build.warnings += left_out(table, figures)
    return build.baseline()


def _load_folder(folder: Path) -> Baseline:
    problems: list[Problem] = []
    head = _read_head(folder)
    figures = read_figures(_read_file(folder / "budgets.csv"), problems)
    if (folder / "splits.csv").is_file():
        figures = divided(figures, _read_file(folder / "splits.csv"), head.currency, head.unit, problems)
    build = _Build(head, folder.name, f"{folder.name}/budgets.csv", figures, problems)
    if (folder / "control_totals.csv").is_file():
        build.control_table = _read_file(folder / "control_totals.csv")
    if (folder / "sources.csv").is_file():
        table = _read_file(folder / "sources.csv")
        build.sources = pd.DataFrame([row for _, row in table.rows], columns=SOURCE_COLUMNS, dtype=str).fillna("")
    return build.baseline()


def _read_head(folder: Path) -> _Head:
    file = f"{folder.name}/baseline.yaml"
    try:
        text = (folder / "baseline.yaml").read_text("utf-8")
    except UnicodeDecodeError:
        raise ModelError([Problem(file, "is no text", "A baseline's head is YAML in UTF-8")]) from None
    tree, places, problems = read_tree(text, file)
    if problems:
        raise ModelError(problems)
    try:
        return _Head.model_validate(tree)
    except ValidationError as error:
        raise ModelError(
            Problem(places.at(item["loc"]), f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "See seeds/README.md")
            for item in error.errors()
        ) from None


def _read_file(path: Path) -> Table:
    file = f"{path.parent.name}/{path.name}"
    if not is_file(path):
        raise ModelError([Problem(file, "is missing", "See seeds/README.md for a baseline's files")])
    return read_table(path.read_bytes(), file)


class _Build:
    """Puts figures together into a baseline, collecting what doesn't fit."""

    def __init__(self, head: _Head, name: str, file: str, figures: list[Figure], problems: list[Problem]) -> None:
        self.head = head
        self.name = name
        self.file = file
        self.figures = figures
        self.problems = problems
        self.warnings: list[Problem] = []
        self.sources = pd.DataFrame(columns=SOURCE_COLUMNS, dtype=str)
        self.control_table: Table | None = None
        self.periods = tuple(sorted({figure.period for figure in figures if figure.measure == "budget"}))
        self.leaves = tuple(SEPARATOR.join(p.strip() for p in name.split(SEPARATOR)) for name in head.divisions)

    def baseline(self) -> Baseline:
        """Return the baseline, or raise `ModelError` with all that stands against it."""
        self._check_names()
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
        )
        revenue = self._revenue(draft)
        draft = replace(draft, revenue=revenue)
        controls = read_control_totals(draft, self.control_table, self.problems) if self.control_table else ()
        draft = replace(draft, controls=controls, warnings=tuple(self.warnings))
        self._check_sources()
        if self.problems:
            raise ModelError(self.problems)
        return draft

    def _check_names(self) -> None:
        given = {figure.division for figure in self.figures if figure.measure == "budget"}
        known = {name for leaf in self.leaves for name in _with_parents(leaf)}
        for name in sorted(given - set(self.leaves)):
            where = next(figure.where for figure in self.figures if figure.division == name)
            if name in known:
                hint = "Only a leaf carries amounts; leave the row out, the parent is the sum of its leaves"
                self.problems.append(Problem(where, f"'{name}' has amounts and divisions under it", hint))
            else:
                hint = did_you_mean(name, self.leaves) or "List it under divisions in baseline.yaml"
                self.problems.append(Problem(where, f"'{name}' is no division of this baseline", hint))
        for name in dict.fromkeys(self.leaves):
            if self.leaves.count(name) > 1:
                self.problems.append(Problem(self.file, f"lists the division '{name}' twice", "Keep one"))
            if any(other.startswith(name + SEPARATOR) for other in self.leaves):
                where = next((figure.where for figure in self.figures if figure.division == name), self.file)
                hint = "Only a leaf carries amounts; leave the row out, the parent is the sum of its leaves"
                self.problems.append(Problem(where, f"'{name}' has amounts and divisions under it", hint))
            if name not in given and not self.problems:
                self.problems.append(Problem(self.file, f"has no budget for '{name}'", "Give it a row, if only of 0"))
        for name in sorted(known & {ROOT, *OUTSIDE_ACCOUNTS}):
            self.problems.append(
                Problem(self.file, f"calls a division '{name}'", "That word has a meaning here; rename")
            )

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
        if text is None:
            return 0
        names = [str(period) for period in self.periods]
        try:
            name = str(read_period(text))
        except Unreadable:
            name = text
        if name not in names:
            self.problems.append(Problem(self.file, f"actuals_through: '{text}' is none of its periods", one_of(names)))
            return 0
        if name == names[-1]:
            self.problems.append(
                Problem(self.file, "has no plan: every period is actual", "Nothing may move in an actual period")
            )
        return names.index(name) + 1

    def _minor(self, figure: Figure, unit: str) -> int:
        try:
            value = Amount(figure.amount.value.scaleb(UNITS[unit]), figure.amount.currency)
            minor = to_minor(value, self.head.currency)
        except Unreadable as error:
            self.problems.append(Problem(figure.where, error.what, error.hint))
            return 0
        if abs(minor) >= LIMIT:
            what = f"{figure.amount} is more than can be counted exactly"
            self.problems.append(Problem(figure.where, what, "Count in a coarser unit"))
            return 0
        return minor

    def _arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        shape = (len(self.leaves), len(self.periods))
        amounts = np.full(shape, -1, dtype=object)
        status = np.full(shape, len(STATUSES) - 1, dtype=np.uint8)
        source, note = np.full(shape, "", dtype=object), np.full(shape, "", dtype=object)
        rows = {leaf: row for row, leaf in enumerate(self.leaves)}
        columns = {period: column for column, period in enumerate(self.periods)}
        for figure in self.figures:
            if figure.measure != "budget":
                continue
            cell = rows[figure.division], columns[figure.period]
            amounts[cell] = self._minor(figure, self.head.unit)
            status[cell], source[cell], note[cell] = figure.status, figure.source, figure.note
        self._take_blanks_as_zero(amounts, note)
        if amounts.sum() >= LIMIT:
            hint = "Count in a coarser unit"
            self.problems.append(Problem(self.file, "adds up to more than can be counted exactly", hint))
            amounts[:] = 0
        return amounts.astype(np.int64), status, source, note

    def _take_blanks_as_zero(self, amounts: np.ndarray, note: np.ndarray) -> None:
        blank = amounts == -1
        for row in np.flatnonzero(blank.any(axis=1)):
            missing = one_of(str(self.periods[column]) for column in np.flatnonzero(blank[row])).removeprefix(
                "One of: "
            )
            what = f"has no amount for '{self.leaves[row]}' in {missing}; taken as 0"
            self.warnings.append(Problem(self.file, what, "Write 0 if that is meant", "warning"))
        amounts[blank], note[blank] = 0, "blank in the file, taken as 0"

    def _revenue(self, draft: Baseline) -> dict[str, Revenue]:
        lines: dict[str, Revenue] = {}
        columns = {period: column for column, period in enumerate(self.periods)}
        for figure in (figure for figure in self.figures if figure.measure == "revenue"):
            if figure.division not in draft:
                hint = did_you_mean(figure.division, draft.divisions)
                self.problems.append(Problem(figure.where, f"'{figure.division}' is no division", hint))
                continue
            count = len(self.periods)
            empty = Revenue(np.zeros(count, np.int64), np.zeros(count, np.bool_), np.zeros(count, np.uint8))
            line = lines.setdefault(figure.division, empty)
            if figure.period in columns:
                column = columns[figure.period]
                line.amounts[column] = self._minor(figure, self.head.unit)
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
