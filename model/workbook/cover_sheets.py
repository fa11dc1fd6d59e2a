"""The sheets of words: what the workbook is and isn't, and where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from virement.baseline import Baseline
from virement.scenario import Scenario
from virement.values import addresses_in
from virement.views import built_on
from virement.workbook.cells import Page

LINE, LETTERS = 16, 100  # the height of a line, and how many letters it takes

_SHEETS = (
    ("Drivers", "Only the yellow cells are to be changed: cuts, costs, shares over time, receivers, on or off."),
    ("Baseline", "The budget before anything moves, with the status and source of each figure."),
    ("Ledger", "Every posting: what each move takes from whom and gives to whom, by period."),
    ("Result", "Each division's baseline, variance and budget by period."),
    ("Compare", "Each division by fiscal year: baseline, scenario, Δ and Δ %."),
    ("Checks", "Every check must be 0. Under them the limits, which are 0 while they hold."),
    ("Approvals", "Who must approve each move, and who has, where the baseline has rules for it."),
    ("Sources", "Where the figures come from."),
    ("Work, Quotients", "The reckoning, in whole smallest coins, so that nothing is lost to rounding."),
)  # fmt: skip


def read_me_page(scenario: Scenario, baseline: Baseline, unit: str) -> Page:
    """Return the first sheet: what this is, how to use it, and what it leaves out."""
    page = Page("Read me", widths={0: 22, 1: 110})
    page.write(0, 0, scenario.title, "title")
    row = 2
    for name, text in _lines(scenario, baseline, unit):
        page.write(row, 0, name, "head" if not text else "label")
        _write_reference(page, row, 1, text, "head" if not text else "words", link=name == "Reference")
        page.heights[row] = LINE * max(1, sum(-(-len(line) // LETTERS) for line in text.split("\n")))
        row += 1
    return page


def _lines(scenario: Scenario, baseline: Baseline, unit: str) -> Iterator[tuple[str, str]]:
    said = (("Description", scenario.description), ("Not covered", scenario.not_covered))
    yield from ((name, text) for name, text in said if text)
    yield from ((name, text) for name, text in (("Author", scenario.author), ("Reference", scenario.reference)) if text)
    yield from (("Builds on", line) for line in built_on(scenario))
    yield "Baseline", f"{baseline.title} ({baseline.name}); its fingerprint is {baseline.fingerprint}"
    yield "Amounts", f"in {unit}, exact to the smallest coin; cells may show fewer decimals than they hold"
    yield "Sheets", ""
    yield from _SHEETS
    yield "To know", ""
    yield "Protection", "All but the drivers is protected, without a password, against changes by accident."
    yield "Back", "virement import takes the changed drivers into a scenario, and names whatever else was changed."
    yield "Fixed here", "Who gives and who gets, start and end of a move, and whether a cut is a share or an amount."
    exact = "Shares are exact to 12 decimals of a percent, amounts below a thousand trillion of the smallest coins."
    yield "Fifteen digits", exact
    yield from _left_out(scenario)


def _left_out(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if any(move.ranges for move in scenario.moves):
        yield "Ranges", "stand here as their likely values: this is the plain run. Ranges are run by virement simulate."
    if scenario.assumptions or scenario.correlations:
        yield "Assumptions", "about how far the baseline may be off are not reckoned here; the baseline is as stated."


def sources_page(scenario: Scenario, baseline: Baseline) -> Page:
    """Return the baseline's sources, a row each, and the source that the scenario refers to."""
    columns = [str(name) for name in baseline.sources.columns]
    page = Page("Sources", widths={0: 26, **dict.fromkeys(range(1, len(columns)), 30)}, frozen=(4, 1))
    page.write(0, 0, "Sources", "title")
    page.write(1, 0, "The scenario refers to", "note")
    _write_reference(page, 1, 1, scenario.reference or "none", "note")
    page.line(3, columns, "head")
    for row, values in enumerate(baseline.sources.itertuples(index=False), start=4):
        for column, value in enumerate(values):
            _write_reference(
                page, row, column, "" if pd.isna(value) else str(value), "", link=columns[column] == "link"
            )
    return page


def _write_reference(page: Page, row: int, column: int, text: str, style: str, *, link: bool = True) -> None:
    """Write a text, as a link where it is the address of a page and may be one."""
    if link and addresses_in(text) == (text,):
        page.link(row, column, text)
    else:
        page.write(row, column, text, style)
