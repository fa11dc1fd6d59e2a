"""Anybody's table, understood: which sheet and columns were taken, what each row is, and the baseline it makes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from virement.baseline.budget import Baseline
from virement.baseline.builder import BaselineBuilder, Head
from virement.tables import (
    MARKS,
    Cell,
    Columns,
    Figure,
    Layout,
    Reading,
    Sheet,
    as_columns,
    decimals_of,
    find_layout,
    has_suffix,
    is_blank,
    leaves_of,
    read_figures,
    read_sheets,
    says_actual,
    unread,
    without_sums,
)
from virement.values import (
    SEPARATOR,
    UNITS,
    UNKNOWN_CURRENCY,
    ModelError,
    Problem,
    currency_of,
    did_you_mean,
    means_currency,
    one_of,
)

MOST_NAMED = 6  # columns in a message
ROW_COLUMNS = ["row", "what", "division", "read"]


@dataclass(frozen=True, eq=False)
class Understanding:
    """What was understood of a table, all of it, whether or not it makes a baseline.

    `sheets` are the names of all sheets, one without a name for a CSV, and `headings` what the columns of the one that
    was read are called. `columns` says how they were taken, every field filled in, and can be given back changed.
    `rows` has a row for each row of the sheet: `row` as a spreadsheet counts; `what` it is: heading, figures, total,
    blank, note, left out or not understood; `division`; `read`, what was read there, or why nothing was. `problems` are
    errors, then warnings; `baseline` is None where there are errors. `figures` are the amounts that were read, without
    sums, and `doubts` the warnings about reading them, without those about the baseline that they make.
    """

    file: str
    sheets: tuple[str, ...]
    headings: tuple[str, ...]
    columns: Columns
    rows: pd.DataFrame
    problems: tuple[Problem, ...]
    baseline: Baseline | None
    figures: tuple[Figure, ...] = ()
    doubts: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stand against a baseline."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def understand(
    content: bytes,
    file: str,
    *,
    columns: Columns | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Understanding:
    """Understand the bytes of a CSV or an XLSX named `file`, as far as it goes; never raises for what a file holds.

    `columns` says what is what where that is unclear. `unit` is what the amounts count, by default what the headings or
    titles say, else whole currency units; `currency` counts where no amount and no heading has a sign of its own.
    """
    try:
        sheets = read_sheets(content, file)
    except ModelError as error:
        return Understanding(file, (), (), columns or Columns(), _rows({}), error.problems, None)
    return understood(sheets, file, columns, currency, unit, actuals_through)


def understood(
    sheets: list[Sheet],
    file: str,
    columns: Columns | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
    *,
    apart: bool = False,
) -> Understanding:
    """Return what `understand` does of sheets that are read already; `apart` is as in `without_sums`."""
    wanted = columns or Columns()
    try:
        _check_said(unit, currency, file)
        sheet, chosen = _choose(sheets, wanted, file)
    except ModelError as error:
        return Understanding(file, (), (), wanted, _rows({}), error.problems, None)
    table = _Table(sheet, wanted, currency, unit, actuals_through, apart)
    table.problems += chosen
    return table.understanding(tuple(one.name for one in sheets))


def _check_said(unit: str | None, currency: str | None, file: str) -> None:
    """Refuse a unit or a currency that is none."""
    problems = []
    if unit is not None and unit not in UNITS:
        hint = did_you_mean(unit, UNITS) or one_of(UNITS)
        problems.append(Problem(file, f"'{unit}' is not a unit of a table", hint))
    if currency is not None and not re.fullmatch("[A-Z]{3}", currency_of(currency), re.ASCII):
        problems.append(Problem(file, f"can't be in '{currency}', which is not a currency", "Write its code, as USD"))
    if problems:
        raise ModelError(problems)


def _choose(sheets: list[Sheet], wanted: Columns, file: str) -> tuple[Sheet, list[Problem]]:
    """Choose the sheet with the most amounts, and name the others that hold anything."""
    if wanted.sheet is not None:
        named = [sheet for sheet in sheets if sheet.name == wanted.sheet]
        if not named:
            names = [sheet.name for sheet in sheets]
            hint = did_you_mean(wanted.sheet, names) or one_of(names)
            raise ModelError([Problem(file, f"has no sheet '{wanted.sheet}'", hint)])
        return named[0], []
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise ModelError([Problem(file, "is empty", "It needs a row of headings and rows of amounts")])
    amounts = {id(sheet): _amounts_in(sheet, wanted) for sheet in filled} if len(filled) > 1 else {id(filled[0]): 1}
    best = max(filled, key=lambda sheet: (amounts[id(sheet)] > 0 and not sheet.hidden, amounts[id(sheet)]))
    others = ", ".join(f"'{sheet.name}'" for sheet in filled if sheet is not best)
    what = f"has several sheets; '{best.name}' is read, not {others}"
    return best, [Problem(file, what, "Choose another if that is meant", "warning")] if others else []


def _amounts_in(sheet: Sheet, wanted: Columns) -> int:
    layout = find_layout(sheet, wanted)
    below = [row for row in sheet.rows if row.number > layout.heading.number]
    return sum(not is_blank(row.cell(at)) for row in below for at in layout.amounts) if layout.is_whole else 0


def _rows(rows: dict[int, tuple[str, str, str]]) -> pd.DataFrame:
    listed = [(number, *said) for number, said in sorted(rows.items())]
    return pd.DataFrame(listed, columns=ROW_COLUMNS).astype({"row": "int64"})


class _Table:
    """One sheet on its way to a baseline."""

    def __init__(
        self,
        sheet: Sheet,
        wanted: Columns,
        currency: str | None,
        unit: str | None,
        actuals_through: str | None,
        apart: bool,
    ) -> None:
        self.sheet = sheet
        self.layout: Layout = find_layout(sheet, wanted)
        self.problems = list(self.layout.problems)
        self.below = [row for row in sheet.rows if row.number > self.layout.heading.number]
        self.currency = currency
        self.unit = self._unit(unit)
        self.actuals_through = actuals_through
        self.apart = apart
        self.mark = self._mark(wanted.decimal_mark)

    def understanding(self, sheets: tuple[str, ...]) -> Understanding:
        """Return what was understood."""
        reading, baseline = Reading(), None
        figures: list[Figure] = []
        doubts: list[Problem] = []
        if self.layout.is_whole:
            reading = read_figures(self.sheet, self.layout, self.mark)
            self._say_unknown(reading)
            figures = without_sums(reading, apart=self.apart)
            self.problems += unread(self.layout, self.sheet, self.mark) + reading.problems
            doubts = [one for one in self.problems if one.level != "error"]
            baseline = self._baseline(leaves_of(figures) if self.apart else figures)
        ordered = sorted(self.problems, key=lambda problem: problem.level != "error")
        width = max((len(row.cells) for row in self.sheet.rows), default=0)
        headings = tuple(self.layout.name_of(at) for at in range(width))
        columns = as_columns(self.layout, self.sheet, self.mark)
        rows = _rows(self._all_rows(reading))
        told = tuple(ordered), baseline, tuple(figures), tuple(doubts)
        return Understanding(self.sheet.file, sheets, headings, columns, rows, *told)

    def _cells(self) -> list[tuple[str, Cell]]:
        places = (*self.layout.amounts, *self.layout.sums)
        return [
            (f"row {row.number}", cell) for row in self.below for at in places if not is_blank(cell := row.cell(at))
        ]

    def _unit(self, unit: str | None) -> str:
        said = self.layout.unit
        if said and unit is None:
            what = f"amounts are taken to count {said}s, as its headings say"
            self.problems.append(Problem(self.sheet.at(), what, "Say the unit if that is wrong", "warning"))
        elif said and said != unit:
            what = f"amounts are taken to count {unit}s as asked, where its headings say {said}s"
            self.problems.append(Problem(self.sheet.at(), what, "", "warning"))
        chosen = unit or said or "one"
        own = next((cell for _, cell in self._cells() if has_suffix(cell)), None) if chosen != "one" else None
        if own is not None:
            what = f"'{own}' has a unit of its own, and the table counts {chosen}s"
            self.problems.append(Problem(self.sheet.at(), what, "Write all amounts in one way"))
        return chosen

    def _mark(self, wanted: str | None) -> str:
        if wanted in MARKS:
            return str(wanted)
        if wanted is not None:
            what = f"'{wanted}' is not a decimal mark"
            self.problems.append(Problem(self.sheet.at(), what, "Either a point or a comma"))
        decimals = decimals_of(self._cells(), self.sheet.at())
        if decimals.problem:
            self.problems.append(decimals.problem)
        return decimals.mark

    def _say_unknown(self, reading: Reading) -> None:
        """Say which amounts are formulas without a result: an error where money would be missing."""
        for number, cells in self.sheet.unknown_in(self.layout.amounts).items():
            what, division, _ = reading.rows.get(number, ("", "", ""))
            missing = what != "total" and not (what == "left out" and not division)
            told = f"{', '.join(cells[:3])}{' …' if len(cells) > 3 else ''} holds a formula without its result"
            hint = "Open the file in a spreadsheet and save it, which works formulas out"
            reading.problems.append(Problem(self.sheet.at(number), told, hint, "error" if missing else "warning"))

    def _baseline(self, figures: list[Figure]) -> Baseline | None:
        file = self.sheet.file
        signs = {figure.amount.currency for figure in figures if figure.amount.currency} | self.layout.signs
        stated = currency_of(max(sorted(signs), key=len)) if signs else None  # a code says more than a sign
        if stated and not all(means_currency(sign, stated) for sign in signs):
            what = f"has amounts in {' and '.join(sorted(signs))}"
            self.problems.append(Problem(file, what, "A baseline has one currency"))
        head = Head(
            title=Path(file).stem,
            currency=stated or (currency_of(self.currency) if self.currency else UNKNOWN_CURRENCY),
            unit=self.unit,
            actuals_through=self._actuals(figures) if self.actuals_through is None else self.actuals_through,
            divisions=_divisions(figures),
        )
        draft = BaselineBuilder(
            head, Path(file).stem, file, figures, [one for one in self.problems if one.level == "error"]
        )
        told = [one for one in self.problems if one.level != "error"]
        try:
            baseline = draft.baseline()
        except ModelError as error:
            self.problems = [*error.problems, *told, *draft.warnings]
            return None
        self.problems = [*draft.warnings, *told]
        return replace(baseline, warnings=tuple(self.problems))

    def _actuals(self, figures: list[Figure]) -> str | None:
        """Return the last period whose column is headed as actual, as all before it are; say what was made of that."""
        known = {figure.period for figure in figures if figure.measure == "budget"}
        headed = {period: self.layout.name_of(at) for at, period in self.layout.periods.items() if period in known}
        periods = sorted(headed)
        actual = [period for period in periods if says_actual(headed[period])]
        if not actual:
            return None
        named = ", ".join(f"'{headed[period]}'" for period in actual[:MOST_NAMED])
        named += f" and {len(actual) - MOST_NAMED} more" if len(actual) > MOST_NAMED else ""
        if actual == periods[: len(actual)] and actual != periods:
            self._warn(f"{named}: taken as actual, as headed; nothing moves there", "Say the last actual period if not")
            return str(actual[-1])
        first = next((headed[period] for period in periods if period not in actual), None)
        but = f"'{first}' comes before and isn't" if first else "no plan is left"
        self._warn(f"{named}: headed as actual, but {but}; taken as plan", "Say the last actual period")
        return None

    def _warn(self, what: str, hint: str) -> None:
        self.problems.append(Problem(self.sheet.at(self.layout.heading), what, hint, "warning"))

    def _all_rows(self, reading: Reading) -> dict[int, tuple[str, str, str]]:
        rows = dict(reading.rows)
        for row in self.sheet.rows:
            text = next(filter(None, (row.text(at) for at in range(len(row.cells)))), "")
            if not row.cells:
                rows[row.number] = ("blank", "", "")
            elif not self.layout.is_whole:
                rows[row.number] = ("not understood", "", text)
            elif row.number == self.layout.heading.number:
                rows[row.number] = ("heading", "", ", ".join(self.layout.name_of(at) for at in range(len(row.cells))))
            elif row.number < self.layout.heading.number:
                rows[row.number] = ("note", "", text)
        return rows


def _divisions(figures: list[Figure]) -> list[str]:
    """Return the divisions with a budget, and those with revenue alone, of which no other is a part."""
    budgets = dict.fromkeys(figure.division for figure in figures if figure.measure == "budget")
    parents = {name.rsplit(SEPARATOR, depth)[0] for name in budgets for depth in range(1, name.count(SEPARATOR) + 1)}
    return list(dict.fromkeys([*budgets, *(f.division for f in figures if f.division not in parents)]))
