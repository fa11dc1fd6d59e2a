"""The commands about ranges: `virement simulate` and `virement sensitivity`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import click
import pandas as pd
from virement import uncertainty, views
from virement.cli.answers import answered, say, show
from virement.cli.options import opened, over_another
from virement.cli.output import progress, write_csv, write_result
from virement.measures import read_measure, read_target
from virement.scenario import Case, load_scenario
from virement.uncertainty import Simulation, simulate

SIMULATED: dict[str, Callable[[Simulation], pd.DataFrame]] = {
    "cells": uncertainty.by_cell,
    "measures": uncertainty.by_measure,
    "chances": uncertainty.chances,
    "ranges": lambda simulation: uncertainty.ranges(simulation.job),
}
USUAL = ("gross", "fundable", "unallocated")


@click.command("simulate")
@click.argument("scenario")
@click.option("--draws", "-n", default=10_000, show_default=True, help="Number of draws.")
@click.option("--seed", "-s", type=int, required=True, help="Any whole number; the same seed gives the same bytes.")
@click.option("--measure", "-m", multiple=True, help="What to look at: 'share of AI division in FY2027'.")
@click.option("--goal", "-g", multiple=True, help="Probability target: 'fundable in FY2026 >= $1B'.")
@click.option("--sampling", type=click.Choice(["latin", "sobol"]), default="latin", show_default=True)
@click.option("--division", "-d", multiple=True, help="What to follow by period; by default every leaf.")
@click.option("--view", "-v", type=click.Choice(list(SIMULATED)), help="The table; for a CSV, cells by default.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the view as CSV, overwriting it; - is standard output.")
@click.option("--draws-csv", metavar="FILE", help="Write every draw, its inputs and measures, overwriting it.")
@answered()
@over_another
def simulate_(
    scenario: str,
    draws: int,
    seed: int,
    measure: tuple[str, ...],
    goal: tuple[str, ...],
    sampling: Literal["latin", "sobol"],
    division: tuple[str, ...],
    view: str | None,
    csv: str | None,
    draws_csv: str | None,
    **given: Any,
) -> None:
    """Run a Monte Carlo simulation of a scenario with ranges: percentiles, and how often limits break.

    \b
    virement simulate rl-range-to-ai --draws 10000 --seed 1
    virement simulate rl-range-to-ai --seed 1 --goal "share of AI division in FY2026 >= 10%"
    virement simulate rl-range-to-ai --seed 1 --view measures --csv -
    """
    read, base = opened(scenario, **given)
    measures = [read_measure(text, Case(base, read)) for text in measure or USUAL]
    targets = [read_target(text, Case(base, read)) for text in goal]
    with progress("draws") as tell:
        found = simulate(
            Case(base, read),
            draws=draws,
            seed=seed,
            sampling=sampling,
            divisions=division or None,
            measures=measures,
            targets=targets,
            tell=tell,
        )
    if draws_csv is not None:
        _write_draws(uncertainty.draws(found.job), draws_csv)
    if csv is not None:
        write_csv(views.to_csv(SIMULATED[view or "cells"](found)), csv)
    elif view is not None:
        show(view, SIMULATED[view](found), base)
    else:
        _print(found)


def _print(found: Simulation) -> None:
    job = found.job
    exact = "" if job.exact else ", percentiles to within 1/2048 of the spread"
    say(job.scenario.title, "title")
    say(f"{job.draws:,} draws, seed {job.seed}, {job.sampling}{exact}", "draws")
    for name in ("ranges", "measures", "chances"):
        heading = f"\n{name.capitalize()}\n"
        show(name, SIMULATED[name](found), job.baseline, before=heading, empty="none: every draw is alike")


def _write_draws(blocks: Iterator[pd.DataFrame], target: str) -> None:
    """Write blocks of draws one after the other, whole or not at all."""
    texts = (views.to_csv(block) for block in blocks)
    lines = (text if number == 0 else text.partition("\n")[2] for number, text in enumerate(texts))
    write_result(target, (part.encode() for part in lines))


@click.command("sensitivity")
@click.argument("scenario")
@click.option("--measure", "-m", default="fundable", show_default=True, help="What should be looked at.")
@click.option("--table", "-t", nargs=2, metavar="INPUT INPUT", help="The measure over two ranges.")
@click.option("--sobol", is_flag=True, help="How much of the measure's variance each range makes.")
@click.option("--seed", "-s", type=int, help="Of --sobol, which needs one.")
@click.option("--against", metavar="SCENARIO", help="Where the ranking against another scenario flips.")
@click.option("--less", is_flag=True, help="Less is better, for --against.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@answered()
@over_another
def sensitivity_(
    scenario: str,
    measure: str,
    table: tuple[str, str] | None,
    sobol: bool,
    seed: int | None,
    against: str | None,
    less: bool,
    csv: str | None,
    **given: Any,
) -> None:
    """Sensitivity: a measure at both ends of each range, widest first, and where limits start to break.

    \b
    virement sensitivity rl-range-to-ai --measure "share of AI division in FY2026"
    virement sensitivity rl-range-to-ai --table "Reality Labs to AI: cut" "Reality Labs to AI: stranded_cost"
    virement sensitivity rl-range-to-ai --sobol --seed 1
    virement sensitivity rl-range-to-ai --against nyt-2b-to-ai --measure "budget of AI division in FY2026"
    """
    if sobol and seed is None:
        raise click.UsageError("--sobol draws points: give it a --seed")
    if sum(map(bool, (table, sobol, against))) > 1:
        raise click.UsageError("--table, --sobol and --against are tables of their own: name one")
    read, base = opened(scenario, **given)
    looked_at = read_measure(measure, Case(base, read))
    if sobol:
        with progress("runs") as tell:
            found = uncertainty.sobol_indices(Case(base, read), looked_at, seed=seed or 0, tell=tell)
    elif against:
        found = uncertainty.flip_points(Case(base, read), load_scenario(against), looked_at, less=less)
    elif table:
        found = uncertainty.two_way(Case(base, read), looked_at, *table)
    else:
        found = uncertainty.tornado(Case(base, read), looked_at)
    if csv is not None:
        write_csv(views.to_csv(_crossed(found) if table else found), csv)
        return
    unit = ", in percent" if looked_at.is_share else ", in jobs" if looked_at.is_jobs else ""
    say(f"{looked_at}{unit}", "measure")
    name = "sobol" if sobol else "flips" if against else "two-way" if table else "ranges"
    laid, empty = _crossed(found) if table else found, "nothing flips" if against else "no range"
    show(name, found, base, before="\n", laid=laid, empty=empty, amounts=not unit)
    if name == "ranges" and len(broken := uncertainty.break_points(Case(base, read))):
        show("break-points", broken, base, before="\nWhere a limit starts or stops to break\n")


def _crossed(cells: pd.DataFrame) -> pd.DataFrame:
    """Set the cells of a table of two ranges out, the first down and the second across."""
    laid = cells.pivot(index="first", columns="second", values="value")
    order = laid.loc[list(dict.fromkeys(cells["first"])), list(dict.fromkeys(cells["second"]))]
    return order.rename_axis(None, axis=1).reset_index()
