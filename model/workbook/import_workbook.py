"""Reads a workbook back: the changed drivers become a scenario, and whatever else was changed is named, not obeyed."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from virement.baseline import whole_cents
from virement.engine import reallocate
from virement.scenario import (
    MOVE_FIELDS,
    Scenario,
    changed,
    contradictions,
    read_scenario,
    rejoined,
    text_of,
    with_move,
)
from virement.tables import filled_to, kind_of
from virement.values import (
    Amount,
    Jobs,
    ModelError,
    Places,
    Problem,
    Step,
    Unreadable,
    from_minor,
    jobs_from,
    minor_places,
    show_exactly,
    write_share,
)
from virement.workbook.calculation_sheet import SHARES
from virement.workbook.cells import MOST, cell_name
from virement.workbook.drivers_sheet import NAMES, ON, Driver, parts_of
from virement.workbook.drivers_sheet import SHEET as DRIVERS
from virement.workbook.hidden_origin import SHEET as ORIGIN
from virement.workbook.hidden_origin import mark_of, marks, remembered_baseline, unpacked

MOST_UNPACKED = 150_000_000  # bytes: its XML is kept in memory, row by row
MOST_TOLD = 20  # changes of one sheet, or cells, that are named one by one
_NUMBER = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(%?)", re.ASCII)
_NOT = {"switch": "neither on nor off", "share": "not a share", "amount": "not an amount", "jobs": "not a number"}
_HINTS = {
    "switch": "Write on or off",
    "share": "Write a share, as 30%",
    "amount": "Write a number, as 2000",
    "jobs": "Write a number, as 1500",
}
Cells = dict[tuple[int, int], Any]


@dataclass(frozen=True)
class Difference:
    """What a workbook says otherwise than when it was written; only drivers are `obeyed`."""

    where: str
    what: str
    obeyed: bool

    def __str__(self) -> str:
        """One line."""
        return f"{self.where}: {self.what}{'' if self.obeyed else ' (not taken: only drivers are read)'}"


@dataclass(eq=False)
class _Cells(Places):
    """Where a workbook says what a scenario says: in the cells of its drivers, of which at least one was changed."""

    drivers: tuple[Driver, ...] = ()
    changed: tuple[Driver, ...] = ()

    def at(self, path: tuple[Step, ...], *, key: bool = False) -> str:
        """Return the sheet and the changed cells of a move's value, else of the move, else of others."""
        mine, value = [one for one in self.drivers if ("moves", one.move) == path[:2]], path[2:]
        named = [one for one in mine if one.path[: len(value)] == value]
        told = [one for one in named if one in self.changed] or [one for one in mine if one in self.changed]
        cells = [cell_name(one.row, one.column) for one in told or self.changed]
        return f"{self.file} {DRIVERS}!{', '.join(cells[:MOST_TOLD])}"


def read_workbook(data: bytes, name: str) -> tuple[Scenario, list[Difference]]:
    """Return the scenario that a workbook's drivers say, and all that differs from what was written.

    It has the fingerprint of the baseline that the workbook was written over. `name` is the file's, for messages.
    Raises `ModelError` for a file that `workbook_of` did not write, is damaged or too large, and for drivers that no
    scenario can have or that have no result over that baseline, all at once.
    """
    if kind_of(data, name, MOST_UNPACKED) != "xlsx":  # refuses what is damaged, locked, inflated or endless
        raise ModelError([Problem(name, "is not a workbook", "Import an XLSX that virement workbook wrote")])
    sheets = _cells_of(data, name)
    said = unpacked(_remembered(sheets.get(ORIGIN, {})))
    try:
        if said is not None:
            return _read(sheets, said, name)
    except ModelError:
        raise
    except Exception:  # the hidden sheet says what no workbook of ours would, in one of many ways
        pass
    what = "was not written by Virement, or its hidden sheet was changed"
    raise ModelError([Problem(name, what, "Import a workbook that virement workbook wrote")])


