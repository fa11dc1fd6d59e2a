"""What would fix a broken limit: for each move behind it the largest cut or part at which the limit holds.

Only one move is changed at a time, the others stay as they are. What is offered is on the grid that people see, whole
minor units and hundredths of a percent, was tried by carrying it out, and breaks no other limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from virement.baseline import Baseline
from virement.edits.levers import size_of
from virement.engine import BrokenLimit, Ledger, broken_limits, limit_problem, reallocate, with_size
from virement.scenario import LIMIT_KINDS, NEW_FUNDING, Case, Scenario, alone, with_move
from virement.values import Amount, ModelError, Value, largest, show, shown_value, to_minor
from virement.views import cut_meaning, shown, shown_pct

Key = tuple[int, str]
Change = Callable[[Value], Scenario]
MOST_TRIED = 12  # moves behind one limit


@dataclass(frozen=True)
class FixOption:
    """One change of one move that makes a limit hold, in words and as the scenario after it.

    `cut` is the move's new cut, or `part` what `receiver` gets instead; all are empty where the move leaves the
    division out, or is switched off.
    """

    index: int
    words: str
    scenario: Scenario
    cut: Value | None = None
    receiver: str = ""
    part: Value | None = None


@dataclass(frozen=True)
class LimitFix:
    """The ways to fix one limit, by its place among the limits and its `kind`, in every fiscal year that it is broken.

    `moves` are the places of the moves behind it.
    Without a way, `short` is by how many minor units the limit would still be broken, in its worst year, with the one
    move left out that helps most; `words` say either, and `broken` what is wrong now.
    """

    limit: int
    division: str
    kind: str
    moves: tuple[int, ...]
    ways: tuple[FixOption, ...]
    short: int
    words: str
    broken: str


def mends(ways: Sequence[FixOption]) -> str:
    """Say what stands above some ways, of one move or of all."""
    return "This fixes it" if len(ways) == 1 else "Each of these fixes it"


def limit_fixes(ledger: Ledger) -> list[LimitFix]:
    """Return what would fix each broken limit; none where all hold."""
    return [_Fixer(ledger, key).mending() for key in _worst(ledger)]


def _worst(ledger: Ledger) -> dict[Key, BrokenLimit]:
    """Return the broken limits, each with the fiscal year in which it is broken most."""
    found: dict[Key, BrokenLimit] = {}
    for broken in broken_limits(ledger):
        key = broken.limit, broken.kind
        found[key] = max(found.get(key, broken), broken, key=lambda one: one.size)
    return found


class _Fixer:
    """Looks for what fixes one limit."""

    def __init__(self, ledger: Ledger, key: Key) -> None:
        self.ledger, self.key = ledger, key
        self.baseline: Baseline = ledger.baseline
        self.scenario: Scenario = ledger.scenario
        self.before = _worst(ledger)
        self.limit, self.kind = key
        self.division = self.scenario.limits[self.limit].division

    def mending(self) -> LimitFix:
        """Return the ways to fix it, or by how much it falls short."""
        years = [broken for broken in broken_limits(self.ledger) if (broken.limit, broken.kind) == self.key]
        behind = {name for broken in years for name in broken.moves}
        moves = [index for index, move in enumerate(self.scenario.moves) if move.name in behind]
        ways = tuple(way for index in moves[:MOST_TRIED] for way in self._ways(index))
        short, words = (0, mends(ways)) if ways else self._short(moves)
        broken = limit_problem(self.ledger, self.before[self.key]).what
        return LimitFix(self.limit, self.division, self.kind, tuple(moves), ways, short, words, broken)

    def _worst_with(self, index: int, scenario: Scenario | None) -> dict[Key, BrokenLimit] | None:
        """Return what is broken with one move as `scenario` has it, or without it; None where it can't be carried out.

        Moves are reckoned from the baseline alone, so the postings of the others stay as they are.
        """
        postings = [posting for posting in self.ledger.postings if posting.move != index]
        if scenario is not None:
            lone = alone(scenario, self.baseline, scenario.moves[index : index + 1])
            try:
                postings += [replace(one, move=index) for one in reallocate(self.baseline, lone).postings]
            except ModelError:
                return None
        return _worst(replace(self.ledger, postings=tuple(postings)))

    def _mends(self, scenario: Scenario) -> bool:
        try:
            after = _worst(reallocate(self.baseline, scenario))
        except ModelError:
            return False
        return self.key not in after and after.keys() <= self.before.keys()

    def _ways(self, index: int) -> Iterator[FixOption]:
        """Yield the gentlest ways that one move has: less to a receiver, else a smaller cut, else to be left out."""
        found = [] if LIMIT_KINDS[self.kind].is_least else self._smaller_parts(index)
        found = found or self._smaller_cut(index)
        if not found and self._mends(off := with_move(self.scenario, index, enabled=False)):
            found = [FixOption(index, f"Leave '{self.scenario.moves[index].name}' out", off)]
        yield from found

    def _largest(self, index: int, now: Value, change: Change) -> Value | None:
        """Return the largest value up to `now` with which the limit holds; None where none does but nothing at all."""
        top = size_of(now, self.baseline)

        def kept(size: int) -> bool:
            after = self._worst_with(index, change(with_size(now, size, self.baseline)))
            return after is None or self.key not in after

        size = largest(kept, top)
        value = with_size(now, size, self.baseline) if size else None
        return value if value is not None and self._mends(change(value)) else None

    def _smaller_cut(self, index: int) -> list[FixOption]:
        def change(cut: Value) -> Scenario:
            return with_move(self.scenario, index, cut=cut)

        cut = self._largest(index, self.scenario.moves[index].cut, change)
        if cut is None:
            return []
        return [FixOption(index, self._cut_words(index, change(cut)), change(cut), cut=cut)]

    def _cut_words(self, index: int, scenario: Scenario) -> str:
        before, after = (cut_meaning(Case(self.baseline, one), index).iloc[0] for one in (self.scenario, scenario))
        move = scenario.moves[index]
        less, total = (shown(value, self.baseline) for value in (before["cut"] - after["cut"], after["cut"]))
        if NEW_FUNDING in move.from_:
            return f"Bring {less} less with '{move.name}': {total}"
        beside = total if not isinstance(move.cut, Amount) else shown_pct(after["cut_pct"])
        return f"Cut {less} less of '{move.name}': to {self._said(move.cut)} ({beside})"

    def _said(self, value: Value) -> str:
        if not isinstance(value, Amount):
            return shown_value(value)
        year = " per year" if value.per_year else ""
        return f"{show(to_minor(value, self.baseline.currency), self.baseline.currency)}{year}"

    def _smaller_parts(self, index: int) -> list[FixOption]:
        parts = self.scenario.moves[index].to.items()
        found = (
            self._smaller_part(index, name, part) for name, part in parts if part != "rest" and self._touches(name)
        )
        return [way for way in found if way is not None]

    def _smaller_part(self, index: int, name: str, now: Value) -> FixOption | None:
        move = self.scenario.moves[index]

        def change(part: Value) -> Scenario:
            return with_move(self.scenario, index, to={**move.to, name: part})

        part = self._largest(index, now, change)
        if part is not None:
            words = f"Give {name} {self._said(part)} instead of {self._said(now)} in '{move.name}'"
            return FixOption(index, words, change(part), receiver=name, part=part)
        without = with_move(self.scenario, index, to={other: part for other, part in move.to.items() if other != name})
        return FixOption(index, f"Give {name} nothing in '{move.name}'", without) if self._mends(without) else None

    def _touches(self, name: str) -> bool:
        return name in self.baseline and bool(np.intersect1d(*self._rows(name)).size)

    def _rows(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        return self.baseline.rows_of(name), self.baseline.rows_of(self.division)

    def _short(self, moves: list[int]) -> tuple[int, str]:
        """Return by how much the limit would still be broken without the one move that helps most, and the words."""
        best, name, without = self.before[self.key], "", ""
        for index in moves:
            after = self._worst_with(index, None) or {}
            if self.key not in after:
                without = " without breaking something else"
            elif after[self.key].size < best.size:
                best, name = after[self.key], f"even without '{self.scenario.moves[index].name}' "
        how = LIMIT_KINDS[self.kind].broken
        size = show(best.size, self.baseline.currency)
        words = f"No single move can fix it{without}: {name}'{self.division}' is {size} {how} in {best.fiscal_year}"
        return best.size, words
