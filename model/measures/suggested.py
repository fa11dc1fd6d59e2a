"""The measures that people ask for first of a scenario, as they are written."""

from __future__ import annotations

from virement.baseline import Baseline
from virement.measures.measure import read_measure
from virement.scenario import Scenario, resolved_moves
from virement.values import ROOT, ModelError
from virement.views import shortest_span


def usual_measures(scenario: Scenario, baseline: Baseline) -> list[str]:
    """Return what can be measured of the divisions that the moves name, and of all of it, in the span of the moves."""
    terms, _ = resolved_moves(scenario, baseline)
    span = shortest_span(baseline, (one.window for one in terms if one.move.enabled))
    named = dict.fromkeys(
        name for move in scenario.moves for name in (*move.to, *move.from_) if name in baseline and name != ROOT
    )
    asked = [f"share of {name}" for name in named] + ["fundable", "gross", "savings", "unallocated", "operating income"]
    asked += [f"budget of {name}" for name in named]
    asked += [f"broken floor of {one.division}" for one in scenario.limits if one.floor is not None]
    asked += [f"broken cap of {one.division}" for one in scenario.limits if one.cap is not None]
    return [str(found) for text in asked if (found := _read(f"{text} in {span}", scenario, baseline))]


def _read(text: str, scenario: Scenario, baseline: Baseline) -> object | None:
    try:
        return read_measure(text, baseline, scenario)
    except ModelError:
        return None
