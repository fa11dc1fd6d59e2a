"""A brief as one HTML page: no script, nothing fetched, for paper (A4 and Letter) and for screens, light and dark.

`page.html` lays it out and `page.css` says how it looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from virement.engine import Ledger
from virement.exports.brief.brief import Brief, brief_of, without_controls
from virement.exports.brief.pictures import brief_pictures, night
from virement.values import ROOT, site_of

_FOLDER = Path(__file__).parent


@cache
def _template() -> Template:
    pages = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    pages.filters["site"] = site_of
    return pages.get_template("page.html")


def brief_page(ledger: Ledger) -> str:
    """Return the brief of a ledger as a page that stands alone, with its pictures, as a pack has it."""
    return as_html(brief_of(ledger), brief_pictures(ledger))


def as_html(brief: Brief, pictures: Mapping[str, str]) -> str:
    """Return a brief as a page that stands alone; `pictures` are SVGs by their names, and stand in it."""
    page = _template().render(
        brief=brief,
        numbers=lambda sources: sorted(map(brief.number, sources)),
        root=ROOT,
        look=Markup((_FOLDER / "page.css").read_text("utf-8")),
        night=night(),
        pictures={name: Markup(svg) for name, svg in pictures.items()},
        drawn=[*pictures],
        captions={"flows": "Who gives, who receives", "bridge": f"{brief.giver}, before to after"},
    )
    return without_controls(page)
