"""What a table leaves open: its questions, each answer with its effect on the totals."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st
from virement import views
from virement.app_pages.shared.markdown import plain
from virement.tables import Question, TableReading


def draw(reading: TableReading, name: str) -> None:
    """Draw the questions of a reading; the answers go into the mapping that the session keeps as `NAME_mapping`.

    The file is told from others by `NAME_id`.
    """
    file = st.session_state[f"{name}_id"]
    for number, question in enumerate(reading.questions):
        key = f"{name}_question_{file}_{question.key}_{number}"
        st.radio(
            plain(f"{question.about[:1].upper()}{question.about[1:]}"),
            [choice.answer for choice in question.choices],
            None,
            key=key,
            captions=[_effect(question, number) for number, _ in enumerate(question.choices)],
            on_change=_answer,
            args=(name, question.key, key),
        )
        if question.key == "year":
            key = f"{name}_year_{file}"
            st.text_input("Another year", key=key, on_change=_answer, args=(name, "year", key))


def _effect(question: Question, number: int) -> str:
    """Say what an answer makes of the totals."""
    said = [
        f"{measure} {period}: {views.table_cell(Decimal(total))}"
        for measure, totals in question.choices[number].totals.items()
        for period, total in totals.items()
    ]
    return plain(", ".join(said[:4]))


def _answer(name: str, question: str, key: str) -> None:
    mapping = st.session_state[f"{name}_mapping"]
    st.session_state[f"{name}_mapping"] = mapping.answered(question, st.session_state[key].strip())
