"""Which columns are the budget, and which are sums, other stages or no money."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.headings import read_heading
from virement.tables.interpretation import Reading
from virement.tables.mapping import Mapping
from virement.tables.stages import HAPPENED, Fate, Source, choose
from virement.tables.sums import granularity
from virement.values import Period


def choose_sources(reading: Reading, asks: Decisions, mapping: Mapping) -> None:
    """Say what becomes of each source: budget, revenue, actuals, another stage, a sum, or left out."""
    if reading.refusal or not len(reading.amounts):
        return
    figures = reading.is_figure
    filled = np.asarray(reading.known[figures].any(axis=0))
    amounts = [source for source in reading.sources if source.role == "amount" and filled[source.number]]
    amounts = _without_sum_columns(reading, amounts, figures, asks)
    sums = {source.number: int(reading.amounts[figures, source.number].sum()) for source in amounts}
    named = [source for source in amounts if source.period is not None]
    named = _spent(reading, named) if reading.is_apart else _of_one_kind(reading, named, asks)
    reading.fates |= choose(named, sums, asks, mapping.amount)
    for source in reading.sources:
        if source.number not in reading.fates:
            reading.fates[source.number] = _other_fate(source)


def _other_fate(source: Source) -> Fate:
    why = {
        "change": "a change or a difference",
        "percent": "percentages",
        "count": "no money",
        "number": "not understood as amounts",
    }
    if source.role == "amount" and source.period is None:
        return Fate("left out", "its row names no period")
    return Fate("left out", f"'{source.name}': {why.get(source.role, 'holds no figures')}")


def _without_sum_columns(
    reading: Reading, amounts: list[Source], figures: NDArray[np.bool_], asks: Decisions
) -> list[Source]:
    """Leave out columns that sum others: a year beside its months, and a column called a total of the others."""
    found = list(amounts)
    matrix = reading.amounts[figures]
    room = granularity(matrix)
    for source in amounts:
        others = [one for one in amounts if one.number != source.number and one.column != source.column]
        parts = _parts_of(source, others)
        if not parts:
            continue
        off = [
            np.abs(matrix[:, [one.number for one in g]].sum(axis=1) - matrix[:, source.number]) for g in _groups(parts)
        ]
        named = _is_named_total(source)
        near = room * (len(parts) + 1) // 2 if named else 0
        if any((one <= near).all() for one in off):
            reading.fates[source.number] = Fate("total", f"'{source.name}': the sum of its columns")
            found.remove(source)
        elif named and (source.period is None or _is_left_out(source, asks)):
            why = f"'{source.name}': a total that does not agree with its columns"
            reading.said.append(f"column {why}")
            reading.fates[source.number] = Fate("total", why)
            found.remove(source)
    return found


def _is_named_total(source: Source) -> bool:
    heading = read_heading(source.name)
    return heading.has("total") and not heading.names_time


def _is_left_out(source: Source, asks: Decisions) -> bool:
    """Ask what a column called a total is that doesn't agree with those it could sum."""
    about = f"column '{source.name}' does not agree with the columns it could sum: is it a total all the same?"
    answers = ("a total, left out", "an amount of its own")
    return asks.ask(f"sum {source.name}", about, answers) == answers[0]


def _groups(parts: list[Source]) -> list[list[Source]]:
    """Return the columns that a total could sum: all of them, or those of one stage, scope or measure."""
    by_kind: dict[tuple[str | None, ...], list[Source]] = {}
    for one in parts:
        by_kind.setdefault((one.stage, one.scope, one.authority, one.measure), []).append(one)
    timed = [one for one in parts if one.period or read_heading(one.name).names_time]
    return [parts, timed, *by_kind.values()]


def _spent(reading: Reading, sources: list[Source]) -> list[Source]:
    """Keep what was spent, where the table says of anything that it was; else all is."""
    spent = [source for source in sources if source.stage in HAPPENED]
    for source in sources if spent else []:
        if source not in spent:
            reading.fates[source.number] = Fate("stage", f"'{source.name}': not what was spent")
    return spent or sources


def _of_one_kind(reading: Reading, sources: list[Source], asks: Decisions) -> list[Source]:
    """Keep the sources whose periods are of one kind; ask which, where months and years stand beside each other."""
    kinds = {source.period.kind for source in sources if source.period}
    if len(kinds) < 2:
        return sources
    most = sorted(kinds, key=lambda kind: -sum(bool(s.period and s.period.kind == kind) for s in sources))
    words = {"year": "years", "quarter": "quarters", "month": "months"}
    about = f"the table has {' and '.join(words[kind] for kind in most)}, and they don't add up: which is the budget?"
    answer = asks.ask("periods", about, tuple(words[kind] for kind in most))
    for source in sources:
        if source.period and words[source.period.kind] != answer:
            reading.fates[source.number] = Fate("left out", f"'{source.name}': another kind of period")
    return [source for source in sources if source.period and words[source.period.kind] == answer]


_FINENESS = ("year", "quarter", "month")


def _parts_of(source: Source, others: list[Source]) -> list[Source]:
    """Return the columns that a column could sum: finer periods of its own, or what a total stands beside."""
    own = source.period
    if own and own.kind != "month" and read_heading(source.name).names_time:
        finer = _FINENESS[_FINENESS.index(own.kind) + 1 :]
        return [one for one in others if one.period and one.period.kind in finer and _is_within(one.period, own)]
    if not _is_named_total(source):
        return []
    timed = [one for one in others if read_heading(one.name).names_time]
    if len(timed) > 1:
        return [one for one in others if one in timed or one.period is None]
    beside = [one for one in others if one.within and one.period == own]
    return beside if len(beside) > 1 else []


def _is_within(period: Period, whole: Period) -> bool:
    if whole.kind == "year":
        return period.year == whole.year
    return period.year == whole.year and (period.number - 1) // 3 + 1 == whole.number
