"""Limits of a scenario, found and changed."""

from __future__ import annotations

from typing import Any

from virement.scenario import Limit, Scenario, changed, made


def limits_of(scenario: Scenario, division: str) -> tuple[Limit, ...]:
    """Return the limits on exactly this division, mostly one or none."""
    return tuple(limit for limit in scenario.limits if limit.division == division)


def with_limit(scenario: Scenario, division: str, **said: Any) -> Scenario:
    """Return the scenario with a division's `locked`, or a level, set, or cleared with None; the others stay.

    It stands where a limit on the division stood, else last. One that limits nothing any more goes.
    """
    said = {key: bool(value) if key == "locked" else value for key, value in said.items()}
    cleared = {key: False if key == "locked" else None for key in said}
    where = f"limit on '{division}'"
    limits = [limit for limit in scenario.limits if limit.division != division]
    place = next((n for n, limit in enumerate(scenario.limits) if limit.division == division), len(limits))
    mine = list(limits_of(scenario, division)) or [Limit(division=division)]
    mine = [made(Limit, mine[0], said, where), *(made(Limit, other, cleared, where) for other in mine[1:])]
    limits[place:place] = [limit for limit in mine if limit != Limit(division=division)]
    return changed(scenario, limits=tuple(limits))
