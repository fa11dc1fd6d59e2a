"""A lock on each division, and how much each could still give."""

from __future__ import annotations

import streamlit as st
from virement import edits, values, views
from virement.app_pages.controls.division_locks import Row, division_locks
from virement.app_pages.session import session
from virement.app_pages.session.session import key_of
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.edits import FixOption, limits_of, with_limit
from virement.engine import Ledger
from virement.scenario import Case, Scenario, lock_on, locks_of


def draw(baseline: Baseline, scenario: Scenario) -> None:
    """Draw a line for each division, and the way out where a move names what is locked."""
    card = session.card("**Locks, and what is left to give**", "locks", opened=True)
    if not card.open:
        return
    with card:
        ledger = session.last_carried_out()
        if ledger is not None:
            span = session.chosen("span", views.spans(baseline), views.default_span(ledger))
            st.caption(f"What each division could still give in {span}, above its floors. A lock holds all of it.")
            rows = _rows(ledger, scenario, span)
            division_locks(key_of("locks"), rows, _lock)
            shown = {row["division"] for row in rows}
            _others([name for name in baseline.divisions if name not in shown])
        for nth, way in enumerate(edits.around_locks(Case(baseline, scenario))):
            st.error(plain(f"'{scenario.moves[way.index].name}' names what is locked, so nothing can be carried out."))
            st.button(plain(way.words), key=key_of("around", nth), on_click=_go_around, args=(way,), width="stretch")


def _rows(ledger: Ledger, scenario: Scenario, span: str) -> list[Row]:
    baseline = ledger.baseline
    locks, names = locks_of(scenario, baseline), edits.lockable(Case(baseline, scenario))
    room = views.room_left(ledger, names, span)
    return [
        {
            "division": name,
            "name": name.rpartition(values.SEPARATOR)[2],
            "depth": values.level_of(name),
            "locked": any(limit.locked for limit in limits_of(scenario, name)),
            "held": lock_on(name, locks) not in (None, name),
            "room": "locked" if lock_on(name, locks) else views.shown(left, baseline),
            "budget": str(budget),
            "left": str(left),
        }
        for name, left, budget in zip(names, room["room"], room["budget"], strict=True)
    ]


def _others(names: list[str]) -> None:
    """Let a person lock what has no line."""
    key = key_of("lock_another")

    def chosen() -> None:
        if st.session_state[key]:
            _lock(st.session_state[key], locked=True)

    if names:
        st.selectbox("Lock another division", names, None, key=key, on_change=session.of_now(chosen))


def _lock(division: str, locked: bool) -> None:
    session.edit(with_limit, division, locked=locked)


def _go_around(way: FixOption) -> None:
    session.show(way.scenario)
    session.draw_afresh()
