"""How a plan grows, as a scenario or a baseline says it: until when, and at which rate a year by division."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from virement.values import (
    ROOT,
    SEPARATOR,
    STATUSES,
    Unreadable,
    did_you_mean,
    one_of,
    read_period,
    read_share,
    write_share,
)

MOST_RATE = 10  # times a year's budget
_KEYS = ("until", "rates", "status")

Rates = Mapping[str, Fraction | Mapping[str, Fraction]]


@dataclass(frozen=True)
class Growth:
    """By how much a plan goes on: `until` a fiscal year, at `rates` a year by division, each one rate or one by year.

    A division goes by its own rate of a year, else by the nearest above it that has one, else it stays as it is.
    """

    until: str
    rates: Rates = field(default_factory=dict)
    status: str = STATUSES[-1]

    def to_dict(self) -> dict[str, Any]:
        """Return it as YAML says it."""
        rates = {
            name: {year: write_rate(one) for year, one in rate.items()}
            if isinstance(rate, Mapping)
            else write_rate(rate)
            for name, rate in self.rates.items()
        }
        said: dict[str, Any] = {"until": self.until, **({"rates": rates} if rates else {})}
        return said if self.status == STATUSES[-1] else {**said, "status": self.status}

    def rule(self, leaf: str, year: str) -> tuple[str, Fraction]:
        """Return the division whose rate of a year a leaf goes by, and that rate; All divisions and 0 for none."""
        parts = leaf.split(SEPARATOR)
        for name in (*(SEPARATOR.join(parts[:depth]) for depth in range(len(parts), 0, -1)), ROOT):
            rate = self.rates.get(name)
            if isinstance(rate, Mapping):
                rate = rate.get(year)
            if rate is not None:
                return name, rate
        return ROOT, Fraction(0)


def read_rate(text: Any) -> Fraction:
    """Read `3%` or `-2%` a year; raise `Unreadable` for what is none.

    >>> read_rate("-2.5%")
    Fraction(-1, 40)
    """
    if isinstance(text, Fraction):
        rate = text
    else:
        said = str(text).strip().replace("−", "-")
        rate = read_share(said.lstrip("+-"), beyond=True) * (-1 if said.startswith("-") else 1)
    if not -1 <= rate <= MOST_RATE:
        raise Unreadable(f"{write_rate(rate)} a year is more than can be meant", f"From -100% to {MOST_RATE}00%")
    return rate


def write_rate(rate: Fraction) -> str:
    """Write a rate as it is read."""
    return f"-{write_share(-rate)}" if rate < 0 else write_share(rate)


def read_growth(said: Any) -> Growth:
    """Read `{until: FY2030, rates: {All divisions: 3%, Parks: {FY2028: 2%}}}`.

    Raises `Unreadable` with all that is wrong.
    """
    if isinstance(said, Growth):
        return said
    if not isinstance(said, Mapping):
        raise Unreadable("does not say until when and by how much", "Write {until: FY2030, rates: {All divisions: 3%}}")
    wrong: list[tuple[str, str]] = []
    for key in said:
        if key not in _KEYS:
            wrong.append((f"unknown key '{key}' of growth", did_you_mean(str(key), _KEYS) or one_of(_KEYS)))
    until = _year(said.get("until"), wrong)
    rates = said.get("rates", {})
    found: dict[str, Fraction | Mapping[str, Fraction]] = {}
    for name, rate in rates.items() if isinstance(rates, Mapping) else [(ROOT, rates)]:
        if isinstance(rate, Mapping):
            found[str(name)] = {_year(year, wrong): _rate(name, one, wrong) for year, one in rate.items()}
        else:
            found[str(name)] = _rate(name, rate, wrong)
    status = str(said.get("status", STATUSES[-1]))
    if status not in STATUSES:
        wrong.append((f"unknown status '{status}'", did_you_mean(status, STATUSES) or one_of(STATUSES)))
    if wrong:
        raise Unreadable("; ".join(what for what, _ in wrong), wrong[0][1])
    return Growth(until, found, status)


def _rate(name: object, said: Any, wrong: list[tuple[str, str]]) -> Fraction:
    try:
        return read_rate(said)
    except Unreadable as error:
        wrong.append((f"the rate of '{name}': {error.what}", error.hint))
        return Fraction(0)


def _year(said: Any, wrong: list[tuple[str, str]]) -> str:
    try:
        period = read_period(str(said))
        if period.kind == "year":
            return str(period)
    except Unreadable:
        pass
    wrong.append((f"'{said}' is not a fiscal year", "Write it as FY2030"))
    return ""
