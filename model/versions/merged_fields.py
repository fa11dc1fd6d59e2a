"""What several scenarios say besides their moves, as one: texts, limits, assumptions, correlations.

What they say alike is said once. What they say against each other is named, with what was kept of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, TypeVar

from virement.baseline import Baseline
from virement.engine import bound_of
from virement.scenario import LIMIT_KINDS, Assumption, Correlation, Limit, Scenario, assumption_fields, level_text
from virement.values import Amount, Problem, to_minor, whole

Level = Fraction | Amount
Said = TypeVar("Said", Assumption, Correlation)
BETWEEN = {"title": " + ", "author": ", ", "description": " ", "not_covered": " "}


def speaking(parts: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return the scenarios that say something besides their title; the first one where none does."""
    found = {file: one for file, one in parts.items() if one.moves or one.limits or one.assumptions or one.correlations}
    return found or dict([next(iter(parts.items()))])


def joined_texts(parts: Mapping[str, Scenario], conflicts: list[Problem]) -> dict[str, str]:
    """Return title, author and the other texts of the whole; of several references the first is kept."""
    told = speaking(parts)
    found = {key: between.join(_once(told, key).values()) for key, between in BETWEEN.items()}
    references = _once(told, "reference")
    if len(references) > 1:
        kept, *others = [f"'{said}' ({file})" for file, said in references.items()]
        what = f"a scenario has one reference: {kept} is kept, {' and '.join(others)} is left out"
        conflicts.append(Problem("reference", what, "Name the others in the description", "warning"))
    first = next(iter(told.values()))
    return {**found, "reference": next(iter(references.values()), ""), "baseline": first.baseline}


def _once(parts: Mapping[str, Scenario], key: str) -> dict[str, str]:
    """Return what scenarios say for a text, each text once, by the file that says it first."""
    found: dict[str, str] = {}
    for file, one in parts.items():
        if (said := getattr(one, key)) and said not in found.values():
            found[file] = said
    return found


def joined_limits(parts: Mapping[str, Scenario], baseline: Baseline, conflicts: list[Problem]) -> tuple[Limit, ...]:
    """Return the limits of the whole, each where it first stands.

    Of two floors (or caps) of one kind the tighter one holds, and the other is left out; a share and an amount both
    stay, since which of them is tighter hangs on the baseline. Both is named.
    """
    files: dict[str, dict[str, list[Limit]]] = {}
    for file, one in parts.items():
        for limit in one.limits:
            files.setdefault(limit.division, {}).setdefault(file, []).append(limit)
    joined = {
        division: list(_joined(division, by_file, baseline, conflicts))
        if len(by_file) > 1
        else by_file[next(iter(by_file))]
        for division, by_file in files.items()
    }
    found: list[Limit] = []
    for one in parts.values():
        for limit in one.limits:
            if len(files[limit.division]) == 1:
                found.append(limit)
            else:
                found += joined.pop(limit.division, [])
    return tuple(found)


def _joined(
    division: str, by_file: Mapping[str, list[Limit]], baseline: Baseline, conflicts: list[Problem]
) -> Iterator[Limit]:
    """Yield what several files set on one division, in as few limits as can say it."""
    levels: dict[str, list[Level]] = {}
    for kind in LIMIT_KINDS:
        said = {file: [one.levels[kind] for one in limits if kind in one.levels] for file, limits in by_file.items()}
        levels[kind] = _tightest(division, kind, said, baseline, conflicts)
    conflicts += _crossing(division, levels, baseline)
    locked = any(limit.locked for limits in by_file.values() for limit in limits)
    for place in range(max([1, *map(len, levels.values())])):
        here = {kind: held[place] for kind, held in levels.items() if place < len(held)}
        yield Limit.model_validate({"division": division, "locked": locked and place == 0, **here})


