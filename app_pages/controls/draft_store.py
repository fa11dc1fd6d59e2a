"""Keeps what is on screen in the browser, and gives it back to a session that is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from virement.app_pages.controls import part

KEY = "draft_store"

_mount = part("draft_store")


def draft_store(
    session: str,
    record: dict[str, Any] | None,
    table: dict[str, str] | None,
    *,
    found: Callable[[dict[str, Any]], None],
    held: Callable[[str], None],
) -> None:
    """Draw it, unseen. `found` gets what was kept, once a `session`; `held` the fingerprint of a table that is kept."""
    _mount(
        key=KEY,
        data={"session": session, "record": record, "table": table},
        on_found_change=lambda: found(st.session_state[KEY]["found"]),
        on_held_change=lambda: held(st.session_state[KEY]["held"]),
    )
