"""The brief: every figure in it is in the pack, exact beside what is said; it is one page, and nothing but text."""

import csv
import io
import math
import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from virement import engine, exports, views
from virement.baseline import load_baseline, read_baseline_table
from virement.exports.brief.brief import MARK, brief_of
from virement.exports.brief.html import as_html
from virement.exports.brief.markdown import as_markdown
from virement.exports.brief.pictures import brief_pictures
from virement.exports.packs.manifest import VERSION
from virement.scenario import load_scenario, read_scenario, scenario_names
from virement.scenario.ranges import text_of
from virement.values.addresses import addresses_in, site_of
from virement.values.names import ROOT
from virement.values.problems import Problem
from virement.views import reference_of
from virement.views.csv_text import to_csv

from tests.exports.test_pack import files_in, ledger_of, odd_ledger
from tests.support.strategies import ranged
from tests.support.strategies import run as ledgers

NUMBER = re.compile(r"[−+-]?(?:[$€£¥]|(?<![A-Za-z])[A-Z]{3} )?\d+(?:,\d{3})*(?:\.\d+)?[kMB]?(?:%| pp\b)?")
SUFFIXES = {"k": 3, "M": 6, "B": 9}
UNITS = {"thousand": 3, "million": 6, "billion": 9}
# what is told of statuses, revenue and exceptions, which no posting or cell holds
ELSEWHERE = {
    "jobs before",
    "jobs after",
    "given up in the year by all moves",
    "budget before of what is not spared",
    "given up, of the budget before of what is not spared",
    "money moved, by what it rests on",
    "operating income after",
    "low end of operating income after",
    "high end of operating income after",
    "change of operating income",
    "base of the cut",
    "gross cut, of its base",
    "where the bridge's bars begin",
    "divisions not shown",
    "years not shown",
    "end of an assumption",
    "likely in an assumption",
    "moves built on",
    "moves that one role must approve",
    "what the height of the flow stands for",
}


class Page(HTMLParser):
    """The text of a page as it is seen, and every tag and attribute of it."""

    def __init__(self, text):
        super().__init__()
        self.seen, self.tags, self.inside = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.inside.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag, "tags are closed in order"

    def handle_data(self, data):
        if not {"style", "title", "sup"} & set(self.inside):
            self.seen.append(data)


def links_of(baseline):
    """The addresses of all sources."""
    return {link for column in ("link", "also") for text in baseline.sources[column] for link in addresses_in(text)}


def own_words(ledger):
    """What people wrote, and what things are called: their numbers are no figures of the brief."""
    scenario, baseline = ledger.scenario, ledger.baseline
    words = [scenario.title, scenario.author, scenario.description.strip(), scenario.not_covered.strip()]
    words += [baseline.title, scenario.reference, *(text for move in scenario.moves for text in (move.name, move.why))]
    words += [load_scenario(name).title for name in scenario.builds_on]
    words += [*baseline.divisions, *baseline.period_names, *baseline.fiscal_years]
    words += [str(cell) for row in baseline.sources.itertuples(index=False) for cell in row]
    words += map(site_of, links_of(baseline))
    words.append(f"fingerprint {baseline.fingerprint[:MARK]}. Virement {VERSION}")
    return sorted({" ".join(word.split()) for word in words if word.strip()}, key=len, reverse=True)


def figures_in(text, ledger):
    """The numbers of a text without people's own words and names."""
    text = " ".join(text.split())
    for word in own_words(ledger):
        text = text.replace(word, " ¦ ")
    return NUMBER.findall(text)


def unescaped(text):
    """A brief in Markdown as it is read: without escapes, footnote marks, pictures and where links lead."""
    text = re.sub(r"\]\(<[^>]*>\)", "]", text)
    text = re.sub(r"!\[.+\]\([\w-]+\.svg\)", "", text)
    text = re.sub(r"(?<!\\)\[\^\d+\]:?", "", text)
    return re.sub(r"\\(.)", r"\1", text).replace("**", "")


def table_of(content):
    rows = csv.DictReader(io.StringIO(content.decode()))
    return [{key: re.sub(r"^'(?=[=+\-@])", "", value) for key, value in row.items()} for row in rows]


