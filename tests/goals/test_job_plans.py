"""Plans in jobs: who could give so many together, on top of what a scenario cuts already."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from virement.engine import reallocate
from virement.goals import by_plan, plans, read_goal, unallocated_for
from virement.scenario import Case, Scenario, read_scenario
from virement.values import Jobs, ModelError

from tests.engine.test_jobs import PLAIN

NOTHING = "title: t\nbaseline: town\n"


def asked(text: str, amount: str, **said: object) -> list[dict[str, str]]:
    """The jobs that each giver gives, in each plan."""
    scenario = read_scenario(text, "t.yaml")
    found = plans(Case(PLAIN, scenario), read_goal("Savings", amount, **said))
    for plan in found:
        given = [move for move in plan.scenario.moves if move.why.startswith("Planned")]
        jobs = Jobs(sum((move.cut.size for move in given), Decimal(0)))
        assert str(jobs) == amount, "whole jobs that sum to what was asked for"
        ledger = reallocate(PLAIN, plan.scenario)
        assert (ledger.jobs_cut[:, 1:, 0] <= PLAIN.jobs.jobs[:, 1:]).all()
    assert set(by_plan(found)["plan"]) == set(range(1, len(found) + 1))
    return [{name: str(number) for name, number in plan.cuts.items()} for plan in found]


def test_jobs_are_shared_out_as_an_amount_is() -> None:
    """Streets has 20 of the 38 jobs, Parks 8 and Library 10: 19 of them go from one giver, or half from each."""
    found = asked(NOTHING, "19 jobs")
    assert {"Streets": "19"} in found
    assert {"Streets": "10", "Parks": "4", "Library": "5"} in found


def test_what_is_cut_already_counts_and_a_lock_holds() -> None:
    """Nobody gives more than half, and Streets gave 5 of its 20; the library is locked."""
    text = f"{NOTHING}moves: [{{name: a, from: Streets, cut: 5 jobs}}]\nlimits: [{{division: Library, locked: true}}]\n"
    (found,) = asked(text, "9 jobs", most="50%")
    assert found == {"Streets": "5", "Parks": "4"}


def test_a_plan_that_breaks_a_floor_is_left_out() -> None:
    """A tenth of the budget of Streets is $120,000 and 4 of its jobs; more of them break its floor of 90 %."""
    text = f"{NOTHING}limits: [{{division: Streets, floor: 90%}}]\n"
    assert {"Streets": "19"} not in asked(text, "8 jobs")
    with pytest.raises(ModelError, match=r"no plan for 36 jobs keeps the floor of Streets in FY2026"):
        asked(text, "36 jobs")


@pytest.mark.parametrize(
    ("amount", "said", "words"),
    [
        ("39 jobs", {}, "no plan cuts 39 jobs: who may give has 38"),
        ("9 jobs", {"most": "10%"}, "and nobody gives more than 10% of its own"),
        ("10% of jobs", {}, "is no whole number of jobs"),
        ("2.5 jobs", {}, "is no whole number of jobs"),
        ("2 jobs", {"givers": ("Streats",)}, "unknown division 'Streats'"),
    ],
)
def test_what_no_plan_brings_is_said(amount: str, said: dict[str, object], words: str) -> None:
    """With what there is, and what to do."""
    with pytest.raises(ModelError) as error:
        asked(NOTHING, amount, **said)
    assert words in str(error.value)


def test_jobs_that_are_not_known_are_not_planned() -> None:
    """Of a baseline without jobs; and no move's unallocated money stands for jobs."""
    bare = Case(replace(PLAIN, jobs=None), Scenario(title="t", baseline="town"))
    with pytest.raises(ModelError, match="nothing is known of the jobs of 'generated'"):
        plans(bare, read_goal("Savings", "2 jobs"))
    assert unallocated_for(bare, read_goal("Savings", "2 jobs")) == []
