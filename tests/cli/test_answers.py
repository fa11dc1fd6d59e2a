"""`--json`: one object a command, as its schema in the docs says, with the numbers that a person is told."""

from __future__ import annotations

import json
from decimal import Decimal

import jsonschema
import pytest
from click.testing import CliRunner
from virement.cli import virement

from tests.support.paths import ROOT
from tools import write_reference

ANSWERS = ROOT / "docs" / "reference" / "json"
BROKEN = """
title: x
baseline: toy
moves:
  - {name: a, from: Streets, cut: 50%, to: {Savings: 100%}}
limits:
  - {division: Streets, floor: 60%}
"""
OVERDRAWN = """
title: x
baseline: toy
moves:
  - {name: a, from: Streets, cut: 60%}
  - {name: b, from: Streets, cut: 60%}
"""


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    """What each example of the reference answers."""
    return write_reference.answers()


def answer_of(*words: str) -> dict:
    return json.loads(CliRunner().invoke(virement, [*words, "--json"]).stdout)


def check(answer: dict) -> None:
    name = answer["answer"].replace("/", "-")
    jsonschema.validate(answer, json.loads((ANSWERS / f"{name}.json").read_text("utf-8")))


def test_every_answer_is_as_its_schema_says(answers):
    for answer in answers:
        check(answer)
        assert answer["exit_code"] in (0, 1)


def test_the_reference_is_what_the_commands_are(answers, monkeypatch):
    """Made again by `just docs`; each column has a meaning in columns.csv, and none there is of no table."""
    monkeypatch.setattr(write_reference, "answers", lambda: answers)
    for name, text in write_reference.pages().items():
        assert (write_reference.PLACE / name).read_text("utf-8") == text, f"{name} is out of date: run `just docs`"
    parts = write_reference.parts_of(answers)
    used = {(table, column) for part in parts.values() for table, listed in part["tables"].items() for column in listed}
    names = {column for _, column in used} | {f"{table}.{column}" for table, column in used}
    assert set(write_reference.columns()) <= names


def test_every_command_that_prints_tables_has_json():
    """The rest write a file, or text that is a format of its own."""
    without = {
        "workbook",
        "import",
        "export",
        "pack",
        "verify",
        "unpack",
        "register",
        "gather",
        "flatten",
        "schema",
        "app",
        "mcp",
    }
    have = {name for name, one in virement.commands.items() if any("--json" in each.opts for each in one.params)}
    assert have == set(virement.commands) - without


def test_the_numbers_are_those_of_the_csv():
    """To the last digit, as digits in a text."""
    rows = answer_of("run", "nyt-2b-to-ai", "--view", "cells")["tables"]["cells"]
    lines = CliRunner().invoke(virement, ["run", "nyt-2b-to-ai", "--csv", "-"]).stdout.splitlines()
    assert [",".join(row.values()) for row in rows] == lines[1:]
    assert sum(Decimal(row["variance"]) for row in rows) == 0


def test_problems_stand_in_the_object_with_the_exit_code(tmp_path):
    """And not on standard error; also where nothing can be carried out."""
    (tmp_path / "broken.yaml").write_text(BROKEN)
    (tmp_path / "over.yaml").write_text(OVERDRAWN)
    broken, over = (answer_of("check", str(tmp_path / name)) for name in ("broken.yaml", "over.yaml"))
    assert (broken["exit_code"], broken["problems"][0]["level"]) == (1, "limit")
    assert "$120k below its floor" in broken["problems"][0]["what"]
    assert broken["tables"]["scenarios"][0]["result"] == "a limit or an approval is broken"
    ran = CliRunner().invoke(virement, ["run", str(tmp_path / "over.yaml"), "--json"])
    assert (ran.exit_code, ran.stderr) == (2, "")
    assert json.loads(ran.stdout)["problems"] == over["problems"]
    for answer in (broken, over, json.loads(ran.stdout)):
        check(answer)


def test_one_table_has_one_form():
    done = CliRunner().invoke(virement, ["run", "nyt-2b-to-ai", "--json", "--csv", "-"])
    assert done.exit_code == 2
    assert "leave one out" in done.stderr


def test_a_problem_is_an_annotation_at_its_line(tmp_path, monkeypatch):
    """With what would end the line escaped, and broken limits as errors, since the check fails by them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a,b.yaml").write_text(BROKEN.replace("from: Streets", "from: '100% Streats'"))
    (tmp_path / "broken.yaml").write_text(BROKEN)
    told = CliRunner().invoke(virement, ["check", "a,b.yaml", "broken.yaml", "--format", "github"])
    first, *others = told.stdout.splitlines()
    assert first.startswith("::error file=a%2Cb.yaml,line=5,col=21,title=error::move 'a': unknown division")
    assert "'100%25 Streats'" in first
    assert any(line.startswith("::error file=broken.yaml,line=7,col=5,title=limit::") for line in others)
    assert told.exit_code == 2


def test_a_diff_in_markdown_says_dollars_or_text_only(tmp_path, monkeypatch):
    """And nothing that a file says becomes a link, a mention or a tag."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(BROKEN)
    (tmp_path / "b.yaml").write_text(BROKEN.replace("title: x", "title: y\nauthor: me"))
    (tmp_path / "c.yaml").write_text(BROKEN.replace("50%", "30%").replace("name: a", "name: 'a <b> @you [x](y)'"))

    def told(one: str, other: str) -> str:
        return CliRunner().invoke(virement, ["diff", one, other, "--format", "md"]).stdout

    assert told("a.yaml", "a.yaml") == "Nothing differs.\n"
    assert told("a.yaml", "b.yaml").startswith("**Text only**")
    assert "Changed: title, author." in told("a.yaml", "b.yaml")
    changed = told("a.yaml", "c.yaml")
    assert "| a | removed |  | $1.2M → $0 (−$1.2M) |" in changed
    assert "a \\<b\\> @\u200byou \\[x\\](y)" in changed
