"""A table of one's own: brought, understood, corrected where it is unclear, and used as the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import bullets, plain
from virement.baseline import Understanding, baseline_zip, understand
from virement.tables import Columns
from virement.values import UNITS

AUTO, NONE = "as found", "there is none"
MARKS = {".": "1,200.50", ",": "1.200,50"}
SINGLE = {"period": "Period", "amount": "Amount", "measure": "Measure", "status": "Status", "source": "Source"}


def draw() -> None:
    """Draw the uploader and what came of it."""
    file = st.file_uploader(
        "A CSV or XLSX: a division column, and a period and an amount column or one column a period",
        type=["csv", "tsv", "txt", "xlsx"],
        key="own_file",
    )
    if file is None:
        st.caption(
            plain(
                "Everything else is optional. Titles above, notes below, blank and total rows, $1,200, (1,200), "
                "1.200,50 and 1.2m are understood. Nothing is kept of it when this page is closed."
            )
        )
        return
    if st.session_state.get("own_id") != file.file_id:
        st.session_state.update(own_id=file.file_id, own_wanted=Columns(), own_said={})
    found = _understood(file.getvalue(), file.name)
    _verdict(found)
    _choices(found)
    tables.table(found.rows, f"Row by row, what was understood of {file.name}")


def _understood(content: bytes, name: str) -> Understanding:
    """Understand the file as was asked for, once for the same file and wishes."""
    asked = (st.session_state.own_id, st.session_state.own_wanted, tuple(st.session_state.own_said.items()))
    known = st.session_state.get("own_understood")
    if known is None or known[0] != asked:
        found = understand(content, name, columns=st.session_state.own_wanted, **st.session_state.own_said)
        st.session_state.own_understood = known = (asked, found)
    return known[1]


def _verdict(found: Understanding) -> None:
    if found.errors:
        st.error(f"It can't be used yet:\n\n{bullets(found.errors)}")
    if told := [problem for problem in found.problems if problem.level != "error"]:
        st.warning(bullets(told))
    baseline = found.baseline
    if baseline is None:
        return
    st.success(plain(f"Understood: {tables.about(baseline)}"))
    with st.container(horizontal=True):
        st.button(
            "Use it as the baseline",
            type="primary",
            key="own_use",
            on_click=session.open_table,
            args=(baseline, found.file),
        )
        st.download_button(
            "Download what was understood, as a baseline folder",
            lambda: baseline_zip(baseline),
            f"{baseline.name}.zip",
            "application/zip",
            on_click="ignore",
            key="own_folder",
        )


def _choices(found: Understanding) -> None:
    """Let a person say what is what, where it was taken wrongly."""
    if not found.sheets:
        return
    with st.expander("Map columns", expanded=bool(found.errors), key="own_choices"):
        columns, headings = found.columns, list(found.headings)
        if len(found.sheets) > 1:
            _one("Sheet", "sheet", list(found.sheets), columns.sheet)
        _number("Row of the headings", columns.heading_row)
        _several("Division, the outermost first", "division", headings, columns.division)
        _several("Columns of amounts, one a period", "periods", headings, columns.periods)
        for field, label in SINGLE.items():
            _one(label, field, [NONE, *headings], getattr(columns, field) or NONE)
        _one("Amounts are written", "decimal_mark", list(MARKS), columns.decimal_mark, MARKS)
        names = {name: f"{name}s" if name != "one" else "whole currency units" for name in UNITS}
        _said("Its amounts count", "unit", list(UNITS), names)
        _text("Currency, where it has no sign", "currency", "USD")
        _text("Actual through", "actuals_through", "A period; else as the headings say")


def _key(field: str) -> str:
    return f"own_{field}_{st.session_state.own_id}"


def _wish(field: str, value: Any) -> None:
    """Take a wish; another sheet or heading makes the rest be found anew."""
    keep = st.session_state.own_wanted if field not in ("sheet", "heading_row") else Columns()
    if field == "heading_row":
        keep = replace(keep, sheet=st.session_state.own_wanted.sheet)
    st.session_state.own_wanted = replace(keep, **{field: value})


def _one(label: str, field: str, options: Sequence[str], now: str | None, names: dict[str, str] | None = None) -> None:
    key = _key(field)

    def chosen() -> None:
        _wish(field, "" if st.session_state[key] == NONE else st.session_state[key])

    listed = list(dict.fromkeys([*options, *([now] if now else [])]))
    _show(key, now)
    st.selectbox(label, listed, key=key, on_change=chosen, format_func=lambda name: (names or {}).get(name, name))


def _several(label: str, field: str, headings: list[str], now: tuple[str, ...] | None) -> None:
    key = _key(field)
    listed = list(dict.fromkeys([*headings, *(now or ())]))
    _show(key, list(now or ()))
    st.multiselect(label, listed, key=key, on_change=lambda: _wish(field, tuple(st.session_state[key])))


def _number(label: str, now: int | None) -> None:
    key = _key("heading_row")
    _show(key, now)
    st.number_input(label, 1, None, key=key, on_change=lambda: _wish("heading_row", st.session_state[key]))


def _show(key: str, now: object) -> None:
    if st.session_state.get(key) != now:
        st.session_state[key] = now


def _said(label: str, field: str, options: list[str], names: dict[str, str]) -> None:
    key = _key(field)
    st.selectbox(
        label,
        options,
        None,
        key=key,
        placeholder="As its headings say, else whole currency units",
        format_func=names.__getitem__,
        on_change=lambda: _say(field, st.session_state[key]),
    )


def _text(label: str, field: str, note: str) -> None:
    key = _key(field)
    st.text_input(label, key=key, placeholder=note, on_change=lambda: _say(field, st.session_state[key].strip()))


def _say(field: str, value: str | None) -> None:
    said = {name: kept for name, kept in st.session_state.own_said.items() if name != field}
    st.session_state.own_said = {**said, field: value} if value else said
