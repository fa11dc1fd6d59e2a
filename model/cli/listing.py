"""The command that names what there is. It reads titles alone, so that it comes at once."""

from __future__ import annotations

from collections.abc import Callable

import click
from virement.cli.answers import answered, keep
from virement.values import ModelError, baseline_names, baseline_title, on_one_line, scenario_names, scenario_title


@click.command("list")
@answered()
def list_() -> None:
    """List the baselines and the scenarios.

    \b
    virement list
    """
    rows = [_titled("baseline", name, baseline_title) for name in baseline_names()]
    rows += [_titled("scenario", name, scenario_title) for name in scenario_names()]
    if keep("list", rows):
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row['kind']}  {row['name']:{width}}  {row['title']}")


def _titled(kind: str, name: str, title_of: Callable[[str], str]) -> dict[str, str]:
    """Return a title, or that there is none to be read; what else is wrong with a file, `virement check` says."""
    try:
        title = on_one_line(title_of(name))
    except ModelError as error:
        first, *others = error.problems
        hint = f": see virement check {name}" if kind == "scenario" else ""
        title = on_one_line(f"can't be read: {first.what}{f' and {len(others)} more problems' if others else ''}{hint}")
    return {"kind": kind, "name": name, "title": title}
