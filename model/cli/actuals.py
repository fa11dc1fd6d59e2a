"""The command about actuals: `virement track`."""

from __future__ import annotations

from pathlib import Path

import click
from virement import views
from virement.actuals import load_actuals, track
from virement.cli.options import carried_out, over_another
from virement.cli.output import as_text, has_read, say_problems, write_csv
from virement.values import UNITS

TABLES = {"by-division": "by_division", "closeness": "closeness", "moves": "moves"}
_SHORT = {"by_division": ["plan_status", "actual_status", "source", "as_of", "note"]}


@click.command("track")
@click.argument("scenario", nargs=-1, required=True)
@click.option("--actuals", "figures", required=True, metavar="FILE", help="A CSV or an XLSX with what was spent.")
@click.option("--actuals-unit", type=click.Choice(list(UNITS)), help="What its amounts count; as the baseline's.")
@click.option(
    "--rounded-to", metavar="STEP", help="To what its amounts were rounded, as $10M; by default they are exact."
)
@click.option("--view", "-v", type=click.Choice(list(TABLES)), help="The table; for a CSV, by-division by default.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@over_another
def track_(
    scenario: tuple[str, ...],
    figures: str,
    actuals_unit: str | None,
    rounded_to: str | None,
    view: str | None,
    csv: str | None,
    **given: str | None,
) -> None:
    """Compare plans with actuals: which scenario they are closest to, and what is left of each move.

    FILE is a table like a baseline's, or the name of one in the baseline's folder. Closest is the plan with the
    smallest sum of absolute differences over the divisions and periods that have actuals; the baseline is one of the
    plans. Where the actuals are rounded, it says whether that leaves the answer open.

    \b
    virement track nyt-2b-to-ai rl-30pct-to-ai --actuals actuals-2026Q1
    virement track rl-30pct-to-ai --actuals actuals-2026Q1 --view moves --csv -
    """
    ledgers = carried_out(scenario, **given)
    over = ledgers[0].baseline
    has_read(Path(figures))
    found = track(ledgers, load_actuals(figures, over, unit=actuals_unit, rounded_to=rounded_to))
    say_problems(found.warnings)
    if csv is not None:
        write_csv(views.to_csv(getattr(found, TABLES[view or "by-division"])), csv)
        return
    if view is None:
        click.echo(f"{found.words()}\n")
    for name in [TABLES[view]] if view else ["closeness", "by_division", "moves"]:
        table = getattr(found, name)
        click.echo(f"{as_text(table.drop(columns=_SHORT.get(name, []) if view is None else []), over)}\n")
