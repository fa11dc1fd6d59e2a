"""The sheets that people read: the baseline, the ledger, the result by period and the comparison by fiscal year."""

from __future__ import annotations

from collections.abc import Sequence

from model.baseline import OUTSIDE_ACCOUNTS, ROOT, STATUSES, Baseline, level_of
from model.handover.formulas import PostedLine
from model.handover.grid import Figure, Page, plus
from model.handover.work import Line, Work, total

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
        page.line(HEAD, periods, "head", first)
    page.write(HEAD, 0, "Division", "head")
    row = TOP + len(baseline.leaves)
    page.write(row, 0, ROOT, "sum")
    for column in range(width):
        cells = [Figure(page.at(TOP + n, 1 + column), int(own)) for n, own in enumerate(baseline.budget[:, column])]
        found = total(cells)
        page.formula(row, 1 + column, found.text, found.value / scale, "money sum")
    return page


def _page(name: str, told: str, baseline: Baseline, blocks: int, labels: int = 1, width: float = 14) -> Page:
    page = Page(name, widths=dict.fromkeys(range(labels), 34), frozen=(TOP, labels))
    page.widths |= dict.fromkeys(range(labels, labels + blocks * (len(baseline.periods) + 1)), width)
    page.write(0, 0, name, "title")
    page.write(1, 0, told, "note")
    return page


def ledger_page(work: Work, names: Sequence[str], posted: Sequence[PostedLine], unit: str) -> Page:
    """Return every posting: a row for each move and account, a column a period; in each a move sums to zero."""
    baseline = work.baseline
    page = _page("Ledger", f"What each move takes (−) and gives, in {unit}", baseline, 1, labels=4)
    page.line(HEAD, ["Move", "Posting", "As the move says", "Division or account", *baseline.period_names], "head")
    accounts = (*baseline.leaves, *OUTSIDE_ACCOUNTS)
    for row, line in enumerate(posted, start=TOP):
        page.line(row, [names[line.move], line.role, line.receiver, accounts[line.account]])
        for column, figure in line.figures.items():
            _money(page, row, 4 + column, figure, work.scale)
    return page


def _money(page: Page, row: int, column: int, figure: Figure, scale: int, style: str = "money") -> None:
    page.formula(row, column, f"{figure.text}/{scale}", figure.value / scale, style)


def result_page(work: Work, changes: Sequence[Line], unit: str) -> Page:
    """Return each division's baseline, variance and budget by period; then the outside accounts, which sum it to 0."""
    baseline, width = work.baseline, len(work.baseline.periods)
    page = _page("Result", f"Each division in each period, in {unit}; variance is budget less baseline", baseline, 3)
    page.write(HEAD, 0, "Division", "head")
    for place, name in enumerate(("Baseline", "Variance", "Budget")):
        page.write(HEAD - 1, 1 + place * (width + 1), name, "block")
        page.line(HEAD, baseline.period_names, "head", 1 + place * (width + 1))
    for row, leaf in enumerate(baseline.leaves):
        _result_line(page, TOP + row, leaf, work.leaves[row], changes[row], work)
    count = len(baseline.leaves)
    sums = [{n: total([line[n] for line in lines]) for n in range(width)} for lines in (work.leaves, changes[:count])]
    _result_line(page, TOP + count, ROOT, sums[0], sums[1], work, " sum")
    for place, name in enumerate(OUTSIDE_ACCOUNTS):
        row = TOP + count + 2 + place
        page.write(row, 0, name)
        for column, figure in changes[count + place].items():
            _money(page, row, 2 + width + column, figure, work.scale)
    return page


def _result_line(page: Page, row: int, name: str, before: Line, change: Line, work: Work, style: str = "") -> None:
    page.write(row, 0, name, style.strip())
    width = len(before)
    for column, figure in before.items():
        after = plus(figure, change[column])
        for place, one in enumerate((figure, change[column], after)):
            _money(page, row, 1 + column + place * (width + 1), one, work.scale, f"money{style}")


def compare_page(work: Work, changes: Sequence[Line], unit: str) -> Page:
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
        page.line(HEAD, ["Baseline", "Scenario", "Δ", "Δ %"], "head", first)
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
