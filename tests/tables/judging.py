"""The law: a presentation reads back as the budget it was made of, or asks; never as another.

`judge` says what a reader made of a presentation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from virement.baseline import baseline_of
from virement.tables import read_table
from virement.values import minor_places

from .presentations import Presentation, Truth


@dataclass(frozen=True)
class Verdict:
    """`answer` is understood, asked, refused, wrong or crashed; `why` is what differs, or what was asked."""

    answer: str
    why: str = ""
    reading: Any = None


def read(presentation: Presentation, mapping: Any = None) -> Any:
    """What the reader makes of a presentation, as a file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / presentation.name
        file.write_bytes(presentation.content)
        return read_table(file, mapping)


def judge(presentation: Presentation, mapping: Any = None) -> Verdict:
    """Read a presentation and hold the answer against its truth."""
    try:
        reading = read(presentation, mapping)
        if str(reading.status) == "understood":
            why = what_differs(reading, presentation.truth)
            return Verdict("wrong" if why else "understood", why, reading)
    except Exception as error:
        return Verdict("crashed", f"{type(error).__name__}: {error}")
    if str(reading.status) == "unsure":
        return Verdict("asked", " | ".join(str(question.about) for question in reading.questions), reading)
    return Verdict("refused", " | ".join(str(problem) for problem in reading.problems)[:300], reading)


def what_differs(reading: Any, truth: Truth) -> str:
    """The first thing in which an understood reading is not the truth, or nothing."""
    checks = (_totals, _leaves, _figures, _currency, _account)
    return next((why for check in checks if (why := check(reading, truth))), "")


def _totals(reading: Any, truth: Truth) -> str:
    for measure in ("budget", "revenue"):
        found, right = as_decimals(reading.totals.get(measure, {})), truth.totals.get(measure, {})
        for period in sorted({*found, *right}):
            if found.get(period, 0) != right.get(period, 0):
                return f"{measure} {period}: {found.get(period)} for {right.get(period)}"
    return ""


def as_decimals(totals: Mapping[str, Any]) -> dict[str, Decimal]:
    """Totals by period as exact numbers."""
    return {str(period): Decimal(str(amount)) for period, amount in totals.items()}


def _leaves(reading: Any, truth: Truth) -> str:
    return "" if reading.leaves in truth.leaves else f"leaves: {reading.leaves} for {sorted(truth.leaves)}"


def _figures(reading: Any, truth: Truth) -> str:
    """Each leaf holds its own figures, and is called by its name: the paths may be deeper or other-ordered."""
    if (baseline := baseline_of(reading)) is None or reading.leaves != len(truth.figures):
        return ""
    found = _leaf_figures(baseline)
    for path, right in truth.figures.items():
        named = [leaf for leaf in found if path[-1].casefold() in leaf.casefold()]
        wanted = {period: amount for period, amount in right.items() if amount}
        if not any(found[leaf] == wanted for leaf in named):
            return f"no '{path[-1]}' with {wanted}, but {[found[leaf] for leaf in named][:2]}"
    return ""


def _leaf_figures(baseline: Any) -> dict[str, dict[str, Decimal]]:

    places = minor_places(baseline.currency)
    return {
        leaf: {str(p): Decimal(int(n)).scaleb(-places) for p, n in zip(baseline.periods, row, strict=True) if n}
        for leaf, row in zip(baseline.leaves, baseline.budget, strict=True)
    }


def _currency(reading: Any, truth: Truth) -> str:
    found = getattr(reading, "currency", None)
    if truth.currency and found not in (None, "", "XXX", truth.currency):
        return f"currency: {found} for {truth.currency}"
    return ""


def _account(reading: Any, truth: Truth) -> str:
    """The account says where every number under a period went, and adds up to all of them."""
    if not reading.account:
        return "no account"
    sums = account_sums(reading.account)
    for period, right in truth.everything.items():
        if sums.get(period, Decimal(0)) != right:
            return f"account {period}: {sums.get(period)} for {right}"
    return ""


def account_sums(account: Iterable[Any]) -> dict[str, Decimal]:
    """The sum over an account by period; an entry is an object or a mapping with its amount by period."""
    found: dict[str, Decimal] = {}
    for entry in account:
        amounts = entry["amounts"] if isinstance(entry, Mapping) else entry.amounts
        for period, amount in as_decimals(amounts).items():
            found[period] = found.get(period, Decimal(0)) + amount
    return found
