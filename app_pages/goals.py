"""Goals: what cut it takes for a measure to reach a target, and who could give an amount together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from virement import goals, values
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.progress_bar import worked_out
from virement.app_pages.sidebar import sidebar
from virement.baseline import Baseline
from virement.edits import levers_of
from virement.goals import by_plan, side_by_side
from virement.measures import usual_measures
from virement.scenario import Scenario
from virement.values import show_share

ONE, SEVERAL = "One input", "Several givers"
DEFAULT = "As a rule: all the others"


def draw() -> None:
    """Draw the page."""
    with st.sidebar:
        sidebar.choices()
    ledger, problems = session.carried_out()
    if session.baseline() is None or session.scenario() is None:
        st.info("Open a baseline and a scenario first.")
        return
    if ledger is None:
        st.error(f"The scenario can't be carried out as it is:\n\n{bullets(problems)}")
    baseline, scenario = session.on_screen()
    shown = {ONE: _seek, SEVERAL: _plans}
    shown[session.choice("What to look for", "goal_tab", list(shown), ONE)](baseline, scenario)


def _seek(baseline: Baseline, scenario: Scenario) -> None:
    st.caption(
        "Which cut, share or cost does it take? The smallest change that meets the target, to the cent or 0.01 %."
    )
    levers = [str(lever) for lever in levers_of(scenario) if scenario.moves[lever.index].enabled]
    usual = usual_measures(scenario, baseline)
    if not levers:
        st.info("No move is switched on.")
        return
    with st.form(session.key_of("seek_form"), enter_to_submit=True):
        measure = st.selectbox(
            "What should reach it", usual, accept_new_options=True, key=session.key_of("seek_measure")
        )
        target = st.text_input("Target", key=session.key_of("seek_target"), placeholder="15%, or $5B")
        varied = st.selectbox("What may change", levers, key=session.key_of("seek_input"))
        asked = st.form_submit_button("Find it", type="primary")
    if asked:
        st.session_state.sought = (session.now(), measure, target, varied)
    held = st.session_state.get("sought")
    if held is None or held[0] is not session.now():
        return
    _, measure, target, varied = held
    try:
        sought = worked_out(
            "found_value",
            held,
            lambda tell: goals.seek(baseline, scenario, measure, target, varied, tell),
            "runs",
            _stop("sought"),
        )
    except values.ModelError as error:
        st.error(bullets(error.problems))
        return
    (st.success if sought.reached else st.warning)(plain(sought.words(baseline)))
    if sought.limits:
        st.error(bullets(sought.limits))
    if sought.scenario != scenario:
        label = "Put it on screen" if sought.reached else "Put the closest on screen"
        st.button(label, key="take_sought", on_click=_take, args=(sought.scenario,))


def _stop(asked: str) -> Callable[[], None]:
    """Return what stops looking for what was asked: cancels the search."""
    return lambda: st.session_state.update({asked: None})


def _take(scenario: Scenario) -> None:
    session.show(scenario)
    session.draw_afresh()


def _plans(baseline: Baseline, scenario: Scenario) -> None:
    st.caption(
        "Who could give an amount together? A few plans, each within the scenario's limits and on top of its moves: "
        "touching as few as possible, with the smallest worst cut, in proportion."
    )
    plan = [baseline.period_names[column] for column in baseline.plan]
    with st.form(session.key_of("plan_form"), enter_to_submit=True):
        left, right = st.columns(2)
        to = left.selectbox("For whom", [*baseline.divisions, "Savings"], key=session.key_of("plan_to"))
        amount = right.text_input("How much in all", key=session.key_of("plan_amount"), placeholder="$5B")
        most = left.text_input(
            "Nobody is cut by more than", key=session.key_of("plan_most"), placeholder="15%, or empty"
        )
        givers = right.multiselect(
            "Who may give", baseline.divisions, key=session.key_of("plan_givers"), placeholder=DEFAULT
        )
        start = left.selectbox("Start", plan, key=session.key_of("plan_start"))
        end = right.selectbox("End", plan, len(plan[1:]), key=session.key_of("plan_end"))
        asked = st.form_submit_button("Make plans", type="primary")
    if asked:
        st.session_state.planned = (session.now(), to, amount, most.strip() or None, tuple(givers), start, end)
    held = st.session_state.get("planned")
    if held is not None and held[0] is session.now():
        _planned(baseline, scenario, held[1:])


def _planned(baseline: Baseline, scenario: Scenario, asked: tuple[Any, ...]) -> None:
    to, amount, most, givers, start, end = asked
    try:
        goal = goals.read_goal(to, amount, most, givers=givers, start=start, end=end)
        found = worked_out(
            "found_plans",
            (baseline, scenario, asked),
            lambda tell: goals.plans(baseline, scenario, goal, tell=tell),
            "plans",
            _stop("planned"),
        )
    except values.ModelError as error:
        st.error(bullets(error.problems))
        return
    for number, plan in enumerate(found):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            given = ", ".join(plan.cuts)
            st.markdown(
                f"**{plain(plan.title)}**  \nworst cut in all {show_share(plan.worst)}: {plain(given)}", width="stretch"
            )
            st.button("Put it on screen", key=f"take_plan_{number}", on_click=partial(_take, plan.scenario))
    side = side_by_side(found)
    tables.table(side, "Plans side by side", tables.unit_of(baseline))
    rows = by_plan(found)
    tables.csv_button(lambda: rows, "plans", "plans_csv")


draw()
