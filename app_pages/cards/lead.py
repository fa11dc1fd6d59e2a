"""What leads the page: the cut of the first move, and what the claims about it come to."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import streamlit as st
from virement import edits, values, views
from virement.app_pages.cards import move_card
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.scenario import Case, with_move


def draw(baseline: Baseline) -> None:
    """Draw the slider of the first cut and the check of the claims; without a move, the way to make one."""
    scenario = session.on_screen()[1]
    if not scenario.moves:
        st.markdown("Nothing moves yet.")
        st.button(
            "Add the first move",
            icon=":material/add:",
            type="primary",
            key="first_move",
            on_click=lambda: session.edit(edits.with_new_move, baseline),
        )
        return
    move_card.draw_cut(baseline, scenario, 0)
    _claims(baseline)


def _claims(baseline: Baseline) -> None:
    """Say what an amount and a percentage that were both claimed come to, each a click away."""
    scenario = session.on_screen()[1]
    others = filter(None, session.read_over(session.now().baseline_name).values())
    claims = views.claims_beside(Case(baseline, scenario), others)
    if claims is None:
        return
    with st.container(key="claims", gap="xxsmall"):
        for at, claim in enumerate((claims.amount, claims.share)):
            st.button(
                plain(claim.words),
                key=key_of("claim", at),
                on_click=session.of_now(partial(_claimed, claim.cut)),
                type="tertiary",
                help="Put this cut on screen",
            )
        with st.popover(plain(claims.agreement), type="tertiary", key=key_of("agreement")):
            st.markdown(plain(claims.explained))


def _claimed(cut: values.Amount | Fraction) -> None:
    session.edit(with_move, 0, baseline=session.baseline(), cut=cut)
    session.draw_afresh()
