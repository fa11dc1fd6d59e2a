"""From the first year of the plan to the last: what the plan itself does, how it grows, and what the moves do."""

from __future__ import annotations

import pandas as pd
from virement.engine import Ledger
from virement.values import ROOT
from virement.views.moves import bridge
from virement.views.table_parts import money, rows_of


def years_bridge(ledger: Ledger, division: str = ROOT) -> pd.DataFrame:
    """A division's baseline in the first plan year, a step for each later year, each move's in the last, its budget.

    Columns step, kind (`total`, `plan` for what was given, `growth` for what grew, `move`), amount, start, end, as in
    `bridge`. Raises `ModelError` for an unknown division.
    """
    baseline, rows = ledger.baseline, rows_of(ledger.baseline, division)
    years = {year: columns for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan}
    first, last = next(iter(years)), [*years][-1]
    held = {year: int(baseline.budget[rows][:, columns].sum()) for year, columns in years.items()}
    grown_from = len(baseline.periods) if baseline.grown_from is None else baseline.grown_from
    standing = held[first]
    steps = [(f"{first}, baseline", "total", standing, 0, standing)]
    for year, columns in [*years.items()][1:]:
        kind = "growth" if columns[0] >= grown_from else "plan"
        steps.append((f"{year}, {kind}", kind, held[year] - standing, standing, held[year]))
        standing = held[year]
    table = pd.DataFrame(
        [(step, kind, *(money(ledger, minor) for minor in minors)) for step, kind, *minors in steps],
        columns=["step", "kind", "amount", "start", "end"],
    )
    moves = bridge(ledger, division, last).iloc[1:].replace({"step": {"Scenario": f"{last}, scenario"}})
    return pd.concat([table, moves], ignore_index=True)
