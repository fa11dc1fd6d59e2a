"""Explore in a meeting: the whole screen, large type, one cut, one picture, and a meter of what is not allocated."""

from __future__ import annotations

import html

import streamlit as st
from virement import engine, views
from virement.app_pages.cards import move_card
from virement.app_pages.controls.full_screen import full_screen
from virement.app_pages.session import session
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline

MODE, CUT = "meeting", "meeting_cut"
ON, OFF = "on", "off"
# a picture takes the width that it is seen at, and is then enlarged once more: 1 / 1.5 / 1.5 of the place is all of it
LOOK = """
[data-testid="stLayoutWrapper"]:has(> :is(.st-key-bar, .st-key-heading)) {display: none}
[data-testid="stMainBlockContainer"] {max-width: none; padding: 1.5rem 2.5vw}
.st-key-right {gap: 2vw}
.said h2 {font-size: clamp(1.1rem, 1.9vw, 2.8rem); line-height: 1.25}
.st-key-picture_shift {width: 44.4%; transform: scale(1.5); transform-origin: 0 0}
.st-key-picture_shift [data-testid="stElementToolbar"], .st-key-below {display: none}
.st-key-left {zoom: 1.3}
.allocated {font-size: clamp(1.3rem, 2.2vw, 3rem); font-weight: 600; padding: .5rem 0 1rem}
.allocated > div {height: clamp(1.3rem, 3vw, 4rem); margin-top: .3rem; border: 2px solid currentColor;
  border-radius: .3rem}
.allocated > div > span {display: block; height: 100%; background: currentColor; transition: width .25s}
@media (prefers-reduced-motion: reduce) {.allocated > div > span {transition: none}}
@media (max-width: 899px) {
  .st-key-left {zoom: 1}
  .st-key-picture_shift {width: 100%; transform: none}
}
"""


def is_on() -> bool:
    """Tell whether the screen is a meeting's."""
    return session.chosen(MODE, (ON, OFF), OFF) == ON


def begin() -> None:
    """Offer to show this in a meeting."""
    st.button("Meeting", icon=":material/slideshow:", key="begin_meeting", on_click=session.see, args=(MODE, ON))


def draw(baseline: Baseline) -> None:
    """Draw one cut with what it goes to, the steps back and forth, and the way out."""
    scenario = session.on_screen()[1]
    names = [move.name for move in scenario.moves]
    if len(names) > 1:
        session.choice("Cut", CUT, names, names[0], many=True)
    for index, name in enumerate(names):
        if name == session.chosen(CUT, names, names[0]):
            st.markdown(f"**{plain(name)}**")
            move_card.draw_cut(baseline, scenario, index)
            move_card.draw_parts(baseline, scenario, index)
    with st.container(horizontal=True):
        st.button(
            "Undo", icon=":material/undo:", key="meeting_undo", on_click=session.undo, disabled=not session.can_undo()
        )
        full_screen()
        st.button("Leave", icon=":material/close:", key="end_meeting", on_click=session.see, args=(MODE, OFF))


def meter(ledger: engine.Ledger, span: str) -> str:
    """Return the meter of what is not allocated, as HTML."""
    left = views.allocation(ledger, span)
    words = html.escape(left.words)
    said = f"aria-valuemin='0' aria-valuemax='100' aria-valuenow='{left.percent}' aria-valuetext='{words}'"
    bar = f"<div role='meter' aria-label='Not allocated yet' {said}><span style='width: {left.percent}%'></span></div>"
    return f"<div class='allocated'>{words}{bar}</div>"
