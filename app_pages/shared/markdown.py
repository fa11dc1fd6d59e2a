"""Texts as the pages show them: what people wrote never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from virement import values


def plain(text: str) -> str:
    """Keep Markdown from reading a text as anything but text."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$:])", r"\\\1", text)


def bullets(problems: Iterable[values.Problem]) -> str:
    """List problems, a line each."""
    return "\n".join(f"- {plain(str(problem))}" for problem in problems)
