"""The measures that people ask for first of a scenario, as they are written."""

from __future__ import annotations

from virement.measures.measure import read_measure
from virement.scenario import LIMIT_KINDS, Case, resolved_moves
from virement.values import ROOT, ModelError
from virement.views import shortest_span


def usual_measures(case: Case) -> list[str]:
    """Return what can be measured of the divisions that the moves name, and of all of it, in the span of the moves."""
    baseline, scenario = case
    terms, _ = resolved_moves(scenario, baseline)
    span = shortest_span(baseline, (one.window for one in terms if one.move.enabled))
    named = dict.fromkeys(
        name for move in scenario.moves for name in (*move.to, *move.from_) if name in baseline and name != ROOT
    )
    asked = [f"share of {name}" for name in named] + ["fundable", "gross", "savings", "unallocated", "operating income"]
    asked += [f"budget of {name}" for name in named]
    asked += [
        f"broken {kind} of {one.division}" for kind in LIMIT_KINDS for one in scenario.limits if kind in one.levels
    ]
    return [str(found) for text in asked if (found := _read(f"{text} in {span}", case))]


def _read(text: str, case: Case) -> object | None:
    try:
        return read_measure(text, case)
    except ModelError:
        return None
