"""Explore: what the scenario on screen does: the claim, the cut, one sentence and one picture; then all the rest."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from virement import charts, check, engine, values, views
from virement.app_pages import top_bar
from virement.app_pages.cards import all_cards, meeting
from virement.app_pages.cards import lead as leading
from virement.app_pages.controls.drag_relay import hand_is_moving, page_is_drawn, page_is_old, relay
from virement.app_pages.controls.slider_box import all_drawn, begin_quantities
from virement.app_pages.session import session
from virement.app_pages.shared import ledger_pictures, origins, tables
from virement.app_pages.shared.markdown import bullets, linked_html, plain
from virement.app_pages.shared.pictures import Drawn, take_along, theme
from virement.baseline import Baseline
from virement.scenario import Case, Scenario

LOOK = """
.figures {display: grid; grid-template-columns: repeat(auto-fit, minmax(135px, 1fr)); gap: .6rem;
  margin: 0 !important; padding: 0 !important}
.figures > div {border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem;
  padding: .5rem .8rem}
.figures dt, .figures dd {margin: 0; font-size: .85rem; opacity: .9}
.figures dd.value {font-size: 1.2rem; font-weight: 600; opacity: 1}
.figures dd.status {font-size: .75rem}
.trust {font-size: .875rem; margin: .6rem 0 0 !important}
.balance {font-size: .82rem; font-variant-numeric: tabular-nums; margin: .3rem 0 0 !important}
.said h2 {font-size: 1.35rem; line-height: 1.3; padding: 0; margin: 0}
.st-key-right:has(.stale, .st-key-said [role="alert"]) .st-key-picture_shift {opacity: .4}
.claim {font-size: .875rem; margin: 0 !important}
.claim summary {cursor: pointer; list-style: none}
.claim:not([open]) summary {display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden}
.st-key-claims button {min-height: 1.75rem; padding: 0 .2rem; text-decoration: underline; text-underline-offset: 3px}
.st-key-claims {flex-direction: row; flex-wrap: wrap; column-gap: .8rem}
.st-key-claims > div {width: auto !important}
@media (min-width: 900px), (min-width: 640px) and (max-height: 520px) {
  .st-key-stage {flex-direction: row; gap: 2rem; align-items: flex-start}
  [data-testid="stLayoutWrapper"]:has(> .st-key-left) {flex: 0 0 min(22rem, 40%); width: min(22rem, 40%)}
  [data-testid="stLayoutWrapper"]:has(> .st-key-right) {flex: 1 1 0; min-width: 0; position: sticky; top: 4rem}
}
@media (max-width: 639px), (max-width: 899px) and (min-height: 521px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-left), .st-key-left,
  [data-testid="stLayoutWrapper"]:has(> .st-key-right), .st-key-right {display: contents}
  .st-key-stage > *, .st-key-left > *, .st-key-right > * {order: 5}
  [data-testid="stLayoutWrapper"]:has(> .st-key-said) {order: 1}
  [data-testid="stLayoutWrapper"]:has(> .st-key-lead) {order: 2}
  [data-testid="stLayoutWrapper"]:has(> .st-key-first) {order: 3}
  [data-testid="stLayoutWrapper"]:has(> .st-key-shift) {order: 3}
  [data-testid="stLayoutWrapper"]:has(> .st-key-below) {order: 4}
}
@media (max-height: 520px) {
  .said h2 {font-size: 1rem}
  .claim:not([open]) summary {-webkit-line-clamp: 1}
}
@media (max-width: 640px) {
  .said h2 {font-size: 1.05rem}
  .claim:not([open]) summary {-webkit-line-clamp: 3}
}
"""


@dataclass(frozen=True)
class Places:
    """Where on the page what follows the hand is said."""

    said: DeltaGenerator
    picture: Any
    figures: DeltaGenerator
    broken: DeltaGenerator
    warned: DeltaGenerator


@dataclass(frozen=True)
class Chosen:
    """The picture that was chosen to stand under the shift: where it goes, and what draws it."""

    place: Any
    picture: ledger_pictures.Picture


def draw() -> None:
    """Draw the page: the claim; beside each other the controls, and what follows the hand; below, one more picture."""
    page_is_drawn()
    in_meeting = meeting.is_on()
    st.html(f"<style>{LOOK}{meeting.LOOK if in_meeting else ''}</style>")
    always = st.container(key="unseen_relay")
    begin_quantities()
    moment = session.now()
    if not in_meeting and moment.baseline is not None and moment.scenario is not None:
        _claim(moment.baseline, moment.scenario)
    with st.container(key="stage"):
        with st.container(key="left"):
            _controls(in_meeting)
        with st.container(key="right"):
            places = _places(in_meeting)
    all_drawn()
    shown = session.last_carried_out()
    chosen = _below(shown) if shown and not in_meeting else None
    with always:  # the relay must never move: what a hand says through one that is taken away is lost
        drawn = _follow(places, chosen, in_meeting)
    if chosen and drawn:
        with chosen.place:
            take_along(drawn)
    if shown and not in_meeting:
        tables.whole_csv(session.file_stem(), st.session_state.screen)


def _controls(in_meeting: bool) -> None:
    lead, rest = st.container(key="lead"), st.container(key="rest")
    moment = session.now()
    if moment.baseline is None or moment.scenario is None:
        return
    with lead:
        (meeting if in_meeting else leading).draw(moment.baseline)
    if in_meeting:
        return
    with rest:
        all_cards.draw(moment.baseline)


def _places(in_meeting: bool) -> Places:
    said, first = st.container(key="said").empty(), st.container(key="first")
    shift = st.container(key="shift")
    picture, along = shift.container(), shift.container()
    if not in_meeting:
        with along:
            take_along(ledger_pictures.LEADING)
    below = st.container(key="below")
    told = first if in_meeting else below
    return Places(said, picture, told.empty(), told.empty(), below.empty())


def _below(ledger: engine.Ledger) -> Chosen:
    """Draw what stands around the chosen picture."""
    span = session.chosen("span", views.spans(ledger.baseline), views.default_span(ledger))
    origins.draw(ledger.baseline, views.headline(ledger, span), span, charts.GROUND[theme()])
    _about(ledger.scenario)
    with st.container(horizontal=True):
        _span(ledger)
        meeting.begin()
        drawn = ledger_pictures.chosen()
    return Chosen(st.container(), drawn)


@st.fragment
def _follow(places: Places, chosen: Chosen | None, in_meeting: bool) -> Drawn | None:
    """Draw what follows the hand: with the page, and alone at each thing that a hand says; return the picture.

    Where a step can't be carried out, the picture of the last one that could stays.
    """
    if page_is_old():
        st.rerun()
    ledger, problems = session.carried_out()
    shown, drawn = session.last_carried_out(), None
    if shown is not None:
        span = session.chosen("span", views.spans(shown.baseline), views.default_span(shown))
        with places.picture:
            ledger_pictures.shift(shown, span)
        if chosen is not None:
            with chosen.place:
                drawn = chosen.picture(shown, span)
    relay()
    top_bar.keep(moving=hand_is_moving())
    top_bar.tell()
    if ledger is None:
        for place in (places.figures, places.broken, places.warned):
            place.empty()
        _refused(problems, places.said)
        return drawn
    doubted = any(entry.problem for entry in st.session_state.entries.values())
    places.said.html(
        f"<div class='said{' stale' if doubted else ''}'><h2>{html.escape(views.sentence(ledger, span))}</h2></div>"
    )
    places.figures.html((meeting.meter if in_meeting else _figures)(ledger, span))
    _problems(check.find_problems(ledger.scenario, ledger.baseline), places)
    return drawn


def _refused(problems: tuple[values.Problem, ...], place: DeltaGenerator) -> None:
    if session.scenario() is None and not problems:
        place.info("Open a baseline and a scenario above, or a table of your own on the page Baseline.")
    elif session.scenario() is None:
        place.error(
            f"{plain(session.now().opened)} can't be read. Fix it on the page Scenario file:\n\n{bullets(problems)}"
        )
    else:
        told = bullets(map(session.without_file, problems))
        place.error(f"This can't be carried out; the picture is of the last step that could:\n\n{told}")


def _claim(baseline: Baseline, scenario: Scenario) -> None:
    """Say who reported what the scenario is about, when, and whether it was denied, with a link that opens."""
    reference = views.reference_of(Case(baseline, scenario))
    if "publisher" in reference:
        said = {key: html.escape(value) for key, value in reference.items()}
        head, mark, rest = said["standing"].partition(":")
        standing = f"<strong class='standing'>{head}.</strong>" if mark else ""
        rest = rest.strip() if mark else said["standing"]
        st.html(
            f"<details class='claim'><summary><strong>{said['publisher']}, {said['date']}.</strong> {standing} "
            f"{said['said']} <em>{rest[:1].upper()}{rest[1:]}</em></summary></details>"
            f"<p class='claim'>Source: {linked_html(reference['link'])}</p>"
        )
    elif reference:
        st.html(f"<p class='claim'>Source: {linked_html(reference['link'])}</p>")


def _about(scenario: Scenario) -> None:
    if not (scenario.description or scenario.not_covered):
        return
    card = st.expander("What it is, and what it doesn't cover", key="about", on_change="rerun")
    if not card.open:
        return
    with card:
        if scenario.description:
            st.markdown(plain(scenario.description))
        if scenario.not_covered:
            st.markdown(f"**Not covered.** {plain(scenario.not_covered)}")


def _problems(found: list[values.Problem], places: Places) -> None:
    for level, place, say in (("limit", places.broken, "error"), ("warning", places.warned, "warning")):
        if mine := [problem for problem in found if problem.level == level]:
            getattr(place, say)(bullets(map(session.without_file, mine)))
        else:
            place.empty()


def _figures(ledger: engine.Ledger, span: str) -> str:
    """Return the figures, what they rest on, and that all of it balances, as HTML."""
    cards = "".join(_card(figure) for figure in views.headline(ledger, span))
    trust, balance = html.escape(views.trust(ledger, span)), html.escape(views.balance(ledger))
    return f"<dl class='figures'>{cards}</dl><p class='trust'>{trust}</p><p class='balance' role='status'>{balance}</p>"


def _card(figure: views.Figure) -> str:
    label, detail, status = map(html.escape, (figure.label, figure.detail, figure.status))
    rests = f"<dd class='status'>rests on: {status}</dd>" if status else ""
    return f"<div><dt>{label}</dt><dd class='value'>{origins.number(figure)}</dd><dd>{detail}</dd>{rests}</div>"


def _span(ledger: engine.Ledger) -> None:
    spans = list(views.spans(ledger.baseline))
    if len(spans) > 1:
        session.choice("Figures for", "span", spans, views.default_span(ledger))


draw()
