"""What a first visit sees: one line, and a short tour that can be skipped."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("tour")


def tour() -> None:
    """Draw the line; it goes once it was answered, for good."""
    _mount(key="tour")
