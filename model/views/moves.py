"""What each move does: flows, sources and uses, the bridge from baseline to scenario."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from virement.baseline import Rows
from virement.engine import Ledger, Posting
from virement.scenario import NEW_FUNDING
from virement.values import OUTSIDE_ACCOUNTS, ROOT, split
from virement.views.table_parts import money, percent, period_columns, rows_of, total

KEPT = ("Stranded costs", "One-off costs", "Unallocated")
USES = tuple(name for name in OUTSIDE_ACCOUNTS if name != NEW_FUNDING)


def by_move(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """What each move that is switched on takes and frees.

    Columns move, gross, stranded, one_off, fundable (gross less the two), savings, unallocated.
    """
    columns = period_columns(ledger, span)
    taken = {index: Counter[str]() for index in ledger.windows}
    for posting in ledger.postings:
        taken[posting.move][posting.receiver] += _posted(posting, posting.rows, columns)
    rows = []
    for index, took in taken.items():
        gross, stranded, one_off = -took[""], took["Stranded costs"], took["One-off costs"]
        minors = gross, stranded, one_off, gross - stranded - one_off, took["Savings"], took["Unallocated"]
        rows.append((ledger.scenario.moves[index].name, *(money(ledger, minor) for minor in minors)))
    return pd.DataFrame(rows, columns=["move", "gross", "stranded", "one_off", "fundable", "savings", "unallocated"])


def _named_givers(ledger: Ledger, posting: Posting) -> list[tuple[str, Rows]]:
    """Return the giving divisions as the move names them, each with its leaves; the root as its children."""
    move = ledger.scenario.moves[posting.move]
    if NEW_FUNDING in move.from_:
        return [(NEW_FUNDING, posting.rows)]
    names = [name for given in move.from_ for name in (ledger.baseline.at_level(1) if given == ROOT else (given,))]
    left = posting.rows
    found = []
    for name in dict.fromkeys(names):
        mine = np.intersect1d(ledger.baseline.rows_of(name), left)
        left = np.setdiff1d(left, mine)
        if mine.size:
            found.append((name, mine))
    return found


def giving_rows(ledger: Ledger, span: str | None = None) -> dict[str, Rows]:
    """Return the leaves behind each giver that gives in a span, as the moves name them: without who is spared."""
    columns = period_columns(ledger, span)
    found: dict[str, Rows] = {}
    for posting in ledger.postings:
        if posting.role == "given":
            for name, rows in _named_givers(ledger, posting):
                if _posted(posting, rows, columns):
                    found[name] = np.union1d(found[name], rows) if name in found else rows
    return found


def flow_amounts(ledger: Ledger, span: str | None = None) -> dict[tuple[str, str], int]:
    """Return the money that went from each giver to each receiver, in minor units, as the moves name them.

    A move's givers share each of its uses in proportion to what they give; both margins are exact.
    """
    columns = period_columns(ledger, span)
    found: dict[tuple[str, str], int] = {}
    for index in ledger.windows:
        mine = [posting for posting in ledger.postings if posting.move == index]
        givers = [
            (name, -_posted(posting, rows, columns))
            for posting in mine
            if posting.role == "given"
            for name, rows in _named_givers(ledger, posting)
        ]
        left = np.array([amount for _, amount in givers], dtype=np.int64)
        for name, used in _uses(ledger, mine, columns):
            parts = split(np.array(used), left)
            left = left - parts
            for (giver, _), part in zip(givers, parts.tolist(), strict=True):
                found[giver, name] = found.get((giver, name), 0) + part
    return {pair: amount for pair, amount in found.items() if amount}


def _posted(posting: Posting, rows: Rows, columns: list[int]) -> int:
    steps = [column - posting.window.start for column in columns if column in posting.window]
    return int(posting.amounts[np.isin(posting.rows, rows)][:, steps, 0].sum())


def _uses(ledger: Ledger, mine: list[Posting], columns: list[int]) -> list[tuple[str, int]]:
    """Return a move's uses by name: its receivers, then stranded and one-off costs."""
    names = [posting.receiver for posting in mine]
    found = [(name, _posted(posting, posting.rows, columns)) for name, posting in zip(names, mine, strict=True) if name]
    return sorted(found, key=lambda use: use[0] in USES)


def flows(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """From whom to whom: columns from, to, amount, share_pct (of all that is given)."""
    found = flow_amounts(ledger, span)
    given = sum(found.values())
    return pd.DataFrame(
        [
            {"from": giver, "to": receiver, "amount": money(ledger, minor), "share_pct": percent(minor, given)}
            for (giver, receiver), minor in found.items()
        ],
        columns=["from", "to", "amount", "share_pct"],
    )


def sources_and_uses(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """Where the money comes from and where it goes, two sides that tie: columns side, account, amount, share_pct."""
    found = flow_amounts(ledger, span)
    given = sum(found.values())
    rows = []
    for side, position in (("source", 0), ("use", 1)):
        totals: dict[str, int] = {}
        for pair, minor in found.items():
            totals[pair[position]] = totals.get(pair[position], 0) + minor
        rows += [
            {"side": side, "account": name, "amount": money(ledger, minor), "share_pct": percent(minor, given)}
            for name, minor in totals.items()
        ]
    return pd.DataFrame(rows, columns=["side", "account", "amount", "share_pct"])


def bridge(ledger: Ledger, division: str = ROOT, span: str | None = None) -> pd.DataFrame:
    """A division's baseline, each move's net step in the order of the scenario, and its budget after.

    Columns step, kind (`total` or `move`), amount, start, end: the bar goes from start to end. Since every move is of
    the baseline, the order changes no step. Raises `ModelError` for an unknown division.
    """
    columns, rows = period_columns(ledger, span), rows_of(ledger.baseline, division)
    standing = total(ledger.baseline.budget, rows, columns)
    steps = [("Baseline", "total", standing, 0, standing)]
    for index in ledger.windows:
        change = sum(_posted(posting, rows, columns) for posting in ledger.postings if posting.move == index)
        steps.append((ledger.scenario.moves[index].name, "move", change, standing, standing + change))
        standing += change
    steps.append(("Scenario", "total", standing, 0, standing))
    return pd.DataFrame(
        [(step, kind, *(money(ledger, minor) for minor in minors)) for step, kind, *minors in steps],
        columns=["step", "kind", "amount", "start", "end"],
    )
