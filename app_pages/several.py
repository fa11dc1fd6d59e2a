"""Several scenarios over the baseline on screen: chosen once for the pages that use them, and carried out."""

from __future__ import annotations

import streamlit as st

import model
from app_pages import session
from app_pages.texts import bullets, plain
from model import comparison

ON_SCREEN = "On screen"


def chosen(baseline: model.Baseline, purpose: str, at_first: int) -> dict[str, model.Ledger]:
    """Let a person choose scenarios for a purpose; return the ledger of each, told apart where titles are the same.

    The one on screen is as it stands there. One that can't be carried out is named, and left out.
    """
    found: dict[str, model.Ledger] = {}
    for name in _names(purpose, at_first):
        try:
            scenario = session.scenario() if name == ON_SCREEN else model.load_scenario(name)
            found[name] = model.reallocate(baseline, scenario)
        except model.ModelError as error:
            st.error(f"{plain(name)} is left out:\n\n{bullets(error.problems)}")
    return comparison.named_apart(found)


def _names(purpose: str, at_first: int) -> list[str]:
    """Let a person choose names; they hold from page to page, and go along in a link."""
    moment, key = session.now(), f"chosen_{purpose}"
    names = [*([ON_SCREEN] if moment.scenario else []), *session.scenarios_over(moment.baseline_name)]
    others = [name for name in names if name not in (ON_SCREEN, moment.opened)]
    held = [name for name in st.session_state.view.get(purpose, "").split(",") if name in names]

    def keep() -> None:
        st.session_state.view[purpose] = ",".join(st.session_state[key])

    if key not in st.session_state:
        st.session_state[key] = held or [*names[:1], *others][:at_first]
    st.session_state[key] = [name for name in st.session_state[key] if name in names]
    st.multiselect("Scenarios", names, key=key, on_change=keep)
    return list(st.session_state[key])
