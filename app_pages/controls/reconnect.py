"""Draws the whole page again when the browser has lost the server and found it again."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("reconnect")


def reconnect() -> None:
    """Draw it, unseen, outside of every fragment: a server that was started again knows none of them."""
    _mount(key="reconnect", on_back_change=lambda: None)
