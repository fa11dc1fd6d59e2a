"""The control of a cut or a part: a slider and a typed box in step, heard while the hand still moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app_pages.parts import part
from model.sliders import Slider

_mount = part("quantity")


def quantity(
    key: str,
    label: str,
    name: str,
    slider: Slider,
    *,
    heard: Callable[[dict[str, Any]], None],
    words: str = "",
    problem: str = "",
    locked: str = "",
    kinds: Sequence[str] = (),
    kind: str = "",
) -> None:
    """Draw the control under its `label`, with its full `name` for a screen reader.

    `heard` is told what a hand does: a `position`, a `text`, or another of the `kinds`.

    What is said carries the number of its `gesture`: a drag is one. `locked` says why it can't be moved.
    """
    answered: dict[str, int] = st.session_state.setdefault("answered", {})

    def said() -> None:
        told = st.session_state[key]["said"]
        if told["serial"] > answered.get(key, 0):
            answered[key] = told["serial"]
            heard(told)

    _mount(
        key=key,
        on_said_change=said,
        data={
            "label": label,
            "name": name,
            "position": slider.position,
            "positions": slider.positions,
            "text": slider.text,
            "unit": slider.unit,
            "most": slider.most,
            "spoken": slider.spoken,
            "words": words,
            "problem": problem,
            "locked": locked,
            "kinds": list(kinds),
            "kind": kind,
            "heard": answered.get(key, 0),
        },
    )
