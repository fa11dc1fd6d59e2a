"""The pages of the docs: every command and every line of Python in them runs, and what they link to is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from virement.check import problems_in
from virement.cli import virement
from virement.cli.exit_codes import exit_codes
from virement.engine import reallocate
from virement.scenario import baseline_of, load_scenario

from tests.support.paths import ROOT
from tools.site_pages import pictures

DOCS = ROOT / "docs"
PAGES = sorted([DOCS / "index.md", DOCS / "tutorial.md", *DOCS.glob("how-to/*.md"), *DOCS.glob("explanation/*.md")])
MADE = {"command-line.md", "scenarios.md", "baselines.md"}
TOWN = (
    "division,Priority,FY2026,FY2027\nStreets,1,$1200000,$1300000\nParks,3,$400000,$500000\nLibrary,2,$300000,$300000\n"
)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def follow(text: str) -> list[tuple[str, int, str]]:
    """Write the files of a page and type its commands, one after the other; return each command with its exit code
    and what it says. A file is a block under its name."""
    told = []
    for name, language, block in re.findall(r"(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n(.*?)^```", text, re.M | re.S):
        if name:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(block, "utf-8")
        for line in block.splitlines() if language == "sh" else ():
            if not line.startswith("virement "):
                continue
            words = shlex.split(line)[1:]
            done = CliRunner().invoke(virement, words)
            assert done.exception is None or isinstance(done.exception, SystemExit), f"{line}: {done.exception}"
            told.append((line, done.exit_code, done.output))
    return told


TOLD = ("tutorial.md", "council-year.md")  # pages that have a test of their own


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in TOLD], ids=lambda page: page.stem)
def test_every_command_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.csv").write_text(TOWN)
    for line, code, output in follow(page.read_text("utf-8")):
        assert code in exit_codes(line.split()[1]).keys() - {2}, f"{line}\n{output}"


def test_the_tutorial_says_what_one_sees(tmp_path, monkeypatch):
    """Its files are written as they stand; its limit breaks, until the file is changed as it says."""
    monkeypatch.chdir(tmp_path)
    before, after = (DOCS / "tutorial.md").read_text("utf-8").split("Change `cut: 10%` to\n`cut: 5%`")
    file = tmp_path / "scenarios" / "streets.yaml"
    file.parent.mkdir()
    (tmp_path / "town.csv").write_text(*blocks(before, "csv"))
    scenario, limit = blocks(before, "yaml")
    file.write_text(scenario + limit)
    (_, read, _), (_, ran, run), (_, checked, check) = follow(before)
    assert (read, ran, checked) == (0, 0, 1)
    assert "rests on assumptions" in run
    assert "below its floor" in check
    file.write_text((scenario + limit).replace("cut: 10%", "cut: 5%"))
    assert CliRunner().invoke(virement, ["check", "scenarios/streets.yaml"]).exit_code == 0
    assert [code for _, code, _ in follow(after)] == [0, 0, 0]


def test_a_year_at_a_council_from_its_table_to_what_is_handed_over(tmp_path, monkeypatch):
    """Read, grown, planned by priority, proposed by three, gathered, registered, approved, tracked and handed over."""
    monkeypatch.chdir(tmp_path)
    told = follow((DOCS / "how-to" / "council-year.md").read_text("utf-8"))
    assert [code for _, code, _ in told] == [0] * len(told), told
    said = {line.split()[1]: output for line, _, output in told}
    assert "budget 2026Q1: 19,950,000 GBP" in said["baseline"]
    (target, chosen) = (load_scenario(name) for name in ("target.yaml", "finance.yaml"))
    assert {move.name: str(move.cut) for move in target.moves[1:]} == {
        "Streets to Savings": "£326.65k",
        "Leisure to Savings": "£664.35k",
        "Culture to Savings": "£209k",
    }
    assert "3 of 3 answers cut Culture; nobody touched Adult care and Children." in said["gather"]
    registered = (tmp_path / "register.html").read_text("utf-8")
    given = -reallocate(baseline_of(chosen), chosen).variance[:6].sum() // 100_000
    assert given == 519
    assert re.search(rf"All moves.*>{given}<", registered, re.DOTALL), "the register sums to the ledger"
    before, after = (output for line, _, output in told if line == "virement check finance.yaml")
    assert before.count("nobody has approved it yet") == 3
    assert after == "finance.yaml: fine\n"
    assert "closest to 'A little of everything', £41.84k away" in said["track"]
    again = CliRunner().invoke(virement, ["run", "handover/scenario.yaml", "--csv", "-"]).output
    assert again == CliRunner().invoke(virement, ["run", "finance.yaml", "--csv", "-"]).output


def test_the_moves_in_the_pages_are_good_yaml():
    for page in PAGES:
        for text in blocks(page.read_text("utf-8"), "yaml"):
            if text.startswith("moves:"):
                scenario, problems = problems_in(f"title: x\nbaseline: toy\n{text}")
                assert scenario is not None, f"{page.name}: {problems}"


def test_the_pictures_of_the_gallery_are_drawn_by_the_lines_above_them():
    text = (DOCS / "gallery.md").read_text("utf-8")
    drawn = dict(pictures(text))
    assert re.findall(r"\(gallery/([^)]*)\)", text) == sorted(drawn, key=text.index)
    assert all(content.startswith(b"<svg") for content in drawn.values())


def test_every_page_is_in_the_navigation_and_every_link_leads_somewhere():
    nav = re.findall(r"([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if "decisions" not in path.parts}
    assert set(nav) == there | {f"reference/{name}" for name in MADE}
    site = {path for path in DOCS.rglob("*") if "decisions" not in path.parts}  # those are read in the repository
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            target = (page.parent / link).resolve()
            known = target in site if page in site else target.exists()
            assert known or target.name in MADE or "gallery/" in link, f"{page.name}: {link}"
