"""How close plans are to actual figures, and whether their rounding leaves open which is the closest.

A plan's distance is the sum of the absolute differences. A rounded figure stands for any within half its rounding of
it. Between two plans the difference of the distances only rises or only falls with a figure, so it is largest and
smallest where each figure is at an end of what it can be: that settles exactly whether one plan is nearer in any case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Plan = Sequence[int]


@dataclass(frozen=True)
class Figures:
    """Actual amounts and to what they were rounded, in minor units."""

    amounts: Plan
    rounding: Plan

    def distance(self, plan: Plan) -> int:
        """Return how far a plan is from the figures as they stand."""
        return sum(abs(actual - planned) for actual, planned in zip(self.amounts, plan, strict=True))

    def least_lead(self, plan: Plan, other: Plan) -> int:
        """Return by how much a plan is nearer than another at the least, in half minor units; below zero: further."""
        return sum(min(lead) for lead in self._leads(plan, other))

    def most_lead(self, plan: Plan, other: Plan) -> int:
        """Return by how much a plan is nearer than another at the most, in half minor units."""
        return sum(max(lead) for lead in self._leads(plan, other))

    def _leads(self, plan: Plan, other: Plan) -> list[tuple[int, int]]:
        figures = zip(self.amounts, self.rounding, plan, other, strict=True)
        return [
            (_lead(2 * amount - step, 2 * one, 2 * two), _lead(2 * amount + step, 2 * one, 2 * two))
            for amount, step, one, two in figures
        ]


def _lead(actual: int, plan: int, other: int) -> int:
    return abs(actual - other) - abs(actual - plan)


def closest(plans: Mapping[str, Plan], figures: Figures) -> dict[str, str]:
    """Say of each plan whether it is the closest, the nearest first.

    `yes` if none is nearer however the figures were rounded, `no` if some other is nearer in any case, else `could be`.
    Plans that no figure tells apart are all the closest.
    """
    found = {}
    for name in sorted(plans, key=lambda name: figures.distance(plans[name])):
        others = [plan for other, plan in plans.items() if other != name]
        if all(figures.least_lead(plans[name], plan) >= 0 for plan in others):
            found[name] = "yes"
        else:
            beaten = any(figures.most_lead(plans[name], plan) < 0 for plan in others)
            found[name] = "no" if beaten else "could be"
    return found
