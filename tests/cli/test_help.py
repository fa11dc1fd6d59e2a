"""Every command has examples that run, stands in the docs, and answers a slip with what was meant."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from virement.cli import virement
from virement.cli.exit_codes import exit_codes

from tests.support.paths import ROOT

AT_A_GLANCE = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
MY_SCENARIO = "title: Mine\nbaseline: my.csv\nmoves:\n  - {name: cut, from: Streets, cut: 10%, to: {Parks: 100%}}\n"
MY_TABLE = "division,FY2026,FY2027\nStreets,1200,1300\nParks,400,500\n"
WRITES = ("-o", "--output", "--save")


def help_of(name: str) -> str:
    return CliRunner().invoke(virement, [name, "--help"]).output


def examples_of(name: str) -> list[str]:
    """The lines of a command's help that can be typed as they stand."""
    return [line.strip() for line in help_of(name).splitlines() if re.match(rf"\s+virement {re.escape(name)}\b", line)]


EXAMPLES = {name: examples_of(name) for name in sorted(virement.commands)}
IN_DOCS = re.findall(r"^\| `(virement [^`]*)`", AT_A_GLANCE, re.M)
ALL = list(dict.fromkeys([*(example for each in EXAMPLES.values() for example in each), *IN_DOCS]))


def words_of(example: str) -> list[str]:
    return shlex.split(example.partition(" > ")[0])[1:]


def written_by(example: str) -> set[str]:
    """The files that an example says it writes."""
    words = words_of(example)
    return {word for option, word in pairwise(words) if option in WRITES and word != "-"}


def carry_out(example: str) -> int:
    """Run an example in the folder that one is in, after those that write what it reads."""
    for word in set(words_of(example)) - written_by(example):
        maker = next((other for other in ALL if word in written_by(other)), None)
        if maker is not None and not Path(word).exists():
            assert carry_out(maker) in (0, 1)
    done = CliRunner().invoke(virement, words_of(example))
    assert done.exception is None or isinstance(done.exception, SystemExit), f"{example}: {done.exception}"
    return done.exit_code


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario and a table of one's own, in which nothing starts a server."""
    (tmp_path / "my.yaml").write_text(MY_SCENARIO)
    (tmp_path / "my.csv").write_text(MY_TABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execve", lambda *_: None)
    monkeypatch.setattr("mcp.server.MCPServer.run", lambda *_, **__: None)
    return tmp_path


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_command_has_help_with_an_example_and_stands_in_the_docs(name: str) -> None:
    assert EXAMPLES[name], f"virement {name} --help shows no example: a line of its own, after \\b"
    assert re.search(rf"`virement {re.escape(name)}\b", AT_A_GLANCE), f"docs/reference/commands.md: no {name}"
    assert help_of(name).splitlines()[2].strip(), "no sentence says what it does"


@pytest.mark.parametrize("example", ALL)
def test_every_example_runs(desk: Path, example: str) -> None:
    """As it stands, in a folder of one's own: exit code 0, or 1 where that has a meaning."""
    assert carry_out(example) in exit_codes(words_of(example)[0]).keys() - {2}
    assert all(Path(name).exists() for name in written_by(example))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if "--unit" in help_of(name)])
def test_what_a_table_cannot_say_reaches_every_command(desk: Path, name: str) -> None:
    """Each refuses a currency that is none: it has passed it on."""
    over = [] if name == "baseline" else ["--onto" if name == "rebase" else "--baseline", "my.csv"]
    done = CliRunner().invoke(virement, [*words_of(EXAMPLES[name][0]), *over, "--currency", "dollars"])
    assert "my.csv: 'dollars' is not a currency" in f"{done.exception}{done.output}"


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    """What a person sees who types this."""
    return subprocess.run(
        [sys.executable, "-m", "virement", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


SLIPS = {
    "a command": (["rnu", "nyt-2b-to-ai"], "'run'"),
    "a new command": (["rebas", "nyt-2b-to-ai"], "'rebase'"),
    "an option": (["rebase", "nyt-2b-to-ai", "--ontoo", "meta"], "--onto"),
    "a scenario": (["diff", "nyt-2b-to-ai", "rl-30pct-to-a"], "'rl-30pct-to-ai'"),
    "the path of a scenario": (["check", "scenarios/nyt-2b-to-a.yaml"], "'scenarios/nyt-2b-to-ai.yaml'"),
    "a baseline": (["rebase", "nyt-2b-to-ai", "--onto", "mtea"], "'meta'"),
    "the path of a baseline": (["run", "nyt-2b-to-ai", "-b", "seeds/meta/budget.csv"], "'seeds/meta/budgets.csv'"),
    "a division": (["compare", "nyt-2b-to-ai", "rl-30pct-to-ai", "--bridge", "Realty Labs"], "'Reality Labs'"),
    "a receiver": (["plan", "nyt-2b-to-ai", "--to", "AI divison", "--amount", "$5B"], "'AI division'"),
}


@pytest.mark.parametrize(("words", "meant"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_answered_with_what_was_meant(words: list[str], meant: str) -> None:
    """On standard error, with exit code 2, and without a traceback."""
    done = typed(*words)
    assert (done.returncode, done.stdout) == (2, "")
    said = done.stderr.strip().splitlines()[-1]
    assert re.search("did you mean", said, re.I), said
    assert meant in said
    assert "Traceback" not in done.stderr
