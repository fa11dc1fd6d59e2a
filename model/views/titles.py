"""The title that a scenario's own moves give it."""

from __future__ import annotations

from fractions import Fraction

from virement.scenario import NEW_FUNDING, Move, Scenario, text_of
from virement.values import ROOT, Jobs

_MOST_NAMES = 2
MOST_PARTS = 10_000  # a share of finer parts is rounded where it is read, not kept


def title_of(scenario: Scenario) -> str:
    """Say in one line what a scenario's moves do, as they are written: `$2B from Roads to Parks`.

    The first move that is switched on is named, the others are counted.
    """
    moves = [move for move in scenario.moves if move.enabled]
    if not moves:
        return "Nothing moves"
    first, others = _said(moves[0]), len(moves) - 1
    return first if not others else f"{first}, and {others} more {'move' if others == 1 else 'moves'}"


def _said(move: Move) -> str:
    cut, givers = _cut(move), _listed(move.from_)
    if NEW_FUNDING in move.from_:
        given = f"{cut} of new funding"
    elif isinstance(move.cut, Jobs) or ("%" in cut and not move.of):
        given = f"{cut} of {givers}"
    elif "%" in cut:
        given = f"{cut} of {_listed(move.of)} from {givers}"
    else:
        given = f"{cut} from {givers}"
    if move.except_:
        given += f" except {_listed(move.except_)}"
    return f"{given} to {_listed(tuple(move.to))}" if move.to else f"{given}, given to nobody"


def _cut(move: Move) -> str:
    """Return a cut as it is written; a share that no one would write out is rounded."""
    if isinstance(move.cut, Fraction) and move.cut.denominator > MOST_PARTS:
        return f"{float(move.cut):.2%}"
    return text_of(move.cut)


def _listed(names: tuple[str, ...]) -> str:
    named = [name.lower() if name == ROOT else name for name in names]
    if len(named) > _MOST_NAMES + 1:
        named = [*named[:_MOST_NAMES], f"{len(named) - _MOST_NAMES} others"]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
