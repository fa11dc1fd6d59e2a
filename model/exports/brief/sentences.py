"""What a brief says of a ledger, in plain sentences; each figure in them is kept in a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

import numpy as np
import pandas as pd
from virement import views
from virement.authority import Entry, because, register_of, standing
from virement.check import other_figures
from virement.engine import BrokenLimit, bound_of, broken_limits, limit_problem
from virement.exports.brief.figure_log import FigureLog
from virement.scenario import MOVE_FIELDS, NEW_FUNDING, Assumption, Case, Limit, Move, ValuePath
from virement.values import ROOT, STATUS_KINDS, Amount, Value, whole

MOST_WEAK = 6  # budgets that are named
Pairs = list[tuple[str, int]]


@dataclass(frozen=True)
class Item:
    """A line of a list: what it is about, what is said of it, and in whose own words why; the sources, by id."""

    about: str
    text: str
    own: str = ""
    sources: tuple[str, ...] = ()


def lead(log: FigureLog) -> str:
    """Say what happens: who gives up how much, who gets it, whose share of all spending goes where."""
    ledger, span = log.ledger, log.span
    found = views.flow_amounts(ledger, span)
    givers, receivers = (_totals(found, side) for side in (0, 1))
    rows = views.giving_rows(ledger, span)
    for name, minor in givers:
        log.minor(minor, "given up", name)
        if name != NEW_FUNDING:
            columns = views.columns_of(ledger.baseline, span)
            before, above_zero = (ledger.baseline.shareable(one, columns) for one in (rows[name], name))
            base = "budget before of what is not spared"
            if before == above_zero:
                credits = above_zero != ledger.baseline.total(name, columns)
                base = "budget before without its credits" if credits else "budget before"
            log.percent(views.percent(minor, before), f"given up, of the {base}", name)
            log.minor(before, base, name)
    for name, minor in receivers:
        log.minor(minor, "received", name)
    for side, names in (("givers", givers), ("receivers", receivers)):
        if rest := views.named_and_rest(names)[1]:
            log.count(len(rest), f"{side} that the sentence does not name")
            log.minor(sum(rest), f"moved by the {side} that the sentence does not name")
    named = [name for name, _ in (*givers[:1], *receivers) if name in ledger.baseline and name != ROOT]
    _keep_shares(log, list(dict.fromkeys(named[:2])))
    for name, before, after in views.jobs_taken(ledger, span):
        log.jobs(before, "jobs before", name)
        log.jobs(after, "jobs after", name)
    return views.sentence(ledger, span)


def _totals(found: dict[tuple[str, str], int], side: int) -> Pairs:
    totals: dict[str, int] = {}
    for pair, minor in found.items():
        totals[pair[side]] = totals.get(pair[side], 0) + minor
    return sorted(totals.items(), key=lambda item: -item[1])


def _keep_shares(log: FigureLog, names: list[str]) -> None:
    for name in names:
        row = views.division_row(log.ledger, name, log.span)
        log.percent(row["share_before_pct"], "share of all spending before", name)
        log.percent(row["share_after_pct"], "share of all spending after", name)
        log.percent(row["share_change_pp"], "change of the share of all spending", name, signed=True, points=True)


def heads(log: FigureLog) -> list[views.Figure]:
    """Return the figures that stand on top, those of the app's first row."""
    ledger, span = log.ledger, log.span
    columns = views.columns_of(ledger.baseline, span)
    found = views.flow_amounts(ledger, span)
    moved, uses = sum(found.values()), dict(_totals(found, 1))
    lost = uses.get("Stranded costs", 0) + uses.get("One-off costs", 0)
    log.minor(moved, "given up by all")
    log.percent(views.percent(moved, ledger.baseline.total(ROOT, columns)), "given up by all, of all spending")
    log.minor(moved - lost, "fundable by all moves")
    log.minor(lost, "stranded and one-off costs of all moves")
    log.minor(uses.get("Unallocated", 0), "received", "Unallocated")
    names = [[name for name, _ in _totals(found, side) if name in ledger.baseline and name != ROOT] for side in (0, 1)]
    _keep_shares(log, [*names[0][:1], *names[1][:1]])
    income = views.whole_income(ledger, columns)
    log.amount(income["after"], "operating income after", ROOT)
    log.amount(income["change"], "change of operating income", ROOT, signed=True)
    for end, amount in zip(("low", "high"), views.income_range(ledger, columns) or (), strict=False):
        log.amount(amount, f"{end} end of operating income after", ROOT)
    return views.headline(ledger, span)


def of_moves(log: FigureLog) -> list[Item]:
    """Say of each move what it takes of whom, who gets it, what it costs, and why."""
    return [_move(log, place, move) for place, move in enumerate(log.ledger.scenario.moves)]


