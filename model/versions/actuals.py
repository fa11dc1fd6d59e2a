"""Actual figures as they come in, read as baselines' tables are, and put in the terms of a baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from model.baseline import Baseline
from model.baseline_files import SEEDS
from model.baseline_folders import is_file
from model.columns import Layout
from model.drafts import whole_cents
from model.errors import ModelError, Problem, Unreadable, did_you_mean, one_of
from model.figures import Figure
from model.money import UNITS, means_currency, read_figure, show
from model.periods import Period
from model.sheets import Row, Sheet
from model.table_amounts import has_suffix, is_blank
from model.table_layout import find_layout
from model.terms import division_hint
from model.understanding import understood
from model.workbooks import read_sheets

JOINED = " + "
EXTRA = {"rounding": ("rounding", "rounded to"), "as_of": ("as_of", "as of")}
_FAR_OFF = 50  # times a budget, beyond which a file more likely counts in another unit
_ORDER = ("year", "quarter", "month")


@dataclass(frozen=True)
class Actual:
    """One actual figure: what `divisions` together spent in the periods `columns`, in minor units.

    `name` and `period` are as the file has them. The figure was rounded to multiples of `rounding` minor units, so the
    true one is at most half of that away; 0 is exact.
    """

    where: str
    name: str
    period: str
    divisions: tuple[str, ...]
    columns: tuple[int, ...]
    amount: int
    rounding: int
    status: int
    source: str
    note: str
    as_of: str


@dataclass(frozen=True)
class Actuals:
    """The actual figures of a file over the baseline of that fingerprint, and what is worth knowing of them."""

    file: str
    fingerprint: str
    figures: tuple[Actual, ...]
    warnings: tuple[Problem, ...]


def load_actuals(
    which: str | Path, baseline: Baseline, *, unit: str | None = None, rounded_to: str | None = None
) -> Actuals:
    """Load actual figures by the path of a CSV or an XLSX, or by their name in the folder of a shipped baseline.

    The rest is as in `read_actuals`.
    """
    shipped = SEEDS / baseline.name / f"{which}.csv"
    path = shipped if is_file(shipped) else Path(which)
    if not is_file(path):
        known = [one.stem for one in sorted((SEEDS / baseline.name).glob("actuals-*.csv"))] if baseline.name else []
        hint = did_you_mean(str(which), known) or one_of([*known, "the path of a CSV or XLSX"])
        raise ModelError([Problem(str(which), "is no file of actuals", hint)])
    return read_actuals(path.read_bytes(), str(which), baseline, unit=unit, rounded_to=rounded_to)


def read_actuals(
    content: bytes, file: str, baseline: Baseline, *, unit: str | None = None, rounded_to: str | None = None
) -> Actuals:
    """Read actual figures from the bytes of a CSV or an XLSX named `file`; raise `ModelError` with all that is wrong.

    A table like a baseline's. A division may be a parent, or several that were published together, joined by ` + `;
    a fiscal year of a baseline in quarters or months is the sum of its periods. A column `rounding` says to what a
    figure was rounded, `rounded_to` the same for all where there is none; a column `as_of` when it was known. What is
    blank is not known yet. Amounts count what the headings say or `unit`, else what the baseline's do. Unknown
    divisions and periods, figures that overlap, and periods shorter than the baseline's are errors.
    """
    table = _Sheets(read_sheets(content, file), file, baseline, unit)
    problems = [*table.problems, *table.understanding.errors]
    figures = [one for one in table.understanding.figures if one.measure == "budget"] if not problems else []
    found = [one for figure in figures for one in table.actual(figure, rounded_to, problems)]
    problems += _overlaps(found, baseline)
    if problems:
        raise ModelError(problems)
    told = [*table.understanding.doubts, *_warnings(found, baseline, file)]
    return Actuals(file, baseline.fingerprint, tuple(found), tuple(told))


class _Sheets:
    """The sheets of a file, their own columns of rounding and date set apart from what a baseline's table has."""

    def __init__(self, sheets: list[Sheet], file: str, baseline: Baseline, unit: str | None) -> None:
        self.file, self.baseline = file, baseline
        parted = {sheet.name: _parted(sheet) for sheet in sheets}
        plain = [sheet for sheet, _ in parted.values()]
        first = understood(plain, file, currency=baseline.currency)
        chosen = first.columns.sheet if first.columns.sheet in parted else next(iter(parted))
        sheet, self.extra = parted[str(chosen)]
        layout = find_layout(sheet, first.columns)
        self.unit = unit or _unit(sheet, layout, baseline)
        self.problems = [
            Problem(file, f"has amounts in {sign}, the baseline in {baseline.currency}", "Give them in its currency")
            for sign in sorted(layout.signs)
            if not means_currency(sign, baseline.currency)
        ]
        self.understanding = understood(plain, file, currency=baseline.currency, unit=self.unit)

    def actual(self, figure: Figure, rounded_to: str | None, problems: list[Problem]) -> Iterator[Actual]:
        """Yield a figure in the terms of the baseline, or add what is wrong with it to `problems`."""
        said = self.extra.get(figure.row, {})
        try:
            yield Actual(
                where=figure.where,
                name=figure.division,
                period=str(figure.period),
                divisions=_divisions(figure.division, self.baseline),
                columns=_columns(figure.period, self.baseline),
                amount=whole_cents(figure.amount, self.baseline.currency, UNITS[self.unit]),
                rounding=self._rounding(said.get("rounding", "") or rounded_to or ""),
                status=figure.status,
                source=figure.source,
                note=figure.note,
                as_of=said.get("as_of", ""),
            )
        except Unreadable as error:
            problems.append(Problem(figure.where, error.what, error.hint))

    def _rounding(self, text: str) -> int:
        """Read to what a figure was rounded: in the table's unit, or with a unit of its own as `$10M`."""
        if not text:
            return 0
        step = read_figure(text)
        minor = whole_cents(step, self.baseline.currency, 0 if has_suffix(text) else UNITS[self.unit])
        if minor < 0:
            raise Unreadable(f"can't be rounded to {text}", "Write the step, as 10 for the nearest ten")
        return minor


