"""The kinds of levels that a limit sets on what a division holds in a fiscal year: what a level means, and in words.

A kind stands on its field of `Limit` in `schema.py`; `LIMIT_KINDS` lists them by name. The engine, measures, plans,
chances, the workbook, the brief and the app go through that list. A lock is no level: it holds moves back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from virement.values import Whole


def _itself(before: Whole, level: Whole) -> Whole:
    return level


@dataclass(frozen=True)
class LimitKind:
    """A kind of level: `bound` is the most, or the least, that a fiscal year may hold, in minor units.

    `side` is where a year breaks it: -1 below the bound, 1 above it. `looser` is which way the level gives way: -1
    where a lower one holds back less. `bound` takes the year's baseline and the level, a share already counted of it.
    `broken` says in words where a broken one stands.
    """

    side: Literal[-1, 1]
    looser: Literal[-1, 1]
    broken: str
    bound: Callable[[Whole, Whole], Whole] = _itself

    @property
    def is_least(self) -> bool:
        """Tell whether a year may not hold less than the bound."""
        return self.side < 0
