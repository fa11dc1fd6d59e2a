"""Goals: what cut it takes for a measure to reach a target, and who could give an amount together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st
from virement import edits, goals, values
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.progress_bar import worked_out
from virement.baseline import Baseline
from virement.edits import levers_of
from virement.goals import by_plan, side_by_side
from virement.measures import usual_measures
from virement.scenario import Case, Scenario
from virement.values import show_share

ONE, SEVERAL = "One input", "Several givers"
DEFAULT = "As a rule: all the others"
ASKED = ("plan_to", "plan_amount", "plan_most", "plan_givers", "plan_start", "plan_end")


def draw() -> None:
    """Draw the page."""
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
    usual = usual_measures(Case(baseline, scenario))
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
            lambda tell: goals.seek(Case(baseline, scenario), measure, target, varied, tell),
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
        f"{', '.join(goals.OBJECTIVES[name].title for name in goals.objectives_of(baseline))}."
    )
    plan = [baseline.period_names[column] for column in baseline.plan]
    with st.form(session.key_of("plan_form"), enter_to_submit=True):
        left, right = st.columns(2)
        to = left.selectbox("For whom", [*baseline.divisions, "Savings"], key=session.key_of("plan_to"))
        amount = right.text_input(
            "How much in all", key=session.key_of("plan_amount"), placeholder="$5B, or 1,000 jobs"
        )
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
    """Show what nobody was given yet, which comes first, and the plans, or what stands in their way."""
    to, amount, most, givers, start, end = asked
    case = Case(baseline, scenario)
    try:
        goal = goals.read_goal(to, amount, most, givers=givers, start=start, end=end)
        _ways("Nobody has to be cut for this:", goals.unallocated_for(case, goal), "unallocated")
        found = worked_out(
            "found_plans",
            (baseline, scenario, asked),
            lambda tell: goals.plans(case, goal, tell=tell),
            "plans",
            _stop("planned"),
        )
    except goals.InfeasibleGoal as error:
        for problem in error.problems:
            st.error(plain(f"{problem.what}."))
        _changes(error.conflict.changes, asked)
        return
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
    unit = "jobs" if isinstance(goal.amount, values.Jobs) else tables.unit_of(baseline)
    tables.table(side, "Plans side by side", unit)
    st.caption("What each plan is worth by every aim, and how far it is off the best of them: what choosing it costs.")
    worth = goals.prices(found).dropna(axis=1, how="all")
    tables.table(worth, "What each plan costs by the other aims")
    rows = by_plan(found)
    with st.container(horizontal=True):
        tables.csv_button(lambda: rows, "plans", "plans_csv", "Plans, CSV")
        tables.csv_button(lambda: worth, "plan-prices", "plan_prices_csv", "What they cost, CSV")


def _ways(said: str, ways: Sequence[edits.FixOption], name: str) -> None:
    if ways:
        st.markdown(f"**{said}**")
    for nth, way in enumerate(ways):
        st.button(plain(way.words), key=f"{name}_{nth}", on_click=_take, args=(way.scenario,))


def _changes(changes: Sequence[goals.Change], asked: tuple[Any, ...]) -> None:
    """Offer each single change that makes a goal possible; the plans that it makes possible follow."""
    if not changes:
        st.markdown("No single change makes it possible: loosen several rules, or name more givers.")
        return
    st.markdown("**Any one of these makes it possible:**")
    for nth, change in enumerate(changes):
        words = f"{change.words[:1].upper()}{change.words[1:]}"
        st.button(plain(words), key=f"change_{nth}", on_click=_loosen, args=(change, asked))


def _loosen(change: goals.Change, asked: tuple[Any, ...]) -> None:
    """Put a changed limit on screen, or change what is asked for; and ask again."""
    to, _, _, givers, start, end = asked
    session.show(change.scenario)
    session.draw_afresh()
    most = edits.written(change.goal.most)
    held = (to, edits.written(change.goal.amount), most or None, givers, start, end)
    st.session_state.planned = (session.now(), *held)
    for name, said in zip(ASKED, held, strict=True):
        st.session_state[session.key_of(name)] = list(said) if isinstance(said, tuple) else said or ""


draw()
