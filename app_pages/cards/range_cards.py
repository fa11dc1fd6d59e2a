"""Ranges, set and cleared in place: of what the moves say, and of what the baseline says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from virement import edits
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.edits import Spot
from virement.scenario import SHAPES, Assumption, Range, Scenario, text_of

HELP = "From low to high. Normal: 5 % of it lies beyond either end, and is left out"


def draw(baseline: Baseline, scenario: Scenario) -> None:
    """Draw the ranges of the scenario, and ways to add one."""
    spots = edits.spots(scenario, baseline)
    for spot in spots:
        if spot.range is not None:
            _range(baseline, spot)
    for index, one in enumerate(scenario.assumptions):
        _assumption(index, one)
    certain = {spot.name: spot for spot in spots if spot.range is None}
    _new("Give a range to", "new_range", list(certain), lambda name: partial(_begin, baseline, certain[name]))
    held = {one.division for one in scenario.assumptions}
    divisions = [name for name in baseline.divisions if name not in held]
    _new("The baseline may be off for", "new_assumption", divisions, lambda name: partial(_assume, baseline, name))


def _begin(baseline: Baseline, spot: Spot) -> None:
    session.edit(lambda held: edits.with_first_range(held, baseline, spot))


def _assume(baseline: Baseline, division: str) -> None:
    session.edit(lambda held: edits.with_first_assumption(held, baseline, division))


def _new(label: str, name: str, options: list[str], begin: Callable[[str], Callable[[], None]]) -> None:
    key = key_of(name)

    def chosen() -> None:
        if st.session_state[key]:
            begin(st.session_state[key])()
            session.draw_afresh()

    st.selectbox(label, options, None, key=key, on_change=session.of_now(chosen), placeholder="Choose")


def _range(baseline: Baseline, spot: Spot) -> None:
    held = spot.range
    assert held is not None
    _card(
        spot.name,
        text_of(held.likely),
        held,
        lambda *said: session.edit(lambda now: edits.with_range_typed(now, baseline, spot, *said)),
        lambda: session.edit(edits.without_range, baseline, spot),
    )


def _assumption(index: int, one: Assumption) -> None:
    _card(
        f"assumption: {one.division}",
        f"what the baseline says, as a share of {', '.join(one.of) or 'itself'}",
        one,
        lambda *said: session.edit(edits.with_assumption_typed, index, *said),
        lambda: session.edit(edits.without_assumption, index),
    )


def _card(
    name: str,
    likely: str,
    held: Range | Assumption,
    typed: Callable[..., None],
    clear: Callable[[], None],
) -> None:
    """Draw the ends and the shape of one range; `typed` is told all three."""
    key = partial(key_of, "range", name)

    def say() -> None:
        typed(*(st.session_state[key(part)] for part in ("low", "high", "shape")))
        session.draw_afresh()

    def certain() -> None:
        clear()
        session.draw_afresh()

    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(name)}**  \nlikely {plain(likely)}")
        left, right = st.columns(2)
        with left:
            st.text_input(
                "Low",
                text_of(held.low),
                key=key("low"),
                on_change=session.of_now(say),
                help=f"{plain(name)}: the least",
            )
        with right:
            st.text_input(
                "High",
                text_of(held.high),
                key=key("high"),
                on_change=session.of_now(say),
                help=f"{plain(name)}: the most",
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                "Shape", SHAPES, SHAPES.index(held.shape), key=key("shape"), on_change=session.of_now(say), help=HELP
            )
            st.button("Certain", key=key("clear"), on_click=certain, help=f"Take the range from {plain(name)}")
