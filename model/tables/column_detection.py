"""Finds what a sheet's columns are: where the heading stands, which name divisions, periods and amounts."""

from __future__ import annotations

from virement.tables.columns import EXACT, KNOWN, LEVELS, NAMES, ROLES, Columns, Layout
from virement.tables.number_parsing import is_blank, read_cell
from virement.tables.period_headings import Heading, names_two_years, period_of, read_heading, unit_in
from virement.tables.sheet import Cell, Row, Sheet, letter_of
from virement.values import Period, Problem, Unreadable, did_you_mean

MOST_ABOVE = 30  # rows in which the heading is looked for
MOST_LOOKED_AT = 300  # rows by which a column is judged


def find_layout(sheet: Sheet, wanted: Columns) -> Layout:
    """Find the heading and what stands below it; what is missing or unclear is among the problems."""
    filled = [row for row in sheet.rows if row.cells][:MOST_ABOVE]
    if wanted.heading_row is not None:
        filled = [row for row in sheet.rows if row.number == wanted.heading_row]
        if not filled:
            problem = Problem(sheet.at(), f"has no row {wanted.heading_row}", "Choose the row with the headings")
            return Layout(Row(wanted.heading_row, ()), problems=[problem])
    found = [_Finder(sheet, row, wanted).layout() for row in filled]
    if not found:
        problem = Problem(sheet.at(), "is empty", "It needs a row of headings and rows of amounts")
        return Layout(Row(1, ()), problems=[problem])
    return max(found, key=lambda layout: (layout.is_whole, layout.known))


