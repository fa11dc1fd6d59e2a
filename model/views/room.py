"""How much each division could still give: what it holds, above its floors, where no lock stands on it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from virement.engine import Ledger, bound_of
from virement.scenario import LIMIT_KINDS, lock_on, locks_of
from virement.values import ROOT, parent_of, whole
from virement.views.table_parts import money, period_columns, total

Room = dict[str, int]  # by division, in minor units


def room_left(ledger: Ledger, divisions: Iterable[str] | None = None, span: str | None = None) -> pd.DataFrame:
    """Return what some divisions could still give in the plan periods of a span, by default those of the first level.

    Columns division, locked (True or False), budget (what the scenario leaves in those periods) and room: the part of
    it that is above the floors on the division, in it and over it, in each fiscal year; nothing where it is locked.
    """
    baseline, locks = ledger.baseline, locks_of(ledger.scenario, ledger.baseline)
    columns = [column for column in period_columns(ledger, span) if column in baseline.plan]
    names = baseline.at_level(1) if divisions is None else tuple(divisions)
    years = [_year(ledger, year, columns) for year in baseline.fiscal_years.values() if {*year} & {*columns}]
    return pd.DataFrame(
        {
            "division": name,
            "locked": lock_on(name, locks) is not None,
            "budget": money(ledger, total(ledger.budget, baseline.rows_of(name), columns)),
            "room": money(ledger, sum(year[name] for year in years)),
        }
        for name in names
    )


def _year(ledger: Ledger, year: range, columns: Iterable[int]) -> Room:
    """Return the room of every division in those columns of a fiscal year."""
    baseline, above = ledger.baseline, _above_floors(ledger, year)
    open_columns = [column for column in columns if column in year]
    locks = locks_of(ledger.scenario, baseline)
    free = {
        leaf: 0 if lock_on(leaf, locks) else int(ledger.budget[row, open_columns, 0].clip(0).sum())
        for row, leaf in enumerate(baseline.leaves)
    }
    inner: Room = {}
    for name in reversed((ROOT, *baseline.divisions)):  # a part stands behind what it is a part of
        parts = baseline.children_of(name)
        held = free[name] if name in free else sum(inner[part] for part in parts)
        inner[name] = min(held, above.get(name, held))
    room = {ROOT: inner[ROOT]}
    for name in baseline.divisions:
        room[name] = min(inner[name], room[parent_of(name)])
    return room


def _above_floors(ledger: Ledger, year: range) -> Room:
    """Return what each division with a floor holds above it in a fiscal year."""
    found: Room = {}
    for limit in ledger.scenario.limits:
        rows = ledger.baseline.rows_of(limit.division)
        before, after = (total(array, rows, year) for array in (ledger.baseline.budget, ledger.budget))
        for kind, level in limit.levels.items():
            if LIMIT_KINDS[kind].is_least:
                bound = int(bound_of(kind, level, whole(before), ledger.baseline.currency))
                found[limit.division] = min(found.get(limit.division, after), max(after - bound, 0))
    return found
