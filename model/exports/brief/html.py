"""A brief as one HTML page: no script, nothing fetched, for paper (A4 and Letter) and for screens, light and dark.

`page.html` lays it out and `page.css` says how it looks.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from virement.engine import Ledger
from virement.exports.brief.brief import Brief, brief_of
from virement.exports.brief.pictures import brief_pictures, night
from virement.exports.html_pages import page_of
from virement.values import ROOT


def brief_page(ledger: Ledger) -> str:
    """Return the brief of a ledger as a page that stands alone, with its pictures, as a pack has it."""
    return as_html(brief_of(ledger), brief_pictures(ledger))


def as_html(brief: Brief, pictures: Mapping[str, str]) -> str:
    """Return a brief as a page that stands alone; `pictures` are SVGs by their names, and stand in it."""
    return page_of(
        "brief/page.html",
        "brief/page.css",
        brief.title,
        brief=brief,
        numbers=lambda sources: sorted(map(brief.number, sources)),
        root=ROOT,
        night=night(),
        pictures={name: Markup(svg) for name, svg in pictures.items()},
        drawn=[*pictures],
        captions={"flows": "Who gives, who receives", "bridge": f"{brief.giver}, before to after"},
    )
