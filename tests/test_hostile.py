"""A part of what `benchmarks/hostile.py` tries at every way in and out; and a check that is taken away is noticed."""

from __future__ import annotations

import pytest
from virement.exports.brief import markdown
from virement.views import csv_text

from benchmarks.hostile import EDGES, tried
from benchmarks.hostile_texts import documents, strings

PARTS = {  # of how many inputs one is tried
    "yaml": 12,
    "link": 90,
    "words": 9,
    "brief": 12,
    "workbook": 30,
    "hidden-json": 90,
    "zip": 11,
    "xlsx": 3,
    "csv": 25,
}


@pytest.mark.parametrize("edge", PARTS)
def test_whatever_comes_in_is_refused_or_read_and_nothing_that_goes_out_is_run(edge: str) -> None:
    count, failed, _, _ = tried(EDGES[edge], PARTS[edge])
    assert count > 1
    assert not failed


def test_there_are_as_many_as_are_promised() -> None:
    assert len(strings()) >= 500
    assert len(list(documents())) >= 400


def test_a_check_that_is_taken_away_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its guard a formula stands in a CSV, and without its marks a script in Markdown."""
    monkeypatch.setattr(csv_text, "FORMULA_STARTS", "")
    assert tried(EDGES["words"], 4)[1]
    monkeypatch.setattr(markdown, "plain_words", str)
    assert tried(EDGES["brief"], 4)[1]
