"""What stands on top of every page: the pages, undo and redo, saving, the link; and which scenario is on screen."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from virement import charts, edits, scenario, values, versions
from virement.app_pages.controls.draft_store import draft_store, table_store
from virement.app_pages.controls.field_undo import own_undo
from virement.app_pages.controls.redraw import redraw
from virement.app_pages.session import drafts, session
from virement.app_pages.shared import markdown, open_popover
from virement.app_pages.shared.pictures import theme
from virement.scenario import fingerprinted

MOST_LINES = 12  # of what somebody else changed
LOOK = """
[data-testid="stMainBlockContainer"] {padding-top: 0; padding-bottom: 3rem}
[data-testid="stHeader"] {height: 3rem; min-height: 0; background: transparent; pointer-events: none}
[data-testid="stHeader"] [data-testid="stToolbar"] {pointer-events: auto}
[data-testid="stLayoutWrapper"]:has(> .st-key-bar) {position: sticky; top: 0; z-index: 100; padding: .3rem 0;
  background: GROUND; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent)}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-unseen"]) {display: none}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: INK !important; opacity: 1 !important}
[data-testid="stMultiSelect"] span[title], button[kind^="primary"]:enabled p {color: GROUND !important}
.st-key-bar [data-testid="stElementContainer"]:has(.brand) {flex: 0 0 auto; width: auto}
.brand {font-weight: 700; white-space: nowrap}
.brand::before {content: ""; display: inline-block; width: 1.1rem; height: .95rem; margin-right: .4rem;
  vertical-align: -.1rem; background: linear-gradient(GIVES, GIVES) 0 0 / 62% 40% no-repeat,
  linear-gradient(GETS, GETS) 0 100% / 100% 40% no-repeat}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: .6rem}
[data-testid="stLayoutWrapper"]:has(> .st-key-pages) {flex: 1 1 auto; width: auto}
.st-key-pages {gap: .1rem; flex-wrap: nowrap}
.st-key-pages a {padding: .25rem .45rem; white-space: nowrap}
.st-key-heading {flex-wrap: nowrap}
.st-key-heading [data-testid="stElementContainer"]:has(.name) {flex: 0 1 auto; width: auto; min-width: 0}
.name h1 {display: inline; font-size: 1.15rem; font-weight: 600; padding: 0; overflow-wrap: anywhere}
.name small {opacity: .85; font-size: .82rem}
.st-key-heading {row-gap: .2rem}
[data-testid="stCheckbox"] label {min-height: 1.5rem}
:is([data-testid="stCheckbox"], [data-testid="stWidgetLabel"]) [data-testid="stTooltipIcon"] button,
[data-tag] > button {min-width: 1.5rem; min-height: 1.5rem}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after {animation-duration: 1ms !important; animation-iteration-count: 1 !important;
    transition-duration: 1ms !important; scroll-behavior: auto !important}
}
@media (max-width: 1500px) {
  .st-key-bar kbd {display: none !important}
  .st-key-bar {gap: .4rem}
  .st-key-pages a {padding: .25rem .35rem}
}
@media (max-width: 1350px) {
  .st-key-bar :is(.st-key-undo, .st-key-redo) p {position: absolute; width: 1px; overflow: hidden;
    clip-path: inset(50%)}
}
@media (max-width: 1250px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-pages) {display: none}
  [data-testid="stLayoutWrapper"]:has(> .st-key-menu) {flex: 1 1 auto; width: auto}
}
@media (min-width: 1251px) {[data-testid="stLayoutWrapper"]:has(> .st-key-menu) {display: none}}
@media (max-width: 640px) {
  .st-key-bar {gap: .2rem; flex-wrap: nowrap}
  .brand {font-size: .9rem}
  .brand::before {margin-right: .25rem}
  .st-key-bar [data-testid="stPopoverButton"] > div > div:last-child {display: none}
  .st-key-bar button {padding: .2rem .4rem; min-width: 2.4rem}
  .st-key-bar :is(.st-key-undo, .st-key-redo, .st-key-save, .st-key-link) p {position: absolute; width: 1px;
    overflow: hidden; clip-path: inset(50%)}
  .name h1 {font-size: 1rem}
}
"""


def draw(page: StreamlitPage, pages: Sequence[StreamlitPage]) -> None:
    """Draw the bar with the pages and what can be done, and the heading of the page under it."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<style>{_look()}</style><span class='brand'>Virement</span>")
        with st.container(key="pages", horizontal=True):
            _links(pages)
        with st.container(key="menu"), st.popover("Pages", icon=":material/menu:", width="content"):
            _links(pages)
        _steps()
        _save()
        _link()
    with st.container(key="heading", horizontal=True, vertical_alignment="center", gap="small"):
        name = st.empty()
        open_popover.draw()
    with st.container(key="unseen_undo"):
        own_undo()
        redraw()
        if table := drafts.table():
            table_store(table)
    st.session_state.heading = name, "" if page.url_path == "" else page.title
    tell()
    if st.session_state.before_restoring is not None:
        _restored()
    _conflict()
    for level, say in (("error", st.error), ("warning", st.warning)):
        if told := [
            problem for problem in st.session_state.told if (problem.level == "warning") == (level == "warning")
        ]:
            say(markdown.bullets(told), icon=":material/block:" if level == "error" else ":material/info:")


