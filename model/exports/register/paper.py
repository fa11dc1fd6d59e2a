"""The schedule laid out: as Markdown with a pipe table, and as a page that prints on A4 and holds no script."""

from __future__ import annotations

from virement.exports.brief.markdown import plain_words
from virement.exports.html_pages import page_of, without_controls
from virement.exports.register.schedule import HEADS, TAIL, Line, Schedule


def as_page(schedule: Schedule) -> str:
    """Return the schedule as an HTML page that stands alone."""
    sheet = "register/page.css"
    return page_of("register/page.html", sheet, schedule.title, schedule=schedule, heads=HEADS, tail=TAIL)


def as_markdown(schedule: Schedule) -> str:
    """Return the schedule as Markdown."""
    heads = [*HEADS, *schedule.years, *TAIL]
    rule = ["---"] * len(HEADS) + ["---:"] * len(schedule.years) + ["---"] * len(TAIL)
    total = ["", "All moves", "", "", *schedule.totals, "", "", ""]
    rows = [heads, rule, *map(_cells, schedule.lines), total]
    table = "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows)
    sources = [f"- {plain_words(name)}{''.join(f' <{link}>' for link in links)}" for name, links in schedule.sources]
    blocks = [
        f"# {schedule.title}",
        f"**{plain_words('; '.join(schedule.scenarios))}**",
        *map(plain_words, schedule.notes),
        table,
        "## Who may approve what",
        plain_words(schedule.rules),
        "\n".join(sources),
    ]
    return without_controls("\n\n".join(filter(None, blocks)) + "\n")


def _cells(line: Line) -> list[str]:
    return ["; ".join(cell) for cell in line.before] + [*line.amounts] + ["; ".join(cell) for cell in line.after]


def _cell(text: str) -> str:
    return text if set(text) <= set("-:") else plain_words(text)
