"""The package at first sight: one name to import, one screen of help, and a README that runs."""

from __future__ import annotations

import contextlib
import io
import pydoc
import re
import subprocess
import sys
from pathlib import Path

import pytest
import virement
from virement.values import VERSION

from tests.support.paths import ROOT

SCREEN = 48  # lines
README = (ROOT / "README.md").read_text("utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)


def test_the_help_is_one_screen() -> None:
    """With the front's words in it and every room."""
    lines = pydoc.plain(pydoc.render_doc(virement)).splitlines()
    assert len(lines) <= SCREEN
    rooms = {door.parent.name for door in (ROOT / "model").glob("*/__init__.py")}
    assert rooms <= {line.strip().removesuffix(" (package)") for line in lines}


@pytest.mark.parametrize("name", ["open", "ModelError", "goals", "uncertainty", "check", "__version__"])
def test_a_name_is_there_when_it_is_asked_for(name: str) -> None:
    assert getattr(virement, name) is not None
    assert virement.__version__ == VERSION


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="none_such"):
        virement.none_such  # noqa: B018


def test_the_folder_s_name_is_refused_with_the_right_one() -> None:
    """From a clone, where Python finds the folder `model/`."""
    done = subprocess.run([sys.executable, "-c", "import model"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "This package is called virement, not model: write `import virement`" in done.stderr


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    """What is longer is a page of the docs."""
    assert len(README.splitlines()) <= 70
    links = re.findall(r"\]\((?!https?://)([^)#]+)", README)
    assert len(links) > 20
    assert not [link for link in links if not (ROOT / link).exists()]


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """What it prints begins as its comments say."""
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(SNIPPETS[number], {})
    promised = [said.rstrip(" …") for said in re.findall(r"^print.*  # (.*)$", SNIPPETS[number], re.M)]
    lines = printed.getvalue().splitlines()
    assert promised
    assert all(line.startswith(said) for line, said in zip(lines, promised, strict=True)), lines
