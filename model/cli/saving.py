"""What the commands that write a scenario have in common: how it names its baseline, and what it may replace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
from virement.baseline import Baseline, baseline_names, is_file, shipped_with
from virement.scenario import Scenario, changed, save_scenario
from virement.values import ModelError, Problem


def beside(scenario: Scenario, source: Path, target: Path, baseline: str | None) -> Scenario:
    """Return the scenario with its baseline named so that it is found from where it is saved.

    `source` is the file that it was read from, beside which its baseline is looked for; `baseline` is another that it
    goes over, as it was named on the command line.
    """
    name = baseline or scenario.baseline
    place = None if baseline else _place(source.parent, name)
    if place is None and name not in baseline_names():
        place = _place(Path(), name)
    named = name if place is None else Path(os.path.relpath(place, target.parent)).as_posix()
    return changed(scenario, baseline=named)


def found_from(scenario: Scenario, target: Path) -> tuple[Scenario, list[Problem]]:
    """Return the scenario with a baseline that is found from where it is saved, and a warning where it wasn't.

    That is its own, else a shipped one with the same figures; where there is none, the scenario is as it was.
    """
    name = scenario.baseline
    if name in baseline_names() or _place(target.parent, name):
        return scenario, []
    what = f"its baseline '{name}' is not found from where it is saved"
    shipped = shipped_with(scenario.baseline_fingerprint)
    if shipped is None:
        hint = f"Put it there, or name it: virement run {target} --baseline FILE"
        return scenario, [Problem(str(target), what, hint, "warning")]
    what += f"; '{shipped}' holds the same figures and is named instead"
    return changed(scenario, baseline=shipped), [Problem(str(target), what, "", "warning")]


def _place(folder: Path, name: str) -> Path | None:
    """Return the folder or table that a baseline's name means from a folder, or None."""
    named = folder / name
    return named if is_file(named) or is_file(named / "baseline.yaml") else None


def may_overwrite(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option by which a scenario that is there is replaced."""
    return click.option("--overwrite", is_flag=True, help="Replace a scenario that is there.")(command)


def save(
    scenario: Scenario, target: str, *, overwrite: bool, like: str | None = None, baseline: Baseline | None = None
) -> None:
    """Save a scenario as `save_scenario` does; one that is there is named with the option that replaces it."""
    if Path(target).is_file() and not overwrite:
        raise ModelError([Problem(target, "exists already", "Choose another name, or replace it with --overwrite")])
    save_scenario(scenario, target, like=like, overwrite=overwrite, baseline=baseline)
