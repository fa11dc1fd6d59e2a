"""A scenario carried over to a baseline that has moved, its change split into what the baseline did and what it does.

The budget of a scenario is its baseline and its variance. So what it changes by from the old baseline to the new is
exactly (new baseline − old baseline) + (new variance − old variance): "the baseline moved", and "your moves".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.check import other_figures, range_problems
from virement.engine import BrokenLimit, Ledger, broken_limits, limit_problem, reallocate
from virement.scenario import Case, Scenario, fingerprinted, flattened
from virement.values import (
    OUTSIDE_ACCOUNTS,
    ROOT,
    SEPARATOR,
    UNKNOWN_CURRENCY,
    ModelError,
    Problem,
    minor_places,
    show,
    trimmed,
)
from virement.views import by_move, money, spans

Cells = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Two baselines and what a scenario does to each, `[account, period]` in minor units, on one set of names.

    Where the two don't have the same leaves, a division stands at the highest level at which either has a leaf; where
    they don't have the same kind of periods, fiscal years stand for them. Each cell of both is counted once.
    """

    accounts: tuple[str, ...]
    periods: tuple[str, ...]
    old_baseline: Cells
    new_baseline: Cells
    old_variance: Cells
    new_variance: Cells

    @property
    def baseline_moved(self) -> Cells:
        """What the baseline did."""
        return self.new_baseline - self.old_baseline

    @property
    def your_moves(self) -> Cells:
        """What the moves do on the new baseline, less what they did on the old one."""
        return self.new_variance - self.old_variance

    @property
    def change(self) -> Cells:
        """The scenario's budget on the new baseline, less that on the old one."""
        return self.new_baseline + self.new_variance - (self.old_baseline + self.old_variance)


@dataclass(frozen=True, eq=False)
class Rebase:
    """A scenario on the baseline that it was made for, `old`, and on the one that it is carried over to, `new`."""

    old: Ledger
    new: Ledger

    @property
    def scenario(self) -> Scenario:
        """The scenario over the new baseline, with that one's fingerprint."""
        return self.new.scenario

    @cached_property
    def split(self) -> Split:
        """What changes, cell by cell, and why."""
        return _split(self.old, self.new)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Limits that only the new baseline breaks; warnings of all else that a reader might not expect.

        Of other old figures, of actuals that are plan now, and of a scenario that doesn't build on others any more.
        """
        before = set(map(_mark, broken_limits(self.old)))
        fresh = [broken for broken in broken_limits(self.new) if _mark(broken) not in before]
        limits = [limit_problem(self.new, broken) for broken in fresh]
        limits = [replace(one, what=f"{one.what}, which held on the old baseline") for one in limits]
        hint = "Name the old figures with --from: without them that part of the change can't be told"
        strange = other_figures(self.old.scenario, self.old.baseline)
        return (*limits, *(replace(one, hint=hint) for one in strange), *self._reopened(), *self._written_out())

    def _written_out(self) -> list[Problem]:
        """Warn of a scenario that builds on others, and can't over another baseline."""
        if self.old.scenario.builds_on == self.scenario.builds_on:
            return []
        what = f"is written out whole: {' and '.join(self.old.scenario.builds_on)} is over the old baseline"
        hint = "To keep it short, rebase those first, under the same names"
        return [Problem(self.scenario.title, what, hint, "warning")]

    def _reopened(self) -> list[Problem]:
        """Warn of periods that were actual and in which moves can take effect now."""
        old, new = self.old.baseline, self.new.baseline
        names = [name for name in old.period_names[: old.actuals] if name in new.period_names[new.actuals :]]
        if not names:
            return []
        when = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        what = f"{when} was actual on the old baseline and is plan here: moves without a start cut there too"
        return [Problem(new.name, what, "Say its last actual period with --actuals-through if it has one", "warning")]


def _mark(broken: BrokenLimit) -> tuple[int, str, str]:
    return broken.limit, broken.kind, broken.fiscal_year