def all_figures_are_told(ledger, html, markdown):
    told = {
        number for row in table_of(to_csv(brief_of(ledger).figures).encode()) for number in NUMBER.findall(row["said"])
    }
    for text in ("\n".join(Page(html).seen), unescaped(markdown)):
        found = figures_in(text, ledger)
        assert found
        assert not [number for number in found if number not in told]


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_of_the_brief_is_in_figures_csv(name):
    """Page, pictures in it and Markdown say no number that figures.csv doesn't hold as it is said."""
    ledger = ledger_of(name)
    files = files_in(exports.pack([ledger]))
    assert "<svg" in files["brief.html"].decode()
    all_figures_are_told(ledger, files["brief.html"].decode(), files["brief.md"].decode())


def plainly_named(ledger):
    """The same ledger in words without numbers, so that only figures are left."""
    moves = tuple(move.model_copy(update={"why": "so"}) for move in ledger.scenario.moves)
    said = {"title": "Drawn", "author": "", "description": "Nothing more", "moves": moves}
    return replace(ledger, scenario=ledger.scenario.model_copy(update=said))


@given(ledgers())
@settings(max_examples=30)
def test_every_number_of_any_brief_is_in_figures_csv(ledger):
    """Whatever the budget, its currency and unit, and whatever the moves."""
    ledger = plainly_named(ledger)
    brief = brief_of(ledger)
    all_figures_are_told(ledger, as_html(brief, {}), as_markdown(brief, []))


def test_a_share_that_rounds_by_a_hair_is_said_as_it_is_told():
    """1,820 of 214,119 is 0.849994 %, which is 0.85 % in four places, and the same in the sentence as in the tables."""
    town = read_baseline_table(b"division,FY2026\nStreets,214059\nClinics,60\n", "town.csv", currency="USD")
    text = "title: x\nbaseline: y\nmoves:\n  - {name: a, from: Streets, cut: $1820, to: {Savings: 100%}}\n"
    ledger = plainly_named(engine.reallocate(town, read_scenario(text)))
    brief = brief_of(ledger)
    all_figures_are_told(ledger, as_html(brief, {}), as_markdown(brief, []))


def test_a_wrong_number_would_be_found():
    """The test above can fail: a page with one figure that is told nowhere."""
    ledger = ledger_of("nyt-2b-to-ai")
    brief = brief_of(ledger)
    wrong = replace(brief, trust="Of the money moved, 99% rests on estimates.")
    with pytest.raises(AssertionError):
        all_figures_are_told(ledger, as_html(wrong, {}), as_markdown(brief, []))


