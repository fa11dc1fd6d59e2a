"""Commands that name what there is: list, and the schema of the scenario YAML."""

from __future__ import annotations

import json

import click
from virement.baseline import baseline_names, load_baseline
from virement.scenario import json_schema, load_scenario, scenario_names
from virement.values import ModelError


@click.command("list")
def list_() -> None:
    """List the baselines and the scenarios.

    \b
    virement list
    """
    for name in baseline_names():
        click.echo(f"baseline  {name:28} {load_baseline(name).title}")
    for name in scenario_names():
        try:
            click.echo(f"scenario  {name:28} {load_scenario(name).title}")
        except ModelError as error:
            click.echo(f"scenario  {name:28} has {len(error.problems)} problems: see virement check {name}")


@click.command()
def schema() -> None:
    """Print the JSON Schema of the scenario YAML, by which editors complete and check.

    \b
    virement schema
    """
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
