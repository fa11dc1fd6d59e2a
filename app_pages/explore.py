"""Explore: what the scenario on screen does, in one sentence, a row of figures, two pictures and its tables."""

from __future__ import annotations

import html
from decimal import Decimal
from functools import partial

import pandas as pd
import streamlit as st

import model
from app_pages import drivers, session
from model import charts, meaning, views, words

CARDS = """
.figures {display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .6rem;
  margin: 0 !important; padding: 0 !important}
.figures > div {border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem;
  padding: .6rem .8rem}
.figures dt {font-size: .85rem; opacity: .85}
.figures dd {margin: 0; font-size: .85rem; opacity: .85}
.figures dd.value {font-size: 1.2rem; font-weight: 600; opacity: 1}
.figures dd.status {font-size: .75rem}
"""


def draw() -> None:
    """Draw the page."""
    session.begin()
    with st.sidebar:
        drivers.draw()
    baseline, scenario = session.baseline(), session.scenario()
    if scenario is None or baseline is None:
        _nothing(baseline)
        return
    st.header(_plain(scenario.title), anchor=False)
    _about(baseline, scenario)
    try:
        ledger = model.reallocate(baseline, scenario)
    except model.ModelError as error:
        st.error("This can't be carried out:\n\n" + _bullets(error.problems))
        return
    span = _span(ledger)
    st.markdown(f"#### {_plain(words.sentence(ledger, span))}")
    _problems(scenario, baseline)
    _figures(ledger, span)
    _pictures(ledger, span)
    _tables(ledger, span)
    _sources(ledger, span)


def _plain(text: str) -> str:
    """Keep markdown from reading dollars as mathematics."""
    return text.replace("$", "\\$").replace("_", "\\_").replace("*", "\\*")


def _bullets(problems: tuple[model.Problem, ...] | list[model.Problem]) -> str:
    return "\n".join(f"- {_plain(str(problem))}" for problem in problems)


def _nothing(baseline: model.Baseline | None) -> None:
    st.header("Virement", anchor=False)
    if st.session_state.problems:
        what = (
            "This file can't be used as a baseline" if baseline is None else f"{st.session_state.opened} can't be used"
        )
        st.error(f"{what}:\n\n{_bullets(st.session_state.problems)}")
    else:
        st.info("Upload a CSV in the sidebar: one row a division, one column a period, for example.")


def _about(baseline: model.Baseline, scenario: model.Scenario) -> None:
    if scenario.description:
        st.markdown(_plain(scenario.description))
    reference = meaning.reference_of(baseline, scenario)
    if not (reference or scenario.not_covered):
        return
    with st.expander("Where it comes from, and what it doesn't cover"):
        if "publisher" in reference:
            said = f"**{reference['publisher']}, {reference['date']}.** {reference['said']} *{reference['standing']}*"
            st.markdown(said.replace("$", "\\$"))
        elif reference:
            st.markdown(_plain(reference["link"]))
        if scenario.not_covered:
            st.markdown(f"**Not covered.** {_plain(scenario.not_covered)}")


def _span(ledger: model.Ledger) -> str:
    known = list(views.spans(ledger.baseline))
    fitting = views.default_span(ledger)
    st.session_state.setdefault("span", None)
    chosen = st.session_state.span if st.session_state.span in known else fitting
    st.session_state.span_choice = chosen

    def keep() -> None:
        st.session_state.span = st.session_state.span_choice

    if len(known) > 1:
        st.segmented_control("Figures for", known, key="span_choice", on_change=keep, required=True)
    return chosen


def _problems(scenario: model.Scenario, baseline: model.Baseline) -> None:
    found = model.find_problems(scenario, baseline)
    for level, say in (("limit", st.error), ("warning", st.warning)):
        if mine := [problem for problem in found if problem.level == level]:
            say(_bullets(mine))


def _figures(ledger: model.Ledger, span: str) -> None:
    cards = "".join(_card(figure) for figure in words.headline(ledger, span))
    st.html(f"<style>{CARDS}</style><dl class='figures'>{cards}</dl>")
    st.caption(_plain(words.trust(ledger, span)))


def _card(figure: words.Figure) -> str:
    label, value, detail, status = map(html.escape, (figure.label, figure.value, figure.detail, figure.status))
    rests = f"<dd class='status'>rests on: {status}</dd>" if status else ""
    return f"<div><dt>{label}</dt><dd class='value'>{value}</dd><dd>{detail}</dd>{rests}</div>"


def _pictures(ledger: model.Ledger, span: str) -> None:
    theme: charts.Theme = "dark" if st.context.theme.type == "dark" else "light"
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Who gives, who receives", anchor=False)
        data = charts.flows_data(ledger, span)
        if data.empty:
            st.info(f"Nothing moves in {span}.")
        else:
            _picture("flows", data, charts.flows_chart(theme))
    with right:
        st.subheader("Before and after", anchor=False)
        data = charts.by_division_data(ledger, None, span)
        _picture("by_division", data, charts.by_division_chart(theme))


def _picture(name: str, data: pd.DataFrame, chart: charts.Spec) -> None:
    st.vega_lite_chart(data, chart, width="stretch", key=f"{name}_picture", alt=charts.describe(name))


def _tables(ledger: model.Ledger, span: str) -> None:
    tables = {
        "By division": views.by_division(ledger, None, span),
        "By fiscal year": views.by_period(ledger, None, by="fiscal_year"),
        "Sources and uses": views.sources_and_uses(ledger, span),
        "Operating income": views.operating_income(ledger, 1, span),
    }
    st.subheader("The figures", anchor=False)
    st.caption(f"Amounts in {ledger.baseline.currency} {ledger.baseline.unit if ledger.baseline.unit != 'one' else ''}")
    for tab, (name, table) in zip(st.tabs(list(tables)), tables.items(), strict=True):
        with tab:
            _table(table, name)
    st.download_button(
        "Download the CSV: every division and period, to the cent",
        partial(_csv, ledger.baseline, st.session_state.screen),
        f"{st.session_state.opened.replace(' ', '-').lower()}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _csv(baseline: model.Baseline, screen: dict[str, model.Scenario]) -> bytes:
    """Make the CSV when it is asked for, of what the scenario says then: the button may be older than the sentence."""
    return model.to_csv(model.cells(model.reallocate(baseline, screen["scenario"]))).encode()


def _table(table: pd.DataFrame, name: str) -> None:
    """Show a view as it is; only the look of its numbers is set."""
    shown = pd.DataFrame({column: [words.table_cell(value) for value in table[column]] for column in table.columns})
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        key=f"table_{name}",
        column_config={column: _column(table, column) for column in table.columns},
    )


def _column(table: pd.DataFrame, column: str) -> object:
    numeric = any(isinstance(value, Decimal) for value in table[column])
    return st.column_config.Column(words.heading(column), alignment="right" if numeric else "left")


def _sources(ledger: model.Ledger, span: str) -> None:
    with st.expander("Status and source of every figure"):
        st.caption(_plain(ledger.baseline.about))
        _table(model.money_by_status(ledger, span), "status")
        _table(meaning.figure_sources(ledger.baseline, span), "figures")


draw()
