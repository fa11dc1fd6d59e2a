"""Actuals: plans against what was spent, which of them that is closest to, and what is left of each move."""

from __future__ import annotations

from functools import partial

import streamlit as st
from virement import values
from virement.actuals import Actuals, Tracking, actuals_names, load_actuals, read_actuals, track
from virement.app_pages.session import session
from virement.app_pages.shared import scenario_picker, tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.sidebar import sidebar
from virement.baseline import Baseline, baseline_names
from virement.values import UNITS

OWN = "A file of your own"
AS_FOUND = "As its headings say, else as the baseline's"
TABLES = {
    "closeness": "How far each plan is from the actuals",
    "by_division": "Plan against actual",
    "moves": "What is left of each move",
}


def draw() -> None:
    """Draw the page."""
    with st.sidebar:
        sidebar.choices()
    moment = session.now()
    if moment.baseline is None:
        st.info("Open a baseline first.")
        return
    ledgers = scenario_picker.chosen(moment.baseline, "compare", 3)
    try:
        actuals = _actuals(moment.baseline, moment.baseline_name)
        if actuals is None:
            return
        if not ledgers:
            st.info("Choose a scenario or more.")
            return
        _tracked(track(list(ledgers.values()), actuals))
    except values.ModelError as error:
        st.error(f"They can't be compared:\n\n{bullets(error.problems)}")


def _actuals(baseline: Baseline, name: str) -> Actuals | None:
    """Let a person choose or bring actual figures; none yet is None."""
    known = actuals_names(name) if name in baseline_names() else []
    which = session.choice("Which actuals", "actuals", [*known, OWN], known[-1]) if known else OWN
    if which != OWN:
        return load_actuals(which, baseline)
    file = st.file_uploader(
        "A CSV or XLSX with what was spent: division, period, amount", type=["csv", "tsv", "txt", "xlsx"], key="spent"
    )
    with st.container(horizontal=True):
        unit = st.selectbox("Its amounts count", list(UNITS), None, key="spent_unit", placeholder=AS_FOUND)
        rounded = st.text_input("Rounded to", key="spent_rounded", placeholder="$10M; empty if exact")
    if file is None:
        st.caption("What is blank is not known yet. Shorter periods are summed once all of a period are there.")
        return None
    return read_actuals(file.getvalue(), file.name, baseline, unit=unit, rounded_to=rounded.strip() or None)


def _tracked(found: Tracking) -> None:
    st.markdown(plain(found.words()))
    if found.warnings:
        st.warning(bullets(found.warnings))
    for name, title in TABLES.items():
        rows = getattr(found, name)
        tables.table(rows, title, tables.unit_of(found.baseline))
        file = f"{session.file_stem()}-{name.replace('_', '-')}"
        tables.csv_button(partial(getattr, found, name), file, f"{name}_csv")


draw()
