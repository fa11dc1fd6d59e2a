"""A goal that a measure is to reach, as people write it: `15%` of all spending, `$5B`, `−$15B` of operating income."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from model.baseline import Baseline
from model.errors import ModelError, Problem, Unreadable
from model.knobs import Value, shown_value
from model.measures import Measure
from model.money import read_amount, read_share, to_minor, write_share


def read_target(target: Value | str, measure: Measure, baseline: Baseline) -> Fraction:
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
    read = read_share(bare) if "%" in bare else read_amount(bare)
    if bare == text:
        return read
    return -read if isinstance(read, Fraction) else replace(read, value=-read.value)


def _target_size(value: Value, measure: Measure, baseline: Baseline) -> Fraction:
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
