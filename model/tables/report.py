"""What `virement baseline --json` prints of a reading."""

from __future__ import annotations

from typing import Any

from virement.tables.reading import TableReading

EXITS = {"understood": 0, "unsure": 1, "refused": 2}


def table_report(reading: TableReading) -> dict[str, Any]:
    """Return a reading as one object of plain data; amounts are decimal texts in whole units of the currency."""
    return {
        "status": reading.status,
        "totals": reading.totals,
        "leaves": reading.leaves,
        "levels": list(reading.levels),
        "currency": None if reading.currency == "XXX" else reading.currency,
        "unit": reading.unit,
        "actuals": reading.actuals,
        "questions": [
            {
                "key": one.key,
                "about": one.about,
                "choices": [{"answer": c.answer, "totals": c.totals} for c in one.choices],
            }
            for one in reading.questions
        ],
        "account": [
            {
                "what": entry.what,
                "amounts": {period: f"{amount:f}" for period, amount in entry.amounts.items()},
                **({"why": entry.why} if entry.why else {}),
                **({"where": list(entry.where)} if entry.where else {}),
            }
            for entry in reading.account
        ],
        "all_numbers": {period: f"{amount:f}" for period, amount in reading.all_numbers.items()},
        "mapping": reading.mapping.to_dict(),
        "problems": [
            {"where": one.where, "what": one.what, "hint": one.hint, "level": one.level} for one in reading.problems
        ],
    }
