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

OVER = ("#000000", "#ffffff")  # words on a colour of any strength: one of them stands out from it 4.5 : 1
_EVEN = 0.179  # the luminance from which both stand out alike


def luminance(red: float, green: float, blue: float) -> float:
    """Return the relative luminance of a colour in sRGB, each part from 0 to 1, as WCAG 2.2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def turn_of(theme: Theme) -> float:
    """Return how far from the ground to the full ink the words on a colour have to change to stand out."""
    ground, ink = (
        [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in (GROUND[theme], INK[theme]["text"])
    )

    def light(share: float) -> bool:
        red, green, blue = (start + (end - start) * share for start, end in zip(ground, ink, strict=True))
        return luminance(red, green, blue) > _EVEN

    return next(step / 1000 for step in range(1001) if light(step / 1000) != light(0))


def role_of(change: Decimal | int) -> str:
    """Return the ink of what changes by so much: `gives`, `gets`, or `quiet` where nothing changes."""
    return "gives" if change < 0 else "gets" if change > 0 else "quiet"
