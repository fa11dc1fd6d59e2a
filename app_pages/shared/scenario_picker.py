"""Several scenarios over the baseline on screen: chosen once for the pages that use them, and carried out."""

from __future__ import annotations

import streamlit as st
from virement import engine, values, views
from virement.app_pages.session import session
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.titles import titled
from virement.baseline import Baseline
from virement.scenario import Scenario, load_scenario

ON_SCREEN = "On screen"


def chosen(baseline: Baseline, purpose: str, at_first: int) -> dict[str, engine.Ledger]:
    """Let a person choose scenarios for a purpose; return the ledger of each, told apart where titles are the same.

    The one on screen is as it stands there. One that can't be carried out is named, and left out.
    """
    found: dict[str, engine.Ledger] = {}
    for name in _names(purpose, at_first):
        try:
            scenario = session.on_screen()[1] if name == ON_SCREEN else load_scenario(name)
            found[name] = engine.reallocate(baseline, scenario)
        except values.ModelError as error:
            st.error(f"{plain(name)} is left out:\n\n{bullets(error.problems)}")
    return views.named_apart(found)


def _names(purpose: str, at_first: int) -> list[str]:
    """Let a person choose names; they hold from page to page, and go along in a link."""
    moment, key = session.now(), f"chosen_{purpose}"
    read = session.read_over(moment.baseline_name)
    names = [*([ON_SCREEN] if moment.scenario else []), *read]
    others = [name for name in names if name not in (ON_SCREEN, moment.opened)]
    others.sort(key=lambda name: not _is_other_half(read[name], moment.scenario))
    held = [name for name in st.session_state.view.get(purpose, "").split(",") if name in names]

    def keep() -> None:
        st.session_state.view[purpose] = ",".join(st.session_state[key])

    if key not in st.session_state:
        st.session_state[key] = held or [*names[:1], *others][:at_first]
    st.session_state[key] = [name for name in st.session_state[key] if name in names]
    shown = titled("scenario", names, values.scenario_title)
    st.multiselect("Scenarios", names, key=key, on_change=keep, format_func=shown)
    return list(st.session_state[key])


def _is_other_half(other: Scenario | None, scenario: Scenario | None) -> bool:
    """Tell whether a scenario moves another amount from the same divisions to the same as the one on screen."""
    if scenario is None or other is None or not scenario.moves or not other.moves:
        return False
    one, two = scenario.moves[0], other.moves[0]
    return one.cut != two.cut and (one.from_, tuple(one.to)) == (two.from_, tuple(two.to))
