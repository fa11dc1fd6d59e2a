"""All that can be set of a scenario beside its picture: the cut that leads, the moves, locks and limits."""

from __future__ import annotations

import streamlit as st
from virement import edits, views
from virement.app_pages.cards import growth_card, limit_cards, lock_card, move_card
from virement.app_pages.session import session
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.scenario import Scenario

OPEN_AT_FIRST = 3


def draw(baseline: Baseline) -> None:
    """Draw a card for each move, ways to add one and to go back, and the cards of locks and limits."""
    scenario = session.on_screen()[1]
    if lines := views.built_on(scenario):
        st.caption(plain(f"Builds on others: {', and '.join(lines)}"))
    for index in range(len(scenario.moves)):
        move_card.draw(baseline, scenario, index, opened=index < OPEN_AT_FIRST)
    saved = session.now().saved
    with st.container(horizontal=True):
        st.button("Add a move", icon=":material/add:", on_click=_add, args=(baseline,), key="add_move")
        if session.is_changed() and saved is not None:
            st.button("Reset all", icon=":material/restart_alt:", on_click=_reset, args=(saved,), key="reset_all")
    lock_card.draw(baseline, scenario)
    limit_cards.draw(baseline, scenario)
    growth_card.draw(baseline, scenario)


def _add(baseline: Baseline) -> None:
    session.edit(edits.with_new_move, baseline)


def _reset(saved: Scenario) -> None:
    session.show(saved)
    session.draw_afresh()
