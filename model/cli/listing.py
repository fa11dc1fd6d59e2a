"""The command that names what there is. It reads titles alone, so that it comes at once."""

from __future__ import annotations

from collections.abc import Callable

import click
from virement.values import ModelError, baseline_names, baseline_title, on_one_line, scenario_names, scenario_title


@click.command("list")
def list_() -> None:
    """List the baselines and the scenarios.

    \b
    virement list
    """
    for name in baseline_names():
        _print_title("baseline", name, baseline_title)
    for name in scenario_names():
        _print_title("scenario", name, scenario_title)


def _print_title(kind: str, name: str, title_of: Callable[[str], str]) -> None:
    """Print a title, or that there is none to be read; what else is wrong with a file, `virement check` says."""
    try:
        title = on_one_line(title_of(name))
    except ModelError as error:
        first, *others = error.problems
        hint = f": see virement check {name}" if kind == "scenario" else ""
        title = on_one_line(f"can't be read: {first.what}{f' and {len(others)} more problems' if others else ''}{hint}")
    click.echo(f"{kind}  {name:28} {title}")