def rebase(scenario: Scenario, old: Baseline, new: Baseline, name: str | None = None) -> Rebase:
    """Carry a scenario over from the baseline that it was made for to another, which its file is to call `name`.

    What it takes of others, which stay over the old one, it says itself under another name of the baseline.
    Raises `ModelError` with all that no longer fits: divisions that are gone, each with the nearest name; periods that
    are gone or have become actual; what the moves overdraw now; and where the currencies differ.
    """
    if not _one_currency(old.currency, new.currency):
        what = f"is in {new.currency}, and the old baseline in {old.currency}"
        raise ModelError([Problem(new.name, what, "Convert one of them first: a split knows no rates")])
    named = name or scenario.baseline
    kept = scenario if named == scenario.baseline else flattened(scenario)
    over = fingerprinted(kept.model_copy(update={"baseline": named}), new)
    problems: list[Problem] = []
    before = _carried_out(old, scenario, "old", problems)
    after = _carried_out(new, over, "new", problems)
    if problems or before is None or after is None:
        raise ModelError(problems)
    return Rebase(before, after)


def _one_currency(one: str, other: str) -> bool:
    """Tell whether amounts of two baselines count the same; a table without a sign is in whatever the other is."""
    known = {one, other} - {UNKNOWN_CURRENCY}
    return len(known) < 2 and minor_places(one) == minor_places(other)


def _carried_out(baseline: Baseline, scenario: Scenario, which: str, problems: list[Problem]) -> Ledger | None:
    """Carry a scenario out; what doesn't fit is added to the problems, with the baseline that it doesn't fit."""
    try:
        ledger = reallocate(baseline, scenario)
        found = range_problems(Case(baseline, scenario)) if which == "new" else []
    except ModelError as error:
        ledger, found = None, list(error.problems)
    problems += [replace(problem, what=f"{problem.what} (on the {which} baseline)") for problem in found]
    return ledger


def _split(old: Ledger, new: Ledger) -> Split:
    sides = (old.baseline, new.baseline)
    by_year = len({period.kind for baseline in sides for period in baseline.periods}) > 1
    leaves = {*old.baseline.leaves, *new.baseline.leaves}
    named = [_level(leaf, leaves) for leaf in (*new.baseline.leaves, *old.baseline.leaves)]
    accounts = (*dict.fromkeys(named), *OUTSIDE_ACCOUNTS)
    periods = tuple(sorted({name for baseline in sides for name in _period_names(baseline, by_year)}))
    found = []
    for ledger in (old, new):
        rows = [accounts.index(_level(name, leaves)) for name in ledger.accounts]
        columns = [periods.index(name) for name in _period_names(ledger.baseline, by_year)]
        held = np.zeros_like(ledger.variance[:, :, 0])
        held[: len(ledger.baseline.leaves)] = ledger.baseline.budget
        found.append([_gathered(cells, rows, columns, accounts, periods) for cells in (held, ledger.variance[:, :, 0])])
    (old_baseline, old_variance), (new_baseline, new_variance) = found
    return Split(accounts, periods, old_baseline, new_baseline, old_variance, new_variance)


def _level(leaf: str, leaves: set[str]) -> str:
    """Return the highest division over a leaf, or the leaf itself, that is a leaf of one of the two baselines."""
    parts = leaf.split(SEPARATOR)
    above = (SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts)))
    return next((division for division in above if division in leaves), leaf)


def _period_names(baseline: Baseline, by_year: bool) -> list[str]:
    return [period.fiscal_year if by_year else str(period) for period in baseline.periods]


def _gathered(cells: Cells, rows: Sequence[int], columns: Sequence[int], *names: Sequence[str]) -> Cells:
    """Return cells summed into the rows and columns where they belong."""
    found = np.zeros([len(each) for each in names], dtype=np.int64)
    np.add.at(found, np.ix_(rows, columns), cells)
    return found


