"""What differs from one version of a scenario to another, as Markdown for a review."""

from __future__ import annotations

from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.values import on_one_line
from virement.versions.diff import limits_that_differ, moves_that_differ, texts_that_differ
from virement.versions.diff_report import diff_sentence
from virement.views import common_span, shown

_MONEY = {"gross": "Gross cut", "fundable": "Available to reallocate"}
TEXT_ONLY = "**Text only**: every move, limit and amount is as before."


def diff_markdown(a: Ledger, b: Ledger, span: str | None = None) -> str:
    """Say what differs from `a` to `b`: a sentence, the moves in dollars, limits, and which texts.

    Says *text only* where no move, limit or range differs. Raises `ModelError` where the baselines differ.
    """
    when = span or common_span([a, b])
    moves, limits = moves_that_differ(a, b, when), limits_that_differ(a, b)
    limits, texts = limits[limits["what"] != "title"], texts_that_differ(a.scenario, b.scenario)
    named = ["title"] * (a.scenario.title != b.scenario.title) + texts["what"].tolist()
    if moves.empty and limits.empty:
        return f"{TEXT_ONLY} Changed: {', '.join(named)}." if named else "Nothing differs."
    parts = [_text(diff_sentence(a, b, when))]
    if not moves.empty:
        parts.append(_moves(moves, b))
    if not limits.empty:
        rows = [[str(cell) or "none" for cell in row] for row in limits.to_numpy()]
        parts.append(_table(["Also", "Division", "Before", "After"], rows))
    return "\n\n".join(parts)


def _moves(moves: pd.DataFrame, ledger: Ledger) -> str:
    heads = ["Move", "What", "Says", *(f"{words}, change" for words in _MONEY.values())]
    rows = []
    for row in moves.to_dict("records"):
        money = [_change(row, column, ledger) for column in _MONEY]
        rows.append([row["move"], row["what"], row["changed_fields"], *money])
    return _table(heads, rows)


def _change(row: dict[Any, Any], column: str, ledger: Ledger) -> str:
    before, after, change = (row[f"{column}_{moment}"] for moment in ("before", "after", "change"))
    told = f"{shown(before, ledger.baseline)} → {shown(after, ledger.baseline)}"
    return f"{told} ({shown(change, ledger.baseline, signed=True)})"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_text(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(text: str) -> str:
    """Return a text so that Markdown shows it as it stands: nothing in it becomes a link, a tag or a mention."""
    shielded = "".join(f"\\{sign}" if sign in "\\`*_[]<>|#~" else sign for sign in on_one_line(text))
    return shielded.replace("@", "@\u200b")
