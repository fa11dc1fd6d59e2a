"""The titles of the baselines and scenarios that there are, read without reading what else the files say."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from virement.values.files import SEEDS, named_scenario
from virement.values.problems import ModelError, Problem
from virement.values.yaml_source import MOST_BYTES, read_tree


def baseline_title(name: str) -> str:
    """Return the title of a shipped baseline; raise `ModelError` where its file has none that can be read."""
    return _title_in(SEEDS / name / "baseline.yaml")


def scenario_title(name: str) -> str:
    """Return the title of a scenario by its name; raise `ModelError` where its file has none that can be read."""
    return _title_in(named_scenario(name))


def _title_in(path: Path) -> str:
    return _title_of(_text_of(path), path.name)


@lru_cache(maxsize=512)
def _title_of(text: str, file: str) -> str:
    tree, places, problems = read_tree(text, file)
    title = tree.get("title") if isinstance(tree, dict) else None
    if not isinstance(title, str) or not title.strip():
        problems.append(Problem(places.at(("title",)), "has no title", "Write one: title: What happens"))
    if problems or not isinstance(title, str):
        raise ModelError(problems)
    return title


def _text_of(path: Path) -> str:
    """Return the text of a file, no more of it than any scenario may have."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ModelError([Problem(path.name, "can't be read as text", "It is YAML in UTF-8")]) from None
