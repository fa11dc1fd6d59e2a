"""Reads a baseline: a folder of `seeds/`, or anybody's CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from model.baseline import ROOT, SEPARATOR, STATUSES, Baseline, ControlTotal, Revenue, parent_of
from model.errors import ModelError, Problem, Unreadable, did_you_mean, one_of
from model.exact import LIMIT, running_round
from model.money import UNITS, UNKNOWN_CURRENCY, Amount, currency_of, minor_places, read_figure, read_share, to_minor
from model.periods import EXAMPLES, Period, read_period
from model.yaml_text import read_tree

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
OUTSIDE_ACCOUNTS = ("Savings", "Unallocated", "Stranded costs", "One-off costs", "New funding")
MOST_BYTES = 64_000_000
SOURCE_COLUMNS = ["id", "publisher", "title", "date", "link", "read", "said", "standing"]

_HEADINGS = {
    "division": ("division", "department", "business unit", "unit", "budget head", "cost centre", "cost center"),
    "period": ("period", "fiscal year", "year", "quarter", "month"),
    "amount": ("amount", "budget", "value", "total"),
    "measure": ("measure",),
    "status": ("status",),
    "source": ("source",),
    "note": ("note", "notes", "comment"),
}
_BLANK = ("", "-", "–", "—")


class _Head(BaseModel):
    """What `baseline.yaml` says."""

    model_config = ConfigDict(extra="forbid")
    title: str
    currency: str
    unit: Literal["one", "thousand", "million", "billion"] = "one"
    actuals_through: str | None = None
    divisions: list[str]
    about: str = ""


@dataclass(frozen=True)
class _Figure:
    """One amount of a table, with where it stood there."""

    where: str
    division: str
    period: Period
    measure: str
    amount: Amount
    status: int
    source: str
    note: str


@dataclass(frozen=True)
class _Table:
    """A CSV's rows by their heading, and where each stands."""

    file: str
    headings: list[str]
    rows: list[tuple[str, dict[str, str]]]


def baseline_names() -> list[str]:
    """Return the names of the shipped baselines."""
    return sorted(head.parent.name for head in SEEDS.glob("*/baseline.yaml"))


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
    path = SEEDS / str(which) if (SEEDS / str(which) / "baseline.yaml").is_file() else Path(which)
    if (path / "baseline.yaml").is_file():
        return _load_folder(path)
    if not path.is_file():
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
    problems: list[Problem] = []
    figures = _read_figures(_read_table(content, file), problems)
    signs = {figure.amount.currency for figure in figures if figure.amount.currency}
    if len(signs) > 1:
        problems.append(Problem(file, f"has amounts in {' and '.join(sorted(signs))}", "A baseline has one currency"))
    stated = currency_of(min(signs)) if signs else None
    head = _Head(
        title=Path(file).stem,
        currency=stated or currency or UNKNOWN_CURRENCY,
        unit=unit,
        actuals_through=actuals_through,
        divisions=list(dict.fromkeys(figure.division for figure in figures)),
    )
    return _Build(head, Path(file).stem, file, figures, problems).baseline()


def _load_folder(folder: Path) -> Baseline:
    problems: list[Problem] = []
    head = _read_head(folder)
    figures = _read_figures(_read_file(folder / "budgets.csv"), problems)
    build = _Build(head, folder.name, f"{folder.name}/budgets.csv", figures, problems)
    if (folder / "splits.csv").is_file():
        build.apply_splits(_read_file(folder / "splits.csv"))
    if (folder / "control_totals.csv").is_file():
        build.control_table = _read_file(folder / "control_totals.csv")
    if (folder / "sources.csv").is_file():
        table = _read_file(folder / "sources.csv")
        build.sources = pd.DataFrame([row for _, row in table.rows], columns=SOURCE_COLUMNS, dtype=str).fillna("")
    return build.baseline()


def _read_head(folder: Path) -> _Head:
    file = f"{folder.name}/baseline.yaml"
    tree, places, problems = read_tree((folder / "baseline.yaml").read_text("utf-8"), file)
    if problems:
        raise ModelError(problems)
    try:
        return _Head.model_validate(tree)
    except ValidationError as error:
        raise ModelError(
            Problem(places.at(item["loc"]), f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "See seeds/README.md")
            for item in error.errors()
        ) from None


def _read_file(path: Path) -> _Table:
    return _read_table(path.read_bytes(), f"{path.parent.name}/{path.name}")


