"""A scenario's moves in the terms of one baseline: rows, columns, whole minor units and exact shares.

Here the names and periods of a scenario meet the baseline's, and whatever doesn't fit is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from virement.baseline import Baseline, Rows
from virement.scenario.consistency import contradictions, move_contradictions
from virement.scenario.fields import NEW_FUNDING
from virement.scenario.job_cuts import JobCut, job_cut_of
from virement.scenario.locks import Locks, lock_on, locked_names, locked_rows, locks_of
from virement.scenario.schema import Move, Scenario, amounts_of
from virement.scenario.shares import NO_SHARE, Chosen, Drawn, DrawnValue, Shares
from virement.values import (
    LIMIT,
    OUTSIDE_ACCOUNTS,
    ROOT,
    STATUSES,
    Amount,
    Jobs,
    ModelError,
    Places,
    Problem,
    Unreadable,
    Whole,
    did_you_mean,
    one_of,
    to_minor,
)

COMPUTED_ACCOUNTS = {"Stranded costs": "stranded_cost", "One-off costs": "one_off_cost"}


@dataclass(frozen=True, eq=False)
class Receiver:
    """Who gets a part: `rows` of leaves, none for an outside account.

    `part` is a share `[1, draw]`, minor units `[draw]`, or the rest.
    """

    name: str
    rows: Rows
    part: DrawnValue | None


@dataclass(frozen=True, eq=False)
class ResolvedMove:
    """One move in a baseline's terms. Arrays over the window have its periods first and the draws last.

    Where the start is drawn a move has terms for each: `chosen` are the draws that these are for, None is all.

    `rate` is a share of the base; `amount` the total in minor units, over the window or, with `years`, in each of
    them; both are None where `jobs` says the cut. `ramp` is how much of it is in force in each period, and
    `phasing` how a total falls on the periods.
    `givers` are the leaves that give, none for New funding, and `base` the leaves that a rate is taken of; `locked` are
    the locked divisions that would give otherwise, and are left out. A start that leaves too few periods for the ramp
    or the phasing doesn't fit: there the terms are those of the stated start.
    """

    index: int
    move: Move
    places: Places
    window: range
    givers: Rows
    base: Rows
    locked: tuple[str, ...]
    rate: Shares | None
    amount: Whole | None
    ramp: Shares | None
    phasing: Shares | None
    years: tuple[range, ...]
    stranded: Shares
    one_off: DrawnValue
    receivers: tuple[Receiver, ...]
    chosen: Chosen = None
    fits: bool = True
    jobs: JobCut | None = None

    @property
    def where(self) -> str:
        """Where the move stands, in words."""
        return _where(self.places, self.index, self.move)

    @cached_property
    def columns(self) -> slice:
        """The window, as it is cut out of an array."""
        return slice(self.window.start, self.window.stop)

    @property
    def funded(self) -> bool:
        """Tell whether the money comes from outside."""
        return self.givers.size == 0


def resolved_moves(
    scenario: Scenario, baseline: Baseline, drawn: Drawn | None = None
) -> tuple[list[ResolvedMove], list[Problem]]:
    """Return every move that fits the baseline, enabled or not, and the problems of those that don't."""
    problems = contradictions(scenario)
    places = scenario.places
    locks = locks_of(scenario, baseline)
    resolvers = [_Resolver(move, baseline, index, places, problems, locks) for index, move in enumerate(scenario.moves)]
    terms = [one for resolver in resolvers for one in resolver.terms(drawn)]
    for index, limit in enumerate(scenario.limits):
        if limit.division not in baseline:
            where = scenario.places.at(("limits", index, "division"))
            problems.append(
                Problem(
                    where, f"limits the unknown division '{limit.division}'", division_hint(limit.division, baseline)
                )
            )
        for name, level in limit.levels.items():
            if isinstance(level, Amount):
                try:
                    _minor(level, baseline.currency)
                except Unreadable as error:
                    problems.append(Problem(scenario.places.at(("limits", index, name)), error.what, error.hint))
    return [one for one in terms if not problems or not move_contradictions(one.move)], problems


def division_hint(name: str, baseline: Baseline, more: Iterable[str] = ()) -> str:
    """Return the division that somebody may have meant by an unknown name, or what there is to choose from."""
    names = [*baseline.divisions, ROOT, *more]
    return did_you_mean(name, names) or one_of(names)


def _minor(amount: Amount, currency: str) -> int:
    """Return an amount in minor units; raise `Unreadable` where it can't be counted exactly."""
    minor = to_minor(amount, currency)
    if minor >= LIMIT:
        raise Unreadable(f"{amount} is more than can be counted exactly", "Is it a typing error?")
    return minor