class Tables:
    """The tables of a pack, added up in plain decimals."""

    def __init__(self, files):
        self.cells, self.ledger, self.sides = (
            table_of(files[f"{name}.csv"]) for name in ("cells", "ledger", "sources_and_uses")
        )
        self.periods = list(dict.fromkeys(row["period"] for row in self.cells))
        self.figures = {
            "budget before": lambda of, span: self.cell("baseline", of, span),
            "change": lambda of, span: self.cell("variance", of, span),
            "budget after": lambda of, span: self.cell("budget", of, span),
            "budget before without its credits": lambda of, span: self.cell("baseline", of, span, above=0),
            "given up, of the budget before without its credits": lambda of, span: self.part(
                self.side("source", of), self.cell("baseline", of, span, above=0)
            ),
            "share of all spending before": lambda of, span: self.share("baseline", of, span),
            "share of all spending after": lambda of, span: self.share("budget", of, span),
            "change of the share of all spending": lambda of, span: (
                self.share("budget", of, span) - self.share("baseline", of, span)
            ),
            "change, of the budget before": lambda of, span: self.part(
                self.cell("variance", of, span), self.cell("baseline", of, span)
            ),
            "given up": lambda of, span: self.side("source", of),
            "received": lambda of, span: self.side("use", of),
            "given up by all": lambda of, span: self.side("source", None),
            "given up by all, of all spending": lambda of, span: self.part(
                self.side("source", None), self.cell("baseline", ROOT, span)
            ),
            "given up, of the budget before": lambda of, span: self.part(
                self.side("source", of), self.cell("baseline", of, span)
            ),
            "stranded and one-off costs of all moves": lambda of, span: self.lost(span),
            "fundable by all moves": lambda of, span: self.side("source", None) - self.lost(span),
            "gross cut": lambda of, span: self.given(span, of),
            "gross": lambda of, span: self.given(span),
            "fundable": lambda of, span: self.given(span) - self.lost(span),
            "stranded": lambda of, span: self.posted("Stranded costs", span),
            "one-off": lambda of, span: self.posted("One-off costs", span),
            "savings": lambda of, span: self.posted("Savings", span),
            "unallocated": lambda of, span: self.posted("Unallocated", span),
            "spent in all": lambda of, span: (
                self.cell("budget", of, span) + self.lost(span) + self.posted("Unallocated", span)
            ),
        }

    def within(self, span):
        """The periods of a span: `2026Q1`, `FY2026`, or from one to another."""
        first, _, last = span.partition(" to ")
        last = last or first
        inside = [period for period in self.periods if self.starts(first, period) <= 0 <= self.starts(last, period)]
        assert inside, span
        return set(inside)

    @staticmethod
    def starts(end, period):
        if end.startswith("FY"):
            return int(end[2:6]) - int(period.removeprefix("FY")[:4])
        return (end > period) - (end < period)

    def cell(self, column, of, span, above=-math.inf):
        periods = self.within(span)
        outside = {"Savings", "Unallocated", "Stranded costs", "One-off costs", "New funding"}
        return sum(
            Decimal(row[column])
            for row in self.cells
            if row["period"] in periods
            and Decimal(row[column]) > above
            and (
                row["division"] == of
                or row["division"].startswith(f"{of} / ")
                or (of == ROOT and row["division"] not in outside)
            )
        )

    def share(self, column, of, span):
        return self.part(self.cell(column, of, span), self.cell(column, ROOT, span))

    @staticmethod
    def part(part, whole):
        return part * 100 / whole

    def side(self, side, of):
        rows = [row for row in self.sides if row["side"] == side and of in (None, row["account"])]
        if of and re.fullmatch(r"\d+ others", of):
            rows = sorted((row for row in self.sides if row["side"] == side), key=lambda row: -Decimal(row["amount"]))[
                5:
            ]
        return sum(Decimal(row["amount"]) for row in rows)

    def posted(self, of, span):
        periods = self.within(span)
        return sum(Decimal(row["amount"]) for row in self.ledger if row["period"] in periods and row["division"] == of)

    def lost(self, span):
        return self.posted("Stranded costs", span) + self.posted("One-off costs", span)

    def given(self, span, of=None):
        periods = self.within(span)
        return -sum(
            Decimal(row["amount"])
            for row in self.ledger
            if row["period"] in periods and of in (None, row["move"]) and row["amount"].startswith("-")
        )


def added_up(ledger, files):
    """Hold each exact figure against the tables; return what could be."""
    tables, seen = Tables(files), defaultdict(int)
    off = {move.name for move in ledger.scenario.moves if not move.enabled}
    for row in table_of(files["figures.csv"]):
        if row["what"] not in tables.figures or (row["what"] == "gross cut" and row["of"] in off):
            continue
        exact, again = Decimal(row["exact"]), tables.figures[row["what"]](row["of"], row["span"])
        close = Decimal("0.0002") if row["unit"] in ("%", "pp") else 0
        assert abs(exact - again) <= close, (row, again)
        seen[row["what"]] += 1
    return seen


@pytest.mark.parametrize("name", scenario_names())
def test_the_exact_figures_are_those_of_the_tables(name):
    """Each is added up again from cells.csv, ledger.csv and sources_and_uses.csv, in plain decimals."""
    ledger = ledger_of(name)
    files = files_in(exports.pack([ledger]))
    seen = added_up(ledger, files)
    assert {"budget before", "change", "given up", "received", "gross", "fundable", "gross cut"} <= set(seen)
    written = {"cut", "ramp", "phasing", "stranded cost", "one-off cost", "severance", "floor", "cap"}
    for row in table_of(files["figures.csv"]):
        known = {*Tables(files).figures, *ELSEWHERE, *written}
        bridge = row["what"] in ("step of the bridge", "budget of the bridge")
        beginnings = ("part of ", "to spare", "end of the range of ")
        assert row["what"] in known or bridge or row["what"].startswith(beginnings), row


@given(ledgers())
@settings(max_examples=30)
def test_the_exact_figures_of_any_ledger_are_those_of_its_tables(ledger):
    """Whatever the budget and the moves, to the smallest coin."""
    ledger = plainly_named(ledger)
    made = {"figures": brief_of(ledger).figures, "cells": views.cells(ledger), "ledger": views.postings(ledger)}
    made["sources_and_uses"] = views.sources_and_uses(ledger)
    added_up(ledger, {f"{name}.csv": to_csv(table).encode() for name, table in made.items()})


