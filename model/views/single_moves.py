"""What each move does alone, and what it adds on top of the others: both carried out, neither assumed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pandas as pd
from virement.baseline import Baseline
from virement.engine import Ledger, broken_limits, limit_problem, post
from virement.scenario import Scenario
from virement.values import show, trimmed
from virement.views.comparison import across, by_scenario, told_apart
from virement.views.moves import by_move
from virement.views.time_spans import default_span

_COLUMNS = ["move", "state", "gross", "stranded", "one_off", "fundable", "savings", "unallocated", "added_on_top"]
_COLUMNS += ["breaks_alone", "breaks_on_top", "overdraws_alone", "overdraws_on_top"]


def isolated(baseline: Baseline, scenario: Scenario, span: str | None = None) -> pd.DataFrame:
    """What each move does alone, switched on or not, and what it adds on top of the others that are on.

    Columns move; state (`on`, `off`); gross, stranded, one_off, fundable, savings, unallocated, all of the move alone;
    added_on_top, the gross cut of all with it less that of all without it, None where it overdraws them; breaks_alone
    and breaks_on_top, the limits that hold without the move and not with it; overdraws_alone and overdraws_on_top, what
    it takes below zero, and how far. The last four in words, empty if there are none, and of the whole plan.

    The span is by default the shortest that holds every move, those switched off too. Overdrafts are shown here;
    all else that `reallocate` refuses raises `ModelError`.
    """
    everything = _with(baseline, scenario, range(len(scenario.moves)))  # refused with all that is wrong, or nothing is
    when = span or default_span(everything)
    on = {place for place, move in enumerate(scenario.moves) if move.enabled}
    nothing, together = _with(baseline, scenario, []), _with(baseline, scenario, on)
    rows = []
    for place, move in enumerate(scenario.moves):
        alone, other = _with(baseline, scenario, [place]), _with(baseline, scenario, on ^ {place})
        without, on_top = (other, together) if move.enabled else (together, other)
        line = by_move(alone, when).iloc[0].to_dict() | {"state": "on" if move.enabled else "off"}
        rows.append(line | _alone(alone, nothing) | _on_top(on_top, without, when))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _with(baseline: Baseline, scenario: Scenario, places: Iterable[int]) -> Ledger:
    """Post the moves at some places of the scenario, and no others, as if they were switched on."""
    moves = tuple(scenario.moves[place].model_copy(update={"enabled": True}) for place in sorted(places))
    return post(baseline, scenario.model_copy(update={"moves": moves}))


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


def isolated_by_division(
    baseline: Baseline, scenario: Scenario, level: int | None = 1, span: str | None = None
) -> pd.DataFrame:
    """What each move that is switched on does alone to each division, and what they do together.

    Columns division, one a move by its name, and `all moves`; the rows are those of `by_scenario`. Raises `ModelError`
    as `isolated` does.
    """
    on = [place for place, move in enumerate(scenario.moves) if move.enabled]
    names = told_apart(["division", *(scenario.moves[place].name for place in on), "all moves"])[1:]
    ledgers = [
        _with(baseline, scenario.model_copy(update={"title": name}), places)
        for name, places in zip(names, [*([place] for place in on), on], strict=True)
    ]
    return across(by_scenario(ledgers, level, span), {"variance": ""})
