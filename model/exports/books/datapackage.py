"""A scenario as a Tabular Data Package: a zip of CSVs and a description of every column, which Frictionless validates.

Four tables. `cells` and `ledger` are the views of those names, `sources` lists where figures come from, and `citations`
says which figure of the baseline rests on which source. Keys tie them together: an entry of the ledger belongs to a
cell, a citation to a cell and a source.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.exports.books.sources import citations, sources_of
from virement.values import STATUSES, ModelError, Problem, zipped
from virement.views import cells, plain, postings, to_csv

_MEANT = {
    "scenario": "Title of the scenario",
    "division": "Path of a leaf, or an outside account such as Savings",
    "period": "Fiscal year, quarter or month",
    "move": "Name of the move",
    "baseline": "Budget before the moves",
    "variance": "Scenario less baseline; over all rows it sums to zero",
    "budget": "Budget under the scenario",
    "amount": "What the division or outside account gets, below zero where it gives; a move in a period sums to zero",
    "currency": "ISO 4217 code; XXX is unknown",
    "unit": "What the amounts count: one, thousand, million or billion",
    "status": "How good the figure is, best first: reported, derived, guidance, estimate, assumption",
    "source": "Id of a source",
    "id": "Short name of the source",
    "publisher": "Who published it",
    "title": "What it is called",
    "date": "When it was published, as far as it is known",
    "link": "The address at which it opens",
    "also": "Other addresses that carry or confirm it, parted by a semicolon and a space",
    "read": "The day on which it was read; empty if it was not",
    "said": "What it says, in the words of those who keep the baseline",
    "standing": "How far it can be trusted",
    "note": "How the figure was come by",
}
_AMOUNTS = ("baseline", "variance", "budget", "amount")
_NEEDED = ("division", "period", "move", "currency", "unit", "source", "id")
_CELL = {"fields": ["division", "period"], "reference": {"resource": "cells", "fields": ["division", "period"]}}
_SOURCE = {"fields": ["source"], "reference": {"resource": "sources", "fields": ["id"]}}
_KEYS: dict[str, dict[str, Any]] = {
    "cells": {"primaryKey": ["division", "period"]},
    "ledger": {"foreignKeys": [_CELL]},
    "sources": {"primaryKey": ["id"]},
    "citations": {"primaryKey": ["division", "period", "source"], "foreignKeys": [_CELL, _SOURCE]},
}


def to_datapackage(ledger: Ledger) -> bytes:
    """Return the scenario as a zip of `datapackage.json` and its CSVs, the same bytes each time.

    The CSVs are written as `to_csv` writes them. Sources are those of `sources_of`.
    Raises `ModelError` where a name and another with the sign that guards a text from being a formula are one.
    """
    tables = {"cells": cells(ledger), "ledger": postings(ledger), "sources": sources_of(ledger)}
    cited = citations(ledger.baseline)
    tables["citations"] = pd.DataFrame(cited, columns=["division", "period", "source", "status", "note"])
    _check_guarded([*ledger.accounts, *tables["sources"]["id"]])
    files = {f"{name}.csv": to_csv(table).encode() for name, table in tables.items()}
    head = json.dumps(_described(ledger, tables, files), indent=2, ensure_ascii=False) + "\n"
    return zipped({"datapackage.json": head.encode(), **files})


def _check_guarded(names: list[str]) -> None:
    """Refuse names that differ in a CSV no more."""
    known = list(dict.fromkeys(names))
    first: dict[str, str] = {}
    alike = [(first[plain(name)], name) for name in known if first.setdefault(plain(name), name) != name]
    if alike:
        raise ModelError(
            Problem(
                one, f"can't be told from {other} in a CSV, where a formula is guarded by an apostrophe", "Rename one"
            )
            for one, other in alike
        )


def _described(ledger: Ledger, tables: dict[str, pd.DataFrame], files: dict[str, bytes]) -> dict[str, Any]:
    """Return what `datapackage.json` says."""
    baseline = ledger.baseline
    return {
        "profile": "tabular-data-package",
        "name": "virement-scenario",
        "title": ledger.scenario.title,
        "description": ledger.scenario.description,
        "baseline": {"name": baseline.name, "title": baseline.title, "fingerprint": baseline.fingerprint},
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"},
                "bytes": len(files[f"{name}.csv"]),
                "hash": f"sha256:{sha256(files[f'{name}.csv']).hexdigest()}",
                "schema": {
                    "fields": [_field(ledger, column) for column in table.columns],
                    "missingValues": [""],
                    **_KEYS[name],
                },
            }
            for name, table in tables.items()
        ],
    }


def _field(ledger: Ledger, column: str) -> dict[str, Any]:
    """Return what a column is; an amount says its unit."""
    field: dict[str, Any] = {"name": column, "type": "string", "description": _MEANT[column]}
    if column in _AMOUNTS:
        unit, currency = ledger.baseline.unit, ledger.baseline.currency
        field |= {"type": "number", "unit": currency if unit == "one" else f"{unit} {currency}"}
    if column in _NEEDED or column in _AMOUNTS:
        field["constraints"] = {"required": True}
    return field | ({"constraints": {"enum": list(STATUSES)}} if column == "status" else {})