def _tightest(
    division: str, kind: str, said: Mapping[str, list[Level]], baseline: Baseline, conflicts: list[Problem]
) -> list[Level]:
    """Return the tightest share and the tightest amount; where files differ, say what was kept."""
    tighter = max if LIMIT_KINDS[kind].looser < 0 else min
    every = [level for levels in said.values() for level in levels]
    shares = [level for level in every if isinstance(level, Fraction)]
    amounts = [level for level in every if isinstance(level, Amount)]
    kept: list[Level] = [tighter(shares)] if shares else []
    kept += [tighter(amounts, key=lambda amount: to_minor(amount, baseline.currency))] if amounts else []
    words = {file: " and ".join(map(level_text, levels)) for file, levels in said.items() if levels}
    if len(set(words.values())) > 1:
        each = " and ".join(f"{word} ({file})" for file, word in words.items())
        held = (
            f"the tighter one, {level_text(kept[0])}, is kept"
            if len(kept) == 1
            else "a share and an amount: both are kept"
        )
        what = f"has {len(words)} {kind}s: {each}; {held}"
        conflicts.append(Problem(f"'{division}'", what, "Agree on one", "warning"))
    return kept


def _crossing(division: str, levels: Mapping[str, list[Level]], baseline: Baseline) -> Iterator[Problem]:
    """Yield each floor that stands above a cap, or their like, in the first year in which it does."""
    years = [(year, columns) for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan]
    every = [(kind, level) for kind, held in levels.items() for level in held]
    for least, most in product(every, every):
        if not LIMIT_KINDS[least[0]].is_least or LIMIT_KINDS[most[0]].is_least:
            continue
        for year, columns in years:
            before = whole(baseline.total(division, columns))
            low, high = (int(bound_of(*one, before, baseline.currency)) for one in (least, most))
            if low > high:
                lower, upper = (f"{kind} {level_text(level)}" for kind, level in (least, most))
                what = f"{lower} stands above {upper} in {year}: they can't both hold"
                yield Problem(f"'{division}'", what, "Agree on one; both are kept", "warning")
                break


def joined_assumptions(parts: Mapping[str, Scenario], conflicts: list[Problem]) -> tuple[Assumption, ...]:
    """Return the assumptions of the whole; of two about one division that differ the first is kept, and both named."""
    return _first_said(
        {file: one.assumptions for file, one in parts.items()},
        lambda one: f"'{one.division}'",
        lambda one: " ".join(f"{key} {value}" for key, value in assumption_fields(one).items() if key != "division"),
        conflicts,
    )


def joined_correlations(
    parts: Mapping[str, tuple[Correlation, ...]], conflicts: list[Problem]
) -> tuple[Correlation, ...]:
    """Return the correlations of the whole; of two about one pair that differ the first is kept, and both named."""
    return _first_said(
        parts,
        lambda one: " and ".join(f"'{name}'" for name in sorted(one.between)),
        lambda one: f"correlation {float(one.is_):g}",
        conflicts,
    )


def _first_said(
    parts: Mapping[str, tuple[Said, ...]], about: Any, words: Any, conflicts: list[Problem]
) -> tuple[Said, ...]:
    """Return what files say, of one thing only what the first file does; where others differ, say so."""
    first: dict[str, tuple[str, list[Said]]] = {}
    for file, said in parts.items():
        mine: dict[str, list[Said]] = {}
        for one in said:
            mine.setdefault(about(one), []).append(one)
        for thing, ones in mine.items():
            origin, kept = first.setdefault(thing, (file, ones))
            if origin != file and [words(one) for one in ones] != [words(one) for one in kept]:
                each = f"{', '.join(map(words, kept))} ({origin}) and {', '.join(map(words, ones))} ({file})"
                conflicts.append(
                    Problem(thing, f"is said in two ways: {each}; the first is kept", "Agree on one", "warning")
                )
    held = {id(one) for _, ones in first.values() for one in ones}
    return tuple(one for said in parts.values() for one in said if id(one) in held)