def _read(sheets: Mapping[str, Cells], said: Mapping[str, Any], name: str) -> tuple[Scenario, list[Difference]]:
    scenario = changed(read_scenario(said["scenario"], name), draft=True, baseline_fingerprint=said["fingerprint"])
    drivers = [_driver(one) for one in said["drivers"]]
    _refuse_moved_rows(drivers, sheets.get(DRIVERS, {}), dict(marks(said["sheets"][DRIVERS])), name)
    after, differences = _driven(scenario, drivers, sheets.get(DRIVERS, {}), said, name)
    after, lost = rejoined(after, said.get("bases", {}), name)
    differences += [Difference(one.where, f"{one.what}; it is taken whole", obeyed=True) for one in lost]
    return after, [*differences, *_ignored(sheets, said["sheets"], drivers)]


def _refuse_moved_rows(drivers: list[Driver], cells: Cells, known: Mapping[tuple[int, int], Any], name: str) -> None:
    """Refuse rows that were sorted or moved: their figures would be taken for those of another move or receiver."""
    rows = dict.fromkeys(driver.row for driver in drivers)
    problems = []
    for place in ((row, column) for row in rows for column in NAMES if (row, column) in cells):
        said = mark_of(cells[place])
        if said != known.get(place) and said in [known.get((row, place[1])) for row in rows]:
            where, what = (
                f"{name} {DRIVERS}!{cell_name(*place)}",
                f"{_shown(cells[place])} was moved, or rows were sorted",
            )
            problems.append(Problem(where, what, "Leave the rows in their order: a driver is known by its place"))
    if problems:
        raise ModelError(problems)


def _cells_of(data: bytes, name: str) -> dict[str, Cells]:
    """Return what the cells of each sheet hold, formulas as they are written."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return {sheet.title: _held(sheet, archive) for sheet in book.worksheets}
        finally:
            book.close()
    except Exception as error:  # as in tables/workbooks.py: each way to fail is the same to a user
        said = str(error).partition("\n")[0][:100]
        raise ModelError([Problem(name, f"is a damaged spreadsheet: {said}", "Fetch it anew")]) from None


def _held(sheet: Any, archive: zipfile.ZipFile) -> Cells:
    """Return the cells as far as anything stands in them: a sheet's own word on its size can be wrong."""
    last, widest = filled_to(archive.read(sheet._worksheet_path))
    rows = sheet.iter_rows(max_row=last, max_col=widest) if last else ()
    cells = (cell for row in rows for cell in row if cell.value is not None and cell.value != "")
    return {(cell.row - 1, cell.column - 1): _content(cell) for cell in cells}


def _content(cell: Any) -> Any:
    """Return what a cell holds; a text that looks like a formula is told apart from one."""
    if isinstance(cell.value, str) and cell.data_type != "f":
        return _Text(cell.value)
    return getattr(cell.value, "text", cell.value)


class _Text(str):
    """A text of a cell, not a formula."""


def _remembered(cells: Cells) -> str:
    return "".join(str(value) for (row, column), value in sorted(cells.items()) if column == 0 and row > 0)


def _driver(said: list[Any]) -> Driver:
    move, path, kind, row, column, value, optional = said
    return Driver(move, tuple(path), kind, row, column, value, optional)


def _driven(
    scenario: Scenario, drivers: list[Driver], cells: Cells, said: Mapping[str, Any], name: str
) -> tuple[Scenario, list[Difference]]:
    """Return the scenario with the changed drivers, and each change in words."""
    if not cells:
        raise ModelError([Problem(f"{name} {DRIVERS}", "is missing or empty", "It holds all that can be changed")])
    problems: list[Problem] = []
    found: dict[int, dict[Driver, int | None]] = {}
    values = {driver: _value(driver, cells, said, name, problems) for driver in drivers}
    if problems:
        raise ModelError(problems)
    for driver, value in values.items():
        found.setdefault(driver.move, {})[driver] = value
    differing = tuple(driver for driver, value in values.items() if value != driver.value)
    if not differing:
        return scenario, []
    after, places = scenario, _Cells(name, drivers=tuple(drivers), changed=differing)
    for index, mine in found.items():
        if of_move := [driver for driver in differing if driver.move == index]:
            after = _with_drivers(after, index, mine, of_move, said["currency"], places)
    _refuse_the_impossible(after, places, said)
    return after, [_told(scenario, after, driver, values[driver], said["currency"]) for driver in differing]


