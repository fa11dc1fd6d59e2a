"""The workbook: a scenario in a spreadsheet that reckons by formulas what the engine does, to the cent.

It is built once in cells and figures, held against the ledger, and only then written: a workbook that would say
anything else than the engine is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from virement.authority import register_of
from virement.engine import Ledger
from virement.scenario import MOVE_FIELDS, resolve
from virement.tables import MOST_COLUMNS
from virement.values import OUTSIDE_ACCOUNTS, ModelError, Problem, Tell, Unreadable, silent
from virement.workbook.approvals_sheet import approvals_page, decimals_of
from virement.workbook.calculation_sheet import CalculationSheet, Line, block, scale_of
from virement.workbook.cells import LONGEST, MOST, Figure, Page, fixed_name, whole
from virement.workbook.checks_sheet import checks_of, checks_page, driver_reads, limits_of
from virement.workbook.cover_sheets import read_me_page, sources_page
from virement.workbook.drivers_sheet import Driver, drivers_of, drivers_page
from virement.workbook.hidden_origin import origin_page
from virement.workbook.move_formulas import MoveFormulas, PostedLine, divisions_of
from virement.workbook.result_sheets import TOP as FIRST_LEAF
from virement.workbook.result_sheets import add_sum, baseline_page, compare_page, ledger_page, result_page, result_row
from virement.workbook.sheet_names import Book
from virement.workbook.xlsx_writer import written

MOST_QUOTIENTS = 25_000  # of which the file is about 60 MB, and more is refused when it comes back
MOST_FORMULA = 8_000  # letters; a spreadsheet takes 8,192


def workbook_of(ledger: Ledger, tell: Tell = silent) -> bytes:
    """Return a scenario as an XLSX whose formulas follow its drivers; the same ledger gives the same bytes.

    Raises `ModelError` where a spreadsheet can't carry it to the cent: shares with more than 14 decimals, amounts of 16
    digits, or more lines than a spreadsheet is good for. `tell(done, sheets)` is called before each sheet is written.
    """
    book = book_of(ledger)
    return written(book, tell)


def book_of(ledger: Ledger) -> Book:
    """Return the workbook's cells; raise `ModelError` as `workbook_of` does."""
    baseline, scenario = ledger.baseline, ledger.scenario
    if int(baseline.budget.sum()) >= MOST or int(abs(ledger.budget).sum()) >= MOST:
        raise _refused("more money than a spreadsheet counts to the cent")
    terms = resolve(scenario, baseline)
    if (divisions := sum(map(divisions_of, terms))) > MOST_QUOTIENTS:
        raise _refused(f"{divisions:,} long divisions; a spreadsheet is good for {MOST_QUOTIENTS:,}")
    if any(one.jobs and one.jobs.severance.numerator >= MOST for one in terms):
        raise _refused("a severance of more digits than a spreadsheet counts")
    windows = [one.window for one in terms]
    try:
        drivers = drivers_of(scenario, baseline.currency, windows, baseline.actuals)
    except Unreadable as error:
        raise _refused(error.what) from None
    unit = baseline.counted_in
    figures = baseline_page(baseline, unit, scale_of(baseline))
    work = CalculationSheet(baseline, figures, FIRST_LEAF)
    add_sum(figures, work)
    sheet = drivers_page(scenario, unit, work.scale, list(baseline.period_names), windows, drivers, baseline.actuals)
    reads = driver_reads(work, drivers, sheet)
    first = work.next_row
    moves = [MoveFormulas(work, one, reads[one.index]) for one in terms]
    posted = [line for move in moves for line in move.posted]
    changes = _changes(work, range(first, max(work.next_row, first + 1)), posted)
    _hold_against(ledger, posted, changes)
    limits = limits_of(work, scenario, posted, changes)
    checks = checks_page(checks_of(work, moves, reads, changes), limits, unit, work.scale)
    pages = [
        read_me_page(scenario, baseline, unit),
        sheet,
        figures,
        ledger_page(work, [move.name for move in scenario.moves], posted, unit),
        result_page(work, changes, unit),
        compare_page(work, changes, unit),
        checks,
        *([approvals_page(register)] if (register := register_of([ledger])) else []),
        sources_page(scenario, baseline),
        work.page,
        work.quotients.page,
    ]
    _refuse_the_endless(pages)
    pages.append(origin_page(scenario, baseline, pages, drivers, work.scale))
    years = tuple(baseline.fiscal_years)
    shown = next(n for n, year in enumerate(years) if baseline.fiscal_years[year][-1] in baseline.plan)
    return Book(
        pages=tuple(pages),
        drivers=tuple(drivers),
        names=_names(ledger, sheet, drivers),
        unit=unit,
        scale=work.scale,
        decimals=decimals_of(baseline),
        compared=len(baseline.divisions),
        years=years,
        shown_year=shown,
    )


