"""A page to try two presses at once: its first button does two things, with a while between them."""

import time

import streamlit as st
from virement.app_pages.session import whole_presses

whole_presses.keep()


def _slow():
    st.session_state.begun = True
    time.sleep(0.5)
    st.session_state.done = True


def _heard():
    st.session_state.heard += 1


for name, value in {"begun": False, "done": False, "heard": 0}.items():
    st.session_state.setdefault(name, value)
st.button("Slow", on_click=_slow)
st.button("Other", on_click=_heard)
st.text(f"Begun: {st.session_state.begun}, done: {st.session_state.done}, heard: {st.session_state.heard}")
