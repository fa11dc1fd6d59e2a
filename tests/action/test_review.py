"""The review of a pull request, run as a runner does: a real repository, and a server that takes comments."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.support.paths import ROOT

ACTION = ROOT / "action"
SAID = YAML(typ="safe")
PLAN = """
title: Streets to parks
baseline: ../town.csv
moves:
  - {name: Streets, from: Streets, cut: 10%, to: {Parks: 100%}}
limits:
  - {division: Streets, floor: 60%}
"""
TOWN = "division,2026,2027\nStreets,$1200,$1300\nParks,$400,$500\n"
CHECKED, FOUR = "scenarios/", ("layout", "new", "plan", "words")
URL = "https://example.org/artefact"


class Comments:
    """What GitHub keeps of one pull request's comments."""

    def __init__(self) -> None:
        self.all: list[dict] = []
        self.calls: list[str] = []
        self.refuses = False

    def answer(self, method: str, path: str, body: dict) -> object:
        self.calls.append(method)
        if method == "GET":
            return self.all if path.endswith("&page=1") else []
        if method == "POST":
            self.all.append({"id": len(self.all), **body})
            return self.all[-1]
        number = int(path.rpartition("/")[2])
        self.all[number] |= body
        return self.all[number]


@pytest.fixture
def comments() -> Iterator[tuple[Comments, str]]:
    """A server on this machine that takes comments, and its address."""
    kept = Comments()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            allowed = self.headers["Authorization"] == "Bearer secret" and not (kept.refuses and body)
            self.send_response(200 if allowed else 403)
            self.end_headers()
            if allowed:
                self.wfile.write(json.dumps(kept.answer(self.command, self.path, body)).encode())

        do_POST = do_PATCH = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def git(place: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *words], cwd=place, check=True, capture_output=True, text=True).stdout.strip()


def commit(place: Path, **files: str | None) -> str:
    """Write the scenarios, or remove them, and commit."""
    for name, text in files.items():
        path = place / "scenarios" / f"{name}.yaml"
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(place, "add", "-A")
    git(place, "commit", "-qm", "scenarios")
    return git(place, "rev-parse", "HEAD")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A repository with a budget and a scenario, on a branch."""
    place = tmp_path / "town"
    (place / "scenarios").mkdir(parents=True)
    (place / "town.csv").write_text(TOWN)
    git(place, "init", "-q")
    layout, words = (PLAN.replace("Streets to parks", title) for title in ("Layout", "In words"))
    commit(place, plan=PLAN, layout=layout, words=words)
    git(place, "switch", "-qc", "branch")
    return place


def run_action(place: Path, base: str, address: str, *, only: str = "") -> tuple[int, str]:
    """Run the action's steps as a runner does, but for installing and uploading; return how it ends, and its log."""
    temp = place.parent / "temp"
    temp.mkdir(exist_ok=True)
    files = {name: temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    runner = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "a/town", "RUNNER_TEMP": str(temp), "PATH": path}
    runner |= {"GITHUB_ACTION_PATH": str(ACTION), **{key: str(file) for key, file in files.items()}}
    known = {
        "github.event.pull_request.base.sha": base,
        "github.event.pull_request.number": "7",
        "inputs.token": "secret",
        "inputs.folder": "scenarios",
        "steps.pictures.outputs.artifact-url": URL,
    }
    log = ""
    for step in SAID.load((ACTION / "action.yml").read_text("utf-8"))["runs"]["steps"]:
        if step["name"] in ("Install", "Pictures") or step["name"] not in (only or step["name"]):
            continue
        given = {key: known[re.fullmatch(r"\$\{\{ (.*) \}\}", value)[1]] for key, value in step["env"].items()}
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(words, cwd=place, env={**os.environ, **runner, **given}, capture_output=True, text=True)
        log += done.stdout + done.stderr
        if done.returncode:
            return done.returncode, log
    return 0, log


