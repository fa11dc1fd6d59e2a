"""What is open, the baseline and the scenario, and the way to open another."""

from __future__ import annotations

import streamlit as st
from virement import values
from virement.app_pages.session import session
from virement.app_pages.shared.titles import titled
from virement.baseline import baseline_names


def draw() -> None:
    """Draw the button behind which both are chosen."""
    with st.popover("Open", icon=":material/folder_open:", width="content"):
        _choices()


def _choices() -> None:
    moment, version = session.now(), st.session_state.version
    baselines = list(dict.fromkeys([*baseline_names(), *st.session_state.own_tables, moment.baseline_name]))
    key = f"baseline_{version}"
    st.selectbox(
        "Baseline",
        baselines,
        index=baselines.index(moment.baseline_name),
        key=key,
        format_func=titled("baseline", baselines, values.baseline_title),
        on_change=session.of_now(lambda: session.open_baseline(st.session_state[key])),
        help="A table of your own: on the page Baseline",
    )
    names = [*session.scenarios_over(moment.baseline_name), session.NEW]
    opened = f"scenario_{version}"
    st.selectbox(
        "Scenario",
        names,
        index=names.index(moment.opened if moment.opened in names else session.NEW),
        key=opened,
        format_func=titled("scenario", names, values.scenario_title),
        on_change=session.of_now(lambda: session.open_scenario(st.session_state[opened])),
    )