class _Finder:
    """Takes one row for the heading and sees what the columns would be."""

    def __init__(self, sheet: Sheet, heading: Row, wanted: Columns) -> None:
        self.sheet = sheet
        self.heading = heading
        self.wanted = wanted
        self.folded = [" ".join(heading.text(at).casefold().strip(":*").split()) for at in range(len(heading.cells))]
        self.read = [read_heading(heading.text(at)) for at in range(len(heading.cells))]
        self.found = Layout(heading)

    def layout(self) -> Layout:
        """Return what the columns are."""
        self._roles()
        self._periods()
        self._amount()
        self._divisions()
        self._unit()
        self._lacks()
        self._once()
        known = {at for at, name in enumerate(self.folded) if name in (*LEVELS, *NAMES)}
        self.found.known = len(known | set(self.found.single.values()) | set(self.found.periods))
        return self.found

    def _warn(self, what: str, hint: str, level: str = "warning") -> None:
        where = self.sheet.at(self.heading)
        self.found.problems.append(Problem(where, what, hint, "warning" if level == "warning" else "error"))

    def _place(self, name: str) -> int | None:
        """Return the column that is named by its heading, or by its letter."""
        texts = [self.heading.text(at) for at in range(len(self.heading.cells))]
        width = max((len(row.cells) for row in self.sheet.rows), default=0)
        letters = [letter_of(at) for at in range(width)]
        for known in (texts, [text.casefold() for text in texts], letters):
            for asked in (name.strip(), name.strip().casefold(), name.strip().upper()):
                if asked in known:
                    return known.index(asked)
        self._warn(f"has no column '{name}'", did_you_mean(name, filter(None, texts)), "error")
        return None

    def _roles(self) -> None:
        for role in ROLES:
            asked = getattr(self.wanted, role)
            at = self._place(asked) if asked else None
            if asked is None and role in KNOWN:
                at = next((self.folded.index(name) for name in KNOWN[role] if name in self.folded), None)
            if at is not None:
                self.found.single[role] = at

    def _periods(self) -> None:
        """Take the columns that are headed by periods, of several for one period the likeliest budget."""
        if self.wanted.periods is not None:
            places = [at for name in self.wanted.periods if (at := self._place(name)) is not None]
        elif self.wanted.period and self.wanted.amount:
            return
        else:
            places = [at for at in range(len(self.read)) if self._period(at)]
        by_period: dict[Period, list[int]] = {}
        for at in places:
            if (period := self._period(at)) is None:
                what = f"'{self.found.name_of(at)}' is not a period"
                self._warn(what, "Head it FY2026, 2026Q1 or 2026-01", "error")
            else:
                by_period.setdefault(period, []).append(at)
        for period, among in by_period.items():
            best = min(among, key=lambda at: (self._rank(at), at))
            self.found.periods[best] = period
            self._say_best(best, among, str(period))
        self._sums()
        if self.found.periods:
            for role in ("period", "amount"):
                self.found.single.pop(role, None)
        for at, period in self.found.periods.items():
            if names_two_years(self.heading.text(at)):
                self._warn(f"'{self.heading.text(at)}' is called {period}, by the year it ends in", "")
                break

    def _period(self, at: int) -> Period | None:
        return period_of(self.heading.text(at))

    def _rank(self, at: int) -> int:
        rank = self.read[at].rank if at < len(self.read) else None
        return 9 if rank is None else rank

    def _say_best(self, best: int, among: list[int], what: str) -> None:
        others = [self.found.name_of(at) for at in among if at != best]
        name = self.found.name_of(best)
        if name in others:
            self._warn(f"has the column '{name}' twice", "Keep one", "error")
        elif others:
            listed = ", ".join(f"'{other}'" for other in others)
            self._warn(f"takes '{name}' for the amounts of {what}, not {listed}", "Choose another if that is meant")

    def _sums(self) -> None:
        """Leave out a year's column that stands beside all its quarters or months: it is their sum."""
        for at, year in list(self.found.periods.items()):
            parts = [
                other
                for other, period in self.found.periods.items()
                if year.kind == "year" and period.kind != "year" and period.year == year.year
            ]
            if parts and len(parts) == (4 if self.found.periods[parts[0]].kind == "quarter" else 12):
                self.found.sums[at] = tuple(parts)
                del self.found.periods[at]

    def _amount(self) -> None:
        if self.found.periods or "amount" in self.found.single or self.wanted.amount == "":
            return
        among = [at for at, heading in enumerate(self.read) if self._is_amount(at, heading)]
        if not among:
            return
        exact = [self.folded.index(name) for name in EXACT if name in self.folded]
        best = exact[0] if exact else min(among, key=lambda at: (self._rank(at), at))
        self.found.single["amount"] = best
        self._say_best(best, among, "every period")

    def _is_amount(self, at: int, heading: Heading) -> bool:
        return heading.rank is not None and at not in self.found.single.values()

    def _divisions(self) -> None:
        taken = {*self.found.single.values(), *self.found.periods, *self.found.sums}
        if self.wanted.division is not None:
            places = [at for name in self.wanted.division if (at := self._place(name)) is not None]
            self.found.division = tuple(dict.fromkeys(places))
            return
        levels = [at for at, name in enumerate(self.folded) if name in LEVELS and at not in taken]
        names = [self.folded.index(name) for name in NAMES if name in self.folded]
        self.found.division = tuple(levels or [at for at in names if at not in taken][:1] or self._guessed(taken))

    def _guessed(self, taken: set[int]) -> list[int]:
        """Return the first column left of the amounts that holds text in most rows, with a warning."""
        amounts = [*self.found.periods, *self.found.amounts]
        below = [row for row in self.sheet.rows[:MOST_LOOKED_AT] if row.number > self.heading.number]
        with_amounts = [row for row in below if any(not is_blank(row.cell(at)) for at in amounts)]
        for at in range(min(amounts, default=0)):
            texts = [row for row in with_amounts if any(sign.isalpha() for sign in row.text(at))]
            if at not in taken and 2 * len(texts) > len(with_amounts):
                self._warn(f"takes '{self.found.name_of(at)}' for the divisions", "Choose another if that is meant")
                return [at]
        return []

    def _unit(self) -> None:
        headings = [self.read[at] for at in self.found.amounts if at < len(self.read)]
        above = self.sheet.rows[: self.sheet.rows.index(self.heading)]
        titles = [unit_in(row.text(at)) for row in above for at in range(len(row.cells))]
        titles += [unit_in(self.heading.text(at)) for at in self.found.division]
        units = {unit for unit in (*(heading.unit for heading in headings), *titles) if unit}
        if len(units) > 1:
            self._warn(f"counts amounts in {' and in '.join(sorted(units))}", "Say the unit; one for all", "error")
        self.found.unit = next(iter(units), None)
        self.found.signs = frozenset(heading.sign for heading in headings if heading.sign)

    def _lacks(self) -> None:
        names = ", ".join(filter(None, (self.heading.text(at) for at in range(len(self.heading.cells)))))[:200]
        hint = f"Name them division, period, amount (or 2026Q1, 2026Q2 …). It has: {names}"
        if not self.found.division:
            self._warn("has no division column", hint, "error")
        if not self.found.periods and not {"period", "amount"} <= set(self.found.single):
            self._warn("has neither a period and an amount column nor periods as columns", hint, "error")

    def _once(self) -> None:
        """Name a heading that stands twice where it counts, and a column of numbers that is not read."""
        used = [*self.found.division, *self.found.single.values()]
        for at in used:
            if self.found.heading.text(at) and self.folded.count(self.folded[at]) > 1 and not self.wanted_by_hand(at):
                self._warn(f"has the column '{self.found.name_of(at)}' twice", "Keep one", "error")

    def wanted_by_hand(self, at: int) -> bool:
        """Tell whether the caller named a column."""
        said = [*(self.wanted.division or ()), *(getattr(self.wanted, role) for role in ROLES)]
        return letter_of(at) in said


def unread(layout: Layout, sheet: Sheet, mark: str) -> list[Problem]:
    """Return warnings that name the numbers which are not read: in other columns, and above the heading."""
    used = {*layout.division, *layout.single.values(), *layout.periods, *layout.sums}
    start = sheet.rows.index(layout.heading)
    below = sheet.rows[start + 1 :]
    width = max((len(row.cells) for row in below), default=0)
    others = [at for at in range(width) if at not in used and _holds_numbers(below[:MOST_LOOKED_AT], at, mark)]
    found = []
    if others:
        listed = ", ".join(f"'{layout.name_of(at)}'" for at in others)
        what = f"has numbers in columns that are not read: {listed}"
        found.append(Problem(sheet.at(layout.heading), what, "Choose the columns", "warning"))
    for row in sheet.rows[:start]:
        if any(_holds_numbers((row,), at, mark) and period_of(row.text(at)) is None for at in layout.amounts):
            what = "stands above the heading and holds a number that is not read"
            found.append(Problem(sheet.at(row), what, "Choose the row of the heading", "warning"))
    return found


def _holds_numbers(rows: tuple[Row, ...], at: int, mark: str) -> bool:
    return any(_is_number(row.cell(at), mark) for row in rows)


def _is_number(cell: Cell, mark: str) -> bool:
    try:
        return not is_blank(cell) and read_cell(cell, mark) is not None
    except Unreadable:
        return False
