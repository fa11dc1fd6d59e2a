"""The command line, `virement`: the same functions as the app and the package, and the same numbers."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click
from virement.cli.exit_codes import exit_words
from virement.values import ModelError, Problem

# name: where the command is, and its line in the help; a command's file is imported when it is called
COMMANDS = {
    "list": ("listing:list_", "List the baselines and the scenarios."),
    "baseline": (
        "baselines:baseline_",
        "Read a budget table as it comes, a CSV or an XLSX, and say where every number of it went.",
    ),
    "run": ("scenarios:run", "Run a scenario and show what it does."),
    "compare": (
        "scenarios:compare",
        "Compare scenarios side by side: divisions down, scenarios across, variance in amount and percent.",
    ),
    "check": (
        "scenarios:check",
        "Check scenario files: what can't be used, which limits and approvals are broken, what is worth knowing.",
    ),
    "register": (
        "authority:register_",
        "Write the register of moves as it goes to a committee: what moves, who must approve it, who has.",
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
    "attribution": (
        "attribution:attribution_",
        "Divide what a scenario changes of a measure among its moves, by what each adds (Shapley).",
    ),
    "diff": (
        "versions:diff_",
        "Say what differs from scenario A to scenario B: moves field by field and in dollars, limits, texts.",
    ),
    "stack": ("versions:stack_", "Stack several scenarios over one baseline into one."),
    "flatten": ("flatten:flatten_", "Write a scenario that builds on others out whole."),
    "gather": (
        "gathering:gather_",
        "Make one answer of many people's scenarios: who cut what how often, the spread, who agrees.",
    ),
    "rebase": (
        "versions:rebase_",
        "Rebase a scenario onto a revised baseline, and split the change into the baseline's and yours.",
    ),
    "track": (
        "actuals:track_",
        "Compare plans with actuals: which scenario they are closest to, and what is left of each move.",
    ),
    "claims": (
        "claims:claims_",
        "Say what was claimed of a baseline: by whom, what was answered, what it comes to here, and what became of it.",
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
    "schema": (
        "schema:schema",
        "Print the JSON Schema of the scenario YAML, or of authority.yaml, by which editors complete and check.",
    ),
    "app": ("serving:app", "Open the app in the browser."),
    "mcp": (
        "assistant:mcp_",
        "Serve an assistant by the Model Context Protocol, over standard input and output.",
    ),
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
        command.epilog = exit_words(name)
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


def answer_of(command: str, *names: str, **options: str | None) -> dict[str, Any]:
    """Return what a command prints with `--json`: the names it is given, and its options, as `span="FY2026"`.

    Nothing is printed, and no name is taken for an option. Raises `ModelError` for what the command doesn't take.
    """
    found: list[dict[str, Any]] = []
    words = [f"--{name}={value}" for name, value in options.items() if value is not None]
    try:
        virement.main([command, "--json", *words, "--", *names], standalone_mode=False, obj=found.append)
    except click.ClickException as error:
        raise ModelError([Problem(command, error.format_message())]) from None
    except SystemExit:
        pass
    return found[0]


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