def _where(places: Places, index: int, move: Move, *path: str | int) -> str:
    return f"{places.at(('moves', index, *path))} move '{move.name}'"


class _Resolver:
    """Resolves one move, collecting what doesn't fit."""

    def __init__(
        self, move: Move, baseline: Baseline, index: int, places: Places, problems: list[Problem], locks: Locks
    ) -> None:
        self.move = move
        self.locks = locks
        self.baseline = baseline
        self.index = index
        self.places = places
        self.problems = problems

    def _say(self, path: str | tuple[str | int, ...], what: str, hint: str) -> None:
        steps = (path,) if isinstance(path, str) else path
        self.problems.append(Problem(_where(self.places, self.index, self.move, *steps), what, hint))

    def _amount(self, path: tuple[str | int, ...], amount: Amount) -> int:
        try:
            return _minor(amount, self.baseline.currency)
        except Unreadable as error:
            self._say(path, error.what, error.hint)
            return 0

    def terms(self, drawn: Drawn | None = None) -> Iterator[ResolvedMove]:
        """Yield the move's terms, one for each start; none where they can't be told."""
        before = len(self.problems)
        move = self.move
        amounts = {path: self._amount(path, amount) for path, amount in amounts_of(move).items()}
        window = self._window()
        asked = self._asked()
        givers = self._not_locked(asked)
        base = self._rows(move.of, "of") if move.of else givers
        receiving = {name: self._receiving_rows(name, givers) for name in move.to}
        self._check_length("ramp", move.ramp, window)
        self._check_length("phasing", move.phasing, window)
        if len(self.problems) > before:
            return
        for first, chosen in self._starts(window, drawn):
            said = _Said(move, self.index, amounts, drawn, chosen)
            fits = window.stop - first >= max(len(move.ramp or ()), len(move.phasing or ()), 1)
            when = range(first, window.stop) if fits else window
            rate, ramp = said.rate(), said.ramp(len(when))
            self._check_fineness(rate, ramp)
            jobs = job_cut_of(move, said.jobs(), givers, when, self.baseline, self._say)
            if len(self.problems) > before:
                return
            yield ResolvedMove(
                index=self.index,
                move=move,
                places=self.places,
                window=when,
                givers=givers,
                base=base,
                locked=locked_names(asked, self.locks) if len(givers) < len(asked) else (),
                rate=rate,
                amount=said.amount(("cut",)) if isinstance(move.cut, Amount) else None,
                ramp=ramp,
                phasing=Shares.of([*move.phasing, *[Fraction(0)] * (len(when) - len(move.phasing))])
                if move.phasing
                else None,
                years=self._years(when),
                stranded=said.share(("stranded_cost",), move.stranded_cost),
                one_off=said.value(("one_off_cost",), move.one_off_cost or Fraction(0)),
                receivers=tuple(
                    Receiver(name, rows, said.part(name, move.to[name])) for name, rows in receiving.items()
                ),
                chosen=chosen,
                fits=fits,
                jobs=jobs,
            )

    def _starts(self, window: range, drawn: Drawn | None) -> Iterator[tuple[int, Chosen]]:
        """Yield each column at which the move starts, with the draws in which it does."""
        columns = drawn.of(self.index, ("start",)) if drawn else None
        if columns is None:
            yield window.start, None
            return
        assert not isinstance(columns, Shares)
        for column in np.unique(columns).tolist():
            yield column, np.flatnonzero(columns == column)

    def _rows(self, names: Iterable[str], path: str) -> Rows:
        known = []
        for name in names:
            if name in self.baseline:
                known.append(name)
            elif name in OUTSIDE_ACCOUNTS:
                self._say(path, f"'{name}' is not a division", "Only New funding gives from outside, alone in `from`")
            else:
                self._say(path, f"unknown division '{name}'", division_hint(name, self.baseline))
        return self.baseline.rows_of(known)

    def _asked(self) -> Rows:
        """Return the leaves that the move asks to give, locked or not."""
        if NEW_FUNDING in self.move.from_:
            return np.array([], dtype=np.intp)
        rows = self._rows(self.move.from_, "from")
        spared = self._rows(self.move.except_, "except")
        for name in self.move.except_:
            if name in self.baseline and not np.isin(self.baseline.rows_of(name), rows).all():
                self._say("except", f"'{name}' does not give anyway", "Leave it out, or fix `from`")
        left = self._without(rows, spared)
        if rows.size and not left.size:
            self._say("except", "leaves nobody to give", "Except fewer divisions")
        return left

    def _not_locked(self, asked: Rows) -> Rows:
        """Return the leaves that give: a lock that is reached from above holds, and one that is named is an error."""
        left = self._without(asked, locked_rows(self.locks))
        if len(left) == len(asked):
            return asked
        named = [name for name in self.move.from_ if name in self.baseline]
        reached = [name for name in named if np.isin(self.baseline.rows_of(name), asked).any()]
        found = {name: lock for name in reached if (lock := lock_on(name, self.locks))}
        if not self.move.enabled and (found or not left.size):
            return asked  # it moves nothing, and says what it would do without the lock
        for name, lock in found.items():
            self._say("from", f"{_is_locked(name, lock)}, and gives", "Take it out of `from`, or unlock it")
        if not found and not left.size:
            what = f"all that could give is locked: {', '.join(locked_names(asked, self.locks))}"
            self._say("from", what, "Take it elsewhere, or unlock some of it")
        return left

    def _without(self, rows: Rows, others: Rows) -> Rows:
        """Return the rows that are not among others; both are in order."""
        if not rows.size or not others.size or rows[-1] < others[0] or others[-1] < rows[0]:
            return rows
        among = np.zeros(len(self.baseline.leaves), dtype=np.bool_)
        among[others] = True
        return rows[~among[rows]]

    def _window(self) -> range:
        plan = self.baseline.plan
        first = self._column("start", self.move.start, plan[0])
        last = self._column("end", self.move.end, plan[-1])
        if first > last:
            self._say(
                "end",
                f"ends in {self.move.end} before it starts in {self.baseline.period_names[first]}",
                "Swap start and end",
            )
        return range(first, last + 1)

    def _column(self, key: str, name: str | None, default: int) -> int:
        if name is None:
            return default
        names = self.baseline.period_names
        column = names.index(name) if name in names else None
        if column is not None and column in self.baseline.plan:
            return column
        missing = column is None
        what = (
            f"'{name}' is not a period of the baseline" if missing else f"{name} is actual, and nothing may move in it"
        )
        self._say(key, what, f"The plan goes from {names[self.baseline.plan[0]]} to {names[-1]}")
        return default

    def _check_length(self, key: str, shares: tuple[Fraction, ...] | None, window: range) -> None:
        if shares is not None and len(shares) > len(window) > 0:
            periods = "one period" if len(window) == 1 else f"{len(window)} periods"
            self._say(key, f"has {len(shares)} shares for the {periods} of the move", "Shorten it, or end later")

    def _check_fineness(self, rate: Shares | None, ramp: Shares | None) -> None:
        if rate is not None and rate.denominator * (ramp.denominator if ramp else 1) > 10**40:
            self._say("cut", "has too many decimals", "Round it")

    def _years(self, window: range) -> tuple[range, ...]:
        """Return, for an amount per year, the positions within the window of each fiscal year."""
        if not (isinstance(self.move.cut, Amount) and self.move.cut.per_year):
            return ()
        years: dict[str, list[int]] = {}
        for position, column in enumerate(window):
            years.setdefault(self.baseline.periods[column].fiscal_year, []).append(position)
        return tuple(range(found[0], found[-1] + 1) for found in years.values())

    def _receiving_rows(self, name: str, givers: Rows) -> Rows:
        if name in COMPUTED_ACCOUNTS:
            self._say(("to", name), f"'{name}' is computed, not given to", f"Write `{COMPUTED_ACCOUNTS[name]}:`")
        elif name == NEW_FUNDING:
            self._say(("to", name), "New funding gives and never receives", "Money that nobody gets is Unallocated")
        elif name not in OUTSIDE_ACCOUNTS and name not in self.baseline:
            hint = division_hint(name, self.baseline, ("Savings", "Unallocated"))
            self._say(("to", name), f"gives to unknown division '{name}'", hint)
        elif name in self.baseline:
            rows = self._without(self.baseline.rows_of(name), givers)
            if not rows.size:
                self._say(
                    ("to", name), f"all of '{name}' gives in this move, so none of it can receive", "Name another"
                )
            return self._may_receive(name, rows)
        return np.array([], dtype=np.intp)

    def _may_receive(self, name: str, rows: Rows) -> Rows:
        """Return the leaves that receive: those that are not locked."""
        left = self._without(rows, locked_rows(self.locks))
        if left.size or not rows.size:
            return left
        if not self.move.enabled:
            return rows
        lock = lock_on(name, self.locks)
        what = _is_locked(name, lock) if lock else f"all of '{name}' that could receive is locked"
        self._say(("to", name), f"{what}, and receives" if lock else what, "Give to another, or unlock it")
        return left


