"""Reads the rows of a table into figures: division, period, amount, how good each is. No amount goes unmentioned."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from virement.tables.columns import Layout
from virement.tables.csv_reader import too_wide
from virement.tables.number_parsing import is_blank, places_of, read_cell
from virement.tables.period_headings import period_of
from virement.tables.row_labels import is_sum, path_of, reads_as_note, summed_name
from virement.tables.sheet import Cell, Row, Sheet
from virement.values import SEPARATOR, STATUSES, Amount, Period, Problem, Unreadable, did_you_mean, one_of

MOST_SHOWN = 6  # amounts of a row, in the preview


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount of a table, with where it stood there."""

    where: str
    division: str
    period: Period
    measure: str
    amount: Amount
    status: int
    source: str
    note: str
    row: int = 0


@dataclass(frozen=True)
class SumRow:
    """A row that sums others: what it names, and its amounts by period (None: over all) with their last place."""

    where: str
    row: int
    label: str
    of: str
    measure: str
    amounts: dict[Period | None, tuple[Decimal, Decimal]]


@dataclass
class Reading:
    """What the rows of a table say: figures, rows of sums, problems, and for each row number what it is, and why."""

    figures: list[Figure] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[int, tuple[str, str, str]] = field(default_factory=dict)


def read_figures(sheet: Sheet, layout: Layout, mark: str, *, strict: bool = False) -> Reading:
    """Read every row below the heading, with decimals parted by `mark`.

    A row is figures, a sum of others, a note, left out since it has no amount, or an error. With `strict`, as for the
    house's own files, every row that isn't blank has to be figures.
    """
    reader = _Reader(sheet, layout, mark, strict)
    for row in sheet.rows:
        if row.number > layout.heading.number:
            reader.take(row)
    reader.name_left_out()
    return reader.reading


