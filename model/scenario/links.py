"""A scenario, its baseline's fingerprint and the view of it as a piece of text that fits an address.

`2.<baseline>.<scenario>.<view>`: a version, then three parts, each its checksum and its text, deflated, in base64url.
What a text shares with `link_words.md`, the shipped scenarios as they were, is not carried, so that a change of one of
them makes a short link. That file never changes: links that were made with it would be lost. Version 1 is without it.
A part that is damaged doesn't take the others with it. Nothing in a link is run, and nothing is read from a path it
names: whatever somebody puts in gives problems, never an exception.
"""

from __future__ import annotations

import binascii
import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path

from virement.baseline import Baseline, baseline_names, load_baseline
from virement.scenario.building import flattened
from virement.scenario.changes import figures_of, fingerprint_of
from virement.scenario.files import rejoined, scenario_text
from virement.scenario.reader import examine
from virement.scenario.schema import Scenario
from virement.scenario.yaml_writer import SCHEMA_LINE
from virement.values import ModelError, Problem

VERSION, WITHOUT_WORDS = "2", "1"
MOST_CHARACTERS = 8_000
MOST_INFLATED = 100_000  # bytes of one part
MOST_PROBLEMS = 20
PARTS = ("baseline", "scenario", "view")
BASES = "builds on"  # in the part of the baseline
_AGAIN = "Copy the link again, all of it"
_ASK = "Ask for the scenario as a file"
_FILE = "Save the scenario as a file and send that"


@dataclass(frozen=True)
class Opened:
    """What could be opened of a link, and the problems of the rest.

    `text` is the scenario's YAML even where it can't be read; `scenario` is None then. The baseline is to be taken by
    `baseline_name`, never by what the scenario calls it, which could be any path. Errors say what is missing, warnings
    what may be different.
    """

    scenario: Scenario | None = None
    text: str = ""
    baseline_name: str = ""
    fingerprint: str = ""
    view: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def to_link(scenario: Scenario, baseline: Baseline, view: Mapping[str, str] | None = None) -> str:
    """Return a scenario with its view as text for an address: letters, digits, `-`, `_` and `.`.

    The same scenario gives the same text. One that builds on others goes whole, with their names and fingerprints, and
    builds on them again where they are the same. Of the baseline it carries the name and the fingerprint, not the
    figures. Raises `ModelError` where it would be longer than addresses may be.
    """
    head = {"baseline": baseline.name, "fingerprint": figures_of(scenario, baseline)}
    if scenario.bases:
        head[BASES] = _json({name: fingerprint_of(base) for name, base in scenario.bases.items()})
    texts = (_json(head), scenario_text(flattened(scenario)).removeprefix(SCHEMA_LINE), _json(dict(view or {})))
    link = ".".join([VERSION, *map(_packed, PARTS, texts)])
    if len(link) > MOST_CHARACTERS:
        what = f"would be {len(link):,} characters long, and at most {MOST_CHARACTERS:,} fit"
        raise ModelError([Problem("link", what, _FILE)])
    if max(len(text.encode()) for text in texts) > MOST_INFLATED:
        raise ModelError([Problem("link", f"would hold more than {MOST_INFLATED:,} bytes", _FILE)])
    return link


def _json(said: Mapping[str, str]) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


@cache
def _words() -> bytes:
    return Path(__file__).with_name("link_words.md").read_bytes()


def _packed(part: str, text: str) -> str:
    deflating = zlib.compressobj(9, zdict=_words())
    deflated = deflating.compress(text.encode()) + deflating.flush()
    return urlsafe_b64encode(_checksum(part, deflated) + deflated).decode().rstrip("=")


def _checksum(part: str, deflated: bytes) -> bytes:
    """Return the checksum of one part, which no other part of the same bytes has."""
    return zlib.crc32(part.encode() + deflated).to_bytes(4)


class _Damaged(ValueError):
    """A part of a link that isn't as it was written."""


