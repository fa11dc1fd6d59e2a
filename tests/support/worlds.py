"""Generated worlds to speak of: figures known in every way, several moves, a span, and what the divisions earn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from virement import views
from virement.baseline.budget import Baseline, Revenue
from virement.values.statuses import STATUSES

from tests.support.reckoning import World
from tests.support.strategies import baselines, carried_out, credited, scenarios


@st.composite
def graded(draw: st.DrawFn) -> Baseline:
    """A baseline whose figures are known in every way; in some there are credits."""
    baseline = draw(baselines())
    baseline = draw(credited(baseline)) if draw(st.integers(0, 3)) == 0 else baseline
    grades = st.lists(st.integers(0, len(STATUSES) - 1), min_size=baseline.budget.size, max_size=baseline.budget.size)
    return replace(baseline, status=np.array(draw(grades), dtype=np.uint8).reshape(baseline.budget.shape))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Several moves over such a baseline, and a span to speak of."""
    baseline = draw(graded())
    ledger = carried_out(baseline, draw(scenarios(baseline)))
    return World(ledger, draw(st.sampled_from([*views.spans(baseline), views.default_span(ledger)])))


@st.composite
def earning(draw: st.DrawFn) -> World:
    """A world in which some divisions earn something, in some periods, and it is known how well."""
    world = draw(worlds())
    count = len(world.baseline.periods)
    several = {"min_size": count, "max_size": count}
    tops = dict.fromkeys(leaf.split(" / ")[0] for leaf in world.baseline.leaves)
    revenue = {
        name: Revenue(
            np.array(draw(st.lists(st.integers(0, 10**12), **several)), dtype=np.int64),
            np.array(draw(st.lists(st.sampled_from([True, True, True, False]), **several)), dtype=np.bool_),
            np.array(draw(st.lists(st.integers(0, len(STATUSES) - 1), **several)), dtype=np.uint8),
        )
        for name in tops
    }
    ledger = replace(world.ledger, baseline=replace(world.baseline, revenue=revenue))
    return World(ledger, world.span)
