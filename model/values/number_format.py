"""Numbers as people read them: rounded amounts with a unit, shares in percent, exact ones on request."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from virement.values.amounts import UNITS
from virement.values.currencies import minor_places, sign_of


def in_unit(minor: int, currency: str, unit: str) -> Decimal:
    """Return `minor` minor units as an exact decimal number of the table's unit.

    >>> in_unit(2_000_000_000_00, "USD", "million"), in_unit(1, "USD", "million")
    (Decimal('2000'), Decimal('1E-8'))
    """
    return Decimal(int(minor)) / Decimal(10) ** (minor_places(currency) + UNITS[unit])


def trimmed(amount: Decimal) -> Decimal:
    """Return an amount of a table without the zeros that a sum leaves behind.

    >>> trimmed(Decimal("1000.00")), trimmed(Decimal("0.50"))
    (Decimal('1000'), Decimal('0.5'))
    """
    return amount.normalize() + 0


def show(minor: int, currency: str, *, signed: bool = False) -> str:
    """Return `minor` as a reader sees it everywhere: `$6.42B`, `$750M`, `−$1.2k`; at most two decimals, half up.

    >>> show(642_000_000_000, "USD"), show(-75_000_000_000, "USD"), show(5, "USD"), show(0, "USD", signed=True)
    ('$6.42B', '−$750M', '$0.05', '$0')
    """
    size = abs(int(minor))
    sign = sign_of(currency)
    shown = _rounded(size, minor_places(currency))
    mark = "" if shown == "0" else "−" if minor < 0 else "+" if signed else ""
    return f"{mark}{sign}{' ' if len(sign) == 3 else ''}{shown}"


def show_together(minors: Sequence[int], currency: str) -> tuple[list[str], str]:
    """Return amounts for one table, all in the unit of the largest, and that unit: at most two decimals, half up.

    >>> show_together([98_000_000_000, -230_000_000_000], "USD")
    (['0.98', '−2.3'], '$B')
    """
    places = minor_places(currency)
    power, suffix = _step(max((abs(int(minor)) for minor in minors), default=0), places)
    found = []
    for minor in minors:
        shown = _hundredths(_count(abs(int(minor)), power + places))
        found.append(f"{'−' if minor < 0 and shown != '0' else ''}{shown}")
    sign = sign_of(currency)
    return found, f"{sign}{' ' if len(sign) == 3 and suffix else ''}{suffix}"


def show_exactly(minor: int, currency: str) -> str:
    """Return `minor` to the last cent, thousands apart.

    >>> show_exactly(-200_000_000_001, "USD")
    '−$2,000,000,000.01'
    """
    sign = sign_of(currency)
    size = Decimal(abs(int(minor))).scaleb(-minor_places(currency))
    return f"{'−' if minor < 0 else ''}{sign}{' ' if len(sign) == 3 else ''}{size:,f}"


def _rounded(size: int, places: int) -> str:
    """Return a non-negative count of minor units in at most two decimals of the largest suffix that fits."""
    power, suffix = _step(size, places)
    return f"{_hundredths(_count(size, power + places))}{suffix}"


def _step(size: int, places: int) -> tuple[int, str]:
    """Return the largest suffix of which a count of minor units, rounded to two decimals, is at least one."""
    steps = ((9, "B"), (6, "M"), (3, "k"))
    return next(((power, suffix) for power, suffix in steps if _count(size, power + places) >= 100), (0, ""))


def _count(size: int, power: int) -> int:
    """Return how many hundredths of a power of ten there are, half up."""
    whole = int(10**power)
    return (2 * size * 100 + whole) // (2 * whole)


def _hundredths(count: int) -> str:
    return f"{Decimal(count).scaleb(-2).normalize():,f}"


def show_share(share: Fraction | None, *, signed: bool = False, points: bool = False) -> str:
    """Return a share with at most one decimal, half up: `9.3%`; with `points`, as percentage points: `−1.2 pp`."""
    if share is None:
        return "–"
    tenths = (abs(share) * 2000 + 1) // 2
    mark = "" if tenths == 0 else "−" if share < 0 else "+" if signed else ""
    return f"{mark}{tenths // 10}{f'.{tenths % 10}' if tenths % 10 else ''}{' pp' if points else '%'}"
