"""Everything wrong with a scenario, in one list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from virement.baseline import Baseline
from virement.engine import MOST_NAMED, Ledger, limit_problems, reallocate
from virement.scenario import (
    BaseOf,
    Case,
    Scenario,
    baseline_of,
    bases_beside,
    changed_bases,
    examine,
    figures_of,
    find_scenario,
    read_text,
)
from virement.uncertainty import correlation_root, found_inputs
from virement.values import (
    ModelError,
    Problem,
    did_you_mean,
    path_from_here,
    runs_of,
    show,
)


def range_problems(case: Case) -> list[Problem]:
    """Return what is wrong with the ranges of a scenario that can be carried out at its likely values."""
    inputs, problems = found_inputs(case)
    return problems or correlation_root(case.scenario, inputs)[1]


def find_problems(
    which: Scenario | str | Path, baseline: Baseline | Callable[[Scenario], Baseline] | None = None
) -> list[Problem]:
    """Return everything that is wrong with a scenario, a scenario file or its fit to a baseline.

    The baseline may be one that the scenario names or another, or a function that loads it for the scenario. Errors
    come first, then broken limits, then warnings: `Problem.level` tells. Never raises for what a file holds.
    """

    def over(scenario: Scenario) -> Baseline:
        return baseline if isinstance(baseline, Baseline) else (baseline or baseline_of)(scenario)

    if isinstance(which, Scenario):
        return _misfits(which, over)
    try:
        path = find_scenario(which)
        return problems_in(read_text(path), path_from_here(path), over, base_of=bases_beside(path))[1]
    except ModelError as error:
        return list(error.problems)


def problems_in(
    text: str,
    file: str = "scenario",
    over: Callable[[Scenario], Baseline] | None = None,
    *,
    base_of: BaseOf | None = None,
) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario that a text says, None where it has errors, and everything that is wrong with it.

    `over` returns the baseline of a scenario, by default the one that it names, and `base_of` what it builds on, by
    default what has that name.
    """
    found, problems = examine(text, file, base_of=base_of)
    if found is None:
        return None, problems
    told = [str(problem) for problem in problems]
    misfits = [problem for problem in _misfits(found, over or baseline_of) if str(problem) not in told]
    problems += [problem for problem in misfits if problem.level == "error" or not told]
    return (None if any(problem.level == "error" for problem in problems) else found), problems


def _misfits(scenario: Scenario, over: Callable[[Scenario], Baseline]) -> list[Problem]:
    """Return why a scenario can't be carried out; where it can, its broken limits and warnings."""
    try:
        return ledger_problems(reallocate(over(scenario), scenario))
    except ModelError as error:
        return list(error.problems)


def ledger_problems(ledger: Ledger) -> list[Problem]:
    """Return what is wrong with a scenario that was carried out: its ranges, its broken limits, its warnings."""
    return range_problems(ledger.case) + limit_problems(ledger) + _warnings(ledger)


def _warnings(ledger: Ledger) -> list[Problem]:
    scenario = ledger.scenario
    warnings = list(ledger.baseline.warnings)
    known = ledger.baseline.sources["id"].tolist()
    if scenario.reference and "://" not in scenario.reference and known and scenario.reference not in known:
        what = f"'{scenario.reference}' is none of the baseline's sources, and no URL"
        where = scenario.places.at(("reference",))
        warnings.append(Problem(where, what, did_you_mean(scenario.reference, known), "warning"))
    return [*_unallocated(ledger), *other_figures(scenario, ledger.baseline), *other_bases(scenario), *warnings]


def other_figures(scenario: Scenario, baseline: Baseline) -> list[Problem]:
    """Return a warning where a scenario was saved over other figures than those of `baseline`; none where not known."""
    was, now = scenario.baseline_fingerprint, figures_of(scenario, baseline)
    if now.startswith(was):
        return []
    what = f"was saved over other figures than those of '{baseline.name}' (fingerprint {was[:8]}, now {now[:8]})"
    hint = "`virement rebase` says what that moves, and carries it over"
    return [Problem(scenario.places.at(("baseline_fingerprint",)), what, hint, "warning")]


def other_bases(scenario: Scenario) -> list[Problem]:
    """Return a warning for each scenario that this one builds on and that has changed since it was saved."""
    hint = "`virement run` shows what it does now; saving it again takes note of the change"
    return [
        Problem(
            scenario.places.at(("builds_on_fingerprint", name)),
            f"'{name}', which it builds on, has changed since this was saved (fingerprint {was[:8]}, now {now[:8]})",
            hint,
            "warning",
        )
        for name, (was, now) in changed_bases(scenario).items()
    ]


def _unallocated(ledger: Ledger) -> list[Problem]:
    """Warn of what nobody is given: how much over the whole plan, in which years, and which moves leave it."""
    left = ledger.variance[ledger.accounts.index("Unallocated"), :, 0]
    if not left.any():
        return []
    years = ledger.baseline.fiscal_years
    when = runs_of([*years], (place for place, year in enumerate(years.values()) if left[list(year)].any()))
    moves = list(dict.fromkeys(one.move for one in ledger.postings if one.receiver == "Unallocated"))
    names = [f"'{ledger.scenario.moves[index].name}'" for index in moves]
    by = f"{', '.join(names[:MOST_NAMED])}{f' and {len(names) - MOST_NAMED} more' if len(names) > MOST_NAMED else ''}"
    amount = show(int(left.sum()), ledger.baseline.currency)
    what = f"{amount} is given to nobody by {by} in {when} and stays Unallocated"
    where = ledger.scenario.places.at(("moves", moves[0]))
    return [Problem(where, what, "Name a receiver, or Savings", "warning")]
