"""The brief: one page that a decision needs, made of a ledger before it is laid out as HTML or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from virement import views
from virement.charts import MOST_DIVISIONS
from virement.engine import Ledger
from virement.exports.brief.figure_log import FigureLog
from virement.exports.brief.sentences import (
    Item,
    beside_bridge,
    heads,
    lead,
    of_approvals,
    of_assumptions,
    of_doubts,
    of_limits,
    of_moves,
    of_trust,
    weak_figures,
)
from virement.measures import Measure, measured
from virement.scenario import Case
from virement.values import ROOT, VERSION, addresses_in, level_of, parent_of
from virement.versions import framing, framing_words
from virement.views import Figure, reference_of

MOST_YEARS = 5
MARK = 16  # letters of a fingerprint that tell one baseline from another
KINDS = {
    "gross": "Given up",
    "stranded": "Stranded costs",
    "one-off": "One-off costs",
    "fundable": "Fundable",
    "savings": "Saved",
    "unallocated": "Unallocated",
}
ALWAYS = ("gross", "fundable")


@dataclass(frozen=True)
class Grid:
    """A table as it is shown: the first column are names, the others figures or words."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: str = ""


@dataclass(frozen=True)
class Source:
    """A footnote: what stands where, in the words of the baseline's sources; `links` are the addresses that open it."""

    name: str
    where: str
    links: tuple[str, ...]
    standing: str


@dataclass(frozen=True)
class Brief:
    """All that a brief says, in order; sources are numbered from 1 in the order in which they are named.

    `framing` says what could not be chosen. `giver` is whose bridge stands beside the flows, and `beside` what the
    bridge leaves out.
    """

    title: str
    byline: str
    framing: str
    built_on: str
    lead: str
    description: str
    reference: tuple[str, ...]
    heads: tuple[Figure, ...]
    moves: tuple[Item, ...]
    divisions: Grid
    giver: str
    beside: str
    years: Grid
    limits: tuple[Item, ...]
    approvals: tuple[Item, ...]
    trust: str
    weak: tuple[Item, ...]
    doubts: tuple[Item, ...]
    not_covered: str
    sources: dict[str, Source]
    citation: str
    figures: pd.DataFrame

    def number(self, source: str) -> int:
        """Return the number of a source's footnote."""
        return [*self.sources].index(source) + 1


def brief_of(ledger: Ledger) -> Brief:
    """Return the brief of a ledger, over the shortest span that holds what its moves do."""
    span, scenario, baseline = views.default_span(ledger), ledger.scenario, ledger.baseline
    log = FigureLog(ledger, span)
    weak = weak_figures(log)
    reference = (scenario.reference,) if scenario.reference else ()
    _keep_pictures(log)
    return Brief(
        title=scenario.title,
        byline=" · ".join(filter(None, (baseline.title, span, _counted_in(ledger), scenario.author))),
        framing=_framing(log),
        built_on=", and ".join(views.built_on(scenario, lambda number: log.count(number, "moves built on"))),
        lead=lead(log),
        description=scenario.description.strip(),
        reference=reference,
        heads=tuple(heads(log)),
        moves=tuple(of_moves(log)),
        divisions=_divisions(log),
        giver=views.first_giver(Case(baseline, scenario)),
        beside=beside_bridge(log),
        years=_years(log),
        limits=tuple(of_limits(log)),
        approvals=tuple(of_approvals(log)),
        trust=of_trust(log),
        weak=(*weak, *of_assumptions(log)),
        doubts=tuple(of_doubts(log)),
        not_covered=scenario.not_covered.strip(),
        sources=_sources(ledger, [*reference, *(one for item in weak for one in item.sources)]),
        citation=_citation(ledger),
        figures=log.figures(),
    )


def _framing(log: FigureLog) -> str:
    """Say what could not be chosen; the whole that it starts from is a figure, as the levels of limits are already."""
    baseline = log.ledger.baseline
    span = f"{baseline.period_names[0]} to {baseline.period_names[-1]}"
    log.minor(baseline.total(ROOT, range(len(baseline.periods))), "budget before", ROOT, span)
    for words in (words for _, words in framing([log.ledger])):
        if more := re.search(r"(\d+) more$", words):
            log.count(int(more[1]), "locks or limits that the framing doesn't name")
    return framing_words([log.ledger])


def _counted_in(ledger: Ledger) -> str:
    from virement.charts import in_currency

    return in_currency(ledger.baseline)


def _citation(ledger: Ledger) -> str:
    scenario, baseline = ledger.scenario, ledger.baseline
    author = f"{scenario.author.strip()}: " if scenario.author.strip() else ""
    over = f"Over {baseline.title}, fingerprint {baseline.fingerprint[:MARK]}"
    return f"{author}{scenario.title}. {over}. Virement {VERSION}."


