"""The commands about the workbook: `virement workbook` writes it and `virement import` reads it back."""

from __future__ import annotations

from pathlib import Path

import click

from model.cli_opening import carried_out, over_another
from model.cli_saving import may_overwrite, save
from model.errors import ModelError, Problem
from model.printing import progress
from model.scenario_files import scenario_text, write_whole
from model.spreadsheet.reading import read_workbook
from model.spreadsheet.workbook import workbook_of


@click.command("workbook")
@click.argument("scenario")
@click.option("--output", "-o", required=True, metavar="FILE.xlsx", help="Where to write it, over what is there.")
@over_another
def workbook_(scenario: str, output: str, **given: str | None) -> None:
    """Write a scenario as a spreadsheet with live formulas: change a driver, and every sheet follows to the cent.

    The yellow cells of its sheet Drivers are the only ones to change; `virement import` reads them back.

    \b
    virement workbook rl-phased-exit -o phased-exit.xlsx
    virement workbook my.yaml --baseline my.csv -o my.xlsx
    """
    (ledger,) = carried_out([scenario], **given)
    with progress("sheets") as tell:
        data = workbook_of(ledger, tell)
    _write(data, Path(output))
    click.echo(f"written as {output}: {len(data) // 1000} kB")


def _write(data: bytes, target: Path) -> None:
    """Write a file, whole or not at all."""
    if target.suffix.lower() != ".xlsx":
        raise ModelError([Problem(str(target), "is no name for a workbook", "Let it end in .xlsx")])
    write_whole(target, data, overwrite=True)


@click.command("import")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--output", "-o", metavar="SCENARIO.yaml", help="Save the scenario there; by default it is printed.")
@may_overwrite
def import_(file: str, output: str | None, overwrite: bool) -> None:
    """Read a workbook back: its changed drivers become a scenario.

    Says what differs from what was written. Whatever else was changed, as a formula or a figure of the baseline, is
    named and not taken.

    \b
    virement import phased-exit.xlsx
    virement import phased-exit.xlsx -o phased-exit-2.yaml
    """
    scenario, differences = read_workbook(Path(file).read_bytes(), Path(file).name)
    for difference in differences:
        click.echo(str(difference), err=output is None)
    if not differences:
        click.echo("nothing differs from what was written", err=output is None)
    if output is None:
        click.echo(scenario_text(scenario), nl=False)
        return
    save(scenario, output, overwrite=overwrite)
    click.echo(f"saved as {output}")
