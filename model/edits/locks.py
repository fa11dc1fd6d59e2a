"""What may be locked, and what becomes of the moves that name it."""

from __future__ import annotations

from collections.abc import Iterator

from virement.edits.moves import without_move
from virement.edits.suggested_fixes import FixOption
from virement.scenario import Case, lock_on, locks_of, with_move
from virement.values import level_of
from virement.views import listed

MOST = 100  # divisions that are listed


def lockable(case: Case) -> list[str]:
    """Return the divisions down to the deepest level with which they are not too many, and those with a lock."""
    levels = [level_of(name) for name in case.baseline.divisions]
    fits = [depth for depth in range(1, case.baseline.depth + 1) if sum(level <= depth for level in levels) <= MOST]
    locked = {limit.division for limit in case.scenario.limits if limit.locked}
    deepest = max(fits, default=1)
    return [name for name in case.baseline.divisions if level_of(name) <= deepest or name in locked]


def around_locks(case: Case) -> list[FixOption]:
    """Return for each move that names a locked division the change after which it doesn't.

    Givers and receivers that are locked are taken out of it, and what they would have got stays unallocated; a move
    whose only givers are locked is removed.
    """
    return list(_ways(case))


def _ways(case: Case) -> Iterator[FixOption]:
    locks = locks_of(case.scenario, case.baseline)
    for index, move in enumerate(case.scenario.moves):
        givers = tuple(name for name in move.from_ if lock_on(name, locks) is None)
        parts = {name: part for name, part in move.to.items() if lock_on(name, locks) is None}
        named = [name for name in dict.fromkeys((*move.from_, *move.to)) if name not in (*givers, *parts)]
        if not named:
            continue
        if not givers:
            yield FixOption(index, f"Remove '{move.name}'", without_move(case.scenario, index))
        else:
            after = with_move(case.scenario, index, from_=givers, to=parts)
            yield FixOption(index, f"Take {listed(named)} out of '{move.name}'", after)
