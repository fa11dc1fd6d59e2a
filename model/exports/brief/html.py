"""A brief as one HTML page: no script, nothing fetched, for paper (A4 and Letter) and for screens, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from virement.exports.brief.brief import Brief, Grid, without_controls
from virement.exports.brief.pictures import night
from virement.exports.brief.sentences import Item
from virement.values import ROOT
from virement.views import Figure

_NO_FETCH = "default-src 'none'; style-src 'unsafe-inline'"
_LOOK = """
:root {--ground: #fff; --text: #24292f; --quiet: #57606a; --line: #d0d7de; --accent: #2463b0; color-scheme: light dark}
* {box-sizing: border-box}
body {margin: 0 auto; max-width: 48rem; padding: 1.5rem 1.2rem; background: var(--ground); color: var(--text);
  font: 14px/1.4 Arimo, "Liberation Sans", Arial, Helvetica, sans-serif; overflow-wrap: anywhere}
h1 {font-size: 1.6em; line-height: 1.2; margin: 0 0 .15em}
h2 {font-size: .8em; letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); margin: 0 0 .3em;
  break-after: avoid}
p, ul, ol, dl {margin: 0}
section {break-inside: avoid}
section, .pair {margin-top: 1em}
.pair section:first-child {margin-top: 0}
.total * {font-weight: 600}
.quiet {color: var(--quiet)}
.lead {font-size: 1.12em; font-weight: 600; margin: .6em 0 .4em}
.heads {display: grid; grid-template-columns: repeat(auto-fit, minmax(7.2em, 1fr)); gap: .5em .9em; margin-top: .8em;
  padding: .6em 0; border: solid var(--line); border-width: 1px 0}
