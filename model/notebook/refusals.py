"""What is refused where it is typed, in the words of the call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from virement.values import ModelError, Problem, did_you_mean, one_of


@contextmanager
def as_typed(call: str) -> Iterator[None]:
    """Say problems of what was typed in its own words."""
    try:
        yield
    except ModelError as error:
        raise ModelError(replace(problem, where=call) for problem in error.problems) from None


def refuse_numbers(said: Mapping[str, object]) -> None:
    """Refuse bare numbers, which could be an amount or a share."""
    bare = {
        name: value for name, value in said.items() if isinstance(value, int | float) and not isinstance(value, bool)
    }
    if bare:
        hint = "A bare number could be a share or an amount: write '30%' or '$2B'"
        raise ModelError(Problem("", f"{name}: {value!r} has no unit", hint) for name, value in bare.items())


def refuse_unknown(said: Iterable[str], known: Iterable[str]) -> None:
    """Refuse words that are not among those that there are."""
    names = list(known)
    unknown = [name for name in said if name not in names]
    if unknown:
        hints = (did_you_mean(name, names) or one_of(names) for name in unknown)
        raise ModelError(Problem("", f"unknown word '{name}'", hint) for name, hint in zip(unknown, hints, strict=True))
