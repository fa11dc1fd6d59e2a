"""Actual figures as they come in, read as baselines' tables are, and put in the terms of a baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from virement.actuals.counted_twice import overlaps, without_totals
from virement.actuals.whole_periods import Actual, columns_of, enclosing, whole
from virement.baseline import Baseline, asked, is_file, whole_cents
from virement.scenario import division_hint
from virement.tables import (
    ACTUALS,
    Mapping,
    TableReading,
    Told,
    has_own_unit,
    read_table,
    said_of_all,
    told_figures,
    years_to_date,
)
from virement.values import (
    SEEDS,
    SEPARATOR,
    STATUSES,
    UNITS,
    ModelError,
    Problem,
    Unreadable,
    did_you_mean,
    means_currency,
    one_of,
    read_figure,
    show,
)

JOINED = " + "
_OWN_COLUMNS = {"rounding": "detail", "rounded to": "detail", "as of": "detail"}
_FAR_OFF = 50  # times a budget, beyond which a file more likely counts in another unit


@dataclass(frozen=True)
class Actuals:
    """The actual figures of a file over the baseline of that fingerprint, and what is worth knowing of them."""

    file: str
    fingerprint: str
    figures: tuple[Actual, ...]
    warnings: tuple[Problem, ...]


def actuals_names(baseline_name: str) -> list[str]:
    """Return the names of the actuals in the folder of a shipped baseline, the oldest first."""
    return [one.stem for one in sorted((SEEDS / baseline_name).glob("actuals-*.csv"))] if baseline_name else []


def load_actuals(
    which: str | Path,
    baseline: Baseline,
    *,
    unit: str | None = None,
    rounded_to: str | None = None,
    mapping: Mapping | None = None,
) -> Actuals:
    """Load actual figures by the path of a CSV or an XLSX, or by their name in the folder of a shipped baseline.

    The rest is as in `read_actuals`.
    """
    shipped = SEEDS / baseline.name / f"{which}.csv"
    path = shipped if is_file(shipped) else Path(which)
    if not is_file(path):
        known = actuals_names(baseline.name)
        hint = did_you_mean(str(which), known) or one_of([*known, "the path of a CSV or XLSX"])
        raise ModelError([Problem(str(which), "is not a file of actuals", hint)])
    content = path.read_bytes()
    return read_actuals(content, str(which), baseline, unit=unit, rounded_to=rounded_to, mapping=mapping)


def read_actuals(
    content: bytes,
    file: str,
    baseline: Baseline,
    *,
    unit: str | None = None,
    rounded_to: str | None = None,
    mapping: Mapping | None = None,
) -> Actuals:
    """Read actual figures from the bytes of a CSV or an XLSX named `file`; raise `ModelError` with all that is wrong.

    A table like a baseline's, read by the same reader; `mapping` says what it leaves open, and what is asked and not
    answered there is an error. Where columns or rows are headed as actual, only these are read: a budget may stand
    beside them. A division may be a parent, or several that were published together, joined by ` + `;
    a fiscal year of a baseline in quarters or months is the sum of its periods, and shorter periods than the baseline's
    are summed to those where all are there; where some lack, that is a warning. A column `rounding` says to what a
    figure was rounded, `rounded_to` the same for all where there is none; a column `as_of` when it was known. What is
    blank is not known yet. Amounts count what the headings say or `unit`, else what the baseline's do. Unknown
    divisions and periods, figures that overlap, and a table without any whole period are errors.
    """
    return actuals_of(actuals_reading(content, file, baseline, unit=unit, mapping=mapping), baseline, rounded_to)


def actuals_reading(
    content: bytes, file: str, baseline: Baseline, *, unit: str | None = None, mapping: Mapping | None = None
) -> TableReading:
    """Read a table of actuals as far as it goes: understood, with questions, or refused with its problems."""
    base = Mapping(of=ACTUALS, currency=baseline.currency, columns=_OWN_COLUMNS)
    reading = read_table((file, content), base.with_all(mapping).with_all(Mapping(unit=unit)))
    if reading.reading is None or reading.reading.says_unit or baseline.unit == "one":
        return reading
    return reading.with_mapping(replace(reading.given, unit=baseline.unit))


def actuals_of(reading: TableReading, baseline: Baseline, rounded_to: str | None = None) -> Actuals:
    """Return the actual figures of a reading of `actuals_reading`, as `read_actuals` does."""
    if reading.status == "refused":
        raise ModelError(problem for problem in reading.problems if problem.level == "error")
    if reading.questions:
        raise ModelError(map(partial(asked, reading.file, option="--actuals-answer"), reading.questions))
    problems = list(_other_currencies(reading, baseline))
    figures = told_figures(reading, problems)
    told = [(one.period, own) for one in figures for own in _actual(one, reading, baseline, rounded_to, problems)]
    told = without_totals(told, baseline, UNITS[_unit(reading)], problems)
    found = list(whole(told, baseline, problems))
    problems += overlaps(found, baseline)
    if not found:
        problems = [replace(problem, level="error") for problem in problems]
    if any(problem.level == "error" for problem in problems):
        raise ModelError(problems)
    warnings = *problems, *reading.problems, *_partial(reading), *_warnings(found, baseline, reading.file)
    return Actuals(reading.file, baseline.fingerprint, tuple(found), warnings)


def _unit(reading: TableReading) -> str:
    return reading.unit if reading.unit in UNITS else "one"


def _other_currencies(reading: TableReading, baseline: Baseline) -> Iterator[Problem]:
    assert reading.reading is not None
    for sign in sorted(reading.reading.signs):
        if not means_currency(sign, baseline.currency):
            what = f"has amounts in {sign}, the baseline in {baseline.currency}"
            yield Problem(reading.file, what, "Give them in its currency")


def _partial(reading: TableReading) -> Iterator[Problem]:
    for heading, period in years_to_date(reading).items():
        what = f"'{heading}' is a year to date, and is compared with all of {period}"
        yield Problem(reading.file, what, "Compare it when the year is over", "warning")


def _actual(
    one: Told, reading: TableReading, baseline: Baseline, rounded_to: str | None, problems: list[Problem]
) -> Iterator[Actual]:
    """Yield a figure in the terms of the baseline, or add what is wrong with it to `problems`."""
    name = _named(one.division, reading, baseline)
    try:
        yield Actual(
            where=one.where,
            name=name,
            period=str(one.period),
            divisions=_divisions(name, baseline),
            columns=columns_of(enclosing(one.period, baseline), baseline),
            amount=one.amount,
            rounding=_rounding(one.rounding or rounded_to or "", baseline.currency, UNITS[_unit(reading)]),
            status=len(STATUSES) - 1 if one.status is None else one.status,
            source=one.source,
            note=one.note,
            as_of=one.as_of,
        )
    except Unreadable as error:
        problems.append(Problem(one.where, error.what, error.hint))


def _rounding(text: str, currency: str, power: int) -> int:
    """Read to what a figure was rounded: in the table's unit, or with a unit of its own as `$10M`."""
    if not text:
        return 0
    minor = whole_cents(read_figure(text), currency, 0 if has_own_unit(text) else power)
    if minor < 0:
        raise Unreadable(f"can't be rounded to {text}", "Write the step, as 10 for the nearest ten")
    return minor


