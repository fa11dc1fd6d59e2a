"""The kinds of values that a scenario has: how each is read, and its form in the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    PlainValidator,
    WithJsonSchema,
)
from virement.baseline import Growth, read_growth
from virement.scenario.ranges import ENDS, SHAPES, Range, read_range
from virement.tables import mapping_of
from virement.values import (
    STATUSES,
    Amount,
    Jobs,
    ModelError,
    Months,
    Unreadable,
    read_amount,
    read_jobs,
    read_months,
    read_period,
    read_share,
    speaks_of_jobs,
    whole_jobs,
    without_a_job,
)

NEW_FUNDING = "New funding"
REST = "rest"
BASE_NAME = r"[^\s/\\.][^/\\]{0,99}"  # a name, and no path
FINGERPRINT = "[0-9a-f]{8,64}"  # the whole of it, or how it begins

_AMOUNT_FORM = {"type": "string", "description": "An amount: $2B, 750 million, USD 40k"}
_SHARE_FORM = {"type": "string", "pattern": r"^\s*[0-9][0-9.,]*\s*%\s*$", "description": "A share: 30%"}


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable("is not text", "Write a word or a phrase")
    return value.strip()


def _table_mapping(value: Any) -> dict[str, Any]:
    """Read how a table is read; what it may say is that of `virement.tables.Mapping`."""
    try:
        return mapping_of(value if isinstance(value, dict) else {"": value}).to_dict()
    except ModelError as error:
        raise Unreadable(error.problems[0].what, error.problems[0].hint) from None


def _share(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return _up_to_one(value)
    return read_share(_words(value))


def _up_to_one(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise Unreadable(f"{float(value):.6g} is not a share", "A share goes from 0% to 100%")
    return value


def _share_or_amount(value: Any) -> Fraction | Amount:
    if isinstance(value, Amount):
        return value
    if isinstance(value, Fraction):
        return _up_to_one(value)
    text = _unsigned(value)
    return read_share(text) if "%" in text else read_amount(text)


def _unsigned(value: Any) -> str:
    text = _words(value)
    if text.lstrip().startswith(("-", "−", "+")):
        raise Unreadable(f"'{text}' has a sign", "Write it without: a cut takes, a receiver gets")
    return text


def _cut(value: Any) -> Fraction | Amount | Jobs:
    if isinstance(value, Jobs):
        _ = _up_to_one(value.size) if isinstance(value.size, Fraction) else whole_jobs(value.size)
        return value
    if isinstance(value, str) and speaks_of_jobs(value):
        return read_jobs(_unsigned(value))
    return _share_or_amount(value)


def _severance(value: Any) -> Months | Amount:
    if isinstance(value, Months):
        return value
    read = read_months(value) if isinstance(value, str) else None
    if read is not None:
        return read
    try:
        said = _total(without_a_job(value) if isinstance(value, str) else value)
    except Unreadable as error:
        raise Unreadable(error.what, "Write it as 6 months of pay, or $40k a job") from None
    if isinstance(said, Fraction):
        raise Unreadable(f"'{value}' is a share", "Write it as 6 months of pay, or $40k a job")
    return said


def _total(value: Any) -> Fraction | Amount:
    read = _share_or_amount(value)
    if isinstance(read, Amount) and read.per_year:
        raise Unreadable(f"'{read}' recurs every year", "Write the total over the window")
    return read


def _floor_or_cap(value: Any) -> Fraction | Amount:
    """Read a limit, which is per fiscal year whether or not it says so; a cap may be 110% of the baseline."""
    if isinstance(value, str) and "%" in value:
        return read_share(value, beyond=True)
    read = value if isinstance(value, Fraction) else _share_or_amount(value)
    return Amount(read.value, read.currency) if isinstance(read, Amount) else read


def _part(value: Any) -> Fraction | Amount | Literal["rest"]:
    if isinstance(value, str) and value.strip() == REST:
        return "rest"
    return _total(value)


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False}
    if not isinstance(value, str) or value.casefold() not in known:
        raise Unreadable(f"'{value}' is neither true nor false", "Write true or false")
    return known[value.casefold()]


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(_words(item) for item in value)
    return (_words(value),)


def _givers(value: Any) -> tuple[str, ...]:
    if not (names := _names(value)):
        raise Unreadable("names nobody", "Name a division, several, All divisions or New funding")
    return names


def _shares(value: Any) -> tuple[Fraction, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise Unreadable("is not a list of shares", "Write [25%, 50%, 100%]")
    return tuple(map(_or_range(_share), value))


def _plain_shares(value: Any) -> tuple[Fraction, ...]:
    if isinstance(value, list | tuple) and any(map(_is_range, value)):
        raise Unreadable("is not a place for a range", "Shares of an amount are certain; give the cut a range")
    return _shares(value)


def _receivers(value: Any) -> dict[str, Fraction | Amount | Literal["rest"]]:
    if not isinstance(value, Mapping):
        raise Unreadable("does not say who gets how much", "Write {AI division: 80%, Savings: 20%}")
    for name, part in value.items():
        if part is None:
            raise Unreadable(f"'{name}' is given no part", "Write 80%, $1B or rest")
    return {_words(name): _or_range(_total)(part) if _is_range(part) else _part(part) for name, part in value.items()}


def _period(value: Any) -> str:
    return str(read_period(_words(value)))


def _fingerprint(value: Any) -> str:
    said = value.strip().casefold() if isinstance(value, str) else "?"
    if said and not re.fullmatch(FINGERPRINT, said):
        raise Unreadable(f"'{value}' is not a fingerprint", "It is written on saving; leave the line out")
    return said


def base_names(value: Any) -> tuple[str, ...]:
    """Read the names of the scenarios that one builds on; raise `Unreadable` for what can be none."""
    names = _names(value)
    for name in names:
        if not re.fullmatch(BASE_NAME, name):
            hint = "Write the name of a file beside this one, or of a scenario, without folder and ending"
            raise Unreadable(f"'{name}' is not the name of a scenario", hint)
    if len(set(names)) < len(names):
        raise Unreadable("names a scenario twice", "Name it once")
    return names


def _fingerprints(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise Unreadable("does not say which scenario had which fingerprint", "It is written on saving; leave it out")
    return {_words(name): _fingerprint(said) for name, said in value.items()}


def _field(reader: Callable[[Any], Any], form: dict[str, Any]) -> tuple[Any, Any]:
    return PlainValidator(reader), WithJsonSchema(form)


def _is_range(value: Any) -> bool:
    return isinstance(value, Mapping | Range)


def _or_range(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads a value, or a range in its place."""

    def read(value: Any) -> Any:
        if isinstance(value, Range):
            low, likely, high = map(reader, value.ends)
            return Range(low, likely, high, value.shape)
        return read_range(value, reader) if isinstance(value, Mapping) else reader(value)

    return read