class _Reader:
    """Takes row after row."""

    def __init__(self, sheet: Sheet, layout: Layout, mark: str, strict: bool) -> None:
        self.sheet = sheet
        self.layout = layout
        self.mark = mark
        self.strict = strict
        self.reading = Reading()
        self.above: tuple[str, ...] = ("",) * len(layout.division)
        self.empty: dict[int, str] = {}
        self.last = max((row.number for row in sheet.rows if self._holds_amount(row)), default=0)
        self.after_blank = False

    def take(self, row: Row) -> None:
        """Say what a row is."""
        own = tuple(row.text(at) for at in self.layout.division)
        filled = [at for at in self.layout.amounts if not is_blank(row.cell(at))]
        problem = None if self.sheet.name else too_wide(self.sheet, row, len(self.layout.heading.cells))
        self.after_blank = (self.after_blank or not row.cells) and row.number > self.last
        if not row.cells:
            self._say(row, "blank")
        elif not self.strict and self._is_note(row, own, filled):
            self._say(row, "note", "", next(filter(None, (row.text(at) for at in range(len(row.cells))))))
        elif problem:
            self._refuse(row, problem)
        elif heads := self._heads(row, filled):
            self._heading(row, heads)
        elif not self.strict and filled and (sum_of := self._sum_of(own)) is not None:
            self._sum(row, own, filled, sum_of)
        elif not self.strict and not filled:
            self._without_amount(row, own)
        else:
            self._figures(row, self._path(own), filled)

    def name_left_out(self) -> None:
        """Warn of every division and every period that has no amount anywhere."""
        hint = "Write 0 if that is meant"
        known = {figure.division for figure in self.reading.figures}
        for number, name in self.empty.items():
            if name not in known:
                what = f"'{name}' has no amount and is left out"
                self.reading.problems.append(Problem(self.sheet.at(number), what, hint, "warning"))
        told = {figure.period for figure in self.reading.figures}
        for at, period in self.layout.periods.items():
            if period not in told and self.reading.figures:
                what = f"{self.layout.name_of(at)} has no amount and is left out"
                where = self.sheet.at(self.layout.heading)
                self.reading.problems.append(Problem(where, what, hint, "warning"))

    def _say(self, row: Row, what: str, division: str = "", read: str = "") -> None:
        self.reading.rows[row.number] = (what, division, read)

    def _refuse(self, row: Row, *problems: Problem) -> None:
        self.reading.problems += problems
        self._say(row, "not understood", "", "; ".join(problem.what for problem in problems))

    def _holds_amount(self, row: Row) -> bool:
        return any(self._is_number(row.cell(at)) for at in self.layout.amounts)

    def _is_number(self, cell: Cell) -> bool:
        try:
            return not is_blank(cell) and read_cell(cell, self.mark) is not None
        except Unreadable:
            return False

    def _is_note(self, row: Row, own: tuple[str, ...], filled: list[int]) -> bool:
        """Tell whether a row is a text about the table: it holds no number where amounts stand."""
        if any(isinstance(row.cell(at), Decimal) or any(map(str.isdigit, row.text(at))) for at in filled):
            return False
        first = next(filter(None, (row.text(at) for at in range(len(row.cells)))), "")
        if reads_as_note(first):
            return True
        return not filled and (not any(own) or (self.after_blank and len(row.cells) - row.cells.count("") == 1))

    def _heads(self, row: Row, filled: list[int]) -> str | None:
        """Tell whether a row is a heading: "again" the same, or "another" with year after year for amounts."""
        heading = self.layout.heading
        if self.strict or not filled:
            return None
        if all(row.text(at) == heading.text(at) for at in (*self.layout.division, *self.layout.amounts)):
            return "again"
        if len(filled) < 2 or period_of(row.text(filled[0])) is None:
            return None
        periods = [period_of(row.text(at)) for at in filled]
        return "another" if all(one and one.next == other for one, other in pairwise(periods)) else None

    def _heading(self, row: Row, heads: str) -> None:
        if heads == "again":
            self._say(row, "heading", "", "the heading again")
        else:
            what = "looks like the heading of a second table"
            self._refuse(row, Problem(self.sheet.at(row), what, "One table a sheet; put the other one on its own"))

    def _path(self, own: tuple[str, ...]) -> str:
        """Return a row's path; a blank cell left of its own repeats the one above, as merged cells do."""
        if len(own) == 1:
            return path_of(own[0])
        if not any(own):
            return ""
        first = next(at for at, text in enumerate(own) if text)
        self.above = self.above[:first] + own[first:]
        return SEPARATOR.join(path_of(text) for text in self.above if text)

    def _sum_of(self, own: tuple[str, ...]) -> str | None:
        """Return what a row of sums names, the empty text for everything above it, or None for other rows."""
        for at, text in enumerate(own):
            last = text.split(SEPARATOR)[-1]
            if text and is_sum(last):
                parents = [*self.above[:at], *text.split(SEPARATOR)[:-1]] if not any(own[:at]) else list(own[:at])
                return SEPARATOR.join(filter(None, parents))
            if named := summed_name(last):
                return named
        return None if any(own) else ""

    def _sum(self, row: Row, own: tuple[str, ...], filled: list[int], sum_of: str) -> None:
        amounts: dict[Period | None, tuple[Decimal, Decimal]] = {}
        label = next(filter(None, reversed(own)), "")
        try:
            for at in filled:
                period = self.layout.periods.get(at) or period_of(row.text(self.layout.single["period"]))
                amounts[period] = read_cell(row.cell(at), self.mark).value, places_of(row.cell(at), self.mark)
        except Unreadable as error:
            what = f"'{label}' looks like a sum, but {error.what}"
            self._refuse(row, Problem(self.sheet.at(row), what, "Mend it, or leave the row out"))
            return
        measure = self._cell(row, "measure").casefold() or "budget"
        self.reading.sums.append(SumRow(self.sheet.at(row), row.number, label, sum_of, measure, amounts))

    def _without_amount(self, row: Row, own: tuple[str, ...]) -> None:
        if self._sum_of(own) is not None:
            self._say(row, "left out", "", f"{next(filter(None, own), '')}: a sum without an amount")
            return
        name = self._path(own)
        if len(own) > 1 and not own[-1]:
            self._say(row, "note", name, "names what stands below it")
            return
        self.empty[row.number] = name
        self._say(row, "left out", name, "has no amount")

    def _cell(self, row: Row, role: str) -> str:
        return row.text(self.layout.single[role]) if role in self.layout.single else ""

    def _figures(self, row: Row, division: str, filled: list[int]) -> None:
        """Read a row's amounts, or refuse it with everything that is wrong."""
        measure = self._cell(row, "measure").casefold() or "budget"
        status = self._cell(row, "status").casefold() or STATUSES[-1]
        problems = [Problem(self.sheet.at(row), *said) for said in self._wrong(row, division, measure, status)]
        found = [] if problems else [self._amount(row, at, division, measure, problems) for at in filled]
        if problems:
            self._refuse(row, *problems)
            return
        source, note, where = self._cell(row, "source"), self._cell(row, "note"), self.sheet.at(row)
        rank = STATUSES.index(status)
        for period, amount in found:
            self.reading.figures.append(
                Figure(where, division, period, measure, amount, rank, source, note, row.number)
            )
        if not filled:
            self.empty[row.number] = division
        self._compare_sums(row, found)
        shown = [f"{amount.value:,f} in {period}" for period, amount in found[:MOST_SHOWN]]
        more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
        read = f"{measure}: {', '.join(shown)}{more}" if shown else "has no amount"
        self._say(row, "figures" if filled else "left out", division, read)

    def _wrong(self, row: Row, division: str, measure: str, status: str) -> list[tuple[str, str]]:
        wrong = []
        if not division or not all(division.split(SEPARATOR)):
            wrong.append(("has no division", "Every row with amounts names one"))
        if is_sum(division):
            hint = "Leave rows of sums out, they would count twice; or give the division another name"
            wrong.append((f"'{division}' looks like a sum of the others", hint))
        if measure not in ("budget", "revenue"):
            wrong.append((f"'{measure}' is not a measure", "One of: budget, revenue"))
        if status not in STATUSES:
            wrong.append((f"'{status}' is not a status", did_you_mean(status, STATUSES) or one_of(STATUSES)))
        if not self.layout.periods and period_of(text := self._cell(row, "period")) is None:
            wrong.append((f"'{text}' is not a period", "Write FY2026, 2026Q1 or 2026-01"))
        return wrong

    def _amount(self, row: Row, at: int, division: str, measure: str, problems: list[Problem]) -> tuple[Period, Amount]:
        period = self.layout.periods.get(at) or period_of(self._cell(row, "period"))
        assert period is not None
        try:
            amount = read_cell(row.cell(at), self.mark)
        except Unreadable as error:
            problems.append(Problem(self._where(row, at), error.what, error.hint))
            return period, Amount(Decimal(0))
        if amount.value < 0 and measure == "budget":
            what = f"the budget of '{division}' is below zero: '{row.text(at)}' is {amount.value:,f}"
            problems.append(Problem(self._where(row, at), what, "Net a credit into what it belongs to"))
        return period, amount

    def _where(self, row: Row, at: int) -> str:
        return f"{self.sheet.at(row)} {self.layout.name_of(at)}"

    def _compare_sums(self, row: Row, found: list[tuple[Period, Amount]]) -> None:
        """Warn of a year's column that isn't the sum of its quarters or months."""
        for at, parts in self.layout.sums.items():
            if is_blank(cell := row.cell(at)):
                continue
            periods = {self.layout.periods[part] for part in parts}
            total = sum((amount.value for period, amount in found if period in periods), Decimal(0))
            try:
                said, place = read_cell(cell, self.mark).value, places_of(cell, self.mark)
            except Unreadable:
                said, place = Decimal(0), Decimal(0)
            if abs(said - total) > place * 2:
                what = f"{self.layout.name_of(at)} says {row.text(at)}, its periods add up to {total:,f}; they count"
                self.reading.problems.append(Problem(self._where(row, at), what, "Mend one of them", "warning"))
