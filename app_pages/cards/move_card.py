"""One move: who gives, the cut, who receives; switched, copied, shifted, removed. Its terms: terms_card."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st
from virement import edits, values, views
from virement.app_pages.cards import move_terms_card
from virement.app_pages.controls.slider_box import NOTHING, Entry, Shown, look, quantity
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import bullets, plain
from virement.baseline import Baseline
from virement.edits import mends
from virement.scenario import NEW_FUNDING, Case, Move, Scenario, origin_of, with_move
from virement.values import sign_of

SHARE = "%"
COPY, UP, DOWN, RESET, REMOVE = "Duplicate", "Move up", "Move down", "Reset", "Remove"


def draw(baseline: Baseline, scenario: Scenario, index: int, *, opened: bool) -> None:
    """Draw the card of one move."""
    move = scenario.moves[index]
    name = plain(move.name) if move.enabled else f"{plain(move.name)} (off)"
    card = session.card(f"**{name}**", f"move_card_{index}", opened=opened)
    if not card.open:
        return
    with card:
        with st.container(horizontal=True, vertical_alignment="center"):
            on = key_of("on", index)
            st.toggle(
                "On",
                move.enabled,
                key=on,
                width="stretch",
                on_change=session.of_now(lambda: _change(index, enabled=st.session_state[on])),
                help=f"Switch the move '{move.name}' on or off",
            )
            _menu(scenario, index)
        if origin := origin_of(scenario, move.name):
            st.caption(f"Taken from “{plain(scenario.bases[origin].title)}”")
        _givers(baseline, move, index)
        if index:
            draw_cut(baseline, scenario, index)
        _other_bases(baseline, scenario, index)
        _receivers(baseline, scenario, index)
        move_terms_card.draw(baseline, scenario, index)


def _change(index: int, **said: Any) -> None:
    session.edit(with_move, index, baseline=session.baseline(), **said)


def _menu(scenario: Scenario, index: int) -> None:
    saved, own = session.now().saved, not origin_of(scenario, scenario.moves[index].name)
    can = {
        COPY: True,
        UP: own and index > 0 and not any(origin_of(scenario, one.name) for one in scenario.moves[:index][-1:]),
        DOWN: own and index < len(scenario.moves[1:]),
        RESET: saved is not None and edits.reset_move(scenario, saved, index) not in (None, scenario),
        REMOVE: own,
    }
    key = key_of("menu", index)
    st.menu_button(
        "More",
        [name for name, fits in can.items() if fits],
        key=key,
        on_click=lambda: _chosen(st.session_state[key], index),
        width="content",
    )


def _chosen(what: str, index: int) -> None:
    saved = session.now().saved
    if what == RESET and saved is not None:
        session.edit(edits.reset_move, saved, index)
    elif what in (UP, DOWN):
        session.edit(edits.with_shifted_move, index, -1 if what == UP else 1)
    else:
        session.edit(edits.with_copied_move if what == COPY else edits.without_move, index)
    session.draw_afresh()


def _givers(baseline: Baseline, move: Move, index: int) -> None:
    key = key_of("from", index)

    def chosen() -> None:
        session.edit(edits.with_givers, baseline, index, st.session_state[key])
        session.draw_afresh()

    options = dict.fromkeys([values.ROOT, *baseline.divisions, NEW_FUNDING, *move.from_])
    st.multiselect("From", list(options), list(move.from_), key=key, on_change=session.of_now(chosen))


def draw_cut(baseline: Baseline, scenario: Scenario, index: int) -> None:
    """Draw the slider of a move's cut; that of the first move leads the page and stands outside its card."""
    try:
        edits.cut_slider(baseline, scenario, index)
    except values.ModelError as error:
        st.error(bullets(map(session.without_file, error.problems)))
        return
    quantity(key_of("cut", index), partial(_cut_shown, index), partial(_cut_heard, index))
    _limit_fixes(index)


def _other_bases(baseline: Baseline, scenario: Scenario, index: int) -> None:
    with (other := st.expander("What else the cut is a percentage of", key=f"bases_{index}", on_change="rerun")):
        if other.open:
            with suppress(values.ModelError):  # told beside the cut
                st.caption("  \n".join(plain(line) for line in views.other_bases(Case(baseline, scenario), index)))


def _cut_shown(index: int) -> Shown:
    baseline, scenario = session.on_screen()
    move = scenario.moves[index]
    slider, label = edits.cut_slider(baseline, scenario, index), "New money" if NEW_FUNDING in move.from_ else "Cut"
    return look(
        label,
        f"{label}, {move.name}",
        slider,
        words=views.cut_words(Case(baseline, scenario), index),
        entry=st.session_state.entries.get(("cut", index), NOTHING),
        kinds=tuple(_kinds(baseline, move)),
        kind=next(shown for shown, kind in _kinds(baseline, move).items() if kind == edits.kind_of(move)),
    )


