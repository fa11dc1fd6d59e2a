"""The command that prints the JSON Schemas of the files that people write."""

from __future__ import annotations

import json

import click
from virement.authority import authority_schema
from virement.scenario import json_schema

SCHEMAS = {"scenario": json_schema, "authority": authority_schema}


@click.command()
@click.argument("kind", type=click.Choice(list(SCHEMAS)), default="scenario")
def schema(kind: str) -> None:
    """Print the JSON Schema of the scenario YAML, or of authority.yaml, by which editors complete and check.

    \b
    virement schema
    virement schema authority
    """
    click.echo(json.dumps(SCHEMAS[kind](), indent=2, ensure_ascii=False))
