"""The app as others see it: they sign in, only look, and learn nothing of the machine that it runs on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from virement.app_pages.session import drafts, session
from virement.values import READ_ONLY, SIGN_IN

from tests.app.test_pages import bodies, errors, opened, own_scenarios, saving, say
from tests.support.paths import ROOT

__all__ = ["own_scenarios"]  # a fixture


def test_where_others_only_look_nothing_is_saved(own_scenarios, monkeypatch):
    """There is no way to save, and a press that was forged does nothing; the file can be had all the same."""
    before = {path.name: path.read_bytes() for path in own_scenarios.iterdir()}
    monkeypatch.setenv(READ_ONLY, "1")
    at = saving(say(opened(), "cut", position=30))
    assert not at.exception
    assert not [one for one in at.button if one.label.startswith("Save")]
    assert any("Nothing is saved on this server" in one.value for one in at.caption)

    def forged():
        from virement.app_pages.session import session

        session.begin()
        session.save("mine", overwrite=False)
        session.save("nyt-2b-to-ai", overwrite=True)

    assert not AppTest.from_function(forged).run().exception
    assert {path.name: path.read_bytes() for path in own_scenarios.iterdir()} == before


@pytest.mark.parametrize("inside", [False, True])
def test_who_is_not_signed_in_sees_nothing(monkeypatch, inside):
    monkeypatch.setenv(SIGN_IN, "1")
    monkeypatch.setattr(st, "user", SimpleNamespace(is_logged_in=inside))
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not at.exception
    assert ([one.label for one in at.button] == ["Sign in"]) == (not inside)
    assert ("now" in at.session_state) == inside


@pytest.mark.parametrize("table", [b"Division,FY2026\nA,x\n", b"\xff\xfe\x00", b"PK\x03\x04broken"])
def test_no_message_says_where_the_folder_is(own_scenarios, table):
    (own_scenarios / "broken.csv").write_bytes(table)
    (own_scenarios / "over.yaml").write_text("title: t\nbaseline: broken.csv\nmoves: []\n")
    at = opened("scenario_file")
    text = "title: t\nbaseline: broken.csv\nmoves: []\n"
    at.session_state.draft = (at.session_state.now, text)
    at.run()
    shown = bodies(at) + errors(at) + "".join(str(one.proto) for one in at.main)
    assert not at.exception
    assert str(own_scenarios.parent) not in shown


def test_what_a_browser_kept_names_no_other_file(monkeypatch):
    monkeypatch.setattr(session, "shipped_baseline", lambda name: None)
    text = "title: t\nbaseline: toy\n"
    said = {"version": 1, "baseline": "toy", "opened": "../../etc/passwd", "file": text, "text": None, "view": {}}
    kept = drafts.Record(**said, table=None)
    moment = drafts._moment(kept, None)
    assert (moment.opened, moment.file, moment.saved) == (session.NEW, None, None)
