"""Which label columns are levels of the divisions, and in which order; which are codes of names, which only details."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.tables.layout import Part
from virement.tables.standing_out import may_stand_out

UNKNOWN = 70
LINE_ITEMS = 90
MOST_LEAVES = 5_000


@dataclass(frozen=True, eq=False)
class Labels:
    """A label column: for each row the number of its text among `texts`; 0 is the empty one."""

    part: Part
    codes: NDArray[np.int32]
    texts: list[str]
    rank: int

    @cached_property
    def standing_out(self) -> list[int]:
        """The places of the texts that could be called a total, a result or a part of a statement."""
        return may_stand_out(self.texts)

    def is_coded(self, rows: NDArray[np.bool_]) -> bool:
        """Tell whether its texts in some rows are codes rather than names."""
        used = np.flatnonzero(np.bincount(self.codes[rows], minlength=len(self.texts)))
        filled = [text for place in used[:200].tolist() if (text := self.texts[place])]
        short = [
            text
            for text in filled
            if any(map(str.isdigit, text)) and not any(map(str.islower, text)) and " " not in text
        ]
        return bool(filled) and len(short) >= 0.9 * len(filled)


@dataclass(frozen=True, eq=False)
class Levels:
    """The columns that make up the path, the outermost first, and what the others are."""

    columns: list[Labels]
    codes: dict[int, int]  # the column of a code, and of the name that it goes with
    alone: list[Labels]  # codes without names, that group nothing here
    summed: list[Labels]
    constant: list[Labels]


def choose_levels(
    labels: list[Labels],
    rows: NDArray[np.bool_],
    keys: list[NDArray[np.int32]],
    any_rows: NDArray[np.bool_],
) -> Levels:
    """Choose among the label columns by what goes with what, in the rows that are figures.

    `any_rows` also hold those that sound like totals. `keys` tell rows apart that
    aren't line items of each other: periods, stages and types.
    """
    names = [one for one in labels if one.part.role != "code" and not (one.part.role == "level" and one.is_coded(rows))]
    coded = [one for one in labels if one not in names]
    telling = [name for name in names if not _is_constant(name, any_rows)] or names  # one name is no code's
    pairs: dict[int, int] = {}
    kept, alone = list(names), []
    for code in coded:
        partner = next((name for name in _by_distance(telling, code) if _goes_one_to_one(code, name, rows)), None)
        if partner is not None:
            pairs[code.part.at] = partner.part.at
            if partner.rank == UNKNOWN and code.part.heading.level:
                at, own = kept.index(partner), telling.index(partner)
                kept[at] = telling[own] = _ranked(partner, code.part.heading.level)
        elif (code.part.heading.level is not None and not code.part.heading.has("code")) or not names:
            kept.append(code)
        else:
            alone.append(code)
    constant = [one for one in kept if len(kept) > 1 and _is_constant(one, any_rows)]
    kept = [one for one in kept if one not in constant] or kept[:1]
    constant = [one for one in constant if one not in kept]
    kept, summed = _without_items(kept, rows, keys)
    return Levels(_ordered(kept, rows), pairs, alone, summed, constant)


def _by_distance(names: list[Labels], code: Labels) -> list[Labels]:
    return sorted(names, key=lambda name: (abs(name.part.at - code.part.at), name.part.at < code.part.at))


def _ranked(labels: Labels, rank: int) -> Labels:
    return Labels(labels.part, labels.codes, labels.texts, rank)


def _is_constant(labels: Labels, rows: NDArray[np.bool_]) -> bool:
    found = labels.codes[rows]
    found = found[found > 0]
    return rows.sum() > 1 and len(found) > 0 and bool((found == found[0]).all())


def goes_with(one: NDArray[np.int32], other: NDArray[np.int32]) -> bool:
    """Tell whether each value of one column stands beside one value of the other only."""
    if not len(one):
        return False
    first = np.zeros(int(one.max()) + 1, dtype=np.int32)
    first[one] = other
    return bool((first[one] == other).all())


def _goes_one_to_one(one: Labels, other: Labels, rows: NDArray[np.bool_]) -> bool:
    both = rows & (one.codes > 0) & (other.codes > 0)
    a, b = one.codes[both], other.codes[both]
    if len(a) < 0.5 * max(rows.sum(), 1) or len(a) == 0:
        return False
    return goes_with(a, b) and (goes_with(b, a) or len(np.unique(a)) >= 0.9 * len(a))


def combined(columns: list[NDArray[np.int32]], count: int) -> NDArray[np.int64]:
    """Return one number a row for the combination of several columns, counted from 0 in order of appearance."""
    if not columns:
        return np.zeros(count, dtype=np.int64)
    found = columns[0].astype(np.int64)
    for column in columns[1:]:
        found = found * (int(column.max(initial=0)) + 1) + column
        if found.max(initial=0) > 2**40:
            found = pd.factorize(found)[0].astype(np.int64)
    return pd.factorize(found)[0].astype(np.int64)


def _without_items(
    kept: list[Labels], rows: NDArray[np.bool_], keys: list[NDArray[np.int32]]
) -> tuple[list[Labels], list[Labels]]:
    """Leave out the columns that only tell line items of one division apart, and say which."""
    count = int(rows.sum())
    own = combined([*(one.codes[rows] for one in kept), *(key[rows] for key in keys)], count)
    unique = int(own.max(initial=-1)) + 1
    if unique >= count or len(kept) < 2:
        return _bounded(kept, rows)
    items = [
        one for one in kept if one.rank >= LINE_ITEMS or (one.rank == UNKNOWN and one.part.role in ("name", "label"))
    ]
    if len(items) == len(kept):
        items = items[1:]
    return _bounded([one for one in kept if one not in items], rows, items)


def _bounded(
    kept: list[Labels], rows: NDArray[np.bool_], summed: list[Labels] | None = None
) -> tuple[list[Labels], list[Labels]]:
    """Sum over the innermost columns where there would be more divisions than anyone can look at."""
    summed = list(summed or [])
    order = sorted(kept, key=lambda one: (one.rank, one.part.at))
    while len(order) > 1 and summed:
        if int(combined([one.codes[rows] for one in order], int(rows.sum())).max(initial=-1)) < MOST_LEAVES:
            break
        summed.append(order.pop())
    return [one for one in kept if one in order], summed


def _ordered(kept: list[Labels], rows: NDArray[np.bool_]) -> list[Labels]:
    """Put the levels in order: organisation before what is spent, and each column behind the one it lies within."""
    order = sorted(kept, key=lambda one: (_class_of(one.rank), one.part.at))
    if len(order) < 2:
        return order
    whole = combined([one.codes[rows] for one in order], int(rows.sum()))
    first = np.unique(whole, return_index=True)[1]
    distinct = {one.part.at: one.codes[rows][first] for one in order}
    for _ in range(len(order)):
        for place in range(len(order) - 1):
            outer, inner = order[place], order[place + 1]
            if _lies_within(outer, inner, distinct):
                order[place], order[place + 1] = inner, outer
    return order


def _class_of(rank: int) -> int:
    """Return 0 for funds, 1 for organisation, 2 for what can be either, 3 for what money is spent on."""
    return 0 if rank <= 10 else 1 if rank < UNKNOWN else 2 if rank == UNKNOWN else 3


def _lies_within(one: Labels, other: Labels, distinct: dict[int, NDArray[np.int32]]) -> bool:
    """Tell whether the values of one column lie within those of another, by more than chance or the order of words."""
    a, b = distinct[one.part.at], distinct[other.part.at]
    both = (a > 0) & (b > 0)
    a, b = a[both], b[both]
    if not len(a) or not goes_with(a, b) or goes_with(b, a):
        return False
    repeats = len(np.unique(a)) < len(a)
    clear = one.rank == UNKNOWN or other.rank == UNKNOWN
    return repeats or clear
