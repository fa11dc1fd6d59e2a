"""The command that writes a scenario out: `virement flatten`."""

from __future__ import annotations

from pathlib import Path

import click
from virement.cli.saving import beside, may_overwrite, save
from virement.scenario import find_scenario, flattened, load_scenario, scenario_text


@click.command("flatten")
@click.argument("scenario")
@click.option("--output", "-o", metavar="FILE", help="Write it there; by default it is printed.")
@may_overwrite
def flatten_(scenario: str, output: str | None, overwrite: bool) -> None:
    """Write a scenario that builds on others out whole.

    It says itself then what it took of them. Every view of it is the same, to the byte. Comments of its
    file are not kept.

    \b
    virement flatten toy-late-parks
    virement flatten toy-late-parks -o whole.yaml
    """
    whole = flattened(load_scenario(scenario))
    if output is None:
        click.echo(scenario_text(whole), nl=False)
        return
    click.echo(save(beside(whole, find_scenario(scenario), Path(output), None), output, overwrite=overwrite))
