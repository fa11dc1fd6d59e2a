"""Tables made from a ledger. Every number a person sees comes from one of them.

Amounts are exact decimals in the baseline's unit, percentages are decimals with four places and end in `_pct`, points
in `_pp`. `span` is a fiscal year (`FY2026`), a period, or one of these to a later one (`2026Q3 to FY2027`); by default
the shortest fiscal year, or all of the plan, that holds everything the moves do. `level` counts from 1 for the
divisions right under `All divisions`; None is the leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from model.baseline import OUTSIDE_ACCOUNTS, ROOT, STATUSES, Baseline, Rows
from model.errors import ModelError, Problem
from model.exact import split
from model.ledger import Ledger, Posting
from model.money import in_unit
from model.scenario import NEW_FUNDING, Scenario
from model.terms import division_hint

KEPT = ("Stranded costs", "One-off costs", "Unallocated")
USES = tuple(name for name in OUTSIDE_ACCOUNTS if name != NEW_FUNDING)


def spans(baseline: Baseline) -> dict[str, range]:
    """Return the spans that figures are shown for: each fiscal year of the plan, and the whole plan."""
    years = {year: columns for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan}
    if len(years) > 1:
        first, *_, last = years
        years[f"{first} to {last}"] = range(years[first].start, years[last].stop)
    return years


def first_giver(scenario: Scenario, baseline: Baseline) -> str:
    """Return the division that the first move takes from, `ROOT` where there is none: what people look at first."""
    return next((name for move in scenario.moves for name in move.from_ if name in baseline), ROOT)


def default_span(ledger: Ledger) -> str:
    """Return the shortest span that holds the windows of all moves, the first fiscal year if there are none."""
    return shortest_span(ledger.baseline, ledger.windows.values())


def shortest_span(baseline: Baseline, windows: Iterable[range]) -> str:
    """Return the shortest span that holds all the windows, the first fiscal year if there are none."""
    known = spans(baseline)
    used = {column for window in windows for column in window}
    return next((name for name, columns in known.items() if used <= set(columns)), next(iter(known)))


def columns_of(baseline: Baseline, span: str) -> list[int]:
    """Return the columns of a span; raise `ModelError` where there is no such span."""
    single = {name: range(column, column + 1) for column, name in enumerate(baseline.period_names)}
    known = single | baseline.fiscal_years
    first, to, last = span.partition(" to ")
    begin, end = known.get(first), known.get(last if to else first)
    if begin is None or end is None or begin.start >= end.stop:
        raise ModelError([Problem(span, "is no span of this baseline", span_hint(baseline))])
    return list(range(begin.start, end.stop))


def span_hint(baseline: Baseline) -> str:
    """Say what a span is, with the longest ones that there are."""
    whole = (f"{names[0]} to {names[-1]}" for names in ([*baseline.fiscal_years], baseline.period_names))
    return f"Write a fiscal year, a period, or one to a later one: {', '.join(dict.fromkeys(whole))}"


def rows_of(baseline: Baseline, division: str) -> Rows:
    """Return the rows of the leaves under a division; raise `ModelError` where there is no such division."""
    if division not in baseline:
        raise ModelError([Problem(division, "is no division of this baseline", division_hint(division, baseline))])
    return baseline.rows_of(division)


def _columns(ledger: Ledger, span: str | None) -> list[int]:
    return columns_of(ledger.baseline, span or default_span(ledger))


def money(ledger: Ledger, minor: int) -> Decimal:
    """Return minor units as a decimal number of the baseline's unit."""
    return in_unit(minor, ledger.baseline.currency, ledger.baseline.unit)


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Return `part` in percent of `whole` with four places, or None of nothing.

    >>> percent(200, 2140), percent(1, 0)
    (Decimal('9.3458'), None)
    """
    return None if whole == 0 else round(Decimal(part) * 100 / Decimal(whole), 4)


def _total(array: np.ndarray, rows: Rows | list[int], columns: Sequence[int]) -> int:
    """Return the sum of a block of the first draw, or of an array without draws."""
    block = array[rows][:, columns]
    return int((block[..., 0] if block.ndim == 3 else block).sum())


def _status(ledger: Ledger, division: str, columns: Sequence[int]) -> int:
    """Return the weakest status behind a division's budget before and after."""
    rows = ledger.baseline.rows_of(division)
    before = ledger.baseline.status_of(division, columns)
    touched = [
        int(posting.status[inside][:, steps].max())
        for posting in ledger.postings
        if posting.rows[0] <= rows[-1]  # both are in order: most of many divisions are seen at once to have no part
        and rows[0] <= posting.rows[-1]
        and (inside := np.isin(posting.rows, rows)).any()
        and (steps := [column - posting.window.start for column in columns if column in posting.window])
        and posting.amounts[inside][:, steps].any()
    ]
    return max([before, *touched])


