"""Keeps Ctrl+Z and Ctrl+Y in a field to what is typed there, which the undo of the whole scenario would lose."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("field_undo")


def own_undo() -> None:
    """Draw it, unseen."""
    _mount(key="field_undo")
