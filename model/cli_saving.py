"""What the commands that write a scenario have in common: how it names its baseline from where it is saved."""

from __future__ import annotations

import os
from pathlib import Path

from model.baseline_files import baseline_names
from model.baseline_folders import is_file
from model.revision import changed
from model.scenario import Scenario


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