def _move(log: FigureLog, place: int, move: Move) -> Item:
    scenario, baseline = log.ledger.scenario, log.ledger.baseline
    row = next(views.cut_meanings(Case(baseline, scenario), place))
    log.amount(row["cut"], "gross cut", move.name, row["period"])
    log.percent(row["cut_pct"], "gross cut, of its base", move.name, row["period"])
    log.amount(row["base_amount"], "base of the cut", move.name, row["period"])
    if not isinstance(move.cut, Amount):
        log.written(move.cut, "cut", move.name)
    _range(log, move, ("cut",), "cut")
    told = [*_over_time(log, move), *_costs(log, move), _receivers(log, move)]
    parts = [views.cut_words(Case(baseline, scenario), place), *told]
    return Item(move.name if move.enabled else f"{move.name} (switched off)", "; ".join(parts) + ".", move.why)


def _over_time(log: FigureLog, move: Move) -> Iterator[str]:
    if held := _range(log, move, ("start",), "start"):
        yield f"start {move.start}{held}"
    if move.ramp:
        steps = [_written(log, move, ("ramp", place), step, "ramp") for place, step in enumerate(move.ramp)]
        yield f"in steps of {', '.join(_steps(log, steps))}"
    if move.phasing:
        yield f"spread over the periods as {', '.join(log.written(one, 'phasing', move.name) for one in move.phasing)}"


def _steps(log: FigureLog, steps: list[str]) -> Iterator[str]:
    """Say each step once, and for how many periods it holds; the last one holds to the end."""
    runs = [(step, len([*alike])) for step, alike in groupby(steps)]
    for step, periods in runs[:-1]:
        yield step if periods == 1 else f"{step} for {log.count(periods, 'periods of a step of the ramp')} periods"
    yield runs[-1][0]


def _costs(log: FigureLog, move: Move) -> Iterator[str]:
    for name, field in MOVE_FIELDS.items():
        value, what = getattr(move, name), field.label.lower()
        if field.term and value is not None and (value or (name,) in move.ranges):
            yield f"{what} {_written(log, move, (name,), value, what)}"
    if move.severance is not None:
        yield f"severance {log.severance(move.severance, move.name)}"


def _written(log: FigureLog, move: Move, path: ValuePath, value: Value, what: str) -> str:
    """Say a value of a move as the scenario has it, with what else it may be."""
    return log.written(value, what, move.name) + _range(log, move, path, what)


def _range(log: FigureLog, move: Move, path: ValuePath, what: str) -> str:
    """Say between which ends a value of a move is guessed to lie, or nothing where it has no range."""
    if (held := move.ranges.get(path)) is None:
        return ""
    low, high = (
        end if isinstance(end, str) else log.written(end, f"end of the range of {what}", move.name)
        for end in (held.low, held.high)
    )
    return f" (from {low} to {high})"


def _receivers(log: FigureLog, move: Move) -> str:
    said = [
        "the rest" if isinstance(part, str) else _written(log, move, ("to", name), part, f"part of {name}")
        for name, part in move.to.items()
    ]
    return ", ".join(f"{part} to {name}" for part, name in zip(said, move.to, strict=True)) or "given to nobody"


def of_limits(log: FigureLog) -> list[Item]:
    """Say of each limit whether it holds: where it is closest to breaking, or by how much and by whom it is broken."""
    broken = broken_limits(log.ledger)
    return [
        _limit(log, limit, [one for one in broken if one.limit == place])
        for place, limit in enumerate(log.ledger.scenario.limits)
    ]


def _limit(log: FigureLog, limit: Limit, broken: list[BrokenLimit]) -> Item:
    said = [f"{kind} {log.written(level, kind, limit.division)}" for kind, level in limit.levels.items()]
    name = ", ".join([limit.division, *said, *(["locked"] if limit.locked else [])])
    if not broken:
        return Item(name, _holds(log, limit))
    for one in broken:
        log.minor(one.size, f"broken {one.kind}, by how much", limit.division, one.fiscal_year)
        log.minor(one.found, f"broken {one.kind}, found", limit.division, one.fiscal_year)
        log.minor(one.bound, f"{one.kind} in the year", limit.division, one.fiscal_year)
    told = ". ".join(limit_problem(log.ledger, one).what for one in broken)
    return Item(name, f"Broken: {told}.")


def _holds(log: FigureLog, limit: Limit) -> str:
    """Say in which year a limit that holds has the least to spare."""
    spare = [
        (abs(after - bound), year, kind)
        for kind, level in limit.levels.items()
        for year, after, bound in _bounds(log, limit.division, kind, level)
    ]
    if not spare:
        return "Holds: no move touches it."
    least, year, kind = min(spare)
    left = log.minor(least, f"to spare before the {kind}", limit.division, year)
    return f"Holds, with {left} to spare in {year}."


