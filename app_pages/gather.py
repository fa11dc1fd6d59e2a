"""Gather: many people's scenarios as one answer: who cut what how often, how far apart they are, who agrees."""

from __future__ import annotations

from functools import partial

import streamlit as st
from virement import engine, exports, values, versions
from virement.app_pages.session import session
from virement.app_pages.shared import scenario_picker, tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.baseline import Baseline


def draw() -> None:
    """Draw the page."""
    baseline = session.baseline()
    if baseline is None:
        st.info("Open a baseline first.")
        return
    st.caption(
        f"Answers over {plain(baseline.title)}: scenario files, links as the app makes them, or scenarios that are "
        "here. In whatever order they come, the result is the same."
    )
    ledgers = [*_sent(baseline), *scenario_picker.chosen(baseline, "gather", 0).values()]
    if not ledgers:
        st.info("Nobody has answered yet: add files or links, or choose scenarios.")
        return
    _gathered(ledgers)


def _sent(baseline: Baseline) -> tuple[engine.Ledger, ...]:
    """Let a person add files and links; return those that can be carried out, and say what is left out and why."""
    left, right = st.columns(2)
    uploaded = left.file_uploader(
        "Scenario files", type=["yaml", "yml"], accept_multiple_files=True, key=session.key_of("gather_files")
    )
    pasted = right.text_area(
        "Links, one a line", key=session.key_of("gather_links"), height=110, placeholder="https://…/?s=2.…"
    )
    files = [(one.name, one.getvalue().decode("utf-8-sig", "replace")) for one in uploaded]
    answers = versions.answers_over(baseline, files, [line for line in pasted.splitlines() if line.strip()])
    if answers.notes:
        st.warning(bullets(answers.notes))
    return answers.ledgers


def _gathered(ledgers: list[engine.Ledger]) -> None:
    """Show one answer of many, with its framing."""
    try:
        found = versions.gather(ledgers)
    except values.ModelError as error:
        st.error(bullets(error.problems))
        return
    st.markdown(f"**{plain(versions.gathered_sentence(found))}**")
    st.caption("  \n".join(f"**{label}:** {plain(words)}" for label, words in versions.framing(found.ledgers)))
    unit = tables.unit_of(found.baseline)
    divisions, groups = versions.gathered_divisions(found), versions.gathered_groups(found)
    tables.table(divisions, f"By division, {found.span}: how many cut it, and how far apart they are", unit)
    tables.table(groups, "Groups that agree on whom to cut and whom to raise")
    with st.container(horizontal=True):
        tables.csv_button(lambda: divisions, "gathered-divisions", "gathered_csv", "By division, CSV")
        tables.csv_button(lambda: groups, "gathered-groups", "gathered_groups_csv", "Groups, CSV")
        page = partial(exports.gathered_page, found)
        st.download_button("Page that stands alone", page, "answers.html", on_click="ignore", key="gathered_html")


draw()
