"""The help and the list come at once: nothing heavy is imported for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from virement.baseline import baseline_names, load_baseline
from virement.cli import virement
from virement.scenario import load_scenario, scenario_names
from virement.values import baseline_title, scenario_title

HEAVY = ("pandas", "numpy", "scipy", "openpyxl", "pydantic", "altair", "streamlit")
LOOK = f"""
import atexit, sys
atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr))
from virement.cli import main
main()
"""


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["list"], ["--version"]], ids=" ".join)
def test_nothing_heavy_is_imported(words: list[str]) -> None:
    """Neither the help nor the list imports what only figures need."""
    done = subprocess.run([sys.executable, "-c", LOOK, *words], capture_output=True, text=True, check=True)
    assert done.stdout
    assert done.stderr.strip() == "[]"


def test_the_package_itself_imports_nothing_heavy() -> None:
    look = f"import sys, virement; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_title_is_the_one_that_is_loaded() -> None:
    """What the list reads by itself is what the whole reader finds."""
    assert all(baseline_title(name) == load_baseline(name).title for name in baseline_names())
    assert all(scenario_title(name) == load_scenario(name).title for name in scenario_names())


BROKEN = {
    "no-title": ("baseline: toy\n", "has no title"),
    "a-list": ("- title\n", "has no title"),
    "empty": ("", "has no title"),
    "no-yaml": ("title: [\n", "is not YAML"),
    "twice": ("title: a\ntitle: b\n", "stands here again"),
    "no-text": ("title: \udcff\n", "can't be read as text"),
    "huge": ("title: x\ndescription: " + "x" * 600_000, "is larger than 500 kB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_list_says_what_it_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each has its line, with the reason and the command that says the rest; the others are listed all the same."""
    text, reason = BROKEN[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / f"{name}.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = CliRunner().invoke(virement, ["list"])
    (line,) = [line for line in done.output.splitlines() if f" {name} " in line]
    assert "can't be read: " in line
    assert reason in line
    assert line.endswith(f"see virement check {name}")
    assert "nyt-2b-to-ai" in done.output


def test_one_s_own_scenario_stands_before_a_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name means the same file as for every other command, and its title commands no terminal."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "nyt-2b-to-ai.yaml").write_text('title: "Mine \\e[31m"\nbaseline: toy\n')
    lines = CliRunner().invoke(virement, ["list"]).output.splitlines()
    assert ["scenario", "nyt-2b-to-ai", "Mine", "\ufffd[31m"] in [line.split() for line in lines]
    assert len({line.index(line.split(maxsplit=2)[2]) for line in lines}) == 1, "the titles stand below each other"
