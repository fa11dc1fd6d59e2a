"""The register as a table, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.authority.approval_status import giver_of, standing
from virement.authority.register import Band, Entry, Register
from virement.authority.rules import ANY_AMOUNT
from virement.scenario import Approval
from virement.values import show
from virement.views import money

BEFORE = ["number", "scenario", "move", "from", "to"]
AFTER = ["total", "kind", "cumulative", "cumulative_in", "band", "approver", "consult", "days"]
AFTER += ["approved_by", "standing", "why"]


def register_table(register: Register) -> pd.DataFrame:
    """Return a row for each move that is switched on.

    Columns number, scenario, move, from, to; one for each fiscal year in which anything is taken; total, kind,
    cumulative (what its givers give in the year cumulative_in by all moves together), band, approver (who must
    approve), consult, days, approved_by, standing, why. Amounts are in the baseline's unit; the years sum to what the
    ledgers say is given.
    """
    rows = [_row(register, entry) for entry in register.entries]
    return pd.DataFrame(rows, columns=[*BEFORE, *register.years, *AFTER], dtype=object)


def _row(register: Register, entry: Entry) -> dict[str, object]:
    def amount(minor: int) -> Decimal:
        return money(entry.ledger, minor)

    return {
        "number": entry.number,
        "scenario": entry.ledger.scenario.title,
        "move": entry.move.name,
        "from": giver_of(entry),
        "to": "; ".join(f"{name} {show(minor, register.baseline.currency)}" for name, minor in entry.uses.items()),
        **{year: amount(entry.years[year]) for year in register.years},
        "total": amount(entry.total),
        "kind": ", ".join(entry.kinds),
        "cumulative": amount(entry.cumulative),
        "cumulative_in": entry.year,
        "band": band_words(entry.band, register.baseline.currency),
        "approver": entry.approver.role,
        "consult": ", ".join(entry.approver.consult),
        "days": entry.approver.days,
        "approved_by": "; ".join(map(approval_words, entry.move.approvals)),
        "standing": standing(register, entry),
        "why": entry.move.why,
    }


def band_words(band: Band, currency: str) -> str:
    """Return a band in words.

    >>> band_words(Band("permanent", "Council", None), "USD")
    'permanent: any amount'
    """
    return f"{band.kind}: {ANY_AMOUNT if band.most is None else f'up to {show(band.most, currency)}'}"


def approval_words(approval: Approval) -> str:
    """Return an approval on file in words: `Cabinet (A. Smith), 2026-03-04, $60k, CAB/26/17`."""
    who = f"{approval.role} ({approval.who})" if approval.who else approval.role
    return ", ".join(filter(None, (who, approval.date, str(approval.amount), approval.reference)))
