"""A measure held against a number: `share of AI division in FY2027 >= 15%`, met or not, draw by draw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.baseline import Baseline
from model.errors import ModelError, Problem, Unreadable
from model.ledger import Ledger
from model.measures import Measure, measured, read_measure
from model.money import Amount, from_minor, read_amount, read_share, sign_of, to_minor, write_amount, write_share
from model.scenario import Scenario

_FORM = re.compile(r"(?P<measure>.+?)\s*(?P<sense>>=|<=|≥|≤)\s*(?P<level>.+)", re.DOTALL)


@dataclass(frozen=True)
class Target:
    """A measure that is to be at least, or at most, a `level`: minor units, or a share of one."""

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


def read_target(text: str, baseline: Baseline, scenario: Scenario) -> Target:
    """Read `MEASURE >= LEVEL`; raise `ModelError` with what is wrong."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        hint = "Write a measure, >= or <=, and a number: share of AI division in FY2027 >= 15%"
        raise ModelError([Problem(f"target '{text.strip()[:80]}'", "is no target", hint)])
    measure = read_measure(found["measure"], baseline, scenario)
    sense: Literal[">=", "<="] = ">=" if found["sense"] in (">=", "≥") else "<="
    return Target(measure, sense, read_level(found["level"], measure, baseline))


def read_level(text: str, measure: Measure, baseline: Baseline) -> Fraction:
    """Read what a measure is held against: a share for a share, else an amount, as minor units."""
    where = f"target '{text.strip()[:80]}'"
    sign, said = (-1, text.strip()[1:]) if text.strip()[:1] in ("-", "−") else (1, text)
    try:
        if measure.is_share:
            return sign * read_share(said)
        amount = read_amount(said)
        if amount.per_year:
            raise Unreadable("recurs every year", f"{measure.kind} is a total of {measure.span}")
        return Fraction(sign * to_minor(amount, baseline.currency))
    except Unreadable as error:
        kind = "a share" if measure.is_share else "an amount"
        raise ModelError([Problem(where, error.what, error.hint or f"{measure} is {kind}")]) from None


def written_level(measure: Measure, level: Fraction, baseline: Baseline) -> str:
    """Return a level as it is written, which reads back."""
    sign = "-" if level < 0 else ""
    if measure.is_share:
        return sign + write_share(abs(level))
    amount = from_minor(int(abs(level)), baseline.currency)
    return sign + write_amount(Amount(amount.value, sign_of(baseline.currency) or None))
