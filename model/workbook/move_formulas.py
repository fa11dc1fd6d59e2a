"""A move in formulas: what the engine does in arrays, line by line in cells that follow the drivers.

The rules are those of scenarios/README.md. Each line is named as in `move_flows.py`, whose order it keeps: running
totals over the window, rounded once each.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from virement.baseline import Rows
from virement.scenario import JobCut, ResolvedMove, Shares, ValuePath
from virement.values import OUTSIDE_ACCOUNTS, PARTS_OF_A_JOB
from virement.workbook.calculation_sheet import SHARES, CalculationSheet, Line, total
from virement.workbook.cells import (
    Figure,
    doubled_reaches,
    either,
    least,
    minus,
    most,
    negative,
    plus,
    reaches,
    times,
    whole,
)

NIL = whole(0)
ALL = whole(SHARES)


@dataclass(frozen=True)
class Read:
    """A driver as the work sheet reads it: its whole number, whether it says anything, and whether it can't be."""

    number: Figure
    said: Figure
    wrong: Figure


@dataclass(frozen=True)
class PostedLine:
    """What a move posts to one account, by period; `account` counts the leaves, then the outside accounts."""

    move: int
    role: str
    receiver: str
    account: int
    row: int
    figures: Line


def divisions_of(terms: ResolvedMove) -> int:
    """Return how many long divisions the lines of a move hold, before any is written."""
    steps = 1 if terms.amount is not None and not terms.years else 4 if terms.years else 3  # those of `_gross`
    if terms.jobs is not None:
        # those of the pay and of the jobs, and those that divide the jobs among the leaves
        steps = (6 if isinstance(terms.jobs.size, Shares) else 5) + len(terms.givers) - 1
    steps += len(terms.receivers) + sum(len(rows) - 1 for rows in _split_among(terms))
    shared = len(terms.receivers) if _in_shares(terms) else 0
    shared += bool(terms.jobs and terms.jobs.severance)
    return steps * len(terms.window) + shared + (0 if terms.funded else len(terms.window) + 1)


def _split_among(terms: ResolvedMove) -> list[Rows]:
    return [rows for rows in (terms.givers, *(one.rows for one in terms.receivers)) if rows.size]


def _in_shares(terms: ResolvedMove) -> bool:
    """Tell whether the receivers get shares, not amounts."""
    return any(not isinstance(part, str) and not hasattr(part, "currency") for part in terms.move.to.values())


