"""The schedule as it is read on paper: the same words in Markdown and on the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from virement.authority import APPROVED, Entry, Register, approval_words, register_table
from virement.scenario import Case
from virement.values import addresses_in
from virement.versions import framing_words
from virement.views import reference_of, table_cell

HEADS = ("No.", "Move", "From", "To")
TAIL = ("In the year, all together", "Must approve", "On file")


@dataclass(frozen=True)
class Line:
    """One move: its cells as texts, the lines of a cell apart; `amounts` by year stand between them."""

    before: tuple[tuple[str, ...], ...]
    amounts: tuple[str, ...]
    after: tuple[tuple[str, ...], ...]
    approved: bool


@dataclass(frozen=True)
class Schedule:
    """All that the schedule says: `notes` stand above the table, `rules` and `sources` under it."""

    title: str
    scenarios: tuple[str, ...]
    notes: tuple[str, ...]
    years: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[str, ...]
    rules: str
    sources: tuple[tuple[str, tuple[str, ...]], ...]


def schedule_of(register: Register) -> Schedule:
    """Return the schedule of a register."""
    rules, baseline = register.authority, register.baseline
    table = register_table(register)
    waiting = int((table["standing"] != APPROVED).sum())
    counted = (
        "What a giver gives in a fiscal year counts together, over all moves of this schedule"
        if rules.cumulative
        else "Each move counts by itself"
    )
    return Schedule(
        title="Register of moves",
        scenarios=tuple(ledger.scenario.title for ledger in register.ledgers),
        notes=(
            f"{baseline.title}. Amounts are in {baseline.counted_in}, by fiscal year.",
            f"{len(register.entries)} moves, {waiting} of them to be approved. {counted}.",
            framing_words(register.ledgers),
        ),
        years=register.years,
        lines=tuple(
            _line(register, entry, row) for entry, (_, row) in zip(register.entries, table.iterrows(), strict=True)
        ),
        totals=tuple(table_cell(sum(table[year])) for year in register.years),
        rules=". ".join(filter(None, (f"{rules.title} ({rules.status})", rules.about.strip()))),
        sources=tuple(_source(register, name) for name in rules.source.split("; ") if name),
    )


def _line(register: Register, entry: Entry, row: pd.Series) -> Line:
    scenario = (row["scenario"],) if len(register.ledgers) > 1 else ()
    approver = [f"after {row['consult']}"] if row["consult"] else []
    approver += [f"{row['days']} days"] if row["days"] is not None else []
    return Line(
        before=(
            (str(row["number"]),),
            tuple(filter(None, (row["move"], *scenario, row["why"]))),
            tuple(row["from"].split("; ")),
            tuple(row["to"].split("; ")),
        ),
        amounts=tuple(table_cell(row[year]) for year in register.years),
        after=(
            (f"{table_cell(row['cumulative'])} in {entry.year}", row["kind"]),
            (row["approver"], *approver, row["band"]),
            (row["standing"].capitalize(), *map(approval_words, entry.move.approvals)),
        ),
        approved=row["standing"] == APPROVED,
    )


def _source(register: Register, name: str) -> tuple[str, tuple[str, ...]]:
    """Return a source of the rules in words, and the addresses that open it."""
    ledger = register.ledgers[0]
    row = reference_of(Case(ledger.baseline, ledger.scenario.model_copy(update={"reference": name})))
    said = ", ".join(filter(None, (row.get("publisher"), row.get("title"), row.get("date"))))
    return said or name, addresses_in(row.get("link", "") or name)