def test_one_comment_says_what_changes_in_dollars_and_is_renewed(town, comments):
    """What differs in text only says so, and what differs in a comment is not named; pictures are of what is named."""
    kept, address = comments
    base = git(town, "rev-parse", "main")
    new, words, layout = (PLAN.replace("Streets to parks", title) for title in ("New", "In other words", "Layout"))
    commit(town, plan=PLAN.replace("10%", "20%"), new=new, words=words, layout=f"# looked at\n{layout}")
    assert run_action(town, base, address) == (0, "".join(f"{CHECKED}{name}.yaml: fine\n" for name in FOUR))
    (comment,) = kept.all
    assert f"### `{CHECKED}plan.yaml`\n\nIn FY2026 to FY2027: 1 move changed." in comment["body"]
    assert "| Streets | changed | cut 10% → 20% | $250 → $500 (+$250) |" in comment["body"]
    assert f"### `{CHECKED}new.yaml`\n\nNew. In FY2026" in comment["body"]
    assert f"### `{CHECKED}words.yaml`\n\n**Text only**" in comment["body"]
    assert "layout.yaml" not in comment["body"]
    assert comment["body"].endswith(f"[Pictures of the scenarios]({URL})")
    pictures = {path.name for path in (town.parent / "temp" / "virement" / "pictures").iterdir()}
    assert pictures == {"plan.svg", "new.svg", "words.svg"}

    commit(town, plan=PLAN.replace("10%", "50%"), new=None)
    code, log = run_action(town, base, address)
    (comment,) = kept.all
    assert f"- **limit** ``{CHECKED}plan.yaml:7:5: 'Streets' is" in comment["body"]
    assert "new.yaml" not in comment["body"]
    assert code == 1
    assert f"::error file={CHECKED}plan.yaml,line=7,col=5,title=limit::" in log


def test_it_is_silent_where_nothing_differs_unless_it_has_spoken(town, comments):
    kept, address = comments
    place = town.parent / "temp" / "virement"
    place.mkdir(parents=True)
    (place / "review.md").write_text("")
    assert run_action(town, "main", address, only="Comment") == (0, "")
    assert kept.all == []
    kept.all.append({"id": 0, "body": "<!-- virement review -->\nIn dollars."})
    for _ in range(2):
        assert run_action(town, "main", address, only="Comment") == (0, "")
    assert [one["body"] for one in kept.all] == [
        "<!-- virement review -->\nNo scenario differs from the base any more."
    ]
    assert kept.calls == ["GET", "GET", "PATCH", "GET"]


def test_what_cannot_be_carried_out_is_said_and_a_fork_gets_its_review_in_the_summary(town, comments):
    kept, address = comments
    kept.refuses = True
    base = git(town, "rev-parse", "main")
    commit(town, plan=PLAN.replace("from: Streets", "from: Streats"), words=None)
    code, log = run_action(town, base, address)
    assert code == 2
    assert "::warning::the token may not write the comment (403)" in log
    assert kept.all == []
    told = (town.parent / "temp" / "GITHUB_STEP_SUMMARY").read_text()
    assert "Can't be carried out." in told
    assert "Did you mean 'Streets'?" in told
    assert f"### `{CHECKED}words.yaml`\n\nRemoved." in told


def test_the_hook_checks_the_scenarios_that_a_commit_changes(town):
    """As pre-commit would: those that match, and with the exit code that stops the commit."""
    (hook,) = SAID.load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    commit(town, plan=PLAN.replace("10%", "50%"), good=PLAN)
    changed = git(town, "diff", "--name-only", "main").splitlines()
    files = [file for file in [*changed, "town.csv", "docs/x.yaml"] if re.search(hook["files"], file)]
    assert files == ["scenarios/good.yaml", "scenarios/plan.yaml"]
    words = [sys.executable, "-m", *hook["entry"].split(), *files]
    done = subprocess.run(words, cwd=town, capture_output=True, text=True)
    assert done.returncode == 1
    assert "limit: scenarios/plan.yaml:7:5" in done.stdout
