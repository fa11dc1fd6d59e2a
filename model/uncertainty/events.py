"""What may happen in a draw: a limit breaks in a fiscal year, a target is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from virement import measures
from virement.baseline import Baseline
from virement.engine import Ledger, moved_by_draw
from virement.measures import Target
from virement.scenario import Scenario

LimitKind = Literal["floor", "cap", "lock"]


@dataclass(frozen=True)
class Event:
    """A limit that breaks (`kind` of `division` in `fiscal_year`), or, with kind `target`, a target that is met."""

    words: str
    kind: Literal["floor", "cap", "lock", "target"]
    division: str = ""
    fiscal_year: str = ""
    target: Target | None = None

    def happens(self, ledger: Ledger) -> NDArray[np.bool_]:
        """Tell by draw whether it happens."""
        if self.target is not None:
            return self.target.met(ledger)
        found = ledger.baseline.fiscal_years[self.fiscal_year]
        columns = slice(found.start, found.stop)
        if self.kind == "lock":
            return moved_by_draw(ledger, ledger.baseline.rows_of(self.division), found) > 0
        beyond = measures.below_floor if self.kind == "floor" else measures.above_cap
        return np.asarray(beyond(ledger, self.division, columns) > 0)


def events_of(scenario: Scenario, baseline: Baseline, targets: Sequence[Target] = ()) -> tuple[Event, ...]:
    """Return what may happen: each limit breaks in each fiscal year with a plan period, and each target is met."""
    years = [year for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan]
    limits = dict.fromkeys(_limits(scenario))
    found = [
        Event(f"{kind} of {division} in {year} breaks", kind, division, year)
        for division, kind in limits
        for year in years
    ]
    return (*found, *(Event(f"{one.words(baseline)}", "target", target=one) for one in targets))


def _limits(scenario: Scenario) -> Iterator[tuple[str, LimitKind]]:
    for limit in scenario.limits:
        if limit.floor is not None:
            yield limit.division, "floor"
        if limit.cap is not None:
            yield limit.division, "cap"
        if limit.locked:
            yield limit.division, "lock"
