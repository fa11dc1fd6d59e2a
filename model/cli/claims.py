"""The command about claims: `virement claims`."""

from __future__ import annotations

import click
from virement import views
from virement.actuals import claims_table, load_actuals, load_claims
from virement.baseline import load_baseline
from virement.cli.answers import answered, keep, rows_of
from virement.cli.output import write_csv


@click.command("claims")
@click.argument("baseline", default="meta")
@click.option("--actuals", "figures", metavar="FILE", help="What was spent; by default its last actuals.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@answered()
def claims_(baseline: str, figures: str | None, csv: str | None) -> None:
    """Say what was claimed of a baseline: by whom, what was answered, what it comes to here, and what became of it.

    BASELINE is a shipped one; its claims stand in claims.csv of its folder, each with its sources and its scenario.

    \b
    virement claims
    virement claims meta --actuals actuals-2026Q1 --csv -
    """
    over = load_baseline(baseline)
    rows = claims_table(over, load_claims(over), load_actuals(figures, over) if figures else None)
    if csv is not None:
        write_csv(views.to_csv(rows), csv)
        return
    if keep("claims", rows_of(rows), over):
        return
    if rows.empty:
        click.echo(f"Nothing is claimed of {over.name}.")
    for row in rows.to_dict("records"):
        click.echo(f"{row['by']}, {row['date']}: {row['said']}")
        click.echo(f"  {row['answer']}: {row['answered']}")
        click.echo(f"  {row['scenario']}: {row['comes_to']}")
        click.echo(f"  {row['became']}")
        click.echo(f"  {row['link']}\n")
