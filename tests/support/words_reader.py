"""Reads what the package says back into numbers, and holds each against the tests' own reckoning.

A reader goes through a text clause by clause. What it has no rule for is an error: a sentence that says more than its
reader knows can't be true unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from virement.values.amounts import Amount
from virement.values.currencies import minor_places, sign_of

from tests.support.reckoning import OUTSIDE, ROOT, World, half_up

POWERS = {"": 0, "k": 3, "M": 6, "B": 9}
PCT = r"(?P<{0}>[−+]?[\d,]+(?:\.\d)?%|–)"
COUNT = r"(?P<count>\d+)"
Clauses = dict[str, Callable[[re.Match[str]], None]]  # the form of a clause, and what checks it


class Unread(AssertionError):
    """A text that no rule reads."""


def amount_form(name: str = "amount", mark: str = r"[^\d\s−+]*") -> str:
    """The form of an amount: sign, currency, digits, suffix."""
    return rf"(?P<{name}>[−+]?(?:{mark}) ?\d+(?:,\d{{3}})*(?:\.\d+)?[kMB]?|–)"


def said_amount(minor: int, currency: str, *, signed: bool = False) -> str:
    """How an amount is said: at most two decimals of the largest unit of which it is at least one, half up."""
    exact = Fraction(abs(minor), 10 ** minor_places(currency))
    suffix = next((one for one in "BMk" if half_up(exact * 100 / 10 ** POWERS[one]) >= 100), "")
    hundredths = half_up(exact * 100 / 10 ** POWERS[suffix])
    whole, rest = divmod(hundredths, 100)
    digits = f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
    mark = "" if not hundredths else "−" if minor < 0 else "+" if signed else ""
    sign = sign_of(currency)
    return f"{mark}{sign}{' ' if len(sign) == 3 else ''}{digits}{suffix}"


def said_share(share: Fraction | None, *, signed: bool = False, unit: str = "%") -> str:
    """How a share is said: in tenths of a percent, half up, as the tables have it in four places."""
    if share is None:
        return "–"
    in_tables = Fraction(round(abs(share) * 1_000_000), 10_000)  # a half goes to the even one, as decimals do
    tenths = half_up(in_tables * 10)
    whole, rest = divmod(tenths, 10)
    mark = "" if not tenths else "−" if share < 0 else "+" if signed else ""
    return f"{mark}{whole}{f'.{rest}' if rest else ''}{unit}"


def same(found: str, due: str, what: str) -> None:
    """Hold what was said against what is true."""
    assert found == due, f"{what}: said is {found}, true is {due}"


def exactly(found: str, due: Fraction | Amount) -> bool:
    """Hold a share or an amount, said as a file has it, against what it is: nothing may be rounded away."""
    if isinstance(due, Fraction):
        exact: Fraction | None = Fraction(found.removesuffix("%")) / 100 if found.endswith("%") else None
        close = exact is not None and abs(exact - due) < Fraction(1, 10**36)
        assert close, f"said is {found}, true is {due}"
        return True
    read = re.fullmatch(r"(\D*?) ?([\d,]+(?:\.\d+)?)([kMB]?)(?P<year> per year)?", found)
    assert read, f"{found!r} is not an amount"
    size = Fraction(read[2].replace(",", "")) * 10 ** POWERS[read[3]]
    assert (size, bool(read["year"])) == (Fraction(due.value), due.per_year), f"said is {found}, true is {due}"
    return True


class Reader:
    """Goes through one text of a world, clause by clause."""

    def __init__(self, world: World, text: str) -> None:
        self.world, self.text, self.at = world, text, 0
        self.currency = world.baseline.currency
        self.named: list[str] = []  # who stands in the list that is being read
        self.others: list[tuple[int, str]] = []  # how many stand there unnamed, and with what amount
        names = [*world.baseline.divisions, ROOT, *OUTSIDE]
        self.name = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))

    def amount(self, name: str = "amount") -> str:
        """The form of an amount in the world's currency."""
        return amount_form(name, re.escape(sign_of(self.currency)))

    def money(self, minor: int, *, signed: bool = False) -> str:
        """How an amount of the world is said."""
        return said_amount(minor, self.currency, signed=signed)

    def take(self, form: str) -> re.Match[str]:
        """Read the next words, which must have this form."""
        found = self.maybe(form)
        if found is None:
            raise Unread(f"{self.text!r} at {self.at}: {self.text[self.at :]!r} is not {form}")
        return found

    def maybe(self, form: str) -> re.Match[str] | None:
        """Read the next words if they have this form."""
        found = re.compile(form).match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def end(self) -> None:
        """Nothing may be left."""
        self.take(r"\Z")

    def listed(self, clauses: Clauses) -> int:
        """Read clauses joined by commas and an `and`, each checked as it is read; return how many there are."""
        count = 0
        while True:
            for form, check in clauses.items():
                if found := self.maybe(form):
                    check(found)
                    break
            else:
                raise Unread(f"{self.text!r} at {self.at}: no clause reads {self.text[self.at :]!r}")
            count += 1
            if not self.maybe(r", (?!FY)| and "):
                return count
