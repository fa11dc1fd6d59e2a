"""Long work says how far it is, and whoever looks on can stop it."""

import pytest

import model
from model.measures import read_measure
from model.progress import Tell

RANGED = "rl-range-to-ai"


def sought(tell: Tell):
    scenario = model.load_scenario("company-10pct-ask")
    return model.seek(model.load_baseline("meta"), scenario, "share of AI division in FY2026", "15%", tell=tell)


def planned(tell: Tell):
    goal = model.read_goal("AI division", "$5B", "15%")
    return model.plans(model.load_baseline("meta"), model.load_scenario("nyt-2b-to-ai"), goal, tell=tell)


def varied(tell: Tell):
    baseline, scenario = model.load_baseline("meta"), model.load_scenario(RANGED)
    measure = read_measure("fundable", baseline, scenario)
    return model.sobol_indices(baseline, scenario, measure, points=64, seed=1, tell=tell)


def simulated(tell: Tell):
    return model.simulate(model.load_baseline("meta"), model.load_scenario(RANGED), draws=100, seed=1, tell=tell)


def ledgers():
    baseline = model.load_baseline("meta")
    return [model.reallocate(baseline, model.load_scenario(name)) for name in ("nyt-2b-to-ai", "rl-30pct-to-ai")]


def spread_out(tell: Tell):
    return model.workbook_of(ledgers()[0], tell)


def packed(tell: Tell):
    return model.pack(ledgers(), tell)


def verified(tell: Tell):
    return model.verify(model.pack(ledgers()), "p.zip", tell)


@pytest.mark.parametrize("work", [sought, planned, varied, simulated, spread_out, packed, verified])
def test_it_is_told_and_what_that_raises_stops_the_work(work):
    """Each word says how much is done, never less than before; what is raised at the first one ends it there."""
    seen = []
    work(lambda done, most: seen.append((done, most)))
    assert seen
    assert seen == sorted(seen)
    stopped = []

    def stop(done, most):
        stopped.append((done, most))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(stop)
    assert stopped == seen[:1]
