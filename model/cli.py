"""The command line, `virement`: the same functions as the app and the package, and the same numbers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import click
import pandas as pd

from model import meaning, views, words
from model.baseline_files import SEEDS, baseline_names, load_baseline
from model.errors import ModelError
from model.ledger import Ledger, reallocate
from model.money import UNITS
from model.scenario import json_schema
from model.scenario_files import baseline_of, find_problems, load_scenario, scenario_names

VIEWS: dict[str, Callable[[Ledger, str | None], pd.DataFrame]] = {
    "cells": lambda ledger, span: views.cells(ledger),
    "ledger": lambda ledger, span: views.postings(ledger),
    "by-division": lambda ledger, span: views.by_division(ledger, None, span),
    "by-period": lambda ledger, span: views.by_period(ledger),
    "by-year": lambda ledger, span: views.by_period(ledger, by="fiscal_year"),
    "shares": lambda ledger, span: views.shares(ledger, 1, span),
    "flows": views.flows,
    "sources-and-uses": views.sources_and_uses,
    "bridge": lambda ledger, span: views.bridge(ledger, span=span),
    "operating-income": lambda ledger, span: views.operating_income(ledger, 1, span),
    "money-by-status": meaning.money_by_status,
    "figure-sources": lambda ledger, span: meaning.figure_sources(ledger.baseline, span or views.default_span(ledger)),
}


def _for_a_csv(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what a CSV or XLSX of one's own can't say itself."""
    unit = click.option("--unit", type=click.Choice(list(UNITS)), help="What its amounts count.")
    actuals = click.option("--actuals-through", "actuals", help="Its last actual period; nothing moves in it.")
    return unit(actuals(command))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="virement")
def virement() -> None:
    """From "cut this by $2B, or 30 %" to a balanced, sourced scenario."""


def main() -> None:
    """Run the command line; what is wrong with an input goes to standard error, exit code 2."""
    try:
        virement(standalone_mode=False)
    except ModelError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, BrokenPipeError):
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(2)


@virement.command("list")
def list_() -> None:
    """List the baselines and the scenarios."""
    for name in baseline_names():
        click.echo(f"baseline  {name:28} {load_baseline(name).title}")
    for name in scenario_names():
        try:
            click.echo(f"scenario  {name:28} {load_scenario(name).title}")
        except ModelError as error:
            click.echo(f"scenario  {name:28} has {len(error.problems)} problems: see virement check {name}")


@virement.command()
@click.argument("scenario", nargs=-1, required=True)
def check(scenario: tuple[str, ...]) -> None:
    """Check scenario files: exit code 0 if fine, 1 if a limit is broken, 2 if a file can't be used."""
    worst = 0
    for name in scenario:
        problems = find_problems(name)
        for problem in problems:
            mark = "" if problem.level == "error" else f"{problem.level}: "
            click.echo(f"{mark}{problem}", err=problem.level == "error")
        levels = {problem.level for problem in problems}
        worst = max(worst, 2 if "error" in levels else 1 if "limit" in levels else 0)
        if not levels & {"error", "limit"}:
            click.echo(f"{name}: fine")
    sys.exit(worst)


@virement.command()
@click.argument("scenario")
@click.option("--baseline", "-b", help="A name of seeds/, a CSV or an XLSX, instead of the scenario's own.")
@click.option("--view", "-v", type=click.Choice(list(VIEWS)), help="The table; for a CSV, cells by default.")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the view as CSV, to standard output with -.")
@_for_a_csv
def run(
    scenario: str,
    baseline: str | None,
    view: str | None,
    span: str | None,
    csv: str | None,
    unit: str | None,
    actuals: str | None,
) -> None:
    """Carry out a scenario and show what it does.

    SCENARIO is a name of scenarios/ or the path of a YAML file.
    """
    read = load_scenario(scenario)
    ledger = reallocate(baseline_of(read, baseline, unit=unit, actuals_through=actuals), read)
    if csv is not None:
        _write_csv(views.to_csv(VIEWS[view or "cells"](ledger, span)), csv)
        return
    when = span or views.default_span(ledger)
    if view is not None:
        click.echo(_as_text(VIEWS[view](ledger, when), ledger))
        return
    click.echo(f"{read.title}\n\n{words.sentence(ledger, when)}\n{words.trust(ledger, when)}\n")
    for index, move in enumerate(read.moves):
        off = "" if move.enabled else " (off)"
        click.echo(f"{move.name}{off}: {words.cut_words(ledger.baseline, read, index)}")
    click.echo(f"\n{when}\n{_as_text(views.by_division(ledger, None, when), ledger)}")
    click.echo(f"\n{_as_text(views.sources_and_uses(ledger, when), ledger)}")
    for problem in find_problems(read, ledger.baseline):
        click.echo(f"{problem.level}: {problem}")


@virement.command()
@click.argument("scenario", nargs=-1, required=True)
@click.option("--baseline", "-b", help="A name of seeds/, a CSV or an XLSX, instead of the scenarios' own.")
@click.option("--span", "-s", help="FY2026, 2026Q1 or FY2026 to FY2027; by default what the moves cover.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, to standard output with -.")
@_for_a_csv
def compare(
    scenario: tuple[str, ...],
    baseline: str | None,
    span: str | None,
    csv: str | None,
    unit: str | None,
    actuals: str | None,
) -> None:
    """Set scenarios side by side: divisions down, scenarios across, variance in amount and percent."""
    ledgers = []
    for name in scenario:
        read = load_scenario(name)
        ledgers.append(reallocate(baseline_of(read, baseline, unit=unit, actuals_through=actuals), read))
    table = views.compare(ledgers, None, span)
    if csv is not None:
        _write_csv(views.to_csv(table), csv)
    else:
        click.echo(_as_text(table, ledgers[0]))


@virement.command()
def schema() -> None:
    """Print the JSON Schema of the scenario YAML, by which editors complete and check."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@virement.command()
@click.option("--port", default=8501, show_default=True, help="Where the app listens.")
def app(port: int) -> None:
    """Open the app in the browser."""
    root = SEEDS.parent
    options = ["--server.port", str(port), "--server.headless", "false"]
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(root / "app.py"), *options])


def _write_csv(text: str, target: str) -> None:
    """Write the bytes of a CSV, whole or not at all."""
    if target == "-":
        click.echo(text.encode(), nl=False)
        return
    draft = Path(f"{target}.draft")
    draft.write_bytes(text.encode())
    draft.replace(target)


def _as_text(table: pd.DataFrame, ledger: Ledger) -> str:
    """Lay a view out for a terminal, in the baseline's unit."""
    if table.empty:
        return "nothing moves"
    shown = pd.DataFrame({column: [words.table_cell(value) for value in table[column]] for column in table.columns})
    numbers = [column for column in table.columns if any(isinstance(value, Decimal) for value in table[column])]
    heads = {column: len(str(column)) for column in shown.columns}
    width = {column: max(heads[column], *shown[column].str.len()) for column in shown.columns}
    rows = [list(map(str, shown.columns)), *shown.to_numpy().tolist()]
    lines = [
        "  ".join(
            cell.rjust(width[column]) if column in numbers else cell.ljust(width[column])
            for column, cell in zip(shown.columns, row, strict=True)
        ).rstrip()
        for row in rows
    ]
    unit = "" if ledger.baseline.unit == "one" else f" {ledger.baseline.unit}"
    return "\n".join([*lines, f"(amounts in {ledger.baseline.currency}{unit})"])
