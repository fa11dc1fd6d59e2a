"""The formats in which a scenario's books go to other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from virement.engine import Ledger
from virement.exports.books.datapackage import to_datapackage
from virement.exports.books.journal import to_beancount, to_hledger
from virement.exports.books.parquet import to_parquet
from virement.exports.embed import as_embed
from virement.views import cells, to_csv


@dataclass(frozen=True)
class ExportFormat:
    """A format: what it holds, how its files end, and what makes one of a ledger."""

    holds: str
    ending: str
    made_of: Callable[[Ledger], bytes]


_JOURNAL = "the baseline of each period and what each move does in it, as balanced transactions"
_CELLS = "every division and period, with statuses and sources"

FORMATS = {
    "hledger": ExportFormat(f"A journal: {_JOURNAL}", "journal", lambda ledger: to_hledger(ledger).encode()),
    "beancount": ExportFormat(f"A journal: {_JOURNAL}", "beancount", lambda ledger: to_beancount(ledger).encode()),
    "csv": ExportFormat(f"A table: {_CELLS}", "csv", lambda ledger: to_csv(cells(ledger)).encode()),
    "parquet": ExportFormat(f"A table with its types: {_CELLS}", "parquet", to_parquet),
    "datapackage": ExportFormat(
        "A zip of tables that Frictionless validates: cells, ledger, sources, citations", "zip", to_datapackage
    ),
    "embed": ExportFormat("A page without a server: a reader drags the cut and sees the shift", "html", as_embed),
}