def from_link(text: str, baseline: Baseline | None = None) -> Opened:
    """Open what can be opened of a link; `baseline` is the one that is open now, for links over somebody's own table.

    Never raises, whatever the text.
    """
    found, problems = _parts_of(text)
    view = _strings(found, "view", problems) or {}
    head = _strings(found, "baseline", problems) or {}
    yaml = found.get("scenario", "")
    scenario, wrong = examine(yaml, "link") if yaml else (None, [])
    problems += wrong
    name = head.get("baseline") or (scenario.baseline if scenario else "")
    if name:
        problems += _baseline_problems(name, head.get("fingerprint", ""), baseline)
    if len(problems) > MOST_PROBLEMS:
        problems[MOST_PROBLEMS:] = [Problem("link", f"has {len(problems) - MOST_PROBLEMS:,} problems more", _ASK)]
    whole = None if wrong else scenario
    if whole is not None and (marks := _strings({BASES: head.get(BASES, "{}")}, BASES, problems)):
        whole, told = rejoined(whole, marks, "link")
        problems += told
    return Opened(whole, yaml, name, head.get("fingerprint", ""), view, tuple(problems))


def _parts_of(text: str) -> tuple[dict[str, str], list[Problem]]:
    """Return the texts of the parts that are whole, and the problems of the others."""
    link = text.strip()
    if len(link) > MOST_CHARACTERS:
        what = f"is {len(link):,} characters long, and at most {MOST_CHARACTERS:,} are read"
        return {}, [Problem("link", what, _ASK)]
    version, *packed = link.split(".")
    known = (VERSION, WITHOUT_WORDS)
    if version not in known and re.fullmatch(r"[0-9]{1,4}", version):
        return {}, [Problem("link", f"was made by version {version} of links, and this reads {VERSION}", _ASK)]
    if version not in known:
        return {}, [Problem("link", "is not a link of Virement", _AGAIN)]
    if len(packed) > len(PARTS):
        return {}, [Problem("link", "has something behind its end", _AGAIN)]
    found, problems = {}, []
    for part, one in zip_longest(PARTS, packed, fillvalue=""):
        try:
            found[part] = _unpacked(part, one, b"" if version == WITHOUT_WORDS else _words())
        except _Damaged:
            problems.append(_damage(part))
    return found, problems


def _damage(part: str) -> Problem:
    what = f"the {part} in it is damaged or cut off"
    return Problem("link", what, _AGAIN, "error" if part == "scenario" else "warning")


def _unpacked(part: str, packed: str, words: bytes) -> str:
    """Return one part's text; raise `_Damaged` unless it is just what `_packed` writes, and no larger than allowed."""
    try:
        raw = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        deflated = raw[4:]
        inflating = zlib.decompressobj(zdict=words)
        if urlsafe_b64encode(raw).decode().rstrip("=") != packed or raw[:4] != _checksum(part, deflated):
            raise _Damaged
        inflated = inflating.decompress(deflated, MOST_INFLATED)
        if not inflating.eof or inflating.unused_data:
            raise _Damaged
        return inflated.decode()
    except (ValueError, binascii.Error, zlib.error) as error:
        raise _Damaged from error


def _strings(found: Mapping[str, str], part: str, problems: list[Problem]) -> dict[str, str] | None:
    """Return a part that is a mapping of texts; note a problem where it is there and is something else."""
    if part not in found:
        return None
    try:
        said = json.loads(found[part])
        if isinstance(said, dict) and all(isinstance(value, str) for value in said.values()):
            "".join([*said, *said.values()]).encode()
            return said
    except (ValueError, RecursionError):  # among them UnicodeError: half a surrogate pair is not text
        pass
    problems.append(_damage(part))
    return None


def _baseline_problems(name: str, fingerprint: str, opened: Baseline | None) -> list[Problem]:
    """Return what stands between a link and the figures it was made with."""
    if opened is not None and opened.has_fingerprint(fingerprint):
        return []
    if name not in baseline_names():
        what = f"its baseline '{name[:60]}' is a table of somebody's own, which no link carries"
        hint = "Open that table first"
        if opened is not None and opened.name == name:
            hint = f"{hint}: the '{name[:60]}' that is open holds other figures"
        return [Problem("link", what, hint)]
    try:
        now = load_baseline(name)
    except ModelError as error:
        return list(error.problems)
    return other_figures(name, fingerprint, now)


def other_figures(name: str, fingerprint: str, now: Baseline) -> list[Problem]:
    """Return a warning where a baseline hasn't the fingerprint that a link was made with, empty if lost."""
    if now.has_fingerprint(fingerprint):
        return []
    what = f"the figures of '{name}' are not those that the link was made with"
    marks = (
        f"their fingerprint was {fingerprint[:8]} and is {now.fingerprint[:8]}"
        if fingerprint
        else "their fingerprint is lost"
    )
    return [Problem("link", f"{what} ({marks})", "Its results may differ from what was seen then", "warning")]
