"""The pictures of one ledger, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import streamlit as st
from virement import charts, engine, values, views
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import plain
from virement.app_pages.shared.pictures import Drawn, panel, theme

Picture = Callable[[engine.Ledger, str], Drawn | None]


def chosen() -> tuple[Any, Picture]:
    """Let a person choose a picture; return where it goes and what draws it there.

    Choices cost a step of the slider less than `st.tabs`, which draws each of its labels anew.
    """
    drawn: dict[str, Picture] = {
        "Who gives, who gets": _flow,
        "Before and after": _by_division,
        "Bridge": _bridge,
        "Over time": _over_time,
        "Operating income": _income,
        "Each move alone": _alone,
        "History": _history,
        "Status and sources": _status,
    }
    name = session.choice("Picture", "tab", list(drawn), next(iter(drawn)))
    return st.container(), drawn[name]


def _flow(ledger: engine.Ledger, span: str) -> Drawn:
    return panel(
        "flows",
        "Who gives, who gets",
        charts.flows_data(ledger, span),
        charts.flows_chart(theme()),
        views.sources_and_uses(ledger, span),
        baseline=ledger.baseline,
        empty=f"Nothing moves in {span}.",
    )


def _by_division(ledger: engine.Ledger, span: str) -> Drawn:
    with st.container(horizontal=True):
        level = tables.level(ledger.baseline, otherwise=tables.LEAVES)
        measure = session.choice("Measured in", "measure", get_args(charts.Measure), "amount")
    return panel(
        "by_division",
        "Before and after",
        charts.by_division_data(ledger, level, span, measure),
        charts.by_division_chart(theme()),
        views.by_division(ledger, level, span),
        baseline=ledger.baseline,
    )


def _division(ledger: engine.Ledger, label: str, key: str) -> str:
    return session.choice(
        label,
        key,
        [values.ROOT, *ledger.baseline.divisions],
        views.first_giver(ledger.scenario, ledger.baseline),
        many=True,
    )


def _bridge(ledger: engine.Ledger, span: str) -> Drawn:
    division = _division(ledger, "Bridge of", "bridge_division")
    if beside := views.beside_divisions(ledger, division, span):
        st.caption(plain(beside))
    return panel(
        "bridge",
        f"From the baseline to the scenario: {division}",
        charts.bridge_data(ledger, division, span),
        charts.bridge_chart(theme()),
        views.bridge(ledger, division, span),
        baseline=ledger.baseline,
    )


def _over_time(ledger: engine.Ledger, span: str) -> Drawn:
    with st.container(horizontal=True):
        division = _division(ledger, "Over time", "time_division")
        by = session.choice("By", "by", get_args(charts.By), "period")
    return panel(
        "over_time",
        f"Over time: {division}",
        charts.over_time_data(ledger, division, by=by),
        charts.over_time_chart(theme()),
        views.over_time(ledger, division, by=by),
        baseline=ledger.baseline,
    )


def _income(ledger: engine.Ledger, span: str) -> Drawn:
    return panel(
        "operating_income",
        "Operating income",
        charts.operating_income_data(ledger, 1, span),
        charts.operating_income_chart(theme()),
        views.operating_income(ledger, 1, span),
        baseline=ledger.baseline,
        empty="No revenue is known, so there is no operating income.",
    )


def _alone(ledger: engine.Ledger, span: str) -> None:
    st.caption(
        "Every cut is of the baseline, so what a move does alone is what it adds on top of the others, "
        "unless a limit or a budget can't bear them together."
    )
    rows = views.isolated(ledger.baseline, ledger.scenario, span)
    tables.table(rows, "What each move does alone, and adds on top of the others", tables.unit_of(ledger.baseline))
    tables.csv_button(lambda: rows, "isolated", "isolated_csv")
    by_division = views.isolated_by_division(ledger.baseline, ledger.scenario, 1, span)
    tables.table(by_division, "Each move by division", tables.unit_of(ledger.baseline))
    tables.csv_button(lambda: by_division, "isolated-by-division", "isolated_by_division_csv")


def _history(ledger: engine.Ledger, span: str) -> Drawn:
    earlier = views.load_history(session.now().baseline_name)
    measure = session.choice("Measure", "history_measure", views.MEASURES, "costs")
    return panel(
        "history",
        "History, and the plan",
        charts.history_data(ledger, earlier, measure),
        charts.history_chart(theme()),
        views.continued(ledger, earlier, measure),
        baseline=ledger.baseline,
        empty="No earlier years are known of this baseline.",
    )


def _status(ledger: engine.Ledger, span: str) -> None:
    st.caption(ledger.baseline.about)
    unit = tables.unit_of(ledger.baseline)
    tables.table(views.money_by_status(ledger, span), "What the money moved rests on", unit)
    tables.table(views.figure_sources(ledger.baseline, span), f"Every figure of {span}", unit)