def _refuse_the_impossible(scenario: Scenario, places: Places, said: Mapping[str, Any]) -> None:
    """Refuse a scenario that contradicts itself after all changes, or that can't be carried out."""
    placed = scenario.model_copy()
    placed._places = places
    if problems := contradictions(placed):
        raise ModelError(problems)
    reallocate(remembered_baseline(said), placed.model_copy(update={"growth": None}))  # which has grown already


def _value(driver: Driver, cells: Cells, said: Mapping[str, Any], name: str, problems: list[Problem]) -> int | None:
    """Return what a driver's cell says now, as a whole number."""
    held = cells.get((driver.row, driver.column))
    if held is None and driver.optional:
        return None
    try:
        return _whole(driver.kind, held, said["scale"], said["currency"])
    except Unreadable as error:
        where = f"{name} {DRIVERS}!{cell_name(driver.row, driver.column)}"
        problems.append(Problem(where, error.what, error.hint))
        return None


def _whole(kind: str, held: Any, scale: int, currency: str) -> int:
    """Return what a cell holds as a whole number; raise `Unreadable` for what a driver can't be."""
    if held is None:
        raise Unreadable("is empty", _HINTS[kind])
    if kind == "switch":
        word = str(held).strip().lower()
        if word not in ON or not isinstance(held, _Text):
            raise Unreadable(f"{_shown(held)} is neither on nor off", _HINTS[kind])
        return ON.index(word)
    counted = _number(kind, held) * parts_of(kind, scale)
    if not 0 <= counted <= (SHARES if kind == "share" else MOST - 1):
        hint = "A share goes from 0% to 100%" if kind == "share" else "It isn't negative, or endless"
        raise Unreadable(f"{_shown(held)} is out of bounds", hint)
    if kind == "jobs" and counted % 1:
        raise Unreadable(f"{_shown(held)} has more than two decimals", "Jobs are counted to the hundredth")
    return round(counted) if kind in ("share", "jobs") else whole_cents(_in_coins(counted, currency), currency, 0)


def _in_coins(minor: Decimal, currency: str) -> Amount:
    return Amount(minor.scaleb(-minor_places(currency)))


def _number(kind: str, held: Any) -> Decimal:
    """Return a cell's number, also where it stands as a text that is plainly one: `8%`, `2,000`."""
    if isinstance(held, _Text) and (found := _NUMBER.fullmatch(held.strip())) and (kind == "share" or not found[2]):
        return Decimal(found[1].replace(",", "")) / (100 if found[2] else 1)
    if isinstance(held, bool) or not isinstance(held, int | float) or not math.isfinite(held):
        formula = isinstance(held, str) and not isinstance(held, _Text)
        raise Unreadable(f"{_shown(held)} is {'a formula' if formula else _NOT[kind]}", _HINTS[kind])
    return Decimal(repr(held))


def _shown(held: Any) -> str:
    return f"'{str(held)[:40]}'"


def _with_drivers(
    scenario: Scenario,
    index: int,
    values: Mapping[Driver, int | None],
    differing: list[Driver],
    currency: str,
    places: Places,
) -> Scenario:
    """Return the scenario with what a move's changed drivers say."""
    move = scenario.moves[index]
    now = {driver.path: _stated(driver, value, currency, move.cut) for driver, value in values.items()}
    said: dict[str, Any] = {}
    for key in dict.fromkeys(str(driver.path[0]) for driver in differing):
        if key == "to":
            parts = {driver.path[1]: now[driver.path] for driver in differing if driver.path[0] == "to"}
            said["to"] = {name: parts.get(name, part) for name, part in move.to.items()}
        elif key in ("ramp", "phasing"):
            said[key] = _over_time([now[path] for path in now if path[0] == key], key)
        elif _is_either(key):
            where = f"{places.at(('moves', index, key))} move '{move.name}'"
            said[key] = _either(key, now[key, "share"], now[key, "amount"], where)
        else:
            said[key] = now[key,]
    return with_move(scenario, index, draft=True, **said)