def outside_rows(ledger: Ledger) -> dict[str, list[int]]:
    """Return the rows of the outside accounts by name."""
    first = len(ledger.baseline.leaves)
    return {name: [first + position] for position, name in enumerate(OUTSIDE_ACCOUNTS)}


def cells(ledger: Ledger) -> pd.DataFrame:
    """Every leaf and period of the horizon, and every outside account in each period in which it got or gave anything.

    Columns scenario, division, period, baseline, variance, budget, currency, unit, status. Variances sum to zero.
    """
    baseline, leaves = ledger.baseline, len(ledger.baseline.leaves)
    before = np.zeros(ledger.variance.shape[:2], dtype=np.int64)
    before[:leaves] = baseline.budget
    change = ledger.variance[:, :, 0]
    shown = np.ones(change.shape, dtype=np.bool_)
    shown[leaves:] = change[leaves:] != 0
    rows, columns = np.nonzero(shown)
    return pd.DataFrame(
        {
            "scenario": ledger.scenario.title,
            "division": [ledger.accounts[row] for row in rows],
            "period": [baseline.period_names[column] for column in columns],
            "baseline": [money(ledger, minor) for minor in before[rows, columns].tolist()],
            "variance": [money(ledger, minor) for minor in change[rows, columns].tolist()],
            "budget": [money(ledger, minor) for minor in (before + change)[rows, columns].tolist()],
            "currency": baseline.currency,
            "unit": baseline.unit,
            "status": [STATUSES[status] for status in ledger.status[rows, columns]],
        }
    )


def postings(ledger: Ledger) -> pd.DataFrame:
    """The ledger: columns scenario, move, period, division, amount, currency, unit. In each period a move sums to 0."""
    rows = [
        (posting.move, column, int(row), minor)
        for posting in ledger.postings
        for step, column in enumerate(posting.window)
        for row, minor in zip(posting.rows, posting.amounts[:, step, 0].tolist(), strict=True)
        if minor
    ]
    rows.sort(key=lambda row: row[:2])
    return pd.DataFrame(
        {
            "scenario": [ledger.scenario.title for _ in rows],
            "move": [ledger.scenario.moves[move].name for move, *_ in rows],
            "period": [ledger.baseline.period_names[column] for _, column, *_ in rows],
            "division": [ledger.accounts[row] for _, _, row, _ in rows],
            "amount": [money(ledger, minor) for *_, minor in rows],
            "currency": [ledger.baseline.currency for _ in rows],
            "unit": [ledger.baseline.unit for _ in rows],
        }
    )


def by_division(ledger: Ledger, level: int | None = None, span: str | None = None) -> pd.DataFrame:
    """Before and after by division: the rows partition the budget.

    Columns division, baseline, variance, variance_pct, budget, share_before_pct, share_after_pct, share_change_pp,
    status. Shares are of what all divisions spend in the span.
    """
    return division_table(ledger, ledger.baseline.at_level(level), _columns(ledger, span))


def division_table(ledger: Ledger, divisions: Iterable[str], columns: list[int]) -> pd.DataFrame:
    """Return the lines of `by_division` for any divisions, which need not partition the budget."""
    return pd.DataFrame(division_lines(ledger, divisions, columns))


