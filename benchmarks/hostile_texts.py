"""Texts that something somewhere reads as more than text, made by rules: strings, YAML documents, links."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import product

from virement.baseline import load_baseline
from virement.scenario import Move, Scenario, to_link
from virement.scenario.schema import KINDS, LISTED

TOY = load_baseline("toy")
PIECES = (
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u3000",
    "\x00",
    "\x07",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x7f",
    "\x85",
    "\u202eevil\u202c",
    "\u2066a\u2069",
    "\u200f",
    "e\u0301\u0302\u0303" * 9,
    "👩‍👩‍👧‍👦",
    "🇺🇳",
    "ﷺ",
    "İ",
    "ß",
    "ﬁ",
    "Å",
    "\ufdd0",
    "\uffff",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "＝1＋1",
    "＋1",
    "－1",
    "＠x",
    "%00",
    "|calc",
    '=HYPERLINK("x")',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "[a](javascript:x)",
    "![b](http://x)",
    "</title>",
    "-->",
    "]]>",
    "&amp;",
    "&#0;",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "%s%n",
    "{0}",
    "`c`",
    "$d$",
    "a | b",
    "# h",
    "* l",
    "../../etc/passwd",
    "C:\\x",
    "con",
    "a/b",
    "~",
    ".",
    "..",
    "'; drop table x --",
    '"',
    "'",
    "\\",
    "\\n",
    "a: b",
    "- a",
    "? a",
    "!x",
    "null",
    "true",
    "NO",
    "1e9",
    "0x1f",
    "1_000",
    "2026-01-01",
    "nan",
    "inf",
    "-0",
    "30%",
    "$2B",
    "All divisions",
    "Savings",
    "New funding",
    "Unallocated",
    "rest",
    "Streets",
    "a, b",
    "a;b",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "x" * 300,
    "ü" * 200,
    "\u2028",
    "\u2029",
    "＝HYPERLINK(1)",
    "\u202d1\u202c",
    "file:///etc/passwd",
)
TURNS: tuple[Callable[[str], str], ...] = (
    str,
    lambda s: f"'{s}",
    lambda s: f" {s}",
    lambda s: f"{s}{s}",
    lambda s: f'"{s}"',
)


def strings() -> list[str]:
    """Strings that something somewhere reads as more than text."""
    return list(dict.fromkeys(turn(piece) for turn in TURNS for piece in PIECES))


KEYS = sorted({field.alias or name for kind in KINDS for name, field in kind.model_fields.items()} | {"x", "1"})
FLAT = (
    "x",
    "",
    "~",
    "1",
    "30%",
    "$2B",
    "[]",
    "{}",
    "[x]",
    "{a: b}",
    "[[1]]",
    "[{}]",
    "{a: {b: c}}",
    "[{name: x}]",
    "'\\0'",
)
PARTS = (
    "? a",
    "&a x",
    "*a",
    "!!int 1",
    "|\n  a",
    ">-\n  a",
    '"\\x00"',
    "[a, ",
    "{a",
    "- - a",
    "%TAG",
    "---\n",
    "...\n",
    "\t",
    "<<: x",
)


def documents() -> Iterator[str]:
    """YAML: each key with each kind of value at the top, in a move, in each list; and the kinds of YAML itself."""
    for key, value in product(KEYS, FLAT):
        yield f"{key}: {value}\n"
        yield f"title: t\nbaseline: toy\nmoves:\n- {{name: a, from: Streets, cut: 1%, {key}: {value}}}\n"
    for section, key, value in product(LISTED, KEYS, FLAT[:6]):
        yield f"title: t\nbaseline: toy\n{section}:\n- {{{key}: {value}}}\n"
    for key, part in product(("title", "moves", "limits", ""), PARTS):
        yield f"{key}: {part}\n" if key else part
        yield f"title: t\nbaseline: toy\n{key or 'x'}:\n  - {part}\n"
    yield from ("[" * 3000, "{" * 3000, "- " * 3000, "a: " * 2000, "\ufeffa: b", "a: b\x00", "? " * 2000, "!" * 5000)


def links() -> Iterator[str]:
    """A link with letters changed, cut, doubled, and its parts put in one another's place."""
    dice = random.Random(1)
    whole = to_link(Scenario(title="T", baseline="toy", moves=(Move(name="A", from_=("Streets",), cut="5%"),)), TOY)
    letters = "ABCxyz019-_.=%\x00é"
    for _ in range(10_000):
        text = list(whole)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(text))
            text[at : at + dice.choice((0, 1, 9))] = dice.choices(letters, k=dice.randint(0, 2))
        yield "".join(text)
