"""The control of a cut or a part: a slider and a typed box in step, heard while the hand still moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from virement.app_pages.controls import part
from virement.edits import Slider

Shown = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """What is said of a text that was typed: the `problem` with it and what is offered instead, or a `note`."""

    typed: str = ""
    problem: str = ""
    offer: str = ""
    note: str = ""


NOTHING = Entry()

_mount = part("slider_box")


def quantity(key: str, shown: Callable[[], Shown], heard: Callable[[dict[str, Any]], None]) -> None:
    """Draw the control as `shown()` says, which `look` makes.

    `heard` is told what a hand does: a `position`, a `text`, or another of the kinds. What is said comes by the relay
    and carries the number of its `gesture`: a drag is one.
    """
    st.session_state.setdefault("answered", {})
    st.session_state.quantities[key] = st.session_state.drawn[key] = (shown, heard)
    _mount(key=key, data=answer(key))


def begin_quantities() -> None:
    """Begin to draw the controls; those from before can still be moved, in case a quick hand stops the drawing."""
    st.session_state.drawn = {}


def all_drawn() -> None:
    """Take note that all controls have been drawn: no others can be moved."""
    st.session_state.quantities = st.session_state.drawn


def look(
    label: str,
    name: str,
    slider: Slider,
    *,
    words: str = "",
    entry: Entry = NOTHING,
    kinds: Sequence[str] = (),
    kind: str = "",
) -> Shown:
    """Return what a control shows under its `label`, with its full `name` for a screen reader.

    A text that can't be taken stays in the box, as long as its problem is shown.
    """
    return {
        "label": label,
        "name": name,
        "position": slider.position,
        "positions": slider.positions,
        "text": entry.typed if entry.problem else slider.text,
        "unit": slider.unit,
        "most": slider.most,
        "spoken": slider.spoken,
        "words": words,
        "problem": entry.problem,
        "offer": entry.offer,
        "note": entry.note,
        "kinds": list(kinds),
        "kind": kind,
    }


def hear(told: dict[str, Any]) -> None:
    """Let the control that something was said through hear it, once."""
    key, answered = told["key"], st.session_state.answered
    if key in st.session_state.quantities and told["serial"] > answered.get(key, 0):
        answered[key] = told["serial"]
        _, heard = st.session_state.quantities[key]
        heard(told)


def answer(key: str) -> Shown | None:
    """Return what a control shows now, and the last that it has heard; None where there is no such control."""
    if key not in st.session_state.quantities:
        return None
    shown, _ = st.session_state.quantities[key]
    return {**shown(), "key": key, "heard": st.session_state.answered.get(key, 0)}
