"""Divides published figures among divisions where nobody has published the parts: each number is stated once."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from virement.tables import Figure, Table
from virement.values import (
    STATUSES,
    UNITS,
    Amount,
    Problem,
    Unreadable,
    did_you_mean,
    minor_places,
    one_of,
    read_share,
    running_round,
    whole,
)

Row = tuple[str, dict[str, str]]


def divided(figures: list[Figure], table: Table, currency: str, unit: str, problems: list[Problem]) -> list[Figure]:
    """Return the figures with those that `table` divides replaced by their parts, top down in its order.

    `table` has the columns of, division, share (`rest` for what the others leave), status, source, note. A part is as
    well known as the weaker of its figure and its share.
    """
    by_head: dict[str, list[Row]] = {}
    for where, row in table.rows:
        by_head.setdefault(row.get("of", "").strip(), []).append((where, row))
    step = Decimal(1).scaleb(-minor_places(currency) - UNITS[unit])
    for head, rows in by_head.items():
        mine = [figure for figure in figures if figure.division == head and figure.measure == "budget"]
        if not mine:
            names = {figure.division for figure in figures}
            what = f"'{head}' has no budget to split"
            problems.append(Problem(rows[0][0], what, did_you_mean(head, names) or one_of(names)))
        shares = _shares(rows, problems)
        if mine and shares is not None:
            figures = [figure for figure in figures if figure not in mine] + _parts(mine, rows, shares, step)
    return figures


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
                    source="; ".join(dict.fromkeys(filter(None, (*figure.source.split("; "), row["source"].strip())))),
                    note="; ".join(filter(None, (figure.note, row["note"].strip()))),
                )
            )
    return found
