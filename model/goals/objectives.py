"""What plans can aim at: how each objective is worked out, and what any plan is worth by it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from virement.baseline import Baseline
from virement.goals.constraints import Rule
from virement.goals.goal import Ask
from virement.goals.whole_cents import Cuts, allot, few
from virement.views import percent


def _number(value: Fraction) -> int:
    return int(value)


def _in_percent(value: Fraction) -> Decimal | None:
    return percent(value.numerator, value.denominator)


def _two_places(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)


@dataclass(frozen=True)
class Objective:
    """What a plan can aim at: its name in words, how it is worked out, and what any plan is worth by it.

    `ways` yields the cuts that serve it best, and then others as good, if there are any. `value` is what a plan has in
    it, the smaller the better, or the larger where `larger`; in tables it stands in `column`, and how far it is off the
    best in `price`, both as `shown` makes it. `offered` tells on which baselines it means something; elsewhere it is
    `lacking` something, which is said with what to do about it.
    """

    title: str
    ways: Callable[[Ask, Sequence[Rule]], Iterator[Cuts]]
    value: Callable[[Ask, Cuts], Fraction]
    column: str
    price: str
    shown: Callable[[Fraction], object]
    larger: bool = False
    offered: Callable[[Baseline], bool] = lambda baseline: True
    lacking: tuple[str, str] = ("", "")


def worst_cut(ask: Ask, cuts: Cuts, before: Sequence[int]) -> Fraction:
    """Return the largest share of what it holds that a giver is cut by, with what was cut `before`."""
    return max(Fraction(before[place] + cut, ask.held[place]) for place, cut in enumerate(cuts) if cut)


def _mean_priority(ask: Ask, cuts: Cuts) -> Fraction:
    """Return the mean priority of the money that is cut; a giver without a priority counts as 0."""
    return Fraction(sum(cut * (rank or 0) for cut, rank in zip(cuts, ask.priorities, strict=True)), sum(cuts))


def _allotted(
    ask: Ask, rules: Sequence[Rule], before: Sequence[int], order: Sequence[Collection[int]] = ()
) -> Iterator[Cuts]:
    cuts = allot(ask, rules, before, range(len(ask.givers)), order)
    if cuts is not None:
        yield cuts


def _least_valued_first(ask: Ask, rules: Sequence[Rule]) -> Iterator[Cuts]:
    """Take as much as the rules allow from the largest number before the next, from those without one at last."""
    ranks = [rank or 0 for rank in ask.priorities]
    order = [[place for place, one in enumerate(ranks) if one == rank] for rank in sorted(set(ranks), reverse=True)]
    return _allotted(ask, rules, [0] * len(ranks), order)


OBJECTIVES = {
    "fewest": Objective(
        "fewest givers",
        few,
        lambda ask, cuts: Fraction(sum(map(bool, cuts))),
        "givers",
        "givers_over_best",
        _number,
    ),
    "smallest_worst": Objective(
        "smallest worst cut",
        lambda ask, rules: _allotted(ask, rules, ask.before),
        lambda ask, cuts: worst_cut(ask, cuts, ask.before),
        "worst_total_cut_pct",
        "worst_total_cut_over_best_pp",
        _in_percent,
    ),
    "in_proportion": Objective(
        "in proportion",
        lambda ask, rules: _allotted(ask, rules, [0] * len(ask.givers)),
        lambda ask, cuts: worst_cut(ask, cuts, [0] * len(cuts)),
        "worst_cut_pct",
        "worst_cut_over_best_pp",
        _in_percent,
    ),
    "least_valued": Objective(
        "least valued first",
        _least_valued_first,
        _mean_priority,
        "mean_priority",
        "mean_priority_under_best",
        _two_places,
        larger=True,
        offered=lambda baseline: bool(baseline.priorities),
        lacking=("the baseline gives no division a priority", "Add a column `priority`, 1 for what is valued most"),
    ),
}


def objectives_of(baseline: Baseline) -> tuple[str, ...]:
    """Return the names of the objectives that plans on a baseline can have."""
    return tuple(name for name, objective in OBJECTIVES.items() if objective.offered(baseline))
