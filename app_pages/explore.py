"""Explore: what the scenario on screen does, in one sentence, a row of figures, its pictures and their tables."""

from __future__ import annotations

import html

import streamlit as st

import model
from app_pages import drivers, ledger_pictures, session, tables
from app_pages.texts import bullets, plain
from model import meaning, views, words

CARDS = """
.figures {display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .6rem;
  margin: 0 !important; padding: 0 !important}
.figures > div {border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem;
  padding: .5rem .8rem}
.figures dt, .figures dd {margin: 0; font-size: .85rem; opacity: .9}
.figures dd.value {font-size: 1.2rem; font-weight: 600; opacity: 1}
.figures dd.status {font-size: .75rem}
"""


def draw() -> None:
    """Draw the page."""
    with st.sidebar:
        drivers.draw()
    ledger, problems = session.carried_out()
    if ledger is None:
        _refused(problems)
        return
    span = session.chosen("span", views.spans(ledger.baseline), views.default_span(ledger))
    st.subheader(plain(words.sentence(ledger, span)), anchor=False)
    _about(ledger.baseline, ledger.scenario)
    _problems(ledger)
    _figures(ledger, span)
    _span(ledger)
    ledger_pictures.draw(ledger, span)
    tables.whole_csv(session.file_stem(), st.session_state.screen)


def _refused(problems: tuple[model.Problem, ...]) -> None:
    if session.scenario() is None and not problems:
        st.info("Open a baseline and a scenario on the left, or a table of your own on the page Baseline.")
    elif session.scenario() is None:
        st.error(
            f"{plain(session.now().opened)} can't be read. Mend it on the page Scenario file:\n\n{bullets(problems)}"
        )
    else:
        st.error(f"This can't be carried out:\n\n{bullets(problems)}")


def _about(baseline: model.Baseline, scenario: model.Scenario) -> None:
    reference = meaning.reference_of(baseline, scenario)
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


def _problems(ledger: model.Ledger) -> None:
    found = model.find_problems(ledger.scenario, ledger.baseline)
    for level, say in (("limit", st.error), ("warning", st.warning)):
        if mine := [problem for problem in found if problem.level == level]:
            say(bullets(mine))


def _figures(ledger: model.Ledger, span: str) -> None:
    cards = "".join(_card(figure) for figure in words.headline(ledger, span))
    st.html(f"<style>{CARDS}</style><dl class='figures'>{cards}</dl>")
    st.caption(plain(words.trust(ledger, span)))


def _card(figure: words.Figure) -> str:
    label, value, detail, status = map(html.escape, (figure.label, figure.value, figure.detail, figure.status))
    rests = f"<dd class='status'>rests on: {status}</dd>" if status else ""
    return f"<div><dt>{label}</dt><dd class='value'>{value}</dd><dd>{detail}</dd>{rests}</div>"


def _span(ledger: model.Ledger) -> None:
    spans = list(views.spans(ledger.baseline))
    if len(spans) > 1:
        session.choice("Figures for", "span", spans, views.default_span(ledger))


draw()
