"""The pictures of one ledger: the shift, and one of the others at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import pandas as pd
import streamlit as st
from virement import charts, engine, measures, uncertainty, values, views
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import plain
from virement.app_pages.shared.pictures import Drawn, panel, picture

SHIFT = "shift"
LEADING = Drawn(SHIFT, charts.LEDGER_CHARTS[SHIFT].title, is_picture=True)
Picture = Callable[[engine.Ledger, str], Drawn | None]


def chosen() -> Picture:
    """Let a person choose what stands under the shift; return what draws it.

    Choices cost a step of the slider less than `st.tabs`, which draws each of its labels anew.
    """
    pictures = {one.title: partial(_drawn, name, one) for name, one in charts.LEDGER_CHARTS.items() if name != SHIFT}
    drawn: dict[str, Picture] = {"Table": _table, **pictures, **OTHERS}
    return drawn[session.choice("Picture", "tab", list(TABS), TABS[0])]


def shift(ledger: engine.Ledger, span: str) -> Drawn:
    """Draw what left and what came, on one scale: the picture that is always in sight."""
    lines = views.shift_lines(ledger, span)  # once: a step waits for it
    rows = pd.DataFrame(lines).drop(columns="touched")
    data = charts.shift_data(ledger, span, lines)
    return picture(SHIFT, charts.LEDGER_CHARTS[SHIFT].title, data, rows)


def _table(ledger: engine.Ledger, span: str) -> None:
    """Show the figures of the shift, which has just been drawn."""
    title = charts.LEDGER_CHARTS[SHIFT].title
    tables.table(st.session_state.screen[SHIFT], f"{title}, {span}", tables.unit_of(ledger.baseline))


def _drawn(name: str, one: charts.LedgerChart, ledger: engine.Ledger, span: str) -> Drawn:
    """Draw one of the pictures of a ledger, under the choices that it has."""
    chosen: dict[str, Any] = {}
    if one.options:
        with st.container(horizontal=True):
            chosen = {option: OPTIONS[option](ledger, name, one.title) for option in one.options}
    data, beside, said = one.data(ledger, span, **chosen), one.beside(ledger, span, **chosen), {"span": span, **chosen}
    if beside and not data.empty:
        st.caption(plain(beside))
    return panel(
        name.replace("-", "_"),
        (one.heading or one.title).format(**said),
        data,
        one.table(ledger, span, **chosen),
        baseline=ledger.baseline,
        empty=beside or one.empty.format(**said),
    )


def _level(ledger: engine.Ledger, name: str, title: str) -> int | None:
    return tables.level(ledger.baseline, otherwise=tables.LEAVES)


def _measure(ledger: engine.Ledger, name: str, title: str) -> Any:
    return session.choice("Measured in", "measure", get_args(charts.Measure), "amount")


def _division(ledger: engine.Ledger, name: str, title: str) -> str:
    return session.choice(
        f"{title} of",
        f"{name.rpartition('-')[2]}_division",
        [values.ROOT, *ledger.baseline.divisions],
        views.first_giver(ledger.case),
        many=True,
    )


def _by(ledger: engine.Ledger, name: str, title: str) -> Any:
    return session.choice("By", "by", get_args(charts.By), "period")


OPTIONS: dict[charts.Option, Callable[[engine.Ledger, str, str], Any]] = {
    "level": _level,
    "measure": _measure,
    "division": _division,
    "by": _by,
}


def _alone(ledger: engine.Ledger, span: str) -> None:
    st.caption(
        "Every cut is of the baseline, so what a move does alone is what it adds on top of the others, "
        "unless a limit or a budget can't bear them together."
    )
    rows = views.isolated(ledger.case, span)
    tables.table(rows, "What each move does alone, and adds on top of the others", tables.unit_of(ledger.baseline))
    tables.csv_button(lambda: rows, "isolated", "isolated_csv")
    by_division = views.isolated_by_division(ledger.case, 1, span)
    tables.table(by_division, "Each move by division", tables.unit_of(ledger.baseline))
    tables.csv_button(lambda: by_division, "isolated-by-division", "isolated_by_division_csv")
    _contributions(ledger)


def _contributions(ledger: engine.Ledger) -> None:
    """Divide a measure in which the moves interact among them; nothing where there is none."""
    able = uncertainty.interacting_measures(ledger.case, measures.usual_measures(ledger.case))
    if not able:
        return
    measure = session.choice("What the moves bring about together", "attributed", able, able[0], many=True)
    found = uncertainty.attribute(ledger.case, measure)
    st.caption(plain(found.words()))
    rows = found.table()
    unit = "percentage points" if found.measure.is_share else tables.unit_of(ledger.baseline)
    tables.table(rows, "What each move contributes, and how much its place in the order matters", unit)
    tables.csv_button(lambda: rows, "attribution", "attribution_csv")


def _history(ledger: engine.Ledger, span: str) -> Drawn:
    earlier = views.load_history(session.now().baseline_name)
    measure = session.choice("Measure", "history_measure", views.MEASURES, "costs")
    return panel(
        "history",
        "History, and the plan",
        charts.history_data(ledger, earlier, measure),
        views.continued(ledger, earlier, measure),
        baseline=ledger.baseline,
        empty="No earlier years are known of this baseline.",
    )


def _status(ledger: engine.Ledger, span: str) -> None:
    st.caption(ledger.baseline.about)
    unit = tables.unit_of(ledger.baseline)
    tables.table(views.money_by_status(ledger, span), "What the money moved rests on", unit)
    tables.table(views.figure_sources(ledger.baseline, span), f"Every figure of {span}", unit)


OTHERS: dict[str, Picture] = {"Each move alone": _alone, "History": _history, "Status and sources": _status}
TABS = ("Table", *(one.title for name, one in charts.LEDGER_CHARTS.items() if name != SHIFT), *OTHERS)
