"""Reads the text of an `authority.yaml`, collecting every problem with its line and column."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from virement.authority.rules import ANY_AMOUNT, EVERY_MOVE, KINDS, Approver, Authority
from virement.baseline import Baseline
from virement.values import (
    ModelError,
    Places,
    Problem,
    Unreadable,
    did_you_mean,
    one_of,
    read_tree,
    to_minor,
)

FILE = "authority.yaml"
_GUIDE = "See docs/authority.md"


def read_authority(text: str, file: str = FILE) -> Authority:
    """Read who may approve what from YAML; raise `ModelError` with every problem, each with file, line and column."""
    tree, places, problems = read_tree(text, file)
    if not isinstance(tree, dict):
        raise ModelError([*problems, Problem(file, "does not say who may approve what", _GUIDE)])
    try:
        found = Authority.model_validate(tree)
    except ValidationError as error:
        raise ModelError([*problems, *(_problem_of(item, places) for item in error.errors())]) from None
    problems += _contradictions(found, places)
    if problems:
        raise ModelError(problems)
    return found


def authority_of(baseline: Baseline) -> Authority | None:
    """Return who may approve what over a baseline, None where nothing beside it says; raise `ModelError` as reading."""
    if not baseline.authority.strip():
        return None
    found = read_authority(baseline.authority, f"{baseline.name}/{FILE}")
    if found.currency != baseline.currency:
        what = f"its bands are in {found.currency}, and the amounts of '{baseline.name}' in {baseline.currency}"
        raise ModelError([Problem(f"{baseline.name}/{FILE}", what, "Write bands in the currency of the baseline")])
    return found


def _problem_of(item: ErrorDetails, places: Places) -> Problem:
    """Turn one of pydantic's errors into a problem in our words."""
    path, kind = item["loc"], item["type"]
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        known = (Approver if path[0] == "approvers" else Authority).model_fields
        hint = did_you_mean(name, known) or one_of(known)
        return Problem(places.at(path, key=True), f"unknown key '{name}'", hint)
    if kind == "missing":
        return Problem(places.at(path[:-1]), f"has no '{name}'", _GUIDE)
    raised = item.get("ctx", {}).get("error")
    if isinstance(raised, Unreadable):
        return Problem(places.at(path), f"{name}: {raised.what}", raised.hint)
    wanted = {"string_type": "a text", "tuple_type": "a list", "model_type": "a mapping of keys and values"}
    wanted |= {"int_parsing": "a whole number", "greater_than_equal": "0 or more", "too_short": "a list of roles"}
    wanted |= {"dict_type": "a mapping of roles and amounts"}
    return Problem(places.at(path), f"{name}: should be {wanted.get(kind, item['msg'])}", _GUIDE)


def _contradictions(said: Authority, places: Places) -> Iterator[Problem]:
    """Yield what the rules say against themselves, and what they leave open."""
    for place, role in enumerate(said.roles):
        if role in said.roles[:place]:
            yield Problem(
                places.at(("approvers", place)), f"names '{role}' twice", "Keep one: the order is the authority"
            )
    if EVERY_MOVE not in said.bands:
        hint = "Say what each role may approve whatever the kind of the move"
        yield Problem(places.at(("bands",)), f"has no '{EVERY_MOVE}'", hint)
    for kind, bands in said.bands.items():
        if kind not in KINDS:
            at = places.at(("bands", kind), key=True)
            yield Problem(at, f"'{kind}' is not a kind of move", did_you_mean(kind, KINDS) or one_of(KINDS))
        for role in bands:
            if role not in said.roles:
                at = places.at(("bands", kind, role), key=True)
                hint = did_you_mean(role, said.roles) or one_of(said.roles)
                yield Problem(at, f"'{role}' is not an approver", hint)
        yield from _gaps(kind, said, places)


def _gaps(kind: str, said: Authority, places: Places) -> Iterator[Problem]:
    """Yield where more authority may approve less, where nobody may approve more, and amounts in another currency."""
    before, bands = (0, ""), said.bands[kind]
    if not bands:
        what = f"says of nobody who may approve '{kind}'"
        yield Problem(places.at(("bands", kind)), what, f"Name at least one role, as {said.roles[-1]}: {ANY_AMOUNT}")
    for role in (one for one in said.roles if one in bands):
        most, at = bands[role], places.at(("bands", kind, role))
        if most is None:
            before = -1, role
            continue
        try:
            minor = to_minor(most, said.currency)
        except Unreadable as error:
            yield Problem(at, error.what, error.hint)
            continue
        if before[0] < 0 or minor <= before[0]:
            what = f"'{role}' may approve no more than '{before[1]}', who has less authority"
            yield Problem(at, what, "Approvers stand from the least authority to the most")
        before = minor, role
    if before[0] >= 0 and before[1]:
        what = f"nobody may approve more than {bands[before[1]]} of '{kind}'"
        yield Problem(places.at(("bands", kind)), what, f"Let the last one approve {ANY_AMOUNT}")
