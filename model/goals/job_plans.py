"""Plans for a goal in jobs: who could give so many jobs together, each plan a scenario of cuts in jobs.

The jobs are planned as a budget of one period: as many as a division has in every period of the window, less what the
scenario cuts already. Locks hold there. Floors and caps are of money: a plan that breaks one is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from virement.baseline import Baseline
from virement.engine import broken_limits, reallocate
from virement.goals.conflicts import InfeasibleGoal
from virement.goals.goal import WHERE, Ask, Goal, ask_of
from virement.goals.planning import Plan, money_plans
from virement.scenario import Case, Limit, Move, Scenario, changed
from virement.values import (
    PARTS_OF_A_JOB,
    Amount,
    Jobs,
    ModelError,
    Period,
    Problem,
    Tell,
    from_minor,
    silent,
    write_share,
)

_COUNTED_AS = "JPY"  # without decimals, as whole jobs


def plans(case: Case, goal: Goal, objectives: Collection[str] | None = None, tell: Tell = silent) -> list[Plan]:
    """Return at most five plans for a goal in money (`money_plans`) or in jobs, no two the same.

    Of one in jobs the tables of a plan count jobs, and its moves cut them. Raises as `money_plans` does, and
    `ModelError` where a giver's jobs aren't known or no plan keeps the floors and caps.
    """
    if not isinstance(goal.amount, Jobs):
        return money_plans(case, goal, objectives, tell)
    number = _whole(goal.amount)
    stand_in = replace(goal, amount=from_minor(1, case.baseline.currency))
    ask = ask_of(case, replace(stand_in, givers=goal.givers or _with_jobs(case, stand_in)))
    staff = _staff(ask)
    planned = replace(goal, to="Savings", amount=Amount(Decimal(number)), givers=ask.givers, start=None, end=None)
    try:
        found = money_plans(Case(staff, _staff_scenario(ask, staff)), planned, objectives, tell)
    except InfeasibleGoal:
        held = int(staff.budget[staff.rows_of(ask.givers)].sum())
        upto = "" if goal.most is None else f", and nobody gives more than {write_share(goal.most)} of its own"
        what = f"no plan cuts {goal.amount}: who may give has {held:,}{upto}"
        raise ModelError([Problem(WHERE, what, "Ask for fewer, name more givers, or raise the most")]) from None
    made = [_in_jobs(ask, goal, plan) for plan in found]
    kept = [plan for plan in made if not _newly_broken(case, plan.scenario)]
    if not kept:
        broken = _newly_broken(case, made[0].scenario)
        what = f"no plan for {goal.amount} keeps {' and '.join(sorted(broken))}"
        raise ModelError([Problem(WHERE, what, "Ask for fewer jobs, or plan an amount, which keeps floors and caps")])
    return kept


def _whole(jobs: Jobs) -> int:
    if jobs.is_share or jobs.hundredths % PARTS_OF_A_JOB or not jobs.hundredths:
        raise ModelError([Problem(WHERE, f"amount: '{jobs}' is no whole number of jobs", "Write it as 1,000 jobs")])
    return jobs.hundredths // PARTS_OF_A_JOB


def _with_jobs(case: Case, goal: Goal) -> tuple[str, ...]:
    """Return who may give where nobody is named: those whose jobs are known."""
    ask, figures = ask_of(case, goal), case.baseline.jobs
    if figures is None:
        what = f"nothing is known of the jobs of '{case.baseline.name}'"
        raise ModelError([Problem(WHERE, what, "Give them in its jobs.csv, or plan an amount")])
    columns = slice(ask.window.start, ask.window.stop)
    found = tuple(name for name in ask.givers if figures.known[ask.rows_of(name), columns].all())
    if not found:
        raise ModelError([Problem(WHERE, "of nobody who may give are the jobs known", "Give them in jobs.csv")])
    return found


def _staff(ask: Ask) -> Baseline:
    """Return the jobs that every leaf has in all of the window, as a budget of one period; none where not known."""
    baseline, figures = ask.baseline, ask.baseline.jobs
    columns = slice(ask.window.start, ask.window.stop)
    for name in ask.givers if figures is not None else ():
        if figures is not None and not figures.known[ask.rows_of(name), columns].all():
            what = f"the jobs of '{name}' are not all known"
            raise ModelError([Problem(WHERE, what, "Give them in jobs.csv, or name others")])
    held = np.zeros((len(baseline.leaves), 1), np.int64)
    if figures is not None:
        held = figures.jobs[:, columns].min(axis=1, keepdims=True) // PARTS_OF_A_JOB
    nothing = np.full(held.shape, "", object)
    return replace(
        baseline,
        currency=_COUNTED_AS,
        unit="one",
        periods=(Period(baseline.periods[ask.window.start].year, 1, "year"),),
        actuals=0,
        budget=held,
        status=np.zeros(held.shape, np.uint8),
        source=nothing,
        note=nothing,
        revenue={},
        controls=(),
        growth=None,
        given=None,
        grown_from=None,
        jobs=None,
    )


def _staff_scenario(ask: Ask, staff: Baseline) -> Scenario:
    """Return what the scenario cuts of the jobs already, and the divisions that it locks."""
    cut = ask.ledger.jobs_cut[:, ask.window.start : ask.window.stop, 0].max(axis=1)
    gone = np.minimum(-(-cut // PARTS_OF_A_JOB), staff.budget[:, 0])
    moves = tuple(
        Move(name=leaf, from_=(leaf,), cut=Amount(Decimal(int(number))), to={"Savings": Fraction(1)})
        for leaf, number in zip(staff.leaves, gone.tolist(), strict=True)
        if number
    )
    locks = tuple(Limit(division=one.division, locked=True) for one in ask.scenario.limits if one.locked)
    return Scenario(title=ask.scenario.title, baseline=staff.name, moves=moves, limits=locks)


def _in_jobs(ask: Ask, goal: Goal, plan: Plan) -> Plan:
    """Return a plan whose cuts are jobs of the scenario that was planned on."""
    taken, moves = {move.name for move in ask.scenario.moves}, []
    for giver, number in plan.cuts.items():
        plain = f"{giver} to {goal.to}"
        names = (plain, *(f"{plain} ({count})" for count in range(2, len(taken) + 3)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        said = {"name": name, "from_": (giver,), "cut": Jobs(Decimal(number)), "to": {goal.to: Fraction(1)}}
        moves.append(Move(**said, start=goal.start, end=goal.end, why=f"Planned: {plan.title}"))
    scenario = changed(
        ask.scenario,
        moves=(*ask.scenario.moves, *moves),
        title=f"{goal.amount} for {goal.to}: {plan.title}",
        description=f"Planned on top of '{ask.scenario.title}': {goal.amount}, chosen for {plan.title}.",
    )
    return replace(plan, scenario=scenario)


def _newly_broken(case: Case, scenario: Scenario) -> Mapping[str, int]:
    """Return the limits that a plan breaks, or breaks by more than the scenario did: by how much, by their words."""
    before, after = (
        {f"the {one.kind} of {one.division} in {one.fiscal_year}": one.size for one in broken_limits(ledger)}
        for ledger in (reallocate(case.baseline, one) for one in (case.scenario, scenario))
    )
    return {words: size for words, size in after.items() if size > before.get(words, 0)}
