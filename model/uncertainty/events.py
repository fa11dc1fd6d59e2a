"""What may happen in a draw: a limit breaks in a fiscal year, a target is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from virement.engine import Ledger
from virement.measures import Target, beyond_limit
from virement.scenario import Case, Scenario


@dataclass(frozen=True)
class Event:
    """A limit that breaks in `fiscal_year`, or a target that is met.

    `kind` is one of `LIMIT_KINDS`, or `target`.
    """

    words: str
    kind: str
    division: str = ""
    fiscal_year: str = ""
    target: Target | None = None

    def happens(self, ledger: Ledger) -> NDArray[np.bool_]:
        """Tell by draw whether it happens."""
        if self.target is not None:
            return self.target.met(ledger)
        found = ledger.baseline.fiscal_years[self.fiscal_year]
        columns = slice(found.start, found.stop)
        return np.asarray(beyond_limit(self.kind, ledger, self.division, columns) > 0)


def events_of(case: Case, targets: Sequence[Target] = ()) -> tuple[Event, ...]:
    """Return what may happen: each limit breaks in each fiscal year with a plan period, and each target is met."""
    years = [year for year, columns in case.baseline.fiscal_years.items() if columns[-1] in case.baseline.plan]
    limits = dict.fromkeys(_limits(case.scenario))
    found = [
        Event(f"{kind} of {division} in {year} breaks", kind, division, year)
        for division, kind in limits
        for year in years
    ]
    return (*found, *(Event(f"{one.words(case.baseline)}", "target", target=one) for one in targets))


def _limits(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for limit in scenario.limits:
        yield from ((limit.division, kind) for kind in limit.levels)
