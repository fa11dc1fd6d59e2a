"""What each picture is, in a sentence for those who don't see it. No sentence depends on the scenario."""

from __future__ import annotations

_SAME = "The table beside it holds the same figures."
_SENTENCES = {
    "flows": "Flow of money from givers, on the left, to receivers, on the right.",
    "bridge": "Bridge: a line for the baseline, one for the net step of each move in order, and one for the scenario.",
    "bridge_between": "Bridge: a line for each step from one scenario's total to the other's.",
    "by_division": "Before and after: by division, a grey bar for the baseline and one in colour for the scenario.",
    "over_time": "Budgets over time: a bar a period, a dashed line for the baseline, what the cut itself costs on top.",
    "operating_income": "Operating income of each division, before as a grey bar and after as a coloured one.",
    "history": "Earlier years as lines with their names at the end, the plan dashed.",
    "comparison": "Changes by division, a bar for each scenario, all on one scale.",
    "fan": "A budget over time as it spreads: bands about the median of all draws, lines for plain run and baseline.",
    "distribution": "How a measure comes out: bars for the draws, lines for percentiles, plain run and goals.",
    "tornado": "Which range matters: by range, bars from its likely value to both ends, the widest swing on top.",
    "heatmap": "A measure over two ranges: a table of cells, each with its number, the fuller the more.",
}


def describe(picture: str) -> str:
    """Return the sentence for a picture, by the name of its function: `flows`, `bridge`, …"""
    return f"{_SENTENCES[picture]} {_SAME}"