def rounds_to(said, exact, unit):
    """Whether what is said is the exact figure, rounded half up to what it shows at most."""
    if said == "–":
        return True
    number = Fraction(re.sub(r"[^\d.]", "", said)) * (-1 if said.startswith("−") else 1)
    if unit in ("%", "pp"):
        return abs(number - Fraction(exact)) <= Fraction(1, 20)
    if unit == "count":
        return number == Fraction(exact)
    power = SUFFIXES.get(said.replace(" per year", "")[-1], 0)
    value = Fraction(exact) * 10 ** UNITS.get(unit.split(" ")[0], 0)
    return abs(number * 10**power - value) <= Fraction(10**power, 200)


@given(ledgers())
@settings(max_examples=30)
def test_what_is_said_is_the_exact_figure_rounded(ledger):
    """No further off than half of the last digit that is shown."""
    for row in brief_of(plainly_named(ledger)).figures.to_dict("records"):
        assert rounds_to(row["said"], row["exact"], row["unit"]), row


@pytest.mark.parametrize("name", scenario_names())
def test_the_page_stands_alone(name):
    """No script, no image, no style from elsewhere, and a policy that allows none; links lead inside or to a source."""
    known = links_of(ledger_of(name).baseline)
    page = Page(files_in(exports.pack([ledger_of(name)]))["brief.html"].decode())
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "b", "span", "sup", "a", "dl", "dt",
        "dd", "div", "section", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "path",
        "text", "tspan", "defs", "clippath", "rect", "line",
    }  # fmt: skip
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    for tag, attrs in page.tags:
        assert not [key for key in attrs if key.startswith("on") or key in ("src", "action", "xlink:href")], (
            tag,
            attrs,
        )
        assert attrs.get("href", "#")[1:] in {"", *ids} or attrs["href"] in known
    assert page.inside == []
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    assert ("meta", policy) in page.tags


HOSTILE = (
    "</title></style><script>alert(1)</script><img src=x onerror=alert(1)> & [a](javascript:x) ![b](http://x) | `c` $d$"
)


def hostile_ledger():
    ledger = ledger_of("rl-phased-exit")
    move = ledger.scenario.moves[0].model_copy(update={"name": HOSTILE, "why": HOSTILE})
    said = dict.fromkeys(("title", "author", "description", "not_covered", "reference"), HOSTILE)
    return engine.reallocate(ledger.baseline, ledger.scenario.model_copy(update={**said, "moves": (move,)}))


