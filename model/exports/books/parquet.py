"""A scenario's cells as Apache Parquet, with exact decimals, for those who go on with them in a data tool."""

from __future__ import annotations

import io

from virement.engine import Ledger
from virement.values import UNITS, minor_places
from virement.views import cells

AMOUNTS = ("baseline", "variance", "budget")
_DIGITS = 38  # the most that a 128-bit decimal holds


def to_parquet(ledger: Ledger) -> bytes:
    """Return `cells` as Parquet: amounts as decimals to the minor unit, all else as text.

    The file's metadata says the scenario's title and the baseline's name and fingerprint, each under `virement.`.
    Texts stand as they are. The same bytes each time from one version of pyarrow, which names itself in the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table, baseline = cells(ledger), ledger.baseline
    money = pa.decimal128(_DIGITS, minor_places(baseline.currency) + UNITS[baseline.unit])
    schema = pa.schema(
        [(column, money if column in AMOUNTS else pa.string()) for column in table.columns],
        metadata={
            "virement.scenario": ledger.scenario.title,
            "virement.baseline": baseline.name,
            "virement.fingerprint": baseline.fingerprint,
        },
    )
    columns = [pa.array(table[column].tolist(), schema.field(column).type) for column in table.columns]
    file = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), file)
    return file.getvalue()
