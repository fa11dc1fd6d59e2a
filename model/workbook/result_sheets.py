"""The sheets that people read: the baseline, the ledger, the result by period and the comparison by fiscal year."""

from __future__ import annotations

from collections.abc import Sequence

from virement.baseline import Baseline
from virement.values import OUTSIDE_ACCOUNTS, ROOT, STATUSES, level_of
from virement.workbook.calculation_sheet import CalculationSheet, Line, total
from virement.workbook.cells import Figure, Page, plus
from virement.workbook.move_formulas import PostedLine

TOP = 4  # the row of the first line
HEAD = TOP - 1


def baseline_page(baseline: Baseline, unit: str, scale: int) -> Page:
    """Return the budget before anything moves, a row a leaf; then the status and the source of each figure."""
    page, periods = _page("Baseline", f"{baseline.title}, in {unit}", baseline, blocks=3), baseline.period_names
    width = len(periods)
    for row, leaf in enumerate(baseline.leaves):
        page.write(TOP + row, 0, leaf)
        for column in range(width):
            page.write(TOP + row, 1 + column, int(baseline.budget[row, column]) / scale, "money")
            page.write(TOP + row, 2 + width + column, STATUSES[baseline.status[row, column]])
            page.write(TOP + row, 3 + 2 * width + column, str(baseline.source[row, column] or ""))
    for first, name in ((1, "Baseline"), (2 + width, "Status"), (3 + 2 * width, "Source")):
        page.write(HEAD - 1, first, name, "block")
        page.line(HEAD, periods, "head right" if first == 1 else "head", first)
    page.write(HEAD, 0, "Division", "head")
    return page


def add_sum(page: Page, work: CalculationSheet) -> None:
    """Write what all divisions hold together under the baseline, from the whole coins of the work sheet."""
    row = TOP + len(work.baseline.leaves)
    page.write(row, 0, ROOT, "sum")
    for column, figure in _sums(work.leaves).items():
        _money(page, row, 1 + column, figure, work.scale, "money sum")


def _sums(lines: Sequence[Line]) -> Line:
    return {n: total([line[n] for line in lines]) for n in lines[0]}


def _page(name: str, told: str, baseline: Baseline, blocks: int, labels: int = 1, width: float = 14) -> Page:
    page = Page(name, widths=dict.fromkeys(range(labels), 34), frozen=(TOP, labels))
    page.widths |= dict.fromkeys(range(labels, labels + blocks * (len(baseline.periods) + 1)), width)
    page.write(0, 0, name, "title")
    page.write(1, 0, told, "note")
    return page


def ledger_page(work: CalculationSheet, names: Sequence[str], posted: Sequence[PostedLine], unit: str) -> Page:
    """Return every posting: a row for each move and account, a column a period; in each a move sums to zero."""
    baseline = work.baseline
    page = _page("Ledger", f"What each move takes (−) and gives, in {unit}", baseline, 1, labels=4)
    page.line(HEAD, ["Move", "Posting", "As the move says", "Division or account"], "head")
    page.line(HEAD, baseline.period_names, "head right", 4)
    accounts = (*baseline.leaves, *OUTSIDE_ACCOUNTS)
    for row, line in enumerate(posted, start=TOP):
        page.line(row, [names[line.move], line.role, line.receiver, accounts[line.account]])
        for column, figure in line.figures.items():
            _money(page, row, 4 + column, figure, work.scale)
    return page


def _money(page: Page, row: int, column: int, figure: Figure, scale: int, style: str = "money") -> None:
    page.formula(row, column, f"{figure.text}/{scale}", figure.value / scale, style)


def result_page(work: CalculationSheet, changes: Sequence[Line], unit: str) -> Page:
    """Return each division's baseline, variance and budget by period; under the variances the outside accounts."""
    baseline, count = work.baseline, len(work.baseline.leaves)
    page = _page("Result", f"Each division in each period, in {unit}; variance is budget less baseline", baseline, 1)
    page.write(HEAD, 0, "Division", "head")
    page.line(HEAD, baseline.period_names, "head right", 1)
    sums = {"Baseline": _sums(work.leaves), "Variance": _sums(changes[:count])}
    sums["Budget"] = {n: plus(figure, sums["Variance"][n]) for n, figure in sums["Baseline"].items()}
    after = [{n: plus(line[n], change[n]) for n in line} for line, change in zip(work.leaves, changes, strict=False)]
    for name, lines in (("Baseline", work.leaves), ("Variance", changes[:count]), ("Budget", after)):
        row = result_row(baseline, name)
        page.write(row - 1, 0, name, "block")
        for place, (leaf, line) in enumerate(zip(baseline.leaves, lines, strict=True)):
            _line(page, row + place, leaf, line, work.scale)
        page.write(row + count, 0, ROOT, "sum")
        for n, figure in sums[name].items():
            _money(page, row + count, 1 + n, figure, work.scale, "money sum")
    for place, (name, line) in enumerate(zip(OUTSIDE_ACCOUNTS, changes[count:], strict=True)):
        _line(page, result_row(baseline, "Variance") + count + 1 + place, name, line, work.scale)
    return page


def result_row(baseline: Baseline, block: str) -> int:
    """Return the row of the first leaf in a block of the result: `Baseline`, `Variance` or `Budget`."""
    count, outside = len(baseline.leaves), len(OUTSIDE_ACCOUNTS)
    return TOP + 1 + {"Baseline": 0, "Variance": count + 3, "Budget": 2 * count + 6 + outside}[block]


def _line(page: Page, row: int, name: str, line: Line, scale: int) -> None:
    page.write(row, 0, name)
    for column, figure in line.items():
        _money(page, row, 1 + column, figure, scale)


def compare_page(work: CalculationSheet, changes: Sequence[Line], unit: str) -> Page:
    """Return each division at every level by fiscal year: baseline, scenario, and the change in amount and percent."""
    baseline = work.baseline
    page = Page("Compare", widths={0: 34}, frozen=(TOP, 1))
    page.write(0, 0, "Compare", "title")
    page.write(1, 0, f"By division and fiscal year, in {unit}", "note")
    page.write(HEAD, 0, "Division", "head")
    for place, (year, columns) in enumerate(baseline.fiscal_years.items()):
        first = 1 + 5 * place
        page.widths |= {**dict.fromkeys(range(first, first + 4), 15), first + 4: 3}
        page.write(HEAD - 1, first, year, "block")
        page.line(HEAD, ["Baseline", "Scenario", "Δ", "Δ %"], "head right", first)
        for row, name in enumerate((*baseline.divisions, ROOT), start=TOP):
            page.write(row, 0, name, _level(name))
            rows = baseline.rows_of(name).tolist()
            before, change = (
                total([lines[row][column] for row in rows for column in columns]) for lines in (work.leaves, changes)
            )
            _compared(page, row, first, before, change, work.scale)
    return page


def _compared(page: Page, row: int, first: int, before: Figure, change: Figure, scale: int) -> None:
    for column, one in enumerate((before, plus(before, change), change), start=first):
        _money(page, row, column, one, scale)
    share = f'IF({before.text}=0,"",{change.text}/{before.text})'
    page.formula(row, first + 3, share, change.value / before.value if before.value else "", "percent")


def _level(name: str) -> str:
    return "sum" if name == ROOT else f"level{min(level_of(name), 4)}"
