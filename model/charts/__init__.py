"""The pictures: for each a table and a declaration, `<name>_data` and `<name>_chart`.

A declaration depends on the theme and holds no number, so that a standing picture only takes new data: it is made
once. All words and places come with the data, amounts as text by the one formatter.
"""

from model.charts.bridge import bridge_between_data, bridge_chart, bridge_data
from model.charts.by_division import Measure, by_division_chart, by_division_data
from model.charts.comparison import comparison_chart, comparison_data
from model.charts.descriptions import describe
from model.charts.flows import flows_chart, flows_data
from model.charts.history import history_chart, history_data
from model.charts.ink import GROUND, INK, Theme
from model.charts.operating_income import operating_income_chart, operating_income_data
from model.charts.over_time import By, over_time_chart, over_time_data
from model.charts.spec import Spec

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
    "flows_chart",
    "flows_data",
    "history_chart",
    "history_data",
    "operating_income_chart",
    "operating_income_data",
    "over_time_chart",
    "over_time_data",
]
