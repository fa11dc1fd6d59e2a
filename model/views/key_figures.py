"""The headline of a scenario: its few key figures."""

from __future__ import annotations

from virement.engine import Ledger
from virement.values import ROOT, show
from virement.views.income import whole_income
from virement.views.labels import Figure, shown, shown_pct
from virement.views.moves import flow_amounts
from virement.views.provenance import status_lines
from virement.views.sentences import division_row, gives_and_gets, share_of_all
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
    figures = [
        Figure("Moved", show(moved, currency), share_of_all(moved, ledger, when), weakest),
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
        [name for name, _ in gives_and_gets(found, side) if name in ledger.baseline and name != ROOT] for side in (0, 1)
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
