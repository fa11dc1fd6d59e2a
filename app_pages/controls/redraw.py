"""Draws the whole page again when the server was lost and found again, and when the browser turns dark or light."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("redraw")


def redraw() -> None:
    """Draw it, unseen, outside of every fragment: a server that was started again knows none of them."""
    _mount(key="redraw", on_asked_change=lambda: None)
