"""Actuals: plans against what was spent, which of them that is closest to, and what is left of each move."""

from __future__ import annotations

from functools import partial

import streamlit as st
from virement import charts, values
from virement.actuals import Actuals, Tracking, actuals_names, actuals_of, actuals_reading, load_actuals, track
from virement.app_pages.session import session
from virement.app_pages.shared import scenario_picker, table_questions, tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.pictures import picture, take_along
from virement.baseline import Baseline, baseline_names
from virement.tables import Mapping
from virement.values import UNITS

OWN = "A file of your own"
AS_FOUND = "As its headings say, else as the baseline's"
TABLES = {
    "closeness": (
        "How far each plan is from the actuals",
        "Differences in all: what was spent less what was planned in each division and period, without signs, added up."
        " Rounding: by how much that can be off because the actual figures were rounded.",
    ),
    "by_division": ("Plan against actual", "The difference is what was spent less what was planned."),
    "moves": (
        "What is left of each move",
        "Of the periods that are over: what the move takes and gives there, and how much less than the baseline was "
        "spent, whatever the reason. Not seen yet: what of the move doesn't show in that. Still to come: what it takes "
        "in the periods that follow.",
    ),
}
SOURCE = ["division", "period", "actual_status", "source", "as_of", "note"]


def draw() -> None:
    """Draw the page."""
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
        "A CSV or XLSX with what was spent; a budget may stand beside it",
        type=["csv", "tsv", "txt", "xlsx"],
        key="spent",
    )
    with st.container(horizontal=True):
        unit = st.selectbox("Its amounts count", list(UNITS), None, key="spent_unit", placeholder=AS_FOUND)
        rounded = st.text_input("Rounded to", key="spent_rounded", placeholder="$10M; empty if exact")
    if file is None:
        st.caption("What is blank is not known yet. Shorter periods are summed once all of a period are there.")
        return None
    if st.session_state.get("spent_id") != file.file_id:
        st.session_state.update(spent_id=file.file_id, spent_mapping=Mapping())
    mapping: Mapping = st.session_state.spent_mapping
    reading = actuals_reading(file.getvalue(), file.name, baseline, unit=unit, mapping=mapping)
    if reading.questions:
        st.info("They can be compared when what is asked here is answered.")
        table_questions.draw(reading, "spent")
        return None
    return actuals_of(reading, baseline, rounded.strip() or None)


def _tracked(found: Tracking) -> None:
    st.markdown(plain(found.words()))
    if found.warnings:
        st.caption("  \n".join(plain(f"{one.what}.") for one in found.warnings))
    _picture(found)
    for name, (title, words) in TABLES.items():
        rows = getattr(found, name)
        with_sources = name == "by_division"
        tables.table(rows.drop(columns=SOURCE[3:]) if with_sources else rows, title, tables.unit_of(found.baseline))
        st.caption(words)
        file = f"{session.file_stem()}-{name.replace('_', '-')}"
        tables.csv_button(partial(getattr, found, name), file, f"{name}_csv")
    tables.table(found.by_division[SOURCE].drop_duplicates(), "Where the actual figures come from")


def _picture(found: Tracking) -> None:
    verdicts = found.closeness
    near = list(verdicts.loc[verdicts["closest"] != "no", "scenario"])
    take_along(
        picture(
            "actual_spending",
            "Plan against actual",
            charts.actual_spending_data(found.by_division, near, found.baseline),
            found.by_division,
        )
    )


draw()