class MoveFormulas:
    """The lines of one move on the work sheet."""

    def __init__(self, work: CalculationSheet, terms: ResolvedMove, drivers: Mapping[ValuePath, Read]) -> None:
        """Write them all, down to the balance of each period."""
        self.work, self.terms, self.drivers = work, terms, drivers
        self.of = terms.move.name
        self.phased = self.given = NIL
        self.stated: list[Figure] = []
        self.on = drivers["enabled",].number
        self.columns = list(terms.window)
        self.jobs: dict[int, Line] = {}
        self.jobs_cut: Line = {}
        self.gross = self._line("gross cut, running", self._gross())
        self.gross_steps = _steps(self.gross)
        self.released = self._released()
        self.owed = self._owed()
        self.one_off = self._line(
            "one-off cost, running", {n: least(one, self.owed) for n, one in self.released.items()}
        )
        self.fundable = self._line("fundable, running", self._less(self.released, self.one_off))
        self.parts = self._parts()
        self.posted = list(self._posted())
        self.balance = self._balance()

    def _line(self, what: str, figures: Mapping[int, Figure]) -> Line:
        return self.work.line(self.of, what, figures)

    def _less(self, one: Line, other: Line) -> Line:
        return {n: minus(one[n], other[n]) for n in self.columns}

    def _share(self, what: str, share: Figure, of: Line) -> Line:
        """Return a share of running totals, rounded."""
        told = f"{self.of}: {what}"
        return {n: self.work.quotients.share(told, share, figure, SHARES).rounded for n, figure in of.items()}

    def _shown(self, what: str, amount: Figure, weights: Line) -> Line:
        """Return the running totals of what a split of an amount gives, for the running totals of its weights."""
        whole_weight = most(weights[max(weights)], whole(1))
        told = f"{self.of}: {what}"
        return {n: self.work.quotients.divide(told, amount, one, whole_weight).rounded for n, one in weights.items()}

    def _base(self, rows: Rows) -> Line:
        if not rows.size:
            return dict.fromkeys(self.columns, whole(1))
        held = self.work.sums(rows)
        return {n: held[n] for n in self.columns}

    def _gross(self) -> Line:
        """Return the running totals of what the givers give up (rules 2 to 9)."""
        cut = self.drivers["cut",].number
        if self.terms.jobs is not None:
            return self._pay_of(cut, self.terms.jobs)
        base = self._base(self.terms.base)
        if self.terms.amount is None:
            return self._at_rate(cut, base)
        if self.terms.years:
            return self._yearly(cut, base)
        steps = dict(zip(self.columns, (self.drivers["phasing", n] for n in range(len(self.columns))), strict=True))
        self.phased = self.work.single(self.of, "shares of its phasing", plus(*(one.said for one in steps.values())))
        weights = {n: either(self.phased, steps[n].number, base[n]) for n in self.columns}
        return self._shown("gross cut", cut, self.work.running(self.of, "weights by period, running", weights))

    def _ramp(self) -> Line:
        """Return the share in force in each period: the one before where the driver says none."""
        row, found, before = self.work.next_row, {}, ALL
        for step, column in enumerate(self.columns):
            driver = self.drivers["ramp", step]
            found[column] = either(driver.said, driver.number, before)
            before = Figure(self.work.cell(row, column), found[column].value)
        return self._line("ramp in force", found)

    def _ramped(self, amounts: Line, anew: Container[int] = ()) -> tuple[Line, Line]:
        """Return the running totals of amounts times the ramp: whole units, and what is left in parts of a share.

        They begin anew in the columns `anew`.
        """
        ramp = self._ramp()
        parts = {n: self.work.quotients.share(f"{self.of}: ramp", ramp[n], amounts[n], SHARES) for n in self.columns}
        wholes, lefts, row = {}, {}, self.work.next_row
        above, beside = NIL, NIL  # what stands there so far
        for column, part in parts.items():
            if column in anew:
                above, beside = NIL, NIL
            raw = plus(beside, part.left)
            carried = reaches(raw, SHARES)
            lefts[column] = minus(raw, times(carried, ALL))
            wholes[column] = plus(above, part.floor, carried)
            beside = Figure(self.work.cell(row, column), lefts[column].value)
            above = Figure(self.work.cell(row + 1, column), wholes[column].value)
        left = self._line("ramped, running: part of a unit", lefts)
        return self._line("ramped, running: whole units", wholes), left

    def _pay_of(self, cut: Figure, jobs: JobCut) -> Line:
        """Return the running totals of the pay of the jobs that are cut, that of each period rounded once (rule 8)."""
        rows, anew = self.terms.givers.tolist(), set(self.columns)
        held, paid = (self._summed(lines) for lines in (map(self.work.jobs, rows), map(self.work.pay, rows)))
        pay, left = self._ramped(paid, anew)
        if isinstance(jobs.size, Shares):
            cut_pay = self._rated(cut, pay, left)
            self.jobs_cut = self._line("jobs cut, in hundredths", self._rated(cut, *self._ramped(held, anew)))
        else:
            cut_pay = {n: self._in_year(cut, pay[n], left[n], held[n]) for n in self.columns}
            ramp, told = self._ramp(), f"{self.of}: jobs"
            shares = {n: self.work.quotients.share(told, ramp[n], cut, SHARES).rounded for n in self.columns}
            self.jobs_cut = self._line("jobs cut, in hundredths", shares)
        self.jobs = dict(zip(rows, self._split_jobs(rows), strict=True))
        return self.work.running(self.of, "pay of the jobs cut, running", cut_pay)

    def _summed(self, lines: Iterable[Line]) -> Line:
        held = [*lines]
        return {n: total([line[n] for line in held]) for n in self.columns}

    def _split_jobs(self, rows: list[int]) -> Iterator[Line]:
        """Divide the jobs that are cut among leaves, in proportion to their jobs, in each period."""
        up_to = self._up_to(map(self.work.jobs, rows))
        before = dict.fromkeys(self.columns, NIL)
        for line in up_to[:-1]:
            shown = {
                n: self.work.quotients.divide(f"{self.of}: jobs", self.jobs_cut[n], line[n], up_to[-1][n]).rounded
                for n in self.columns
            }
            yield self._less(shown, before)
            before = shown
        yield self._less(self.jobs_cut, before)

    def _up_to(self, lines: Iterable[Line]) -> list[Line]:
        """Return what lines come to from the first one to each, by period."""
        found: list[Line] = []
        for line in lines:
            more = {n: plus(found[-1][n], line[n]) if found else line[n] for n in self.columns}
            found.append(self._line("weights of jobs, up to a leaf", more))
        return found

    def _at_rate(self, rate: Figure, base: Line) -> Line:
        return self._rated(rate, *self._ramped(base))

    def _rated(self, rate: Figure, wholes: Line, lefts: Line) -> Line:
        """Return a rate's share of whole units and of what is left of one in parts of a share, rounded."""
        found = {}
        for column in self.columns:
            upper = self.work.quotients.share(f"{self.of}: rate", rate, wholes[column], SHARES)
            lower = self.work.quotients.share(f"{self.of}: rate, part", rate, lefts[column], SHARES)
            rest = plus(upper.left, lower.floor)
            found[column] = plus(upper.floor, reaches(rest, SHARES // 2), reaches(rest, SHARES + SHARES // 2))
        return found

    def _yearly(self, cut: Figure, base: Line) -> Line:
        """Return the running totals of an amount per year, rounded once in each fiscal year."""
        years = [[self.columns[n] for n in year] for year in self.terms.years]
        wholes, lefts = self._ramped(base, {year[0] for year in years})
        yearly: Line = {}
        for year in years:
            held = self.work.single(self.of, "weight of the year", most(plus(*(base[n] for n in year)), whole(1)))
            yearly |= _steps({n: self._in_year(cut, wholes[n], lefts[n], held) for n in year})
        return self.work.running(self.of, "cut by year, running", yearly)

    def _in_year(self, cut: Figure, wholes: Figure, left: Figure, held: Figure) -> Figure:
        """Return the cut times a weight, which is whole units and a part of one, over what the year holds."""
        quotients, told = self.work.quotients, f"{self.of}: cut of the year"
        upper = quotients.divide(told, cut, wholes, held)
        lower = quotients.share(f"{told}, part", cut, left, SHARES)
        rest = quotients.divide(f"{told}, rest", plus(upper.left, lower.floor), whole(1), held)
        half = doubled_reaches(rest.left, reaches(lower.left, SHARES // 2), held)
        return plus(upper.floor, rest.floor, half)

    def _released(self) -> Line:
        if self.terms.funded:
            return self.gross
        stranded = self._share("stranded cost", self.drivers["stranded_cost",].number, self.gross)
        self.stranded = self._line("stranded cost, running", stranded)
        return self._line("released, running", self._less(self.gross, self.stranded))

    def _owed(self) -> Figure:
        """Return the one-off cost: an amount, or a share of the gross cut of the first fiscal year."""
        if self.terms.funded:
            return NIL
        baseline, window = self.work.baseline, self.terms.window
        year = baseline.fiscal_years[baseline.periods[window.start].fiscal_year]
        first = {0: self.gross[min(year.stop, window.stop) - 1]}
        share = self._share("one-off cost", self.drivers["one_off_cost", "share"].number, first)[0]
        amount = self.drivers["one_off_cost", "amount"].number
        owed = [amount, share]
        if self.terms.jobs is not None and self.terms.jobs.severance:
            owed.append(self._severance(self.terms.jobs))
        return self.work.single(self.of, "one-off cost owed", plus(*owed))

    def _severance(self, jobs: JobCut) -> Figure:
        """Return what the jobs that go cost once: as many as are cut at the most in any period."""
        a_hundredth = jobs.severance / PARTS_OF_A_JOB
        cut = total([*self.jobs_cut.values()])
        gone = Figure(cut.text.replace("SUM(", "MAX(", 1), max(one.value for one in self.jobs_cut.values()))
        gone = self.work.single(self.of, "jobs that go, in hundredths", gone)
        whole_, part = whole(a_hundredth.numerator), whole(a_hundredth.denominator)
        return self.work.quotients.divide(f"{self.of}: severance", gone, whole_, part).rounded

    def _parts(self) -> list[Line]:
        """Divide what is fundable: the running totals of each receiver, last those of what nobody gets (rule 13)."""
        left, last, found = self.fundable, self.columns[-1], []
        for receiver, owed in zip(self.terms.receivers, self._totals(), strict=True):
            part = self._shown(f"to {receiver.name}", least(owed, left[last]), left)
            found.append(self._line(f"to {receiver.name}, running", part))
            left = self._line(f"left after {receiver.name}, running", self._less(left, found[-1]))
        return [*found, left]

    def _totals(self) -> list[Figure]:
        """Return what each receiver gets over the window."""
        end, to = self.fundable[self.columns[-1]], self.terms.move.to
        self.stated = [self.drivers["to", name].number for name, part in to.items() if not isinstance(part, str)]
        given = plus(*self.stated) if self.stated else NIL
        self.given = self.work.single(self.of, "given away", given)
        stated = iter(self.stated)
        numbers = [None if isinstance(part, str) else next(stated) for part in to.values()]
        if not self.in_shares:
            rest = most(minus(end, self.given), NIL)
            totals = [rest if one is None else one for one in numbers]
        else:
            totals = self._by_shares([minus(ALL, self.given) if one is None else one for one in numbers], end)
        return [self.work.single(self.of, f"to {name}, in all", one) for name, one in zip(to, totals, strict=True)]

    def _by_shares(self, shares: list[Figure], end: Figure) -> list[Figure]:
        found, share, before = [], NIL, NIL
        for one in shares:
            share = self.work.single(self.of, "shares so far", plus(share, one))
            now = self.work.quotients.share(f"{self.of}: shares so far", share, end, SHARES).rounded
            found.append(minus(now, before))
            before = now
        return found

    @property
    def in_shares(self) -> bool:
        """Tell whether the receivers get shares, not amounts."""
        return _in_shares(self.terms)

    def _posted(self) -> Iterator[PostedLine]:
        for role, receiver, rows, running in self._posted_to():
            name = receiver or "given"
            steps = {n: times(self.on, _bracketed(one)) for n, one in _steps(running).items()}
            if not rows.size:
                account = len(self.work.baseline.leaves) + OUTSIDE_ACCOUNTS.index(receiver or "New funding")
                yield self._post(role, receiver, account, self._line(f"{name}, by period", steps))
                continue
            totals = self._line(f"{name}, by period", steps)
            for row, figures in zip(rows.tolist(), self._among(name, rows, totals), strict=True):
                yield self._post(role, receiver, row, figures)

    def _among(self, name: str, rows: Rows, totals: Line) -> Iterator[Line]:
        """Divide what falls in each period among leaves, in proportion to their budgets there."""
        before = dict.fromkeys(self.columns, NIL)
        weights = self.work.weights(rows) if len(rows) > 1 else []
        if self.terms.jobs is not None and name == "given" and len(rows) > 1:
            weights = self._up_to(map(self.work.pay, rows.tolist()))
            weights[-1] = {n: most(one, whole(1)) for n, one in weights[-1].items()}
        for line in weights[:-1]:
            shown = {
                n: self.work.quotients.divide(f"{self.of}: {name}", totals[n], line[n], weights[-1][n]).rounded
                for n in self.columns
            }
            yield self._less(shown, before)
            before = shown
        yield self._less(totals, before)

    def _post(self, role: str, receiver: str, account: int, figures: Line) -> PostedLine:
        baseline = self.work.baseline
        name = (*baseline.leaves, *OUTSIDE_ACCOUNTS)[account]
        signed = {n: negative(_bracketed(one)) for n, one in figures.items()} if role == "given" else figures
        row = self.work.next_row
        line = self.work.line(f"{self.of}: posted", name, signed, account + 1)
        return PostedLine(self.terms.index, role, receiver, account, row, line)

    def _posted_to(self) -> Iterator[tuple[str, str, Rows, Line]]:
        outside = np.array([], dtype=np.intp)
        yield "given", "", self.terms.givers, self.gross
        if not self.terms.funded:
            yield "received", "Stranded costs", outside, self.stranded
            yield "received", "One-off costs", outside, self.one_off
        for receiver, part in zip(self.terms.receivers, self.parts, strict=False):
            yield "received", receiver.name, receiver.rows, part
        yield "received", "Unallocated", outside, self.parts[-1]

    def _balance(self) -> Line:
        return self._line("balance", {n: total([one.figures[n] for one in self.posted]) for n in self.columns})


def _bracketed(figure: Figure) -> Figure:
    return Figure(f"({figure.text})", figure.value)


def _steps(totals: Line) -> Line:
    """Return the differences of running totals, the first from zero."""
    found, before = {}, NIL
    for column, figure in totals.items():
        found[column] = minus(figure, before)
        before = figure
    return found
