"""What the commands that write a scenario have in common: how it names its baseline, and what it may replace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from model.baseline import Baseline
from model.baseline_files import baseline_names
from model.baseline_folders import is_file
from model.errors import ModelError, Problem
from model.revision import changed
from model.scenario import Scenario
from model.scenario_files import save_scenario


def beside(scenario: Scenario, source: Path, target: Path, baseline: str | None) -> Scenario:
    """Return the scenario with its baseline named so that it is found from where it is saved.

    `source` is the file that it was read from, beside which its baseline is looked for; `baseline` is another that it
    goes over, as it was named on the command line.
    """
    if baseline in baseline_names():
        return changed(scenario, baseline=baseline)
    named = Path(baseline) if baseline is not None else source.parent / scenario.baseline
    if not (is_file(named) or is_file(named / "baseline.yaml")):
        return scenario if baseline is None else changed(scenario, baseline=baseline)
    return changed(scenario, baseline=Path(os.path.relpath(named, target.parent)).as_posix())


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
