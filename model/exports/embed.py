"""A page to put into another page: a reader drags the first cut and sees the shift; it needs no server and no network.

Every position of the slider is computed beforehand by the engine. The page only looks them up.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from virement import charts, edits, views
from virement.engine import Ledger, reallocate
from virement.exports.publishing import CREDIT
from virement.scenario import Scenario
from virement.values import ModelError, Problem
from virement.versions import framing_words


def as_embed(ledger: Ledger) -> bytes:
    """Return the page as HTML; raise `ModelError` for a scenario that has no cut to drag."""
    case = ledger.case
    if not case.scenario.moves:
        raise ModelError([Problem(case.scenario.title, "has no move, so there is nothing to drag", "Add a move")])
    slider, span = edits.cut_slider(case.baseline, case.scenario, 0), views.default_span(ledger)
    positions = [_at(ledger, position, span) for position in range(slider.positions + 1)]
    return (
        _template()
        .render(
            title=case.scenario.title,
            label=f"Cut, {case.scenario.moves[0].name}",
            start=slider.position,
            opened=_state(ledger, span),
            positions=positions,
            sources=views.source_line(case, span),
            credit=CREDIT,
            framing=framing_words([ledger]),
            themes={theme: {**charts.INK[theme], "ground": charts.GROUND[theme]} for theme in charts.INK},
            key=charts.KEY,
        )
        .encode()
    )


def _at(ledger: Ledger, position: int, span: str) -> dict[str, Any]:
    """Return what the page shows at a position of the slider: a state, or why there is none."""
    baseline, scenario = ledger.case
    try:
        moved: Scenario = edits.with_cut_at(scenario, baseline, 0, position)
        if moved.moves != scenario.moves:
            moved = edits.with_title(moved, views.title_of(moved))
        return _state(reallocate(baseline, moved), span)
    except ModelError as error:
        return {"refused": f"This can't be carried out: {error.problems[0].what}"}


def _state(ledger: Ledger, span: str) -> dict[str, Any]:
    """Return the words and the bars of one position; a bar is a name, its words and its ends as shares of the width."""
    rows: list[dict[str, Any]] = []
    for row in charts.shift_data(ledger, span).to_dict("records"):
        kind = str(row["kind"]).rpartition(" ")[2]
        if kind in ("line", "untouched"):
            rows.append({"name": row["label"], "detail": row["detail"], "small": kind == "untouched", "bars": []})
        elif kind == "change":
            rows[-1] |= {"change": row["label"], "at": _place(row["x0"]), "role": row["role"]}
        elif kind in ("kept", "left", "came", "small", "beyond"):
            rows[-1]["bars"].append([kind, row["role"], _place(row["x0"]), _place(row["x1"])])
    words = {"title": ledger.scenario.title, "sentence": views.sentence(ledger, span)}
    return {**words, "cut": views.cut_words(ledger.case, 0), "rows": rows}


def _place(share: Any) -> float:
    return round(float(share) * 100, 2)


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined).get_template("embed.html")
