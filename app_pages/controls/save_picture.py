"""Two buttons that save the picture beside them as SVG or PNG, in the browser."""

from __future__ import annotations

from virement.app_pages.controls import part

_mount = part("save_picture")


def save_picture(key: str, beside: str, what: str, file: str) -> None:
    """Draw the buttons for the picture in the container with the key `beside`; `file` is a name without an ending."""
    _mount(key=key, data={"beside": beside, "what": what, "file": file}, width="content")
