"""What the cells of a column look like below a heading: how many are amounts, times, kinds of money, or words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
from virement.tables.amounts import MISSING, NUMBER, PERCENT, UNREADABLE, read_word
from virement.tables.grid import Grid
from virement.tables.headings import read_heading
from virement.tables.lines import section_of
from virement.tables.period_words import slashed, when_of
from virement.tables.vocabulary import phrases, roles_of

MOST_LOOKED_AT = 300


@dataclass(frozen=True)
class Profile:
    """Counts over a sample of a column's cells; `filled` are those that hold anything."""

    looked_at: int
    filled: int
    numbers: int
    missing: int
    percent: int
    unreadable: int
    whole: int  # whole numbers without any mark
    times: int
    years: int
    small: int  # whole numbers from 1 to 12
    names_of_months: int
    measures: int
    stages: int
    letters: int  # single letters
    distinct: int
    length: float
    words: frozenset[str]

    def share(self, count: int) -> float:
        """Return a count as a share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds amounts, with whatever stands for none of them."""
        read = self.numbers + self.missing + self.percent
        return self.numbers > 0 and self.share(read) >= 0.5

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing, or only marks for nothing."""
        return self.filled == self.missing


@lru_cache(maxsize=200_000)
def _kinds(text: str) -> tuple[str, ...]:
    """Return all that one cell could be."""
    found = []
    kind = read_word(text, ".")[0]
    if kind == UNREADABLE:
        kind = read_word(text, ",")[0]
    found += [{NUMBER: "numbers", MISSING: "missing", PERCENT: "percent", UNREADABLE: "unreadable"}.get(kind, "text")]
    if len(text.strip(". ")) == 1 and text.strip(". ").isalpha():
        found.append("letters")
    if text.isascii() and text.isdigit():
        found.append("whole")
        found += ["years"] if len(text) == 4 and 1950 <= int(text) <= 2100 else []
        found += ["small"] if len(text) <= 2 and 1 <= int(text) <= 12 else []
    if kind != NUMBER or len(text) in (4, 6, 7, 8):
        when = when_of(text)
        whole = when.is_any and all(
            any(role == "filler" or role.startswith("period") for role in word.roles)
            for word in phrases(when.rest.strip("() "))
        )
        if whole and (when.period or when.quarter or when.month):
            found.append("times" if when.period else "names_of_months")
        elif slashed(text) or (
            len(text) in (6, 8)
            and text[:2] in ("19", "20")
            and text.isascii()
            and text.isdigit()
            and "01" <= text[4:6] <= "12"
        ):
            found.append("times")
    if kind not in (NUMBER, PERCENT):
        roles = roles_of(text)
        if section_of(text) or text.casefold() in ("e", "r", "exp", "rev"):
            found.append("measures")
        if any(role.startswith("stage.") and role != "stage.column" for role in roles):
            found.append("stages")
    return tuple(found)


def profiles_of(grid: Grid, first: int, start: int, stop: int) -> list[Profile]:
    """Return the profile of every column below a heading, looked at once for each place that a heading can have."""
    if (first, start, stop) not in grid.seen:
        grid.seen[first, start, stop] = [profile(grid, at, first, start, stop) for at in range(grid.width)]
    return list(grid.seen[first, start, stop])


def profile(grid: Grid, at: int, first: int, start: int, stop: int) -> Profile:
    """Look at some cells of a column, spread over its rows."""
    head = min(start + MOST_LOOKED_AT // 2, stop) if stop - start > MOST_LOOKED_AT else stop
    step = max(1, (stop - head) * 2 // MOST_LOOKED_AT)
    rows = np.concatenate([np.arange(start, head), np.arange(head, stop, step)])
    column = grid.columns[at]
    cells = [" ".join(cell.split()) for cell in column.cells.take(pa.array(rows)).to_pylist()]
    native = column.numbers[rows] if column.numbers is not None else None
    counts: Counter[str] = Counter()
    words = Counter(cell for cell in cells if cell)
    for row in range(first, start):  # a page that says its heading again
        if read_heading(above := grid.text(row, at)).is_known:
            words.pop(above, None)
    for word, count in words.items():
        for kind in _kinds(word):
            counts[kind] += count
    if native is not None:  # a number of a spreadsheet is one, however it would be written
        counts["numbers"] = max(counts["numbers"], int((~np.isnan(native)).sum()))
    filled = sum(words.values())
    names = ("numbers", "missing", "percent", "unreadable", "whole", "times", "years", "small", "names_of_months")
    found = {name: counts[name] for name in (*names, "measures", "stages", "letters")}
    length = sum(len(word) for word in words) / len(words) if words else 0.0
    some = frozenset(list(words)[:50])
    return Profile(len(rows), filled, **found, distinct=len(words), length=length, words=some)
