"""A budget and one way of showing it as a file, from a seed, with the truth that a reader must find in it.

The law's generator. It is written from what people's tables look like and knows nothing of the reader.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from .budgets import Budget, Path, draw_budget
from .drawing import draw
from .files import Written, write_file
from .grids import Grid, lay_out
from .number_texts import Sign, could_be_decimals
from .surroundings import sheet_name, surround
from .traits import LANGUAGES, Traits

FACTORS = {"thousand": 3, "million": 6, "billion": 9, "lakh": 5, "crore": 7, "oku": 8, "one": 0}
ACCOUNTS = {"account": 1, "both": 1}


@dataclass(frozen=True)
class Truth:
    """What the file says, in whole units of the currency.

    `totals` by measure and period, net of credits. `leaves` are the right counts: where an account may be a level or be
    summed over, there are two. `figures` has each leaf's budget. `everything` is the sum of all numbers under a period.
    """

    totals: dict[str, dict[str, Decimal]]
    leaves: frozenset[int]
    figures: dict[Path, dict[str, Decimal]]
    everything: dict[str, Decimal]
    currency: str


@dataclass(frozen=True)
class Presentation:
    """A file, its truth, and why a careful reader may ask about it (empty: it may not)."""

    name: str
    content: bytes
    truth: Truth
    may_ask: str
    traits: Traits
    seed: int


def present(seed: int, later: int = 0) -> Presentation:
    """The presentation of a seed; `later` is next year's file: the same shape, `later` periods on, other amounts."""
    return presented(draw(seed), seed, later)


def presented(traits: Traits, seed: int, later: int = 0) -> Presentation:
    """The presentation of traits and a seed."""
    budget = draw_budget(traits, seed, later)
    dice = Random(f"unit {seed}")
    words = LANGUAGES[traits.language]
    known = [one for one in words["units"] if traits.scale != "large" or FACTORS[one[1]] <= 6]
    phrase, unit, currency = dice.choice(known) if traits.unit != "none" else ("", "one", "")
    sign: Sign | None = None
    if traits.currency == "cells":
        sign = tuple(dice.choice(words["signs"]))
        currency = sign[2]
    elif traits.currency in ("title", "column"):
        currency = "USD"
    grid = lay_out(traits, budget, seed, phrase if traits.unit == "heading" else "")
    surround(grid, traits, budget, phrase, seed)
    sheet = sheet_name(phrase) if traits.unit == "sheet" else "Budget"
    written = write_file(grid, traits, sign, sheet)
    truth = _truth(traits, budget, grid, FACTORS[unit] - traits.decimals, currency)
    return Presentation(written.name, written.content, truth, _may_ask(traits, written), traits, seed)


def _truth(traits: Traits, budget: Budget, grid: Grid, power: int, currency: str) -> Truth:
    totals: dict[str, dict[str, Decimal]] = {}
    for (measure, _), row in budget.amounts.items():
        own = totals.setdefault(measure, {str(when): Decimal(0) for when in budget.periods})
        for when, amount in zip(budget.periods, row, strict=True):
            own[str(when)] += _whole(amount or 0, power)
    figures = {path: _figures(budget, path, power) for path in budget.paths("budget")}
    return Truth(totals, _leaf_counts(traits, budget, grid), figures, _everything(grid, power), currency)


def _whole(amount: int, power: int) -> Decimal:
    return Decimal(amount).scaleb(power)


def _figures(budget: Budget, path: Path, power: int) -> dict[str, Decimal]:
    row = zip(budget.periods, budget.amounts["budget", path], strict=True)
    return {str(when): _whole(amount, power) for when, amount in row if amount is not None}


def _leaf_counts(traits: Traits, budget: Budget, grid: Grid) -> frozenset[int]:
    counts = {len(budget.paths("budget"))}
    if traits.items in ACCOUNTS:
        counts.add(len({(line.path, line.items[:1]) for line in grid.lines if line.measure == "budget"}))
    return frozenset(counts)


def _everything(grid: Grid, power: int) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in grid.lines:
        for column, amount in line.amounts.items():
            found[str(column.when)] += _whole(amount or 0, power)
    return dict(found)


def _may_ask(traits: Traits, written: Written) -> str:
    if traits.period_label == "no year":
        return "months without a year"
    if traits.total in ("rounded", "off"):
        return "a total that its rows don't add up to"
    if traits.revenue == "type letters" and traits.language != "en":
        return "letters for income and spending"
    if traits.second != "none":
        return "a second table below"
    if traits.total == "name" and traits.periods == 1:
        return "a total without a word, in one period"
    if could_be_decimals(written.amounts, traits.number, traits.language):
        return "1.234 may be a thousand or a fraction"
    return ""
