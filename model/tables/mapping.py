"""What was understood and answered of a table, as plain data: next year's file of the same shape reads by it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from virement.tables.headings import when_in
from virement.tables.vocabulary import fold
from virement.values import ModelError, Problem, currency_of, did_you_mean, is_currency, one_of

ACTUALS = "actuals"


@dataclass(frozen=True)
class Mapping:
    """How a table is read. What is None or empty is found anew; `answers` to questions stand by their key.

    A table of `ACTUALS` is read for what was spent alone, and each figure of it stands for itself: a division may have
    one where no part of it has, and years may stand beside months.
    """

    sheet: str | None = None
    heading_rows: tuple[int, ...] = ()  # as a spreadsheet counts them
    levels: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)  # the role of a column, by its heading without the year
    amount: str | None = None
    unit: str | None = None
    currency: str | None = None
    decimal_mark: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    of: str | None = None  # ACTUALS, else a budget

    def to_dict(self) -> dict[str, Any]:
        """Return what is said, as YAML holds it."""
        said = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return {name: value for name, value in said.items() if value}

    def with_all(self, other: Mapping | None) -> Mapping:
        """Return the mapping with all that another says; that one stands above it."""
        if other is None:
            return self
        said = {name: value for name, value in vars(other).items() if value}
        merged = {name: {**getattr(self, name), **said.get(name, {})} for name in ("columns", "answers")}
        return replace(self, **{**said, **merged})

    def answered(self, key: str, answer: str) -> Mapping:
        """Return the mapping with one answer more."""
        return replace(self, answers={**self.answers, key: answer})


def mapping_of(said: dict[str, Any]) -> Mapping:
    """Return the mapping of a YAML block; raise `ModelError` with every word in it that is none."""
    known = [one.name for one in fields(Mapping)]
    wrong = [
        Problem("mapping", f"'{name}' is nothing that a mapping says", did_you_mean(name, known) or one_of(known))
        for name in said
        if name not in known
    ]
    if wrong:
        raise ModelError(wrong)
    values = dict(said)
    if "levels" in said:
        values["levels"] = tuple(map(str, said["levels"]))
    if "heading_rows" in said:
        values["heading_rows"] = tuple(int(row) for row in said["heading_rows"])
    return Mapping(**values)


def pattern_of(heading: str) -> str:
    """Return a heading as it is compared from year to year: folded, and without its period.

    >>> pattern_of("FY2026 Adopted"), pattern_of("fy2027Adopted")
    ('adopted', 'adopted')
    """
    when = when_in(heading)
    return fold(when.rest if when.is_any else heading) or ("period" if when.is_any else "")


_ROLES = (
    "division",
    "amount",
    "period",
    "month",
    "quarter",
    "type",
    "stage",
    "code",
    "note",
    "ignore",
    "unit",
    "currency",
    "sheet",
    "decimal mark",
    "heading",
    "detail",
)


def parse_map(said: Iterable[str], mapping: Mapping | None = None) -> Mapping:
    """Return the mapping of options such as `division=Department,Program` and `amount=Adopted 2026`."""
    found = mapping or Mapping()
    problems = []
    for text in said:
        role, equals, value = text.partition("=")
        role, value = role.strip().casefold(), value.strip()
        if not equals or role not in _ROLES:
            hint = did_you_mean(role, _ROLES) or one_of(_ROLES)
            problems.append(Problem("--map", f"'{text}' is not a mapping", f"Write it as division=Department. {hint}"))
            continue
        if role == "currency":
            value = currency_of(value)
            if not is_currency(value):
                problems.append(Problem("--map", f"'{value}' is not a currency", "Write a code of ISO 4217, as USD"))
        found = _mapped(found, role, value)
    if problems:
        raise ModelError(problems)
    return found


def _mapped(mapping: Mapping, role: str, value: str) -> Mapping:
    names = tuple(name.strip() for name in re.split(r",(?! )|, ", value) if name.strip())
    if role == "division":
        return replace(mapping, levels=names)
    if role in ("unit", "currency", "sheet"):
        named: dict[str, Any] = {role: value}
        return replace(mapping, **named)
    if role == "decimal mark":
        return replace(mapping, decimal_mark=value)
    if role == "heading":
        return replace(mapping, heading_rows=tuple(int(one) for one in re.findall(r"\d+", value)))
    columns = {**mapping.columns, **{pattern_of(name): role for name in names}}
    if role == "amount":
        return replace(mapping, amount=value, columns=columns)
    return replace(mapping, columns=columns)


def parse_answers(said: Iterable[str], mapping: Mapping | None = None) -> Mapping:
    """Return the mapping with answers such as `year=2026`."""
    found = mapping or Mapping()
    problems = []
    for text in said:
        key, equals, answer = text.partition("=")
        if not equals:
            problems.append(Problem("--answer", f"'{text}' is not an answer", "Write it as year=2026"))
            continue
        found = found.answered(key.strip(), answer.strip())
    if problems:
        raise ModelError(problems)
    return found
