"""The headline of a scenario: its few key figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from virement.engine import Ledger
from virement.values import ROOT, show, show_exactly
from virement.views.income import income_range, kept_costs, whole_income
from virement.views.labels import Figure, shown, shown_pct
from virement.views.moves import flow_amounts
from virement.views.provenance import status_lines
from virement.views.sentences import division_row, gives_and_gets, share_of_all
from virement.views.table_parts import percent
from virement.views.time_spans import columns_of, default_span


def headline(ledger: Ledger, span: str | None = None) -> list[Figure]:
    """Return the figures of the first row: moved, fundable, unallocated, the two shares, operating income if known."""
    when = span or default_span(ledger)
    found, currency = flow_amounts(ledger, when), ledger.baseline.currency
    weakest = next((str(line["status"]) for line in reversed(status_lines(ledger, when))), "")
    moved = sum(found.values())
    uses = dict(gives_and_gets(found, 1))
    lost = uses.get("Stranded costs", 0) + uses.get("One-off costs", 0)
    unallocated = uses.get("Unallocated", 0)
    givers, receivers = (
        tuple(name for name, _ in gives_and_gets(found, side) if name in ledger.baseline and name != ROOT)
        for side in (0, 1)
    )
    figures = [
        Figure(
            "Moved",
            show(moved, currency),
            share_of_all(moved, ledger, when),
            weakest,
            show_exactly(moved, currency),
            givers,
        ),
        Figure(
            "Fundable",
            show(moved - lost, currency),
            f"{show(lost, currency)} stranded and one-off" if lost else "nothing stranded, nothing one-off",
            weakest,
            show_exactly(moved - lost, currency),
            givers,
        ),
        Figure(
            "Unallocated",
            show(unallocated, currency),
            "given to nobody yet" if unallocated else "all is given",
            weakest,
            show_exactly(unallocated, currency),
            givers,
        ),
    ]
    base = "budgets" if kept_costs(ledger, columns_of(ledger.baseline, when)) else "spend"
    for name in dict.fromkeys([*givers[:1], *receivers[:1]]):
        row = division_row(ledger, name, when)
        change = shown_pct(row["share_change_pp"], signed=True, points=True)
        shares = f"{shown_pct(row['share_before_pct'])} → {shown_pct(row['share_after_pct'])}"
        exact = " → ".join(f"{row[f'share_{when}_pct']}%" for when in ("before", "after"))
        figures.append(Figure(f"{name}, share of {base}", shares, change, str(row["status"]), exact, (name,)))
    return [*figures, *_income(ledger, when)]


@dataclass(frozen=True)
class Allocation:
    """What is not allocated yet: in words, and in percent of all that is given up."""

    words: str
    percent: Decimal


def allocation(ledger: Ledger, span: str | None = None) -> Allocation:
    """Return how much of what is given up in a span nobody has been given yet."""
    found, currency = flow_amounts(ledger, span or default_span(ledger)), ledger.baseline.currency
    moved, left = sum(found.values()), dict(gives_and_gets(found, 1)).get("Unallocated", 0)
    if not left:
        return Allocation("All of it is allocated" if moved else "Nothing is given up", Decimal(0))
    words = f"Not allocated yet: {show(left, currency)} of {show(moved, currency)}"
    return Allocation(words, percent(left, moved) or Decimal(0))


def _income(ledger: Ledger, when: str) -> list[Figure]:
    """Return the operating income; only its change where not all revenue is known, nothing where none is."""
    if not ledger.baseline.revenue:
        return []
    columns = columns_of(ledger.baseline, when)
    income = whole_income(ledger, columns)
    change = shown(income["change"], ledger.baseline, signed=True) if income["change"] else "unchanged"
    if income["after"] is None:
        return [
            Figure(
                "Operating income, change", change, f"revenue of {when} not known", str(income["status"]), of=(ROOT,)
            )
        ]
    detail = change
    if ends := income_range(ledger, columns):
        low, high = (shown(end, ledger.baseline) for end in ends)
        detail += f"; {low} to {high} by the published ranges"
    after, status = shown(income["after"], ledger.baseline), str(income["status"])
    return [Figure("Operating income", after, detail, status, of=(ROOT,))]