def _parted(sheet: Sheet) -> tuple[Sheet, dict[int, dict[str, str]]]:
    """Return a sheet without the columns that only actuals have, and what these say by the number of the row."""
    heading = next((row for row in sheet.rows if _extra_columns(row)), None)
    if heading is None:
        return sheet, {}
    columns = _extra_columns(heading)
    said = {row.number: {key: row.text(at) for key, at in columns.items()} for row in sheet.rows}
    rows = tuple(
        Row(row.number, tuple("" if at in columns.values() else cell for at, cell in enumerate(row.cells)))
        for row in sheet.rows
    )
    return replace(sheet, rows=rows), said


def _extra_columns(row: Row) -> dict[str, int]:
    texts = [row.text(at).casefold() for at in range(len(row.cells))]
    found = {key: [at for at, text in enumerate(texts) if text in names] for key, names in EXTRA.items()}
    return {key: places[0] for key, places in found.items() if places}


def _unit(sheet: Sheet, layout: Layout, baseline: Baseline) -> str:
    """Return what the amounts count: what the headings or the amounts themselves say, else what the baseline's do."""
    cells = [row.cell(at) for row in sheet.rows if row.number > layout.heading.number for at in layout.amounts]
    own = any(has_suffix(cell) for cell in cells if not is_blank(cell))
    return layout.unit or ("one" if own else baseline.unit)


def _divisions(name: str, baseline: Baseline) -> tuple[str, ...]:
    names = (name,) if name in baseline else tuple(part.strip() for part in name.split(JOINED))
    for one in names:
        if one not in baseline:
            raise Unreadable(f"'{one}' is no division of the baseline", division_hint(one, baseline))
    return names


def _columns(period: Period, baseline: Baseline) -> tuple[int, ...]:
    if period in baseline.periods:
        return (baseline.periods.index(period),)
    kind = baseline.periods[0].kind
    if _ORDER.index(period.kind) > _ORDER.index(kind):
        what = f"{period} is a {period.kind}, and the baseline knows only whole {kind}s"
        raise Unreadable(what, f"A {kind}'s budget says nothing of its {period.kind}s: give the {kind} when it is over")
    columns = baseline.fiscal_years.get(str(period), range(0)) if period.kind == "year" else range(0)
    if len(columns) == {"quarter": 4, "month": 12}.get(kind):
        return tuple(columns)
    what = f"{period} is no whole period of the baseline" if columns else f"{period} is no period of the baseline"
    raise Unreadable(what, one_of(baseline.period_names))


def _overlaps(found: list[Actual], baseline: Baseline) -> list[Problem]:
    """Return a problem for each figure of a leaf and a period that another one counts already."""
    first: dict[tuple[int, int], Actual] = {}
    problems = []
    for one in found:
        cells = [(int(row), column) for row in baseline.rows_of(one.divisions) for column in one.columns]
        other = next((first[cell] for cell in cells if cell in first), None)
        if other is not None:
            what = f"'{one.name}' in {one.period} counts what '{other.name}' in {other.period} counts already"
            problems.append(Problem(one.where, what, "Keep one of them"))
        first |= {cell: one for cell in cells if cell not in first}
    return problems


def _warnings(found: list[Actual], baseline: Baseline, file: str) -> Iterator[Problem]:
    """Yield what can be compared all the same, but not as somebody may think."""
    for name in dict.fromkeys(one.name for one in found if len(baseline.rows_of(one.divisions)) > 1):
        where = next(one.where for one in found if one.name == name)
        what = f"'{name}' is compared as a whole: no actuals tell its parts"
        yield Problem(where, what, "", "warning")
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
