"""Where the figures of a ledger come from: every source that stands behind it, and what rests on which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from virement.baseline import SOURCE_COLUMNS, Baseline
from virement.engine import Ledger
from virement.values import STATUSES


def sources_of(ledger: Ledger) -> pd.DataFrame:
    """Return the baseline's sources, what the scenario refers to, and the sources that figures name without more.

    Columns as in a baseline's `sources.csv`. A source that is only named has its id alone, what the scenario refers to
    its link and the scenario's title; each stands there once.
    """
    rows = ledger.baseline.sources[SOURCE_COLUMNS].to_dict("records")
    if reference := ledger.scenario.reference:
        rows.append({"id": reference, "link": reference, "said": ledger.scenario.title})
    rows += [{"id": source} for _, _, source, _, _ in citations(ledger.baseline)]
    found: dict[str, dict[Any, Any]] = {}
    for row in rows:
        found.setdefault(row["id"], dict.fromkeys(SOURCE_COLUMNS, "") | row)
    return pd.DataFrame(list(found.values()), columns=SOURCE_COLUMNS)


def citations(baseline: Baseline) -> Iterator[tuple[str, ...]]:
    """Yield each figure of the baseline with each source that it rests on: leaf, period, source, status, note."""
    for row, leaf in enumerate(baseline.leaves):
        for column, period in enumerate(baseline.period_names):
            status, note = STATUSES[baseline.status[row, column]], str(baseline.note[row, column])
            for source in _named(str(baseline.source[row, column])):
                yield leaf, period, source, status, note


def _named(sources: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (name.strip() for name in sources.split(";")))))
