"""A table of one's own: brought, its sheet coloured by what was understood, asked about, and used as the baseline."""

from __future__ import annotations

from collections.abc import Mapping as Totals
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import streamlit as st
from virement import values
from virement.app_pages.session import session
from virement.app_pages.shared import table_questions, tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.app_pages.shared.sheet_picture import picture
from virement.baseline import Baseline, TableReading, baseline_zip, read_table, usable
from virement.tables import TABLE_UNITS, Mapping, column_doubts, parse_map
from virement.values import STATUSES

UNDERSTOOD = "as understood"
ROLES = {
    UNDERSTOOD: "",
    "a level of the divisions": "division",
    "amounts": "amount",
    "the period": "period",
    "revenue or expense": "type",
    "a stage of the budget": "stage",
    "codes of names": "code",
    "left out": "ignore",
}
MARKS = {".": "1,200.50", ",": "1.200,50"}


def draw() -> bool:
    """Draw the uploader and what came of it; return whether a table is there."""
    file = st.file_uploader("A table of your own, as it comes: CSV or XLSX", key="own_file")
    if file is None:
        st.caption(
            plain(
                "Every number of it is accounted for. What one table can mean in two ways is asked, with what each "
                "answer does to the total. It is kept in this browser, and nowhere else."
            )
        )
        return False
    if st.session_state.get("own_id") != file.file_id:
        st.session_state.update(own_id=file.file_id, own_mapping=Mapping(), own_reading=None)
    reading = _read(file.getvalue(), file.name)
    _verdict(reading)
    table_questions.draw(reading, "own")
    if reading.reading is not None:
        _sheet(reading)
    _choices(reading)
    if reading.figures is not None:
        tables.table(_account(reading), f"Where every number of {file.name} went")
    return True


def _read(content: bytes, name: str) -> TableReading:
    """Read the file once, and its sheets anew for each wish."""
    known: TableReading | None = st.session_state.own_reading
    wanted: Mapping = st.session_state.own_mapping
    if known is None:
        known = read_table((name, content), wanted)
    elif known.given != wanted:
        known = known.with_mapping(wanted)
    st.session_state.own_reading = known
    return known


def _verdict(reading: TableReading) -> None:
    errors = [problem for problem in reading.problems if problem.level == "error"]
    if errors:
        st.error(f"It can't be used yet:\n\n{bullets(errors)}")
        return
    if reading.problems:
        st.warning(bullets(reading.problems))
    if reading.questions:
        st.info("It can be used when what is asked below is answered.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        approved = st.checkbox("These are our approved budget figures", key="own_approved")
        through = st.text_input("Actual through", key="own_through", placeholder="As its headings say")
    try:
        baseline = usable(
            reading, actuals_through=through.strip() or None, status=STATUSES[0] if approved else STATUSES[-1]
        )
    except values.ModelError as error:
        st.error(bullets(error.problems))
        return
    _use(reading, _without_doubts_about_columns(reading, baseline))


def _without_doubts_about_columns(reading: TableReading, baseline: Baseline) -> Baseline:
    """Return the baseline with the warnings about its figures: those about columns stay on this page."""
    assert reading.reading is not None
    told = {problem.what for problem in column_doubts(reading.reading, "")}
    return replace(baseline, warnings=tuple(one for one in baseline.warnings if one.what not in told))


def _use(reading: TableReading, baseline: Baseline) -> None:
    st.success(plain(f"Understood: {tables.about(baseline)}"))
    with st.container(horizontal=True):
        st.button(
            "Use it as the baseline",
            type="primary",
            key="own_use",
            on_click=session.open_table,
            args=(baseline, reading.file),
        )
        st.download_button(
            "Download what was understood, as a baseline folder",
            lambda: baseline_zip(baseline),
            f"{baseline.name}.zip",
            "application/zip",
            on_click="ignore",
            key="own_folder",
        )


def _sheet(reading: TableReading) -> None:
    """Show the sheet, and ask what a column or a row is that was clicked."""
    assert reading.reading is not None
    chosen = picture(reading, f"own_sheet_{st.session_state.own_id}")
    if chosen.column:
        name = reading.reading.layout.parts[chosen.at].name
        st.selectbox(
            plain(f"Column {chosen.column}, {name}: what is it?"),
            list(ROLES),
            key=f"own_column_{st.session_state.own_id}_{chosen.column}",
            on_change=_say_column,
            args=(chosen.column, name),
        )
    if chosen.row:
        st.button(f"Row {chosen.row} is the heading", on_click=_say_heading, args=(chosen.row,))


def _say_column(letter: str, name: str) -> None:
    role = ROLES[st.session_state[f"own_column_{st.session_state.own_id}_{letter}"]]
    wanted: Mapping = st.session_state.own_mapping
    if role == "amount":
        wanted = parse_map([f"amount={name}"], wanted)
    columns = {column: said for column, said in wanted.columns.items() if column != letter.casefold()}
    if role:
        columns[letter.casefold()] = role
    st.session_state.own_mapping = replace(wanted, columns=columns)


def _say_heading(row: int) -> None:
    st.session_state.own_mapping = Mapping(sheet=st.session_state.own_mapping.sheet, heading_rows=(row,))


def _account(reading: TableReading) -> pd.DataFrame:
    rows = [
        {"what": f"{entry.what}: {entry.why}" if entry.why else entry.what, **_named(entry.amounts)}
        for entry in reading.account
    ]
    return pd.DataFrame([*rows, {"what": "all numbers", **_named(reading.all_numbers)}])


def _named(amounts: Totals[str, Decimal]) -> dict[str, Decimal]:
    return {period or "no period": amount for period, amount in amounts.items()}


def _choices(reading: TableReading) -> None:
    """Let a person say what the file doesn't say itself."""
    with st.expander("What the file doesn't say", key="own_choices"):
        if len(reading.grids) > 1:
            _one("Sheet", "sheet", [grid.name for grid in reading.grids], reading.mapping.sheet)
        _one("Its amounts count", "unit", list(TABLE_UNITS), reading.unit)
        _one("Amounts are written", "decimal_mark", list(MARKS), reading.mapping.decimal_mark)
        key = f"own_currency_{st.session_state.own_id}"
        st.text_input(
            "Currency, where it has no sign", key=key, placeholder="USD", on_change=_wish, args=("currency", key)
        )
        if st.session_state.own_mapping != Mapping():
            st.button("Understand it anew", on_click=_forget)


def _one(label: str, field: str, options: list[str], now: str | None) -> None:
    key = f"own_{field}_{st.session_state.own_id}"
    at = options.index(now) if now in options else None
    names = MARKS if field == "decimal_mark" else {"one": "whole currency units"}
    st.selectbox(
        label, options, at, key=key, on_change=_wish, args=(field, key), format_func=lambda one: names.get(one, one)
    )


def _wish(field: str, key: str) -> None:
    said = st.session_state[key]
    st.session_state.own_mapping = replace(st.session_state.own_mapping, **{field: said or None})


def _forget() -> None:
    st.session_state.own_mapping = Mapping()
