"""Small pieces of HTML for a notebook. Every text is escaped; a picture is an image, in which no script runs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from virement.values import Problem, on_one_line


def text_of(text: str) -> str:
    """Return a text as HTML shows it, on one line and in its own direction."""
    return escape(on_one_line(text))


def paragraph(text: str, *, strong: bool = False) -> str:
    """Return a paragraph; nothing for an empty text."""
    said = f"<strong>{text_of(text)}</strong>" if strong else text_of(text)
    return f"<p>{said}</p>" if text else ""


def listed(problems: Iterable[Problem]) -> str:
    """Return problems as a list; nothing where there are none."""
    items = "".join(f"<li>{problem.level}: {text_of(str(problem))}</li>" for problem in problems)
    return f"<ul>{items}</ul>" if items else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table whose first column names the rows and whose others are numbers."""
    head = "".join(f'<th scope="col">{text_of(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{text_of(first)}</th>'
        + "".join(f'<td style="text-align:right">{text_of(cell)}</td>' for cell in others)
        + "</tr>"
        for first, *others in rows
    )
    above = f"<caption>{text_of(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def image(svg: str, description: str) -> str:
    """Return an SVG as an image; nothing where there is none."""
    if not svg:
        return ""
    source = b64encode(svg.encode()).decode()
    return f'<img alt="{escape(description)}" style="max-width:100%" src="data:image/svg+xml;base64,{source}"/>'
