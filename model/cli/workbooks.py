"""The commands about the workbook: `virement workbook` writes it and `virement import` reads it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from virement.cli.answers import say_problems
from virement.cli.options import carried_out, over_another
from virement.cli.output import progress, write_result
from virement.cli.saving import beside, found_from, may_overwrite, save
from virement.scenario import find_scenario, scenario_text
from virement.values import ModelError, Problem
from virement.workbook import read_workbook, workbook_of


@click.command("workbook")
@click.argument("scenario")
@click.option("--output", "-o", required=True, metavar="FILE.xlsx", help="Where to write it, overwriting it.")
@over_another
def workbook_(scenario: str, output: str, **given: Any) -> None:
    """Write a scenario as a spreadsheet with live formulas: change a driver, and every sheet follows to the cent.

    The yellow cells of its sheet Drivers are the only ones to change; `virement import` reads them back.

    \b
    virement workbook rl-phased-exit -o phased-exit.xlsx
    virement workbook my.yaml --baseline my.csv -o my.xlsx
    """
    target = Path(output)
    if target.suffix.lower() != ".xlsx":
        raise ModelError([Problem(output, "is not a name for a workbook", "Let it end in .xlsx")])
    (ledger,) = carried_out([scenario], **given)
    named = beside(ledger.scenario, find_scenario(scenario), target, given["baseline"])
    with progress("sheets") as tell:
        data = workbook_of(replace(ledger, scenario=named), tell)
    write_result(output, data)
    click.echo(f"written as {output}: {len(data) // 1000} kB")


@click.command("import")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--output", "-o", metavar="SCENARIO.yaml", help="Save the scenario there; by default it is printed.")
@may_overwrite
def import_(file: str, output: str | None, overwrite: bool) -> None:
    """Read a workbook back: its changed drivers become a scenario.

    Says what differs from what was written. Whatever else was changed, as a formula or a figure of the baseline, is
    named and not taken. What can't be carried out over the baseline that the workbook was written over is refused.

    \b
    virement import phased-exit.xlsx
    virement import phased-exit.xlsx -o phased-exit-2.yaml
    """
    read, differences = read_workbook(Path(file).read_bytes(), Path(file).name)
    target = Path(output or "scenario.yaml")
    scenario, warnings = found_from(beside(read, Path(file), target, None), target)
    for line in [*map(str, differences)] or ["nothing differs from what was written"]:
        click.echo(line, err=output is None)
    say_problems(warnings)
    if output is None:
        click.echo(scenario_text(scenario), nl=False)
        return
    click.echo(save(scenario, output, overwrite=overwrite))
