"""The sidebar: which baseline, which scenario, each move with its cut and receivers, saving and files."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import streamlit as st

import model
from app_pages import session
from model import edits, meaning, words
from model.money import UNITS, sign_of
from model.scenario import NEW_FUNDING

SHARE = "%"


def draw() -> None:
    """Draw the sidebar."""
    _choose_baseline()
    _choose_scenario()
    baseline, scenario = session.baseline(), session.scenario()
    if baseline is None or scenario is None:
        return
    for index in range(len(scenario.moves)):
        _move(baseline, session.scenario() or scenario, index)
    st.button(
        "Add a move", icon=":material/add:", on_click=lambda: _edit(edits.with_new_move, baseline), width="stretch"
    )
    _save(scenario)


def _key(name: str, *parts: object) -> str:
    return "_".join(map(str, (name, st.session_state.version, *parts)))


def _held(key: str, value: object) -> str:
    """Make a control show `value`, and return its key.

    One that shows it already is left alone: setting it again would take back what a quick hand has done since.
    """
    st.session_state.shown[key] = value
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _heard(key: str) -> bool:
    """Tell whether a person changed a control of this screen.

    While keys are pressed faster than the page is drawn, a browser also sends again what controls said before.
    """
    shown, value = st.session_state.shown, st.session_state[key]
    if key not in shown or shown[key] == value:
        return False
    shown[key] = value
    return True


def _drawn(name: str, index: int) -> str:
    """Return the key of a control that another one can change."""
    return _key(name, index, st.session_state.drawn.get((name, index), 0))


def _redraw(name: str, index: int) -> None:
    """Draw a control afresh: told a new value, it could still send its old one and undo what the other one did."""
    st.session_state.drawn[name, index] = next(st.session_state.counter)


def _choose_baseline() -> None:
    names = [*model.baseline_names(), session.OWN]

    def chosen() -> None:
        st.session_state.baseline_name = st.session_state.baseline_choice
        first = session.FIRST_SCENARIO if st.session_state.baseline_name == session.FIRST_BASELINE else None
        session.open_scenario(first or next(iter(session.scenarios_here()), session.NEW))

    st.selectbox("Baseline", names, key=_held("baseline_choice", st.session_state.baseline_name), on_change=chosen)
    if st.session_state.baseline_name == session.OWN:
        _upload()


def _upload() -> None:
    file = st.file_uploader(
        "A CSV or XLSX with a division column and a period and an amount column, or one column a period",
        type=["csv", "tsv", "txt", "xlsx", "xlsm"],
        key="own_file",
    )
    unit = st.selectbox(
        "Its amounts count",
        [None, *UNITS],
        key="own_unit",
        format_func=lambda name: {None: "what it says itself", "one": "whole currency units"}.get(name, f"{name}s"),
    )
    through = st.text_input("Actual through (a period; empty if all is plan)", key="own_actuals")
    asked = (file.file_id, unit, through) if file else None
    if asked is None or asked == st.session_state.get("own_asked"):
        return
    st.session_state.own_asked = asked
    try:
        st.session_state.own = model.read_baseline_table(
            file.getvalue(), file.name, unit=unit, actuals_through=through.strip() or None
        )
        session.open_scenario(session.NEW)
    except model.ModelError as error:
        st.session_state.own = None
        session.show(None)
        st.session_state.problems = list(error.problems)


def _choose_scenario() -> None:
    names = [*session.scenarios_here(), session.NEW]
    opened = st.session_state.opened if st.session_state.opened in names else session.NEW
    st.selectbox(
        "Scenario",
        names,
        key=_held("scenario_choice", opened),
        on_change=lambda: session.open_scenario(st.session_state.scenario_choice),
    )


def _edit(change: Callable[..., model.Scenario], *said: object, **named: object) -> None:
    """Change the scenario that is on screen now, which a quick hand may have changed since a control was drawn."""
    if scenario := session.scenario():
        session.show(change(scenario, *said, **named))
        st.session_state.told = ""


def _move(baseline: model.Baseline, scenario: model.Scenario, index: int) -> None:
    move = scenario.moves[index]
    with st.container(border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        key = _held(_key("on", index), move.enabled)

        def switch() -> None:
            if _heard(key):
                _edit(edits.with_move, index, enabled=st.session_state[key])

        left.toggle(f"**{move.name}**", key=key, on_change=switch)
        what = f"Remove the move '{move.name}'"
        right.button(
            "", icon=":material/delete:", key=_key("remove", index), help=what, on_click=_remove, args=(index,)
        )
        _givers(baseline, scenario, index)
        _cut(baseline, scenario, index)
        _receivers(baseline, scenario, index)


def _remove(index: int) -> None:
    _edit(edits.without_move, index)
    session.draw_afresh()


def _givers(baseline: model.Baseline, scenario: model.Scenario, index: int) -> None:
    move = scenario.moves[index]
    key = _held(_key("from", index), list(move.from_))

    def chosen() -> None:
        names = tuple(st.session_state[key])
        if _heard(key) and names:
            _edit(edits.with_move, index, from_=names)

    if move.from_ == (NEW_FUNDING,):
        st.caption("From new funding")
    else:
        st.multiselect("From", [model.ROOT, *baseline.divisions], key=key, on_change=chosen)
        if move.except_:
            st.caption(f"except {', '.join(move.except_)}")


def _cut(baseline: model.Baseline, scenario: model.Scenario, index: int) -> None:
    move = scenario.moves[index]
    is_share = isinstance(move.cut, Fraction)
    sign = sign_of(baseline.currency) or "Amount"
    try:
        most, step = meaning.cut_range(baseline, scenario, index)
    except model.ModelError:
        return
    kind_key = _held(_key("kind", index), SHARE if is_share else sign)

    def convert() -> None:
        if not _heard(kind_key):
            return
        kind = "share" if st.session_state[kind_key] == SHARE else "amount"
        _redraw("slider", index)
        _redraw("typed", index)
        _edit(edits.with_cut_as, baseline, index, kind)

    if edits.can_be_share(move):
        st.segmented_control(
            "Cut in",
            [sign, SHARE],
            key=kind_key,
            on_change=convert,
            required=True,
            help="The same cut, written the other way",
        )
    unit = SHARE if is_share else " ".join(filter(None, (sign, baseline.unit if baseline.unit != "one" else "")))
    unit += " per year" if not is_share and move.cut.per_year else ""
    number = edits.cut_number(baseline, move)
    slider, typed = (_held(_drawn(name, index), number) for name in ("slider", "typed"))

    def changed(source: str, other: str) -> None:
        if _heard(source):
            _redraw(other, index)
            _edit(edits.with_cut_number, baseline, index, st.session_state[source])

    st.slider(
        f"Cut, {unit}",
        0.0,
        max(float(most), number),
        step=float(step),
        key=slider,
        on_change=changed,
        args=(slider, "typed"),
        format="%.2f" if is_share else "%.12g",
    )
    st.number_input(
        f"Cut, {unit}, typed",
        0.0,
        100.0 if is_share else None,
        step=float(step),
        key=typed,
        on_change=changed,
        args=(typed, "slider"),
        format="%.2f",
        label_visibility="collapsed",
    )
    st.caption(words.cut_words(baseline, scenario, index).replace("$", "\\$"))
    with st.expander("… and of what else?"):
        st.caption("  \n".join(words.other_bases(baseline, scenario, index)).replace("$", "\\$"))


def _receivers(baseline: model.Baseline, scenario: model.Scenario, index: int) -> None:
    move = scenario.moves[index]
    key = _held(_key("to", index), list(move.to))
    options = list(dict.fromkeys([*edits.receivers_for(baseline, move), *move.to]))

    def chosen() -> None:
        if _heard(key):
            _edit(edits.with_receivers, index, st.session_state[key])

    st.multiselect("To", options, key=key, on_change=chosen)
    for name, part in move.to.items():
        if part == "rest":
            st.caption(f"{name}: the rest")
        else:
            _part(baseline, scenario, index, name, part)
    left = edits.unallocated_share(move)
    if left is not None and left < 0:
        st.error(f"{words.shown_share(-left)} too much: the shares sum to more than 100%")
    elif left is not None:
        st.caption(f"Left unallocated: **{words.shown_share(left)}**")


def _part(
    baseline: model.Baseline, scenario: model.Scenario, index: int, name: str, part: Fraction | model.Amount
) -> None:
    key = _held(_key("part", index, name), edits.part_number(baseline, part))
    share = isinstance(part, Fraction)
    unit = SHARE if share else f"{sign_of(baseline.currency)} {baseline.unit}"

    def changed() -> None:
        if _heard(key):
            _edit(edits.with_part_number, baseline, index, name, st.session_state[key])

    st.number_input(
        f"{name}, {unit}",
        0.0,
        100.0 if share else None,
        step=5.0,
        key=key,
        format="%.2f",
        on_change=changed,
    )


def _save(scenario: model.Scenario) -> None:
    with st.expander("Save as YAML", icon=":material/save:"):
        title_key = _held(_key("title"), scenario.title)
        st.text_input("Title", key=title_key, on_change=lambda: _edit(edits.with_title, st.session_state[title_key]))
        st.text_input(
            "Name of the file",
            key=_key("name"),
            placeholder="my-scenario",
            help="Small letters, digits and hyphens; saved in scenarios/",
        )
        st.button("Save under this name", on_click=_save_new, args=(scenario,), width="stretch")
        opened = st.session_state.opened
        if opened != session.NEW:
            sure = st.checkbox(f"Overwrite {opened}.yaml: what it says now will be gone", key=_key("sure"))
            st.button(f"Save over {opened}", disabled=not sure, on_click=_save_over, args=(scenario,), width="stretch")
        st.download_button(
            "Download the YAML",
            partial(_yaml, st.session_state.screen, st.session_state.text),
            f"{opened if opened != session.NEW else 'scenario'}.yaml",
            "text/yaml",
            on_click="ignore",
            width="stretch",
        )
    if st.session_state.told:
        st.info(st.session_state.told)


def _yaml(screen: dict[str, model.Scenario], text: str | None) -> str:
    """Write the file when it is asked for, of what the scenario says then."""
    return model.scenario_text(screen["scenario"], like=text)


def _save_new(scenario: model.Scenario) -> None:
    name = st.session_state[_key("name")].strip()
    _try_to_save(scenario, name, overwrite=False)


def _save_over(scenario: model.Scenario) -> None:
    _try_to_save(scenario, st.session_state.opened, overwrite=True)


def _try_to_save(scenario: model.Scenario, name: str, *, overwrite: bool) -> None:
    try:
        path = edits.file_for(name)
        model.save_scenario(
            scenario,
            path,
            like=st.session_state.text,
            overwrite=overwrite,
            seen=st.session_state.text if overwrite else None,
        )
    except (model.ModelError, OSError) as error:
        st.session_state.told = f"Not saved. {error}"
        return
    session.open_scenario(name)
    st.session_state.told = f"Saved as scenarios/{name}.yaml"
