"""Scenarios that build on others: what they take, what is their own, and both as one.

Each of four lists is taken: moves by name, limits and assumptions by division, correlations by their pair. What a
scenario says itself stands in place of what the others say of the same thing; what is new comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from virement.scenario.schema import MOST_MOVES, Limit, Move, Scenario
from virement.values import ModelError, Places, Problem, Step

Group = tuple[Any, ...]
Lists = dict[str, dict[Hashable, Group]]  # of each list what is said of a thing, in order

LISTS: dict[str, Callable[[Any], Hashable]] = {
    "moves": lambda move: move.name,
    "limits": lambda limit: limit.division,
    "assumptions": lambda one: one.division,
    "correlations": lambda one: frozenset(one.between),
}


def built(own: Scenario, bases: Mapping[str, Scenario]) -> tuple[Scenario, list[Problem]]:
    """Return what a scenario says with all that it takes of those it builds on, and why that can't be.

    `own` holds what its file says. A limit of it that sets nothing lifts what the others set on that division.
    """
    mine, places = _lists(own), own.places
    taken, clashes = _taken(bases)
    wrong = [_clash(what, thing, names, places) for (what, thing), names in clashes.items() if thing not in mine[what]]
    for name, base in bases.items():
        if base.baseline != own.baseline:
            what = f"builds on '{name}', which is over '{base.baseline}', and not over '{own.baseline}'"
            hint = "Both must be over one baseline; `virement rebase` carries a scenario over to another"
            wrong.append(Problem(places.at(("builds_on",)), what, hint))
    lifted = {name for name, group in mine["limits"].items() if group == (Limit(division=str(name)),)}
    whole = {what: {**held, **mine[what]} for what, held in taken.items()}
    whole["limits"] = {k: v for k, v in whole["limits"].items() if k not in lifted or k not in taken["limits"]}
    said = {what: _flat(held) for what, held in whole.items()}
    if len(said["moves"]) > MOST_MOVES:
        what = f"has more than {MOST_MOVES} moves with those that it builds on"
        wrong.append(Problem(places.at(("builds_on",)), what, "Split it into several scenarios"))
    growths = [base.growth for base in bases.values() if base.growth]
    if own.growth is None and any(one != growths[0] for one in growths):
        what = f"{' and '.join(bases)} make the plan grow in different ways"
        wrong.append(Problem(places.at(("builds_on",)), what, "Say here by `growth:` which holds"))
    scenario = own.model_copy(update={**said, "growth": own.growth or next(iter(growths), None)})
    scenario._bases, scenario._places = dict(bases), _placed(own, bases, whole)
    return scenario, wrong


def _lists(scenario: Scenario) -> Lists:
    return {what: grouped(getattr(scenario, what), about) for what, about in LISTS.items()}


def grouped(items: Iterable[Any], about: Callable[[Any], Hashable]) -> dict[Hashable, Group]:
    """Return items by what they are about, in their order."""
    found: dict[Hashable, Group] = {}
    for item in items:
        found[about(item)] = (*found.get(about(item), ()), item)
    return found


def _flat(held: Mapping[Hashable, Group]) -> Group:
    return tuple(item for group in held.values() for item in group)


def _taken(bases: Mapping[str, Scenario]) -> tuple[Lists, dict[tuple[str, Hashable], tuple[str, str]]]:
    """Return what scenarios say together, and of which things two of them say what differs."""
    found: Lists = {what: {} for what in LISTS}
    origin: dict[tuple[str, Hashable], str] = {}
    clashes: dict[tuple[str, Hashable], tuple[str, str]] = {}
    for name, base in bases.items():
        for what, held in _lists(base).items():
            for thing, group in held.items():
                before = found[what].setdefault(thing, group)
                first = origin.setdefault((what, thing), name)
                if not _alike(before, group):
                    clashes[what, thing] = (first, name)
    return found, clashes


def _alike(one: Group, other: Group) -> bool:
    """Tell whether groups say the same: the order of receivers counts, since it decides who gets an odd cent."""
    return one == other and all(
        list(a.to) == list(b.to) for a, b in zip(one, other, strict=True) if isinstance(a, Move) and isinstance(b, Move)
    )


def _clash(what: str, thing: Hashable, names: tuple[str, str], places: Places) -> Problem:
    said = " and ".join(sorted(thing)) if isinstance(thing, frozenset) else str(thing)
    told = f"{what[:-1]} '{said}' is one thing in '{names[0]}' and another in '{names[1]}'"
    return Problem(
        places.at(("builds_on",)), told, f"Say the {what[:-1]} here, which then holds, or rename one of them"
    )


def _placed(own: Scenario, bases: Mapping[str, Scenario], whole: Lists) -> Places:
    """Return where everything stands: in the scenario's own file, or in that of the one that it is taken from."""
    mine = own.places
    places = Places(mine.file, mine.values, mine.keys)
    origins = [own, *bases.values()]
    for what, about in LISTS.items():
        at: dict[Hashable, list[tuple[Places, tuple[Step, ...]]]] = {}
        for origin in origins:
            fresh = {thing for item in getattr(origin, what) if (thing := about(item)) not in at}
            for index, item in enumerate(getattr(origin, what)):
                if about(item) in fresh:
                    at.setdefault(about(item), []).append((origin.places, (what, index)))
        found = [spot for thing in whole[what] for spot in at[thing]]
        places.elsewhere |= {(what, index): spot for index, spot in enumerate(found)}
    return places


