"""The command that divides a result among the moves: `virement attribution`."""

from __future__ import annotations

from typing import Any

import click
from virement import views
from virement.cli.answers import answered, say, show
from virement.cli.options import opened, over_another
from virement.cli.output import write_csv
from virement.scenario import Case
from virement.uncertainty import attribute


@click.command("attribution")
@click.argument("scenario")
@click.option("--measure", "-m", required=True, help="What is divided: 'share of AI division in FY2027'.")
@click.option("--orders", "-n", type=int, help="Draw so many orders of the moves, where not all of them count.")
@click.option("--seed", "-s", default=1, show_default=True, help="The same seed draws the same orders.")
@click.option("--csv", "csv", metavar="FILE|-", help="Write the table as CSV, overwriting it; - is standard output.")
@answered()
@over_another
def attribution_(scenario: str, measure: str, orders: int | None, seed: int, csv: str | None, **given: Any) -> None:
    """Divide what a scenario changes of a measure among its moves, by what each adds (Shapley).

    A contribution is the mean, over all orders of the moves, of what the move adds; contributions sum to the whole.
    Least and most say how much the order matters. With more than eight moves, orders are drawn.

    \b
    virement attribution toy-late-parks --measure "share of Parks in FY2027"
    virement attribution toy-late-parks --measure "budget of Parks in FY2027" --csv -
    """
    read, over = opened(scenario, **given)
    found = attribute(Case(over, read), measure, orders=orders, seed=seed)
    if csv is not None:
        write_csv(views.to_csv(found.table()), csv)
        return
    say(found.words(), "answer")
    show("attribution", found.table(), over, before="\n", amounts=not found.measure.is_share)
