"""Hand over: what is on screen as a pack, a workbook or books for others; and a workbook that comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from virement import engine, exports, values, workbook
from virement.app_pages.session import session
from virement.app_pages.shared import scenario_picker
from virement.app_pages.shared.markdown import bullets, plain
from virement.baseline import Baseline
from virement.exports import FORMATS

PACK, WORKBOOK, BOOKS_ = "Pack", "Workbook", "Books"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw() -> None:
    """Draw the page."""
    baseline = session.baseline()
    if baseline is None:
        st.info("Open a baseline first.")
        return
    shown = {PACK: _pack, WORKBOOK: _workbook, BOOKS_: _books}
    shown[session.choice("What to hand over", "export_tab", list(shown), PACK)](baseline)


def _pack(baseline: Baseline) -> None:
    st.caption(
        "For somebody else: a brief of one page, the tables, the pictures, a workbook, the baseline and its sources. "
        "Anyone who unpacks it computes the same numbers anew, and can check that no file was changed."
    )
    ledgers = scenario_picker.chosen(baseline, "pack", 1)
    _download(
        "Download the pack",
        partial(exports.pack, list(ledgers.values())),
        f"{session.file_stem()}.zip",
        "application/zip",
        disabled=not ledgers,
    )
    for ledger in list(ledgers.values())[:1]:
        st.markdown("**The brief in it**")
        _brief(ledger)


def _brief(ledger: engine.Ledger) -> None:
    """Show the brief as it stands in the pack; it is made once for a ledger."""
    known = st.session_state.get("brief")
    if known is None or known[0] != ledger.case:
        st.session_state.brief = known = (ledger.case, exports.brief_page(ledger))
    st.iframe(known[1], height=1000, alt="The brief")


def _workbook(baseline: Baseline) -> None:
    st.caption(
        "A spreadsheet with live formulas: change a yellow cell of its sheet Drivers, and every sheet follows to the "
        "cent. Upload the edited workbook to import its drivers."
    )
    ledger, problems = session.carried_out()
    if ledger is None:
        st.error(f"There is nothing to hand over yet:\n\n{bullets(problems)}")
    else:
        _offer("Download the workbook", workbook.workbook_of, f"{session.file_stem()}.xlsx", XLSX)
    file = st.file_uploader("A workbook that comes back", type=["xlsx"], key="workbook_back")
    if file is not None:
        _back(file.getvalue(), file.name)


def _back(data: bytes, name: str) -> None:
    """Say what a workbook says otherwise, and offer its scenario."""
    try:
        read, differences = workbook.read_workbook(data, name)
    except values.ModelError as error:
        st.error(f"It can't be read:\n\n{bullets(error.problems)}")
        return
    if not differences:
        st.success("Nothing differs from what was written.")
    for obeyed, say, head in (
        (True, st.success, "Changed drivers, which are taken:"),
        (False, st.warning, "Changed as well, and not taken: only drivers are read."),
    ):
        if told := [f"- {plain(f'{one.where}: {one.what}')}" for one in differences if one.obeyed == obeyed]:
            say(f"{head}\n\n" + "\n".join(told))
    st.button(
        f"Put '{plain(read.title)}' on screen",
        type="primary",
        key="take_workbook",
        on_click=session.open_read,
        args=(read,),
    )


def _books(baseline: Baseline) -> None:
    ledger, problems = session.carried_out()
    if ledger is None:
        st.error(f"There is nothing to hand over yet:\n\n{bullets(problems)}")
        return
    name = session.choice("For which program", "books_format", list(FORMATS), "hledger")
    book = FORMATS[name]
    st.caption(f"{book.holds}.")
    _offer(f"Download as {name}", book.made_of, f"{session.file_stem()}.{book.ending}", "application/octet-stream")


def _offer(label: str, made_of: Callable[[engine.Ledger], bytes], file: str, kind: str) -> None:
    """Offer what is made of the scenario on screen, or say why it can't be made; it is made once for it."""
    moment, known = session.now(), st.session_state.get("handed_over")
    if known is None or known[:2] != (moment, label):
        ledger, _ = session.carried_out()
        assert ledger is not None
        try:
            with st.spinner(f"Writing {file}"):
                known = (moment, label, made_of(ledger))
        except values.ModelError as error:
            st.error(bullets(error.problems))
            return
        st.session_state.handed_over = known
    _download(label, known[2], file, kind)


def _download(
    label: str, content: bytes | Callable[[], bytes], file: str, kind: str, *, disabled: bool = False
) -> None:
    st.download_button(
        label,
        content,
        file,
        kind,
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{file.rpartition('.')[2]}",
        type="primary",
        disabled=disabled,
    )


draw()
