"""A brief as Markdown: what people wrote stays text, sources are footnotes, pictures lie beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from virement.exports.brief.brief import Brief, Grid, Source
from virement.exports.brief.sentences import Item
from virement.exports.html_pages import without_controls
from virement.values import site_of

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$^&!])")
_START = re.compile(r"^(\d*)([-+=:.)])")  # what would begin a list, or a line under a heading


def as_markdown(brief: Brief, pictures: Iterable[str]) -> str:
    """Return a brief as Markdown with pipe tables and footnotes; `pictures` are the names of the SVGs beside it."""
    return without_controls("\n\n".join(filter(None, _blocks(brief, pictures))) + "\n")


def _blocks(brief: Brief, pictures: Iterable[str]) -> Iterator[str]:
    yield f"# {plain_words(brief.title)}"
    yield _paragraph(brief.byline)
    yield _paragraph(f"Builds on others: {brief.built_on}") if brief.built_on else ""
    yield f"**{plain_words(brief.lead)}**"
    yield _paragraph(brief.description) + _notes(brief, brief.reference)
    yield "\n".join(
        f"- {plain_words(one.label)}: **{plain_words(one.value)}** {plain_words(one.detail)}" for one in brief.heads
    )
    yield "## What moves, and why"
    yield _list(brief, brief.moves)
    yield from _grid(brief.divisions)
    captions = {"flows": "Who gives, who receives", "bridge": f"{brief.giver}, before to after"}
    yield from (f"![{plain_words(captions[name])}]({name}.svg)" for name in pictures)
    yield _paragraph(brief.beside)
    yield from _grid(brief.years)
    yield "## Limits"
    yield _list(brief, brief.limits) or "No limit is set."
    if brief.approvals:
        yield "## Who must approve it"
        yield _list(brief, brief.approvals)
    yield "## What it rests on"
    yield _paragraph(brief.trust)
    yield _list(brief, (*brief.weak, *brief.doubts))
    yield "## Not covered"
    yield _paragraph(brief.not_covered) or "The scenario doesn't say."
    yield "## Sources"
    yield _sources(brief)
    yield _paragraph(brief.framing)
    yield _paragraph(brief.citation)


def _list(brief: Brief, items: Iterable[Item]) -> str:
    return "\n".join(
        f"- **{plain_words(one.about)}:** {' '.join(filter(None, (plain_words(one.text), plain_words(one.own))))}"
        f"{_notes(brief, one.sources)}".rstrip()
        for one in items
    )


def _grid(grid: Grid) -> Iterator[str]:
    yield f"## {plain_words(grid.caption)}"
    rule = ["---", *["---:"] * (len(grid.heads) - 1)]
    lines = [map(plain_words, grid.heads), rule, *(map(plain_words, row) for row in grid.rows)]
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    yield plain_words(grid.below)


def _notes(brief: Brief, sources: Iterable[str]) -> str:
    return "".join(f"[^{brief.number(name)}]" for name in sources)


def _sources(brief: Brief) -> str:
    notes = (f"[^{number}]: {_source(one)}" for number, one in enumerate(brief.sources.values(), start=1))
    return "\n".join(notes) or "None is named."


def _source(one: Source) -> str:
    links = ", ".join(f"[{plain_words(site_of(link))}](<{link}>)" for link in one.links)
    return ". ".join(filter(None, (plain_words(one.name), plain_words(one.where), links, plain_words(one.standing))))


def plain_words(text: str) -> str:
    """Keep Markdown from reading a text as anything but one line of text."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _paragraph(text: str) -> str:
    """Keep the beginning of a line from being read as that of a list."""
    return _START.sub(r"\1\\\2", plain_words(text))