def _bounds(log: FigureLog, division: str, kind: str, level: Fraction | Amount) -> Iterator[tuple[str, int, int]]:
    """Yield each fiscal year of the plan, the budget after and what the limit is in it."""
    ledger = log.ledger
    rows = ledger.baseline.rows_of(division)
    for year, columns in ledger.baseline.fiscal_years.items():
        if columns[-1] in ledger.baseline.plan:
            before = ledger.baseline.total(division, columns)
            after = int(ledger.budget[rows][:, columns].sum())
            yield year, after, int(bound_of(kind, level, whole(before), ledger.baseline.currency))


def of_approvals(log: FigureLog) -> list[Item]:
    """Say who must approve what and how that stands; nothing where nobody says who may approve what.

    Why is said where one move is meant; of several that one role must approve, the register says it.
    """
    register = register_of([log.ledger])
    if register is None:
        return []
    alike: dict[tuple[str, str], list[Entry]] = {}
    for entry in register.entries:
        alike.setdefault((entry.band.role, standing(register, entry).capitalize()), []).append(entry)
    return [_approval(log, *key, entries) for key, entries in alike.items()]


def _approval(log: FigureLog, role: str, stands: str, entries: list[Entry]) -> Item:
    first, *more = entries
    if more:
        log.count(len(entries), "moves that one role must approve")
        return Item(f"{len(entries)} moves", f"{role} must approve them. {stands}.")
    by = "given up in the year by all moves" if first.decides == first.cumulative else "given up in the year"
    log.minor(first.decides, by, views.listed(first.move.from_), first.year)
    return Item(first.move.name, f"{role} must approve it: {because(first)}. {stands}.")


def beside_bridge(log: FigureLog) -> str:
    """Say what is spent that the bridge of all divisions leaves out; nothing where the bridge is of one of them."""
    ledger = log.ledger
    columns = views.columns_of(ledger.baseline, log.span)
    said = views.beside_divisions(ledger, views.first_giver(ledger.case), log.span)
    if said:
        for name, minor in views.kept_costs(ledger, columns).items():
            log.minor(minor, "received", name)
        log.minor(views.spending(ledger, columns), "spent in all", ROOT)
    return said


def of_trust(log: FigureLog) -> str:
    """Say how much of the money moved rests on which kind of figure."""
    for line in views.status_lines(log.ledger, log.span):
        log.percent(line["share_pct"], "money moved, by what it rests on", str(line["status"]))
    return views.trust(log.ledger, log.span)


def weak_figures(log: FigureLog) -> list[Item]:
    """Say which of the budgets that a move touches are estimated or assumed, the weakest first, and by what source."""
    baseline = log.ledger.baseline
    touched = {row for posting in log.ledger.postings for row in np.asarray(posting.rows).tolist()}
    names = {leaf for row, leaf in enumerate(baseline.leaves) if row in touched}
    origins = views.figure_sources(baseline, log.span)
    return [
        _weak(log, kind.named, origins[(origins["status"] == status) & origins["division"].isin(names)])
        for status, kind in reversed(STATUS_KINDS.items())
        if kind.named and ((origins["status"] == status) & origins["division"].isin(names)).any()
    ]


def of_assumptions(log: FigureLog) -> list[Item]:
    """Say how far the baseline of a division is assumed to be off."""
    return [Item(one.division, _assumed(log, one)) for one in log.ledger.scenario.assumptions]


def _assumed(log: FigureLog, one: Assumption) -> str:
    ends = [log.written(end, "end of an assumption", one.division) for end in (one.low, one.high)]
    said = [f"may be from {' to '.join(ends)} of {' + '.join(one.of) or 'what the baseline says'}"]
    if one.likely is not None:
        said.append(f"likely {log.written(one.likely, 'likely in an assumption', one.division)}")
    return ", ".join(said) + "."


def of_doubts(log: FigureLog) -> list[Item]:
    """Say if the scenario was made for other figures, and what was doubtful in the table, as far as there is room."""
    strange = [replace(one, where="The scenario") for one in other_figures(log.ledger.scenario, log.ledger.baseline)]
    warnings = [*strange, *log.ledger.baseline.warnings]
    said = [Item(one.where or "Doubtful", f"{one.what}.") for one in warnings[:MOST_WEAK]]
    left = len(warnings) - len(said)
    return [*said, *([Item("Doubtful", f"{log.count(left, 'warnings not said')} more.")] if left else [])]


def _weak(log: FigureLog, word: str, origins: pd.DataFrame) -> Item:
    divisions = list(dict.fromkeys(origins["division"]))
    named = divisions[:MOST_WEAK]
    if len(divisions) > MOST_WEAK:
        named.append(f"{log.count(len(divisions) - MOST_WEAK, f'{word} budgets not named')} more")
    sources = dict.fromkeys(one for text in origins["source"] for one in text.split("; ") if one)
    return Item(word, f"{', '.join(named)}.", "" if sources else "No source is given.", tuple(sources))
