"""What a ledger says, in plain words: the sentence, the headline figures, and what they rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from model.baseline import OUTSIDE_ACCOUNTS, ROOT, Baseline
from model.ledger import Ledger
from model.meaning import cut_meanings, status_lines
from model.money import UNITS, minor_places, show, show_exactly, show_share, write_share
from model.ranges import text_of
from model.scenario import NEW_FUNDING, Move, Scenario
from model.views import (
    columns_of,
    default_span,
    division_lines,
    flow_amounts,
    kept_costs,
    percent,
    spans,
    spending,
    whole_income,
)

MOST_NAMED = 5


@dataclass(frozen=True)
class Figure:
    """A headline figure: `value` as it is shown, `detail` beside it, and the weakest status behind it."""

    label: str
    value: str
    detail: str
    status: str


def shown(value: Decimal | None, baseline: Baseline, *, signed: bool = False) -> str:
    """Return a view's amount as a reader sees it: `$6.42B`; a dash where it isn't known."""
    if value is None or value != value:
        return "–"
    places = minor_places(baseline.currency) + UNITS[baseline.unit]
    return show(int(value.scaleb(places)), baseline.currency, signed=signed)


def shown_pct(value: Decimal | None, *, signed: bool = False, points: bool = False) -> str:
    """Return a view's percentage as a reader sees it: `9.3%`; a dash where there is none."""
    if value is None or value != value:
        return "–"
    return show_share(Fraction(value) / 100, signed=signed, points=points)


def sentence(ledger: Ledger, span: str | None = None) -> str:
    """Say what happens, in dollars and shares: who gives up how much of what, who gets it, whose share goes where."""
    when = span or default_span(ledger)
    found = flow_amounts(ledger, when)
    if not found:
        return f"In {when}, nothing moves."
    currency = ledger.baseline.currency
    columns = columns_of(ledger.baseline, when)
    given, received = _side(found, 0), _side(found, 1)
    (givers, fewer), (receivers, others) = named_and_rest(given), named_and_rest(received)
    gives = [_gives(name, minor, ledger, columns) for name, minor in givers]
    gets = [f"{show(minor, currency)} {_gets(name)}" for name, minor in receivers]
    if fewer:
        gives.append(f"{len(fewer)} others give up {show(sum(fewer), currency)}")
    if others:
        gets.append(f"{show(sum(others), currency)} goes to {len(others)} others")
    parts = [f"In {when}, {_listed(gives)}: {_listed(gets)}."]
    named = [name for name, _ in (*given[:1], *received) if name in ledger.baseline and name != ROOT]
    shares = [_share_moves(name, ledger, when) for name in dict.fromkeys(named[:2])]
    if shares:
        parts.append(f"Of all spending, {_listed(shares)}.")
    return " ".join(parts)


def _side(found: dict[tuple[str, str], int], position: int) -> list[tuple[str, int]]:
    totals: dict[str, int] = {}
    for pair, minor in found.items():
        totals[pair[position]] = totals.get(pair[position], 0) + minor
    return sorted(totals.items(), key=lambda item: -item[1])


