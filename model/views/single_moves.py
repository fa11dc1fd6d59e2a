"""What each move does alone, and what it adds on top of the others: both carried out, neither assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from virement.engine import Ledger, broken_limits, limit_problem, post
from virement.scenario import Case
from virement.values import ModelError, show, trimmed
from virement.views.comparison import across, by_scenario, told_apart
from virement.views.moves import by_move
from virement.views.time_spans import default_span

_COLUMNS = ["move", "state", "gross", "stranded", "one_off", "fundable", "savings", "unallocated", "added_on_top"]
_NO_WORDS = dict.fromkeys(("breaks_alone", "breaks_on_top", "overdraws_alone", "overdraws_on_top"), "")
_COLUMNS += _NO_WORDS


def isolated(case: Case, span: str | None = None) -> pd.DataFrame:
    """What each move does alone, switched on or not, and what it adds on top of the others that are on.

    Columns move; state (`on`, `off`); gross, stranded, one_off, fundable, savings, unallocated, all of the move alone;
    added_on_top, the gross cut of all with it less that of all without it, None where it overdraws them; breaks_alone
    and breaks_on_top, the limits that hold without the move and not with it; overdraws_alone and overdraws_on_top, what
    it takes below zero, and how far. The last four in words, empty if there are none, and of the whole plan.

    The span is by default the shortest that holds every move, those switched off too. Overdrafts are shown here;
    all else that `reallocate` refuses raises `ModelError`. A move that is switched off and that only a lock keeps from
    being carried out has no amounts, and the reason in breaks_alone.
    """
    on = {place for place, move in enumerate(case.scenario.moves) if move.enabled}
    idle = {place: _locked(case, place) for place in range(len(case.scenario.moves)) if place not in on}
    able = [place for place in range(len(case.scenario.moves)) if not idle.get(place)]
    every = _with(case, able)  # refused with all that is wrong, or nothing is
    when = span or default_span(every)
    nothing, together = _with(case, []), _with(case, on)
    rows: list[Mapping[Any, object]] = []
    for place, move in enumerate(case.scenario.moves):
        if place not in able:
            reason = {"move": move.name, "state": "off", **_NO_WORDS, "breaks_alone": idle[place]}
            rows.append({**dict.fromkeys(_COLUMNS), **reason})
            continue
        alone, other = _with(case, [place]), _with(case, on ^ {place})
        without, on_top = (other, together) if move.enabled else (together, other)
        line = by_move(alone, when).iloc[0].to_dict() | {"state": "on" if move.enabled else "off"}
        rows.append(line | _alone(alone, nothing) | _on_top(on_top, without, when))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _locked(case: Case, place: int) -> str:
    """Say which locks alone keep a move from being carried out by itself; nothing where there are none."""
    free = tuple(limit for limit in case.scenario.limits if not limit.locked)
    try:
        _with(case, [place])
    except ModelError as error:
        try:
            _with(case.over(case.scenario.model_copy(update={"limits": free})), [place])
        except ModelError:
            return ""
        return "; ".join(problem.what for problem in error.problems)
    return ""


def _with(case: Case, places: Iterable[int]) -> Ledger:
    """Post the moves at some places of the scenario, and no others, as if they were switched on."""
    moves = tuple(case.scenario.moves[place].model_copy(update={"enabled": True}) for place in sorted(places))
    return post(case.baseline, case.scenario.model_copy(update={"moves": moves}))


def _alone(alone: Ledger, nothing: Ledger) -> dict[str, object]:
    return {"breaks_alone": _breaks(alone, nothing), "overdraws_alone": _overdraws(alone, nothing)}


def _on_top(on_top: Ledger, without: Ledger, when: str) -> dict[str, object]:
    overdraws = _overdraws(on_top, without)
    added = None if overdraws else trimmed(_gross(on_top, when) - _gross(without, when))
    return {"added_on_top": added, "breaks_on_top": _breaks(on_top, without), "overdraws_on_top": overdraws}


def _gross(ledger: Ledger, when: str) -> Decimal:
    return sum(by_move(ledger, when)["gross"], Decimal(0))


def _breaks(ledger: Ledger, without: Ledger) -> str:
    """Say which limits a ledger breaks that another doesn't."""
    held = {(one.limit, one.kind, one.fiscal_year) for one in broken_limits(without)}
    found = [one for one in broken_limits(ledger) if (one.limit, one.kind, one.fiscal_year) not in held]
    return "; ".join(limit_problem(ledger, one).what for one in found)


def _overdraws(ledger: Ledger, without: Ledger) -> str:
    """Say which leaves a ledger takes below zero, or further below than another does, and how far."""
    deeper = (np.minimum(without.budget, 0) - np.minimum(ledger.budget, 0)).clip(0).sum(axis=(1, 2))
    currency, leaves = ledger.baseline.currency, ledger.baseline.leaves
    return "; ".join(f"'{leaves[row]}' by {show(deeper[row], currency)}" for row in np.flatnonzero(deeper))


def isolated_by_division(case: Case, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """What each move that is switched on does alone to each division, and what they do together.

    Columns division, one a move by its name, and `all moves`; the rows are those of `by_scenario`. Raises `ModelError`
    as `isolated` does.
    """
    on = [place for place, move in enumerate(case.scenario.moves) if move.enabled]
    names = told_apart(["division", *(case.scenario.moves[place].name for place in on), "all moves"])[1:]
    ledgers = [
        _with(case.over(case.scenario.model_copy(update={"title": name})), places)
        for name, places in zip(names, [*([place] for place in on), on], strict=True)
    ]
    return across(by_scenario(ledgers, level, span), {"variance": ""})
