"""Long work says how far it is, and whoever looks on can stop it."""

import pytest
from virement import engine, exports, goals, uncertainty, workbook
from virement.baseline import load_baseline
from virement.measures.measure import read_measure
from virement.scenario import Case, load_scenario
from virement.values.progress import Tell

RANGED = "rl-range-to-ai"


def sought(tell: Tell):
    scenario = load_scenario("company-10pct-ask")
    return goals.seek(Case(load_baseline("meta"), scenario), "share of AI division in FY2026", "15%", tell=tell)


def planned(tell: Tell):
    goal = goals.read_goal("AI division", "$5B", "15%")
    return goals.plans(Case(load_baseline("meta"), load_scenario("nyt-2b-to-ai")), goal, tell=tell)


def varied(tell: Tell):
    baseline, scenario = load_baseline("meta"), load_scenario(RANGED)
    measure = read_measure("fundable", Case(baseline, scenario))
    return uncertainty.sobol_indices(Case(baseline, scenario), measure, points=64, seed=1, tell=tell)


def simulated(tell: Tell):
    return uncertainty.simulate(Case(load_baseline("meta"), load_scenario(RANGED)), draws=100, seed=1, tell=tell)


def ledgers():
    baseline = load_baseline("meta")
    return [engine.reallocate(baseline, load_scenario(name)) for name in ("nyt-2b-to-ai", "rl-30pct-to-ai")]


def spread_out(tell: Tell):
    return workbook.workbook_of(ledgers()[0], tell)


def packed(tell: Tell):
    return exports.pack(ledgers(), tell)


def verified(tell: Tell):
    return exports.verify(exports.pack(ledgers()), "p.zip", tell)


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
