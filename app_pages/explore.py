"""Explore: what the scenario on screen does, in one sentence, a row of figures, its pictures and their tables."""

from __future__ import annotations

import html
from dataclasses import dataclass, fields
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from virement import check, engine, values, views
from virement.app_pages import top_bar
from virement.app_pages.controls.drag_relay import page_is_drawn, page_is_old, relay
from virement.app_pages.session import session
from virement.app_pages.shared import ledger_pictures, tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.pictures import Drawn, take_along
from virement.app_pages.sidebar import sidebar
from virement.baseline import Baseline
from virement.scenario import Scenario

Stage = tuple[Any, ledger_pictures.Picture]
LOOK = """
.figures {display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .6rem;
  margin: 0 !important; padding: 0 !important}
.figures > div {border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem;
  padding: .5rem .8rem}
.figures dt, .figures dd {margin: 0; font-size: .85rem; opacity: .9}
.figures dd.value {font-size: 1.2rem; font-weight: 600; opacity: 1}
.figures dd.status {font-size: .75rem}
[data-testid="stHtml"] h3 {font-size: 1.5rem; padding: 0 0 .8rem}
@media (max-width: 640px) {[data-testid="stHtml"] h3 {font-size: 1.2rem}}
.trust {font-size: .875rem; margin: .6rem 0 0 !important}
"""


@dataclass(frozen=True)
class Places:
    """Where on the page what follows the hand is said."""

    refused: DeltaGenerator
    said: DeltaGenerator
    broken: DeltaGenerator
    warned: DeltaGenerator


def draw() -> None:
    """Draw the page."""
    page_is_drawn()
    with st.sidebar:
        sidebar.draw()
    always = st.container(key="unseen_relay")
    places = Places(*(st.empty() for _ in fields(Places)))
    ledger, _ = session.carried_out()
    stage = _stage(ledger) if ledger else None
    with always:  # the relay must never move: what a hand says through one that is taken away is lost
        drawn = _follow(places, stage)
    if stage and drawn:
        with stage[0]:
            take_along(drawn)
    if ledger:
        tables.whole_csv(session.file_stem(), st.session_state.screen)


def _stage(ledger: engine.Ledger) -> Stage:
    """Draw what stands around the picture; return where it goes, and what draws it."""
    _about(ledger.baseline, ledger.scenario)
    _span(ledger)
    return ledger_pictures.chosen()


@st.fragment
def _follow(places: Places, stage: Stage | None) -> Drawn | None:
    """Draw what follows the hand: with the page, and alone at each thing that a hand says; return the picture."""
    if page_is_old():
        st.rerun()
    ledger, problems = session.carried_out()
    if ledger is None:
        relay()
        top_bar.keep()
        top_bar.tell()
        for place in (places.said, places.broken, places.warned):
            place.empty()
        _refused(problems, places.refused)
        return None
    span = session.chosen("span", views.spans(ledger.baseline), views.default_span(ledger))
    said, found = _said(ledger, span), check.find_problems(ledger.scenario, ledger.baseline)
    drawn = None
    if stage is not None:
        tab, picture = stage
        with tab:
            drawn = picture(ledger, span)
    relay()
    top_bar.keep()
    top_bar.tell()
    places.refused.empty()
    places.said.html(said)
    _problems(found, places)
    return drawn


def _refused(problems: tuple[values.Problem, ...], place: DeltaGenerator) -> None:
    if session.scenario() is None and not problems:
        place.info("Open a baseline and a scenario on the left, or a table of your own on the page Baseline.")
    elif session.scenario() is None:
        place.error(
            f"{plain(session.now().opened)} can't be read. Mend it on the page Scenario file:\n\n{bullets(problems)}"
        )
    else:
        place.error(f"This can't be carried out:\n\n{bullets(problems)}")


def _about(baseline: Baseline, scenario: Scenario) -> None:
    reference = views.reference_of(baseline, scenario)
    if not (scenario.description or reference or scenario.not_covered):
        return
    card = st.expander("What it is, where it comes from, and what it doesn't cover", key="about", on_change="rerun")
    if not card.open:
        return
    with card:
        if scenario.description:
            st.markdown(plain(scenario.description))
        if "publisher" in reference:
            said = {key: plain(value) for key, value in reference.items()}
            st.markdown(f"**{said['publisher']}, {said['date']}.** {said['said']} *{said['standing']}*")
        elif reference:
            st.markdown(plain(reference["link"]))
        if scenario.not_covered:
            st.markdown(f"**Not covered.** {plain(scenario.not_covered)}")


def _problems(found: list[values.Problem], places: Places) -> None:
    for level, place, say in (("limit", places.broken, "error"), ("warning", places.warned, "warning")):
        if mine := [problem for problem in found if problem.level == level]:
            getattr(place, say)(bullets(mine))
        else:
            place.empty()


def _said(ledger: engine.Ledger, span: str) -> str:
    """Return the sentence, the figures and what they rest on, as HTML."""
    cards = "".join(_card(figure) for figure in views.headline(ledger, span))
    sentence, trust = html.escape(views.sentence(ledger, span)), html.escape(views.trust(ledger, span))
    return f"<style>{LOOK}</style><h3>{sentence}</h3><dl class='figures'>{cards}</dl><p class='trust'>{trust}</p>"


def _card(figure: views.Figure) -> str:
    label, value, detail, status = map(html.escape, (figure.label, figure.value, figure.detail, figure.status))
    rests = f"<dd class='status'>rests on: {status}</dd>" if status else ""
    return f"<div><dt>{label}</dt><dd class='value'>{value}</dd><dd>{detail}</dd>{rests}</div>"


def _span(ledger: engine.Ledger) -> None:
    spans = list(views.spans(ledger.baseline))
    if len(spans) > 1:
        session.choice("Figures for", "span", spans, views.default_span(ledger))


draw()
