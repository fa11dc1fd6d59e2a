"""The pictures: for each a table and a declaration, `<name>_data` and `<name>_chart`.

A declaration depends on the theme and holds no number, so that a standing picture only takes new data: it is made
once. All words and places come with the data, amounts as text by the one formatter.
"""

from model.charts.bridge import bridge_between_data, bridge_chart, bridge_data
from model.charts.by_division import Measure, by_division_chart, by_division_data
from model.charts.comparison import comparison_chart, comparison_data
from model.charts.descriptions import describe
from model.charts.distribution import distribution_chart, distribution_data
from model.charts.fan import fan_chart, fan_data
from model.charts.flows import drawn_flows, flows_chart, flows_data
from model.charts.heatmap import heatmap_chart, heatmap_data
from model.charts.history import history_chart, history_data
from model.charts.ink import GROUND, INK, Theme
from model.charts.operating_income import operating_income_chart, operating_income_data
from model.charts.over_time import By, over_time_chart, over_time_data
from model.charts.spec import Spec
from model.charts.tornado import tornado_chart, tornado_data

__all__ = [
    "GROUND",
    "INK",
    "By",
    "Measure",
    "Spec",
    "Theme",
    "bridge_between_data",
    "bridge_chart",
    "bridge_data",
    "by_division_chart",
    "by_division_data",
    "comparison_chart",
    "comparison_data",
    "describe",
    "distribution_chart",
    "distribution_data",
    "drawn_flows",
    "fan_chart",
    "fan_data",
    "flows_chart",
    "flows_data",
    "heatmap_chart",
    "heatmap_data",
    "history_chart",
    "history_data",
    "operating_income_chart",
    "operating_income_data",
    "over_time_chart",
    "over_time_data",
    "tornado_chart",
    "tornado_data",
]
