"""What is written is there whole, or what was there before is: whatever fails, whoever else writes."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from virement.scenario import ChangedSince, Move, Scenario, read_scenario, read_text, save_beside, save_scenario
from virement.values import ModelError, whole_files, write_whole

from tests.support.paths import ROOT

CALLS = [(os, name) for name in ("open", "fdopen", "fsync", "chmod", "replace", "link", "unlink")] + [(fcntl, "flock")]


def version(number: int) -> Scenario:
    return Scenario(title=f"Version {number}", baseline="toy", moves=(Move(name="A", from_=("Streets",), cut="5%"),))


def with_failure(turn: int, act: Callable[[], object]) -> bool:
    """Let the call of the system in this turn fail; tell whether there was one."""
    made = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*given: Any, **named: Any) -> Any:
            nonlocal made
            made += 1
            if made == turn:
                raise OSError(errno.ENOSPC, "No space left on device")
            return call(*given, **named)

        return tried

    with pytest.MonkeyPatch.context() as patch:
        for module, name in CALLS:
            patch.setattr(module, name, counted(getattr(module, name)))
        with suppress(ModelError):
            act()
    return made >= turn


@pytest.mark.parametrize("there", [True, False])
def test_whichever_call_of_the_system_fails_the_old_or_the_new_file_is_there_whole(there: bool, tmp_path: Path) -> None:
    """Each call fails in turn until none is left; the last time nothing fails, and the new file is there."""
    for turn in range(1, 100):
        place = tmp_path / str(turn)
        place.mkdir()
        path = place / "x.yaml"
        old = save_scenario(version(1), path) if there else None
        told: list[str] = []
        failed = with_failure(
            turn, lambda path=path, told=told: told.append(save_scenario(version(2), path, overwrite=True))
        )
        now = path.read_text() if path.exists() else None
        assert now == old or read_scenario(now or "") == version(2)
        assert not told or now == told[0]
        assert [one.name for one in place.iterdir() if one.suffix != ".draft"] == (["x.yaml"] if now else [])
        if not failed:
            break
    assert turn > 6
    assert read_scenario(now or "") == version(2)


@pytest.mark.parametrize("without", [[], ["lock"]])
def test_nothing_that_was_said_to_be_saved_is_gone_or_torn(without: list[str]) -> None:
    """Two writers count in one file, and writers of each kind are killed; without the lock saves are lost."""
    words = [
        "benchmarks/saving.py",
        *(("--saves", "60", "--kills", "3") if not without else ("--saves", "200", "--kills", "0")),
    ]
    words += [word for name in without for word in ("--without", name)]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    lost = [int(line.split()[-1]) for line in done.stdout.splitlines()[1:]]
    assert len(lost) == 5, done.stderr
    assert (lost[0] > 0) == bool(without)
    assert not any(lost[1:])
    assert done.returncode == len(without)


def test_whoever_saves_second_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    seen = save_scenario(version(1), path)
    theirs = save_scenario(version(2), path, overwrite=True, seen=seen)
    with pytest.raises(ChangedSince, match="changed by somebody else since you opened it") as caught:
        save_scenario(version(3), path, overwrite=True, seen=seen)
    assert (caught.value.seen, caught.value.theirs) == (seen, theirs)
    assert read_text(path) == theirs
    beside, text = save_beside(version(3), path)
    assert (beside.name, read_text(beside)) == ("x-2.yaml", text)
    assert save_beside(version(4), path)[0].name == "x-3.yaml"
    assert read_text(path) == theirs


def test_a_file_that_somebody_holds_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_files, "WAIT", 0.0)
    path = tmp_path / "x.yaml"
    seen = save_scenario(version(1), path)
    with path.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ModelError, match="is being saved by somebody else"):
            save_scenario(version(2), path, overwrite=True, seen=seen)
    assert read_text(path) == seen
    save_scenario(version(2), path, overwrite=True, seen=seen)


def test_a_folder_without_locks_and_hard_links_is_saved_in_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "link", none)
    monkeypatch.setattr(fcntl, "flock", none)
    path = tmp_path / "x.yaml"
    seen = save_scenario(version(1), path)
    with pytest.raises(ModelError, match="exists already"):
        save_scenario(version(2), path)
    assert read_scenario(save_scenario(version(2), path, overwrite=True, seen=seen)).title == "Version 2"
    assert os.listdir(tmp_path) == ["x.yaml"]


def test_what_the_disk_does_not_keep_is_not_called_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = os.replace

    def cut_short(draft: str, path: Path) -> None:
        kept(draft, path)
        os.truncate(path, 40)

    path = tmp_path / "x.yaml"
    save_scenario(version(1), path)
    monkeypatch.setattr(os, "replace", cut_short)
    with pytest.raises(ModelError, match=re.escape("x.yaml: does not say what was saved")):
        save_scenario(version(2), path, overwrite=True)


def test_a_device_takes_what_is_written(tmp_path: Path) -> None:
    write_whole(Path(os.devnull), b"gone", overwrite=True)
    assert not Path(os.devnull).is_file()
