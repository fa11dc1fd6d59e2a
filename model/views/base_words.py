"""What a scenario takes of those that it builds on, in words."""

from __future__ import annotations

from collections.abc import Callable

from virement.scenario import Scenario, Taken, taken_from


def built_on(scenario: Scenario, count: Callable[[int], str] = str) -> list[str]:
    """Say, for each scenario that this one builds on, how many moves it takes and what it does with them.

    Empty for one that builds on none: `2 moves from hiring-freeze (A hiring freeze), 1 of them switched on or off
    here`. `count` says a number.
    """
    return [
        f"{count(one.moves)} move{'' if one.moves == 1 else 's'} from {one.name} ({one.title}){_here(one, count)}"
        for one in taken_from(scenario)
    ]


def _here(one: Taken, count: Callable[[int], str]) -> str:
    states = ((one.changed, "changed here"), (one.switched, "switched on or off here"))
    return "".join(f", {_of_them(number, one.moves, count)}{what}" for number, what in states if number)


def _of_them(number: int, moves: int, count: Callable[[int], str]) -> str:
    return "" if moves == 1 else f"{count(number)} of them "
