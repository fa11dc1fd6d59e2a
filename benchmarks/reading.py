"""What reading a budget table costs, each beside the plain reader of the same file in the same run.

python benchmarks/reading.py             100,000 rows of CSV, 20,000 of XLSX, then ten times the rows
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import python_calamine
import xlsxwriter

sys.path.append(str(Path(__file__).resolve().parent.parent))

from virement.tables import Mapping, read_table


def transactions(rows: int) -> bytes:
    """Rows of a ledger: 15 columns, three years, 1,200 divisions."""
    dice = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "Fund": dice.choice(["General", "Water", "Sewer"], rows),
            "Department": dice.choice([f"Department {n}" for n in range(20)], rows),
            "Program": dice.choice([f"Program {n}" for n in range(60)], rows),
            "Account": dice.choice([f"{5000 + n} Account" for n in range(100)], rows),
            "Vendor": dice.choice([f"Vendor {n}" for n in range(5000)], rows),
            "Fiscal Year": dice.choice([2025, 2026, 2027], rows),
            "Type": "Expense",
            "Amount": dice.integers(100, 10**8, rows) / 100,
            **{f"Note {n}": dice.choice(["a", "b", "c"], rows) for n in range(7)},
        }
    )
    return table.to_csv(index=False).encode()


def months(rows: int) -> pd.DataFrame:
    """A division a row, and a month a column: 15 columns."""
    dice = np.random.default_rng(2)
    names = {
        "Department": [f"Department {n // 1000}" for n in range(rows)],
        "Program": [f"Program {n}" for n in range(rows)],
    }
    amounts = {f"2027-{n:02d}": dice.integers(100, 10**8, rows) / 100 for n in range(1, 13)}
    return pd.DataFrame({**names, "Code": range(rows), **amounts})


def book(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": False}) as file:
        page = file.add_worksheet("Budget")
        page.write_row(0, 0, list(table.columns))
        for number, row in enumerate(table.itertuples(index=False), start=1):
            page.write_row(number, 0, row)
    return out.getvalue()


def best(run: Callable[[], object], times: int = 5) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def by_calamine(content: bytes) -> None:
    file = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    file.get_sheet_by_index(0).to_python()


def main() -> None:
    for rows in (100_000, 1_000_000):
        for name, content in (("ledger", transactions(rows)), ("months", months(rows).to_csv(index=False).encode())):
            times = 5 if rows == 100_000 else 1
            plain = best(lambda content=content: pd.read_csv(io.BytesIO(content)), times)
            ours = best(lambda content=content: read_table(("t.csv", content)), times)
            print(f"CSV {name} {rows:>9,} rows: {ours:6.2f} s, {ours / plain:5.1f} x pandas.read_csv")
    content = book(months(20_000))
    plain, ours = best(lambda: by_calamine(content)), best(lambda: read_table(("t.xlsx", content)))
    print(f"XLSX 20,000 rows: {ours:6.2f} s, {ours / plain:5.1f} x calamine")
    reading = read_table(("t.xlsx", content))
    again = best(lambda: reading.with_mapping(Mapping(levels=("Program",))))
    print(f"a changed choice at 20,000 rows: {again:6.2f} s")


if __name__ == "__main__":
    main()