def _sources(ledger: Ledger, ids: Iterable[str]) -> dict[str, Source]:
    """Return the sources that are named, each once; one that the baseline doesn't know is its own name."""
    found = {}
    for name in dict.fromkeys(ids):
        row = reference_of(Case(ledger.baseline, ledger.scenario.model_copy(update={"reference": name})))
        said = ", ".join(filter(None, (row.get("title"), row.get("date"))))
        full = ": ".join(filter(None, (row.get("publisher"), said)))
        links = addresses_in(f"{row.get('link', '')}; {row.get('also', '')}")
        where = "" if links or not full else row.get("link", "")
        found[name] = Source(full or name, where, links, row.get("standing", ""))
    return found


def _listed_divisions(ledger: Ledger) -> list[str]:
    """Return the divisions right under the root, and of those that a move names further down all beside them."""
    baseline = ledger.baseline
    named = {name for move in ledger.moves for name in (*move.from_, *move.except_, *move.to) if name in baseline}
    opened = {parent_of(name) for name in named if level_of(name) > 1}
    return [name for name in baseline.divisions if level_of(name) == 1 or parent_of(name) in opened]


def _most_changed(ledger: Ledger, listed: list[str], columns: list[int]) -> list[str]:
    """Return as many divisions as have room, in their order: those that change most."""
    lines = views.division_lines(ledger, listed, columns)
    most = sorted(lines, key=lambda line: -abs(line["variance"]))[:MOST_DIVISIONS]
    return [name for name in listed if name in {str(line["division"]) for line in most}]


def _divisions(log: FigureLog) -> Grid:
    """Return before and after by division, the outside accounts that got or gave, and the total."""
    ledger = log.ledger
    columns = views.columns_of(ledger.baseline, log.span)
    listed = _listed_divisions(ledger)
    named = _most_changed(ledger, listed, columns)
    outside = views.outside_table(ledger, columns)
    lines: list[dict[str, Any]] = [
        *views.division_lines(ledger, named, columns),
        *views.division_lines(ledger, [ROOT], columns),
        *({str(key): row[key] for key in row} for row in outside.to_dict("records") if row["variance"]),
    ]
    rows = tuple(
        (
            str(line["division"]),
            log.amount(line["baseline"], "budget before", str(line["division"])),
            log.amount(line["variance"], "change", str(line["division"]), signed=True),
            log.percent(line["variance_pct"], "change, of the budget before", str(line["division"]), signed=True),
            log.amount(line["budget"], "budget after", str(line["division"])),
            str(line["status"]),
        )
        for line in lines
    )
    below = _more(log, len(listed) - len(named), "division", "in cells.csv")
    heads = ("Division", "Before", "Change", "Change, %", "After", "Rests on")
    return Grid(f"Before and after, {log.span}", heads, rows, below)


def _more(log: FigureLog, left: int, noun: str, where: str) -> str:
    """Say how many of something are not shown, and where they are; nothing where all are shown."""
    if not left:
        return ""
    said = log.count(left, f"{noun}s not shown")
    return f"{said} more {noun}{' is' if left == 1 else 's are'} {where}."


def _years(log: FigureLog) -> Grid:
    """Return what the moves give up, lose on the way and can fund, by fiscal year, and over the plan."""
    ledger = log.ledger
    known = views.spans(ledger.baseline)
    whole = [*known][-1]
    years = [name for name, columns in known.items() if name != whole and ledger.variance[:, columns].any()]
    shown_spans = years if len(years) == 1 else [*years[:MOST_YEARS], whole]
    rows = []
    for kind, name in KINDS.items():
        values = [measured(ledger, Measure(kind, "", span)).value(ledger.baseline) for span in shown_spans]
        if kind in ALWAYS or any(values):
            said = [log.amount(value, kind, "", span) for value, span in zip(values, shown_spans, strict=True)]
            rows.append((name, *said))
    below = _more(log, max(len(years) - MOST_YEARS, 0), "year", "in the total")
    return Grid("What is fundable, and when", ("", *shown_spans), tuple(rows), below)


def _keep_pictures(log: FigureLog) -> None:
    """Keep the figures that stand in the pictures beside the text."""
    from virement.charts import begins_at, drawn_flows, flows_height
    from virement.exports.brief.pictures import flows_pixels

    ledger = log.ledger
    division = views.first_giver(ledger.case)
    steps = views.bridge(ledger, division, log.span)
    for _, row in steps.iterrows():
        signed = row["kind"] != "total"
        what = "step of the bridge" if signed else "budget of the bridge"
        log.amount(row["amount"], what, f"{division}: {row['step']}", signed=signed)
    log.amount(begins_at(steps), "where the bridge's bars begin", division)
    height = flows_height(ledger, log.span, height=flows_pixels(ledger, log.span))
    log.minor(height, "what the height of the flow stands for")
    found = drawn_flows(ledger, log.span)
    for side, what in enumerate(("given up", "received")):
        totals: dict[str, int] = {}
        for pair, minor in found.items():
            totals[pair[side]] = totals.get(pair[side], 0) + minor
        for name, minor in totals.items():
            log.minor(minor, what, name)
            if name not in ledger.accounts and name not in ledger.baseline:
                log.count(int(name.split()[0]), f"accounts drawn as one, {what}")
