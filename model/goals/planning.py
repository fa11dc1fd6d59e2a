"""Plans for a goal: several ways in which givers bring it up together, each a scenario that one can open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from virement.engine import Ledger, bound_of, reallocate
from virement.goals.conflicts import InfeasibleGoal, conflict_of
from virement.goals.constraints import Rule, effects_of, rules_of
from virement.goals.goal import WHERE, Ask, Goal, ask_of
from virement.goals.objectives import OBJECTIVES, objectives_of, worst_cut
from virement.goals.whole_cents import Cuts, with_cuts
from virement.scenario import LIMIT_KINDS, Case, Scenario, changed
from virement.values import ModelError, Problem, Tell, one_of, show, show_share, silent, whole, write_share
from virement.views import money, percent

MOST_PLANS = 5


@dataclass(frozen=True, eq=False)
class Plan:
    """One way to reach a goal: `scenario` brings it up, to the minor unit, and breaks no limit.

    `objectives` are those of `OBJECTIVES` that no plan serves better, and `title` says them; `cuts` is what each giver
    gives, in minor units; `worst` the largest share that one of them is cut by in all, of its baseline in the window;
    `values` what the plan is worth by each objective that the baseline can have.

    `givers` has a row for each: division, priority (None where it has none), baseline, cut_before (by the scenario
    planned on), cut, cut_pct, total_cut_pct (with cut_before), budget (what is left), all of the window; and
    above_floor, what the tightest floor on it, in it or over it has left in the fiscal year where that is least, None
    without a floor.
    """

    title: str
    objectives: tuple[str, ...]
    scenario: Scenario
    cuts: dict[str, int]
    worst: Fraction
    values: dict[str, Fraction]
    givers: pd.DataFrame


def money_plans(
    case: Case,
    goal: Goal,
    objectives: Collection[str] | None = None,
    tell: Tell = silent,
) -> list[Plan]:
    """Return at most five plans for a goal in money, no two the same: one an objective, then others with as few givers.

    The objectives are all that the baseline can have, or those that are named. `least_valued` needs priorities: who has
    the largest number gives as much as the rules allow before the next does, in proportion to what those of one
    priority hold; who has none gives last.

    They come on top of the scenario, whose moves stay and whose limits hold for the whole. Raises `ModelError` for a
    goal that doesn't fit the baseline, an objective that it can't have or a scenario that has errors, and
    `InfeasibleGoal` where constraints conflict.
    `tell(found, plans)` is called before each search; what it raises stops the work.
    """
    objectives = objectives_of(case.baseline) if objectives is None else objectives
    if odd := [name for name in objectives if name not in objectives_of(case.baseline)]:
        raise ModelError(map(_no_objective, odd))
    ask = ask_of(case, goal)
    effects = effects_of(ask)
    rules = rules_of(ask, effects)
    found = _found(ask, rules, objectives, tell)
    if not found:
        raise InfeasibleGoal(ask, conflict_of(ask, effects))
    made: list[Plan] = []
    for cuts, served in list(found.items())[:MOST_PLANS]:
        ways = sum("fewest" in plan.objectives for plan in made)
        made.append(_plan(ask, cuts, tuple(served), ways + 1 if "fewest" in served else 1))
    return made


def _no_objective(name: str) -> Problem:
    if name not in OBJECTIVES:
        return Problem(WHERE, f"'{name}' is not an objective", one_of(OBJECTIVES))
    what, hint = OBJECTIVES[name].lacking
    return Problem(WHERE, f"'{OBJECTIVES[name].title}' can't be planned: {what}", hint)


def _found(ask: Ask, rules: Sequence[Rule], objectives: Collection[str], tell: Tell) -> dict[Cuts, list[str]]:
    """Return the cuts of each plan and the objectives that it serves, in the order in which they are shown."""
    ways = {name: one.ways(ask, rules) for name, one in OBJECTIVES.items() if name in objectives}
    found: dict[Cuts, list[str]] = {}
    for objective, cuts in ((name, next(one, None)) for name, one in ways.items()):
        tell(len(found), MOST_PLANS)
        if cuts is not None:
            found.setdefault(cuts, []).append(objective)
    for cuts in ways.get("fewest", ()):
        tell(len(found), MOST_PLANS)
        if len(found) >= MOST_PLANS:
            break
        if "fewest" not in (served := found.setdefault(cuts, [])):
            served.insert(0, "fewest")
    return found


def _plan(ask: Ask, cuts: Cuts, objectives: tuple[str, ...], way: int) -> Plan:
    """Make a plan of what each giver gives; `way` counts the plans with as few givers."""
    places = [place for place, cut in enumerate(cuts) if cut]
    worst = worst_cut(ask, cuts, ask.before)
    values = {name: OBJECTIVES[name].value(ask, cuts) for name in objectives_of(ask.baseline)}
    named = [f"{OBJECTIVES[one].title}{f', way {way}' if one == 'fewest' and way > 1 else ''}" for one in objectives]
    title = " and ".join([*([", ".join(named[:-1])] if named[1:] else []), named[-1]])
    scenario = changed(
        with_cuts(ask, cuts, f"Planned: {title}"),
        title=f"{show(ask.amount, ask.baseline.currency)} for {ask.goal.to}: {title}",
        description=_description(ask, title, len(places), worst),
    )
    ledger = reallocate(ask.baseline, scenario)
    rows = pd.DataFrame([_giver(ask, ledger, place, cuts[place]) for place in places])
    return Plan(title, objectives, scenario, {ask.givers[place]: cuts[place] for place in places}, worst, values, rows)


def _description(ask: Ask, title: str, givers: int, worst: Fraction) -> str:
    first, last = (ask.baseline.period_names[ask.window[end]] for end in (0, -1))
    amount, when = show(ask.amount, ask.baseline.currency), first if first == last else f"{first} to {last}"
    count = "one giver" if givers == 1 else f"{givers} givers"
    most = "" if ask.goal.most is None else f", none over {write_share(ask.goal.most)}"
    parts = [
        f"Planned on top of '{ask.scenario.title}': {amount} more for {ask.goal.to}, {when}, chosen for {title}.",
        f"It takes {count}; the worst cut is {show_share(worst)} of what a giver had{most}. Every limit holds.",
        ask.scenario.description,
    ]
    return " ".join(part for part in parts if part)


def _giver(ask: Ask, ledger: Ledger, place: int, cut: int) -> dict[str, object]:
    held, before, baseline = ask.held[place], ask.before[place], ask.baseline
    above = _above_floor(ask, ledger, place)
    return {
        "division": ask.givers[place],
        "priority": ask.priorities[place],
        "baseline": money(ledger, held),
        "cut_before": money(ledger, before),
        "cut": money(ledger, cut),
        "cut_pct": percent(cut, held),
        "total_cut_pct": percent(before + cut, held),
        "budget": money(ledger, int(ledger.budget[baseline.rows_of(ask.givers[place])][:, ask.window].sum())),
        "above_floor": None if above is None else money(ledger, above),
    }


def _above_floor(ask: Ask, ledger: Ledger, place: int) -> int | None:
    """Return what is left above the tightest floor that has a part in common with a giver, in its worst fiscal year."""
    mine, baseline = set(ask.baseline.rows_of(ask.givers[place]).tolist()), ask.baseline
    found = []
    for limit in ask.scenario.limits:
        rows = baseline.rows_of(limit.division)
        least = {kind: level for kind, level in limit.levels.items() if LIMIT_KINDS[kind].is_least}
        for columns in baseline.fiscal_years.values() if mine & set(rows.tolist()) else ():
            if columns[-1] in baseline.plan:
                before = whole(baseline.total(limit.division, columns))
                bounds = (int(bound_of(kind, level, before, baseline.currency)) for kind, level in least.items())
                found += [int(ledger.budget[rows][:, columns].sum()) - bound for bound in bounds]
    return min(found, default=None)


def by_plan(found: Sequence[Plan]) -> pd.DataFrame:
    """Return every giver of every plan: columns plan (a number from 1), objective, and those of `Plan.givers`."""
    tables = [plan.givers.assign(plan=number, objective=plan.title) for number, plan in enumerate(found, start=1)]
    table = pd.concat(tables, ignore_index=True)
    return table[["plan", "objective", *found[0].givers.columns]]


def side_by_side(found: Sequence[Plan]) -> pd.DataFrame:
    """Return who gives how much in which plan: division, then `1: cut`, `1: cut_pct` and `1: total_cut_pct`, and so on.

    The last is with what the scenario cuts already; the worst cut of a plan is the largest of it. Divisions that give
    in none are left out; one that gives in another gives 0 here, and has no cut in all.
    """
    names = list(dict.fromkeys(name for plan in found for name in plan.givers["division"]))
    table = pd.DataFrame({"division": names})
    for number, plan in enumerate(found, start=1):
        lines = plan.givers.set_index("division")
        for measure, nothing in (("cut", Decimal(0)), ("cut_pct", Decimal(0)), ("total_cut_pct", None)):
            known = dict(zip(lines.index, lines[measure], strict=True))
            table[f"{number}: {measure}"] = [known.get(name, nothing) for name in names]
    return table


def prices(found: Sequence[Plan]) -> pd.DataFrame:
    """Return what each plan is worth by every objective, and what choosing it costs against the best of the plans.

    Columns plan, objective; givers, how many give; worst_total_cut_pct, the largest cut with what the scenario cuts
    already; worst_cut_pct, the largest cut of the plan alone; mean_priority, that of the money which is cut, 0 where a
    giver has none (None of a baseline without priorities). Behind each stands how far it is off the best.
    """
    rows = []
    for number, plan in enumerate(found, start=1):
        row: dict[str, object] = {"plan": number, "objective": plan.title}
        for name, objective in OBJECTIVES.items():
            value = plan.values.get(name)
            row |= {objective.column: None, objective.price: None}
            if value is not None:
                best = (max if objective.larger else min)(one.values[name] for one in found)
                row |= {objective.column: objective.shown(value), objective.price: objective.shown(abs(value - best))}
        rows.append(row)
    return pd.DataFrame(rows, dtype=object)
