"""What a scenario says against itself."""

from __future__ import annotations

from fractions import Fraction

from virement.scenario.fields import NEW_FUNDING
from virement.scenario.schema import LIMIT_KINDS, MOVE_FIELDS, Move, Scenario
from virement.values import (
    Amount,
    Jobs,
    Problem,
    Step,
    write_share,
)


def contradictions(scenario: Scenario) -> list[Problem]:
    """Return what a scenario says against itself, whatever the baseline."""
    found = []
    first: dict[str, int] = {}
    for index, move in enumerate(scenario.moves):
        if move.name in first:
            what, hint = f"two moves are called '{move.name}'", "Name them apart: the ledger goes by the name"
            found.append(Problem(scenario.places.at(("moves", index, "name")), what, hint))
        first.setdefault(move.name, index)
        found += [
            Problem(f"{scenario.places.at(('moves', index, *path))} move '{move.name}'", what, hint)
            for path, what, hint in move_contradictions(move)
        ]
    for index, limit in enumerate(scenario.limits):
        where = scenario.places.at(("limits", index))
        if not limit.levels and not limit.locked:
            hint = f"Give it {', '.join(f'a {name}' for name in LIMIT_KINDS)} or locked: true"
            found.append(Problem(where, f"sets no limit on '{limit.division}'", hint))
    return found


def move_contradictions(move: Move) -> list[tuple[tuple[Step, ...], str, str]]:
    """Return path, problem and hint of each contradiction within a move."""
    found: list[tuple[tuple[Step, ...], str, str]] = []
    cut, funded = move.cut, NEW_FUNDING in move.from_
    rate, in_jobs = not isinstance(cut, Amount), isinstance(cut, Jobs)
    recurring = rate or (isinstance(cut, Amount) and cut.per_year)
    if move.ramp is not None and not recurring:
        found.append(
            (
                ("ramp",),
                "`ramp` goes with a percentage or an amount per year",
                "For a plain amount write `phasing`, shares that sum to 100%",
            )
        )
    if move.phasing is not None and recurring:
        found.append(
            (("phasing",), "`phasing` goes with a plain amount", "For a rate write `ramp`, the share in force")
        )
    if move.phasing is not None and sum(move.phasing) != 1:
        found.append(
            (("phasing",), f"phasing sums to {write_share(sum(move.phasing, Fraction(0)))}, not 100%", "Fix a share")
        )
    if in_jobs and funded:
        found.append((("cut",), "New funding has no jobs to cut", "Write it as $500M"))
    if in_jobs and move.of:
        found.append((("of",), "a cut in jobs is of the givers' own jobs", "Leave `of` out"))
    if move.severance is not None and not in_jobs:
        found.append((("severance",), "severance goes with a cut in jobs", "Write `one_off_cost`, or cut jobs"))
    if move.of and not rate:
        found.append((("of",), "`of` is the base of a percentage, and the cut is an amount", "Leave `of` out"))
    if funded and rate and not in_jobs:
        found.append((("cut",), "New funding is an amount, not a percentage", "Write it as $500M"))
    if funded and len(move.from_) > 1:
        found.append((("from",), "New funding stands with divisions", "Make two moves of it"))
    of_cut = {field.key: getattr(move, name) != field.default for name, field in MOVE_FIELDS.items() if field.of_cut}
    if funded and (said := [key for key, is_said in of_cut.items() if is_said]):
        found.append((("from",), f"New funding cuts nothing, so it has no {' and no '.join(said)}", "Leave it out"))
    return found + _receiver_contradictions(move)


def _receiver_contradictions(move: Move) -> list[tuple[tuple[Step, ...], str, str]]:
    parts = list(move.to.values())
    shares = [part for part in parts if isinstance(part, Fraction)]
    found: list[tuple[tuple[Step, ...], str, str]] = []
    if len(shares) > 1 and sum(shares[1:], shares[0]) > 1:
        found.append((("to",), f"shares sum to {write_share(sum(shares, Fraction(0)))}", "Give at most 100% away"))
    if shares and any(isinstance(part, Amount) for part in parts):
        found.append((("to",), "mixes shares and amounts", "Write all as shares, or amounts with one `rest`"))
    if sum(isinstance(part, str) for part in parts) > 1:
        found.append((("to",), "gives the rest twice", "One receiver can have the rest"))
    return found
