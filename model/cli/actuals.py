"""The command about actuals: `virement track`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from virement import views
from virement.actuals import load_actuals, track
from virement.cli.answers import answered, say, say_problems, show
from virement.cli.options import carried_out, over_another
from virement.cli.output import has_read, write_csv
from virement.tables import parse_answers, parse_map
from virement.values import UNITS

TABLES = {"by-division": "by_division", "closeness": "closeness", "moves": "moves"}
_SHORT = {"by-division": ["plan_status", "actual_status", "source", "as_of", "note"]}


@click.command("track")
@click.argument("scenario", nargs=-1, required=True)
@click.option("--actuals", "figures", required=True, metavar="FILE", help="A CSV or an XLSX with what was spent.")
@click.option("--actuals-unit", type=click.Choice(list(UNITS)), help="What its amounts count; as the baseline's.")
@click.option(
    "--rounded-to", metavar="STEP", help="To what its amounts were rounded, as $10M; by default they are exact."
)
@click.option("--actuals-map", "maps_", multiple=True, metavar="ROLE=COLUMN", help="What a column of FILE is.")
@click.option("--actuals-answer", "answers_", multiple=True, metavar="KEY=ANSWER", help="What FILE leaves open.")
@click.option("--view", "-v", type=click.Choice(list(TABLES)), help="The table; for a CSV, by-division by default.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@answered()
@over_another
def track_(
    scenario: tuple[str, ...],
    figures: str,
    actuals_unit: str | None,
    rounded_to: str | None,
    maps_: tuple[str, ...],
    answers_: tuple[str, ...],
    view: str | None,
    csv: str | None,
    **given: Any,
) -> None:
    """Compare plans with actuals: which scenario they are closest to, and what is left of each move.

    FILE is a table like a baseline's, or the name of one in the baseline's folder. Where it heads figures as actual,
    only these are read: the budget may stand beside them. Closest is the plan with the
    smallest sum of absolute differences over the divisions and periods that have actuals; the baseline is one of the
    plans. Where the actuals are rounded, it says whether that leaves the answer open.

    \b
    virement track nyt-2b-to-ai rl-30pct-to-ai --actuals actuals-2026Q1
    virement track rl-30pct-to-ai --actuals actuals-2026Q1 --view moves --csv -
    """
    ledgers = carried_out(scenario, **given)
    over = ledgers[0].baseline
    has_read(Path(figures))
    mapping = parse_answers(answers_, parse_map(maps_))
    read = load_actuals(figures, over, unit=actuals_unit, rounded_to=rounded_to, mapping=mapping)
    found = track(ledgers, read)
    say_problems(found.warnings)
    if csv is not None:
        write_csv(views.to_csv(getattr(found, TABLES[view or "by-division"])), csv)
        return
    if view is None:
        say(found.words(), "answer")
    for name in [view] if view else ["closeness", "by-division", "moves"]:
        table = getattr(found, TABLES[name])
        short = table.drop(columns=_SHORT.get(name, []) if view is None else [])
        show(name, table, over, laid=short, before="\n" if view is None else "")
