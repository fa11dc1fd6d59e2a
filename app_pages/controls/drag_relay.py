"""What carries the words of every quantity to the part of the page that follows the hand, and its answer back.

A page is drawn as a whole in a tenth of a second or more, which is too slow for a hand that drags. So a drag draws only
the part that the relay stands in; the rest of the page follows when the hand rests.
"""

from __future__ import annotations

import streamlit as st
from virement.app_pages.controls import part
from virement.app_pages.controls.slider_box import answer, hear

KEY = "relay"

_mount = part("drag_relay")


def relay() -> None:
    """Draw it, unseen, in the fragment that follows the hand."""
    _mount(key=KEY, on_said_change=_heard, on_rested_change=_draw_page, data={"answer": _answer()})


def page_is_drawn() -> None:
    """Take note that the whole page is being drawn."""
    st.session_state.update(page_is_old=False, answering="")


def page_is_old() -> bool:
    """Tell whether more of the page than what follows the hand should be drawn now."""
    return bool(st.session_state.page_is_old)


def hand_is_moving() -> bool:
    """Tell whether only what follows the hand is drawn: the whole page comes when it rests."""
    return bool(st.session_state.answering)


def _heard() -> None:
    told = st.session_state[KEY]["said"]
    hear(told)
    st.session_state.answering = told["key"]
    if "position" not in told:
        _draw_page()


def _draw_page() -> None:
    st.session_state.page_is_old = True


def _answer() -> dict[str, object] | None:
    return answer(st.session_state.answering)
