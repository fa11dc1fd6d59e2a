"""Keeps what is on screen in the browser, and gives it back to a session that is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from virement.app_pages.controls import part

KEY = "draft_store"

_mount = part("draft_store")


def draft_store(session: str, record: dict[str, Any] | None, found: Callable[[dict[str, Any]], None]) -> None:
    """Draw it, unseen; the browser keeps the record. `found` gets what was kept before, once a `session`."""
    _mount(
        key=KEY,
        data={"session": session, "record": record},
        on_found_change=lambda: found(st.session_state[KEY]["found"]),
    )


def table_store(table: dict[str, str]) -> None:
    """Draw it, unseen; the browser keeps the table, once.

    Nothing comes back: an answer would be one more run of the page, and could take the place of a person's next click.
    """
    _mount(key="table_store", data={"table": table})
