"""The manifest of a pack: what is in it, by hash, and what it was made of. It knows no clock and no path."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from virement.values import VERSION, ModelError, Problem

FORMAT = 1
NAME = "manifest.json"
_MADE_BY = "virement pack"
_VERSION = re.compile(r"[0-9]+(?:[.+-]?[0-9a-z]+){0,9}")
_AGAIN = "Ask for the pack anew"


@dataclass(frozen=True)
class Packed:
    """One scenario of a pack: its folder (empty where it is the only one), its title, and its baseline."""

    folder: str
    title: str
    baseline: str
    fingerprint: str


@dataclass(frozen=True)
class Manifest:
    """What a manifest says: the scenarios, and the SHA-256 of every other file by its name in the pack."""

    scenarios: tuple[Packed, ...]
    files: dict[str, str]
    version: str = VERSION

    def text(self) -> str:
        """Return it as JSON, the same for the same pack."""
        scenarios = [
            {
                "folder": one.folder,
                "title": one.title,
                "baseline": {"title": one.baseline, "fingerprint": one.fingerprint},
            }
            for one in self.scenarios
        ]
        said = {
            "made_by": _MADE_BY,
            "format": FORMAT,
            "virement": self.version,
            "scenarios": scenarios,
            "files": self.files,
        }
        return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def manifest_of(scenarios: tuple[Packed, ...], files: Mapping[str, bytes]) -> Manifest:
    """Return the manifest of some files by their names."""
    return Manifest(scenarios, {name: sha256(content).hexdigest() for name, content in files.items()})


def read_manifest(content: bytes, file: str) -> Manifest:
    """Read the manifest of the pack `file`; raise `ModelError` where it is none that can be read."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise ModelError([Problem(file, f"its {NAME} can't be read", _AGAIN)]) from None
    if not isinstance(said, dict) or said.get("made_by") != _MADE_BY:
        raise ModelError([Problem(file, f"its {NAME} is not that of a pack", "Is it a pack of virement?")])
    if said.get("format") != FORMAT:
        what = f"is a pack of format {said.get('format')!r:.20}, and this virement reads format {FORMAT}"
        raise ModelError([Problem(file, what, f"It was made by virement {said.get('virement')!r:.20}")])
    try:
        found = _manifest(said)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ModelError([Problem(file, f"its {NAME} lacks what a pack says", _AGAIN)]) from None
    if found.text().encode() != content:
        raise ModelError([Problem(file, f"its {NAME} says more than a pack does, or otherwise", _AGAIN)])
    return found


def _manifest(said: dict[str, Any]) -> Manifest:
    scenarios = tuple(
        Packed(*map(_text, (one["folder"], one["title"], one["baseline"]["title"], one["baseline"]["fingerprint"])))
        for one in said["scenarios"]
    )
    files = {_text(name): _text(mark) for name, mark in said["files"].items()}
    version = _text(said["virement"])
    if not scenarios or not files or not _VERSION.fullmatch(version):
        raise ValueError
    return Manifest(scenarios, files, version)


def _text(value: object) -> str:
    """Return a text; half a character, which JSON can say, is none."""
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value
