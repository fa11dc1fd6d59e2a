"""The command line, `virement`: the same functions as the app and the package, and the same numbers."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping

import click
from virement.values import ModelError

# name: where the command is, and its line in the help; a command's file is imported when it is called
COMMANDS = {
    "list": ("listing:list_", "List the baselines and the scenarios."),
    "run": ("scenarios:run", "Run a scenario and show what it does."),
    "compare": (
        "scenarios:compare",
        "Compare scenarios side by side: divisions down, scenarios across, variance in amount and percent.",
    ),
    "check": (
        "scenarios:check",
        "Check scenario files: exit code 0 if fine, 1 if a limit is broken, 2 if a file can't be used.",
    ),
    "seek": ("goals:seek_", "Find what cut it takes: the value of one input at which a measure reaches a target."),
    "plan": ("goals:plan_", "Find who could give an amount together: a few plans side by side, each a scenario."),
    "simulate": (
        "uncertainty:simulate_",
        "Run a Monte Carlo simulation of a scenario with ranges: percentiles, and how often limits break.",
    ),
    "sensitivity": (
        "uncertainty:sensitivity_",
        "Sensitivity: a measure at both ends of each range, widest first, and where limits start to break.",
    ),
    "diff": (
        "versions:diff_",
        "Say what differs from scenario A to scenario B: moves field by field and in dollars, limits, texts.",
    ),
    "stack": ("versions:stack_", "Stack several scenarios over one baseline into one."),
    "rebase": (
        "versions:rebase_",
        "Rebase a scenario onto a revised baseline, and split the change into the baseline's and yours.",
    ),
    "track": (
        "actuals:track_",
        "Compare plans with actuals: which scenario they are closest to, and what is left of each move.",
    ),
    "workbook": (
        "workbooks:workbook_",
        "Write a scenario as a spreadsheet with live formulas: change a driver, and every sheet follows to the cent.",
    ),
    "import": ("workbooks:import_", "Read a workbook back: its changed drivers become a scenario."),
    "export": ("exports:export_", "Give a scenario's books to another program, to the cent."),
    "pack": (
        "packs:pack_",
        "Pack scenarios for others in one zip: brief, tables, pictures, workbook, baseline and sources.",
    ),
    "verify": (
        "packs:verify_",
        "Check a pack: every file as it was packed, and every table what the scenario gives over its baseline.",
    ),
    "unpack": (
        "packs:unpack_",
        "Check a pack as verify does, then write its files into a new folder: all of them, or none.",
    ),
    "schema": ("schema:schema", "Print the JSON Schema of the scenario YAML, by which editors complete and check."),
    "app": ("serving:app", "Open the app in the browser."),
}


class Commands(Mapping[str, click.Command]):
    """The commands by name; each is imported when it is asked for."""

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(COMMANDS)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(COMMANDS)

    def __getitem__(self, name: str) -> click.Command:
        """Import a command."""
        file, _, function = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"virement.cli.{file}"), function)
        return command


class Group(click.Group):
    """A group whose help imports no command, so that it comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of each command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Group, commands=Commands(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="virement")
def virement() -> None:
    """From "cut this by $2B, or 30 %" to a balanced, sourced scenario."""


def main() -> None:
    """Run the command line; what is wrong with an input goes to standard error, exit code 2."""
    try:
        virement(standalone_mode=False)
    except ModelError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, BrokenPipeError):
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(2)
