"""A table of the app shows what people wrote as text, whatever it is, and opens nothing but addresses."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from virement.app_pages.shared import tables

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" tabindex="9" autofocus onfocus="alert(1)',
    "</td></tr></table><h1>mine</h1>",
    "</style><svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
]
TAGS = {"style", "div", "table", "caption", "span", "thead", "tr", "th", "tbody", "td", "a"}
ATTRIBUTES = {"class", "tabindex", "role", "aria-label", "scope", "href", "target", "rel"}


class Page(HTMLParser):
    """What a browser makes of a table: its tags, their attributes, and the text of each cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and data.strip():
            self.cells[-1] += data


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_cell_says_stays_text(text: str) -> None:
    """In a cell, a heading, the caption or a unit: no tag, no attribute, and the words as they were written."""
    page = Page(tables.as_html(pd.DataFrame({"division": [text, "Parks"], text: [text, "1"]}), text, text))
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attrs in page.tags for name in attrs} <= ATTRIBUTES
    assert page.cells.count(text) == 3  # the heading and both cells
    (region,) = [attrs for tag, attrs in page.tags if tag == "div"]
    assert (region["aria-label"] or "").startswith(f"{text}, {text}")
    assert region["tabindex"] == "0"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", 'https://x.example/" onclick="alert(1)', "data:text/html,x"]
)
def test_a_link_is_an_address_or_text(address: str) -> None:
    """A column of links makes a link of the address of a page, and of nothing else."""
    page = Page(
        tables.as_html(pd.DataFrame({"title": ["A", "B"], "link": [address, "https://a.example/b"]}), "Sources")
    )
    links = [attrs for tag, attrs in page.tags if tag == "a"]
    assert all((attrs["href"] or "").startswith("https://") for attrs in links)
    assert not any("onclick" in attrs for attrs in links)
    assert "https://a.example/b" in [attrs["href"] for attrs in links]
