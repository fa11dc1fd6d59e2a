"""What a goal has to respect, as inequalities: limits, the most a giver may be cut by, nobody below zero.

What a giver's cut does to each of them is read off the engine: one move a giver, carried out alone. An amount is
spread over leaves and periods in proportion to the baseline (rule 4), so it is a straight line but for odd cents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from virement.baseline import Baseline
from virement.engine import bound_of, moved, post
from virement.goals.goal import Ask
from virement.scenario import LIMIT_KINDS, Limit, Scenario, lock_on, locked_rows, locks_of
from virement.values import whole

PROBED = 10**15  # minor units: so large a cut that odd cents don't count
Key = tuple[str, int]
Use = dict[int, Fraction]


@dataclass(frozen=True)
class Rule:
    """The sum of `use` times what each giver gives is at most `room`, in minor units.

    `kind` is one of `LIMIT_KINDS` or `lock`, with `limit` its place among the limits and `year` the fiscal year; or
    `most` or `zero`, with `limit` the giver's place. Who has no `use` doesn't matter to it; where it is below zero,
    giving helps.
    """

    kind: str
    limit: int
    year: str
    use: Use
    room: int | Fraction

    @property
    def key(self) -> Key:
        """What a person would change as one: a level or a lock, or `most`; `zero` is for nobody to change."""
        return self.kind, self.limit if self.kind == "lock" or self.kind in LIMIT_KINDS else 0


@dataclass(frozen=True)
class Effect:
    """What a minor unit given by each giver adds to a division in a fiscal year, and how much of it is posted there."""

    added: Use
    posted: Use


Effects = dict[tuple[str, str], Effect]


def effects_of(ask: Ask) -> Effects:
    """Carry out a large cut of each giver that holds anything, alone; return what it does to each limited division."""
    divisions = dict.fromkeys(limit.division for limit in ask.scenario.limits)
    years, locked = _years(ask.baseline), {limit.division for limit in ask.scenario.limits if limit.locked}
    effects = {(division, year): Effect({}, {}) for division in divisions for year in years}
    for place, held in enumerate(ask.held if effects else ()):
        if held:
            cut = held * max(PROBED // held, 1)  # a whole multiple of what it holds
            ledger = post(ask.baseline, _probe(ask, place, cut))
            for (division, year), effect in effects.items():
                if added := int(ledger.variance[ask.baseline.rows_of(division)][:, years[year]].sum()):
                    effect.added[place] = Fraction(added, cut)
                if division in locked and (posted := int(moved(ledger, ask.baseline.rows_of(division), years[year]))):
                    effect.posted[place] = Fraction(posted, cut)
    return effects


def _probe(ask: Ask, place: int, cut: int) -> Scenario:
    """Return a scenario in which one giver gives alone, without locks that leave nothing of it or of the receiver."""
    held = locks_of(ask.scenario, ask.baseline)
    lifted = {lock_on(name, held) for name in (ask.givers[place], ask.goal.to)}
    for name in (one for one in (ask.givers[place], ask.goal.to) if one in ask.baseline):
        rows = ask.baseline.rows_of(name)
        if not np.setdiff1d(rows, locked_rows(held)).size:  # several locks within it leave nothing of it free
            lifted |= {lock for lock, mine in held.items() if np.isin(mine, rows).any()}
    kept = tuple(Limit(division=name, locked=True) for name in held if name not in lifted)
    return Scenario(title="probe", baseline=ask.baseline.name, moves=(ask.move(place, cut),), limits=kept)


def _years(baseline: Baseline) -> dict[str, range]:
    """Return the fiscal years in which limits hold: those with a plan period."""
    return {year: columns for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan}


def rules_of(ask: Ask, effects: Effects) -> list[Rule]:
    """Return every inequality that a plan for the goal has to hold, on top of what the scenario moves already."""
    found = [*_most(ask), *_zero(ask)]
    for place, limit in enumerate(ask.scenario.limits):
        for year, columns in _years(ask.baseline).items():
            effect = effects[limit.division, year]
            found += _levels(ask, effect, place, limit, year, columns)
            if limit.locked:
                found.append(Rule("lock", place, year, effect.posted, 0))
    return found


def _levels(ask: Ask, effect: Effect, place: int, limit: Limit, year: str, columns: range) -> Iterator[Rule]:
    """Yield what the levels of a limit demand in one fiscal year."""
    before = whole(ask.baseline.total(limit.division, columns))
    after = int(ask.ledger.budget[ask.baseline.rows_of(limit.division)][:, columns].sum())
    for kind, level in limit.levels.items():
        side, bound = LIMIT_KINDS[kind].side, int(bound_of(kind, level, before, ask.baseline.currency))
        use = {giver: side * added for giver, added in effect.added.items()}
        yield Rule(kind, place, year, use, side * (bound - after))


def _most(ask: Ask) -> Iterator[Rule]:
    """Yield what each giver may still be cut by: nothing where the scenario cuts it that much already."""
    if ask.goal.most is not None:
        for place, (held, before) in enumerate(zip(ask.held, ask.before, strict=True)):
            yield Rule("most", place, "", {place: Fraction(1)}, max(int(ask.goal.most * held) - before, 0))


def _zero(ask: Ask) -> Iterator[Rule]:
    """Yield what each giver can give until one of its leaves has nothing left in a period."""
    for place, giver in enumerate(ask.givers):
        rows, columns = ask.rows_of(giver), slice(ask.window.start, ask.window.stop)
        has, left = ask.baseline.budget[rows, columns].ravel(), ask.ledger.budget[rows, columns, 0].ravel()
        has, left = has[has > 0], left[has > 0]
        room = 0
        if has.size:
            scarce = int((left / has).argmin())
            room = ask.held[place] * int(left[scarce]) // int(has[scarce])
        yield Rule("zero", place, "", {place: Fraction(1)}, room)
