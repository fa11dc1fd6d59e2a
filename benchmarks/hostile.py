"""Every way in and out of the package, tried with what people and attackers write; the inputs are made by rules.

python benchmarks/hostile.py                     all edges, in full
python benchmarks/hostile.py --part 20 link yaml the twentieth part of two of them

A row of the table that it prints: the edge, how many inputs were tried, how many failed, the slowest in seconds of one
core, and the most memory in megabytes. An input fails where it raises anything but the package's own error, takes more
than 2 seconds or 200 MB, or where what comes out would be run by whoever opens it. The exit code is 1 if any did.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent))

from virement.baseline import baseline_from_zip, load_baseline, read_baseline_table
from virement.check import problems_in
from virement.engine import reallocate
from virement.exports import pack, verify
from virement.exports.brief.brief import brief_of
from virement.exports.brief.html import as_html
from virement.exports.brief.markdown import as_markdown
from virement.scenario import Move, Scenario, changed, examine, from_link, made, scenario_text, to_link
from virement.values import ModelError
from virement.views import VIEWS, default_span, to_csv
from virement.workbook import read_workbook, workbook_of

from benchmarks.hostile_files import remembered, sheets, zips
from benchmarks.hostile_texts import documents, links, strings

MOST_SECONDS, MOST_MEGABYTES = 2.0, 200
TOY = load_baseline("toy")
Judge = Callable[[Any], str | None]


def in_tens() -> Iterator[list[str]]:
    """The strings, ten at a time."""
    found = iter(strings())
    return iter(lambda: list(islice(found, 10)), [])


def world(texts: list[str]) -> tuple[Any, Scenario]:
    """A budget whose divisions have such names, and a scenario that says them wherever it says something."""
    names = [f"{place}{text}".replace(" / ", "/").strip() for place, text in enumerate(texts)]
    leaves = tuple(text.strip() or names[at] for at, text in enumerate(texts))
    leaves = tuple(dict.fromkeys(leaf.replace(" / ", "/") for leaf in leaves))
    table = [[f'"{leaf.replace(chr(34), chr(34) * 2)}"', "$1000", "$1000"] for leaf in leaves]
    content = "\n".join(map(",".join, [["Division", "FY2026", "FY2027"], *table]))
    try:
        over = read_baseline_table(content.encode("utf-8", "replace"), "table.csv")
    except ModelError:
        over = TOY
    moves = tuple(
        made(Move, Move(name="m", from_=("x",), cut="1%"), {"name": name, "from_": (leaf,), "why": text}, "move")
        for name, text, leaf in zip(names, texts, over.divisions, strict=False)
    )
    blank = Scenario(title="t", baseline="table.csv")
    said = dict(zip(("author", "description", "not_covered", "reference"), texts, strict=False))
    return over, changed(blank, draft=True, title=texts[0].strip() or "t", moves=moves, **said)


RUN = re.compile(r"\A[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"\A[+-]?[\d.,]+%?\Z")
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _Tags(HTMLParser):
    """Notes what of a page would be run or fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key.startswith("on") or (key in ("href", "src") and not re.match(r"https?:|#", value or "#")):
                self.found.append(f"{tag} {key}")
        if tag in ("script", "iframe", "img", "object", "form"):
            self.found.append(tag)


def runs_in_a_page(page: str) -> str | None:
    reader = _Tags()
    reader.feed(page)
    return f"the page holds {reader.found[0]}" if reader.found else "codes" if OBEYED.search(page) else None


def runs_in_markdown(text: str) -> str | None:
    if found := re.search(r"(?<!\\)<(?!https?://)\w+|(?<!\\)\]\((?!<https?:|\w+\.svg)", text):
        return f"the Markdown holds {found[0]}"
    return "codes" if OBEYED.search(text) else None


def runs_in_a_csv(text: str) -> str | None:
    import csv

    for row in csv.reader(io.StringIO(text)):
        if found := [cell for cell in row if RUN.match(cell) and not NUMBER.match(cell)]:
            return f"a cell of a CSV begins {found[0]:.9}"
    return None


def yaml(text: str) -> str | None:
    found, problems = problems_in(text, "x.yaml", lambda _: TOY)
    if any(OBEYED.search(str(problem)) for problem in problems):
        return "a message holds codes"
    return None if found is None or examine(scenario_text(found))[0] == found else "is not read back"


def words(texts: list[str]) -> str | None:
    """Ten strings as divisions, moves and notes: the scenario's file, its link, and every view."""
    over, scenario = world(texts)
    if examine(scenario_text(scenario))[0] != scenario:
        return "is not read back"
    opened = from_link(to_link(scenario, over), over)
    if opened.scenario is not None and opened.scenario != scenario:
        return "another scenario by its link"
    ledger = reallocate(over, scenario)
    found = (runs_in_a_csv(to_csv(view(ledger, default_span(ledger)))) for view in VIEWS.values())
    return next(filter(None, found), None)


def briefs(texts: list[str]) -> str | None:
    brief = brief_of(reallocate(*world(texts)))
    return runs_in_a_page(as_html(brief, {})) or runs_in_markdown(as_markdown(brief, []))