def _named(name: str, reading: TableReading, baseline: Baseline) -> str:
    """Return a path as the baseline has it, where it isn't there as it stands.

    A leaf without an amount yet is no caption of the rows below it, and what stands in every row is part of each path.
    """
    parts = name.split(SEPARATOR)
    splits = [(SEPARATOR.join(parts[:depth]), SEPARATOR.join(parts[depth:])) for depth in range(1, len(parts))]
    told = [rest for above, rest in splits if above in baseline.leaves]
    told += [SEPARATOR.join((above, name)) for above in said_of_all(reading)]
    return next((one for one in (name, *told) if one in baseline), name)


def _divisions(name: str, baseline: Baseline) -> tuple[str, ...]:
    names = (name,) if name in baseline else tuple(part.strip() for part in name.split(JOINED))
    for one in names:
        if one not in baseline:
            raise Unreadable(f"'{one}' is not a division of the baseline", division_hint(one, baseline))
    return names


def _warnings(found: list[Actual], baseline: Baseline, file: str) -> Iterator[Problem]:
    """Yield what can be compared all the same, but not as somebody may think."""
    wholes: dict[str, list[Actual]] = {}
    for one in found:
        if len(baseline.rows_of(one.divisions)) > 1:
            wholes.setdefault(one.name, []).append(one)
    for name, told in wholes.items():
        when = ", ".join(one.period for one in told)
        what = f"'{name}' is compared as a whole in {when}: no actuals tell its parts"
        yield Problem(told[0].where, what, "", "warning")
    planned = sum(baseline.total(one.divisions, one.columns) for one in found)
    actual = sum(one.amount for one in found)
    if planned and actual and not Decimal(1) / _FAR_OFF < Decimal(actual) / planned < _FAR_OFF:
        amounts = f"{show(actual, baseline.currency)} against a budget of {show(planned, baseline.currency)}"
        yield Problem(file, f"tells of {amounts}", "Does it count in another unit? Say which", "warning")
    known = set(baseline.sources["id"])
    cited = dict.fromkeys((name, one.where) for one in found for name in filter(None, one.source.split("; ")))
    for name, where in cited:
        if known and name not in known:
            yield Problem(where, f"'{name}' is none of the baseline's sources", did_you_mean(name, known), "warning")
