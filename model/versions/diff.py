"""What differs from one scenario to another: moves, limits, and the bridge from the one's budget to the other's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.scenario import (
    MOVE_FIELDS,
    Limit,
    Move,
    Scenario,
    assumption_fields,
    limit_fields,
    locks_of,
    move_fields,
    reached_locks,
)
from virement.values import ROOT, trimmed
from virement.views import bridge, by_move, common_span, one_baseline, told_apart

UNSAID = {field.key: field.unsaid for field in MOVE_FIELDS.values()}
TEXTS = ("reference", "author", "description", "not_covered")
_MONEY = ("gross", "fundable")


@dataclass(frozen=True)
class Pair:
    """A move of one scenario and its like in the other; None where it has none.

    `held` are the locked divisions that the move leaves out, in the one and in the other.
    """

    before: Move | None
    after: Move | None
    held: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def move(self) -> Move:
        """The move as the later of the scenarios that have it says it."""
        move = self.after or self.before
        assert move is not None
        return move

    @property
    def what(self) -> str:
        """What became of it: added, removed, switched on or off, renamed, changed, or the empty text for nothing."""
        before, after = self.before, self.after
        if before is None or after is None:
            return "added" if before is None else "removed"
        if before.enabled != after.enabled:
            return "switched on" if after.enabled else "switched off"
        if _alike(before, after) and self.held[0] == self.held[1]:
            return ""
        return "renamed" if before.name != after.name else "changed"


def _alike(one: Move, other: Move) -> bool:
    """Tell whether two moves post the same: the order of receivers counts, since it decides who gets an odd cent."""
    return one == other and list(one.to) == list(other.to)


def pairs(a: Ledger, b: Ledger) -> list[Pair]:
    """Match the moves of `a` to those of `b` by name, then those that are equal but for their names.

    In the order of `a`, then those that `b` adds.
    """
    return [_with_locks(pair, a, b) for pair in _matched(a.scenario, b.scenario)]


def _with_locks(pair: Pair, a: Ledger, b: Ledger) -> Pair:
    if pair.before is None or pair.after is None:
        return pair
    before, after = (
        reached_locks(move, ledger.baseline, locks_of(ledger.scenario, ledger.baseline))
        for move, ledger in ((pair.before, a), (pair.after, b))
    )
    return replace(pair, held=(before, after))


def _matched(a: Scenario, b: Scenario) -> list[Pair]:
    named = {move.name: move for move in b.moves}
    free = [move for move in b.moves if move.name not in {move.name for move in a.moves}]
    found = []
    for move in a.moves:
        like = named.get(move.name) or next((one for one in free if _alike(_named(one, move.name), move)), None)
        free = [one for one in free if one is not like]
        found.append(Pair(move, like))
    return [*found, *(Pair(None, move) for move in free)]


def _named(move: Move, name: str) -> Move:
    return move.model_copy(update={"name": name})


def moves_that_differ(a: Ledger, b: Ledger, span: str | None = None) -> pd.DataFrame:
    """The moves by which `b` differs from `a`, matched by name or, if only the name is new, by all else.

    Columns move, what (`added`, `removed`, `changed`, `renamed`, `switched on`, `switched off`), changed_fields in
    words (`cut 30% → $2B; start none → 2026Q2`), gross_before, gross_after, gross_change, fundable_before,
    fundable_after, fundable_change. A move that a scenario lacks, or has switched off, takes 0 there. Raises
    `ModelError` where the baselines differ.
    """
    one_baseline([a, b])
    when = span or common_span([a, b])
    before, after = (by_move(ledger, when).set_index("move").to_dict("index") for ledger in (a, b))
    rows = [_difference(pair, before, after) for pair in pairs(a, b) if pair.what]
    money = [f"{column}_{moment}" for column in _MONEY for moment in ("before", "after", "change")]
    return pd.DataFrame(rows, columns=["move", "what", "changed_fields", *money])


def _difference(pair: Pair, before: dict[Any, Any], after: dict[Any, Any]) -> dict[str, object]:
    row: dict[str, object] = {"move": pair.move.name, "what": pair.what, "changed_fields": "; ".join(_changes(pair))}
    for column in _MONEY:
        was, now = _taken(before, pair.before, column), _taken(after, pair.after, column)
        row |= {f"{column}_before": was, f"{column}_after": now, f"{column}_change": trimmed(now - was)}
    return row


def _taken(by_name: dict[Any, Any], move: Move | None, column: str) -> Decimal:
    return by_name[move.name][column] if move is not None and move.name in by_name else Decimal(0)


def _changes(pair: Pair) -> Iterator[str]:
    """Yield each field that a move says otherwise, in the words of the file; of a new or gone one, if it is off."""
    if pair.before is None or pair.after is None:
        if not pair.move.enabled:
            yield "switched off"
        return
    before, after = move_fields(pair.before), move_fields(pair.after)
    for key in dict.fromkeys([*before, *after]):
        was, now = (_words(said[key]) if key in said else UNSAID[key] for said in (before, after))
        if was != now and key != "enabled":
            yield "why reworded" if key == "why" else f"{key.replace('_', '-')} {was} → {now}"
    if pair.held[0] != pair.held[1]:
        was, now = (f"{', '.join(names)} (locked)" if names else "nobody" for names in pair.held)
        yield f"leaves out {was} → {now}"


def _words(said: Any) -> str:
    if isinstance(said, dict):
        return ", ".join(f"{name} {_within(part)}" for name, part in said.items())
    return ", ".join(map(_within, said)) if isinstance(said, list) else str(said)


def _within(said: Any) -> str:
    """Return the words of a part: a range among them in brackets."""
    return f"({_words(said)})" if isinstance(said, dict) else _words(said)


def limits_that_differ(a: Ledger, b: Ledger) -> pd.DataFrame:
    """What else two scenarios say otherwise: title, baseline, and by division the limits and the assumptions.

    Columns what (`title`, `baseline`, `base` for what they build on, `growth`, `limit`, `assumption`, `correlation`),
    division (or what is correlated), before, after; in words, empty where there is none. The baselines may differ.
    """
    rows = [
        ("title", "", a.scenario.title, b.scenario.title),
        ("baseline", "", a.baseline.name, b.baseline.name),
        ("base", "", ", ".join(a.scenario.builds_on), ", ".join(b.scenario.builds_on)),
    ]
    rows.append(("growth", "", _growth(a.scenario), _growth(b.scenario)))
    before, after = (_limits(ledger.scenario.limits) for ledger in (a, b))
    rows += [("limit", name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys([*before, *after])]
    for what, said in (("assumption", _assumptions), ("correlation", _correlations)):
        before, after = said(a.scenario), said(b.scenario)
        rows += [(what, name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys([*before, *after])]
    return pd.DataFrame([row for row in rows if row[2] != row[3]], columns=["what", "division", "before", "after"])


def texts_that_differ(a: Scenario, b: Scenario) -> pd.DataFrame:
    """The texts besides the title that two scenarios say otherwise, and the order of the moves that both have.

    Columns what (`reference`, `author`, `description`, `not_covered`, `order`), before, after.
    """
    rows = [(name, getattr(a, name), getattr(b, name)) for name in TEXTS]
    one, other = ([move.name for move in scenario.moves] for scenario in (a, b))
    order = [", ".join(name for name in names if name in one and name in other) for names in (one, other)]
    rows.append(("order", order[0], order[1]))
    return pd.DataFrame([row for row in rows if row[1] != row[2]], columns=["what", "before", "after"])


def _assumptions(scenario: Scenario) -> dict[str, str]:
    found = (assumption_fields(one) for one in scenario.assumptions)
    return {said["division"]: _words({key: part for key, part in said.items() if key != "division"}) for said in found}


def _correlations(scenario: Scenario) -> dict[str, str]:
    return {" and ".join(one.between): str(float(one.is_)) for one in scenario.correlations}


def _growth(scenario: Scenario) -> str:
    return _words(scenario.growth.to_dict()) if scenario.growth else ""


def _limits(limits: tuple[Limit, ...]) -> dict[str, str]:
    """Return what is set on each division: `floor 60%, locked`."""
    found: dict[str, list[str]] = {}
    for limit in limits:
        for key, value in limit_fields(limit).items():
            if key != "division":
                found.setdefault(limit.division, []).append(key if value is True else f"{key} {value}")
    return {division: ", ".join(words) for division, words in found.items()}


def bridge_between(a: Ledger, b: Ledger, division: str = ROOT, span: str | None = None) -> pd.DataFrame:
    """A division's budget in `a`, a step for each row of `moves_that_differ`, and its budget in `b`.

    Columns step, kind (`total` or `move`), amount, start, end, as in `bridge`. A step is what the move does to the
    division in `b` less what it does in `a`. Raises `ModelError` where the baselines differ, and for an unknown
    division.
    """
    one_baseline([a, b])
    when = span or common_span([a, b])
    before, after = (bridge(ledger, division, when) for ledger in (a, b))
    was, now = (dict(table[table["kind"] == "move"][["step", "amount"]].to_numpy()) for table in (before, after))
    first, last = told_apart([a.scenario.title, b.scenario.title])
    standing = before["end"].iloc[-1]
    rows = [(first, "total", standing, Decimal(0), standing)]
    for pair in pairs(a, b):
        if pair.what:
            change = trimmed(_step(now, pair.after) - _step(was, pair.before))
            rows.append((pair.move.name, "move", change, standing, trimmed(standing + change)))
            standing = trimmed(standing + change)
    rows.append((last, "total", standing, Decimal(0), standing))
    return pd.DataFrame(rows, columns=["step", "kind", "amount", "start", "end"])


def _step(steps: dict[str, Decimal], move: Move | None) -> Decimal:
    return steps.get(move.name, Decimal(0)) if move is not None else Decimal(0)
