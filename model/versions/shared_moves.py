"""Moves that several scenarios take of one that they build on: the same move, which counts once."""

from __future__ import annotations

from collections.abc import Mapping

from virement.scenario import Move, Scenario, fingerprint_of, move_fields
from virement.values import ModelError, Problem

Root = tuple[str, str]  # the fingerprint of the scenario that first said a move, and the name of the move


def shared_once(parts: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return scenarios by the names of their files, each shared move in one of them only.

    That is the first that changes it, else the first that has it. Raises `ModelError` with every move that two of them
    change differently.
    """
    having: dict[Root, dict[str, Move]] = {}
    first: dict[Root, Move] = {}
    taken: set[Root] = set()
    for file, one in parts.items():
        for move in one.moves:
            said, root, is_taken = _root(one, move)
            having.setdefault(root, {})[file] = move
            first[root] = said
            taken |= {root} if is_taken else set()
    holders, wrong = {}, []
    for root in taken:
        changes = {file: move for file, move in having[root].items() if _text(move) != _text(first[root])}
        if len({_text(move) for move in changes.values()}) > 1:
            what = f"move '{root[1]}', which they share, is one thing in {' and another in '.join(changes)}"
            wrong.append(Problem(" + ".join(parts), what, "Let one of them change it, or rename it in the others"))
        holders[root] = next(iter(changes or having[root]))
    if wrong:
        raise ModelError(sorted(wrong, key=str))
    return {
        file: one.model_copy(
            update={
                "moves": tuple(move for move in one.moves if holders.get(_root(one, move)[1], file) == file),
            }
        )
        for file, one in parts.items()
    }


def _root(scenario: Scenario, move: Move) -> tuple[Move, Root, bool]:
    """Return a move as the scenario that first said it has it, which move that is, and whether it is another's."""
    is_taken = False
    while True:
        for base in scenario.bases.values():
            found = next((one for one in base.moves if one.name == move.name), None)
            if found is not None:
                scenario, move, is_taken = base, found, True
                break
        else:
            return move, (fingerprint_of(scenario), move.name), is_taken


def _text(move: Move) -> str:
    """Return all that a move says; the order of its receivers counts."""
    return str(move_fields(move))
