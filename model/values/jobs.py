"""Jobs as people write them: a number of them, a share of them, and months of pay.

A job is one full-time post (a full-time equivalent). Jobs are counted to the hundredth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from virement.values.amounts import Amount, read_share, write_amount, write_share
from virement.values.problems import Unreadable

PARTS_OF_A_JOB = 100
_JOBS = r"(?:jobs?|posts?|positions?|heads?|FTEs?|full[\s-]time\s+equivalents?)"
_NUMBER = re.compile(rf"((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|\.\d+)\s*{_JOBS}", re.IGNORECASE)
_SHARE = re.compile(rf"(.+?)\s+of\s+(?:(?:the|its|their|all)\s+)?{_JOBS}", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(rf"{_JOBS}\s*$", re.IGNORECASE)
_MONTHS = re.compile(r"((?:\d+)(?:\.\d+)?|\.\d+)\s*months?(?:\s+(?:of|of\s+their|of\s+its)\s+pay)?", re.IGNORECASE)
_A_JOB = re.compile(rf"\s*(?:per|an?|/|for\s+each|each)\s*(?:{_JOBS}|person)\s*$", re.IGNORECASE)
_MOST_DIGITS = 13


@dataclass(frozen=True)
class Jobs:
    """A cut in jobs: how many, or which share of the jobs that there are.

    `size` is a `Decimal` for a number of jobs and a `Fraction` for a share.
    """

    size: Decimal | Fraction

    def __post_init__(self) -> None:
        """Hold one number in one way, so that equal numbers are equal."""
        if isinstance(self.size, Decimal):
            object.__setattr__(self, "size", Decimal(f"{self.size.normalize():f}"))

    @property
    def is_share(self) -> bool:
        """Tell whether it is a share of the jobs, not a number of them."""
        return isinstance(self.size, Fraction)

    @property
    def share(self) -> Fraction:
        """The share of the jobs; only where it is one."""
        assert isinstance(self.size, Fraction)
        return self.size

    @property
    def hundredths(self) -> int:
        """The number of jobs in hundredths; only where it is a number."""
        assert isinstance(self.size, Decimal)
        return int(self.size * PARTS_OF_A_JOB)

    def __str__(self) -> str:
        """As a person would write it, which reads back: `1,500 jobs`, `1 job`, `10% of jobs`."""
        if isinstance(self.size, Fraction):
            return f"{write_share(self.size)} of jobs"
        return f"{self.size:,f} {'job' if self.size == 1 else 'jobs'}"


@dataclass(frozen=True)
class Months:
    """Months of a job's pay."""

    number: Decimal

    def __str__(self) -> str:
        """As a person would write it, which reads back: `6 months of pay`."""
        return f"{self.number.normalize():f} {'month' if self.number == 1 else 'months'} of pay"


Value = Fraction | Amount | Jobs


def shown_value(value: Value) -> str:
    """Return a value of an input as people read it: `48.67%`, `$5,812,345,678.91 per year`, `1,500 jobs`."""
    return write_share(value) if isinstance(value, Fraction) else str(value)


def number_of(value: Value) -> Fraction:
    """Return the number that a value says: a share of one, currency units, or jobs or a share of them."""
    if isinstance(value, Jobs):
        return Fraction(value.size)
    return Fraction(value.value) if isinstance(value, Amount) else value


def written_value(value: Value | Months) -> str:
    """Return a value as a scenario's file says it, which reads back: an amount never as a bare number."""
    if isinstance(value, Amount):
        return write_amount(value)
    return write_share(value) if isinstance(value, Fraction) else str(value)


def jobs_from(hundredths: int) -> Jobs:
    """Return a number of jobs from hundredths of a job."""
    return Jobs(Decimal(hundredths) / PARTS_OF_A_JOB)


def speaks_of_jobs(text: str) -> bool:
    """Tell whether a text ends as a number or a share of jobs does: `1,500 jobs`, `10% of the jobs`, `12.5 FTE`."""
    return _ENDS.search(text) is not None


def read_jobs(text: str) -> Jobs:
    """Read `1,500 jobs`, `12.5 FTE` or `10% of jobs`; raise `Unreadable` for all else.

    >>> str(read_jobs("1500 posts")), str(read_jobs("10 percent of the jobs"))
    ('1,500 jobs', '10% of jobs')
    """
    bare = text.strip()
    if found := _NUMBER.fullmatch(bare):
        if len(found[1]) > _MOST_DIGITS:
            raise Unreadable(f"'{bare[:60]}' has too many digits", f"At most {_MOST_DIGITS}")
        return whole_jobs(Decimal(found[1].replace(",", "")))
    if found := _SHARE.fullmatch(bare):
        return Jobs(read_share(found[1]))
    raise Unreadable(f"'{bare[:60]}' is not a number of jobs", "Write it as 1,500 jobs or 10% of jobs")


def whole_jobs(number: Decimal) -> Jobs:
    """Return a number of jobs; raise `Unreadable` where it is finer than a hundredth of one."""
    if (number * PARTS_OF_A_JOB) % 1:
        raise Unreadable(f"{number} jobs have more than two decimals", "Jobs are counted to the hundredth")
    return Jobs(number)


def read_months(text: str) -> Months | None:
    """Read `6 months` or `1.5 months of pay`; None for a text that says no months.

    >>> read_months("6 months of pay"), read_months("$40k a job")
    (Months(number=Decimal('6')), None)
    """
    found = _MONTHS.fullmatch(text.strip())
    return Months(Decimal(found[1])) if found else None


def without_a_job(text: str) -> str:
    """Return an amount without the words that say that it is of each job.

    >>> without_a_job("$40k a job"), without_a_job("$40k per FTE"), without_a_job("$40k")
    ('$40k', '$40k', '$40k')
    """
    return _A_JOB.sub("", text)


def show_jobs(hundredths: int, *, signed: bool = False) -> str:
    """Return hundredths of a job as a reader sees them: `1,500`, `−12.5`, with at most two decimals.

    >>> show_jobs(150_000), show_jobs(-1250), show_jobs(300, signed=True)
    ('1,500', '−12.5', '+3')
    """
    size = Decimal(abs(hundredths)) / PARTS_OF_A_JOB
    mark = "−" if hundredths < 0 else "+" if signed and hundredths else ""
    return f"{mark}{Decimal(f'{size.normalize():f}'):,f}"
