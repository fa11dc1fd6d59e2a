"""Whole cents for a goal: what each giver gives, summing to the goal exactly and checked by the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil

import numpy as np
from virement.engine import broken_limits, post
from virement.goals.constraints import Rule
from virement.goals.goal import Ask
from virement.goals.linear_program import Floats, Program, fewest, in_order, levelled
from virement.scenario import Scenario, changed

Cuts = tuple[int, ...]
Mark = tuple[str, int, str]
ROUNDS = 12  # of solving, each after tightening what the one before missed by odd cents
SETS = 40  # of givers, tried for the fewest
MARGINS = (0, 1, 4, 64, 4096)  # minor units to step back from a solution in floats before it is filled up again


def allot(
    ask: Ask,
    rules: Sequence[Rule],
    before: Sequence[int],
    among: Collection[int],
    order: Sequence[Collection[int]] = (),
) -> Cuts | None:
    """Return what each giver gives, in minor units: the worst cut as small as can be, then the next, and so on.

    None where the rules leave no way, or none but by luck with odd cents. `before` and `among` are those of `levelled`.
    With an `order`, groups of them, each group gives as much as it can, to the minor unit, before the next one does.
    """
    for tried in range(ROUNDS):
        program = in_order(Program.of(ask.amount, ask.held, rules), order)
        parts = None if program is None else levelled(program, before, among)
        cuts = None if parts is None else _in_cents(ask, rules, parts, before, order or [among])
        if cuts is None:
            return None
        missed = _missed(ask, cuts)
        if not missed:
            return cuts
        rules = [_tighter(rule, cuts, 4**tried) if _mark(rule) in missed else rule for rule in rules]
    return None


def few(ask: Ask, rules: Sequence[Rule]) -> Iterator[Cuts]:
    """Yield the cuts of each set of as few givers as can do it, that with the smallest worst cut first."""
    program = Program.of(ask.amount, ask.held, rules)
    without: list[frozenset[int]] = []
    size, some = None, False
    for _ in range(SETS):
        chosen = fewest(program, ask.before, without, size)
        if chosen is None and (size is None or some):
            return
        if chosen is None or size is None:  # no set of this size stands the test in cents: look for larger ones
            size = None if chosen is None else len(chosen)
            continue
        without.append(chosen)
        cuts = allot(ask, rules, ask.before, chosen)
        if cuts is not None:
            some = True
            yield cuts


def with_cuts(ask: Ask, cuts: Cuts, why: str = "") -> Scenario:
    """Return the scenario with one more move for each giver that gives, under names of their own."""
    taken = {move.name for move in ask.scenario.moves}
    moves = []
    for place in np.flatnonzero(cuts).tolist():
        plain = f"{ask.givers[place]} to {ask.goal.to}"
        names = (plain, *(f"{plain} ({number})" for number in range(2, len(taken) + 3)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        moves.append(ask.move(place, cuts[place], name, why))
    return changed(ask.scenario, moves=(*ask.scenario.moves, *moves))


def _mark(rule: Rule) -> Mark:
    return rule.kind, rule.limit, rule.year


def _tighter(rule: Rule, cuts: Cuts, units: int) -> Rule:
    """Return a rule that these cuts break by so many minor units of the giver that matters least to it."""
    used = sum((part * cuts[place] for place, part in rule.use.items()), Fraction(0))
    return replace(rule, room=min(rule.room, used) - units * min(map(abs, rule.use.values()), default=Fraction(1)))


def _missed(ask: Ask, cuts: Cuts) -> set[Mark]:
    """Carry the cuts out; return the rules that odd cents break."""
    ledger = post(ask.baseline, with_cuts(ask, cuts))
    broken: set[Mark] = {(one.kind, one.limit, one.fiscal_year) for one in broken_limits(ledger)}
    for place, giver in enumerate(ask.givers):
        if int(ledger.budget[ask.baseline.rows_of(giver)].min()) < 0:
            broken.add(("zero", place, ""))
    return broken


def _in_cents(
    ask: Ask, rules: Sequence[Rule], parts: Floats, before: Sequence[int], groups: Sequence[Collection[int]]
) -> Cuts | None:
    """Round parts of the goal to minor units that sum to it and hold every rule; each group is filled up in its turn.

    Where there are several, as much is stepped back as floats can be wrong by, so that the first group fills up first.
    """
    behind = (max(MARGINS[-1], ask.amount >> 26),) if groups[1:] else ()
    for margin in (*behind, *MARGINS):
        filling = _Filling(ask, rules, [max(int(part * ask.amount) - margin, 0) for part in parts.tolist()])
        filling.ease([place for group in groups for place in group])
        for group in groups:
            filling.level(before, group)
        if filling.left == 0 and min(filling.spare) >= 0:
            return tuple(filling.cuts)
    return None


class _Filling:
    """Gives out what is missing to a goal: `left` is still to go, `spare` what each rule has left, exactly."""

    def __init__(self, ask: Ask, rules: Sequence[Rule], cuts: list[int]) -> None:
        self.held = ask.held
        self.cuts = cuts
        self.left = ask.amount - sum(cuts)
        self.spare = [rule.room - sum(part * cuts[place] for place, part in rule.use.items()) for rule in rules]
        self.uses: list[dict[int, Fraction]] = [{} for _ in cuts]
        for row, rule in enumerate(rules):
            for place, part in rule.use.items():
                self.uses[place][row] = part

    def give(self, place: int, size: int) -> int:
        """Let one giver give so much more, half of it, or a quarter, as the rules have room for it."""
        uses = self.uses[place]
        while size > 0 and any(part > 0 and part * size > self.spare[row] for row, part in uses.items()):
            size //= 2
        if size > 0:
            self.cuts[place] += size
            self.left -= size
            for row, part in uses.items():
                self.spare[row] -= part * size
        return size

    def ease(self, among: Collection[int]) -> None:
        """Let those give first whose giving mends a broken rule, as less mends a broken cap."""
        for row in range(len(self.spare)):
            for place in sorted(among, key=lambda place: self.uses[place].get(row, 0)):
                if self.spare[row] < 0 and (part := self.uses[place].get(row, Fraction(0))) < 0:
                    self.give(place, min(self.left, ceil(self.spare[row] / part)))

    def level(self, before: Sequence[int], among: Collection[int]) -> None:
        """Let always who is cut least and has room give a little more, until nothing is left or nobody has room."""
        queue = [self._turn(place, before) for place in among if self.held[place]]
        heapify(queue)
        while self.left > 0 and queue:
            _, place = heappop(queue)
            if self.give(place, max(self.left // (8 * len(self.cuts)), 1)):
                heappush(queue, self._turn(place, before))

    def _turn(self, place: int, before: Sequence[int]) -> tuple[Fraction, int]:
        return Fraction(before[place] + self.cuts[place] + 1, self.held[place]), place