def _is_locked(name: str, lock: str) -> str:
    return f"'{name}' is locked" if name == lock else f"'{name}' is locked, as a part of '{lock}'"


@dataclass(frozen=True, eq=False)
class _Said:
    """What a move says of its amounts and shares: what was drawn of them, else the one value that it states."""

    move: Move
    index: int
    amounts: Mapping[tuple[str | int, ...], int]
    drawn: Drawn | None
    chosen: Chosen

    def _drawn(self, path: tuple[str | int, ...]) -> DrawnValue | None:
        return self.drawn.of(self.index, path, self.chosen) if self.drawn else None

    def amount(self, path: tuple[str | int, ...]) -> Whole:
        """Return an amount in minor units, by draw."""
        value = self._drawn(path)
        assert not isinstance(value, Shares)
        return np.array([self.amounts[path]], dtype=np.int64) if value is None else value

    def share(self, path: tuple[str | int, ...], stated: Fraction) -> Shares:
        """Return a share, by draw."""
        value = self._drawn(path)
        if isinstance(value, Shares):
            return value
        return Shares.one(stated) if stated else NO_SHARE

    def value(self, path: tuple[str | int, ...], stated: Fraction | Amount) -> DrawnValue:
        """Return a share or an amount, whichever is stated, by draw."""
        return self.share(path, stated) if isinstance(stated, Fraction) else self.amount(path)

    def part(self, name: str, stated: Fraction | Amount | str) -> DrawnValue | None:
        """Return what a receiver gets, by draw; None for the rest."""
        return None if isinstance(stated, str) else self.value(("to", name), stated)

    def jobs(self) -> DrawnValue | None:
        """Return a cut in jobs, by draw: a share of them, or hundredths of a job; None for one in money."""
        if not isinstance(self.move.cut, Jobs):
            return None
        if self.move.cut.is_share:
            return self.share(("cut",), self.move.cut.share)
        value = self._drawn(("cut",))
        assert not isinstance(value, Shares)
        return np.array([self.move.cut.hundredths], dtype=np.int64) if value is None else value

    def rate(self) -> Shares | None:
        """Return the rate, by draw; None for an amount and for jobs."""
        return self.share(("cut",), self.move.cut) if isinstance(self.move.cut, Fraction) else None

    def ramp(self, periods: int) -> Shares | None:
        """Return the share in force in each period, by draw; the last one holds to the end."""
        if self.move.ramp is None:
            return None
        each = list(enumerate(self.move.ramp))
        said = Shares.of(self.move.ramp)
        if any(self._drawn(("ramp", step)) for step, _ in each):
            said = Shares.stacked([self.share(("ramp", step), share) for step, share in each])
        in_force = np.minimum(np.arange(periods), len(self.move.ramp) - 1)
        return Shares(said.numerators[in_force], said.denominator)