def rebased_cells(rebased: Rebase) -> pd.DataFrame:
    """The change of every account in every period, split: what neither baseline holds and no move touches is left out.

    Columns division, period, old_baseline, new_baseline, baseline_moved, old_variance, new_variance, your_moves,
    old_budget, new_budget, change. In each row baseline_moved + your_moves = change, and over all rows of a period
    your_moves sum to zero.
    """
    split = rebased.split
    cells = [
        (name, period, _lines(split, [row], [column]))
        for row, name in enumerate(split.accounts)
        for column, period in enumerate(split.periods)
    ]
    return _table(rebased, ["division", "period"], [(name, period, *line) for name, period, line in cells if any(line)])


def rebased_divisions(rebased: Rebase) -> pd.DataFrame:
    """The change of every account over all periods, split; the last row is all divisions, without the accounts outside.

    Columns as `rebased_cells`, without the period.
    """
    split, every = rebased.split, range(len(rebased.split.periods))
    cells = [(name, _lines(split, [row], every)) for row, name in enumerate(split.accounts)]
    inside = range(len(split.accounts) - len(OUTSIDE_ACCOUNTS))
    rows = [(name, *line) for name, line in cells if any(line)]
    return _table(rebased, ["division"], [*rows, (ROOT, *_lines(split, inside, every))])


def _lines(split: Split, rows: Iterable[int], columns: Iterable[int]) -> list[int]:
    """Return the nine figures of some cells together."""
    at = np.ix_(list(rows), list(columns))
    was, now, old, new = (
        int(cells[at].sum())
        for cells in (split.old_baseline, split.new_baseline, split.old_variance, split.new_variance)
    )
    return [was, now, now - was, old, new, new - old, was + old, now + new, now + new - was - old]


def _table(rebased: Rebase, names: list[str], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    figures = ["old_baseline", "new_baseline", "baseline_moved", "old_variance", "new_variance", "your_moves"]
    figures += ["old_budget", "new_budget", "change"]
    shown = [
        (*row[: len(names)], *(money(rebased.new, minor) for minor in row[len(names) :] if isinstance(minor, int)))
        for row in rows
    ]
    return pd.DataFrame(shown, columns=[*names, *figures])


def rebased_moves(rebased: Rebase) -> pd.DataFrame:
    """What each move takes and frees over the whole plan of either baseline, in the new one's unit.

    Columns move, gross_before, gross_after, gross_change, fundable_before, fundable_after, fundable_change.
    """
    old = replace(rebased.old, baseline=replace(rebased.old.baseline, unit=rebased.new.baseline.unit))
    tables = [by_move(ledger, [*spans(ledger.baseline)][-1]) for ledger in (old, rebased.new)]
    found: dict[str, list[object]] = {"move": tables[1]["move"].tolist()}
    for column in ("gross", "fundable"):
        was, now = (table[column].tolist() for table in tables)
        found |= {f"{column}_before": was, f"{column}_after": now}
        found[f"{column}_change"] = [trimmed(after - before) for before, after in zip(was, now, strict=True)]
    return pd.DataFrame(found)


def rebased_sentence(rebased: Rebase) -> str:
    """Say what the scenario's budget comes to on either baseline, and what of the change is whose doing."""
    split, currency = rebased.split, rebased.new.baseline.currency
    inside = slice(0, len(split.accounts) - len(OUTSIDE_ACCOUNTS))

    def shown(cells: Cells, *, signed: bool = True) -> str:
        return show(int(cells[inside].sum()), currency, signed=signed)

    if not split.change.any() and not split.baseline_moved.any():
        return "Nothing changes: both baselines hold the same, and the moves do the same on them."
    old, new = split.old_baseline + split.old_variance, split.new_baseline + split.new_variance
    when = split.periods[0] if len(split.periods) == 1 else f"{split.periods[0]} to {split.periods[-1]}"
    cells = int(np.count_nonzero(split.change[inside]))
    return (
        f"In {when}, the scenario's budget goes from {shown(old, signed=False)} to {shown(new, signed=False)} "
        f"({shown(split.change)}): {shown(split.baseline_moved)} since the baseline moved, {shown(split.your_moves)} "
        f"by your moves on it. {cells} of {split.change[inside].size} cells change."
    )
