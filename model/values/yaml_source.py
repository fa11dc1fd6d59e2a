"""YAML as plain text with positions: mappings, lists and the words as they were written.

Every scalar stays text, so nothing is guessed: `NO` is a division, `30` is a number without a unit, `.nan` a word.
Anchors, tags, repeated keys, deep nests and large files are refused; no input makes it recurse or run long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from virement.values.problems import ModelError, Problem

Step = str | int
Tree = dict[str, "Tree"] | list["Tree"] | str | None

MOST_BYTES = 500_000
MOST_DEPTH = 12
_NOTHING = ("", "~", "null", "Null", "NULL")
_KEPT = 32  # texts whose tree is kept, since an app reads the same ones at each step
_SHORT = 20_000  # letters of a text that is kept


@dataclass
class Places:
    """Where each value of a file stands: `at(("moves", 0, "cut"))` is `scenarios/x.yaml:8:10`.

    What stands in another file, or under another path, is in `elsewhere` by the path that it has here. Any two are
    equal, since a scenario is the same wherever it was written.
    """

    file: str = ""
    values: dict[tuple[Step, ...], tuple[int, int]] = field(default_factory=dict)
    keys: dict[tuple[Step, ...], tuple[int, int]] = field(default_factory=dict)
    elsewhere: dict[tuple[Step, ...], tuple[Places, tuple[Step, ...]]] = field(default_factory=dict)

    def at(self, path: tuple[Step, ...], *, key: bool = False) -> str:
        """Return file, line and column of the value (or the key) at `path`, or of the nearest thing around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.elsewhere:
                places, there = self.elsewhere[path[:end]]
                return places.at((*there, *path[end:]), key=key)
        for end in range(len(path), -1, -1):
            spot = self.values.get(path[:end])
            if spot is None or (key and end == len(path)):
                spot = self.keys.get(path[:end], spot)
            if spot is not None:
                return f"{self.file}:{spot[0]}:{spot[1]}"
        return self.file

    def within(self, where: str) -> str:
        """Return a place without the file, line and column in front of it, where they are those of this file."""
        spots = {f"{self.file}:{line}:{column}" for line, column in (*self.values.values(), *self.keys.values())}
        begun = [spot for spot in (*spots, self.file) if where.startswith(spot)]
        return where.removeprefix(max(begun, key=len, default="")).strip()

    def __eq__(self, other: object) -> bool:
        """Say that any two are equal."""
        return isinstance(other, Places)

    __hash__ = None  # type: ignore[assignment]


@dataclass
class _Open:
    """A mapping or list that is being read, and the key that waits for its value."""

    holder: dict[str, Tree] | list[Tree]
    path: tuple[Step, ...]
    key: str | None = None


def read_tree(text: str, file: str) -> tuple[Tree, Places, list[Problem]]:
    """Read one YAML document: its tree, where everything stands, and what is refused but could be read over.

    Numbers, dates and booleans stay the text that they were written as; an empty value, `~` and `null` are None.
    Raises `ModelError` where no tree can be made.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1000} kB", "A scenario is a page of text")])
    tree, places, problems = (_kept if len(text) <= _SHORT else _read)(text, file)
    return _copy(tree), Places(file, dict(places.values), dict(places.keys)), list(problems)


def _read(text: str, file: str) -> tuple[Tree, Places, list[Problem]]:
    reader = _Reader(file)
    try:
        for event in _events(text):
            reader.take(event)
            if reader.stopped:
                break
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        reader.fail(Problem(place, f"is not YAML: {error.problem or error.context}", "Fix this line first"))
    except Exception as error:  # the parser fails in many ways on hostile text; each is the same to a user
        reader.fail(Problem(file, f"is not YAML: {str(error).partition(chr(10))[0]}", "Is it a text file?"))
    if reader.stopped:
        raise ModelError(reader.problems)
    return reader.root, reader.places, reader.problems


_kept = lru_cache(_KEPT)(_read)


def _copy(tree: Tree) -> Tree:
    """Return a tree that may be changed; none is deeper than `MOST_DEPTH`."""
    if isinstance(tree, dict):
        return {key: _copy(value) for key, value in tree.items()}
    return [_copy(value) for value in tree] if isinstance(tree, list) else tree


def _events(text: str) -> Iterator[Any]:
    """Yield the parser's events, which come without recursion and without building anything."""
    yield from YAML(typ="safe", pure=True).parse(text)


class _Reader:
    """Builds the tree from events, with a stack of its own."""

    def __init__(self, file: str) -> None:
        self.places = Places(file)
        self.problems: list[Problem] = []
        self.root: Tree = None
        self.stopped = False
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "a second document begins here", "One file holds one scenario", stop=True)
        elif isinstance(event, AliasEvent):
            self._refuse(event, "aliases are not used here", "Write the value out", stop=True)
        elif isinstance(event, ScalarEvent):
            self._check(event)
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._check(event)
            self._open(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._stack.pop()

    def fail(self, problem: Problem) -> None:
        """Take a problem after which nothing can be read."""
        self.problems.append(problem)
        self.stopped = True

    def _refuse(self, event: Any, what: str, hint: str, *, stop: bool = False) -> None:
        mark = event.start_mark
        self.problems.append(Problem(f"{self.places.file}:{mark.line + 1}:{mark.column + 1}", what, hint))
        self.stopped = self.stopped or stop

    def _check(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"the anchor '&{event.anchor}' is not used here", "Write the value out each time")
        if event.ctag is not None or event.tag is not None:
            self._refuse(event, f"the tag '{event.tag}' is not used here", "Write the plain value")
        if isinstance(event, ScalarEvent) and re.search("[\ud800-\udfff]", event.value):
            self._refuse(event, "half a character stands here, which is not text", "Write the whole one", stop=True)

    def _scalar(self, event: Any) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.holder, dict) and top.key is None:
            self._key(event, top)
        else:
            empty = event.style is None and event.value in _NOTHING
            self._place(event, None if empty else event.value)

    def _key(self, event: Any, top: _Open) -> None:
        path = (*top.path, event.value)
        if event.value in top.holder:
            line = self.places.keys[path][0]
            self._refuse(event, f"the key '{event.value}' stands here again, first on line {line}", "Keep one")
        self.places.keys[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        top.key = event.value

    def _open(self, event: Any) -> None:
        if len(self._stack) >= MOST_DEPTH:
            self._refuse(event, f"nests deeper than {MOST_DEPTH} levels", "No scenario needs that", stop=True)
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.holder, dict) and top.key is None:
            self._refuse(event, "a key must be one word or phrase", "Put the name in quotes", stop=True)
            return
        holder: dict[str, Tree] | list[Tree] = {} if isinstance(event, MappingStartEvent) else []
        self._stack.append(_Open(holder, self._place(event, holder)))

    def _place(self, event: Any, value: Tree) -> tuple[Step, ...]:
        """Put `value` where it belongs and return its path."""
        if not self._stack:
            self.root = value
            return ()
        top = self._stack[-1]
        if isinstance(top.holder, list):
            path: tuple[Step, ...] = (*top.path, len(top.holder))
            top.holder.append(value)
        else:
            assert top.key is not None
            path = (*top.path, top.key)
            top.holder[top.key] = value
            top.key = None
        if value is not None:
            self.places.values[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return path