def _links(pages: Sequence[StreamlitPage]) -> None:
    for page in pages:
        st.page_link(page, label=page.title, width="content")


def _restored() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="restored"):
        st.markdown("Your work was restored.", width="content")
        st.button("Start afresh", on_click=drafts.start_afresh, key="start_afresh", width="content")


def _conflict() -> None:
    """Ask what is to be done where somebody else has saved the file too, and say what they changed."""
    against, moment = session.conflict(), session.now()
    if against is None or moment.baseline is None:
        return
    with st.container(border=True, key="conflict"):
        said, *each = versions.what_changed(against, moment.baseline)
        st.markdown(f"**{markdown.plain(str(against.problems[0]).partition('. ')[0])}.** {markdown.plain(said)}")
        st.markdown("\n".join(f"- {markdown.plain(line)}" for line in each[:MOST_LINES]))
        with st.container(horizontal=True):
            for label, key, done, means in (
                ("Keep both", "keep_both", session.keep_both, "Yours is saved under a free name beside theirs"),
                ("Take theirs", "take_theirs", session.take_theirs, "Theirs is opened; Undo brings yours back"),
                (
                    "Put mine on top",
                    "mine_on_top",
                    session.put_mine_on_top,
                    "What you changed is done to theirs and saved; where both changed a move, yours holds",
                ),
            ):
                st.button(label, key=key, on_click=done, help=means, width="content")


def keep(*, moving: bool = False) -> None:
    """Let the browser keep what is on screen; while a hand moves, what it keeps already."""
    record = drafts.last_record() if moving else drafts.record()
    draft_store(st.session_state.draft_session, record, found=drafts.restore)


def tell() -> None:
    """Say in the heading, where it has been drawn, what is on screen: on Explore as the heading itself."""
    place, page = st.session_state.heading
    moment = session.now()
    title = html.escape(moment.scenario.title if moment.scenario else moment.opened)
    state = html.escape(_state(moment))
    named = f"<h1>{page}</h1> <small>{title} · {state}</small>" if page else f"<h1>{title}</h1> <small>{state}</small>"
    place.html(f"<div class='name'>{named}</div>")


def _look() -> str:
    """Return the look of the bar, and words that stand out enough where Streamlit's own don't."""
    ink = charts.INK[theme()]
    colours = {"GROUND": charts.GROUND[theme()], "INK": ink["text"], "GIVES": ink["gives"], "GETS": ink["gets"]}
    look = LOOK
    for name, colour in colours.items():
        look = look.replace(name, colour)
    return look


def _state(moment: session.Moment) -> str:
    if moment.scenario is None:
        return "can't be read"
    if moment.file is None:
        return "not saved yet"
    return f"changed since {moment.opened}.yaml was saved" if session.is_changed() else f"as in {moment.opened}.yaml"


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
        if session.may_save():
            _save_into_the_folder(moment, version)
        else:
            st.caption("Nothing is saved on this server: download the file, or keep the link.")
        st.download_button(
            "Download the YAML",
            partial(_yaml, st.session_state.screen),
            f"{moment.opened if moment.file else 'scenario'}.yaml",
            "text/yaml",
            on_click="ignore",
            width="stretch",
        )


def _save_into_the_folder(moment: session.Moment, version: str) -> None:
    name = f"save_name_{version}"
    st.text_input("Name of the file", key=name, placeholder="my-scenario", help="Small letters, digits and hyphens")
    on = f"build_on_{version}"
    if moment.saved is not None:
        st.checkbox(
            f"Build on {moment.opened}: keep only what differs",
            key=on,
            help="The new file takes the moves of the other, also when they change there later",
        )
    st.button("Save under this name", key="save_new", on_click=_save_as_named, args=(name, on), width="stretch")
    if moment.file is not None:
        sure = st.checkbox(f"Overwrite {moment.opened}.yaml: what it says now will be gone", key=f"sure_{version}")
        st.button(
            f"Save over {moment.opened}", key="save_over", disabled=not sure, on_click=_save_over, width="stretch"
        )


def _yaml(screen: dict[str, session.Moment]) -> str:
    """Write the file when it is asked for, of what the scenario says then."""
    moment = screen["now"]
    if moment.scenario is None:
        return moment.text or ""
    over = fingerprinted(moment.scenario, moment.baseline) if moment.baseline else moment.scenario
    return scenario.scenario_text(over, like=moment.text)


def _save_as_named(name: str, build_on: str) -> None:
    session.save(st.session_state[name].strip(), overwrite=False, build_on=st.session_state.get(build_on, False))


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
        st.markdown("The scenario and this view, in an address. Nothing of it is kept on a server.")
        st.code(address, language=None, wrap_lines=True, height=120)
        st.caption("  \n".join(_needs(address)))


def _needs(address: str) -> Iterator[str]:
    """Say what it takes to open a link elsewhere."""
    name = session.now().baseline_name
    if name in st.session_state.own_tables:
        yield f"It names the table {markdown.plain(name)} and doesn't carry it: anyone who opens it needs that too."
    else:
        yield f"Its baseline, {markdown.plain(values.baseline_title(name))}, comes with Virement."
    if session.is_of_this_machine(address):
        yield (
            "This address opens on this machine only. Elsewhere, what begins with ?s= goes behind the address of a "
            f"Virement that runs there. One that others can reach is said by {markdown.plain(session.PUBLIC)}."
        )
