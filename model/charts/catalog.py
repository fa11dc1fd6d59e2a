"""Every picture by its name, each declared once: those of one ledger, and those of versions, actuals and ranges."""

from __future__ import annotations

from virement.charts.actual_spending import actual_spending_chart, actual_spending_data
from virement.charts.bridge import bridge_between_data, bridge_chart
from virement.charts.comparison import comparison_chart, comparison_data
from virement.charts.declaration import Chart
from virement.charts.distribution import distribution_chart, distribution_data
from virement.charts.fan import fan_chart, fan_data
from virement.charts.heatmap import heatmap_chart, heatmap_data
from virement.charts.history import history_chart, history_data
from virement.charts.of_ledger import LEDGER_CHARTS
from virement.charts.tornado import tornado_chart, tornado_data

CHARTS: dict[str, Chart] = {
    **LEDGER_CHARTS,
    "bridge-between": Chart(
        "Bridge: a line for each step from one scenario's total to the other's.",
        bridge_between_data,
        bridge_chart,
    ),
    "history": Chart(
        "Earlier years as lines with their names at the end, the plan dashed.",
        history_data,
        history_chart,
    ),
    "actual-spending": Chart(
        "What was spent, and under it a bar for each plan: how much less or more than it had planned.",
        actual_spending_data,
        actual_spending_chart,
    ),
    "comparison": Chart(
        "Changes by division, a bar for each scenario, all on one scale.",
        comparison_data,
        comparison_chart,
    ),
    "fan": Chart(
        "A budget over time as it spreads: bands about the median of all draws, lines for plain run and baseline.",
        fan_data,
        fan_chart,
    ),
    "distribution": Chart(
        "How a measure comes out: bars for the draws, lines for percentiles, plain run and goals.",
        distribution_data,
        distribution_chart,
    ),
    "tornado": Chart(
        "Which range matters: by range, bars from its likely value to both ends, the widest swing on top.",
        tornado_data,
        tornado_chart,
    ),
    "heatmap": Chart(
        "A measure over two ranges: a table of cells, each with its number, the fuller the more.",
        heatmap_data,
        heatmap_chart,
    ),
}


def declared_as(name: str) -> Chart:
    """Return one of `CHARTS` by its name, in which `_` may stand for `-`, as in the keys of a page."""
    return CHARTS[name.replace("_", "-")]


def describe(name: str) -> str:
    """Return the sentence of one of `CHARTS`, and that a table has the same figures; `_` stands for `-` too."""
    return f"{declared_as(name).sentence} The table beside it holds the same figures."
