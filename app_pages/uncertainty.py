"""Uncertainty: what ranges do to a measure, which guess matters, and where a ranking or a limit flips."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st
from virement import charts, edits, engine, measures, scenario, uncertainty, values, views
from virement.app_pages.cards import range_cards
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.pictures import panel, take_along
from virement.app_pages.shared.progress_bar import worked_out
from virement.baseline import Baseline
from virement.measures import usual_measures
from virement.uncertainty import Input, inputs_of

DRAWS = {"1,000": 1_000, "10,000": 10_000, "100,000": 100_000, "1,000,000": 1_000_000}
FEW = "10,000"
FIRST = Fraction(1, 5)  # of the cut, less and more
TABS = ("Distribution", "Sensitivity", "Two-way table", "Break-even", "Variance by input")


def draw() -> None:
    """Draw the page."""
    moment = session.now()
    left, right = st.columns([1, 3], gap="large")
    with left:
        if moment.baseline is not None and moment.scenario is not None:
            range_cards.draw(moment.baseline, moment.scenario)
    with right:
        _results()


def _results() -> None:
    ledger, problems = session.carried_out()
    if ledger is None:
        st.error(f"No ranges defined yet:\n\n{bullets(problems)}" if problems else "Open a scenario first.")
        return
    try:
        inputs = inputs_of(ledger.case)
    except values.ModelError as error:
        st.error(f"Invalid ranges:\n\n{bullets(error.problems)}")
        return
    if not inputs:
        _begin(ledger)
        return
    measure = _measure(ledger)
    if measure is not None:
        _pictures(ledger, inputs, measure)


def _begin(ledger: engine.Ledger) -> None:
    """Say what ranges are good for, and offer one to begin with."""
    st.markdown(
        "Nothing has a range yet, so there is one answer. Say how far a figure may be off, and see what that does: "
        "how the result spreads, which figure matters most, and where a limit or a ranking flips."
    )
    cuts = [spot for spot in edits.spots(ledger.scenario, ledger.baseline) if spot.path == ("cut",)]
    for spot in cuts[:1]:
        st.button(
            "Try ±20 % on the cut",
            type="primary",
            key=session.key_of("try_cut"),
            on_click=_try,
            args=(ledger.baseline, spot),
            help=plain(spot.name),
        )


def _try(baseline: Baseline, spot: edits.Spot) -> None:
    session.edit(lambda held: edits.with_first_range(held, baseline, spot, FIRST))
    session.draw_afresh()


def _measure(ledger: engine.Ledger) -> measures.Measure | None:
    """Let a person choose or type what is looked at."""
    usual = usual_measures(ledger.case)
    said = st.session_state.view.get("measure", usual[0])
    key = session.key_of("measure")

    def keep() -> None:
        session.see("measure", st.session_state[key] or usual[0])

    options = list(dict.fromkeys([*usual, said]))
    st.selectbox(
        "What to look at",
        options,
        options.index(said),
        key=key,
        on_change=keep,
        accept_new_options=True,
        help="Choose one, or type: share of a division in a span, budget of, fundable, unallocated, operating income",
    )
    try:
        return measures.read_measure(said, ledger.case)
    except values.ModelError as error:
        st.error(bullets(error.problems))
        return None


def _pictures(ledger: engine.Ledger, inputs: tuple[Input, ...], measure: measures.Measure) -> None:
    drawn: tuple[Callable[..., None], ...] = (_spread, _tornado, _two, _flips, _variance)
    name = session.choice("Picture", "uncertainty_tab", TABS, TABS[0])
    try:
        drawn[TABS.index(name)](ledger, inputs, measure)
    except values.ModelError as error:
        st.error(bullets(error.problems))


def _spread(ledger: engine.Ledger, inputs: tuple[Input, ...], measure: measures.Measure) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        many = session.choice("Draws", "draws", list(DRAWS), FEW)
        st.number_input(
            "Seed", 0, None, _seed(), key="seed", on_change=_keep_seed, width=140, help="The same gives the same bytes"
        )
        goal = st.text_input(
            "Goal",
            key="goal",
            placeholder="≥ 15%, or <= $2B",
            help="Target, e.g. ≥ 15 %",
        )
        division = session.choice(
            "Over time",
            "fan_division",
            [values.ROOT, *ledger.baseline.divisions],
            measure.name if measure.name in ledger.baseline else views.first_giver(ledger.case),
            many=True,
        )
    said = goal.strip()
    target = f"{measure} {said}" if said[:1] in ("<", ">", "≤", "≥") else said
    targets = [measures.read_target(target, ledger.case)] if said else []
    seed = _seed()
    asked = (DRAWS[many], seed, measure, tuple(targets), division)
    found = _simulated(ledger, asked)
    drawn = panel(
        "distribution",
        f"{measure}, {many} draws, seed {seed}",
        charts.distribution_data(found, 0),
        uncertainty.of_measure(found, 0),
        baseline=ledger.baseline,
        unit=_unit(ledger, measure),
    )
    take_along(drawn)
    happens = uncertainty.chances(found)
    tables.table(happens, "What may happen")
    tables.csv_button(lambda: happens, "chances", "chances_csv")
    cells = uncertainty.by_cell(found)
    drawn = panel(
        "fan",
        f"{division} by period",
        charts.fan_data(found, division, cells),
        cells[cells["division"] == division],
        baseline=ledger.baseline,
    )
    take_along(drawn)
    tables.csv_button(lambda: cells, "spread", "spread_csv", "CSV of all divisions")


def _seed() -> int:
    """Return the seed, which holds on every tab, and goes along in a link."""
    return int(st.session_state.view.get("seed", "1"))


def _keep_seed() -> None:
    session.see("seed", str(st.session_state.seed or 0))


def _unit(ledger: engine.Ledger, measure: measures.Measure) -> str:
    if measure.is_jobs:
        return "jobs"
    return "in %" if measure.is_share else tables.unit_of(ledger.baseline)


def _simulated(ledger: engine.Ledger, asked: tuple[Any, ...]) -> uncertainty.Simulation:
    """Simulate what is asked for, once."""
    draws, seed, measure, targets, division = asked
    return worked_out(
        "simulated",
        (ledger.baseline, ledger.scenario, asked),  # another table of the same name is another baseline
        lambda tell: uncertainty.simulate(
            ledger.case,
            draws=draws,
            seed=seed,
            measures=[measure],
            targets=targets,
            divisions=[*ledger.baseline.at_level(1), division],
            tell=tell,
        ),
        "draws",
        stop=partial(session.see, "draws", FEW),
    )


def _tornado(ledger: engine.Ledger, inputs: tuple[Input, ...], measure: measures.Measure) -> None:
    rows = uncertainty.tornado(ledger.case, measure)
    drawn = panel(
        "tornado",
        f"{measure}, each range at its ends",
        charts.tornado_data(rows, ledger, measure),
        rows,
        baseline=ledger.baseline,
        unit=_unit(ledger, measure),
    )
    take_along(drawn)


def _two(ledger: engine.Ledger, inputs: tuple[Input, ...], measure: measures.Measure) -> None:
    names = [one.name for one in inputs]
    if len(names) < 2:
        st.info("It takes two ranges. Give something else a range on the left.")
        return
    with st.container(horizontal=True):
        first = session.choice("Down", "two_first", names, names[0], many=True)
        second = session.choice("Across", "two_second", names, names[1], many=True)
    rows = uncertainty.two_way(ledger.case, measure, first, second)
    drawn = panel(
        "heatmap",
        f"{measure}: {first} down, {second} across",
        charts.heatmap_data(rows, ledger, measure, first, second),
        rows.drop(columns="likely"),
        baseline=ledger.baseline,
        unit=_unit(ledger, measure),
    )
    take_along(drawn)


def _flips(ledger: engine.Ledger, inputs: tuple[Input, ...], measure: measures.Measure) -> None:
    breaks = uncertainty.break_points(ledger.case)
    if not ledger.scenario.limits:
        st.caption("No limit is set, so none can break.")
    elif breaks.empty:
        st.caption("No limit starts or stops to break within any one range.")
    else:
        tables.table(breaks, "Where a limit starts or stops to break")
        tables.csv_button(lambda: breaks, "break-points", "breaks_csv")
    others = [name for name in session.scenarios_over(session.now().baseline_name) if name != session.now().opened]
    if not others:
        st.caption("There is no other scenario over this baseline to compare with.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        other = session.choice("Against", "flips_against", others, others[0], many=True)
        less = st.toggle("Less is better", key="flips_less")
    rows = uncertainty.flip_points(ledger.case, scenario.load_scenario(other), measure, less=less)
    if rows.empty:
        st.caption(plain(f"Within the ranges, the ranking of the two on {measure} never flips."))
        return
    tables.table(rows, f"Where the ranking on {measure} flips")
    tables.csv_button(lambda: rows, "flip-points", "flips_csv")


def _variance(ledger: engine.Ledger, inputs: tuple[Input, ...], measure: measures.Measure) -> None:
    st.caption(
        "How much of the variance each range makes by itself (first), and together with the others (total): "
        "Sobol indices, with bounds of 95 %. They sum to about 1 without interactions."
    )
    seed = _seed()
    about = ledger.case, measure, seed
    rows = worked_out(
        "variance_parts",
        about,
        lambda tell: uncertainty.sobol_indices(ledger.case, measure, points=512, seed=seed, tell=tell),
        "runs",
        stop=partial(session.see, "uncertainty_tab", TABS[0]),
    )
    tables.table(rows, f"Variance by input of {measure}, seed {seed}")
    tables.csv_button(lambda: rows, "variance", "variance_csv")


draw()
