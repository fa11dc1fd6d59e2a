"""Texts as the pages show them: what people wrote never becomes markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from virement import values


def plain(text: str) -> str:
    """Keep Markdown from reading a text as anything but text."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$:])", r"\\\1", text)


def linked(*texts: str) -> str:
    """Return the addresses in some texts as links, each called by its site; empty where there is none."""
    found = (address for text in texts for address in values.addresses_in(text))
    return ", ".join(f"[{plain(values.site_of(address))}](<{address}>)" for address in dict.fromkeys(found))


def bullets(problems: Iterable[values.Problem]) -> str:
    """List problems, a line each."""
    return "\n".join(f"- {plain(str(problem))}" for problem in problems)


def linked_html(text: str) -> str:
    """Return the addresses in a text as HTML, each a link called by its site, or the text where there is none."""
    opened = 'target="_blank" rel="noopener noreferrer"'
    found = values.addresses_in(text)
    links = [f'<a href="{html.escape(one)}" {opened}>{html.escape(values.site_of(one))}</a>' for one in found]
    return ", ".join(links) or html.escape(text)