def test_what_people_wrote_stays_text():
    """Nothing anybody wrote becomes markup, in the page or in Markdown."""
    ledger = hostile_ledger()
    brief = brief_of(ledger)
    page = Page(as_html(brief, brief_pictures(ledger)))
    assert not {"script", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert not [attrs for _, attrs in page.tags if any(key.startswith("on") for key in attrs)]
    assert HOSTILE in page.seen
    markdown = as_markdown(brief, ["flows"])
    for link in links_of(ledger.baseline):
        markdown = markdown.replace(f"](<{link}>)", "]")
    assert not re.search(r"(?<!\\)[<`$]|(?<!\\)\]\((?!flows\.svg)|(?<!\\)!\[(?!Who gives)", markdown)
    for line in markdown.splitlines():
        if line.startswith("|") and "Before" not in line:
            assert len(re.findall(r"(?<!\\)\|", line)) in (7, 3, 4, 5)


def test_a_source_is_a_link():
    """In page and Markdown, to the address that the baseline has for it; a reference that is an address leads there."""
    ledger = ledger_of("nyt-2b-to-ai")
    link = reference_of(ledger.case)["link"]
    own = ledger.scenario.model_copy(update={"reference": "https://town.example/plan?a=1&b=2"})
    for said, address in ((ledger.scenario, link), (own, own.reference)):
        brief = brief_of(engine.reallocate(ledger.baseline, said))
        assert address in {attrs.get("href") for _, attrs in Page(as_html(brief, {})).tags}
        assert f"](<{address}>)" in as_markdown(brief, [])


def test_control_characters_are_left_out():
    """A terminal that prints a brief is told nothing by a title: ESC, a carriage return and the like are gone."""
    ledger = ledger_of("toy-streets-to-parks")
    odd = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
    said = ledger.scenario.model_copy(update={"title": f"Red {odd}[31mroads", "description": f"a{odd}b"})
    brief = brief_of(replace(ledger, scenario=said))
    for page in (as_html(brief, brief_pictures(ledger)), as_markdown(brief, [])):
        assert not set(odd) & set(page)
        assert "31mroads" in page


def test_a_text_cannot_begin_a_list_or_a_heading_in_markdown():
    ledger = ledger_of("toy-streets-to-parks")
    for text in ("# big", "- item", "1. first", "12) twelfth", "> said", "+ more", "=== under", "---"):
        said = ledger.scenario.model_copy(update={"description": text})
        lines = as_markdown(brief_of(replace(ledger, scenario=said)), []).splitlines()
        assert text not in lines, text
        assert text in [unescaped(line) for line in lines]


def test_the_brief_says_what_the_package_says():
    """The sentence, what it rests on, and the sizes of broken limits are those of the package."""
    town = load_baseline("toy")
    scenario = read_scenario(
        "title: x\nbaseline: toy\nauthor: Ann\nreference: town-plan\nnot_covered: The pool.\nmoves:\n"
        "  - {name: a, from: Streets, cut: 50%, to: {Parks: 100%}, why: Less traffic}\n"
        "limits:\n  - {division: Streets, floor: 60%}\n  - {division: Library, locked: true}\n"
        "  - {division: Parks, cap: $2M}\n"
    )
    ledger = engine.reallocate(town, scenario)
    brief = brief_of(ledger)
    assert brief.lead == views.sentence(ledger)
    assert brief.trust == views.trust(ledger)
    assert [item.about for item in brief.limits] == ["Streets, floor 60%", "Library, locked", "Parks, cap $2M"]
    assert "'Streets' is $120k below its floor in FY2026 ($600k against $720k)" in brief.limits[0].text
    assert brief.limits[1].text == "Holds: no move touches it."
    assert brief.limits[2].text == "Holds, with $1M to spare in FY2026."
    assert brief.moves[0].own == "Less traffic"
    assert brief.not_covered == "The pool."
    assert [*brief.sources] == ["town-plan"]
    assert brief.citation.startswith(
        f"Ann: x. Over Three departments of a small town, fingerprint {town.fingerprint[:16]}."
    )
    assert brief.years.heads == ("", "FY2026", "FY2027", "FY2026 to FY2027")
    assert ("Fundable", "$600k", "$600k", "$1.2M") in brief.years.rows


def test_a_ramp_and_a_phasing_are_told_as_they_are():
    """A step back is a step too, and one that stays says for how many periods; a phasing says all its shares."""
    text = (
        "title: x\nbaseline: meta\nmoves:\n"
        "  - {name: a, from: Reality Labs, cut: 10%, ramp: [50%, 50%, 100%, 50%, 0%]}\n"
        "  - {name: b, from: Reality Labs, cut: $1B, phasing: [10%, 10%, 30%, 50%], enabled: false}\n"
    )
    up, spread = brief_of(engine.reallocate(load_baseline("meta"), read_scenario(text))).moves
    assert "; in steps of 50% for 2 periods, 100%, 50%, 0%; given to nobody" in up.text
    assert "; spread over the periods as 10%, 10%, 30%, 50%; given to nobody" in spread.text
    assert (up.about, spread.about) == ("a", "b (switched off)")


@given(ranged())
@settings(max_examples=30)
def test_every_range_is_told_with_both_its_ends(drawn):
    """A brief says where it rests on guesses: each value that has a range says the range."""
    ledger = plainly_named(engine.reallocate(*drawn))
    brief = brief_of(ledger)
    for move, item in zip(ledger.scenario.moves, brief.moves, strict=True):
        for held in move.ranges.values():
            assert f"from {text_of(held.low)} to {text_of(held.high)}" in item.text
    all_figures_are_told(ledger, as_html(brief, {}), as_markdown(brief, []))


def test_a_range_that_no_coin_reaches_is_told_too():
    """A plain run doesn't go there, so the brief of it says what the scenario says."""
    yen = read_baseline_table("division,FY2026\nA,¥1000\nB,¥500\n".encode(), "yen.csv")
    cut = "{low: ¥0.05, likely: ¥100, high: ¥200}"
    text = f"title: x\nbaseline: yen.csv\nmoves:\n  - {{name: a, from: A, cut: {cut}, to: {{B: 100%}}}}\n"
    assert "from ¥0.05 to ¥200" in brief_of(engine.reallocate(yen, read_scenario(text))).moves[0].text


def test_ranges_of_any_value_and_assumptions_are_told():
    """Also where the likely value is nothing, which a plain run doesn't show."""
    text = (
        "title: x\nbaseline: meta\nmoves:\n"
        "  - {name: a, from: Reality Labs, cut: 10%, to: {AI division: {low: 10%, likely: 50%, high: 90%}},\n"
        "     ramp: [{low: 20%, likely: 50%, high: 60%}, 100%], start: {low: 2026Q1, likely: 2026Q2, high: 2026Q3},\n"
        "     stranded_cost: {low: 0%, likely: 0%, high: 30%}, one_off_cost: {low: $1M, likely: $2M, high: $3M}}\n"
        "assumptions:\n  - {division: Reality Labs / Metaverse, of: Reality Labs, low: 50%, likely: 55%, high: 60%}\n"
        "  - {division: Family of Apps, low: 90%, high: 120%}\n"
    )
    brief = brief_of(engine.reallocate(load_baseline("meta"), read_scenario(text)))
    assert brief.moves[0].text.partition("; ")[2] == (
        "start 2026Q2 (from 2026Q1 to 2026Q3); in steps of 50% (from 20% to 60%), 100%; "
        "one-off cost $2M (from $1M to $3M); stranded cost 0% (from 0% to 30%); 50% (from 10% to 90%) to AI division."
    )
    assert [(item.about, item.text) for item in brief.weak[-2:]] == [
        ("Reality Labs / Metaverse", "may be from 50% to 60% of Reality Labs, likely 55%."),
        ("Family of Apps", "may be from 90% to 120% of what the baseline says."),
    ]


def test_a_bridge_of_all_says_what_is_spent_beside_the_divisions():
    """So that nobody reads two answers: the divisions give up 10 %, of which only the savings are spent no more."""
    text = (
        "title: x\nbaseline: toy\nmoves:\n"
        "  - {name: a, from: All divisions, cut: 10%, stranded_cost: 5%, to: {Savings: 50%}, end: FY2026}\n"
    )
    ledger = engine.reallocate(load_baseline("toy"), read_scenario(text))
    said = "On top of the divisions' budgets: $95k unallocated and $10k stranded cost. Spending in all: $1.91M."
    brief = brief_of(ledger)
    assert brief.beside == said
    page, markdown = as_html(brief, brief_pictures(ledger)), as_markdown(brief, ["bridge"])
    assert said in " ".join(Page(page).seen)
    assert said in unescaped(markdown)
    all_figures_are_told(ledger, page, markdown)
    assert added_up(ledger, files_in(exports.pack([ledger])))["spent in all"] == 1
    assert not brief_of(ledger_of("rl-phased-exit")).beside


DOUBTED = b"division,FY2026,FY2027\nStreets,1000,600\nStreets,,400\nParks,,5\n"


def test_what_is_doubtful_in_the_table_is_said_where_it_says_what_it_rests_on():
    """The table's warnings, without the folder that it was in, and the same when the pack is verified."""
    town = read_baseline_table(DOUBTED, "somewhere/town.csv", currency="USD")
    text = "title: x\nbaseline: town.csv\nmoves:\n  - {name: a, from: Streets, cut: 10%, to: {Parks: 100%}}\n"
    packed = exports.pack([engine.reallocate(town, read_scenario(text))])
    markdown = unescaped(files_in(packed)["brief.md"].decode())
    rests = markdown.partition("## What it rests on")[2].partition("## Not covered")[0]
    assert "- Assumed: Streets, Parks. No source is given.\n" in rests
    assert "- town.csv: has no amount for 'Parks' in FY2026; taken as 0.\n" in rests
    assert "- town.csv:1: rows of one name are added up" in rests
    assert "taken as 0." in " ".join(Page(files_in(packed)["brief.html"].decode()).seen)
    assert exports.verify(packed, "p.zip")


def test_a_scenario_that_was_made_for_other_figures_says_so():
    """Beside the fingerprint that it was saved with, which the pack keeps; and the pack verifies."""
    ledger = ledger_of("toy-streets-to-parks")
    stale = ledger.scenario.model_copy(update={"baseline_fingerprint": "0" * 64})
    packed = exports.pack([engine.reallocate(ledger.baseline, stale)])
    said = unescaped(files_in(packed)["brief.md"].decode())
    assert "- The scenario: was saved over other figures than those of" in said
    assert exports.verify(packed, "p.zip")
    assert "other figures" not in unescaped(files_in(exports.pack([ledger]))["brief.md"].decode())


def test_of_many_doubts_the_rest_is_counted():
    doubts = tuple(Problem("town.csv", f"doubt {number}", "", "warning") for number in range(9))
    town = replace(read_baseline_table(b"division,FY2026\nStreets,1000\n", "town.csv", currency="USD"), warnings=doubts)
    text = "title: x\nbaseline: y\nmoves:\n  - {name: a, from: Streets, cut: 10%, to: {Savings: 100%}}\n"
    brief = brief_of(engine.reallocate(town, read_scenario(text)))
    assert [one.about for one in brief.doubts] == ["town.csv"] * 6 + ["Doubtful"]
    assert brief.doubts[-1].text == "3 more."


def test_nothing_moves_and_nobody_is_named():
    """A scenario without moves has a brief too, without a flow, sources or limits."""
    said = read_scenario("title: Nothing\nbaseline: toy\n")
    ledger = engine.reallocate(load_baseline("toy"), said)
    text = files_in(exports.pack([ledger]))["brief.md"].decode()
    for line in ("**In FY2026, nothing moves.**", "No limit is set.", "The scenario doesn't say.", "None is named."):
        assert line in text
    assert "flows" not in text


def test_odd_names_stand_in_the_brief_as_they_are():
    page = Page(files_in(exports.pack([odd_ledger()]))["brief.html"].decode())
    assert {"=1+1", "-A", "@x", "NA", "'=q", "=cmd|x"} <= set(page.seen)


def test_a_large_budget_shows_what_changes_most():
    """Of many divisions those that change most, and how many more there are."""
    lines = ["division,FY2026", *(f"Office {number},{1000 + number}" for number in range(40))]
    baseline = read_baseline_table("\n".join(lines).encode(), "town.csv", currency="USD")
    text = "title: x\nbaseline: town.csv\nmoves:\n  - {name: a, from: Office 7, cut: 50%, to: {Office 33: 100%}}\n"
    brief = brief_of(engine.reallocate(baseline, read_scenario(text)))
    names = [row[0] for row in brief.divisions.rows]
    assert {"Office 7", "Office 33", ROOT} <= set(names)
    assert len(names) == 13
    assert brief.divisions.below == "28 more divisions are in cells.csv."


@pytest.mark.parametrize(
    ("count", "said"), [(9, ""), (10, "1 more division is in cells.csv."), (20, "11 more divisions are in cells.csv.")]
)
def test_divisions_further_down_that_are_not_shown_are_counted(count, said):
    """Three divisions at the top, and those of one of them beside the one that moves: all but twelve are left out."""
    children = (f"A / {number},{1000 + number}" for number in range(count))
    baseline = read_baseline_table("\n".join(["division,FY2026", *children, "B,5", "C,6"]).encode(), "town.csv")
    text = "title: x\nbaseline: town.csv\nmoves:\n  - {name: a, from: A / 7, cut: 50%, to: {A / 3: 100%}}\n"
    assert brief_of(engine.reallocate(baseline, read_scenario(text))).divisions.below == said


@pytest.mark.parametrize(
    ("count", "said"), [(1, ""), (5, ""), (6, "1 more year is in the total."), (10, "5 more years are in the total.")]
)
def test_years_that_are_not_shown_are_counted(count, said):
    years = range(2026, 2026 + count)
    rows = [f"division,{','.join(f'FY{year}' for year in years)}", f"A,{','.join(['100'] * count)}", f"B{',5' * count}"]
    baseline = read_baseline_table("\n".join(rows).encode(), "town.csv", currency="USD")
    text = "title: x\nbaseline: town.csv\nmoves:\n  - {name: a, from: A, cut: 50%, to: {B: 100%}}\n"
    grid = brief_of(engine.reallocate(baseline, read_scenario(text))).years
    assert grid.below == said
    assert len(grid.heads) == 1 + (1 if count == 1 else min(count, 5) + 1)
