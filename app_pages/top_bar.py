"""What never scrolls away: which scenario, whether it is saved and balances; undo and redo, saving, the link."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st
from virement import charts, edits, scenario, values, views
from virement.app_pages.controls.draft_store import draft_store
from virement.app_pages.controls.field_undo import own_undo
from virement.app_pages.session import drafts, session
from virement.app_pages.shared import markdown
from virement.app_pages.shared.pictures import theme
from virement.scenario import fingerprinted

LOOK = """
[data-testid="stMainBlockContainer"] {padding-top: 3.6rem; padding-bottom: 3rem}
[data-testid="stLayoutWrapper"]:has(> .st-key-bar) {position: sticky; top: 3.4rem; z-index: 100; padding: .4rem 0;
  background: GROUND; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent)}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-unseen"]) {display: none}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: INK !important; opacity: 1 !important}
[data-testid="stMultiSelect"] span[title], button[kind^="primary"]:enabled p {color: GROUND !important}
.st-key-bar [data-testid="stElementContainer"]:has(.name) {flex: 1 1 12rem; width: auto}
.st-key-bar .name {font-weight: 600; font-size: 1.05rem; overflow-wrap: anywhere}
.st-key-bar .name small {font-weight: 400; opacity: .85}
@media (max-width: 1000px) {.st-key-bar kbd {display: none !important}}
@media (max-width: 640px) {
  .st-key-bar [data-testid="stHorizontalBlock"] {gap: .4rem}
  .st-key-bar button {padding: .2rem .5rem}
  .st-key-bar [data-testid="stElementContainer"]:has(.name) {flex-basis: 100%}
}
.st-key-bar .balance {font-size: .82rem; font-variant-numeric: tabular-nums}
"""


def draw() -> None:
    """Draw the bar."""
    with st.container(key="bar", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f"<style>{_look()}</style>")
            name = st.empty()
            _steps()
            _save()
            _link()
        balance = st.empty()
    with st.container(key="unseen_undo"):
        own_undo()
    st.session_state.bar_places = name, balance
    tell()
    if st.session_state.before_restoring is not None:
        _restored()
    for level, say in (("error", st.error), ("warning", st.warning)):
        if told := [
            problem for problem in st.session_state.told if (problem.level == "warning") == (level == "warning")
        ]:
            say(markdown.bullets(told), icon=":material/block:" if level == "error" else ":material/info:")


def _restored() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="restored"):
        st.markdown("Your work was restored.", width="content")
        st.button("Start afresh", on_click=drafts.start_afresh, key="start_afresh", width="content")


def keep() -> None:
    """Let the browser keep what is on screen."""
    draft_store(
        st.session_state.draft_session,
        drafts.record(),
        drafts.table(),
        found=drafts.restore,
        held=drafts.table_is_held,
    )


def tell() -> None:
    """Say in the bar, where it has been drawn, what is on screen and that it balances."""
    name, balance = st.session_state.bar_places
    name.html(f"<div class='name'>{_name()}</div>")
    balance.html(f"<div class='balance' role='status'>{html.escape(_balance())}</div>")


def _look() -> str:
    """Return the look of the bar, and words that stand out enough where Streamlit's own don't."""
    return LOOK.replace("GROUND", charts.GROUND[theme()]).replace("INK", charts.INK[theme()]["text"])


def _name() -> str:
    moment = session.now()
    title = moment.scenario.title if moment.scenario else moment.opened
    return f"{html.escape(title)} <small>· {html.escape(_state(moment))}</small>"


def _state(moment: session.Moment) -> str:
    if moment.scenario is None:
        return "can't be read"
    if moment.file is None:
        return "not saved yet"
    return f"changed since {moment.opened}.yaml was saved" if session.is_changed() else f"as in {moment.opened}.yaml"


def _balance() -> str:
    ledger, _ = session.carried_out()
    return views.balance(ledger) if ledger else "The scenario has errors; nothing moves"


def _steps() -> None:
    for name, icon, step, steps, keys in (
        ("Undo", "undo", session.undo, st.session_state.past, "Ctrl+Z"),
        ("Redo", "redo", session.redo, st.session_state.future, "Ctrl+Y"),
    ):
        st.button(
            name, icon=f":material/{icon}:", on_click=step, disabled=not steps, shortcut=keys, key=icon, width="content"
        )


def _save() -> None:
    popover = st.popover("Save", icon=":material/save:", key="save", on_change="rerun", width="content")
    moment, version = session.now(), st.session_state.version
    if not popover.open or moment.scenario is None:
        return
    with popover:
        title = f"title_{version}"
        st.text_input(
            "Title",
            moment.scenario.title,
            key=title,
            on_change=session.of_now(lambda: session.edit(edits.with_title, st.session_state[title])),
        )
        name = f"save_name_{version}"
        st.text_input("Name of the file", key=name, placeholder="my-scenario", help="Small letters, digits and hyphens")
        st.button("Save under this name", key="save_new", on_click=_save_as_named, args=(name,), width="stretch")
        if moment.file is not None:
            sure = st.checkbox(f"Overwrite {moment.opened}.yaml: what it says now will be gone", key=f"sure_{version}")
            st.button(
                f"Save over {moment.opened}", key="save_over", disabled=not sure, on_click=_save_over, width="stretch"
            )
        st.download_button(
            "Download the YAML",
            partial(_yaml, st.session_state.screen),
            f"{moment.opened if moment.file else 'scenario'}.yaml",
            "text/yaml",
            on_click="ignore",
            width="stretch",
        )


def _yaml(screen: dict[str, session.Moment]) -> str:
    """Write the file when it is asked for, of what the scenario says then."""
    moment = screen["now"]
    if moment.scenario is None:
        return moment.text or ""
    over = fingerprinted(moment.scenario, moment.baseline) if moment.baseline else moment.scenario
    return scenario.scenario_text(over, like=moment.text)


def _save_as_named(key: str) -> None:
    session.save(st.session_state[key].strip(), overwrite=False)


def _save_over() -> None:
    session.save(session.now().opened, overwrite=True)


def _link() -> None:
    popover = st.popover("Link", icon=":material/link:", key="link", on_change="rerun", width="content")
    if not popover.open:
        return
    with popover:
        try:
            address = session.link()
        except values.ModelError as error:
            st.error(markdown.bullets(error.problems))
            return
        st.markdown("The whole scenario, its baseline's name and this view are in the address now:")
        st.code(address, language=None, wrap_lines=True, height=120)
        own = session.now().baseline_name in st.session_state.own_tables
        st.caption(
            f"It names the baseline {markdown.plain(session.now().baseline_name)} and doesn't carry it: "
            "whoever opens it needs that table too. Nothing is kept on a server."
            if own
            else "Whoever opens it sees the same numbers: nothing of it is kept on a server."
        )
