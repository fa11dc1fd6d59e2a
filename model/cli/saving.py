"""What the commands that write a scenario have in common: how it names its baseline, and what it may replace."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click
from virement.baseline import Baseline, baseline_names, is_file, shipped_with
from virement.engine import reallocate
from virement.scenario import ChangedSince, Scenario, changed, read_text, save_beside, save_scenario
from virement.values import ModelError, Problem, on_one_line
from virement.versions import on_top, what_changed

IF_CHANGED = ("both", "theirs", "mine-on-top")
_SEEN = "virement.seen"


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
    """Add the options by which a scenario that is there is replaced, and what is done if it changes meanwhile."""

    @wraps(command)
    def noting(*args: Any, if_changed: str | None, **given: Any) -> None:
        target = next((given[name] for name in ("output", "target_file") if given.get(name)), None)
        seen = read_text(Path(target)) if target and is_file(Path(target)) else None
        click.get_current_context().meta[_SEEN] = seen, if_changed
        command(*args, **given)

    replaces = click.option("--overwrite", is_flag=True, help="Replace a scenario that is there.")
    changed_ = click.option(
        "--if-changed",
        type=click.Choice(IF_CHANGED),
        help="If somebody else saves it meanwhile: save under a free name, leave it, or put your changes on top of it.",
    )
    return replaces(changed_(noting))


def save(
    scenario: Scenario, target: str, *, overwrite: bool, like: str | None = None, baseline: Baseline | None = None
) -> str:
    """Save a scenario as `save_scenario` does; return in words what became of it.

    One that is there is named with the option that replaces it, and one that somebody else has changed since the
    command began is treated as `--if-changed` says; without it, what they changed is told in dollars.
    """
    seen, if_changed = click.get_current_context().meta[_SEEN]
    if seen is not None and not overwrite:
        raise ModelError([Problem(target, "exists already", "Choose another name, or replace it with --overwrite")])
    try:
        save_scenario(scenario, target, like=like, overwrite=overwrite, seen=seen, baseline=baseline)
        return f"saved as {target}"
    except ChangedSince as error:
        _tell(error, baseline)
        return _as_chosen(error, if_changed, scenario, target, like, baseline)


def _as_chosen(
    error: ChangedSince,
    if_changed: str | None,
    scenario: Scenario,
    target: str,
    like: str | None,
    baseline: Baseline | None,
) -> str:
    if if_changed == "theirs":
        return f"not saved: {target} is left as it was saved meanwhile"
    if if_changed == "both":
        path, _ = save_beside(scenario, target, like=like, baseline=baseline)
        return f"saved as {path}"
    if if_changed == "mine-on-top":
        merged = on_top(*error.both(), scenario)
        if baseline is not None:
            reallocate(baseline, merged)  # what both take together may be more than there is: theirs stays then
        save_scenario(merged, target, like=error.theirs, overwrite=True, seen=error.theirs, baseline=baseline)
        return f"saved as {target}, on top of what was saved meanwhile"
    hint = f"Say what is to be done: --if-changed {' or '.join(IF_CHANGED)}"
    raise ModelError(replace(problem, hint=hint) for problem in error.problems) from None


def _tell(error: ChangedSince, baseline: Baseline | None) -> None:
    """Say what somebody else changed, on standard error."""
    click.echo(on_one_line(f"{error.problems[0].where} {error.problems[0].what}"), err=True)
    if baseline is not None:
        for line in what_changed(error, baseline):
            click.echo(f"  {on_one_line(line)}", err=True)
