"""A measure held against a number: `share of AI division in FY2027 >= 15%`, met or not, draw by draw."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.measures.measure import Measure, measured, read_measure
from virement.scenario import Case
from virement.values import (
    Amount,
    Jobs,
    ModelError,
    Problem,
    Unreadable,
    Value,
    from_minor,
    jobs_from,
    read_amount,
    read_jobs,
    read_share,
    shown_value,
    sign_of,
    speaks_of_jobs,
    to_minor,
    write_amount,
    write_share,
)

_FORM = re.compile(r"(?P<measure>.+?)\s*(?P<sense>>=|<=|≥|≤)\s*(?P<level>.+)", re.DOTALL)


@dataclass(frozen=True)
class Target:
    """A measure that is to be at least, or at most, a `level`: minor units, hundredths of a job, or a share of one."""

    measure: Measure
    sense: Literal[">=", "<="]
    level: Fraction

    def met(self, ledger: Ledger) -> NDArray[np.bool_]:
        """Tell by draw whether it is met, exactly; where all spending is nothing it is not."""
        found = measured(ledger, self.measure)
        if found.denominators is None:
            held, bound = found.numerators, np.asarray(int(self.level))
        else:
            held = found.numerators.astype(object) * self.level.denominator
            bound = found.denominators.astype(object) * self.level.numerator
        met = held >= bound if self.sense == ">=" else held <= bound
        return np.asarray(met, dtype=np.bool_)

    def words(self, baseline: Baseline) -> str:
        """Return the target as it is written, which reads back."""
        return f"{self.measure} {self.sense} {written_level(self.measure, self.level, baseline)}"


def read_target(text: str, case: Case) -> Target:
    """Read `MEASURE >= LEVEL`; raise `ModelError` with what is wrong."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        hint = "Write a measure, >= or <=, and a number: share of AI division in FY2027 >= 15%"
        raise ModelError([Problem(f"target '{text.strip()[:80]}'", "is not a target", hint)])
    measure = read_measure(found["measure"], case)
    sense: Literal[">=", "<="] = ">=" if found["sense"] in (">=", "≥") else "<="
    return Target(measure, sense, read_level(found["level"], measure, case.baseline))


def read_level(target: Value | str, measure: Measure, baseline: Baseline) -> Fraction:
    """Return what a measure is to reach, as a share of one or in minor units; raise `ModelError` where it doesn't fit.

    Only an operating income may be below zero.
    """
    try:
        size = _target_size(_signed(target.strip()) if isinstance(target, str) else target, measure, baseline)
        if size < 0 and measure.kind != "operating income":
            raise Unreadable(f"{measure.kind} is never below zero", "Write it without the sign")
    except Unreadable as error:
        shown = target.strip()[:60] if isinstance(target, str) else shown_value(target)
        raise ModelError([Problem(f"target '{shown}'", error.what, error.hint)]) from None
    return size


def _signed(text: str) -> Value:
    """Read a share or an amount that may have a minus before it."""
    bare = text[1:] if text[:1] in ("-", "−") else text
    if speaks_of_jobs(text):
        return read_jobs(text)
    read = read_share(bare) if "%" in bare else read_amount(bare)
    if bare == text:
        return read
    return -read if isinstance(read, Fraction) else replace(read, value=-read.value)


def _target_size(value: Value, measure: Measure, baseline: Baseline) -> Fraction:
    if measure.is_jobs or isinstance(value, Jobs):
        if not (measure.is_jobs and isinstance(value, Jobs) and not value.is_share):
            kind, form = ("a number of jobs", "1,500 jobs") if measure.is_jobs else ("no number of jobs", "$5B")
            raise Unreadable(f"{measure.kind} is {kind}", f"Write it as {form}")
        return Fraction(value.hundredths)
    if isinstance(value, Fraction) != measure.is_share:
        kind, form = ("a share", "15%") if measure.is_share else ("an amount", "$5B")
        raise Unreadable(f"{measure.kind} is {kind}", f"Write it as {form}")
    if isinstance(value, Fraction):
        if value > 1:
            raise Unreadable(f"{write_share(value)} is more than all there is", "A share goes up to 100%")
        return value
    if value.per_year:
        raise Unreadable(f"'{value}' recurs every year", "Write the total over the measure's span")
    return Fraction(to_minor(value, baseline.currency))


def written_level(measure: Measure, level: Fraction, baseline: Baseline) -> str:
    """Return a level as it is written, which reads back."""
    sign = "-" if level < 0 else ""
    if measure.is_jobs:
        return str(jobs_from(int(level)))
    if measure.is_share:
        return sign + write_share(abs(level))
    amount = from_minor(int(abs(level)), baseline.currency)
    return sign + write_amount(Amount(amount.value, sign_of(baseline.currency) or None))
