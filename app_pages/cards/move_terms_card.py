"""When a move happens and what it costs: start, end, ramp or phasing, one-off and stranded cost, exceptions, why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from virement import edits, values
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.baseline import Baseline
from virement.scenario import MOVE_FIELDS, NEW_FUNDING, Scenario, with_move

FIRST, LAST = "first plan period", "last plan period"


def draw(baseline: Baseline, scenario: Scenario, index: int) -> None:
    """Draw the fields, once they are asked for."""
    card = st.expander("When, and at what cost", key=f"terms_{index}", on_change="rerun")
    if not card.open:
        return
    move = scenario.moves[index]
    plan = [baseline.period_names[column] for column in baseline.plan]
    with card:
        _text("Name", index, "name", move.name)
        _period("Start", index, "start", [FIRST, *plan], move.start)
        _period("End", index, "end", [LAST, *plan], move.end)
        if isinstance(move.cut, values.Amount):
            _per_year(index, move.cut)
        word = edits.ramp_word(move)
        note = "The share in each period from the start: 25% 50% 75% 100%"
        _typed(word.capitalize(), index, word, edits.read_ramp_entry, note)
        if NEW_FUNDING not in move.from_:
            _terms(index)
            _divisions("Except", index, "except_", list(baseline.divisions), list(move.except_))
            if isinstance(move.cut, values.Jobs):
                severance = MOVE_FIELDS["severance"]
                _typed(severance.label, index, "severance", edits.read_severance_entry, severance.note)
            else:
                _divisions("Percentage of another base", index, "of", list(baseline.divisions), list(move.of))
        _text("Why", index, "why", move.why)


def _terms(index: int) -> None:
    for name, field in MOVE_FIELDS.items():
        if field.term:
            _typed(field.label, index, name, partial(edits.read_term_entry, name=name), field.note)


def _set(index: int, field: str, value: Any) -> None:
    session.edit(with_move, index, baseline=session.baseline(), **{field: value})


def _text(label: str, index: int, field: str, value: str) -> None:
    key = key_of(field, index)
    st.text_input(
        label, value, key=key, on_change=session.of_now(lambda: _set(index, field, st.session_state[key].strip()))
    )


def _typed(label: str, index: int, field: str, read: Callable[..., Scenario], note: str) -> None:
    key = key_of(field, index)

    def text() -> str:
        return edits.written(getattr(session.on_screen()[1].moves[index], field))

    def typed() -> None:
        session.edit(lambda held: read(st.session_state[key], session.baseline(), held, index))
        st.session_state[key] = text()  # as it was taken: `300` is $300M, and says so

    st.text_input(label, text(), key=key, on_change=session.of_now(typed), help=note)


def _period(label: str, index: int, field: str, options: list[str], value: str | None) -> None:
    key = key_of(field, index)

    def chosen() -> None:
        said = st.session_state[key]
        _set(index, field, None if said in (FIRST, LAST) else said)

    st.selectbox(
        label, options, options.index(value) if value in options else 0, key=key, on_change=session.of_now(chosen)
    )


def _per_year(index: int, cut: values.Amount) -> None:
    key = key_of("per_year", index)
    st.checkbox(
        "The amount is per fiscal year",
        cut.per_year,
        key=key,
        on_change=session.of_now(lambda: session.edit(edits.with_cut_per_year, index, st.session_state[key])),
    )


def _divisions(label: str, index: int, field: str, options: list[str], value: list[str]) -> None:
    key = key_of(field, index)
    st.multiselect(
        label,
        list(dict.fromkeys([*options, *value])),
        value,
        key=key,
        on_change=session.of_now(lambda: _set(index, field, tuple(st.session_state[key]))),
    )
