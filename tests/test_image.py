"""The container's file: what it must hold, read as it is built; `tools/try_image.py` runs it."""

from __future__ import annotations

import json

from ruamel.yaml import YAML

from tests.support.paths import ROOT
from tools.try_image import context, steps

STEPS = steps((ROOT / "Containerfile").read_text("utf-8"))


def test_the_app_runs_as_a_user_without_rights_and_is_asked_for_its_health():
    last = [word for word, _ in STEPS]
    assert dict(STEPS)["USER"] == "virement"
    assert last.index("USER") < last.index("CMD")
    assert json.loads(dict(STEPS)["CMD"])[:2] == ["virement", "app"]
    assert "VIREMENT_READ_ONLY=1" in dict(STEPS)["ENV"]
    assert "/_stcore/health" in dict(STEPS)["HEALTHCHECK"]


def test_what_is_installed_is_locked_and_nothing_else_goes_in():
    """No tests, no history, no virtual environment, nobody's own files."""
    installs = [said for word, said in STEPS if word == "RUN" and "pip install" in said]
    assert "--require-hashes -r requirements.lock.txt" in installs[0]
    assert "--no-deps ." in installs[1]
    names = {path.relative_to(ROOT).parts[0] for path in context((ROOT / ".dockerignore").read_text("utf-8"))}
    assert names == {
        ".streamlit",
        "LICENSE",
        "README.md",
        "app_pages",
        "model",
        "pyproject.toml",
        "requirements.lock.txt",
        "scenarios",
        "seeds",
    }


def test_scenarios_outlive_the_container_and_nothing_else_can_be_written():
    service = YAML(typ="safe").load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["virement"]
    assert service["volumes"] == ["scenarios:/data/scenarios"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["ports"] == ["127.0.0.1:8501:8501"]
