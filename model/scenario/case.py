"""A scenario over a baseline: the pair that is run, looked at and changed together."""

from __future__ import annotations

from typing import NamedTuple

from virement.baseline import Baseline
from virement.scenario.schema import Scenario


class Case(NamedTuple):
    """A baseline and a scenario over it; it unpacks as the two."""

    baseline: Baseline
    scenario: Scenario

    def over(self, scenario: Scenario) -> Case:
        """Return the case of another scenario over the same baseline."""
        return self._replace(scenario=scenario)
