"""A scenario that an assistant proposes: written beside the others, never over one, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from virement.baseline import Baseline
from virement.check import problems_in
from virement.cli.answers import plain_value
from virement.engine import reallocate
from virement.measures import measured, read_target
from virement.scenario import Case, Scenario, baseline_inside, baseline_of, load_scenario, move_fields
from virement.values import (
    STATUSES,
    ModelError,
    Problem,
    baseline_names,
    one_of,
    own_scenarios,
    scenario_names,
    write_whole,
)
from virement.views import by_division


def write_proposal(name: str, yaml: str, target: str | None) -> dict[str, Any]:
    """Write a scenario into the folder one works in, read it back, and return what the file says and reaches.

    Returns `file`, `moves` as the file has them, and of a `target` (`"fundable in FY2026 >= $1B"`) what is wanted, what
    is found, the weakest status of the budgets there, and whether it is met. Raises `ModelError`, with nothing
    written, for a name that is taken or is no name, and for a scenario or target that has errors.
    """
    path = _new_file(name)
    scenario, problems = problems_in(yaml, path.name, _over)
    if scenario is None:
        raise ModelError([problem for problem in problems if problem.level == "error"])
    if target is not None:
        read_target(target, Case(_over(scenario), scenario))  # a slip in it comes before anything is written
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, yaml.encode(), overwrite=False)
    return {"file": str(path), **_read_back(path, target)}


def _new_file(name: str) -> Path:
    if not name or Path(name).name != name or name.startswith((".", "-")):
        raise ModelError([Problem(name, "is no name for a scenario", "A name without folders, as rl-cut-2")])
    if name in scenario_names():
        raise ModelError([Problem(name, "is a scenario already, and is never written over", "Choose another name")])
    return own_scenarios() / f"{name}.yaml"


def _over(scenario: Scenario) -> Baseline:
    """Return the baseline that a proposal names: a shipped one, or one in the folder one works in."""
    name, scenarios = scenario.baseline, own_scenarios()
    if name in baseline_names():
        return baseline_of(scenario)
    if (inside := baseline_inside(name, scenarios, scenarios.parent)) is not None:
        return baseline_of(scenario, inside)
    what = f"'{name}' is not a baseline in the folder one works in"
    raise ModelError([Problem(scenario.places.at(("baseline",)), what, one_of(baseline_names()))])


def _read_back(path: Path, target: str | None) -> dict[str, Any]:
    """Return what the file says, and what that comes to."""
    scenario = load_scenario(path)
    case = Case(baseline_of(scenario), scenario)
    moves = [{key: _plain(value) for key, value in move_fields(move).items()} for move in scenario.moves]
    return {"moves": moves, "target": None if target is None else _reached(case, target)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else plain_value(value)


def _reached(case: Case, text: str) -> dict[str, Any]:
    ledger = reallocate(case.baseline, case.scenario)
    wanted = read_target(text, case)
    found = measured(ledger, wanted.measure)
    return {
        "wanted": wanted.words(case.baseline),
        "found": found.words(case.baseline),
        "status": max(by_division(ledger, None, wanted.measure.span)["status"], key=STATUSES.index),
        "met": bool(wanted.met(ledger)[0]),
    }
