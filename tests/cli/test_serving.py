"""`virement app`: who can open it, who is asked to sign in, and what is said of it."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from virement.cli import serving, virement


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the app was started with, in an empty folder and home."""
    found: dict[str, object] = {}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(serving, "_check_free", lambda port: None)
    monkeypatch.setattr(os, "execve", lambda _, words, env: found.update(words=words, env=env))
    return found


def said(started: dict[str, object], option: str) -> str:
    """The value that holds of an option: the last one."""
    words = started["words"]
    assert isinstance(words, list)
    return words[len(words) - words[::-1].index(f"--{option}")]


def run(*words: str) -> Result:
    return CliRunner().invoke(virement, ["app", "--no-browser", *words])


def signing_in(folder: Path) -> None:
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text("[auth]\nclient_id = 'x'\n")


def test_only_this_machine_opens_it(started: dict) -> None:
    done = run()
    assert (done.stderr, said(started, "server.address")) == ("", "127.0.0.1")
    assert "http://localhost:8501; scenarios are saved in" in done.stdout


def test_what_is_shared_is_said_loudly_to_be_open(started: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_own_name", lambda: "10.0.0.7")
    done = run("--share")
    assert said(started, "server.address") == "0.0.0.0"
    assert "http://10.0.0.7:8501" in done.stdout
    assert done.stderr.startswith("WARNING: nobody is asked to sign in. ")
    assert "save and overwrite scenarios" in done.stderr
    assert started["env"][serving.SIGN_IN] == ""


def test_a_sign_in_that_is_set_up_is_asked_for(started: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signing_in(tmp_path)
    authlib = find_spec("virement.app_pages.app")  # any that is there
    monkeypatch.setattr(serving, "find_spec", lambda name: authlib if name == "authlib" else find_spec(name))
    assert run("--share").stderr == ""
    assert started["env"][serving.SIGN_IN] == "1"
    run()
    assert started["env"][serving.SIGN_IN] == ""


def test_a_sign_in_that_can_not_be_made_is_refused(
    started: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing_in(tmp_path)
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "authlib" else find_spec(name))
    assert "pip install Authlib" in str(run("--share").exception)
    assert not started


def test_visitors_who_only_look_bring_little(started: dict) -> None:
    done = run("--share", "--read-only")
    assert int(said(started, "server.maxUploadSize")) == serving.MOST_UPLOADED
    assert started["env"][serving.READ_ONLY] == "1"
    assert "nothing is saved" in done.stdout
    assert "add --read-only" not in done.stderr
