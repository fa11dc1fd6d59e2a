"""Several scenarios over one baseline as one: what is cut twice, which limits only the sum breaks, what conflicts.

Every move is of the baseline, so the variance of the whole is the sum of the variances of its parts, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
from virement.baseline import Baseline
from virement.check import other_figures, range_problems
from virement.engine import BrokenLimit, Ledger, broken_limits, limit_problem, reallocate
from virement.scenario import Case, Correlation, Scenario, changed, flattened, made, origin_of, scenario_text, words_of
from virement.values import ModelError, Problem, read_tree
from virement.versions.merged_fields import joined_assumptions, joined_correlations, joined_limits, joined_texts
from virement.versions.overlaps import Overlap, overlap_problem, overlaps
from virement.versions.shared_moves import shared_once
from virement.views import money, one_baseline, percent

Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, eq=False)
class Stack:
    """Several scenarios as one: what it says, its ledger, and the file that each of its moves comes from.

    `alone` holds the ledgers of the parts by the names of their files; `conflicts` is what the parts say against each
    other.
    """

    scenario: Scenario
    ledger: Ledger
    alone: dict[str, Ledger]
    origins: tuple[str, ...]
    conflicts: tuple[Problem, ...]

    @cached_property
    def overlaps(self) -> tuple[Overlap, ...]:
        """The divisions that moves of several files cut."""
        return tuple(overlaps(self.ledger, self.origins))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All that is worth knowing: limits that the whole breaks, divisions cut twice, what conflicts."""
        twice = [overlap_problem(self.ledger, self.origins, overlap) for overlap in self.overlaps]
        return (*_broken(self), *twice, *self.conflicts)


def stack(ledgers: Mapping[str, Ledger], title: str | None = None) -> Stack:
    """Stack scenarios, each carried out alone, by the names of their files; the title is by default of all theirs.

    A name that several of them give to a move is told apart by the file: `Fleet (a)`. What they say alike is said
    once; a scenario that says nothing adds nothing. Raises `ModelError` where the baselines differ, where the moves
    together overdraw a division, which is named with the moves and their files, and for ranges that can't stand
    together.
    """
    baseline = one_baseline(list(ledgers.values()))
    whole = {file: ledger.scenario for file, ledger in ledgers.items()}
    conflicts = [
        replace(problem, where=file) for file, one in whole.items() for problem in other_figures(one, baseline)
    ]
    parts = shared_once(whole)
    scenario = _joined(parts, baseline, conflicts)
    scenario = changed(scenario, title=title) if title else scenario
    origins = tuple(origin_of(one, move.name) or file for file, one in parts.items() for move in one.moves)
    ledger = _carried_out(baseline, scenario, origins, " + ".join(parts))
    return Stack(scenario, ledger, dict(ledgers), origins, tuple(conflicts))


def _joined(parts: Mapping[str, Scenario], baseline: Baseline, conflicts: list[Problem]) -> Scenario:
    """Return what all of them say, in their order."""
    names = _names_apart(parts)
    said = {
        **joined_texts(parts, conflicts),
        "moves": tuple(
            move.model_copy(update={"name": names[file, move.name]})
            for file, one in parts.items()
            for move in one.moves
        ),
        "limits": joined_limits(parts, baseline, conflicts),
        "assumptions": joined_assumptions(parts, conflicts),
        "correlations": joined_correlations(
            {file: _called(one, file, names) for file, one in parts.items()}, conflicts
        ),
    }
    # made from nowhere, since what is wrong with the whole stands in no one's file
    return changed(made(Scenario, flattened(next(iter(parts.values()))), said, " + ".join(parts)))


def _carried_out(baseline: Baseline, scenario: Scenario, origins: tuple[str, ...], where: str) -> Ledger:
    """Carry the whole out; what stands against it is told with the files of the moves that it names."""
    try:
        ledger = reallocate(baseline, scenario)
        problems = range_problems(Case(baseline, scenario))
    except ModelError as error:
        problems = list(error.problems)
    if problems:
        raise ModelError(_with_files(problem, scenario, origins, where) for problem in problems)
    return ledger