def _kinds(baseline: Baseline, move: Move) -> dict[str, str]:
    """Return the kinds in which a move's cut can be said, by how the switch shows them."""
    sign = sign_of(baseline.currency) or "amount"
    kinds = {sign: "amount", SHARE: "share"} if edits.can_be_share(move) else {sign: "amount"}
    jobs = isinstance(move.cut, values.Jobs) or edits.can_be_jobs(baseline, move)
    return {**kinds, "jobs": "jobs"} if jobs else kinds


def _limit_fixes(index: int) -> None:
    """Say by how much this move breaks a limit, and offer what would fix it."""
    for at, mending in enumerate(session.limit_fixes()):
        ways = [way for way in mending.ways if way.index == index]
        if not ways and (mending.ways or index not in mending.moves):
            continue
        said = f"{mends(ways)}:" if ways else f"{mending.words}."
        st.error(f"{plain(mending.broken)}.  \n{plain(said)}")
        for nth, way in enumerate(ways):
            st.button(
                plain(way.words), key=key_of("mend", index, at, nth), on_click=_mend, args=(way,), width="stretch"
            )


def _mend(way: edits.FixOption) -> None:
    session.show(way.scenario)
    session.draw_afresh()


def _cut_heard(index: int, said: dict[str, Any]) -> None:
    baseline, gesture = session.on_screen()[0], said["gesture"]
    if "position" in said:
        _typed(("cut", index), edits.with_cut_at, baseline, index, said["position"], gesture=gesture)
    elif "text" in said:
        read = partial(edits.within_room, said["text"], baseline)
        _typed(("cut", index), lambda held: read(held, index), gesture=gesture, text=said["text"])
        if not st.session_state.entries:
            note = edits.entry_note(said["text"], session.on_screen()[1], index)
            st.session_state.entries = {("cut", index): Entry(note=note)}
    else:
        before = session.on_screen()[1]
        kind = _kinds(baseline, before.moves[index])[said["kind"]]
        _typed(("cut", index), edits.with_cut_as, baseline, index, kind, gesture=gesture)
        if not st.session_state.entries:
            note = edits.nearest_note(baseline, before, session.on_screen()[1], index)
            st.session_state.entries = {("cut", index): Entry(note=note)}


def _typed(place: tuple[object, ...], change: Any, *said: object, gesture: int, text: str = "") -> None:
    """Carry out what a control said; where it can't be, say why beside the control, and what could be instead."""
    offers: list[str] = []

    def tried(held: Scenario, *more: object) -> Scenario:
        try:
            changed: Scenario = change(held, *more)
        except edits.TooMuch as error:
            offers.append(edits.written(error.most))
            raise
        return changed

    problems = session.tried(tried, *said, gesture=gesture)
    told = " ".join(f"{one.what}. {one.hint}" for one in problems)
    st.session_state.entries = {place: Entry(text, told, "".join(offers))} if problems else {}


def _receivers(baseline: Baseline, scenario: Scenario, index: int) -> None:
    move = scenario.moves[index]
    key = key_of("to", index)
    options = dict.fromkeys([*edits.receivers_for(baseline, move), *move.to])
    st.multiselect(
        "To",
        list(options),
        list(move.to),
        key=key,
        on_change=session.of_now(lambda: session.edit(edits.with_receivers, index, st.session_state[key])),
    )
    draw_parts(baseline, scenario, index)


def draw_parts(baseline: Baseline, scenario: Scenario, index: int) -> None:
    """Draw a slider for what each receiver of a move gets, and say what nobody gets."""
    move = scenario.moves[index]
    for name, part in move.to.items():
        try:
            edits.part_slider(baseline, scenario, index, name)
        except values.ModelError:  # told above, beside the cut
            st.caption(f"{plain(name)}: {plain(part if isinstance(part, str) else edits.written(part))}")
            continue
        quantity(key_of("part", index, name), partial(_part_shown, index, name), partial(_part_heard, index, name))
    left = edits.unallocated_share(move)
    if left is not None and left < 0:
        st.error(f"{views.shown_share(-left)} too much: the shares sum to more than 100%")
    elif left:
        st.caption(f"Left unallocated: **{views.shown_share(left)}**")


def _part_shown(index: int, name: str) -> Shown:
    baseline, scenario = session.on_screen()
    return look(
        name,
        f"To {name}, {scenario.moves[index].name}",
        edits.part_slider(baseline, scenario, index, name),
        entry=st.session_state.entries.get(("part", index, name), NOTHING),
    )


def _part_heard(index: int, name: str, said: dict[str, Any]) -> None:
    place, baseline = ("part", index, name), session.on_screen()[0]
    if "position" in said:
        _typed(place, edits.with_part_at, baseline, index, name, said["position"], gesture=said["gesture"])
    else:
        read = partial(edits.read_part_entry, said["text"], baseline)
        _typed(place, lambda held: read(held, index, name), gesture=said["gesture"], text=said["text"])
