"""Commands over scenarios: check, run, compare."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
import pandas as pd
from virement import versions, views
from virement.baseline import Baseline
from virement.check import find_problems
from virement.cli.options import carried_out, over_another, over_given
from virement.cli.output import as_text, write_csv
from virement.engine import Ledger, post, reallocate
from virement.scenario import Scenario
from virement.values import ROOT
from virement.views import VIEWS

COMPARISONS: dict[str, Callable[[list[Ledger], str | None], pd.DataFrame]] = {
    "matrix": lambda ledgers, span: views.compare(ledgers, None, span),
    "by-scenario": lambda ledgers, span: views.by_scenario(ledgers, None, span),
    "moves": lambda ledgers, span: versions.moves_that_differ(ledgers[0], ledgers[1], span),
    "limits": lambda ledgers, span: versions.limits_that_differ(ledgers[0], ledgers[1]),
}
OF_TWO = ("moves", "limits")


@click.command()
@click.argument("scenario", nargs=-1, required=True)
@over_another
def check(scenario: tuple[str, ...], **given: str | None) -> None:
    """Check scenario files: exit code 0 if fine, 1 if a limit is broken, 2 if a file can't be used.

    \b
    virement check nyt-2b-to-ai rl-phased-exit
    virement check my.yaml --baseline my.csv
    """

    def over(read: Scenario) -> Baseline:
        return over_given(read, **given)

    worst = 0
    for name in scenario:
        problems = find_problems(name, over)
        for problem in problems:
            mark = "" if problem.level == "error" else f"{problem.level}: "
            click.echo(f"{mark}{problem}", err=problem.level == "error")
        levels = {problem.level for problem in problems}
        worst = max(worst, 2 if "error" in levels else 1 if "limit" in levels else 0)
        if not levels & {"error", "limit"}:
            click.echo(f"{name}: fine")
    sys.exit(worst)


@click.command()
@click.argument("scenario")
@click.option("--view", "-v", type=click.Choice(list(VIEWS)), help="The table; for a CSV, cells by default.")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the view as CSV, over what is there; - is standard output.")
@over_another
def run(
    scenario: str,
    view: str | None,
    span: str | None,
    csv: str | None,
    **given: str | None,
) -> None:
    """Carry out a scenario and show what it does.

    SCENARIO is a name of scenarios/ or the path of a YAML file.

    \b
    virement run nyt-2b-to-ai
    virement run nyt-2b-to-ai --view ledger --csv -
    virement run my.yaml --baseline my.csv
    """
    # what each move does alone can be told where all of them together overdraw a division
    by = post if view == "isolated" else reallocate
    (ledger,) = carried_out([scenario], by, **given)
    if csv is not None:
        write_csv(views.to_csv(VIEWS[view or "cells"](ledger, span)), csv)
        return
    when, read = span or views.default_span(ledger), ledger.scenario
    if view is not None:
        click.echo(as_text(VIEWS[view](ledger, span), ledger.baseline))
        if view == "bridge" and (beside := views.beside_divisions(ledger, ROOT, when)):
            click.echo(beside)
        return
    click.echo(f"{read.title}\n\n{views.sentence(ledger, when)}\n{views.trust(ledger, when)}\n")
    for index, move in enumerate(read.moves):
        off = "" if move.enabled else " (off)"
        click.echo(f"{move.name}{off}: {views.cut_words(ledger.baseline, read, index)}")
    click.echo(f"\n{when}\n{as_text(views.by_division(ledger, None, when), ledger.baseline)}")
    click.echo(f"\n{as_text(views.sources_and_uses(ledger, when), ledger.baseline)}")


@click.command()
@click.argument("scenario", nargs=-1, required=True)
@click.option("--view", "-v", type=click.Choice(list(COMPARISONS)), help="The table; for a CSV, matrix by default.")
@click.option("--bridge", metavar="DIVISION", help="From the first's budget of a division to the second's, by move.")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option(
    "--csv", "csv", metavar="FILE|-", help="Write the table as CSV, over what is there; - is standard output."
)
@over_another
def compare(
    scenario: tuple[str, ...],
    view: str | None,
    bridge: str | None,
    span: str | None,
    csv: str | None,
    **given: str | None,
) -> None:
    """Set scenarios side by side: divisions down, scenarios across, variance in amount and percent.

    Of exactly two it also says which moves and limits differ.

    \b
    virement compare nyt-2b-to-ai rl-30pct-to-ai
    virement compare nyt-2b-to-ai rl-30pct-to-ai --bridge "Reality Labs"
    virement compare nyt-2b-to-ai rl-30pct-to-ai --view moves --csv -
    """
    _check_counts(len(scenario), view, bridge)
    ledgers = carried_out(scenario, **given)
    if bridge is not None:
        table = versions.bridge_between(ledgers[0], ledgers[1], bridge, span)
    else:
        table = COMPARISONS[view or "matrix"](ledgers, span)
    if csv is not None:
        write_csv(views.to_csv(table), csv)
    elif view or bridge is not None:
        click.echo(as_text(table, ledgers[0].baseline, "nothing differs"))
    else:
        _print_side_by_side(table, ledgers, span or views.common_span(ledgers))


def _check_counts(scenarios: int, view: str | None, bridge: str | None) -> None:
    """Refuse a table that needs exactly two scenarios where there aren't, and two tables at once."""
    if view and bridge is not None:
        raise click.UsageError("--bridge is a table of its own: leave --view out")
    if scenarios != 2 and (bridge is not None or view in OF_TWO):
        asked = f"--view {view}" if view else "--bridge"
        raise click.UsageError(f"{asked} goes from one scenario to another: name two")


def _print_side_by_side(table: pd.DataFrame, ledgers: list[Ledger], span: str) -> None:
    """Print the matrix with numbers for the titles, which no terminal is wide enough for; of two, what differs."""
    titles = [ledger.scenario.title for ledger in ledgers]
    click.echo("\n".join(f"{number}  {title}" for number, title in enumerate(titles, start=1)))
    heads = [f"{number}: {measure}" for number in range(1, len(titles) + 1) for measure in ("variance", "variance_pct")]
    click.echo(f"\n{span}\n{as_text(table.set_axis(['division', *heads], axis=1), ledgers[0].baseline)}")
    for name in OF_TWO if len(ledgers) == 2 else ():
        differing = COMPARISONS[name](ledgers, span)
        told = as_text(differing[differing["what"] != "title"], ledgers[0].baseline, "none")
        click.echo(f"\n{name.capitalize()} that differ from 1 to 2\n{told}")