def _read_table(content: bytes, file: str) -> _Table:
    """Read a CSV with commas, semicolons or tabs into rows by heading."""
    if len(content) > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "Leave out what isn't budget")])
    if content[:4] == b"PK\x03\x04":
        raise ModelError([Problem(file, "is a spreadsheet or a zip, not a CSV", "Save the sheet as CSV")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(f"{file}:{reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise ModelError([Problem(f"{file}:{reader.line_num}", f"is no CSV: {error}", "Is it a text file?")]) from None
    lines = [(where, row) for where, row in lines if any(cell.strip() for cell in row)]
    if not lines:
        raise ModelError([Problem(file, "is empty", "It needs a row of headings and rows of amounts")])
    headings = [cell.strip() for cell in lines[0][1]]
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    problems = [Problem(lines[0][0], f"has the column '{heading}' twice", "Keep one") for heading in twice]
    problems += [
        Problem(where, f"has {len(row)} cells, the heading has {len(headings)}", "Is a comma inside a text unquoted?")
        for where, row in lines[1:]
        if len(row) > len(headings) and any(cell.strip() for cell in row[len(headings) :])
    ]
    if problems:
        raise ModelError(problems)
    return _Table(file, headings, [(where, dict(zip(headings, row, strict=False))) for where, row in lines[1:]])


def _read_figures(table: _Table, problems: list[Problem]) -> list[_Figure]:
    """Read every amount of a table, tidy or with one column a period, collecting what can't be read."""
    columns = {name: _find(table.headings, known) for name, known in _HEADINGS.items()}
    wide = {heading: period for heading in table.headings if (period := _heading_period(heading)) is not None}
    if columns["division"] is None:
        raise ModelError([Problem(f"{table.file}:1", "has no division column", _headings_hint(table))])
    if wide:
        cells = [(where, row, period, heading) for where, row in table.rows for heading, period in wide.items()]
    elif columns["period"] is not None and columns["amount"] is not None:
        cells = [
            (where, row, period, columns["amount"])
            for where, row in table.rows
            if (period := _row_period(where, row.get(columns["period"], ""), problems)) is not None
        ]
    else:
        raise ModelError(
            [Problem(f"{table.file}:1", "has neither a period and an amount column nor periods as columns", hint)]
            if (hint := _headings_hint(table))
            else []
        )
    found = (_figure(where, row, columns, period, heading, problems) for where, row, period, heading in cells)
    return [figure for figure in found if figure is not None]


def _headings_hint(table: _Table) -> str:
    return f"Name them division, period, amount (or 2026Q1, 2026Q2 …). It has: {', '.join(table.headings)[:200]}"


def _find(headings: list[str], known: tuple[str, ...]) -> str | None:
    by_folded = {heading.casefold(): heading for heading in reversed(headings)}
    return next((by_folded[name] for name in known if name in by_folded), None)


def _heading_period(text: str) -> Period | None:
    """Read a table's period, where a bare year is a fiscal year."""
    try:
        return read_period(f"FY{text}" if text.isascii() and text.isdigit() and len(text) == 4 else text)
    except Unreadable:
        return None


def _row_period(where: str, text: str, problems: list[Problem]) -> Period | None:
    period = _heading_period(text.strip())
    if period is None:
        problems.append(Problem(where, f"'{text}' is no period", "Write FY2026, 2026Q1 or 2026-01"))
    return period


def _figure(
    where: str,
    row: dict[str, str],
    columns: dict[str, str | None],
    period: Period,
    heading: str,
    problems: list[Problem],
) -> _Figure | None:
    cell = {name: row.get(column, "").strip() if column else "" for name, column in columns.items()}
    division = SEPARATOR.join(part.strip() for part in cell["division"].split(SEPARATOR))
    measure = cell["measure"].casefold() or "budget"
    status = cell["status"].casefold() or STATUSES[-1]
    at = f"{where} {heading}"
    text = row.get(heading, "").strip()
    before = len(problems)
    if not division or not all(division.split(SEPARATOR)):
        problems.append(Problem(where, "has no division", "Every row with amounts names one"))
    if measure not in ("budget", "revenue"):
        problems.append(Problem(where, f"'{measure}' is no measure", "One of: budget, revenue"))
    if status not in STATUSES:
        hint = did_you_mean(status, STATUSES) or one_of(STATUSES)
        problems.append(Problem(where, f"'{status}' is no status", hint))
    if text in _BLANK or len(problems) > before:
        return None
    try:
        amount = read_figure(text)
    except Unreadable as error:
        problems.append(Problem(at, error.what, error.hint))
        return None
    if amount.value < 0 and measure == "budget":
        problems.append(
            Problem(at, f"the budget of '{division}' is below zero", "Net a credit into what it belongs to")
        )
        return None
    return _Figure(where, division, period, measure, amount, STATUSES.index(status), cell["source"], cell["note"])


class _Build:
    """Puts figures together into a baseline, collecting what doesn't fit."""

    def __init__(self, head: _Head, name: str, file: str, figures: list[_Figure], problems: list[Problem]) -> None:
        self.head = head
        self.name = name
        self.file = file
        self.figures = figures
        self.problems = problems
        self.warnings: list[Problem] = []
        self.sources = pd.DataFrame(columns=SOURCE_COLUMNS, dtype=str)
        self.control_table: _Table | None = None
        self.periods = tuple(sorted({figure.period for figure in figures if figure.measure == "budget"}))
        self.leaves = tuple(SEPARATOR.join(p.strip() for p in name.split(SEPARATOR)) for name in head.divisions)

    def baseline(self) -> Baseline:
        """Return the baseline, or raise `ModelError` with all that stands against it."""
        self._check_names()
        self._check_periods()
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
        draft = replace(draft, controls=tuple(self._controls(draft)), warnings=tuple(self.warnings))
        self._check_sources()
        if self.problems:
            raise ModelError(self.problems)
        return draft

    def apply_splits(self, table: _Table) -> None:
        """Divide published figures among divisions, as `splits.csv` says, top down in its order."""
        by_head: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for where, row in table.rows:
            by_head.setdefault(row.get("of", "").strip(), []).append((where, row))
        for head, rows in by_head.items():
            whole = sorted(
                (figure for figure in self.figures if figure.division == head and figure.measure == "budget"),
                key=lambda figure: figure.period,
            )
            if not whole:
                names = {figure.division for figure in self.figures}
                self.problems.append(
                    Problem(rows[0][0], f"'{head}' has no budget to split", did_you_mean(head, names) or one_of(names))
                )
            shares = self._shares(rows)
            if whole and shares is not None:
                self.figures = [figure for figure in self.figures if figure not in whole]
                self.figures += self._divided(whole, rows, shares)
        self.periods = tuple(sorted({figure.period for figure in self.figures if figure.measure == "budget"}))

    def _shares(self, rows: list[tuple[str, dict[str, str]]]) -> list[Fraction] | None:
        """Return the shares of one split, which sum to one, `rest` being what the others leave."""
        shares: list[Fraction | None] = []
        before = len(self.problems)
        for where, row in rows:
            text = row.get("share", "").strip()
            try:
                shares.append(None if text == "rest" else read_share(text))
            except Unreadable as error:
                self.problems.append(Problem(where, error.what, error.hint))
            if row.get("status", "") not in STATUSES:
                self.problems.append(Problem(where, f"'{row.get('status', '')}' is no status", one_of(STATUSES)))
        left = 1 - sum((share for share in shares if share is not None), Fraction(0))
        rests = shares.count(None)
        if len(self.problems) == before and (left < 0 or rests > 1 or (rests == 0 and left != 0)):
            self.problems.append(Problem(rows[0][0], "shares do not sum to 100%", "Give one of them `rest`"))
        return None if len(self.problems) > before else [left if share is None else share for share in shares]

    def _divided(
        self, whole: list[_Figure], rows: list[tuple[str, dict[str, str]]], shares: list[Fraction]
    ) -> list[_Figure]:
        """Return the parts of the figures `whole`, to the minor unit, by rounding running totals over the shares."""
        divided = []
        step = Decimal(1).scaleb(-minor_places(self.head.currency) - UNITS[self.head.unit])
        denominator = int(np.lcm.reduce([share.denominator for share in shares]))
        numerators = np.array([int(share * denominator) for share in shares])
        for figure in whole:
            minor = np.array(int(figure.amount.value / step))
            parts = running_round(numerators, minor, denominator)
            for (_, row), part in zip(rows, parts.tolist(), strict=True):
                divided.append(
                    replace(
                        figure,
                        division=row["division"].strip(),
                        amount=Amount(Decimal(part) * step, figure.amount.currency),
                        status=max(figure.status, STATUSES.index(row["status"])),
                        source="; ".join(dict.fromkeys(filter(None, (figure.source, row["source"].strip())))),
                        note="; ".join(filter(None, (figure.note, row["note"].strip()))),
                    )
                )
        return divided

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
            if any(other.startswith(name + SEPARATOR) for other in self.leaves) and name not in given:
                self.problems.append(Problem(self.file, f"lists '{name}' and divisions under it", "List leaves only"))
            if name not in given and not self.problems:
                self.problems.append(Problem(self.file, f"has no budget for '{name}'", "Give it a row, if only of 0"))
        for name in sorted(known & {ROOT, *OUTSIDE_ACCOUNTS}):
            self.problems.append(
                Problem(self.file, f"calls a division '{name}'", "That word has a meaning here; rename")
            )

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

    def _minor(self, figure: _Figure, unit: str) -> int:
        try:
            value = Amount(figure.amount.value.scaleb(UNITS[unit]), figure.amount.currency)
            return to_minor(value, self.head.currency)
        except Unreadable as error:
            self.problems.append(Problem(figure.where, error.what, error.hint))
            return 0

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
            if amounts[cell] != -1:
                what = f"gives '{figure.division}' a second amount for {figure.period}"
                self.problems.append(Problem(figure.where, what, "Keep one, or name the rows apart"))
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

    def _controls(self, draft: Baseline) -> Iterable[ControlTotal]:
        """Yield the control totals, each of which the baseline is held against."""
        for where, row in self.control_table.rows if self.control_table else []:
            try:
                control = self._control(draft, row)
            except Unreadable as error:
                self.problems.append(Problem(where, error.what, error.hint))
                continue
            names = row["divisions"].split(" + ")
            columns = sorted(control.columns)
            if control.measure == "budget":
                found: int | None = draft.total(names, columns)
            else:
                parts = [draft.revenue_of(name.strip(), columns) for name in names]
                found = None if None in parts else sum(part for part in parts if part is not None)
            if found is None or abs(found - control.amount) > control.tolerance:
                self.problems.append(
                    Problem(where, self._miss(control, found), "Mend the figures, or say the tolerance")
                )
            yield control

    def _miss(self, control: ControlTotal, found: int | None) -> str:
        scale = 10 ** (minor_places(self.head.currency) + UNITS[self.head.unit])
        have = "nothing known" if found is None else f"{Decimal(found) / scale:f}"
        return f"{control.name}: the leaves add up to {have}, published is {Decimal(control.amount) / scale:f}"

    def _control(self, draft: Baseline, row: dict[str, str]) -> ControlTotal:
        names = [name.strip() for name in row.get("divisions", "").split(" + ")]
        for name in names:
            if name not in draft:
                raise Unreadable(f"'{name}' is no division", did_you_mean(name, draft.divisions))
        period, status = str(read_period(row.get("period", ""))), row.get("status", "")
        columns = draft.fiscal_years.get(period) or [c for c, name in enumerate(draft.period_names) if name == period]
        if not columns:
            raise Unreadable(f"'{period}' is no period of this baseline", one_of(draft.period_names))
        if status not in STATUSES:
            raise Unreadable(f"'{status}' is no status", one_of(STATUSES))
        scale = UNITS[draft.unit]
        amount, tolerance = (
            to_minor(Amount(read_figure(row.get(column, "")).value.scaleb(scale)), draft.currency)
            for column in ("amount", "tolerance")
        )
        return ControlTotal(
            name=row.get("name", "") or f"{row['divisions']} {period}",
            measure=row.get("measure", "budget"),
            rows=frozenset(draft.rows_of(names).tolist()),
            columns=frozenset(columns),
            amount=amount,
            tolerance=tolerance,
            status=STATUSES.index(status),
            source=row.get("source", ""),
        )

    def _check_sources(self) -> None:
        if self.sources.empty:
            return
        known = set(self.sources["id"])
        for figure in self.figures:
            for name in filter(None, figure.source.split("; ")):
                if name not in known:
                    hint = did_you_mean(name, known)
                    self.problems.append(Problem(figure.where, f"'{name}' is none of its sources", hint))


def _with_parents(division: str) -> list[str]:
    parts = division.split(SEPARATOR)
    return [SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1)]
