"""The script that a person runs to open the addresses of the sources, over pages of a server on this machine."""

from __future__ import annotations

import csv
import doctest
import runpy
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT

SCRIPT = ROOT / "tools" / "check_links.py"
PAGES = {
    "/dated": (200, "<title>Profit &amp; loss</title> Filed on January 29, 2026"),
    "/undated": (200, "<title>Roads</title>"),
    "/closed": (403, ""),
    "/gone": (404, ""),
}


class Pages(BaseHTTPRequestHandler):
    """Answers as `PAGES` says."""

    def do_GET(self) -> None:
        status, text = PAGES[self.path]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server that has the pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def checked(folder: Path, links: list[tuple[str, str]]) -> int:
    """What the script ends with over a baseline whose sources have these addresses."""
    place = folder / "town"
    place.mkdir(exist_ok=True)
    with (place / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "date", "link", "also"])
        writer.writerows([f"s{number}", "2026-01-29", *pair] for number, pair in enumerate(links))
    script: dict[str, Any] = runpy.run_path(str(SCRIPT))
    script["main"].__globals__["SEEDS"] = folder
    code: int = script["main"]([])
    return code


def test_each_address_is_opened(site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answer, title and date of each page; one that turns programs away is no fault, one that is gone is."""
    assert checked(tmp_path, [(f"{site}/dated", f"{site}/undated; {site}/closed"), ("", "")]) == 0
    dated, undated, closed, last = capsys.readouterr().out.splitlines()
    assert dated.startswith("200")
    for told, line in (("names 2026-01-29", dated), ("Profit & loss", dated), ("2026-01-29 not seen", undated)):
        assert told in line
    assert "Roads" in undated
    assert "open it by hand" in closed
    assert last == "3 addresses, 0 without a page"
    assert checked(tmp_path, [(f"{site}/gone", "http://127.0.0.1:9/nobody")]) == 1
    assert capsys.readouterr().out.endswith("2 addresses, 2 without a page\n")


def test_the_examples_of_the_script_hold() -> None:
    """Titles and dates as the docstrings say."""
    script = runpy.run_path(str(SCRIPT))
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()
    for name in ("title_in", "names_the_day"):
        for example in finder.find(script[name], name, globs=dict(script)):
            runner.run(example)
    assert runner.summarize().attempted > 0
    assert runner.summarize().failed == 0
