"""What the columns of a table can be, the headings that say so, and how a caller chooses."""

from __future__ import annotations

from dataclasses import dataclass, field

from virement.tables.sheet import Row, Sheet, letter_of
from virement.values import Period, Problem

LEVELS = (
    *("division", "divisions", "department", "departments", "dept", "business unit", "budget head", "cost centre"),
    *("cost center", "ministry", "agency", "bureau", "office", "directorate", "segment", "organisation"),
    *("organization", "program", "programme", "sub-program", "subprogram", "service", "service area", "team"),
    *("section", "group", "project", "fund", "category", "subcategory", "sub-category", "line item", "account"),
    *("abteilung", "bereich", "kostenstelle", "projekt"),
)
NAMES = ("unit", "name", "description", "item", "function", "title", "line")
KNOWN = {
    "period": ("period", "fiscal year", "year", "quarter", "month", "fy", "date", "jahr", "monat"),
    "measure": ("measure",),
    "status": ("status",),
    "source": ("source", "sources"),
    "note": ("note", "notes", "comment", "comments", "remarks"),
}
EXACT = ("amount", "budget", "value", "total")  # of several amounts, the first of these is no guess
ROLES = ("period", "amount", "measure", "status", "source", "note")


@dataclass(frozen=True)
class Columns:
    """What is what in a table. A field that is None is found; a text that is empty says that there is none.

    A column is named by its heading, or by its letter. `heading_row` counts as the spreadsheet does. `division` are the
    columns that make up the path, the outermost first. `periods` are the columns of amounts of a table with one column
    a period; else `period` and `amount` are one column each. `decimal_mark` is `.` or `,`.
    """

    sheet: str | None = None
    heading_row: int | None = None
    division: tuple[str, ...] | None = None
    period: str | None = None
    amount: str | None = None
    measure: str | None = None
    status: str | None = None
    source: str | None = None
    note: str | None = None
    periods: tuple[str, ...] | None = None
    decimal_mark: str | None = None


@dataclass
class Layout:
    """A table's columns by their number, from 0: either `periods`, or `period` and `amount` in `single`."""

    heading: Row
    division: tuple[int, ...] = ()
    periods: dict[int, Period] = field(default_factory=dict)
    sums: dict[int, tuple[int, ...]] = field(default_factory=dict)
    single: dict[str, int] = field(default_factory=dict)
    unit: str | None = None
    signs: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    known: int = 0

    @property
    def amounts(self) -> tuple[int, ...]:
        """The columns of amounts, in order."""
        return tuple(self.periods) or tuple(self.single[name] for name in ("amount",) if name in self.single)

    @property
    def is_whole(self) -> bool:
        """Whether figures can be read by it."""
        errors = any(problem.level == "error" for problem in self.problems)
        return not errors and bool(self.division and (self.periods or {"period", "amount"} <= set(self.single)))

    def name_of(self, column: int) -> str:
        """Return a column's heading, or its letter where it has none."""
        return self.heading.text(column) or letter_of(column)


def as_columns(layout: Layout, sheet: Sheet, mark: str) -> Columns:
    """Return a layout in the words by which a caller chooses, every field filled in."""
    roles = {role: layout.name_of(layout.single[role]) if role in layout.single else "" for role in ROLES}
    return Columns(
        sheet=sheet.name,
        heading_row=layout.heading.number,
        division=tuple(layout.name_of(at) for at in layout.division),
        periods=tuple(layout.name_of(at) for at in layout.periods),
        decimal_mark=mark,
        **roles,
    )
