"""The drivers: the only cells of a workbook that are to be changed, and how each is read there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from virement.scenario import MOVE_FIELDS, NEW_FUNDING, Move, MoveField, Scenario, ValuePath
from virement.values import PARTS_OF_A_JOB, Amount, Jobs, Unreadable, Value, to_minor
from virement.workbook.calculation_sheet import SHARES
from virement.workbook.cells import MOST, Page

Kind = Literal["switch", "share", "amount", "jobs"]
SHEET = "Drivers"
ON = ("off", "on")
TOP = 5  # the row of the first move
NAMES = (1, 3)  # the columns of the move, and of whom it takes from or gives to


def _cells_of(name: str, field: MoveField) -> dict[ValuePath, tuple[Kind, str]]:
    """Return the cells of a term, by what of the move they say: what they count and their heading."""
    if field.term == "share":
        return {(name,): ("share", field.label)}
    return {(name, "share"): ("share", f"{field.label}: share"), (name, "amount"): ("amount", "or amount")}


_CELLS = [_cells_of(name, field) for name, field in MOVE_FIELDS.items() if field.term]
TERMS = {path: cell for cells in sorted(_CELLS, key=len) for path, cell in cells.items()}  # in their order from left
_FIRST = ("No.", "Move", "On or off", "From, or to", "Cut, or gets", "of what")
_TERM, _START = len(_FIRST), len(_FIRST) + len(TERMS)  # the columns of the first term, and of the start
HEADS = (*_FIRST, *(head for _, head in TERMS.values()), "Start", "End", "Over time")
OVER_TIME = len(HEADS)  # the column of the first plan period


@dataclass(frozen=True)
class Driver:
    """One cell to change: what of which move it says, where it stands and what it holds, 0 for off and 1 for on.

    `value` is a whole number, of minor units, of hundredths of a job or of `SHARES`; None where an `optional`
    one says nothing.
    """

    move: int
    path: ValuePath
    kind: Kind
    row: int
    column: int
    value: int | None
    optional: bool = False

    @property
    def words(self) -> str:
        """What of its move it says, in words: `ramp 2`, `to Parks`."""
        said = (str(step + 1) if isinstance(step, int) else step for step in self.path)
        return " ".join([next(said).replace("_", " "), *said])

    def shown(self, scale: int) -> str | float:
        """Return what the cell holds."""
        if self.value is None:
            return ""
        return ON[self.value] if self.kind == "switch" else self.value / parts_of(self.kind, scale)


def parts_of(kind: Kind | str, scale: int) -> int:
    """Return how many whole numbers one of what a driver's cell counts is; `scale` is that of amounts."""
    return {"share": SHARES, "jobs": PARTS_OF_A_JOB}.get(kind, scale)


def whole_of(value: Value | None, currency: str) -> int | None:
    """Return a value as a driver counts it; raise `Unreadable` where a spreadsheet can't hold it."""
    if value is None:
        return None
    if isinstance(value, Jobs):
        if not value.is_share:
            return value.hundredths
        value = value.share
    if isinstance(value, Amount):
        minor = to_minor(value, currency)
        if minor >= MOST:
            raise Unreadable(f"{value} is more than a spreadsheet counts to the cent")
        return minor
    share = value * SHARES
    if share.denominator != 1:
        raise Unreadable(f"{float(value):%} has more decimals than a spreadsheet counts")
    return int(share)


def drivers_of(scenario: Scenario, currency: str, windows: list[range], actuals: int) -> list[Driver]:
    """Return the drivers of all moves, whose windows are given; raise `Unreadable` as `whole_of` does."""
    found: list[Driver] = []
    row = TOP + len(scenario.moves) + 3
    for index, move in enumerate(scenario.moves):
        found += _of_move(index, move, currency)
        found += _over_time(index, move, currency, windows[index], actuals)
        for name, part in move.to.items():
            if not isinstance(part, str):
                found.append(_driver(index, ("to", name), part, currency, row, 4))
            row += 1
    return found


def _driver(index: int, path: ValuePath, value: Value, currency: str, row: int, column: int) -> Driver:
    counted = isinstance(value, Jobs) and not value.is_share
    kind: Kind = "jobs" if counted else "amount" if isinstance(value, Amount) else "share"
    return Driver(index, path, kind, row, column, whole_of(value, currency))


