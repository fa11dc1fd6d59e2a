"""The colours of the pictures, here alone.

A giver is blue and a receiver orange, in both themes: hues that colour-blind eyes tell apart, and neither good nor
bad. What was there before is grey, and so is what belongs to nobody.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Theme = Literal["light", "dark"]

GROUND: dict[Theme, str] = {"light": "#ffffff", "dark": "#0e1117"}
INK: dict[Theme, dict[str, str]] = {
    "light": {"text": "#24292f", "quiet": "#57606a", "before": "#8b939c", "gives": "#2463b0", "gets": "#c4570c"},
    "dark": {"text": "#e6e9ed", "quiet": "#a5adb7", "before": "#6b7480", "gives": "#6aa5ee", "gets": "#f0934a"},
}


def role_of(change: Decimal | int) -> str:
    """Return the ink of what changes by so much: `gives`, `gets`, or `quiet` where nothing changes."""
    return "gives" if change < 0 else "gets" if change > 0 else "quiet"
