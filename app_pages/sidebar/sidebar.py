"""The sidebar: which baseline and scenario; on Explore also the moves and the limits."""

from __future__ import annotations

import streamlit as st
from virement import edits
from virement.app_pages.controls.slider_box import all_drawn, begin_quantities
from virement.app_pages.session import session
from virement.app_pages.sidebar import limit_cards, move_card
from virement.baseline import Baseline, baseline_names
from virement.scenario import Scenario

OPEN_AT_FIRST = 3


def draw() -> None:
    """Draw the sidebar of Explore."""
    begin_quantities()
    choices()
    moment = session.now()
    if moment.baseline is not None and moment.scenario is not None:
        _moves_and_limits(moment.baseline, moment.scenario)
    all_drawn()


def _moves_and_limits(baseline: Baseline, scenario: Scenario) -> None:
    moment = session.now()
    for index in range(len(scenario.moves)):
        move_card.draw(baseline, scenario, index, opened=index < OPEN_AT_FIRST)
    with st.container(horizontal=True):
        st.button("Add a move", icon=":material/add:", on_click=_add, args=(baseline,), key="add_move")
        if session.is_changed() and moment.saved is not None:
            st.button(
                "Reset all", icon=":material/restart_alt:", on_click=_reset, args=(moment.saved,), key="reset_all"
            )
    limit_cards.draw(baseline, scenario)


def choices() -> None:
    """Draw what is open: the baseline and the scenario."""
    moment, version = session.now(), st.session_state.version
    baselines = list(dict.fromkeys([*baseline_names(), *st.session_state.own_tables, moment.baseline_name]))
    key = f"baseline_{version}"
    st.selectbox(
        "Baseline",
        baselines,
        index=baselines.index(moment.baseline_name),
        key=key,
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
        on_change=session.of_now(lambda: session.open_scenario(st.session_state[opened])),
    )


def _add(baseline: Baseline) -> None:
    session.edit(edits.with_new_move, baseline)


def _reset(saved: Scenario) -> None:
    session.show(saved)
    session.draw_afresh()
