"""What is wrong with an input: where, what, and how to fix it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "limit", "approval", "warning"]
_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def on_one_line(text: str) -> str:
    r"""Return a text as a terminal can show it: control and bidi characters are replaced.

    >>> on_one_line("fine\nApproved \x1b[31m")
    'fine�Approved �[31m'
    """
    return _COMMANDS.sub("\ufffd", text)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    `where` is a place a person can go to (`scenarios/x.yaml:8:5 move 'fleet'`), `what` is wrong there, `hint`
    says how to fix it. `level` is `error` (nothing can be computed), `limit` (computed, but a limit is broken),
    `approval` (computed, but an approval on file doesn't allow it) or `warning` (computed and allowed, worth knowing).
    """

    where: str
    what: str
    hint: str = ""
    level: Level = "error"

    def __str__(self) -> str:
        """One line: where: what. Hint."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return on_one_line(f"{text}. {self.hint}" if self.hint else text)


class ModelError(Exception):
    """An input that can't be used; `problems` holds everything that is wrong with it, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Unreadable(ValueError):
    """A piece of text that means no amount, share or period; raised with what is wrong and a hint."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(what)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'Housing'?" for the known name nearest to `name`, or the empty text.

    A typing error comes first, then what begins with the name or is a part of its path, then what is only alike.

    >>> did_you_mean("Streets", ["Parks / Trees", "Streets and roads"])
    "Did you mean 'Streets and roads'?"
    """
    names = list(known)
    folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    wanted = name.strip().casefold()
    by_word = [
        candidate
        for candidate in names
        if wanted and (candidate.casefold().startswith(wanted) or wanted in candidate.casefold().split(" / "))
    ]
    near, far = (difflib.get_close_matches(wanted, folded, n=1, cutoff=cutoff) for cutoff in (0.8, 0.6))
    best = [*(folded[name] for name in near), *by_word, *(folded[name] for name in far)]
    return f"Did you mean '{best[0]}'?" if best else ""


def one_of(names: Iterable[str], most: int = 8) -> str:
    """Return "One of: a, b, c" for a hint, cut after `most` names."""
    listed = list(names)
    tail = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"One of: {', '.join(listed[:most])}{tail}"
