"""Pages that stand alone, in HTML: no script, nothing fetched, and whatever is put in is escaped.

`html_head.html` begins each of them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from virement.values import site_of

_FOLDER = Path(__file__).parent
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def page_of(template: str, look: str, title: str, **said: Any) -> str:
    """Return the page that a template lays out in the look of a style sheet, both by their place beside this file."""
    sheet = Markup((_FOLDER / look).read_text("utf-8"))
    return without_controls(_pages().get_template(template).render(title=title, look=sheet, **said))


def without_controls(page: str) -> str:
    """Return a page without what people's words can hold of control characters and signs that turn a line around.

    A terminal would obey the ones, and a figure beside the others would be read backwards.
    """
    return _CONTROLS.sub("", page)


@cache
def _pages() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    pages.filters["site"] = site_of
    return pages
