"""Floors and caps, set and cleared in place. The locks have a card of their own."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from virement import edits, values
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.edits import limits_of, with_limit
from virement.scenario import LIMIT_KINDS, Scenario


def draw(baseline: Baseline, scenario: Scenario) -> None:
    """Draw the floors and caps of the scenario, and a way to add one."""
    limited = dict.fromkeys(limit.division for limit in scenario.limits if limit.levels)
    card = session.card(f"**Floors and caps** ({len(limited)})", "limits")
    if not card.open:
        return
    with card:
        for division in limited:
            _limit(division)
        _new([name for name in (values.ROOT, *baseline.divisions) if name not in limited])


def _limit(division: str) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(division)}**")
        for column, kind in zip(st.columns(len(LIMIT_KINDS)), LIMIT_KINDS, strict=True):
            with column:
                _level(kind, division)
        st.button(
            "Remove",
            key=key_of("unlimit", division),
            on_click=partial(_set, division, **dict.fromkeys(LIMIT_KINDS)),
        )


def _level(kind: str, division: str) -> None:
    key = key_of(kind.capitalize(), division)

    def text() -> str:
        held = (one.levels.get(kind) for one in limits_of(session.on_screen()[1], division))
        return edits.written(next((level for level in held if level is not None), None))

    def typed() -> None:
        read = partial(edits.read_limit_entry, st.session_state[key], session.on_screen()[0])
        session.edit(lambda held: read(held, division, kind))
        st.session_state[key] = text()

    st.text_input(
        f"{kind.capitalize()} a year",
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
