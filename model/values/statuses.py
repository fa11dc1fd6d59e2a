"""How good a figure is: the statuses, from best to weakest, each with what else has to be known of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """A status: `words` is what figures of it are called in a sentence.

    `guessed` says that the tolerance of a published total is a range, not a rounding. `named` is how a brief heads the
    budgets that rest on it; the better ones are not named there.
    """

    words: str
    guessed: bool = False
    named: str = ""


STATUS_KINDS = {
    "reported": Status("published figures"),
    "derived": Status("figures derived from published ones"),
    "guidance": Status("guidance by those whose budget it is", guessed=True),
    "estimate": Status("estimates", guessed=True, named="Estimated"),
    "assumption": Status("assumptions", guessed=True, named="Assumed"),
}
STATUSES = tuple(STATUS_KINDS)  # a figure holds the place of its status here
