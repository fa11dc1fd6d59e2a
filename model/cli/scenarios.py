"""Commands over scenarios: check, run, compare."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
import pandas as pd
from virement import versions, views
from virement.baseline import Baseline
from virement.check import find_problems
from virement.cli.annotations import as_annotation
from virement.cli.answers import answered, keep, say, say_problems, show
from virement.cli.authority import approvals_wanting, by_rules, each_of, who_must_sign, with_rules
from virement.cli.options import carried_out, over_another, over_given
from virement.cli.output import write_csv
from virement.engine import Ledger, post, reallocate
from virement.scenario import Case, Scenario
from virement.values import ROOT, Problem
from virement.views import VIEWS

COMPARISONS: dict[str, Callable[[list[Ledger], str | None], pd.DataFrame]] = {
    "matrix": lambda ledgers, span: views.compare(ledgers, None, span),
    "by-scenario": lambda ledgers, span: views.by_scenario(ledgers, None, span),
    "moves": lambda ledgers, span: versions.moves_that_differ(ledgers[0], ledgers[1], span),
    "limits": lambda ledgers, span: versions.limits_that_differ(ledgers[0], ledgers[1]),
}
OF_TWO = ("moves", "limits")
RESULTS = ("fine", "a limit or an approval is broken", "can't be used")  # of a check, by its exit code


@click.command()
@click.argument("scenario", nargs=-1, required=True)
@answered("github")
@by_rules
@over_another
def check(scenario: tuple[str, ...], authority: str | None, format_: str, **given: Any) -> None:
    """Check scenario files: what can't be used, which limits and approvals are broken, what is worth knowing.

    Where authority.yaml says who may approve what, it names what nobody has approved yet, and what was approved at
    another amount or by too little authority. Scenarios that are named together, or stand in one folder, count
    together there.

    \b
    virement check nyt-2b-to-ai rl-phased-exit
    virement check my.yaml --baseline my.csv
    virement check nyt-2b-to-ai --format github
    """
    over: dict[str, Case] = {}
    found: dict[str, list[Problem]] = {}
    for name in each_of(scenario):

        def load(read: Scenario, name: str = name) -> Baseline:
            over[name] = Case(over_given(read, **given), read)
            return over[name].baseline

        found[name] = find_problems(name, load)
    usable = [case for name, case in over.items() if all(one.level != "error" for one in found[name])]
    wanting = approvals_wanting(with_rules(reallocate(*case), authority) for case in usable)
    for name, problems in found.items():
        file = over[name].scenario.places.file if name in over else ""
        problems += [one for one in wanting if one.where.startswith(f"{file}:")]
    rows = [{"scenario": name, "result": RESULTS[_worst(problems)]} for name, problems in found.items()]
    if keep("scenarios", rows):
        say_problems(problem for problems in found.values() for problem in problems)
    for name, problems in found.items() if format_ != "json" else ():
        _print(name, problems, format_)
    sys.exit(max(map(_worst, found.values())))


def _worst(problems: list[Problem]) -> int:
    """Return the exit code of a scenario with these."""
    levels = {problem.level for problem in problems} - {"warning"}
    return 2 if "error" in levels else 1 if levels else 0


def _print(name: str, problems: list[Problem], form: str) -> None:
    for problem in problems:
        if form == "github":
            click.echo(as_annotation(problem))
        else:
            mark = "" if problem.level == "error" else f"{problem.level}: "
            click.echo(f"{mark}{problem}", err=problem.level == "error")
    if not _worst(problems):
        click.echo(f"{name}: fine")


@click.command()
@click.argument("scenario")
@click.option("--view", "-v", type=click.Choice(list(VIEWS)), help="The table; for a CSV, cells by default.")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the view as CSV, overwriting it; - is standard output.")
@click.option("--who-signs", is_flag=True, help="Say who must approve it, and whether they have.")
@answered()
@over_another
def run(
    scenario: str,
    view: str | None,
    span: str | None,
    csv: str | None,
    who_signs: bool,
    **given: Any,
) -> None:
    """Run a scenario and show what it does.

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
        show(view, VIEWS[view](ledger, span), ledger.baseline)
        if view == "bridge" and (beside := views.beside_divisions(ledger, ROOT, when)):
            say(beside, "beside")
        return
    say(read.title, "title")
    if built := views.built_on(read):
        say("\n".join(built), "builds_on")
    say(views.sentence(ledger, when), "sentence", before="\n")
    if who_signs:
        say(who_must_sign(ledger), "who_signs")
    say(views.trust(ledger, when), "trust")
    say("\n".join(_cuts(ledger.case)), "cuts", before="\n")
    say(when, "span", before="\n")
    show("by-division", views.by_division(ledger, None, when), ledger.baseline)
    show("sources-and-uses", views.sources_and_uses(ledger, when), ledger.baseline, before="\n")


