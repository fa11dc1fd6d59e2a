"""What the browser keeps of a session, so that a reload, a closed tab or a restarted server loses no work.

A record is a mapping of texts: the scenario as YAML, the file that it was opened from and what that file said then, the
name of the baseline, the view, and the fingerprint of a table of the person's own. The table itself is kept beside the
record, once, as the zip of a baseline's folder. A record comes back from a browser, so nothing in it is trusted: it is
read as a link is.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

import streamlit as st
from pydantic import BaseModel, ValidationError
from virement import scenario, values
from virement.app_pages.session import session
from virement.baseline import Baseline, baseline_from_zip, baseline_names, baseline_zip

VERSION: Literal[1] = 1
_STRANGE = "what this browser kept was written by another version of Virement, and isn't opened"


class Record(BaseModel):
    """What is kept of a session: see the head of this file."""

    version: Literal[1]
    baseline: str
    opened: str
    file: str | None
    text: str | None
    view: dict[str, str]
    table: str | None


def record() -> dict[str, Any] | None:
    """Return what should be kept of this session now; None while it holds nothing but its opening."""
    state = st.session_state
    if not (state.past or state.view or state.resumed):
        return None
    moment, view = session.now(), dict(state.view)
    known: tuple[session.Moment, dict[str, Any]] | None = state.get("draft_record")
    if known is None or known[0] is not moment or known[1]["view"] != view:
        with suppress(values.ModelError):  # it can't be a file as it is: what it was before stays kept
            state.draft_record = known = (moment, _record(moment, view))
    return known[1] if known else None


def last_record() -> dict[str, Any] | None:
    """Return what was kept last."""
    known = st.session_state.get("draft_record")
    return known[1] if known else None


def _record(moment: session.Moment, view: dict[str, str]) -> dict[str, Any]:
    table = moment.baseline.fingerprint if moment.baseline and _is_own(moment.baseline_name) else None
    return Record(
        version=VERSION,
        baseline=moment.baseline_name,
        opened=moment.opened,
        file=moment.file,
        text=session.written(),
        view=view,
        table=table,
    ).model_dump()


def _is_own(name: str) -> bool:
    return name in st.session_state.own_tables


def table() -> dict[str, str] | None:
    """Return the table on screen, where it is the person's own."""
    moment = session.now()
    if moment.baseline is None or not _is_own(moment.baseline_name):
        return None
    known: dict[str, str] | None = st.session_state.get("draft_table")
    if known is None or known["fingerprint"] != moment.baseline.fingerprint:
        content = b64encode(baseline_zip(moment.baseline)).decode()
        st.session_state.draft_table = known = {"fingerprint": moment.baseline.fingerprint, "content": content}
    return known


def restore(found: dict[str, Any]) -> None:
    """Put a record that the browser kept on screen, unless this session has work of its own or was opened by a link."""
    if st.session_state.past or session.LINK in st.query_params:
        return
    st.session_state.page_is_old = True
    try:
        kept = Record.model_validate(found["record"])
    except ValidationError:
        st.session_state.told = (values.Problem("draft", _STRANGE, level="warning"),)
        return
    own = _table(found.get("table"), kept.baseline) if kept.table else None
    if own is not None:
        st.session_state.own_tables[kept.baseline] = own
    st.session_state.view = kept.view
    before = session.now()
    session.put(_moment(kept, own))
    st.session_state.update(resumed=True, before_restoring=before if session.now() != before else None)
    session.draw_afresh()


def _moment(kept: Record, own: Baseline | None) -> session.Moment:
    if kept.opened not in scenario.scenario_names():  # what the browser kept names no other file of this machine
        kept = kept.model_copy(update={"opened": session.NEW, "file": None})
    over = own or (session.shipped_baseline(kept.baseline) if kept.baseline in baseline_names() else None)
    moment = session.Moment(kept.baseline, over, opened=kept.opened, file=kept.file, text=kept.text)
    if kept.file is not None:
        moment = replace(moment, saved=_read(kept.file, kept.opened)[0])
    if kept.text is None:
        return moment
    read, problems = _read(kept.text, kept.opened)
    return replace(moment, scenario=read, problems=problems)


def _read(text: str, name: str) -> tuple[scenario.Scenario | None, tuple[values.Problem, ...]]:
    read, problems = scenario.examine(text, name)
    return None if problems else read, tuple(problems)


def _table(content: str | None, name: str) -> Baseline | None:
    """Return a table that comes back from a browser; none where it isn't whole."""
    try:
        return replace(baseline_from_zip(b64decode(content or "", validate=True)), name=name.rsplit(".", 1)[0])
    except (ValueError, values.ModelError):
        return None


def start_afresh() -> None:
    """Go back to what a session opens with; Undo brings back what was restored."""
    st.session_state.view = {}
    session.go(st.session_state.before_restoring)
    session.draw_afresh()
