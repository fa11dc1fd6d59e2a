"""What a pull request does to scenarios, as one comment: dollars, broken limits, pictures.

    python review.py write      what differs from the commit BASE, into RUNNER_TEMP/virement: review.md and pictures
    python review.py check      annotates the lines of what is wrong; fails where a scenario breaks a limit

The steps of action.yml run it, on a clone that holds the commit where the branch left BASE; comment.py is between them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from virement.check import find_problems
from virement.cli import virement
from virement.engine import post
from virement.notebook import open as open_plan
from virement.scenario import load_scenario
from virement.values import ModelError, Problem
from virement.versions import diff_markdown
from virement.views import sentence, trust

NOTHING = "Nothing differs."
PLACE = Path(os.environ.get("RUNNER_TEMP", tempfile.gettempdir())) / "virement"


@dataclass(frozen=True)
class Change:
    """A scenario that a pull request changes: where it was, and where it is; empty where it isn't there."""

    before: str
    after: str


def git(*words: str) -> str:
    """Return what a git command prints."""
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


def changes(base: str, folder: str) -> list[Change]:
    """Return the scenarios that differ from where the branch left the base."""
    found = []
    said = git("diff", "--name-status", "--find-renames", "-z", f"{base}...HEAD", "--", f":(glob){folder}/*.yaml")
    words = iter(said.split("\0")[:-1])
    for status in words:
        one = next(words)
        other = next(words) if status[0] in "RC" else one
        found.append(Change("" if status[0] in "AC" else one, "" if status[0] == "D" else other))
    return found


def review(base: str, folder: str) -> str:
    """Return the review in Markdown, empty where nothing differs; write the pictures."""
    with tempfile.TemporaryDirectory() as place:
        old = Path(place) / "base"
        git("worktree", "add", "--quiet", "--detach", str(old), git("merge-base", base, "HEAD").strip())
        try:
            parts = ["\n\n".join(_part(change, old)) for change in changes(base, folder)]
        finally:
            git("worktree", "remove", "--force", str(old))
    return "\n\n".join(filter(None, parts))


def _part(change: Change, old: Path) -> Iterator[str]:
    """Yield what is said of a scenario, nothing where only its comments or its layout differ."""
    if not change.after:
        yield f"{_heading(change.before)}\n\nRemoved."
        return
    problems = find_problems(change.after)
    if any(problem.level == "error" for problem in problems):
        yield f"{_heading(change.after)}\n\nCan't be carried out.\n\n{_listed(problems)}"
        return
    told = _told(change, old)
    if told == NOTHING:
        return
    yield f"{_heading(change.after)}\n\n{told}"
    if problems:
        yield _listed(problems)
    picture = PLACE / "pictures" / f"{Path(change.after).stem}.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    open_plan(change.after).chart("shift").save(picture, overwrite=True)


def _told(change: Change, old: Path) -> str:
    """Say what differs in dollars over the baseline as it is now; of a new scenario, what it does."""
    plan = open_plan(change.after)
    now = plan.run().ledger
    try:
        if change.before:
            return diff_markdown(post(plan.baseline, load_scenario(old / change.before)), now)
        return f"New. {sentence(now)} {trust(now)}"
    except ModelError as error:
        return f"Could not be carried out before: {error.problems[0].what}. {sentence(now)} {trust(now)}"


def _heading(file: str) -> str:
    return f"### `{file.replace('`', '')}`"


def _listed(problems: list[Problem]) -> str:
    """Return problems as a list, each as code, so that nothing in it is a link or a mention."""
    return "\n".join(f"- **{problem.level}** ``{str(problem).replace('`', chr(39))}``" for problem in problems)


def write() -> None:
    """Write the review, and say to the next steps whether there are pictures."""
    text = review(os.environ["BASE"], os.environ["FOLDER"])
    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / "review.md").write_text(text, "utf-8")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"pictures={str((PLACE / 'pictures').is_dir()).lower()}\n")


def check() -> None:
    """Check the scenarios that differ, as `virement check --format github` does."""
    files = [change.after for change in changes(os.environ["BASE"], os.environ["FOLDER"]) if change.after]
    if files:
        virement(["check", "--format", "github", "--", *files])


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]]()