def block_of(rows: Rows) -> slice | Rows:
    """Return rows that lie side by side as a slice, through which an array is seen and not copied."""
    first, stop = int(rows[0]), int(rows[-1]) + 1
    return slice(first, stop) if stop - first == len(rows) else rows


def basis_of(terms: ResolvedMove, baseline: Baseline) -> np.ndarray:
    """Return, for each period of the window, the weakest status among the figures that the move is computed from.

    A rate rests on its period's figures, a cut in jobs on the jobs and pay of it, an amount on all those it is spread
    by: those of the window or, per year, of the period's fiscal year. New funding rests on nothing.
    """
    if terms.funded:
        return np.full(len(terms.window), len(STATUSES) - 1, dtype=np.uint8)
    if terms.jobs is not None:
        assert baseline.jobs is not None
        return np.asarray(baseline.jobs.status[terms.givers, terms.columns].max(axis=0))
    rows = np.union1d(terms.givers, terms.base)
    by_period = baseline.status[rows, terms.columns].max(axis=0)
    if terms.amount is None or terms.phasing is not None:
        return np.asarray(by_period)
    spread = terms.years or (range(len(terms.window)),)
    return np.concatenate([np.full(len(year), by_period[year].max(), dtype=np.uint8) for year in spread])


def resolve(scenario: Scenario, baseline: Baseline) -> list[ResolvedMove]:
    """Return the terms of every move; raise `ModelError` with all that doesn't fit the baseline."""
    terms, problems = resolved_moves(scenario, baseline)
    if problems:
        raise ModelError(problems)
    return terms
