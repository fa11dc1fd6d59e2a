"""Opens a budget or a scenario by whatever it is known by: a name, a file, a table in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import pandas as pd
from virement.baseline import Baseline, baseline_names, is_file, load_baseline, neighbours, read_baseline_table
from virement.notebook.proposal import NOWHERE, Proposal
from virement.scenario import Scenario, baseline_of, find_scenario, load_scenario, read_text, scenario_names
from virement.values import ModelError, Places, Problem, did_you_mean, one_of

TABLES = (".csv", ".xlsx")


class _Options(TypedDict):
    """What a table can't say itself."""

    currency: str | None
    unit: str | None
    actuals_through: str | None


def open(
    which: str | Path | pd.DataFrame | Baseline | Scenario,
    *,
    baseline: str | Path | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Proposal:
    """Open a baseline or a scenario by its name, a file of either kind, or a table: a proposal to go on from.

    A name that both a baseline and a scenario have is the baseline's; the path of the file opens the other. `baseline`
    puts a scenario over another one. The rest is for tables: what a CSV, an XLSX or a frame can't say itself. Raises
    `ModelError` with everything that is wrong.
    """
    given: _Options = {"currency": currency, "unit": unit, "actuals_through": actuals_through}
    if isinstance(which, Baseline):
        return _over(which, which.name if which.name in baseline_names() else NOWHERE, None)
    if isinstance(which, Scenario):
        return _of_scenario(which, baseline, given)
    if isinstance(which, pd.DataFrame):
        content = _flat(which).to_csv(index=False).encode()
        return _over(replace(read_baseline_table(content, "table", **given), name="table"), NOWHERE, None)
    path = Path(which)
    if str(which) in baseline_names():
        return _over(load_baseline(which), str(which), None)
    if path.suffix.casefold() in TABLES or is_file(path / "baseline.yaml"):
        return _over(load_baseline(which, **given), str(which), path)
    return _of_file(which, baseline, given)


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with what its index names as columns."""
    return frame.reset_index() if any(name is not None for name in frame.index.names) else frame


def _over(baseline: Baseline, name: str, place: Path | None) -> Proposal:
    """Return a proposal in which nothing moves yet."""
    return Proposal(baseline, Scenario(title=f"{baseline.title}, as it is", baseline=name), place)


def _of_file(which: str | Path, over: str | Path | None, given: _Options) -> Proposal:
    """Return the proposal of a scenario's name or file."""
    try:
        path = find_scenario(which)
    except ModelError:
        known = [*baseline_names(), *scenario_names(), *neighbours(Path(which), ".yaml", ".yml", *TABLES)]
        hint = did_you_mean(str(which), known) or one_of([*baseline_names(), *scenario_names()], 20)
        what = "is no baseline and no scenario"
        raise ModelError([Problem(f"open({str(which)!r})", what, hint)]) from None
    return replace(_of_scenario(load_scenario(which), over, given), text=read_text(path))


def _of_scenario(scenario: Scenario, over: str | Path | None, given: _Options) -> Proposal:
    """Return the proposal of a scenario over its own baseline, or another."""
    baseline = baseline_of(scenario, over, **given)
    beside = Path(scenario.places.file).parent / scenario.baseline
    place = beside if over is None else Path(over)
    there = is_file(place) or is_file(place / "baseline.yaml")
    copy = scenario.model_copy(update={"baseline": scenario.baseline if over is None else str(over)})
    copy._places = Places()
    return Proposal(baseline, copy, place if there else None, titled="by its file")
