"""What a session holds: the baseline, the scenario on screen, and the file it came from."""

from __future__ import annotations

from functools import cache
from itertools import count

import streamlit as st

import model
from model.edits import new_scenario
from model.scenario_files import find_scenario

FIRST_BASELINE, FIRST_SCENARIO = "meta", "nyt-2b-to-ai"
OWN, NEW = "Your own CSV", "New scenario"


@cache
def shipped_baseline(name: str) -> model.Baseline:
    """Load a shipped baseline, once a process."""
    return model.load_baseline(name)


def begin() -> None:
    """Set up a session that has just been opened."""
    if "scenario" not in st.session_state:
        st.session_state.update(
            counter=count(), screen={}, baseline_name=FIRST_BASELINE, own=None, problems=[], told=""
        )
        open_scenario(FIRST_SCENARIO)


def baseline() -> model.Baseline | None:
    """Return the baseline on screen, or none where the person's own isn't there yet."""
    if st.session_state.baseline_name == OWN:
        return st.session_state.own
    return shipped_baseline(st.session_state.baseline_name)


def scenario() -> model.Scenario | None:
    """Return the scenario on screen, or none where its file can't be read."""
    return st.session_state.scenario


def show(changed: model.Scenario | None) -> None:
    """Put a scenario on screen."""
    st.session_state.scenario = st.session_state.screen["scenario"] = changed


def draw_afresh() -> None:
    """Let every control begin anew: what was said through the old ones is of another scenario."""
    st.session_state.update(version=next(st.session_state.counter), drawn={}, shown={})


def open_scenario(name: str) -> None:
    """Open a scenario by its name; where it can't be read, keep its problems instead."""
    st.session_state.update(opened=name, text=None, problems=[], told="")
    draw_afresh()
    held = baseline()
    try:
        if name == NEW:
            show(new_scenario(held, st.session_state.baseline_name) if held else None)
            return
        path = find_scenario(name)
        st.session_state.text = path.read_bytes().decode("utf-8", "replace")
        show(model.load_scenario(name))
    except model.ModelError as error:
        show(None)
        st.session_state.problems = list(error.problems)


@cache
def _names_by_baseline(names: tuple[str, ...], stamps: tuple[int, ...]) -> dict[str, str]:
    """Return the baseline of each scenario that can be read; the stamps make a changed file be read again."""
    found = {}
    for name in names:
        try:
            found[name] = model.load_scenario(name).baseline
        except model.ModelError:
            found[name] = ""
    return found


def scenarios_here() -> list[str]:
    """Return the scenarios over the baseline on screen, and those that can't be read, so that they can be mended."""
    names = tuple(model.scenario_names())
    stamps = tuple(find_scenario(name).stat().st_mtime_ns for name in names)
    by_name = _names_by_baseline(names, stamps)
    return [name for name in names if by_name[name] in (st.session_state.baseline_name, "")]
