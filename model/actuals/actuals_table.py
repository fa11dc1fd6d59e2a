"""Actual figures as they come in, read as baselines' tables are, and put in the terms of a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from virement.baseline import Baseline, is_file, understood, whole_cents
from virement.scenario import division_hint
from virement.tables import Figure, Layout, Row, Sheet, find_layout, has_suffix, is_blank, read_sheets
from virement.values import (
    PERIODS_A_YEAR,
    SEEDS,
    UNITS,
    ModelError,
    Period,
    Problem,
    Unreadable,
    did_you_mean,
    means_currency,
    one_of,
    read_figure,
    show,
)

JOINED = " + "
EXTRA = {"rounding": ("rounding", "rounded to"), "as_of": ("as_of", "as of")}
_FAR_OFF = 50  # times a budget, beyond which a file more likely counts in another unit


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


def actuals_names(baseline_name: str) -> list[str]:
    """Return the names of the actuals in the folder of a shipped baseline, the oldest first."""
    return [one.stem for one in sorted((SEEDS / baseline_name).glob("actuals-*.csv"))] if baseline_name else []


def load_actuals(
    which: str | Path, baseline: Baseline, *, unit: str | None = None, rounded_to: str | None = None
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
    return read_actuals(path.read_bytes(), str(which), baseline, unit=unit, rounded_to=rounded_to)


def read_actuals(
    content: bytes, file: str, baseline: Baseline, *, unit: str | None = None, rounded_to: str | None = None
) -> Actuals:
    """Read actual figures from the bytes of a CSV or an XLSX named `file`; raise `ModelError` with all that is wrong.

    A table like a baseline's. A division may be a parent, or several that were published together, joined by ` + `;
    a fiscal year of a baseline in quarters or months is the sum of its periods, and shorter periods than the baseline's
    are summed to those where all are there; where some lack, that is a warning. A column `rounding` says to what a
    figure was rounded, `rounded_to` the same for all where there is none; a column `as_of` when it was known. What is
    blank is not known yet. Amounts count what the headings say or `unit`, else what the baseline's do. Unknown
    divisions and periods, figures that overlap, and a table without any whole period are errors.
    """
    table = _Sheets(read_sheets(content, file), file, baseline, unit)
    problems = [*table.problems, *table.understanding.errors]
    figures = [one for one in table.understanding.figures if one.measure == "budget"] if not problems else []
    told = [(figure.period, one) for figure in figures for one in table.actual(figure, rounded_to, problems)]
    found = list(_whole(told, baseline, problems))
    problems += _overlaps(found, baseline)
    if not found:
        problems = [replace(problem, level="error") for problem in problems]
    if any(problem.level == "error" for problem in problems):
        raise ModelError(problems)
    warnings = *problems, *table.understanding.doubts, *_warnings(found, baseline, file)
    return Actuals(file, baseline.fingerprint, tuple(found), warnings)


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
        self.understanding = understood(plain, file, currency=baseline.currency, unit=self.unit, apart=True)

    def actual(self, figure: Figure, rounded_to: str | None, problems: list[Problem]) -> Iterator[Actual]:
        """Yield a figure in the terms of the baseline, or add what is wrong with it to `problems`."""
        said = self.extra.get(figure.row, {})
        try:
            yield Actual(
                where=figure.where,
                name=figure.division,
                period=str(figure.period),
                divisions=_divisions(figure.division, self.baseline),
                columns=_columns(_enclosing(figure.period, self.baseline), self.baseline),
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
            raise Unreadable(f"'{one}' is not a division of the baseline", division_hint(one, baseline))
    return names


def _enclosing(period: Period, baseline: Baseline) -> Period:
    """Return the period of the baseline's kind that a shorter one is a part of; any other as it is."""
    kind = baseline.periods[0].kind
    if PERIODS_A_YEAR[period.kind] <= PERIODS_A_YEAR[kind]:
        return period
    return Period(period.year, (period.number - 1) * PERIODS_A_YEAR[kind] // PERIODS_A_YEAR[period.kind] + 1, kind)


def _columns(period: Period, baseline: Baseline) -> tuple[int, ...]:
    if period in baseline.periods:
        return (baseline.periods.index(period),)
    columns = baseline.fiscal_years.get(str(period), range(0)) if period.kind == "year" else range(0)
    if columns and len(columns) == PERIODS_A_YEAR[baseline.periods[0].kind]:
        return tuple(columns)
    what = f"{period} is not a whole period of the baseline" if columns else f"{period} is not a period of the baseline"
    raise Unreadable(what, one_of(baseline.period_names))


def _whole(told: list[tuple[Period, Actual]], baseline: Baseline, problems: list[Problem]) -> Iterator[Actual]:
    """Yield what is told of whole periods of the baseline, shorter ones summed; `problems` takes what lacks some.

    A sum is as far from the true one as all its parts may be, and rests on the weakest of them.
    """
    kind = baseline.periods[0].kind
    shorter: dict[tuple[object, ...], dict[Period, Actual]] = {}
    for period, one in told:
        if PERIODS_A_YEAR[period.kind] <= PERIODS_A_YEAR[kind]:
            yield one
            continue
        parts = shorter.setdefault((one.divisions, one.columns, period.kind), {})
        if period in parts:
            what = f"'{one.name}' in {one.period} stands in {parts[period].where} already"
            problems.append(Problem(one.where, what, "Keep one of them"))
        parts[period] = one
    for parts in shorter.values():
        of, first = next(iter(parts.items()))
        whole = baseline.period_names[first.columns[0]]
        if len(parts) == PERIODS_A_YEAR[of.kind] // PERIODS_A_YEAR[kind]:
            yield _sum(list(parts.values()), whole)
        else:
            known = " and ".join(str(period) for period in sorted(parts))
            what = f"'{first.name}' has only {known} of {whole}, and the baseline knows only whole {kind}s"
            hint = f"It is compared when all {of.kind}s of {whole} are there"
            problems.append(Problem(first.where, what, hint, "warning"))


def _sum(parts: list[Actual], period: str) -> Actual:
    def said(texts: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(filter(None, texts)))

    return replace(
        parts[0],
        period=period,
        amount=sum(one.amount for one in parts),
        rounding=sum(one.rounding for one in parts),
        status=max(one.status for one in parts),
        source=said(one.source for one in parts),
        note=said(one.note for one in parts),
        as_of=said(one.as_of for one in parts),
    )


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
