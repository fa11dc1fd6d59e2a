"""A button that gives the page the whole screen, and takes it back."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("full_screen")


def full_screen() -> None:
    """Draw it; a browser that has no full screen shows nothing."""
    _mount(key="full_screen")
