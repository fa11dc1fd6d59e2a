"""What people type into a control, read into a scenario that says it; raises `ModelError` where it can't be meant.

A control shows its unit beside its box (`unit_beside`), and a bare number counts that: `30` is 30 % where a share
stands now, `2,000` is $2B where an amount stands and the baseline counts millions. Whatever says its own unit is taken
at its word. An amount that brings no currency gets the baseline's. What doesn't fit the baseline is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

from virement.baseline import Baseline
from virement.edits.cut_kind import parts_as
from virement.edits.limits import limits_of, with_limit
from virement.engine import max_cut, reallocate
from virement.scenario import MOVE_FIELDS, NEW_FUNDING, REST, Move, Scenario, with_move
from virement.values import (
    Amount,
    Jobs,
    ModelError,
    Months,
    Problem,
    Unreadable,
    Value,
    number_of,
    read_beside,
    read_jobs,
    read_share,
    shown_value,
    sign_of,
    speaks_of_jobs,
    to_minor,
    write_share,
    written_value,
)
from virement.views import listed

MOST_NAMED = 4
_BARE = re.compile(r"\s*([\d.,]+)\s*(%?)\s*")
_SIGNED = re.compile(r"\s*([+\-−–]?)(.*)", re.DOTALL)


class TooMuch(ModelError):
    """What was typed is more than there is: `most` is all there is, in the kind that was typed."""

    def __init__(self, problems: Iterable[Problem], most: Value) -> None:
        super().__init__(problems)
        self.most = most


def unit_beside(value: Value | None, baseline: Baseline) -> str | None:
    """Return what a bare number counts in the box that shows `value`: `%`, `jobs`, the baseline's unit, or nothing."""
    if value is None:
        return None
    if isinstance(value, Jobs):
        return "% of jobs" if value.is_share else "jobs"
    return "%" if isinstance(value, Fraction) else baseline.unit


