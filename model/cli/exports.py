"""The command that gives the books: `virement export`."""

from __future__ import annotations

from typing import Any

import click
from virement.cli.options import carried_out, over_another
from virement.cli.output import write_result
from virement.exports import FORMATS


@click.command("export", epilog="\b\n" + "\n".join(f"{name:<12} {one.holds}." for name, one in FORMATS.items()))
@click.argument("scenario")
@click.option("--format", "-f", "format_", required=True, type=click.Choice(list(FORMATS)), help="What it becomes.")
@click.option("--output", "-o", required=True, metavar="FILE|-", help="Where to, overwriting it; - is standard output.")
@over_another
def export_(scenario: str, format_: str, output: str, **given: Any) -> None:
    """Give a scenario's books to another program, to the cent.

    \b
    virement export nyt-2b-to-ai --format hledger --output -
    virement export rl-phased-exit --format beancount --output -
    virement export rl-30pct-to-ai --format csv --output -
    virement export nyt-2b-to-ai --format embed --output -
    """
    (ledger,) = carried_out([scenario], **given)
    content = FORMATS[format_].made_of(ledger)
    write_result(output, content)
