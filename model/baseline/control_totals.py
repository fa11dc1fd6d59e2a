"""Published totals, which a baseline's leaves must add up to: one that does not foot does not load."""

from __future__ import annotations

from decimal import Decimal

from virement.baseline.budget import Baseline, ControlTotal
from virement.tables import Table
from virement.values import (
    STATUSES,
    UNITS,
    Amount,
    Problem,
    Unreadable,
    did_you_mean,
    in_unit,
    one_of,
    read_figure,
    read_period,
    to_minor,
)


def read_control_totals(baseline: Baseline, table: Table, problems: list[Problem]) -> tuple[ControlTotal, ...]:
    """Read the control totals of a baseline, and name each that its figures miss by more than its tolerance.

    `table` has the columns name, divisions (one, or several joined by ` + `), period (or fiscal year), measure, amount
    and tolerance in the baseline's unit, status, source, note.
    """
    found = []
    for where, row in table.rows:
        try:
            control = _control(baseline, row)
        except Unreadable as error:
            problems.append(Problem(where, error.what, error.hint))
            continue
        have = _added_up(baseline, control)
        if have is None or abs(have - control.amount) > control.tolerance:
            shown = "nothing known" if have is None else f"{in_unit(have, baseline.currency, baseline.unit):f}"
            published = f"{in_unit(control.amount, baseline.currency, baseline.unit):f}"
            what = f"{control.name}: the leaves add up to {shown}, published is {published}"
            problems.append(Problem(where, what, "Fix the figures, or say the tolerance"))
        found.append(control)
    return tuple(found)


def _added_up(baseline: Baseline, control: ControlTotal) -> int | None:
    columns = sorted(control.columns)
    if control.measure == "budget":
        return baseline.total(control.divisions, columns)
    parts = [baseline.revenue_of(name, columns) for name in control.divisions]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _control(baseline: Baseline, row: dict[str, str]) -> ControlTotal:
    names = tuple(name.strip() for name in row.get("divisions", "").split(" + "))
    for name in names:
        if name not in baseline:
            raise Unreadable(f"'{name}' is not a division", did_you_mean(name, baseline.divisions))
    period, status = str(read_period(row.get("period", ""))), row.get("status", "")
    single = [column for column, name in enumerate(baseline.period_names) if name == period]
    columns = baseline.fiscal_years.get(period) or single
    if not columns:
        raise Unreadable(f"'{period}' is not a period of this baseline", one_of(baseline.period_names))
    if status not in STATUSES:
        raise Unreadable(f"'{status}' is not a status", one_of(STATUSES))
    measure = row.get("measure", "") or "budget"
    if measure not in ("budget", "revenue"):
        raise Unreadable(f"'{measure}' is not a measure", "One of: budget, revenue")
    amount, tolerance = (_minor(baseline, row.get(column, "")) for column in ("amount", "tolerance"))
    return ControlTotal(
        name=row.get("name", "") or f"{row['divisions']} {period}",
        measure=measure,
        divisions=names,
        columns=frozenset(columns),
        amount=amount,
        tolerance=tolerance,
        status=STATUSES.index(status),
        source=row.get("source", ""),
    )


def _minor(baseline: Baseline, text: str) -> int:
    value = read_figure(text).value if text.strip() else Decimal(0)
    return to_minor(Amount(value.scaleb(UNITS[baseline.unit])), baseline.currency)
