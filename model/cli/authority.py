"""Who may approve what, on the command line: `virement register`, and the approvals that `virement check` looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from virement.authority import Register, approval_problems, register_of, signing
from virement.baseline import is_file
from virement.cli.options import carried_out, over_another
from virement.cli.output import has_read, write_result
from virement.engine import Ledger
from virement.exports import REGISTER_FORMATS
from virement.scenario import find_scenario
from virement.values import ModelError, Problem

NO_SCENARIOS = ("authority.yaml", "baseline.yaml")


def by_rules(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that names who may approve what."""
    told = "Who may approve what, instead of the authority.yaml beside the baseline."
    return click.option("--authority", metavar="FILE", help=told)(command)


def with_rules(ledger: Ledger, authority: str | None) -> Ledger:
    """Return a ledger over a baseline with other rules, where a file of them is given."""
    if authority is None:
        return ledger
    path = Path(authority)
    if not is_file(path):
        raise ModelError([Problem(authority, "is not a file", "Name an authority.yaml; see docs/authority.md")])
    has_read(path)
    return replace(ledger, baseline=replace(ledger.baseline, authority=path.read_text("utf-8", "replace")))


def each_of(scenarios: Iterable[str]) -> list[str]:
    """Return the scenarios that are named, each once; of a folder all its scenario files, by name."""
    found: dict[Path, str] = {}
    for name in scenarios:
        for one in _in_folder(Path(name)) if Path(name).is_dir() else [name]:
            try:
                found.setdefault(find_scenario(one).resolve(), one)
            except ModelError:
                found.setdefault(Path(one), one)  # whoever reads it says what is wrong
    return [*found.values()]


def _in_folder(folder: Path) -> list[str]:
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    if names := [str(path) for path in files if path.name not in NO_SCENARIOS]:
        return names
    raise ModelError([Problem(str(folder), "holds no scenario files", "Name a scenario, or a folder of them")])


def registers_of(ledgers: Iterable[Ledger]) -> list[Register]:
    """Return the registers of scenarios, one for each baseline that has rules."""
    groups: dict[str, list[Ledger]] = {}
    for ledger in ledgers:
        groups.setdefault(ledger.baseline.fingerprint, []).append(ledger)
    return [register for group in groups.values() if (register := register_of(group)) is not None]


def approvals_wanting(ledgers: Iterable[Ledger]) -> list[Problem]:
    """Return what is not approved, or not as it should be, in scenarios that count together."""
    return [problem for register in registers_of(ledgers) for problem in approval_problems(register)]


def who_must_sign(ledger: Ledger) -> str:
    """Say who must approve a scenario by itself, or that nobody says so."""
    register = register_of([ledger])
    return signing(register) if register else f"Nobody says who may approve what over {ledger.baseline.name}."


@click.command("register")
@click.argument("scenario", nargs=-1, required=True)
@click.option(
    "--format", "-f", "format_", type=click.Choice(list(REGISTER_FORMATS)), default="md", help="By default md."
)
@click.option("--output", "-o", metavar="FILE|-", default="-", help="Where to, overwriting it; by default the screen.")
@by_rules
@over_another
def register_(scenario: tuple[str, ...], format_: str, output: str, authority: str | None, **given: Any) -> None:
    """Write the register of moves as it goes to a committee: what moves, who must approve it, who has.

    Scenarios that are named together, or stand in one folder, count together: what a giver gives in a fiscal year is
    summed over all of them, so that neither several moves nor several files lower a band. The rules are those of
    authority.yaml beside the baseline. html prints on A4.

    \b
    virement register toy-streets-to-parks
    virement register toy-streets-to-parks --format csv
    virement register rl-phased-exit --format html -o register.html
    """
    ledgers = [with_rules(ledger, authority) for ledger in carried_out(each_of(scenario), **given)]
    register = register_of(ledgers)
    if register is None:
        hint = "Write an authority.yaml beside it, or name one with --authority; see docs/authority.md"
        raise ModelError([Problem(ledgers[0].baseline.name, "nobody says who may approve what over it", hint)])
    content = REGISTER_FORMATS[format_](register)
    write_result(output, content)
