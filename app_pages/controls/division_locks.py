"""The divisions with a lock each, and how much they could still give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import streamlit as st
from virement.app_pages.controls import part

_mount = part("division_locks")


class Row(TypedDict):
    """A division as its line shows it: how deep it stands, and what it could still give.

    `room` says that in words, `left` as a bar beside that of its whole `budget`; both are numbers as texts.
    """

    division: str
    name: str
    depth: int
    locked: bool
    held: bool  # by a lock on a division above it
    room: str
    budget: str
    left: str


def division_locks(key: str, rows: list[Row], heard: Callable[[str, bool], None]) -> None:
    """Draw a line a division; `heard` is told which one shall be locked, or unlocked."""

    def said() -> None:
        told = st.session_state[key]["lock"]
        heard(told["division"], told["locked"])

    _mount(key=key, data={"rows": rows}, on_lock_change=said)