def _of_move(index: int, move: Move, currency: str) -> Iterator[Driver]:
    row = TOP + index
    yield Driver(index, ("enabled",), "switch", row, 2, int(move.enabled))
    yield _driver(index, ("cut",), move.cut, currency, row, 4)
    for column, (path, (kind, _)) in enumerate(TERMS.items(), start=_TERM):
        name = str(path[0])
        if not (MOVE_FIELDS[name].of_cut and NEW_FUNDING in move.from_):
            value = getattr(move, name)
            said = value if isinstance(value, Amount if kind == "amount" else Fraction) else None
            yield Driver(index, path, kind, row, column, whole_of(said, currency), True)


def _over_time(index: int, move: Move, currency: str, window: range, actuals: int) -> Iterator[Driver]:
    key = over_time(move)
    said = getattr(move, key) or ()
    for step, column in enumerate(window):
        value = whole_of(said[step], currency) if step < len(said) else None
        yield Driver(index, (key, step), "share", TOP + index, OVER_TIME + column - actuals, value, True)


def over_time(move: Move) -> str:
    """Return the word for a move's shares by period: `phasing` of a plain amount, `ramp` of all else."""
    return "phasing" if isinstance(move.cut, Amount) and not move.cut.per_year else "ramp"


def drivers_page(scenario: Scenario, unit: str, scale: int, periods: list[str], windows: list[range],
                 drivers: list[Driver], actuals: int) -> Page:  # fmt: skip
    """Return the sheet of the drivers: a row a move, then a row a receiver."""
    page = Page(SHEET, widths={0: 5, 1: 30, 2: 10, 3: 44, 4: 18, 5: 38, **dict.fromkeys(range(_START, OVER_TIME), 12)})
    page.widths |= {_TERM + place: 15 if kind == "amount" else 13 for place, (kind, _) in enumerate(TERMS.values())}
    page.widths |= dict.fromkeys(range(OVER_TIME, OVER_TIME + len(periods) - actuals), 9)
    page.frozen = (TOP, 2)
    page.write(0, 0, "Drivers", "title")
    page.write(1, 0, f"Change the yellow cells; all sheets follow. Amounts in {unit}, shares in percent.", "note")
    page.write(2, 0, "Ramp: the share of the cut in force; an empty cell goes on as the one before. Phasing: the share "
               "of the amount; all empty: as the baseline runs.", "note")  # fmt: skip
    page.line(TOP - 1, HEADS, "head")
    page.line(TOP - 1, periods[actuals:], "head right", OVER_TIME)
    page.heights[TOP - 1] = 32
    for index, move in enumerate(scenario.moves):
        page.line(
            TOP + index, [index + 1, move.name, "", _from(move), "", _counts(move, unit), *[""] * len(TERMS)], "text"
        )
        ends = [periods[windows[index][end]] for end in (0, -1)]
        page.line(TOP + index, [*ends, over_time(move)], "text", _START)
    _receivers(page, scenario, unit)
    for driver in drivers:
        page.write(driver.row, driver.column, driver.shown(scale), f"driver {driver.kind}", driver=True)
    return page


def _receivers(page: Page, scenario: Scenario, unit: str) -> None:
    row = TOP + len(scenario.moves) + 2
    page.line(row, ["No.", "Move", "", "Receiver", "Gets", "of what"], "head")
    for index, move in enumerate(scenario.moves):
        for name, part in move.to.items():
            row += 1
            what = f"{unit} in all" if isinstance(part, Amount) else "what can be used"
            page.line(row, [index + 1, move.name, "", name, "the rest" if isinstance(part, str) else "", what], "text")


def _from(move: Move) -> str:
    spared = f" except {', '.join(move.except_)}" if move.except_ else ""
    return f"{', '.join(move.from_)}{spared}"


def _counts(move: Move, unit: str) -> str:
    if isinstance(move.cut, Jobs):
        return "the jobs of the giver" if move.cut.is_share else "jobs"
    if isinstance(move.cut, Amount):
        return f"{unit} {'a fiscal year' if move.cut.per_year else 'in all'}"
    return f"the baseline of {', '.join(move.of) if move.of else 'the giver'}"
