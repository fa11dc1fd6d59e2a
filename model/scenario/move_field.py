"""What a field of a move is beside its type: said once, on the field in `schema.py`, and read by everything else.

The writer of YAML, levers, ranges, typed values, fixes, differences, the workbook, the brief and the app go through
`MOVE_FIELDS`, which lists the fields by name in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from virement.values import Step

ValuePath = tuple[Step, ...]


@dataclass(frozen=True)
class MoveField:
    """A field of a move: its `label` on screen, in a workbook and in a brief, and a `note` for who fills it in.

    `term` says that it holds one value that a person turns, a share, or a share or an amount: it gets a lever, a box, a
    driver in the workbook and its words in the brief. `ranged` says that a range may stand in place of its value, or
    of each of its parts. `of_cut` says that only a cut has it, and New funding doesn't. `listed` is written as a list
    even where it names one. `unsaid` says what it means to leave it out, where it has `default`. `key` is its name in
    a file.
    """

    label: str
    note: str = ""
    term: Literal["share", "share or amount"] | None = None
    ranged: bool = False
    of_cut: bool = False
    listed: bool = False
    unsaid: str = "none"
    key: str = ""
    default: Any = None


def parts_of(name: str, value: Any) -> Iterator[tuple[ValuePath, Any]]:
    """Yield the parts of a field's value, each by its path within the move: of a mapping, of a list, or itself.

    >>> list(parts_of("ramp", ("25%", "100%")))
    [(('ramp', 0), '25%'), (('ramp', 1), '100%')]
    """
    if isinstance(value, Mapping):
        yield from (((name, key), part) for key, part in value.items())
    elif isinstance(value, list | tuple):
        yield from (((name, place), part) for place, part in enumerate(value))
    else:
        yield (name,), value


def with_part(value: Any, path: ValuePath, part: Any) -> Any:
    """Return a field's value with another part at a path.

    >>> with_part({"Parks": "80%"}, ("to", "Savings"), "rest")
    {'Parks': '80%', 'Savings': 'rest'}
    """
    if len(path) == 1:
        return part
    if isinstance(value, Mapping):
        return {**value, path[1]: part}
    place = int(path[1])
    return (*value[:place], part, *value[place + 1 :])
