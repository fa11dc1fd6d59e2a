"""The command that prints the JSON Schema of the scenario YAML."""

from __future__ import annotations

import json

import click
from virement.scenario import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of the scenario YAML, by which editors complete and check.

    \b
    virement schema
    """
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