.heads div {display: grid; grid-template-rows: subgrid; grid-row: span 3; row-gap: .1em; align-items: end}
.heads dt {font-size: .82em; color: var(--quiet); line-height: 1.2}
.heads dd {margin: 0; font-size: .82em; color: var(--quiet); align-self: start; line-height: 1.25}
.heads dd:first-of-type {font-size: 1.08em; font-weight: 600; color: var(--text); white-space: nowrap}
.pair {display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.6em; align-items: start}
ul {list-style: none; padding: 0}
li + li {margin-top: .3em}
.table {overflow-x: auto}
table {border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; overflow-wrap: normal}
th, td {padding: .18em 0 .18em .9em; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap}
th {font-weight: 400; font-size: .86em; color: var(--quiet); vertical-align: bottom}
th:first-child {text-align: left; padding-left: 0; white-space: normal; min-width: 8em}
tbody th {font-size: 1em; color: inherit}
td:last-child {padding-right: 1px}
tr {break-inside: avoid}
svg {display: block; width: 100%; height: auto; max-width: 24rem; margin-left: -5px}
.notes {font-size: .82em; padding-left: 1.6em; color: var(--quiet)}
.cite {margin-top: .8em; padding-top: .5em; border-top: 1px solid var(--line); font-size: .82em; color: var(--quiet)}
sup {line-height: 0; font-size: .75em}
a {color: var(--accent); text-decoration: none}
p + ul {margin-top: .3em}
@media (max-width: 560px) {
.pair {grid-template-columns: 1fr; gap: 1em}
th, td {padding-left: .5em; font-size: .78em}
tbody th {font-size: .82em}
th:first-child {min-width: 5.5em}
}
@media screen and (prefers-color-scheme: dark) {
:root {--ground: #0e1117; --text: #e6e9ed; --quiet: #a5adb7; --line: #30363d; --accent: #6aa5ee}
NIGHT}
@page {margin: 9mm 12mm}
@media print {
:root {color-scheme: light}
body {max-width: none; padding: 0; font-size: 7pt; line-height: 1.34; print-color-adjust: exact}
section, .pair {margin-top: .6em}
th, td {padding-top: .08em; padding-bottom: .08em}
.heads {margin-top: .5em; padding: .4em 0}
}
"""


def as_html(brief: Brief, pictures: Mapping[str, str]) -> str:
    """Return a brief as a page that stands alone; `pictures` are SVGs by their names, and stand in it."""
    body = "\n".join(filter(None, _blocks(brief, pictures)))
    return without_controls(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NO_FETCH}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(brief.title)}</title>\n<style>{_look()}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _look() -> str:
    """Return the look of the page; on a dark screen each colour of the pictures is another."""
    rules = [
        f'svg [{part}="{day}"] {{{part}: {dark}}}\n' for day, dark in night().items() for part in ("fill", "stroke")
    ]
    return _LOOK.replace("NIGHT", "".join(rules))


def _blocks(brief: Brief, pictures: Mapping[str, str]) -> Iterator[str]:
    yield f"<h1>{escape(brief.title)}</h1>"
    yield f'<p class="quiet">{escape(brief.byline)}</p>'
    yield f'<p class="lead">{escape(brief.lead)}</p>'
    yield f"<p>{escape(brief.description)}{_notes(brief, brief.reference)}</p>"
    yield f'<dl class="heads">{"".join(map(_head, brief.heads))}</dl>'
    yield _section("What moves, and why", _list(brief, brief.moves))
    yield _section(brief.divisions.caption, _grid(brief.divisions))
    captions = {"flows": "Who gives, who receives", "bridge": f"{brief.giver}, before to after"}
    below = {"bridge": f'<p class="quiet">{escape(brief.beside)}</p>' if brief.beside else ""}
    drawn = [_section(captions[name], svg + below.get(name, "")) for name, svg in pictures.items()]
    yield _pair("".join(drawn[:1]), "".join(drawn[1:]) + _section(brief.years.caption, _grid(brief.years)))
    limits = _section("Limits", _list(brief, brief.limits) or "<p>No limit is set.</p>")
    rests = _section("What it rests on", f"<p>{escape(brief.trust)}</p>{_list(brief, (*brief.weak, *brief.doubts))}")
    covered = escape(brief.not_covered) or "The scenario doesn’t say."
    yield _pair(limits + _section("Not covered", f"<p>{covered}</p>"), rests)
    yield _section("Sources", _sources(brief))
    yield f'<p class="cite">{escape(brief.citation)}</p>'


def _pair(left: str, right: str) -> str:
    return f'<div class="pair"><div>{left}</div><div>{right}</div></div>' if left else right


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _head(one: Figure) -> str:
    return f"<div><dt>{escape(one.label)}</dt><dd>{escape(one.value)}</dd><dd>{escape(one.detail)}</dd></div>"


def _list(brief: Brief, items: Iterable[Item]) -> str:
    lines = (
        f"<li><b>{escape(one.about)}:</b> {escape(one.text)}"
        f"{f' <span class=quiet>{escape(one.own)}</span>' if one.own else ''}{_notes(brief, one.sources)}</li>"
        for one in items
    )
    body = "".join(lines)
    return f"<ul>{body}</ul>" if body else ""


def _grid(grid: Grid) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in grid.heads)
    rows = "".join(map(_row, grid.rows))
    below = f'<p class="quiet">{escape(grid.below)}</p>' if grid.below else ""
    return f'<div class="table"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{below}'


def _row(cells: tuple[str, ...]) -> str:
    name, *others = map(escape, cells)
    total = ' class="total"' if cells[0] == ROOT else ""
    return f'<tr{total}><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def _notes(brief: Brief, sources: Iterable[str]) -> str:
    numbers = [f'<a href="#source-{number}">{number}</a>' for number in sorted(map(brief.number, sources))]
    return f"<sup>{', '.join(numbers)}</sup>" if numbers else ""


def _sources(brief: Brief) -> str:
    if not brief.sources:
        return "<p>None is named.</p>"
    notes = "".join(
        f'<li id="source-{number}">{escape(". ".join(filter(None, (one.name, one.where, one.standing))))}</li>'
        for number, one in enumerate(brief.sources.values(), start=1)
    )
    return f'<ol class="notes">{notes}</ol>'
