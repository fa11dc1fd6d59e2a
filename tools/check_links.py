"""Opens the address of every source and says what is there: the answer, the page's title, and if it names the date.

A person runs it: `python tools/check_links.py`, or with the names of baselines. It needs the network, so no test of the
suite runs it over the seeds. It ends with 1 where an address has no page. A site that turns programs away (401, 403,
429) is listed apart: open those by hand.
"""

from __future__ import annotations

import csv
import html
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
MOST_BYTES, SECONDS, AT_ONCE = 3_000_000, 20, 8
NAME = {"User-Agent": "Mozilla/5.0 (compatible; virement check_links)"}
TURNED_AWAY = (401, 403, 429)
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%B {day}, %Y", "%b {day}, %Y", "%b. {day}, %Y", "{day} %B %Y", "{day} %b %Y")


@dataclass(frozen=True)
class Link:
    """An address of a source, and the date that the source says."""

    source: str
    address: str
    dated: str


@dataclass(frozen=True)
class Answer:
    """What is at an address: `status` is the HTTP code, or 0 with the reason in `title` where there is no answer."""

    status: int
    title: str
    text: str = ""


def links_of(folder: Path) -> Iterator[Link]:
    """Yield every address of the sources of a baseline."""
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for address in filter(None, [row["link"], *row.get("also", "").split("; ")]):
                yield Link(row["id"], address, row["date"])


def opened(address: str) -> Answer:
    """Return what is at an address."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=NAME), timeout=SECONDS) as page:
            text = page.read(MOST_BYTES).decode("utf-8", "replace")
            return Answer(page.status, title_in(text), text)
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.reason)
    except (OSError, ValueError) as error:
        return Answer(0, str(error))


def title_in(page: str) -> str:
    """Return the title of a page.

    >>> title_in("<head><title>Profit &amp; loss\\n of 2025</title></head>")
    'Profit & loss of 2025'
    """
    found = re.search(r"<title[^>]*>(.*?)</title>", page, re.IGNORECASE | re.DOTALL)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def names_the_day(page: str, dated: str) -> bool:
    """Tell whether a page names a day in one of the ways in which pages do; of a month or a year nothing can be told.

    >>> names_the_day("Filed on Jan 29, 2026", "2026-01-29"), names_the_day("2026", "2026")
    (True, False)
    """
    try:
        day = date.fromisoformat(dated)
    except ValueError:
        return False
    return any(day.strftime(form.replace("{day}", str(day.day))) in page for form in DAYS)


def line_of(link: Link, answer: Answer) -> str:
    """Return what is said of an address."""
    dated = f"names {link.dated}" if names_the_day(answer.text, link.dated) else f"{link.dated} not seen"
    told = dated if answer.status == 200 else "open it by hand" if answer.status in TURNED_AWAY else "NO PAGE"
    return f"{answer.status or '-':>3}  {link.source:32}  {told:22}  {answer.title[:60]:60}  {link.address}"


def main(names: list[str]) -> int:
    """Check the baselines that are named, or all."""
    folders = [SEEDS / name for name in names] or sorted(path.parent for path in SEEDS.glob("*/sources.csv"))
    links = [link for folder in folders for link in links_of(folder)]
    missing = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for link, answer in zip(links, pool.map(opened, (link.address for link in links)), strict=True):
            missing += answer.status != 200 and answer.status not in TURNED_AWAY
            print(line_of(link, answer), flush=True)
    print(f"{len(links)} addresses, {missing} without a page")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