def read_cut_entry(text: str, baseline: Baseline, scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with one move's cut as typed: `30%`, `-$2B`, `2bn /yr`, `2,000`.

    A sign says which way the giver's budget goes: a minus is a cut of that size, New funding comes with a plus, and
    the other sign is refused. An amount stays per year where the cut is now. A ramp, phasing or other base that
    can't stand with the new cut is a problem that names it.
    """
    move = scenario.moves[index]
    sign, size = _parted(text)
    if sign == "+" and NEW_FUNDING not in move.from_:
        raise _refused(move, f"'{text}' adds money, and a cut takes it", "Put who gets it under To, or use New funding")
    if sign == "−" and NEW_FUNDING in move.from_:
        raise _refused(move, f"'{text}' takes money, and New funding brings it", "Leave the sign out")
    cut = read_in_box(size, move.cut, baseline, _where(move))
    if isinstance(cut, Amount) and isinstance(move.cut, Amount):
        cut = replace(cut, per_year=cut.per_year or move.cut.per_year)
    return with_move(scenario, index, baseline=baseline, cut=cut)


def within_room(text: str, baseline: Baseline, scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with one move's cut as typed, as `read_cut_entry`; raise `TooMuch` for more than there is."""
    typed = read_cut_entry(text, baseline, scenario, index)
    try:
        reallocate(baseline, typed)
    except ModelError:
        _check_room(text, typed, baseline, index)
    return typed


def _check_room(text: str, typed: Scenario, baseline: Baseline, index: int) -> None:
    move = typed.moves[index]
    try:
        most = max_cut(baseline, typed, index)
    except ModelError:  # something else is wrong, which is told of the whole scenario
        return
    if number_of(move.cut) > number_of(most):
        who = listed(move.from_) if len(move.from_) < MOST_NAMED else f"the {len(move.from_)} givers"
        has = "has" if len(move.from_) == 1 else "have"
        what, hint = f"'{text.strip()}' is more than {who} {has} left to give", f"At most {shown_value(most)}"
        raise TooMuch([Problem(_where(move), what, hint)], most)


def entry_note(text: str, scenario: Scenario, index: int) -> str:
    """Say how a cut that was typed with a minus was read; nothing of any other text."""
    if _parted(text)[0] != "−":
        return ""
    return f"'{text.strip()}' is read as a cut of {shown_value(scenario.moves[index].cut)}"


def read_part_entry(text: str, baseline: Baseline, scenario: Scenario, index: int, receiver: str) -> Scenario:
    """Return the scenario with what one receiver gets as typed: `60%`, `+250m`, `rest`; a minus is refused.

    Beside `rest`, and for a receiver who is new, a bare number counts what the other parts do. Where an amount is typed
    among shares, or a share among amounts, the others become that too and get what they get now.
    """
    move = scenario.moves[index]
    sign, size = _parted(text)
    if sign == "−":
        hint = f"To take money from '{receiver}', make a move from it"
        raise _refused(move, f"'{text}' takes money from a receiver", hint)
    if size.casefold() == REST:
        return with_move(scenario, index, baseline=baseline, to={**move.to, receiver: REST})
    stated = [part for part in (move.to.get(receiver), *move.to.values()) if isinstance(part, Value)]
    part = read_in_box(size, stated[0] if stated else Fraction(0), baseline, _where(move))
    if isinstance(part, Jobs):
        raise _refused(move, f"'{text}' is jobs, and a receiver gets money", "Write a share, an amount or `rest`")
    others = [other for name, other in move.to.items() if name != receiver and isinstance(other, Value)]
    alike = all(isinstance(other, type(part)) for other in others)
    parts = move.to if alike else parts_as(baseline, scenario, index, type(part))
    return with_move(scenario, index, baseline=baseline, to={**parts, receiver: part})


def read_term_entry(text: str, baseline: Baseline, scenario: Scenario, index: int, name: str) -> Scenario:
    """Return the scenario with a term of one move as typed, a share or, where it may be, an amount; empty clears it."""
    move, field = scenario.moves[index], MOVE_FIELDS[name]
    if not text.strip():
        return with_move(scenario, index, baseline=baseline, **{name: field.default})
    hint = f"{field.note}: write it as 5%"
    try:
        value = read_in_box(text, getattr(move, name), baseline, _where(move))
    except ModelError as error:
        raise (_refused(move, error.problems[0].what, hint) if field.term == "share" else error) from None
    if field.term == "share" and isinstance(value, Amount):
        raise _refused(move, f"'{text}' is an amount", hint)
    said: dict[str, Any] = {name: value}
    return with_move(scenario, index, baseline=baseline, **said)


def read_severance_entry(text: str, baseline: Baseline, scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with what each job that goes costs, as typed: `6 months`, `$40k`; none for an empty text."""
    return with_move(scenario, index, baseline=baseline, severance=text.strip() or None)


def read_ramp_entry(text: str, baseline: Baseline, scenario: Scenario, index: int) -> Scenario:
    """Return the scenario with one move's ramp, or the phasing of a plain amount, as typed; none for an empty text.

    The shares stand apart by commas or spaces, with or without `%`: `25, 50, 75, 100%`.
    """
    move = scenario.moves[index]
    with _reading(_where(move)):
        items = re.sub(r"\s*%", "% ", text.strip(" []")).replace(",", " ").replace(";", " ").split()
        shares = tuple(read_share(f"{item.removesuffix('%')}%") for item in items)
    said: dict[str, Any] = {ramp_word(move): shares or None}
    return with_move(scenario, index, baseline=baseline, **said)


def ramp_word(move: Move) -> Literal["ramp", "phasing"]:
    """Return how a move's cut can be spread: a plain amount by `phasing`, all else by a `ramp`."""
    return "phasing" if isinstance(move.cut, Amount) and not move.cut.per_year else "ramp"


def read_limit_entry(text: str, baseline: Baseline, scenario: Scenario, division: str, kind: str) -> Scenario:
    """Return the scenario with a division's limit of a kind as typed, an amount or a share; none for an empty text."""
    like = next((one.levels[kind] for one in limits_of(scenario, division) if kind in one.levels), None)
    level = read_in_box(text, like, baseline, f"limit on '{division}'", beyond=True) if text.strip() else None
    return with_limit(scenario, division, **{kind: level})


def written(value: Value | Months | tuple[Fraction, ...] | None) -> str:
    """Return a share, an amount or a list of shares as its box shows it, which reads back as the same; empty for none.

    >>> written(Fraction(1, 10)), written((Fraction(1, 2), Fraction(1))), written(Fraction(0))
    ('10%', '50% 100%', '')
    """
    if isinstance(value, tuple):
        return " ".join(map(write_share, value))
    if not value:
        return ""
    return written_value(value)


def _jobs(number: str, like: Jobs, *, is_percent: bool) -> Jobs:
    """Read a number that was typed where a cut in jobs stands."""
    if is_percent and not like.is_share:
        hint = f"Write {number}% of jobs, or set the cut in % for a percentage of the budget"
        raise Unreadable(f"'{number}%' could be of the jobs or of the budget", hint)
    return read_jobs(f"{number}% of jobs" if like.is_share else f"{number} jobs")


def _parted(text: str) -> tuple[str, str]:
    """Return the sign, `+`, `−` or none, and the rest of a text."""
    found = _SIGNED.fullmatch(text)
    assert found is not None
    return "−" if found[1] in ("-", "–") else found[1], found[2].strip()


def _where(move: Move) -> str:
    return f"move '{move.name}'"


def _refused(move: Move, what: str, hint: str) -> ModelError:
    return ModelError([Problem(_where(move), what, hint)])


@contextmanager
def _reading(where: str) -> Iterator[None]:
    try:
        yield
    except Unreadable as error:
        raise ModelError([Problem(where, error.what, error.hint)]) from None


def read_in_box(text: str, like: Value | None, baseline: Baseline, where: str, *, beyond: bool = False) -> Value:
    """Read a share or an amount, or a cut in jobs, in the box that shows `like`."""
    with _reading(where):
        beside = unit_beside(like, baseline)
        if isinstance(like, Jobs) and (bare := _BARE.fullmatch(text)):
            return _jobs(bare[1], like, is_percent=bool(bare[2]))
        if speaks_of_jobs(text):
            return read_jobs(text)
        value = read_beside(text, None if isinstance(like, Jobs) else beside, beyond=beyond)
        if isinstance(value, Amount):
            value = replace(value, currency=value.currency or sign_of(baseline.currency) or None)
            to_minor(value, baseline.currency)
        return value
