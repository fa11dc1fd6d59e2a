"""Work that may take long: done once for what it is about, with a bar that shows how far it is and a button to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from virement.values import Tell, how_far, part_done

Found = TypeVar("Found")


def worked_out(name: str, about: object, work: Callable[[Tell], Found], units: str, stop: Callable[[], None]) -> Found:
    """Return what some work finds about something: what it found before, or what it finds now.

    `stop` is what the button does; the work ends at its next word. What the work raises is raised.
    """
    known = st.session_state.get(name)
    if known is not None and known[0] == about:
        found: Found = known[1]
        return found
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, units.capitalize())
        st.button("Stop", key=f"stop_{name}", on_click=stop)

    def tell(done: int, most: int) -> None:
        bar.progress(part_done(done, most), how_far(done, most, units))

    try:
        found = work(tell)
    finally:
        place.empty()
    st.session_state[name] = (about, found)
    return found
