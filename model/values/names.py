"""Names that code compares: the root of all divisions, outside accounts."""

from __future__ import annotations

ROOT = "All divisions"
SEPARATOR = " / "
OUTSIDE_ACCOUNTS = ("Savings", "Unallocated", "Stranded costs", "One-off costs", "New funding")


def parent_of(division: str) -> str:
    """Return the division above, or `All divisions`."""
    return division.rpartition(SEPARATOR)[0] or ROOT


def level_of(division: str) -> int:
    """Return 0 for `All divisions`, 1 for the divisions right under it, and so on."""
    return 0 if division == ROOT else division.count(SEPARATOR) + 1
