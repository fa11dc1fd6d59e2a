"""What a ledger says, in plain words: the sentence, the headline figures, and what they rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from virement.baseline import Rows
from virement.engine import Ledger
from virement.scenario import NEW_FUNDING, Case, Move, locks_of, text_of
from virement.values import OUTSIDE_ACCOUNTS, ROOT, STATUS_KINDS, Jobs, show, show_exactly, write_share
from virement.views.cut_bases import cut_meanings
from virement.views.divisions import division_lines
from virement.views.income import kept_costs, spending
from virement.views.job_rows import jobs_words
from virement.views.labels import named_and_rest, shown, shown_pct
from virement.views.moves import flow_amounts, giving_rows
from virement.views.provenance import status_lines
from virement.views.table_parts import listed, percent
from virement.views.time_spans import columns_of, default_span, spans
from virement.views.titles import MOST_PARTS


def sentence(ledger: Ledger, span: str | None = None) -> str:
    """Say what happens, in dollars and shares: who gives up how much of what, who gets it, whose share goes where."""
    when = span or default_span(ledger)
    found = flow_amounts(ledger, when)
    if not found:
        return f"In {when}, nothing moves."
    currency = ledger.baseline.currency
    columns = columns_of(ledger.baseline, when)
    given, received = gives_and_gets(found, 0), gives_and_gets(found, 1)
    (givers, fewer), (receivers, others) = named_and_rest(given), named_and_rest(received)
    rows = giving_rows(ledger, when)
    gives = [_gives(name, minor, rows[name], ledger, columns) for name, minor in givers]
    gets = [f"{show(minor, currency)} {_gets(name)}" for name, minor in receivers]
    if fewer:
        gives.append(f"{len(fewer)} others give up {show(sum(fewer), currency)}")
    if others:
        gets.append(f"{show(sum(others), currency)} goes to {len(others)} others")
    parts = [f"In {when}, {listed(gives)}: {listed(gets)}."]
    named = [name for name, _ in (*given[:1], *received) if name in ledger.baseline and name != ROOT]
    shares = [_share_moves(name, ledger, when) for name in dict.fromkeys(named[:2])]
    if shares:
        parts.append(f"Of {share_base(ledger, columns)}, {listed(shares)}.")
    if said := jobs_words(ledger, when):
        parts.append(said)
    return " ".join(parts)


def share_base(ledger: Ledger, columns: list[int]) -> str:
    """Return what a division's share is a share of: all spending, less what stays a cost that no division has."""
    return "the divisions' budgets" if kept_costs(ledger, columns) else "all spending"


def gives_and_gets(found: dict[tuple[str, str], int], position: int) -> list[tuple[str, int]]:
    """Return the totals of flows by giver (position 0) or receiver (1), largest first, in minor units."""
    totals: dict[str, int] = {}
    for pair, minor in found.items():
        totals[pair[position]] = totals.get(pair[position], 0) + minor
    return sorted(totals.items(), key=lambda item: -item[1])


def _gives(name: str, minor: int, rows: Rows, ledger: Ledger, columns: list[int]) -> str:
    amount = show(minor, ledger.baseline.currency)
    if name == NEW_FUNDING:
        return f"{amount} of new funding comes in"
    whole, all_of_it = ledger.baseline.shareable(rows, columns), ledger.baseline.shareable(name, columns)
    base = show(whole, ledger.baseline.currency)
    base = f"its {base}" if whole == all_of_it else f"the {base} of it that is not {_spared(name, rows, ledger)}"
    base += " without credits" if whole != ledger.baseline.total(rows, columns) else ""
    return f"{name} gives up {amount} ({shown_pct(percent(minor, whole))} of {base})"


def _spared(name: str, rows: Rows, ledger: Ledger) -> str:
    """Return why some leaves under a giver don't give with it."""
    left = np.setdiff1d(ledger.baseline.rows_of(name), rows)
    excepted = ledger.baseline.rows_of(one for move in ledger.moves for one in move.except_)
    locked = np.concatenate([left[:0], *locks_of(ledger.scenario, ledger.baseline).values()])
    reasons = {"locked": np.isin(left, locked), "excepted": np.isin(left, excepted)}
    words = [reason for reason, found in reasons.items() if found.any()]
    return " or ".join(words if np.logical_or.reduce([*reasons.values()]).all() else [*words, "named apart"])


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


def beside_divisions(ledger: Ledger, division: str, span: str | None = None) -> str:
    """Say what is spent that no division has, which parts a bridge of all divisions from all spending; else nothing."""
    columns = columns_of(ledger.baseline, span or default_span(ledger))
    kept = kept_costs(ledger, columns)
    if division != ROOT or not kept:
        return ""
    currency, names = ledger.baseline.currency, {"Stranded costs": "stranded cost", "One-off costs": "one-off cost"}
    parts = [f"{show(minor, currency)} {names.get(name, name.lower())}" for name, minor in kept.items()]
    spent = show(spending(ledger, columns), currency)
    return f"On top of the divisions' budgets: {listed(parts)}. Spending in all: {spent}."


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


def share_of_all(moved: int, ledger: Ledger, when: str) -> str:
    """Return an amount as a share of all spending in words, or the empty text where nothing is spent."""
    whole = ledger.baseline.total(ROOT, columns_of(ledger.baseline, when))
    return f"{shown_pct(percent(moved, whole))} of all spending" if whole else ""


def trust(ledger: Ledger, span: str | None = None) -> str:
    """Say how much of the money moved rests on which kind of figure, the weakest first."""
    mix = status_lines(ledger, span)
    parts = [
        f"{shown_pct(line['share_pct'])} rests on {STATUS_KINDS[str(line['status'])].words}" for line in reversed(mix)
    ]
    return "" if not parts else f"Of the money moved, {listed(parts)}."


def cut_words(case: Case, index: int) -> str:
    """Say a move's cut both ways, with its base: `$2B = 9.3% of Reality Labs, FY2026 ($21.4B)`; and its range."""
    move = case.scenario.moves[index]
    row = next(cut_meanings(case, index))
    cut = shown(row["cut"], case.baseline)
    cut = f"{move.cut}, {cut}" if isinstance(move.cut, Jobs) else cut
    if NEW_FUNDING in move.from_:
        return f"{cut} of new money, {shown_pct(row['cut_pct'])} of {row['base']}, {row['period']}{_range(move)}"
    base = f"{row['base']}, {row['period']} ({shown(row['base_amount'], case.baseline)}, {row['status']})"
    share = shown_pct(row["cut_pct"])
    if isinstance(move.cut, Fraction) and move.ramp is None:
        share = write_share(move.cut) if move.cut.denominator <= MOST_PARTS else share
    return f"{cut} = {share} of {base}{_range(move)}"


def _range(move: Move) -> str:
    held = move.ranges.get(("cut",))
    return f"; from {text_of(held.low)} to {text_of(held.high)}" if held else ""


def other_bases(case: Case, index: int) -> list[str]:
    """Say what else the same cut is a percentage of."""
    _, *others = cut_meanings(case, index)
    return [
        f"{shown_pct(row['cut_pct'])} of {row['base']}, {row['period']} ({shown(row['base_amount'], case.baseline)})"
        for row in others
    ]
