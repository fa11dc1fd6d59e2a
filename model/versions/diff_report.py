"""What one version of a scenario does otherwise than another, in a sentence; the tables are in `diff.py`."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pandas as pd
from virement.engine import Ledger
from virement.versions.diff import TEXTS, limits_that_differ, moves_that_differ, texts_that_differ
from virement.views import by_move, common_span, shown


def rest_that_differs(a: Ledger, b: Ledger) -> pd.DataFrame:
    """All that two scenarios say otherwise besides their moves: columns what, division, before, after.

    The rows of `limits_that_differ`, then those of `texts_that_differ`.
    """
    texts = texts_that_differ(a.scenario, b.scenario)
    texts.insert(1, "division", "")
    return pd.concat([limits_that_differ(a, b), texts], ignore_index=True)


def diff_sentence(a: Ledger, b: Ledger, span: str | None = None) -> str:
    """Say how many moves became what, what they move and what is available in both, and what else differs.

    Raises `ModelError` where the baselines differ.
    """
    when = span or common_span([a, b])
    moves, others = moves_that_differ(a, b, when), rest_that_differs(a, b)
    if moves.empty and others.empty:
        return "Nothing differs."
    became = Counter(moves["what"].tolist())
    told = [_counted(became[what], "move", what) for what in became] or ["no move differs"]
    kinds = Counter("text" if what in ("title", *TEXTS) else what for what in others["what"])
    also = [_counted(count, what, "otherwise") for what, count in kinds.items()]
    rest = [f"Also {', '.join(also)}."] if also else []
    return " ".join([f"In {when}: {', '.join(told)}.", _money(a, b, when), *rest])


def _counted(count: int, noun: str, what: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'} {what}"


def _money(a: Ledger, b: Ledger, when: str) -> str:
    """Say what all the moves of each take, new funding with it, and what is left of that to give."""
    words = []
    for column, noun in (("gross", "Moved in all"), ("fundable", "available to reallocate")):
        was, now = (sum(by_move(ledger, when)[column], Decimal(0)) for ledger in (a, b))
        before, after, change = shown(was, a.baseline), shown(now, b.baseline), now - was
        went = f"{before} → {after} ({shown(change, a.baseline, signed=True)})" if change else f"{after} as before"
        words.append(f"{noun}: {went}")
    return f"{', '.join(words)}."
