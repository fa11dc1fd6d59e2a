"""Compare: any number of scenarios, saved or on screen, side by side; and what parts any two of them."""

from __future__ import annotations

import streamlit as st
from virement import charts, engine, values, versions, views
from virement.app_pages.session import session
from virement.app_pages.shared import scenario_picker, tables
from virement.app_pages.shared.markdown import plain
from virement.app_pages.shared.pictures import panel, picture, take_along
from virement.app_pages.shared.titles import titled
from virement.scenario import Case
from virement.versions import diff_sentence, rest_that_differs


def draw() -> None:
    """Draw the page."""
    moment = session.now()
    if moment.baseline is None:
        st.info("Open a baseline first.")
        return
    ledgers = scenario_picker.chosen(moment.baseline, "compare", 2)
    if len(ledgers) < 2:
        st.info("Choose two scenarios or more.")
        return
    span = _span(list(ledgers.values()))
    level = tables.level(moment.baseline, otherwise="1")
    _matrix(ledgers, level, span)
    _two(ledgers, span)


def _span(ledgers: list[engine.Ledger]) -> str:
    spans = views.spans(ledgers[0].baseline)
    return session.choice("Figures for", "compare_span", list(spans), views.common_span(ledgers))


def _matrix(ledgers: dict[str, engine.Ledger], level: int | None, span: str) -> None:
    held = list(ledgers.values())
    baseline, tidy = held[0].baseline, views.by_scenario(held, level, span)
    data = charts.comparison_data(tidy, baseline, span)
    take_along(picture("comparison", "Side by side", data, tidy))
    rows = views.compare(held, level, span)
    tables.table(rows, f"Divisions × scenarios, {span}", tables.unit_of(baseline))
    tables.csv_button(lambda: rows, "compare", "compare_csv")


def _two(ledgers: dict[str, engine.Ledger], span: str) -> None:
    st.subheader("From one to another", anchor=False)
    names = list(ledgers)
    baseline = next(iter(ledgers.values())).baseline
    shown = titled("scenario", names, values.scenario_title)
    with st.container(horizontal=True):
        first = session.choice("From", "compare_from", names, names[0], many=True, shown=shown)
        second = session.choice("To", "compare_to", names, names[1], many=True, shown=shown)
        division = session.choice(
            "Bridge of",
            "compare_division",
            [values.ROOT, *baseline.divisions],
            views.first_giver(Case(baseline, ledgers[second].scenario)),
            many=True,
        )
    a, b = ledgers[first], ledgers[second]
    unit = tables.unit_of(a.baseline)
    moves, rest = versions.moves_that_differ(a, b, span), rest_that_differs(a, b)
    st.markdown(plain(diff_sentence(a, b, span)))
    if not moves.empty:
        tables.table(moves, f"Moves that differ, {span}", unit)
        tables.csv_button(lambda: moves, "moves-that-differ", "moves_csv")
    if not rest.empty:
        tables.table(rest, "What else differs")
    bridge = versions.bridge_between(a, b, division, span)
    drawn = panel(
        "bridge_between",
        f"From {a.scenario.title} to {b.scenario.title}: {division}",
        charts.bridge_between_data(bridge, a.baseline, f"{a.scenario.title} → {b.scenario.title}", span, ""),
        bridge,
        baseline=a.baseline,
    )
    take_along(drawn)


draw()