def _ranged(reader: Callable[[Any], Any], form: dict[str, Any]) -> tuple[Any, Any]:
    return _field(_or_range(reader), _or_range_form(form))


def _or_range_form(form: dict[str, Any]) -> dict[str, Any]:
    ends = dict.fromkeys(ENDS, form)
    shape = {"enum": list(SHAPES), "description": "triangular where it isn't said"}
    held = {
        "type": "object",
        "properties": {**ends, "shape": shape},
        "required": [*ENDS],
        "additionalProperties": False,
    }
    return {"oneOf": [form, held]}


_NAMES_FORM: dict[str, Any] = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_EITHER_FORM = {"type": "string", "description": "A share or an amount: 30%, $2B"}
Words = Annotated[str, *_field(_words, {"type": "string"})]
Share = Annotated[Fraction, *_ranged(_share, _SHARE_FORM)]
Phasing = Annotated[
    tuple[Fraction, ...], *_field(_plain_shares, {"type": "array", "items": _SHARE_FORM, "minItems": 1})
]
Ramp = Annotated[
    tuple[Fraction, ...], *_field(_shares, {"type": "array", "items": _or_range_form(_SHARE_FORM), "minItems": 1})
]
Cut = Annotated[
    Fraction | Amount | Jobs,
    *_ranged(
        _cut,
        {
            "type": "string",
            "description": "A share of the baseline (30%), an amount over the window ($2B), or per year ($2B per "
            "year), a number of jobs (1,500 jobs) or a share of them (10% of jobs)",
        },
    ),
]
Severance = Annotated[
    Months | Amount,
    *_field(
        _severance, {"type": "string", "description": "Months of pay (6 months of pay), or an amount a job ($40k)"}
    ),
]
Total = Annotated[Fraction | Amount, *_ranged(_total, _EITHER_FORM)]
Level = Annotated[Fraction | Amount, *_field(_floor_or_cap, _EITHER_FORM)]
Names = Annotated[tuple[str, ...], *_field(_names, _NAMES_FORM)]
Givers = Annotated[tuple[str, ...], *_field(_givers, _NAMES_FORM)]
Truth = Annotated[bool, *_field(_truth, {"type": "boolean"})]
_PERIOD_FORM = {"type": "string", "description": "FY2026, 2026Q1 or 2026-01"}
PeriodName = Annotated[str, *_field(_period, _PERIOD_FORM)]
Start = Annotated[str, *_ranged(_period, _PERIOD_FORM)]
TableMapping = Annotated[dict[str, Any], *_field(_table_mapping, {"type": "object"})]
Fingerprint = Annotated[str, *_field(_fingerprint, {"type": "string", "pattern": f"^{FINGERPRINT}$"})]
Fingerprints = Annotated[
    dict[str, str],
    *_field(
        _fingerprints, {"type": "object", "additionalProperties": {"type": "string", "pattern": f"^{FINGERPRINT}$"}}
    ),
]
_RATE_FORM = {"type": "string", "description": "A rate a year: 3%, -2%"}
_RATES_FORM = {"oneOf": [_RATE_FORM, {"type": "object", "additionalProperties": _RATE_FORM}]}
GrowthSaid = Annotated[
    Growth,
    *_field(
        read_growth,
        {
            "type": "object",
            "properties": {
                "until": {"type": "string", "description": "The last fiscal year: FY2030"},
                "rates": {"type": "object", "additionalProperties": _RATES_FORM},
                "status": {"enum": list(STATUSES)},
            },
            "required": ["until"],
            "additionalProperties": False,
        },
    ),
]
BaseNames = Annotated[tuple[str, ...], *_field(base_names, _NAMES_FORM)]
Receivers = Annotated[
    dict[str, Fraction | Amount | Literal["rest"]],
    *_field(
        _receivers,
        {
            "type": "object",
            "additionalProperties": _or_range_form(
                {"type": "string", "description": "A share (80%), an amount over the window ($1B), or rest"}
            ),
        },
    ),
]


def _beyond(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else read_share(_words(value), beyond=True)


def _pair(value: Any) -> tuple[str, ...]:
    names = _names(value)
    if len(names) != 2 or names[0] == names[1]:
        raise Unreadable("does not name two ranges", "Write [Reality Labs cut: cut, Reality Labs cut: stranded_cost]")
    return names


def _coefficient(value: Any) -> Fraction:
    try:
        read = Fraction(str(value).replace("−", "-"))
    except (ValueError, ZeroDivisionError):
        raise Unreadable(f"'{value}' is not a number", "Write a correlation from -1 to 1") from None
    if not -1 <= read <= 1:
        raise Unreadable(f"{value} is not a correlation", "It goes from -1 to 1")
    return read


_BEYOND_FORM = {**_SHARE_FORM, "description": "A share: 90%, 120%"}
Beyond = Annotated[Fraction, *_field(_beyond, _BEYOND_FORM)]
Pair = Annotated[
    tuple[str, ...], *_field(_pair, {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2})
]
Coefficient = Annotated[Fraction, *_field(_coefficient, {"type": ["string", "number"]})]