def workbooks(texts: list[str]) -> str | None:
    over, scenario = world(texts)
    read, differences = read_workbook(workbook_of(reallocate(over, scenario)), "x.xlsx")
    return None if read == scenario and not differences else "another scenario by its workbook"


def packs(texts: list[str]) -> str | None:
    over, scenario = world(texts)
    content = pack([reallocate(over, scenario)])
    verify(content, "x.zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = [name for name in archive.namelist() if name.endswith(".csv")]
        found = (runs_in_a_csv(archive.read(name).decode()) for name in tables)
        return next(filter(None, found), None)


def link(text: str) -> str | None:
    return "codes" if any(OBEYED.search(str(problem)) for problem in from_link(text).problems) else None


def workbook(content: bytes) -> str | None:
    read_workbook(content, "x.xlsx")
    return None


def either_zip(content: bytes) -> str | None:
    """Read a zip as a pack, and as a baseline's folder."""
    for read in (lambda: verify(content, "x.zip"), lambda: baseline_from_zip(content)):
        try:
            read()
        except ModelError:
            continue
    return None


def table(content: bytes) -> str | None:
    read_baseline_table(content, "x.xlsx")
    return None


def tables() -> Iterator[bytes]:
    """Small CSVs in which a string stands as a heading, a name and a figure."""
    for text in strings():
        cell = '"' + text.replace('"', '""') + '"'
        yield f"Division,FY2026\n{cell},1000\nParks,500\n".encode("utf-8", "replace")
        yield f"Division,{cell}\nStreets,{cell}\n".encode("utf-8", "replace")


def csv_table(content: bytes) -> str | None:
    read_baseline_table(content, "x.csv")
    return None


def app(texts: list[str]) -> str | None:
    """Ten strings in a scenario that comes by a link into the app, page by page."""
    from streamlit.testing.v1 import AppTest

    _, scenario = world(texts)
    moves = tuple(replace_from(move, "Streets", place) for place, move in enumerate(scenario.moves))
    at = AppTest.from_file(str(Path(__file__).resolve().parent.parent / "app.py"), default_timeout=120)
    at.query_params["s"] = to_link(changed(scenario, draft=True, moves=moves, baseline="toy"), TOY)
    at.run()
    return f"{at.exception[0].value}" if at.exception else None


def replace_from(move: Move, giver: str, place: int) -> Move:
    return move.model_copy(update={"from_": (giver,), "enabled": place < 1})


@dataclass(frozen=True)
class Edge:
    """A way in or out: its inputs, what is done with each, and how much one may cost."""

    inputs: Callable[[], Iterable[Any]]
    judge: Judge
    seconds: float = MOST_SECONDS


EDGES: dict[str, Edge] = {
    "yaml": Edge(documents, yaml),
    "link": Edge(links, link),
    "words": Edge(in_tens, words, 20),  # ten at a time
    "brief": Edge(in_tens, briefs, 20),
    "workbook": Edge(in_tens, workbooks, 20),
    "pack": Edge(in_tens, packs, 40),
    "hidden-json": Edge(remembered, workbook),
    "zip": Edge(zips, either_zip),
    "xlsx": Edge(sheets, table),
    "csv": Edge(tables, csv_table),
    "app": Edge(in_tens, app, 60),
}


def tried(edge: Edge, part: int) -> tuple[int, list[str], float, float]:
    """Try the inputs of an edge, of every `part` one; return how many, what failed, the slowest and the most memory."""
    failed: list[str] = []
    slowest = most = 0.0
    count = refused = 0
    for made_of in islice(edge.inputs(), 0, None, part):
        count, given = count + 1, made_of() if callable(made_of) else made_of
        began, before = time.process_time(), _memory_anew()
        try:
            wrong = edge.judge(given)
        except ModelError:
            wrong, refused = None, refused + 1
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        seconds, megabytes = time.process_time() - began, _memory_most() - before
        slowest, most = max(slowest, seconds), max(most, megabytes)
        if count > 1 and wrong is None and (seconds > edge.seconds or megabytes > MOST_MEGABYTES):
            wrong = f"{seconds:.1f} s, {megabytes:.0f} MB"
        if wrong:
            failed.append(f"{wrong:.120}: {given!r:.400}")
    return count, failed, slowest, most


def _memory_anew() -> float:
    """Begin to measure the most memory anew; return what is used now, in megabytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory_most()


def _memory_most() -> float:
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("edges", nargs="*", default=list(EDGES), choices=[*EDGES, []])
    parser.add_argument("--part", type=int, default=1)
    said = parser.parse_args()
    print(f"{'edge':<14}{'tried':>8}{'failed':>8}{'slowest, s':>12}{'most, MB':>10}", flush=True)
    bad = False
    for name in said.edges:
        count, failed, slowest, most = tried(EDGES[name], said.part)
        print(f"{name:<14}{count:>8}{len(failed):>8}{slowest:>12.2f}{most:>10.0f}", flush=True)
        for one in failed[:5]:
            print(f"    {one}", file=sys.stderr)
        bad = bad or bool(failed)
    sys.exit(int(bad))


if __name__ == "__main__":
    main()
