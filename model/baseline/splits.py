"""Divides published figures among divisions where nobody has published the parts: each number is stated once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from virement.baseline.budgets_file import Figure
from virement.tables import Table
from virement.values import (
    STATUSES,
    UNITS,
    Amount,
    Problem,
    Unreadable,
    did_you_mean,
    minor_places,
    one_of,
    read_period,
    read_share,
    running_round,
    whole,
)

Row = tuple[str, dict[str, str]]
ALWAYS = ""  # the period of a split that holds wherever no other does


def divided(figures: list[Figure], table: Table, currency: str, unit: str, problems: list[Problem]) -> list[Figure]:
    """Return the figures with those that `table` divides replaced by their parts, top down in its order.

    `table` has the columns of, division, period (one, or a fiscal year; none: all that no other row of the same `of`
    names), share (`rest` for what the others leave), status, source, note. A part is as well known as the weaker of its
    figure and its share.
    """
    by_head: dict[str, dict[str, list[Row]]] = {}
    for where, row in table.rows:
        by_period = by_head.setdefault(row.get("of", "").strip(), {})
        by_period.setdefault(_period(where, row, problems), []).append((where, row))
    step = Decimal(1).scaleb(-minor_places(currency) - UNITS[unit])
    for head, by_period in by_head.items():
        mine = [figure for figure in figures if figure.division == head and figure.measure == "budget"]
        for period, rows in by_period.items():
            those = [figure for figure in mine if _split_of(figure, by_period) == period]
            if not those:
                problems.append(_nothing_to_split(head, period, rows[0][0], mine or figures))
            shares = _shares(rows, problems)
            if those and shares is not None:
                figures = [figure for figure in figures if figure not in those] + _parts(those, rows, shares, step)
    return figures


def _period(where: str, row: dict[str, str], problems: list[Problem]) -> str:
    text = row.get("period", "").strip()
    try:
        return str(read_period(text)) if text else ALWAYS
    except Unreadable as error:
        problems.append(Problem(where, error.what, error.hint))
        return ALWAYS


def _split_of(figure: Figure, by_period: Iterable[str]) -> str | None:
    """Return which split a figure has: that of its own period, else that of its fiscal year, else that of all."""
    names = str(figure.period), figure.period.fiscal_year, ALWAYS
    return next((name for name in names if name in by_period), None)


def _nothing_to_split(head: str, period: str, where: str, figures: list[Figure]) -> Problem:
    periods = dict.fromkeys(str(figure.period) for figure in figures if figure.division == head)
    if period and periods:
        return Problem(where, f"'{head}' has no budget to split in {period}", one_of(periods))
    names = {figure.division for figure in figures}
    return Problem(where, f"'{head}' has no budget to split", did_you_mean(head, names) or one_of(names))


def _shares(rows: list[Row], problems: list[Problem]) -> list[Fraction] | None:
    """Return the shares of one split, which sum to one, `rest` being what the others leave."""
    shares: list[Fraction | None] = []
    before = len(problems)
    for where, row in rows:
        text = row.get("share", "").strip()
        try:
            shares.append(None if text == "rest" else read_share(text))
        except Unreadable as error:
            problems.append(Problem(where, error.what, error.hint))
        if row.get("status", "") not in STATUSES:
            problems.append(Problem(where, f"'{row.get('status', '')}' is not a status", one_of(STATUSES)))
    left = 1 - sum((share for share in shares if share is not None), Fraction(0))
    rests = shares.count(None)
    if len(problems) == before and (left < 0 or rests > 1 or (rests == 0 and left != 0)):
        problems.append(Problem(rows[0][0], "shares do not sum to 100%", "Give one of them `rest`"))
    return None if len(problems) > before else [left if share is None else share for share in shares]


def _parts(figures: list[Figure], rows: list[Row], shares: list[Fraction], step: Decimal) -> list[Figure]:
    """Return the parts of each figure, to the minor unit `step`, by rounding running totals over the shares."""
    denominator = math.lcm(*(share.denominator for share in shares))
    numerators = whole([int(share * denominator) for share in shares])
    found = []
    for figure in figures:
        parts = running_round(numerators, np.array(int(figure.amount.value / step)), denominator)
        for (_, row), part in zip(rows, parts.tolist(), strict=True):
            found.append(
                replace(
                    figure,
                    division=row["division"].strip(),
                    amount=Amount(Decimal(part) * step, figure.amount.currency),
                    status=max(figure.status, STATUSES.index(row["status"])),
                    source=_joined(figure.source, row.get("source", "")),
                    note="; ".join(filter(None, (figure.note, row.get("note", "").strip()))),
                )
            )
    return found


def _joined(*sources: str) -> str:
    """Return the sources that some texts name, each once."""
    return "; ".join(dict.fromkeys(name.strip() for text in sources for name in text.split("; ") if name.strip()))
