"""Asks before the page is left, or loaded anew, while there is work that this would lose."""

from __future__ import annotations

from app_pages.parts import part

_mount = part("leaving")


def leaving(would_lose: bool) -> None:
    """Draw it, unseen."""
    _mount(key="leaving", data=would_lose)
