"""HTML pages that stand alone: no script, nothing fetched, and whatever is put in is escaped.

`html_head.html` begins each of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from virement.exports.brief.brief import without_controls
from virement.values import site_of

_FOLDER = Path(__file__).parent


def page_of(template: str, look: str, title: str, **said: Any) -> str:
    """Return the page that a template lays out in the look of a style sheet, both by their place beside this file."""
    sheet = Markup((_FOLDER / look).read_text("utf-8"))
    return without_controls(_pages().get_template(template).render(title=title, look=sheet, **said))


@cache
def _pages() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    pages.filters["site"] = site_of
    return pages
