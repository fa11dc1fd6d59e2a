"""Scenario file: the YAML itself, to read and to edit; what is wrong shows at its line, what is right is applied."""

from __future__ import annotations

import streamlit as st
from virement import values
from virement.app_pages.controls.yaml_editor import yaml_editor
from virement.app_pages.session import session
from virement.app_pages.shared.markdown import plain


def draw() -> None:
    """Draw the page."""
    moment = session.now()
    st.subheader("The scenario as a file", anchor=False)
    st.caption("What the file says is the whole scenario. Edit it here; Apply puts it on screen, Save keeps it.")
    written = session.written()
    if written is None:
        st.info("There is no scenario to write yet: open a baseline first.")
        return
    draft = st.session_state.get("draft")
    if draft is None or draft[0] is not moment:
        draft = (moment, written)
    text = draft[1]
    scenario, problems = session.examined(text)
    yaml_editor(
        f"yaml_{st.session_state.version}",
        "The scenario as YAML",
        text,
        problems,
        _summary(problems),
        heard=lambda said: st.session_state.update(draft=(session.now(), said)),
    )
    with st.container(horizontal=True):
        st.button(
            "Apply",
            type="primary",
            disabled=scenario is None or text == written,
            on_click=session.apply_text,
            args=(text,),
            key="apply",
        )
        st.button("Discard", disabled=text == written, on_click=_discard, key="discard")
    st.markdown(f"The fields, one by one: {plain('scenarios/README.md')}")


def _summary(problems: list[values.Problem]) -> str:
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        return f"{len(errors)} to fix before it can be applied"
    return f"It can be applied; {len(problems)} to know" if problems else "Nothing is wrong with it"


def _discard() -> None:
    st.session_state.draft = None
    session.draw_afresh()


draw()