def _refused(what: str) -> ModelError:
    hint = "Run it with virement run; the tables of the pack hold every figure"
    return ModelError([Problem("workbook", f"the scenario holds what no formula carries exactly: {what}", hint)])


def _changes(work: CalculationSheet, rows: range, posted: Sequence[PostedLine]) -> list[Line]:
    """Return what all moves together post to each account, by period."""
    baseline, found = work.baseline, []
    sums = Counter[tuple[int, int]]()
    for line in posted:
        for column, figure in line.figures.items():
            sums[line.account, column] += figure.value
    numbers = block(work.page, rows, range(2, 3))
    for account, name in enumerate((*baseline.leaves, *OUTSIDE_ACCOUNTS)):
        figures: Line = {}
        for column in range(len(baseline.periods)):
            if not posted:
                figures[column] = whole(0)
                continue
            amounts = f"{work.cell(rows[0], column)}:{work.cell(rows[-1], column).rpartition('!')[2]}"
            figures[column] = Figure(f"SUMIF({numbers},{account + 1},{amounts})", sums[account, column])
        found.append(work.line("Variance", name, figures))
    return found


def _hold_against(ledger: Ledger, posted: Sequence[PostedLine], changes: Sequence[Line]) -> None:
    """Refuse to write what doesn't say what the ledger says, posting by posting and account by account."""
    said = Counter[tuple[int, str, str, int, int]]()
    for line in posted:
        for column, figure in line.figures.items():
            said[line.move, line.role, line.receiver, line.account, column] += figure.value
    for posting in ledger.postings:
        for row, amounts in zip(posting.rows.tolist(), posting.amounts[:, :, 0].tolist(), strict=True):
            for column, amount in zip(posting.window, amounts, strict=True):
                said[posting.move, posting.role, posting.receiver, row, column] -= amount
    found = [[figure.value for figure in line.values()] for line in changes]
    if any(said.values()) or found != ledger.variance[:, :, 0].tolist():
        raise _refused("the formulas come to other figures than the ledger. Please report this scenario")


def _refuse_the_endless(pages: Sequence[Page]) -> None:
    longest = max(
        len(entry.content) for page in pages for entry in page.cells.values() if isinstance(entry.content, str)
    )
    formulas = (entry.content for page in pages for entry in page.cells.values() if entry.kind == "formula")
    if any(column >= MOST_COLUMNS for page in pages for _, column in page.cells):
        raise _refused(f"more periods than fit into {MOST_COLUMNS} columns")
    if longest > LONGEST + 2 or max(len(str(one)) for one in formulas) > MOST_FORMULA:
        raise _refused("a text or a formula that is too long for a cell")


def _names(ledger: Ledger, sheet: Page, drivers: Sequence[Driver]) -> dict[str, str]:
    """Return the named ranges: each move's switch, cut and costs, and the blocks of the result."""
    words = {"enabled": "Switch", "cut": "Cut"}
    words |= {name: name.capitalize() for name, field in MOVE_FIELDS.items() if field.term}
    found = {
        "_".join([words[str(one.path[0])], *map(str, one.path[1:]), str(one.move + 1)]): (sheet, one.row, one.column)
        for one in drivers
        if one.path[0] in words
    }
    names = {name: f"={page.name}!{fixed_name(row, column)}" for name, (page, row, column) in found.items()}
    width, count = len(ledger.baseline.periods), len(ledger.baseline.leaves)
    for name in ("Baseline", "Variance", "Budget"):
        first = result_row(ledger.baseline, name)
        ends = fixed_name(first, 1), fixed_name(first + count - 1, width)
        names[f"Result_{name.lower()}"] = f"=Result!{':'.join(ends)}"
    return names | {"All_checks": f"=Checks!{fixed_name(2, 2)}"}
