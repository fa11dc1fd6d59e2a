"""The command that gives the books: `virement export`."""

from __future__ import annotations

from pathlib import Path

import click

from model.handover.books import BOOKS
from model.ledger import reallocate
from model.printing import for_a_csv
from model.scenario_files import baseline_of, load_scenario, write_whole


@click.command("export")
@click.argument("scenario")
@click.option("--format", "-f", "format_", required=True, type=click.Choice(list(BOOKS)), help="What it becomes.")
@click.option("--out", "-o", required=True, metavar="FILE|-", help="Where to; standard output with -.")
@click.option("--baseline", "-b", help="A name of seeds/, a CSV or an XLSX, instead of the scenario's own.")
@for_a_csv
def export_(
    scenario: str,
    format_: str,
    out: str,
    baseline: str | None,
    unit: str | None,
    actuals: str | None,
    currency: str | None,
) -> None:
    """Give a scenario's books to another program, to the cent.

    hledger and beancount are journals of balanced transactions, the baseline of each period and what each move does in
    it, that close at the scenario's budgets. csv and parquet hold every division and period; datapackage is a zip of
    tables (cells, ledger, sources, citations) that Frictionless validates.

    \b
    virement export nyt-2b-to-ai --format hledger --out -
    virement export rl-phased-exit --format beancount --out -
    virement export rl-30pct-to-ai --format csv --out -
    """
    read = load_scenario(scenario)
    ledger = reallocate(baseline_of(read, baseline, unit=unit, actuals_through=actuals, currency=currency), read)
    content = BOOKS[format_].made_of(ledger)
    if out == "-":
        click.echo(content, nl=False)
    else:
        write_whole(Path(out), content, overwrite=True)