def _with_files(problem: Problem, scenario: Scenario, origins: tuple[str, ...], where: str) -> Problem:
    told = [
        f"'{move.name}' is from {file}"
        for move, file in zip(scenario.moves, origins, strict=True)
        if f"'{move.name}'" in f"{problem.where} {problem.what}"
    ]
    hint = ". ".join([*([", ".join(told)] if told else []), problem.hint])
    return replace(problem, where=f"{where} {problem.where.strip()}".strip(), hint=hint)


def _names_apart(parts: Mapping[str, Scenario]) -> Names:
    """Return what each move is called in the whole: its name, with the file behind it where several files say it."""
    names = [move.name for one in parts.values() for move in one.moves]
    taken = {name for name in names if names.count(name) == 1}
    found: dict[tuple[str, str], str] = {}
    for file, one in parts.items():
        for move in one.moves:
            apart, number = move.name if move.name in taken else f"{move.name} ({file})", 2
            while move.name not in taken and apart in (*taken, *found.values()):
                apart, number = f"{move.name} ({file}, {number})", number + 1
            found[file, move.name] = apart
    return found


def _called(scenario: Scenario, file: str, names: Names) -> tuple[Correlation, ...]:
    """Return a scenario's correlations by the names that its moves have in the whole."""
    new = {
        f"{move.name}: {words_of(path)}": f"{names[file, move.name]}: {words_of(path)}"
        for move in scenario.moves
        for path in move.ranges
    }
    return tuple(
        one.model_copy(update={"between": tuple(new.get(name, name) for name in one.between)})
        for one in scenario.correlations
    )


def _broken(stacked: Stack) -> Iterator[Problem]:
    """Yield the limits that the whole breaks, each with who breaks it alone."""
    alone = {file: set(map(_mark, broken_limits(ledger))) for file, ledger in stacked.alone.items()}
    for broken in broken_limits(stacked.ledger):
        problem = limit_problem(stacked.ledger, broken)
        breaking = [file for file, marks in alone.items() if _mark(broken) in marks]
        told = f"{' and '.join(breaking)} alone too" if breaking else "only the sum breaks it"
        yield replace(problem, where=" + ".join(stacked.alone), what=f"{problem.what}, {told}")


def _mark(broken: BrokenLimit) -> tuple[str, str, str, int]:
    return broken.division, broken.kind, broken.fiscal_year, broken.bound


def stacked_text(stacked: Stack) -> str:
    """Return the whole as YAML text, with a comment above each file's moves that says where they come from."""
    text = scenario_text(stacked.scenario)
    _, places, _ = read_tree(text, "")
    lines = text.splitlines(keepends=True)
    for index in reversed(range(len(stacked.origins))):
        if index == 0 or stacked.origins[index] != stacked.origins[index - 1]:
            file = "".join(letter if letter.isprintable() else " " for letter in stacked.origins[index])
            lines.insert(places.values["moves", index][0] - 1, f"  # from {file}\n")
    return "".join(lines)


def stacked_moves(stacked: Stack) -> pd.DataFrame:
    """Where each move comes from: columns move, file."""
    names = [move.name for move in stacked.scenario.moves]
    return pd.DataFrame({"move": names, "file": stacked.origins}, columns=["move", "file"])


def cut_twice(stacked: Stack) -> pd.DataFrame:
    """The divisions that several files cut: a row for each move, then one for all of them together.

    Columns division, move, file (both empty of the row for all), gross, gross_pct of the division's baseline, over the
    whole plan.
    """
    baseline, rows = stacked.ledger.baseline, []
    for overlap in stacked.overlaps:
        whole = baseline.total(overlap.division, baseline.plan)
        lines = [(stacked.scenario.moves[move].name, stacked.origins[move], cut) for move, cut in overlap.cuts.items()]
        for name, file, cut in [*lines, ("", "", overlap.together)]:
            rows.append((overlap.division, name, file, money(stacked.ledger, cut), percent(cut, whole)))
    return pd.DataFrame(rows, columns=["division", "move", "file", "gross", "gross_pct"])