def _cuts(case: Case) -> Iterator[str]:
    """Yield what each move takes, as an amount and as a percentage."""
    for index, move in enumerate(case.scenario.moves):
        yield f"{move.name}{'' if move.enabled else ' (off)'}: {views.cut_words(case, index)}"


@click.command()
@click.argument("scenario", nargs=-1, required=True)
@click.option("--view", "-v", type=click.Choice(list(COMPARISONS)), help="The table; for a CSV, matrix by default.")
@click.option("--bridge", metavar="DIVISION", help="From the first's budget of a division to the second's, by move.")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@answered()
@over_another
def compare(
    scenario: tuple[str, ...],
    view: str | None,
    bridge: str | None,
    span: str | None,
    csv: str | None,
    **given: Any,
) -> None:
    """Compare scenarios side by side: divisions down, scenarios across, variance in amount and percent.

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
    rows, name = table, "bridge" if bridge is not None else view or "matrix"
    if name == "matrix":  # its columns are called by the titles
        rows, name = COMPARISONS["by-scenario"](ledgers, span), "by-scenario"
    if csv is not None:
        write_csv(views.to_csv(table), csv)
    elif view or bridge is not None:
        show(name, rows, ledgers[0].baseline, laid=table, empty="nothing differs")
    else:
        _show_side_by_side(rows, table, ledgers, span or views.common_span(ledgers))


def _check_counts(scenarios: int, view: str | None, bridge: str | None) -> None:
    """Refuse a table that needs exactly two scenarios where there aren't, and two tables at once."""
    if view and bridge is not None:
        raise click.UsageError("--bridge is a table of its own: leave --view out")
    if scenarios != 2 and (bridge is not None or view in OF_TWO):
        asked = f"--view {view}" if view else "--bridge"
        raise click.UsageError(f"{asked} goes from one scenario to another: name two")


def _show_side_by_side(rows: pd.DataFrame, matrix: pd.DataFrame, ledgers: list[Ledger], span: str) -> None:
    """Show the matrix with numbers for the titles, which no terminal is wide enough for; of two, what differs."""
    titles = [ledger.scenario.title for ledger in ledgers]
    for number, (title, ledger) in enumerate(zip(titles, ledgers, strict=True), start=1):
        say("\n   ".join([f"{number}  {title}", *views.built_on(ledger.scenario)]), "titles")
    heads = [f"{number}: {measure}" for number in range(1, len(titles) + 1) for measure in ("variance", "variance_pct")]
    say(span, "span", before="\n")
    show("by-scenario", rows, ledgers[0].baseline, laid=matrix.set_axis(["division", *heads], axis=1))
    for name in OF_TWO if len(ledgers) == 2 else ():
        differing = COMPARISONS[name](ledgers, span)
        differing = differing[differing["what"] != "title"]
        heading = f"\n{name.capitalize()} that differ from 1 to 2\n"
        show(name, differing, ledgers[0].baseline, before=heading, empty="none")
