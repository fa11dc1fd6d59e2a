"""Where a number comes from, a press on it away: publisher, date, what it says, status, and a link that opens."""

from __future__ import annotations

import html
from collections.abc import Iterable

import streamlit as st
from virement import views
from virement.app_pages.shared.markdown import linked_html
from virement.baseline import Baseline

LOOK = """
.origins {max-width: min(34rem, 90vw); max-height: 70vh; overflow: auto; padding: 1rem; border-radius: .5rem;
  border: 1px solid currentColor; color: inherit; background: GROUND; font-size: .875rem; margin: auto}
.origins ul {padding-left: 1.1rem; margin: .5rem 0 0}
.origins li {margin: 0 0 .6rem}
.figures button {font: inherit; color: inherit; background: none; border: 0; padding: 0; min-height: 1.75rem;
  text-align: left; cursor: pointer; text-decoration: underline dotted; text-underline-offset: 4px}
"""


def number(figure: views.Figure) -> str:
    """Return a figure's value as HTML: the cent on hover, and a press opens where it comes from."""
    value, exact = html.escape(figure.value), html.escape(figure.exact)
    title = f" title='{exact}'" if exact else ""
    if not figure.of:
        return f"<span{title}>{value}</span>"
    name = html.escape(f"{figure.label}, {figure.value}: where it comes from")
    return f"<button type='button' popovertarget='{_id(figure.of)}' aria-label='{name}'{title}>{value}</button>"


def draw(baseline: Baseline, figures: Iterable[views.Figure], span: str, ground: str) -> None:
    """Draw what the numbers open, unseen until one is pressed."""
    sets = dict.fromkeys(figure.of for figure in figures if figure.of)
    opened = "".join(_opened(baseline, divisions, span) for divisions in sets)
    st.html(f"<style>{LOOK.replace('GROUND', ground)}</style>{opened}")


def _id(divisions: tuple[str, ...]) -> str:
    return "from-" + "+".join(divisions).encode().hex()


def _opened(baseline: Baseline, divisions: tuple[str, ...], span: str) -> str:
    lines = "".join(_line(origin) for origin in views.origins(baseline, divisions, span))
    head = html.escape(f"{views.listed(divisions)}, {span}: where the figures come from")
    return f"<div popover id='{_id(divisions)}' class='origins'><strong>{head}</strong><ul>{lines}</ul></div>"


def _line(origin: views.Origin) -> str:
    who = ", ".join(html.escape(part) for part in (origin.publisher, origin.title, origin.date) if part)
    said = ". ".join(filter(None, (who, html.escape(origin.said))))
    link = f" {linked_html(origin.link)}" if origin.link else ""
    return f"<li><strong>{html.escape(origin.status.capitalize())}.</strong> {said}{link}</li>"
