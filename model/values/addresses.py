"""Addresses of pages that a text holds: what may become a link, and what it is called."""

from __future__ import annotations

import re

MOST_LETTERS = 2_000  # of an address: what spreadsheets and browsers open
# nothing but the letters of an address: no space, quote or bracket, by which markup could begin
_ADDRESS = re.compile(r"https?://(?P<site>[A-Za-z0-9.-]+)(?::\d+)?(?:[/?#][A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?")


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses among the parts of a text, which `; ` sets apart; what is no web address is left out.

    >>> addresses_in("https://a.example/1; the town hall; javascript:alert(1); http://b.example")
    ('https://a.example/1', 'http://b.example')
    """
    parts = map(str.strip, text.split("; "))
    return tuple(part for part in parts if len(part) <= MOST_LETTERS and _ADDRESS.fullmatch(part))


def site_of(address: str) -> str:
    """Return the site of an address, as a link to it is called.

    >>> site_of("https://www.sec.gov/Archives/edgar")
    'sec.gov'
    """
    found = _ADDRESS.fullmatch(address)
    return found["site"].removeprefix("www.") if found else address
