"""Floors, caps and locks, set and cleared in place."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

import streamlit as st
from virement import edits, values
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.edits import limits_of, with_limit
from virement.scenario import Scenario


def draw(baseline: Baseline, scenario: Scenario) -> None:
    """Draw the limits of the scenario, and a way to add one."""
    card = session.card(f"**Limits** ({len(scenario.limits)})", "limits")
    if not card.open:
        return
    with card:
        for division in dict.fromkeys(limit.division for limit in scenario.limits):
            _limit(scenario, division)
        taken = {limit.division for limit in scenario.limits}
        _new([name for name in (values.ROOT, *baseline.divisions) if name not in taken])


def _limit(scenario: Scenario, division: str) -> None:
    mine = limits_of(scenario, division)
    locked = any(one.locked for one in mine)
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(division)}**")
        left, right = st.columns(2)
        with left:
            _level("Floor", division)
        with right:
            _level("Cap", division)
        key = key_of("lock", division)
        st.toggle(
            "Locked: no move may touch it",
            locked,
            key=key,
            on_change=session.of_now(lambda: _set(division, locked=st.session_state[key])),
        )
        st.button(
            "Remove",
            key=key_of("unlimit", division),
            on_click=partial(_set, division, floor=None, cap=None, locked=False),
        )


def _level(kind: str, division: str) -> None:
    key = key_of(kind, division)

    def text() -> str:
        held = (getattr(one, kind.lower()) for one in limits_of(session.on_screen()[1], division))
        return edits.written(next((level for level in held if level is not None), None))

    def typed() -> None:
        read = partial(edits.read_limit_entry, st.session_state[key], session.on_screen()[0])
        level: Literal["floor", "cap"] = "floor" if kind.lower() == "floor" else "cap"
        session.edit(lambda held: read(held, division, level))
        st.session_state[key] = text()

    st.text_input(
        f"{kind} a year",
        text(),
        key=key,
        on_change=session.of_now(typed),
        help=f"$2B, or 60% of the baseline; {plain(division)}",
    )


def _set(division: str, **said: Any) -> None:
    session.edit(with_limit, division, **said)


def _new(names: list[str]) -> None:
    key = key_of("new_limit")

    def chosen() -> None:
        if st.session_state[key]:
            _set(st.session_state[key], floor="100%")

    st.selectbox(
        "Limit a division",
        names,
        None,
        key=key,
        on_change=session.of_now(chosen),
        placeholder="Choose a division",
        help="It begins with a floor at its baseline",
    )
