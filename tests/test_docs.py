"""The pages of the docs: every command and every line of Python in them runs, and what they link to is there."""

from __future__ import annotations

import re
import shlex

import pytest
from click.testing import CliRunner
from virement.check import problems_in
from virement.cli import virement
from virement.cli.exit_codes import exit_codes

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
    """Type the commands of a page, one after the other; return each with its exit code and what it says."""
    told = []
    for line in "".join(blocks(text, "sh")).splitlines():
        if line.startswith("virement "):
            words = shlex.split(line)[1:]
            done = CliRunner().invoke(virement, words)
            assert done.exception is None or isinstance(done.exception, SystemExit), f"{line}: {done.exception}"
            told.append((line, done.exit_code, done.output))
    return told


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "tutorial.md"], ids=lambda page: page.stem)
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
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            target = page.parent / link
            assert target.exists() or target.name in MADE or "gallery/" in link, f"{page.name}: {link}"