def division_lines(ledger: Ledger, divisions: Iterable[str], columns: list[int]) -> list[dict[str, Any]]:
    """Return the lines of `division_table` as they are, for those who need one or two of them."""
    everyone = ledger.baseline.rows_of(ROOT)
    all_before, all_after = (_total(array, everyone, columns) for array in (ledger.baseline.budget, ledger.budget))
    rows = []
    for division in divisions:
        leaves = ledger.baseline.rows_of(division)
        before, after = (_total(array, leaves, columns) for array in (ledger.baseline.budget, ledger.budget))
        share_before, share_after = percent(before, all_before), percent(after, all_after)
        known = share_before is not None and share_after is not None
        rows.append(
            {
                "division": division,
                "baseline": money(ledger, before),
                "variance": money(ledger, after - before),
                "variance_pct": percent(after - before, before),
                "budget": money(ledger, after),
                "share_before_pct": share_before,
                "share_after_pct": share_after,
                "share_change_pp": share_after - share_before if known else None,  # type: ignore[operator]
                "status": STATUSES[_status(ledger, division, columns)],
            }
        )
    return rows


def outside_table(ledger: Ledger, columns: list[int]) -> pd.DataFrame:
    """Return lines like `division_table`'s for the outside accounts, which begin with nothing and have no share.

    The status is empty where nothing moved.
    """
    rows = []
    for name, account in outside_rows(ledger).items():
        minor = _total(ledger.variance, account, columns)
        rows.append(
            {
                "division": name,
                "baseline": money(ledger, 0),
                "variance": money(ledger, minor),
                "variance_pct": None,
                "budget": money(ledger, minor),
                "share_before_pct": None,
                "share_after_pct": None,
                "share_change_pp": None,
                "status": STATUSES[int(ledger.status[account][:, columns].max())] if minor else "",
            }
        )
    return pd.DataFrame(rows)


