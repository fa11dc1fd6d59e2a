"""How the plan goes on after the last given year: until when, and a slider for each division."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from virement import edits, values
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.scenario import Scenario

GIVEN = "as given"
STEP = 0.5


def draw(baseline: Baseline, scenario: Scenario) -> None:
    """Draw the card: the year, then the rate of all divisions and of each right under them."""
    until = scenario.growth.until if scenario.growth else GIVEN
    card = session.card(f"**Growth** (the plan goes {'on until ' if scenario.growth else ''}{until})", "growth")
    if not card.open:
        return
    with card:
        years = [GIVEN, *edits.growth_years(baseline)]
        key = key_of("growth_until")
        st.selectbox(
            "Continue the plan until",
            years,
            years.index(until) if until in years else 0,
            key=key,
            on_change=session.of_now(lambda: _until(st.session_state[key])),
        )
        if scenario.growth is not None:
            st.caption(
                "Each year more than the year before. A division without a rate of its own goes by that above it."
            )
            for division in (values.ROOT, *baseline.at_level(1)):
                _rate(scenario, division)


def _until(said: str) -> None:
    session.edit(edits.with_growth_until, session.baseline(), None if said == GIVEN else said)
    session.draw_afresh()


def _rate(scenario: Scenario, division: str) -> None:
    own = edits.own_rate(scenario, division)
    if isinstance(own, Mapping):
        told = ", ".join(f"{year} {values.write_share(rate)}" for year, rate in own.items())
        st.caption(f"{plain(division)}: {told}, as the scenario's file says")
        return
    key = key_of("growth_rate", division)
    shown, lowest, highest = edits.shown_rate(scenario, division)

    def heard() -> None:
        session.edit(edits.with_growth_rate, session.baseline(), division, st.session_state[key])

    st.slider(
        f"{plain(division)}, a year",
        lowest,
        highest,
        shown,
        STEP,
        format="%.1f%%",
        key=key,
        on_change=session.of_now(heard),
    )
