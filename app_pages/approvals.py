"""Approvals: who must sign each move, who has, and the register that goes to a committee."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from virement import authority, edits, exports, values
from virement.app_pages.session import session
from virement.app_pages.shared import scenario_picker, tables
from virement.app_pages.shared.markdown import bullets, linked, plain
from virement.authority import Entry, Register

SHOWN = ["number", "scenario", "move", "from", "to", "kind", "cumulative", "approver", "consult", "days", "standing"]
FORMATS = {"html": "Page for printing (A4)", "xlsx": "XLSX", "csv": "CSV", "md": "Markdown"}


def draw() -> None:
    """Draw the page."""
    baseline = session.baseline()
    if baseline is None:
        st.info("Open a baseline first.")
        return
    if not baseline.authority:
        st.info(
            "Nobody says who may approve what over this baseline. Write the rules as authority.yaml beside it: roles, "
            "from the least authority to the most, and up to which amount each may approve. The baselines of the town "
            "and of the company have one each, to begin with."
        )
        return
    ledgers = scenario_picker.chosen(baseline, "register", 1)
    if not ledgers:
        st.info("Choose a scenario or more: what is chosen counts together.")
        return
    try:
        register = authority.register_of(list(ledgers.values()))
    except values.ModelError as error:
        st.error(f"The rules can't be read:\n\n{bullets(error.problems)}")
        return
    assert register is not None
    _registered(register)


def _registered(register: Register) -> None:
    st.markdown(f"**{plain(authority.signing(register))}**")
    for level, say in (("approval", st.error), ("warning", st.warning)):
        if told := _wanting(register, level):
            say(bullets(told))
    shown = authority.register_table(register)[[*SHOWN[:5], *register.years, *SHOWN[5:]]]
    alone = ["scenario"] if len(register.ledgers) == 1 else []
    tables.table(shown.drop(columns=alone), "Register of moves", tables.unit_of(register.baseline))
    with st.container(horizontal=True):
        for name, label in FORMATS.items():
            made = partial(exports.REGISTER_FORMATS[name], register)
            file = f"{session.file_stem()}-register.{name}"
            st.download_button(label, made, file, on_click="ignore", key=f"register_{name}")
    _record(register)
    _rules(register)


def _wanting(register: Register, level: str) -> list[values.Problem]:
    """Return what an approval on file doesn't allow, or which moves need more authority together than alone."""
    return [
        values.Problem(entry.move.name, problem.what, problem.hint if level == "approval" else "")
        for entry in register.entries
        for problem in authority.problems_of(register, entry)
        if problem.level == level and (level == "approval" or entry.is_split)
    ]


def _record(register: Register) -> None:
    """Let a person put an approval of a move on screen on file, and take one off."""
    mine = [entry for entry in register.entries if entry.ledger.scenario is session.scenario()]
    if not mine:
        return
    card = session.card("**Approvals on file**", "on_file", opened=True)
    if not card.open:
        return
    with card:
        for entry in mine:
            for place, approval in enumerate(entry.move.approvals):
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(f"{plain(entry.move.name)}: {plain(authority.approval_words(approval))}")
                    st.button(
                        "Take off file",
                        key=session.key_of("unapprove", entry.index, place),
                        on_click=session.of_now(partial(session.edit, edits.without_approval, entry.index, place)),
                    )
        _form(register, mine)


def _form(register: Register, mine: list[Entry]) -> None:
    keys = {name: session.key_of(f"approval_{name}") for name in ("move", "role", "who", "date", "reference")}
    by_name = {entry.move.name: entry for entry in mine}
    waiting = [e.move.name for e in mine if authority.standing(register, e) != authority.APPROVED]
    roles = register.authority.roles

    def put() -> None:
        said: dict[str, Any] = {name: st.session_state[key] for name, key in keys.items()}
        entry = by_name[said.pop("move")]
        said["date"] = said["date"].isoformat()
        amount = values.from_minor(entry.total, register.baseline.currency)
        session.edit(edits.with_approval, entry.index, amount=amount, **said)

    with st.form(session.key_of("approve"), border=False):
        first = by_name[waiting[0]] if waiting else mine[0]
        st.selectbox("Move", list(by_name), list(by_name).index(first.move.name), key=keys["move"])
        with st.container(horizontal=True):
            st.selectbox("Approved by", roles, roles.index(first.band.role), key=keys["role"])
            st.text_input("Name (may stay empty)", key=keys["who"])
        with st.container(horizontal=True):
            st.date_input("On", key=keys["date"])
            st.text_input("Where it is written", key=keys["reference"], placeholder="A minute, a decision, an address")
        st.caption("The amount is what the move takes now: when it is changed, the approval no longer fits.")
        st.form_submit_button("Put on file", type="primary", on_click=session.of_now(put))


def _rules(register: Register) -> None:
    rules, sources = register.authority, register.baseline.sources
    st.caption(f"**{plain(rules.title)}** ({rules.status}). {plain(rules.about)}")
    known = sources[sources["id"].isin(rules.source.split("; "))]
    if links := linked(*known["link"]):
        st.caption(f"From {links}")


draw()