def named_and_rest(side: list[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[int]]:
    """Return who is named of a side of the flows, and what the smaller divisions of many move, who are not.

    What is no division is always named, so that no cost and no leakage hides.
    """
    divisions = [name for name, _ in side if name not in OUTSIDE_ACCOUNTS]
    rest = set(divisions[MOST_NAMED:] if len(divisions) > MOST_NAMED + 1 else [])
    return [one for one in side if one[0] not in rest], [minor for name, minor in side if name in rest]


def _gives(name: str, minor: int, ledger: Ledger, columns: list[int]) -> str:
    amount = show(minor, ledger.baseline.currency)
    if name == NEW_FUNDING:
        return f"{amount} of new funding comes in"
    whole = ledger.baseline.total(name, columns)
    base = show(whole, ledger.baseline.currency)
    return f"{name} gives up {amount} ({shown_pct(percent(minor, whole))} of its {base})"


def _gets(name: str) -> str:
    words = {
        "Savings": "is saved",
        "Unallocated": "stays unallocated",
        "Stranded costs": "is stranded cost",
        "One-off costs": "pays one-off costs",
    }
    return words.get(name, f"goes to {name}")


def _share_moves(name: str, ledger: Ledger, when: str) -> str:
    row = division_row(ledger, name, when)
    before, after = shown_pct(row["share_before_pct"]), shown_pct(row["share_after_pct"])
    return f"{name} stays at {before}" if before == after else f"{name} goes from {before} to {after}"


def division_row(ledger: Ledger, division: str, span: str) -> dict[str, Any]:
    """Return one division's line of `by_division`, whatever its level."""
    return division_lines(ledger, [division], columns_of(ledger.baseline, span))[0]


def _listed(items: list[str]) -> str:
    """Join with commas and an "and"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def headline(ledger: Ledger, span: str | None = None) -> list[Figure]:
    """Return the figures of the first row: moved, fundable, unallocated, the two shares, operating income if known."""
    when = span or default_span(ledger)
    found, currency = flow_amounts(ledger, when), ledger.baseline.currency
    weakest = next((str(line["status"]) for line in reversed(status_lines(ledger, when))), "")
    moved = sum(found.values())
    uses = dict(_side(found, 1))
    lost = uses.get("Stranded costs", 0) + uses.get("One-off costs", 0)
    unallocated = uses.get("Unallocated", 0)
    figures = [
        Figure("Moved", show(moved, currency), _of_all(moved, ledger, when), weakest),
        Figure(
            "Fundable",
            show(moved - lost, currency),
            f"{show(lost, currency)} stranded and one-off" if lost else "nothing stranded, nothing one-off",
            weakest,
        ),
        Figure(
            "Unallocated",
            show(unallocated, currency),
            "given to nobody yet" if unallocated else "all is given",
            weakest,
        ),
    ]
    givers, receivers = (
        [name for name, _ in _side(found, side) if name in ledger.baseline and name != ROOT] for side in (0, 1)
    )
    for name in dict.fromkeys([*givers[:1], *receivers[:1]]):
        row = division_row(ledger, name, when)
        change = shown_pct(row["share_change_pp"], signed=True, points=True)
        shares = f"{shown_pct(row['share_before_pct'])} → {shown_pct(row['share_after_pct'])}"
        figures.append(Figure(f"{name}, share of spend", shares, change, str(row["status"])))
    income = whole_income(ledger, columns_of(ledger.baseline, when))
    if income["after"] is not None:
        change = shown(income["change"], ledger.baseline, signed=True)
        figures.append(
            Figure("Operating income", shown(income["after"], ledger.baseline), change, str(income["status"]))
        )
    return figures


def beside_divisions(ledger: Ledger, division: str, span: str | None = None) -> str:
    """Say what is spent that no division has, which parts a bridge of all divisions from all spending; else nothing."""
    columns = columns_of(ledger.baseline, span or default_span(ledger))
    kept = kept_costs(ledger, columns)
    if division != ROOT or not kept:
        return ""
    currency, names = ledger.baseline.currency, {"Stranded costs": "stranded cost", "One-off costs": "one-off cost"}
    parts = [f"{show(minor, currency)} {names.get(name, name.lower())}" for name, minor in kept.items()]
    spent = show(spending(ledger, columns), currency)
    return f"On top of the divisions' budgets: {_listed(parts)}. Spending in all: {spent}."


def balance(ledger: Ledger) -> str:
    """Say that the whole plan ties, to the cent: given up in it = received + savings + leakage + unallocated."""
    given = received = 0
    outside = dict.fromkeys(OUTSIDE_ACCOUNTS, 0)
    for posting in ledger.postings:
        minor = int(posting.amounts.sum())
        if posting.role == "given":
            given -= minor
        elif posting.receiver in outside:
            outside[posting.receiver] += minor
        else:
            received += minor
    uses = {
        "received": received,
        "savings": outside["Savings"],
        "leakage": outside["Stranded costs"] + outside["One-off costs"],
        "unallocated": outside["Unallocated"],
    }
    assert given == sum(uses.values()), "a ledger's postings sum to zero"
    currency = ledger.baseline.currency
    parts = " + ".join(f"{name} {show_exactly(minor, currency)}" for name, minor in uses.items())
    return f"Given up {show_exactly(given, currency)} in {[*spans(ledger.baseline)][-1]} = {parts}"


def _of_all(moved: int, ledger: Ledger, when: str) -> str:
    whole = ledger.baseline.total(ROOT, columns_of(ledger.baseline, when))
    return f"{shown_pct(percent(moved, whole))} of all spending" if whole else ""


def trust(ledger: Ledger, span: str | None = None) -> str:
    """Say how much of the money moved rests on which kind of figure, the weakest first."""
    mix = status_lines(ledger, span)
    parts = [f"{shown_pct(line['share_pct'])} rests on {_kind(str(line['status']))}" for line in reversed(mix)]
    return "" if not parts else f"Of the money moved, {_listed(parts)}."


def _kind(status: str) -> str:
    return {
        "assumption": "assumptions",
        "estimate": "estimates",
        "guidance": "guidance by those whose budget it is",
        "derived": "figures derived from published ones",
        "reported": "published figures",
    }[status]


def cut_words(baseline: Baseline, scenario: Scenario, index: int) -> str:
    """Say a move's cut both ways, with its base: `$2B = 9.3% of Reality Labs, FY2026 ($21.4B)`; and its range."""
    move = scenario.moves[index]
    row = next(cut_meanings(baseline, scenario, index))
    cut = shown(row["cut"], baseline)
    if NEW_FUNDING in move.from_:
        return f"{cut} of new money, {shown_pct(row['cut_pct'])} of {row['base']}, {row['period']}{_range(move)}"
    base = f"{row['base']}, {row['period']} ({shown(row['base_amount'], baseline)}, {row['status']})"
    share = shown_pct(row["cut_pct"])
    if isinstance(move.cut, Fraction) and move.ramp is None:
        share = write_share(move.cut) if move.cut.denominator <= 10_000 else share
    return f"{cut} = {share} of {base}{_range(move)}"


def _range(move: Move) -> str:
    held = move.ranges.get(("cut",))
    return f"; from {text_of(held.low)} to {text_of(held.high)}" if held else ""


def other_bases(baseline: Baseline, scenario: Scenario, index: int) -> list[str]:
    """Say what else the same cut is a percentage of."""
    _, *others = cut_meanings(baseline, scenario, index)
    return [
        f"{shown_pct(row['cut_pct'])} of {row['base']}, {row['period']} ({shown(row['base_amount'], baseline)})"
        for row in others
    ]


def weakest(ledger: Ledger, span: str | None = None) -> str:
    """Return the weakest status behind the money moved, or a dash where nothing moves."""
    return next((str(line["status"]) for line in reversed(status_lines(ledger, span))), "–")


def shown_share(share: Fraction) -> str:
    """Return a share as a reader sees it: `9.3%`."""
    return show_share(share)


HEADINGS = {
    "baseline": "Baseline",
    "variance": "Δ",
    "variance_pct": "Δ %",
    "budget": "Scenario",
    "share_before_pct": "Share before, %",
    "share_after_pct": "Share after, %",
    "share_change_pp": "Share Δ, pp",
    "share_pct": "Share, %",
    "one_off": "One-off",
    "scenario": "Title",
}


def heading(column: str) -> str:
    """Return a view's column as the heading of a table on screen; one that is called by a title keeps its letters.

    >>> heading("status"), heading("$2B to AI: variance_pct")
    ('Status', '$2B to AI: Δ %')
    """
    title, colon, measure = column.rpartition(": ")
    if measure not in HEADINGS and not re.fullmatch("[a-z_]+", column) and not measure.endswith("_pct"):
        return column
    words = measure.removesuffix("_pct").replace("_", " ").capitalize()
    return title + colon + HEADINGS.get(measure, f"{words}, %" if measure.endswith("_pct") else words)


def table_cell(value: object) -> str:
    """Return a view's cell for a table on screen: thousands apart, at most two decimals, empty where not known."""
    if isinstance(value, Decimal):
        text = f"{round(value, 2) + 0:,f}" if value % 1 else f"{value:,.0f}"  # a rounded −0 is 0
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return "" if value is None or value != value else str(value)
