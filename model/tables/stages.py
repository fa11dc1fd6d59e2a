"""Which of several columns of one period is the budget: stages of a process, scopes, authority beside payments."""

from __future__ import annotations

from dataclasses import dataclass, replace

from virement.tables.decisions import Decisions
from virement.tables.grid import letter_of
from virement.tables.headings import STAGES
from virement.values import Period

HAPPENED = ("actual", "ytd")
DIVISIONS = "all of them, as divisions"
ADDED = "all of them, added up"


@dataclass(frozen=True)
class Source:
    """Amounts of one column, of one period and stage: `key` is what a mapping calls them by."""

    number: int
    column: int
    name: str
    role: str
    period: Period | None
    stage: str | None
    scope: str | None
    authority: str | None
    measure: str | None
    key: str
    within: str = ""  # the division that its heading names, where those stand side by side
    side: str | None = None  # debit or credit


@dataclass(frozen=True)
class Fate:
    """What becomes of a source: `budget`, `revenue`, `actual`, `stage`, `total` or `left out`, and why."""

    kind: str
    why: str
    within: str = ""  # the division that the heading names


def choose(sources: list[Source], sums: dict[int, int], asks: Decisions, wanted: str | None) -> dict[int, Fate]:
    """Return the fate of each source of amounts that holds any; `sums` are their totals, to be shown in questions.

    Past years take what happened where nothing was planned; the plan takes its last stage.
    """
    groups: dict[tuple[Period | None, str, str], list[Source]] = {}
    for source in sources:
        measure = "revenue" if source.measure == "revenue" and not source.within else "budget"
        groups.setdefault((source.period, measure, source.within), []).append(source)
    found: dict[int, Fate] = {}
    for (period, measure, within), group in groups.items():
        earned = (period, "revenue", within) in groups
        best = _best(group, period, asks, wanted, alone=not earned)
        beside = len({source.column for source in group if source.number in best}) > 1 and _are_divisions(asks)
        for source in group:
            name = within or (source.name if beside else "")
            found[source.number] = replace(_fate(source, best, measure), within=name)
    return found


def _are_divisions(asks: Decisions) -> bool:
    return (asks.answers.get("amount") or "").casefold() == DIVISIONS


def _fate(source: Source, best: set[int], measure: str) -> Fate:
    if source.number in best:
        return Fate(measure, "")
    if source.measure == "net":
        return Fate("left out", "a result, revenue less spending")
    if source.stage == "actual":
        return Fate("actual", "kept as actuals")
    what = " ".join(filter(None, (source.stage, source.authority, source.scope))) or source.name
    return Fate("stage", f"another stage or scope: {what}")


def _best(group: list[Source], period: Period | None, asks: Decisions, wanted: str | None, *, alone: bool) -> set[int]:
    """Return the sources that are taken, mostly one; a net amount only where it stands `alone`, as a balance does."""
    spent = [source for source in group if source.measure != "net"]
    if not spent and not alone:
        return set()
    group = spent or group
    if len({source.column for source in group}) == 1 and len({source.stage for source in group}) == 1:
        return {source.number for source in group}
    if {source.side for source in group} == {"debit", "credit"}:
        return {source.number for source in group}
    if wanted and (named := [source for source in group if _is_named(source, wanted)]):
        return {source.number for source in named}
    plans = [source for source in group if source.stage not in HAPPENED] or group
    scopes = {source.scope for source in plans}
    if "all" in scopes:
        plans = [source for source in plans if source.scope == "all"]
    elif None in scopes and len(scopes) > 1:
        plans = [source for source in plans if source.scope is None]
    last = max(_rank(source) for source in plans)
    best = [source for source in plans if _rank(source) == last]
    if len(best) == 1:
        return {best[0].number}
    return _asked(best, period, asks)


def _rank(source: Source) -> int:
    return STAGES.index(source.stage) if source.stage in STAGES else STAGES.index("budget")


def _is_named(source: Source, wanted: str) -> bool:
    return wanted.casefold() in (source.key.casefold(), source.name.casefold())


def _asked(best: list[Source], period: Period | None, asks: Decisions) -> set[int]:
    keys = tuple(dict.fromkeys(source.key for source in best))
    one_column = len({source.column for source in best}) == 1
    if len(keys) == 1:
        names = tuple(dict.fromkeys(f"{source.name}" for source in best))
        keys = names if len(names) > 1 else keys
    if one_column and len({source.stage for source in best}) == 1:
        return {source.number for source in best}
    if one_column:
        return _asked_version(best, asks)
    if len(keys) == 1:  # headings that are all alike are told apart by their letters
        best = [replace(source, name=f"{source.name} ({letter_of(source.column)})") for source in best]
        keys = tuple(f"column {letter_of(source.column)}" for source in best)
        best = [replace(source, key=key) for source, key in zip(best, keys, strict=True)]
    listed = ", ".join(f"'{source.name}'" for source in best[:6])
    parts = all(source.scope == "part" for source in best)
    stages = any(source.stage or source.authority or source.measure for source in best)
    answers = (*keys, ADDED) if parts else keys if stages else (*keys[:4], ADDED, DIVISIONS)
    about = f"which column is the budget: {listed}?"
    answer = asks.ask("amount", about, answers)
    if answer in (ADDED, DIVISIONS):
        return {source.number for source in best}
    return {source.number for source in best if answer in (source.key, source.name)} or {best[0].number}


def _asked_version(best: list[Source], asks: Decisions) -> set[int]:
    """Ask which of several versions in the rows of one column is the budget."""
    named = {str(source.stage): source.number for source in best}
    about = f"the rows tell {' and '.join(map(repr, named))} apart: which is the budget?"
    return {named[asks.ask("version", about, tuple(named))]}
