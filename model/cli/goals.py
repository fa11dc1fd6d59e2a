"""The commands about goals: `virement seek` and `virement plan`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from virement import views
from virement.check import find_problems
from virement.cli.answers import answered, keep, say, say_problems, show
from virement.cli.options import opened, over_another, read_over
from virement.cli.output import progress, write_csv
from virement.cli.saving import beside, may_overwrite, save
from virement.goals import OBJECTIVES, WHERE, Plan, by_plan, plans, prices, read_goal, seek, side_by_side
from virement.scenario import Case, find_scenario
from virement.values import Jobs, ModelError, Problem, show_share

NAMED = {name.replace("_", "-"): name for name in OBJECTIVES}


@click.command("seek")
@click.argument("scenario")
@click.option("--measure", "-m", required=True, help='What is to reach it: "share of AI division in FY2027".')
@click.option("--target", "-t", required=True, help="What it is to reach: 15% of a share, $5B of all else.")
@click.option("--input", "-i", "varied", help='What may change: "MOVE: cut"; by default the first move\'s cut.')
@click.option("--save", "target_file", metavar="FILE", help="Write the scenario that reaches it, as YAML.")
@may_overwrite
@answered()
@over_another
def seek_(
    scenario: str,
    measure: str,
    target: str,
    varied: str | None,
    target_file: str | None,
    overwrite: bool,
    **given: Any,
) -> None:
    """Find what cut it takes: the value of one input at which a measure reaches a target.

    Says what the step before gives, and which limits the answer breaks; where the target can't be reached, how close
    one comes and what stands in the way.

    \b
    virement seek company-10pct-ask --measure "share of AI division in FY2026" --target 15%
    virement seek rl-30pct-to-savings --measure "operating income in FY2026" --target $98B
    virement seek rl-phased-exit --measure "fundable in FY2026" --target $2B --input "Metaverse run down: stranded_cost"
    """
    read, over = read_over(scenario, **given)
    with progress("runs") as tell:
        sought = seek(Case(over, read), measure, target, varied, tell)
    say(sought.words(over), "answer")
    keep("steps", sought.steps(over), over)
    say_problems(problem for problem in find_problems(sought.scenario, over) if problem.level != "error")
    if target_file is not None and sought.reached:
        like = find_scenario(scenario).read_text("utf-8-sig")
        say(save(sought.scenario, target_file, like=like, overwrite=overwrite, baseline=over), "saved")
    sys.exit(0 if sought.reached else 1)


@click.command("plan")
@click.argument("scenario")
@click.option("--to", "to", required=True, help="Who is to get it: a division, or Savings.")
@click.option(
    "--amount", "-a", required=True, help="How much in all, over the periods from start to end: $5B, or 1,000 jobs."
)
@click.option("--from", "givers", multiple=True, metavar="DIVISION", help="Who may give; by default all the others.")
@click.option("--most", help="No giver is cut by more than this share of its baseline, as 15%.")
@click.option("--start", help="First period; by default the first plan period.")
@click.option("--end", help="Last period; by default the last plan period.")
@click.option("--objective", "-o", multiple=True, type=click.Choice(list(NAMED)), help="Only plans that aim at this.")
@click.option(
    "--csv",
    "csv",
    metavar="FILE|-",
    help="Write who gives in each plan as CSV, overwriting it; - is standard output.",
)
@click.option("--save", "target_file", metavar="FILE", help="Write a plan as a scenario, as YAML.")
@may_overwrite
@click.option("--number", "-n", default=1, show_default=True, help="Which of the plans is saved.")
@answered()
@over_another
def plan_(
    scenario: str,
    to: str,
    amount: str,
    givers: tuple[str, ...],
    most: str | None,
    start: str | None,
    end: str | None,
    objective: tuple[str, ...],
    csv: str | None,
    target_file: str | None,
    overwrite: bool,
    number: int,
    **given: Any,
) -> None:
    """Find who could give an amount together: a few plans side by side, each a scenario.

    A plan comes on top of SCENARIO: its moves stay, and its limits hold for the whole. The plans are those with the
    fewest givers, with the smallest worst cut (what was cut before counts) and in proportion to what each holds, as
    near as the limits allow; and, where the baseline has priorities, that which cuts the least valued first. A second
    table says what each plan is worth by every objective. Where there is no plan: which rules conflict, and what would
    fix it.

    \b
    virement plan nyt-2b-to-ai --to "AI division" --amount $5B --most 15%
    virement plan nyt-2b-to-ai --to Savings --amount $1B --from "Reality Labs / Metaverse" --from "Family of Apps"
    virement plan nyt-2b-to-ai --to "AI division" --amount "1,000 jobs" --start 2026Q2
    virement plan nyt-2b-to-ai --to "AI division" --amount $5B --end 2026Q4 --objective in-proportion --csv -
    """
    read, over = opened(scenario, **given)
    goal = read_goal(to, amount, most, givers=givers, start=start, end=end)
    with progress("plans") as tell:
        found = plans(Case(over, read), goal, [NAMED[name] for name in objective] or None, tell)
    if not 1 <= number <= len(found):
        count = "is one plan" if len(found) == 1 else f"are {len(found)} plans"
        raise ModelError([Problem(WHERE, f"there is no plan {number}: there {count}", "Choose another --number")])
    if csv is not None:
        write_csv(views.to_csv(by_plan(found)), csv)
    else:
        in_jobs = isinstance(goal.amount, Jobs)
        say("\n".join(_line(place, plan) for place, plan in enumerate(found, start=1)), "plans")
        show("givers", by_plan(found), over, laid=side_by_side(found), before="\n", amounts=not in_jobs)
        if in_jobs:
            say("(in jobs)", "unit")
        worth = prices(found)
        laid = worth.drop(columns="objective").dropna(axis=1, how="all")
        show("prices", worth, over, laid=laid, before="\n", amounts=False)
    if target_file is not None:
        kept = beside(found[number - 1].scenario, find_scenario(scenario), Path(target_file), given["baseline"])
        told = save(kept, target_file, overwrite=overwrite, baseline=over)
        say(f"plan {number}: {told}", "saved", aside=csv == "-")


def _line(number: int, plan: Plan) -> str:
    """Say what a plan is best at, and how it does otherwise."""
    count = "1 giver" if len(plan.cuts) == 1 else f"{len(plan.cuts)} givers"
    return f"{number}  {plan.title}: {count}, worst cut in all {show_share(plan.worst)}"
