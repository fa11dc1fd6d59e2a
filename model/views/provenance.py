"""What a result rests on: money by status, and the figures and sources behind a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import Case
from virement.values import STATUSES, in_unit
from virement.views.table_parts import money, percent
from virement.views.time_spans import columns_of, default_span, spans

MOST_PUBLISHERS = 4  # who are named in a line


def money_by_status(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """How much of the money moved rests on which status: columns status, amount, share_pct; best status first.

    The money is what is given up, and rests on the weakest figure that it was computed from.
    """
    return pd.DataFrame(status_lines(ledger, span), columns=["status", "amount", "share_pct"])


def status_lines(ledger: Ledger, span: str | None = None) -> list[dict[str, Any]]:
    """Return the lines of `money_by_status` as they are."""
    columns = columns_of(ledger.baseline, span or default_span(ledger))
    found = [0] * len(STATUSES)
    for posting in ledger.postings:
        if posting.role == "given":
            steps = [column - posting.window.start for column in columns if column in posting.window]
            amounts, statuses = -posting.amounts[:, steps, 0], posting.status[:, steps]
            for status in range(len(STATUSES)):
                found[status] += int(amounts[statuses == status].sum())
    return [
        {"status": STATUSES[status], "amount": money(ledger, minor), "share_pct": percent(minor, sum(found))}
        for status, minor in enumerate(found)
        if minor
    ]


def figure_sources(baseline: Baseline, span: str | None = None) -> pd.DataFrame:
    """Where every figure of a span comes from, a row for each division and origin.

    Columns division, periods, amount, status, source, publisher, date, link, note. With two sources, both are given.
    """
    columns = columns_of(baseline, span or next(iter(spans(baseline))))
    by_id = baseline.sources.set_index("id")
    rows = []
    for row, leaf in enumerate(baseline.leaves):
        groups: dict[tuple[int, str, str], list[int]] = {}
        for column in columns:
            key = int(baseline.status[row, column]), str(baseline.source[row, column]), str(baseline.note[row, column])
            groups.setdefault(key, []).append(column)
        for (status, source, note), found in groups.items():
            known = [by_id.loc[name] for name in source.split("; ") if name in by_id.index]
            rows.append(
                {
                    "division": leaf,
                    "periods": ", ".join(baseline.period_names[column] for column in found),
                    "amount": in_unit(int(baseline.budget[row, found].sum()), baseline.currency, baseline.unit),
                    "status": STATUSES[status],
                    "source": source,
                    **{
                        key: "; ".join(dict.fromkeys(str(one[key]) for one in known if one[key]))
                        for key in ("publisher", "date", "link")
                    },
                    "note": note,
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: its status, and a source's columns; `said` is the note where there is no source."""

    status: str
    publisher: str
    title: str
    date: str
    said: str
    link: str


def origins(baseline: Baseline, divisions: Iterable[str], span: str | None = None) -> list[Origin]:
    """Return where the figures of some divisions in a span come from, the best status first, each once."""
    columns = columns_of(baseline, span or next(iter(spans(baseline))))
    known = {str(row["id"]): row for row in baseline.sources.astype(str).to_dict("records")}
    found: dict[Origin, int] = {}
    for row in baseline.rows_of(divisions):
        for column in columns:
            status = int(baseline.status[row, column])
            for name in str(baseline.source[row, column]).split("; "):
                one = known.get(name, {"title": name, "said": str(baseline.note[row, column])})
                said = (one.get(key, "") for key in ("publisher", "title", "date", "said", "link"))
                found.setdefault(Origin(STATUSES[status], *said), status)
    return sorted(found, key=lambda origin: found[origin])


def reference_of(case: Case) -> dict[str, str]:
    """Return the source that a scenario refers to, by column, or only its `link` where it is none of the baseline's."""
    rows = case.baseline.sources[case.baseline.sources["id"] == case.scenario.reference]
    if len(rows):
        return {str(key): str(value) for key, value in rows.iloc[0].items()}
    return {"link": case.scenario.reference} if case.scenario.reference else {}


def source_line(case: Case, span: str | None = None) -> str:
    """Say in a line who published what a result rests on, each with the latest day; empty where nobody is named."""
    rows, claim = figure_sources(case.baseline, span), reference_of(case)
    found = [(claim.get("publisher", ""), claim.get("date", ""))]
    found += zip(rows["publisher"].astype(str), rows["date"].astype(str), strict=True)
    latest: dict[str, str] = {}
    for publishers, dates in found:
        for publisher in filter(None, publishers.split("; ")):
            latest[publisher] = max(latest.get(publisher, ""), *dates.split("; "))
    named = [f"{publisher} ({day})" if day else publisher for publisher, day in latest.items()]
    more = [f"and {len(named) - MOST_PUBLISHERS} more"] if len(named) > MOST_PUBLISHERS else []
    return f"Sources: {', '.join([*named[:MOST_PUBLISHERS], *more])}." if named else ""
