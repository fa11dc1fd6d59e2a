"""Claims: what was said of the budget, what was answered, what it comes to here, and what became of it."""

from __future__ import annotations

import streamlit as st
from virement import values
from virement.actuals import claims_table, load_claims
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import bullets, linked, plain

ICONS = {
    "denied": ":material/block:",
    "contradicted": ":material/call_split:",
    "confirmed in part": ":material/check_circle:",
    "confirmed": ":material/check_circle:",
    "not answered": ":material/help:",
    "an estimate": ":material/calculate:",
}


def draw() -> None:
    """Draw the page."""
    baseline = session.baseline()
    try:
        claims = load_claims(baseline) if baseline is not None else ()
        if baseline is None or not claims:
            st.info("Nothing is claimed of this baseline. Claims stand in claims.csv of a shipped baseline's folder.")
            return
        rows = claims_table(baseline, claims)
    except values.ModelError as error:
        st.error(f"The claims can't be shown:\n\n{bullets(error.problems)}")
        return
    for place, row in enumerate(rows.to_dict("records")):
        _card(place, {str(name): str(value) for name, value in row.items()})
    tables.table(rows.drop(columns=["said", "answered", "became"]), "All claims", tables.unit_of(baseline))
    tables.csv_button(lambda: rows, f"{baseline.name}-claims", "claims_csv")


def _card(place: int, row: dict[str, str]) -> None:
    """Show one claim, with the way to its scenario."""
    with st.container(border=True, key=f"claim_{place}"):
        st.markdown(f"**{plain(row['said'])}**")
        st.markdown(f"{plain(row['by'])}, {row['date']} ({linked(row['link'])})")
        said = f"{plain(row['answered'])}{_in_brackets(linked(row['answer_link']))}"
        st.markdown(f"{ICONS[row['answer']]} *{row['answer'].capitalize()}.* {said}")
        st.markdown(f"**It comes to** {plain(row['comes_to'])}.")
        st.markdown(f"**What became of it.** {plain(row['became'])}")
        name = row["scenario"]
        st.button(
            f"Open {name}",
            key=session.key_of("open_claim", place),
            on_click=session.of_now(lambda: session.open_scenario(name)),
        )


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


draw()