def own_part(scenario: Scenario) -> Scenario:
    """Return the scenario with only what is its own in its lists: what it takes as it is, is left out.

    A limit of those it builds on that it hasn't is there as one that sets nothing. What they say differently stays,
    also where it is as one of them has it: it settles which of them holds.
    """
    (taken, clashes), held = _taken(scenario.bases), _lists(scenario)

    def is_own(what: str, thing: Hashable, group: Group) -> bool:
        return (what, thing) in clashes or not _alike(taken[what].get(thing, ()), group)

    said: dict[str, Group] = {
        what: _flat({thing: group for thing, group in held[what].items() if is_own(what, thing, group)})
        for what in LISTS
    }
    lifted = tuple(Limit(division=str(name)) for name in taken["limits"] if name not in held["limits"])
    growths = [base.growth for base in scenario.bases.values() if base.growth]
    growth = None if growths and all(one == scenario.growth for one in growths) else scenario.growth
    return scenario.model_copy(update={**said, "limits": (*said["limits"], *lifted), "growth": growth})


def switched_only(scenario: Scenario) -> set[str]:
    """Return the names of the moves that a scenario takes and only switches on or off."""
    return {name for name, state in _states(scenario).items() if state == "switched"}


def _states(scenario: Scenario) -> dict[str, Literal["", "changed", "switched"]]:
    """Return what a scenario does with each move that it takes: nothing, changes it, or switches it on or off."""
    here = {move.name: move for move in scenario.moves}
    found: dict[str, Literal["", "changed", "switched"]] = {}
    for move in _flat(_taken(scenario.bases)[0]["moves"]):
        now = here[move.name]
        alike = _alike((move.model_copy(update={"enabled": now.enabled}),), (now,))
        found[move.name] = "changed" if not alike else "" if move.enabled == now.enabled else "switched"
    return found


def kept(scenario: Scenario) -> Scenario:
    """Return a changed scenario as a file that builds on others can say it.

    What it takes stands first, in the order of those it builds on. A move of theirs that isn't there any more is
    switched off. Raises `ModelError` for a range of theirs that isn't there any more, which no file can say.
    """
    taken, held = _taken(scenario.bases)[0], _lists(scenario)
    lost = [thing for what in ("assumptions", "correlations") for thing in taken[what] if thing not in held[what]]
    if lost:
        named = ", ".join(" and ".join(sorted(one)) if isinstance(one, frozenset) else str(one) for one in lost)
        what, hint = f"the range of '{named}' is that of a scenario that this one builds on", "Set it wider or narrower"
        raise ModelError([Problem("", what, f"{hint}, or write the scenario out with `virement flatten`")])
    off = {k: tuple(one.model_copy(update={"enabled": False}) for one in v) for k, v in taken["moves"].items()}
    first: Lists = {**taken, "moves": off, "limits": {k: v for k, v in taken["limits"].items() if k in held["limits"]}}
    whole = {what: _flat({**first[what], **held[what]}) for what in LISTS}
    growth = scenario.growth or next((base.growth for base in scenario.bases.values() if base.growth), None)
    return scenario.model_copy(update={**whole, "growth": growth})


def variant_of(scenario: Scenario, bases: Mapping[str, Scenario]) -> Scenario:
    """Return a scenario that was whole as one that builds on others, by their names.

    What they have and the scenario hasn't is switched off or lifted. Raises `ModelError` as `kept` does.
    """
    variant = scenario.model_copy(update={"builds_on": tuple(bases), "builds_on_fingerprint": {}})
    variant._bases = dict(bases)
    return kept(variant)


def flattened(scenario: Scenario) -> Scenario:
    """Return a scenario that says all itself what it takes of others."""
    if not scenario.builds_on:
        return scenario
    whole = scenario.model_copy(update={"builds_on": (), "builds_on_fingerprint": {}})
    whole._bases = {}
    return whole


@dataclass(frozen=True)
class Taken:
    """What a scenario takes of one that it builds on: how many moves, and how many it has changed or switched."""

    name: str
    title: str
    moves: int
    changed: int
    switched: int


def taken_from(scenario: Scenario) -> list[Taken]:
    """Return what a scenario takes of each that it builds on; a move that several of them have is the first one's."""
    found, known, states = [], set[str](), _states(scenario)
    for name, base in scenario.bases.items():
        own = [states[move.name] for move in base.moves if move.name not in known]
        known |= {move.name for move in base.moves}
        found.append(Taken(name, base.title, len(own), own.count("changed"), own.count("switched")))
    return found


def origin_of(scenario: Scenario, move: str) -> str:
    """Return the name of the scenario that a move is taken from, empty for one of its own."""
    return next((name for name, base in scenario.bases.items() if move in {one.name for one in base.moves}), "")
