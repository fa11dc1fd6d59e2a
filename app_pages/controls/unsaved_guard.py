"""Asks before the page is left, or loaded anew, while there is work that this would lose."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("unsaved_guard")


def leaving(would_lose: bool) -> None:
    """Draw it, unseen."""
    _mount(key="unsaved_guard", data=would_lose)
