"""Every picture of one ledger by its name, as the app, a pack and Python show it: one declaration a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
from virement import views
from virement.charts.bridge import bridge_chart, bridge_data, years_bridge_data
from virement.charts.by_division import by_division_chart, by_division_data
from virement.charts.declaration import Chart
from virement.charts.flows import flows_chart, flows_data
from virement.charts.jobs import jobs_chart, jobs_data
from virement.charts.operating_income import operating_income_chart, operating_income_data
from virement.charts.over_time import over_time_chart, over_time_data
from virement.charts.shift import shift_chart, shift_data
from virement.engine import Ledger

MOST_DIVISIONS = 12  # by name, in a picture that stands alone
Option = Literal["level", "measure", "division", "by"]


@dataclass(frozen=True)
class LedgerChart(Chart):
    """A picture of a ledger, and its `title`.

    `data` and `table` take the ledger, the span and the `options` that a person may choose, each by its name; the
    table has the same figures. `alone` are the options with which it stands alone, in a pack or a notebook. `heading`
    stands over the table, `empty` in place of a picture of nothing; a `{division}` or `{span}` in them is what was
    chosen. `beside` says what else has to be known. `packed` says that a pack has it.
    """

    title: str
    table: Callable[..., pd.DataFrame]
    options: tuple[Option, ...] = ()
    alone: Mapping[str, Any] = field(default_factory=dict)
    heading: str = ""
    empty: str = "There is nothing to draw."
    beside: Callable[..., str] = lambda ledger, span, **chosen: ""
    packed: bool = False


LEDGER_CHARTS = {
    "shift": LedgerChart(
        "Before and after: a bar a division, what stays in grey, what leaves outlined, what comes in colour.",
        shift_data,
        shift_chart,
        "The shift",
        lambda ledger, span: views.shift(ledger, span).drop(columns="touched"),
        packed=True,
    ),
    "flows": LedgerChart(
        "Flow of money from givers, on the left, to receivers, on the right.",
        flows_data,
        flows_chart,
        "Who gives, who gets",
        views.sources_and_uses,
        empty="Nothing moves in {span}.",
        packed=True,
    ),
    "by-division": LedgerChart(
        "Before and after: by division, a grey bar for the baseline and one in colour for the scenario.",
        lambda ledger, span, level=None, measure="amount", most=None: by_division_data(
            ledger, level, span, measure, most
        ),
        by_division_chart,
        "Before and after",
        lambda ledger, span, level=None, measure="amount": views.by_division(ledger, level, span),
        options=("level", "measure"),
        alone={"most": MOST_DIVISIONS},
        packed=True,
    ),
    "bridge": LedgerChart(
        "Bridge: a line for the baseline, one for the net step of each move in order, and one for the scenario.",
        lambda ledger, span, division=None: bridge_data(ledger, division or _giver(ledger), span),
        bridge_chart,
        "Bridge",
        lambda ledger, span, division=None: views.bridge(ledger, division or _giver(ledger), span),
        options=("division",),
        heading="From the baseline to the scenario: {division}",
        beside=lambda ledger, span, division: views.beside_divisions(ledger, division, span),
        packed=True,
    ),
    "years-bridge": LedgerChart(
        "Bridge over the years: the baseline of the first, what each year adds as given or grown, the moves, the last.",
        lambda ledger, span, division=None: years_bridge_data(ledger, division or _giver(ledger)),
        bridge_chart,
        "First year to last",
        lambda ledger, span, division=None: views.years_bridge(ledger, division or _giver(ledger)),
        options=("division",),
        heading="From the first year of the plan to the last: {division}",
    ),
    "over-time": LedgerChart(
        "Budgets over time: a bar a period, a dashed line for the baseline, what the cut itself costs on top.",
        lambda ledger, span, division=None, by="period": over_time_data(ledger, division or _giver(ledger), by=by),
        over_time_chart,
        "Over time",
        lambda ledger, span, division=None, by="period": views.over_time(ledger, division or _giver(ledger), by=by),
        options=("division", "by"),
        heading="Over time: {division}",
    ),
    "operating-income": LedgerChart(
        "Operating income of each division, before as a grey bar and after as a coloured one.",
        lambda ledger, span: operating_income_data(ledger, 1, span),
        operating_income_chart,
        "Operating income",
        lambda ledger, span: views.operating_income(ledger, 1, span),
        empty="No revenue is known, so there is no operating income.",
        beside=views.income_words,
    ),
    "jobs": LedgerChart(
        "Jobs of each division, before as a grey bar and after as a coloured one.",
        lambda ledger, span: jobs_data(ledger, 1, span),
        jobs_chart,
        "Jobs",
        lambda ledger, span: views.jobs(ledger, 1, span),
        empty="The baseline knows no jobs.",
        beside=views.jobs_words,
    ),
}


def _giver(ledger: Ledger) -> str:
    return views.first_giver(ledger.case)
