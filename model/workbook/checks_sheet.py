"""The checks of a workbook, every one of which must be 0, and the limits, which are 0 where they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from virement.engine import bound_of
from virement.scenario import LIMIT_KINDS, MOVE_FIELDS, Limit, Scenario, ValuePath
from virement.values import PARTS_OF_A_JOB
from virement.values import whole as whole_numbers
from virement.workbook.calculation_sheet import SHARES, CalculationSheet, Line, total
from virement.workbook.cells import Figure, Page, least, minus, most, negative, plus, times, whole
from virement.workbook.drivers_sheet import Driver, parts_of
from virement.workbook.move_formulas import MoveFormulas, PostedLine, Read

TOP = 5
NIL = whole(0)

Kind = Literal["money", "share", "jobs", "count"]
Check = tuple[str, str, Figure, Kind]  # what it is about, what must be nothing, how much it is and of what


def checks_of(
    work: CalculationSheet,
    moves: Sequence[MoveFormulas],
    drivers: dict[int, dict[ValuePath, Read]],
    changes: Sequence[Line],
) -> list[Check]:
    """Return all checks: those of the whole, then those of each move."""
    leaves = len(work.baseline.leaves)
    moved = total([figure for line in changes[:leaves] for figure in line.values()])
    outside = total([figure for line in changes[leaves:] for figure in line.values()])
    found: list[Check] = [
        ("All", "result less baseline, less what came from outside", _size(plus(moved, outside)), "money"),
        ("All", "divisions below zero: by how much", _below(work, changes), "money"),
    ]
    if jobs := _jobs_below(work, moves):
        found.append(("All", "jobs below none: by how many", jobs, "jobs"))
    for move in moves:
        found += [(move.of, *check) for check in _of_move(move, drivers[move.terms.index])]
    return found


def _below(work: CalculationSheet, changes: Sequence[Line]) -> Figure:
    lines = [
        work.line("Below zero", leaf, {n: least(plus(figure, changes[row][n]), NIL) for n, figure in line.items()})
        for row, (leaf, line) in enumerate(zip(work.baseline.leaves, work.above_zero, strict=True))
    ]
    return negative(total([figure for line in lines for figure in line.values()]))


def _jobs_below(work: CalculationSheet, moves: Sequence[MoveFormulas]) -> Figure | None:
    """Return how many more jobs the moves cut than there are, by leaf and period; None where none cuts jobs."""
    cut: dict[int, list[Line]] = {}
    for move in moves:
        for row, line in move.jobs.items():
            cut.setdefault(row, []).append({n: times(move.on, figure) for n, figure in line.items()})
    below: list[Figure] = []
    for row, lines in cut.items():
        figures = {
            n: least(minus(there, plus(*taken)), NIL)
            for n, there in work.jobs(row).items()
            if (taken := [line[n] for line in lines if n in line])
        }
        below += work.line("Jobs below none", work.baseline.leaves[row], figures).values()
    return negative(total(below)) if below else None


def _of_move(move: MoveFormulas, drivers: dict[ValuePath, Read]) -> Iterator[tuple[str, Figure, Kind]]:
    last = move.columns[-1]
    sizes = move.work.line(move.of, "balance, without sign", {n: _size(one) for n, one in move.balance.items()})
    yield "postings that don't balance in a period", total(list(sizes.values())), "money"
    yield "drivers that are no number, or out of bounds", plus(*(one.wrong for one in drivers.values())), "count"
    yield "given from a budget of nothing", _from_nothing(move), "money"
    if not move.terms.funded:
        yield "one-off cost that can't be paid", most(minus(move.owed, move.released[last]), NIL), "money"
    for name, field in MOVE_FIELDS.items():
        if field.term == "share or amount" and (name, "share") in drivers:
            both = times(drivers[name, "share"].said, drivers[name, "amount"].said)
            yield f"{field.label.lower()} said twice", both, "count"
    if move.in_shares:
        yield "given away beyond 100 %", most(minus(move.given, whole(SHARES)), NIL), "share"
    elif move.stated:
        yield "given away beyond what can be used", most(minus(move.given, move.fundable[last]), NIL), "money"
    steps = [one.number for path, one in drivers.items() if path[0] == "phasing"]
    if steps:
        off = move.work.single(move.of, "phasing less 100 %", minus(plus(*steps), whole(SHARES)))
        yield "phasing off 100 %", times(least(move.phased, whole(1)), _size(off)), "share"


def _bracketed(figure: Figure) -> Figure:
    return Figure(f"({figure.text})", figure.value)


def _size(figure: Figure) -> Figure:
    return Figure(f"ABS({figure.text})", abs(figure.value))


def _from_nothing(move: MoveFormulas) -> Figure:
    """Return what is to be given where the givers hold nothing: by period, or a year's amount, or the window's."""
    terms, budget = move.terms, move.work.baseline.budget
    if terms.funded:
        return NIL
    held = budget[terms.givers][:, terms.columns].sum(axis=0)
    empty = [n for place, n in enumerate(move.columns) if held[place] == 0]
    given = [_bracketed(move.gross_steps[n]) for n in empty]
    spans = terms.years or ((range(len(held)),) if terms.amount is not None else ())
    lost = [move.drivers["cut",].number for span in spans if not held[span.start : span.stop].any()]
    if lost and move.phased != NIL:
        lost = [Figure(f"IF({move.phased.text}>0,0,{one.text})", 0 if move.phased.value else one.value) for one in lost]
    return plus(*given, *lost) if given or lost else NIL


def checks_page(checks: Sequence[Check], limits: Sequence[Check], unit: str, scale: int) -> Page:
    """Return the sheet of checks, with their sum on top."""
    page = Page("Checks", widths={0: 34, 1: 56, 2: 22}, frozen=(TOP, 0))
    page.write(0, 0, "Checks", "title")
    page.write(1, 0, f"Every check must be 0; else the drivers say what can't be done. Money is in {unit}.", "note")
    page.line(TOP - 1, ["Of", "What must be 0", "Is"], "head")
    for row, (of, what, figure, kind) in enumerate(checks, start=TOP):
        page.line(row, [of, what])
        _show(page, row, figure, kind, scale)
    last = TOP + len(checks)
    page.line(2, ["All together", ""], "sum")
    page.formula(2, 2, f"SUM(C{TOP + 1}:C{last})", sum(figure.value for _, _, figure, _ in checks), "whole sum")
    if limits:
        page.line(last + 1, ["Limit on", "What is 0 while it holds", "Is"], "head")
    for row, (of, what, figure, kind) in enumerate(limits, start=last + 2):
        page.line(row, [of, what])
        _show(page, row, figure, kind, scale)
    return page


def _show(page: Page, row: int, figure: Figure, kind: Kind, scale: int) -> None:
    parts, style = {
        "money": (scale, "money"),
        "share": (SHARES, "beyond"),
        "jobs": (PARTS_OF_A_JOB, "jobs"),
        "count": (1, "whole"),
    }[kind]
    page.formula(row, 2, f"({figure.text})/{parts}", figure.value / parts, style)


def limits_of(
    work: CalculationSheet, scenario: Scenario, posted: Sequence[PostedLine], changes: Sequence[Line]
) -> list[Check]:
    """Return by how much each limit is broken in each fiscal year with a plan period."""
    baseline = work.baseline
    found: list[Check] = []
    for limit in scenario.limits:
        for year, columns in baseline.fiscal_years.items():
            if columns[-1] in baseline.plan:
                found += [
                    (limit.division, f"{what}, {year}", figure, "money")
                    for what, figure in _broken(work, limit, posted, changes, columns)
                ]
    return found


def _broken(
    work: CalculationSheet, limit: Limit, posted: Sequence[PostedLine], changes: Sequence[Line], columns: range
) -> Iterator[tuple[str, Figure]]:
    baseline, rows = work.baseline, work.baseline.rows_of(limit.division).tolist()
    before, change = (total([lines[row][n] for row in rows for n in columns]) for lines in (work.leaves, changes))
    after = plus(before, change)
    for name, level in limit.levels.items():
        kind = LIMIT_KINDS[name]
        bound = whole(int(bound_of(name, level, whole_numbers(before.value), baseline.currency)))
        yield kind.broken, most(minus(bound, after) if kind.is_least else minus(after, bound), NIL)


def driver_reads(work: CalculationSheet, drivers: Sequence[Driver], sheet: Page) -> dict[int, dict[ValuePath, Read]]:
    """Read each driver on the work sheet: its number, whether it says one, and whether it can't be."""
    found: dict[int, dict[ValuePath, Read]] = {}
    for driver in drivers:
        cell = sheet.at(driver.row, driver.column)
        what = f"move {driver.move + 1}: {driver.words}"
        line = work.line("Driver: number, said, wrong", what, _read(driver, cell, work.scale))
        found.setdefault(driver.move, {})[driver.path] = Read(line[0], line[1], line[2])
    return found


def _read(driver: Driver, cell: str, scale: int) -> Line:
    value, said = driver.value or 0, int(driver.value is not None)
    if driver.kind == "switch":
        wrong = Figure(f'IF(OR({cell}="on",{cell}="off"),0,1)', 0)
        return {0: Figure(f'IF({cell}="on",1,0)', value), 1: whole(1), 2: wrong}
    count = parts_of(driver.kind, scale)
    bound = "1" if driver.kind == "share" else f"{10**15}/{count}"
    number = f"IF(ISNUMBER({cell}),ROUND({cell}*{count},0),0)"
    empty = f'IF({cell}="",0,1)' if driver.optional else "1"
    wrong = Figure(f"IF(ISNUMBER({cell}),IF(OR({cell}<0,{cell}>{bound}),1,0),{empty})", 0)
    return {0: Figure(number, value), 1: Figure(f"IF(ISNUMBER({cell}),1,0)", said), 2: wrong}
