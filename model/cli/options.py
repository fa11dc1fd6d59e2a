"""What the commands that carry out scenarios have in common: what these go over, and what has to be known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from virement.baseline import Baseline
from virement.check import find_problems, ledger_problems
from virement.cli.answers import say_problems
from virement.cli.output import for_a_csv, has_read
from virement.engine import Ledger, reallocate
from virement.scenario import Scenario, baseline_of, load_scenario
from virement.tables import Mapping
from virement.values import Problem

OVER = "A name of seeds/, a CSV, an XLSX or a baseline's folder"


def over_another(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name another baseline, and say what a table of one's own can't say itself."""
    return click.option("--baseline", "-b", help=f"{OVER}, instead of the scenario's own.")(for_a_csv(command))


def over_given(
    scenario: Scenario,
    *,
    baseline: str | None,
    unit: str | None,
    actuals: str | None,
    currency: str | None,
    mapping: Mapping | None,
) -> Baseline:
    """Load what a scenario goes over, by those options."""
    file = Path(scenario.places.file)
    for path in (file, file.parent / scenario.baseline, *([Path(baseline)] if baseline else [])):
        has_read(path)
    return baseline_of(scenario, baseline, mapping=mapping, unit=unit, actuals_through=actuals, currency=currency)


def read_over(scenario: str, **given: Any) -> tuple[Scenario, Baseline]:
    """Load a scenario, and what it goes over."""
    read = load_scenario(scenario)
    return read, over_given(read, **given)


def opened(scenario: str, **given: Any) -> tuple[Scenario, Baseline]:
    """Load a scenario and what it goes over, and say its broken limits and warnings, not yet what refuses it."""
    read, over = read_over(scenario, **given)
    say_problems(problem for problem in find_problems(read, over) if problem.level != "error")
    return read, over


def carried_out(
    scenarios: Iterable[str],
    by: Callable[[Baseline, Scenario], Ledger] = reallocate,
    /,
    **given: Any,
) -> list[Ledger]:
    """Carry scenarios out, and say their broken limits and warnings."""
    read = [read_over(name, **given) for name in scenarios]
    ledgers = [by(over, scenario) for scenario, over in read]
    say_problems(problem for ledger in ledgers for problem in ledger_problems(ledger))
    return ledgers


def warnings_of(ledger: Ledger) -> list[Problem]:
    """Return what is worth knowing of a ledger, its broken limits apart."""
    return [problem for problem in ledger_problems(ledger) if problem.level == "warning"]