def _stated(driver: Driver, value: int | None, currency: str, cut: Any) -> Any:
    """Return a driver's whole number as a move says it."""
    if driver.kind == "switch":
        return bool(value)
    if value is None:
        return MOVE_FIELDS[str(driver.path[0])].default if len(driver.path) == 1 else None
    if driver.kind == "jobs":
        return jobs_from(value)
    if driver.kind == "share":
        share = Fraction(value, SHARES)
        return Jobs(share) if driver.path == ("cut",) and isinstance(cut, Jobs) else share
    return from_minor(value, currency, per_year=driver.path == ("cut",) and cut.per_year)


def _over_time(shares: list[Fraction | None], key: str) -> tuple[Fraction, ...] | None:
    """Return the shares by period; an empty one is that before it in a ramp, and nothing in a phasing."""
    last = max((place for place, share in enumerate(shares) if share is not None), default=-1)
    found: list[Fraction] = []
    for share in shares[: last + 1]:
        if share is None:
            share = (found[-1] if found else Fraction(1)) if key == "ramp" else Fraction(0)
        found.append(share)
    return tuple(found) or None


def _is_either(key: str) -> bool:
    """Tell whether a field is a share or an amount, each of which has a cell of its own."""
    return MOVE_FIELDS[key].term == "share or amount"


def _either(key: str, share: Any, amount: Any, where: str) -> Any:
    if share is not None and amount is not None:
        what = f"says the {MOVE_FIELDS[key].label.lower()} twice, as a share and an amount"
        raise ModelError([Problem(where, what, "Clear one of the two")])
    return amount if share is None else share


def _told(before: Scenario, after: Scenario, driver: Driver, value: int | None, currency: str) -> Difference:
    """Say what a driver was and is."""
    where = f"{DRIVERS}!{cell_name(driver.row, driver.column)} move '{before.moves[driver.move].name}'"
    was, now = (_in_words(driver, one, currency) for one in (driver.value, value))
    return Difference(where, f"{driver.words} was {was} and is {now}{_of_range(before, after, driver)}", True)


def _of_range(before: Scenario, after: Scenario, driver: Driver) -> str:
    """Say what became of the range that stands in a driver's place, where its ends did not stay."""
    path = driver.path[:1] if _is_either(str(driver.path[0])) else driver.path
    was, now = (one.moves[driver.move].ranges.get(path) for one in (before, after))
    if was is None or (now is not None and (was.low, was.high) == (now.low, now.high)):
        return ""
    return f", and its range now reaches from {text_of(now.low)} to {text_of(now.high)}" if now else ", without a range"


def _in_words(driver: Driver, value: int | None, currency: str) -> str:
    if value is None:
        return "empty"
    if driver.kind == "switch":
        return ON[value]
    if driver.kind == "jobs":
        return str(jobs_from(value))
    return write_share(Fraction(value, SHARES)) if driver.kind == "share" else show_exactly(value, currency)


def _ignored(
    sheets: Mapping[str, Cells], remembered: Mapping[str, dict[str, list[Any]]], drivers: list[Driver]
) -> Iterator[Difference]:
    """Yield everything but drivers that was changed: sheets and cells."""
    mine = {(driver.row, driver.column) for driver in drivers}
    for sheet, rows in remembered.items():
        if sheet not in sheets:
            yield Difference(sheet, "the sheet was removed", False)
            continue
        known, cells = dict(marks(rows)), sheets[sheet]
        differing = [(place, "was emptied") for place in known if place not in cells]
        for place, held in cells.items():
            if place not in known and not (sheet == DRIVERS and place in mine):
                differing.append((place, f"was added: {_shown(held)}"))
            elif place in known and mark_of(held) != known[place]:
                differing.append((place, f"was changed to {_shown(held)}"))
        for (row, column), what in sorted(differing)[:MOST_TOLD]:
            yield Difference(f"{sheet}!{cell_name(row, column)}", what, False)
        if len(differing) > MOST_TOLD:
            yield Difference(sheet, f"{len(differing) - MOST_TOLD} more cells were changed", False)
    for sheet in sheets:
        if sheet not in remembered and sheet != ORIGIN:
            yield Difference(sheet, "the sheet was added", False)