def by_move(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """What each move that is switched on takes and frees.

    Columns move, gross, stranded, one_off, fundable (gross less the two), savings, unallocated.
    """
    columns = _columns(ledger, span)
    taken = {index: Counter[str]() for index in ledger.windows}
    for posting in ledger.postings:
        taken[posting.move][posting.receiver] += _posted(posting, posting.rows, columns)
    rows = []
    for index, took in taken.items():
        gross, stranded, one_off = -took[""], took["Stranded costs"], took["One-off costs"]
        minors = gross, stranded, one_off, gross - stranded - one_off, took["Savings"], took["Unallocated"]
        rows.append((ledger.scenario.moves[index].name, *(money(ledger, minor) for minor in minors)))
    return pd.DataFrame(rows, columns=["move", "gross", "stranded", "one_off", "fundable", "savings", "unallocated"])


def shares(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Each division's share of all spending: the share columns of `by_division`."""
    table = by_division(ledger, level, span)
    return table[["division", "share_before_pct", "share_after_pct", "share_change_pp", "status"]]


def by_period(ledger: Ledger, level: int | None = 1, *, by: str = "period") -> pd.DataFrame:
    """Before and after by division and period, or, with `by="fiscal_year"`, by fiscal year.

    Columns division, period, kind (`actual`, `plan`, or `actual and plan`), baseline, variance, budget, status.
    """
    baseline = ledger.baseline
    blocks: dict[str, list[int]] = (
        {year: list(columns) for year, columns in baseline.fiscal_years.items()}
        if by == "fiscal_year"
        else {name: [column] for column, name in enumerate(baseline.period_names)}
    )
    rows = []
    for division in baseline.at_level(level):
        leaves = baseline.rows_of(division)
        for name, columns in blocks.items():
            before, after = (_total(array, leaves, columns) for array in (baseline.budget, ledger.budget))
            kinds = dict.fromkeys("plan" if column in baseline.plan else "actual" for column in columns)
            rows.append(
                {
                    "division": division,
                    "period": name,
                    "kind": " and ".join(kinds),
                    "baseline": money(ledger, before),
                    "variance": money(ledger, after - before),
                    "budget": money(ledger, after),
                    "status": STATUSES[_status(ledger, division, columns)],
                }
            )
    return pd.DataFrame(rows)


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


def flow_amounts(ledger: Ledger, span: str | None = None) -> dict[tuple[str, str], int]:
    """Return the money that went from each giver to each receiver, in minor units, as the moves name them.

    A move's givers share each of its uses in proportion to what they give; both margins are exact.
    """
    columns = _columns(ledger, span)
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
        for name, total in _uses(ledger, mine, columns):
            parts = split(np.array(total), left)
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
    columns, rows = _columns(ledger, span), rows_of(ledger.baseline, division)
    standing = _total(ledger.baseline.budget, rows, columns)
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


def operating_income(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Revenue less budget by division, empty where the revenue isn't known; the last row is all of them.

    Columns division, revenue, before, after, change, status. Costs that the cuts leave behind, and money that nobody
    was given, stay costs: of a reallocation only Savings and New funding change the total.
    """
    columns, baseline = _columns(ledger, span), ledger.baseline
    kept = kept_costs(ledger, columns)
    rows = [_income(ledger, division, columns, 0) for division in baseline.at_level(level)]
    for name, minor in kept.items():
        rows.append(
            {
                "division": name,
                "revenue": money(ledger, 0),
                "before": money(ledger, 0),
                "after": money(ledger, -minor),
                "change": money(ledger, -minor),
                "status": STATUSES[-1],
            }
        )
    rows.append(whole_income(ledger, columns))
    return pd.DataFrame(rows, columns=["division", "revenue", "before", "after", "change", "status"])


def whole_income(ledger: Ledger, columns: list[int]) -> dict[str, Any]:
    """Return the last line of `operating_income`: that of all divisions."""
    return _income(ledger, ROOT, columns, sum(kept_costs(ledger, columns).values()))


def spending(ledger: Ledger, columns: list[int]) -> int:
    """Return what is spent after the moves, by the divisions and beside them."""
    return _total(ledger.budget, ledger.baseline.rows_of(ROOT), columns) + sum(kept_costs(ledger, columns).values())


def kept_costs(ledger: Ledger, columns: list[int]) -> dict[str, int]:
    """Return what stays a cost though no division has it, by outside account."""
    rows = outside_rows(ledger)
    kept = {name: _total(ledger.variance, rows[name], columns) for name in rows if name in KEPT}
    return {name: minor for name, minor in kept.items() if minor}


def _income(ledger: Ledger, division: str, columns: list[int], kept: int) -> dict[str, Any]:
    leaves = ledger.baseline.rows_of(division)
    before, after = (_total(array, leaves, columns) for array in (ledger.baseline.budget, ledger.budget))
    revenue = ledger.baseline.revenue_of(division, columns)
    if revenue is None:
        return {"division": division, "revenue": None, "before": None, "after": None, "change": None, "status": ""}
    status = max(ledger.baseline.status_of(division, columns, "revenue"), _status(ledger, division, columns))
    return {
        "division": division,
        "revenue": money(ledger, revenue),
        "before": money(ledger, revenue - before),
        "after": money(ledger, revenue - after - kept),
        "change": money(ledger, before - after - kept),
        "status": STATUSES[status],
    }


def to_csv(table: pd.DataFrame) -> str:
    """Return a view as CSV: plain decimal numbers, exact; text that a spreadsheet would run as a formula is guarded."""
    written = table.copy()
    for column in written.columns:
        written[column] = [plain(value) for value in written[column]]
    written.columns = [plain(name) for name in written.columns]  # of some views a scenario's title
    return written.to_csv(index=False, lineterminator="\n")


def plain(value: object) -> str:
    """Return a value as a CSV holds it: numbers in digits, text guarded, and its line breaks such as get quoted."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    text = str(value)
    guard = "'" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else ""
    return guard + text.replace("\r\n", "\n").replace("\r", "\n")
