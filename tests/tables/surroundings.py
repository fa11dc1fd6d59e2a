"""What stands around and within a table and is none of it: titles, notes, blank rows and columns, a second table."""

from __future__ import annotations

from random import Random

from .budgets import Budget
from .grids import Grid, Row
from .traits import LANGUAGES, Traits


def surround(grid: Grid, traits: Traits, budget: Budget, phrase: str, seed: int) -> None:
    """Add to a grid all that the traits ask for; `phrase` is the unit's."""
    _add_gaps(grid, traits)
    _add_titles(grid, traits, budget, phrase)
    _add_notes(grid, traits, phrase)
    if traits.second == "jobs":
        _add_second(grid, traits, Random(f"second {seed}"))


def sheet_name(phrase: str) -> str:
    """A sheet's name that says the unit, without the signs that no name may have."""
    return "Budget " + "".join(sign for sign in phrase if sign not in "[]:*?/\\：")[:22]


def _add_gaps(grid: Grid, traits: Traits) -> None:
    """Blank rows after subtotals and under the headings, the headings again on a new page, columns of nothing."""
    deep = sum(row.kind == "heading" for row in grid.rows)
    if traits.gaps == "blank rows":
        body: list[Row] = []
        for row in grid.rows[deep:]:
            before = row.kind in ("caption", "total") and body
            after = row.kind == "subtotal" and "below" in traits.subtotals
            body += [*([Row("blank", [])] if before else []), row, *([Row("blank", [])] if after else [])]
        grid.rows[deep:] = [*([Row("blank", [])] if traits.tops % 2 else []), *body]
    if traits.gaps == "pages" and len(grid.rows) > deep + 3:
        half = deep + (len(grid.rows) - deep) // 2
        grid.rows[half:half] = [Row("heading", list(row.cells)) for row in grid.rows[:deep]]
    if traits.gaps == "empty column":
        _insert_column(grid, 0)
    if traits.gaps == "spacers" and deep == 1:
        for column in range(len(grid.rows[0].cells) - 1, 1, -2):
            _insert_column(grid, column)


def _insert_column(grid: Grid, place: int) -> None:
    for row in grid.rows:
        if row.cells:
            row.cells.insert(place, None)
    grid.merges = [
        (top, left + (left >= place), low, right + (right >= place)) for top, left, low, right in grid.merges
    ]


def _add_titles(grid: Grid, traits: Traits, budget: Budget, phrase: str) -> None:
    words, dice = LANGUAGES[traits.language], Random(f"titles {traits}")
    titles = [words["title"][0], f"{words['title'][1]} {budget.periods[-1].year}", "v2 (draft)"][: traits.titles]
    if traits.unit == "title":
        if titles and dice.random() < 0.3:
            titles[-1] = f"{titles[-1]}, {phrase}"
        else:
            titles.append(phrase)
    if traits.currency == "title":
        titles.append("Currency: USD" if traits.language == "en" else "(USD)")
    if not titles:
        return
    gap = [Row("blank", [])] * dice.randint(0, 1)
    grid.rows[:0] = [Row("title", [title]) for title in titles] + gap
    moved = len(titles) + len(gap)
    grid.merges = [(top + moved, left, low + moved, right) for top, left, low, right in grid.merges]


def _add_notes(grid: Grid, traits: Traits, phrase: str) -> None:
    notes = LANGUAGES[traits.language]["source"][: traits.notes]
    notes = [*notes, phrase] if traits.unit == "note" else notes
    if notes:
        grid.rows += [Row("blank", []), *(Row("note", [note]) for note in notes)]


def _add_second(grid: Grid, traits: Traits, dice: Random) -> None:
    """A small table of jobs below, with a title of its own."""
    jobs = LANGUAGES[traits.language]["jobs"][0]
    tops = list(dict.fromkeys(line.path[0] for line in grid.lines if line.kind == "leaf"))
    grid.rows += [Row("blank", []), Row("blank", []), Row("title", [jobs]), Row("heading", [None, jobs])]
    grid.rows += [Row("second", [top, dice.randint(3, 90)]) for top in tops]
