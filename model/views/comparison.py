"""Scenarios side by side, on one baseline and one span, by default the shortest that holds what all of them do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import changed
from virement.values import OUTSIDE_ACCOUNTS, ModelError, Problem
from virement.views.divisions import division_table, outside_table
from virement.views.time_spans import columns_of, shortest_span

_COLUMNS = ["scenario", "division", "baseline", "variance", "variance_pct", "budget"]
_COLUMNS += ["share_before_pct", "share_after_pct", "status"]


def common_span(ledgers: Sequence[Ledger]) -> str:
    """Return the shortest span that holds the windows of all moves of all the scenarios.

    Raises `ModelError` where there is no scenario, or the baselines differ.
    """
    return shortest_span(one_baseline(ledgers), (window for ledger in ledgers for window in ledger.windows.values()))


def one_baseline(ledgers: Sequence[Ledger]) -> Baseline:
    """Return the baseline of all the ledgers; raise `ModelError` where it isn't one, or there is no ledger."""
    if not ledgers:
        raise ModelError([Problem("", "there is no scenario to compare", "Name two or more")])
    baselines = [ledger.baseline for ledger in ledgers]
    if len(names := list(dict.fromkeys(baseline.name for baseline in baselines))) > 1:
        what = f"the scenarios are over different baselines: {' and '.join(names)}"
        raise ModelError([Problem("", what, "Compare on one baseline")])
    if not all(_same_budget(baselines[0], baseline) for baseline in baselines[1:]):
        what = f"the scenarios are over different versions of the baseline {names[0]}"
        raise ModelError([Problem("", what, "Run them again on one")])
    return baselines[0]


def _same_budget(one: Baseline, other: Baseline) -> bool:
    said = [(baseline.currency, baseline.unit, baseline.leaves, baseline.periods) for baseline in (one, other)]
    return said[0] == said[1] and one.actuals == other.actuals and np.array_equal(one.budget, other.budget)


def by_scenario(ledgers: Sequence[Ledger], level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """A row for each scenario and division, for small multiples; then the outside accounts that any of them moves.

    Columns scenario, division, baseline, variance, variance_pct, budget, share_before_pct, share_after_pct, status.
    A scenario's variances sum to zero. An outside account begins with nothing and has no share. Scenarios of one title
    are numbered. Raises `ModelError` as `common_span` does.
    """
    baseline = one_baseline(ledgers)
    columns = columns_of(baseline, span or common_span(ledgers))
    tables = []
    for title, ledger in zip(told_apart([one.scenario.title for one in ledgers]), ledgers, strict=True):
        lines = [division_table(ledger, baseline.at_level(level), columns), outside_table(ledger, columns)]
        tables += [table.assign(scenario=title).astype(object) for table in lines]
    found = pd.concat(tables, ignore_index=True)[_COLUMNS]
    touched = set(found["division"][found["variance"] != 0])
    idle = [name for name in OUTSIDE_ACCOUNTS if name not in touched]
    return found[~found["division"].isin(idle)].reset_index(drop=True)


def compare(ledgers: Sequence[Ledger], level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Divisions × scenarios: for each scenario its variance, in the baseline's unit and in percent of the baseline.

    Columns division, then `<title>: variance` and `<title>: variance_pct`; the rows are those of `by_scenario`. Raises
    `ModelError` where there is no scenario, or the baselines differ.
    """
    return across(by_scenario(ledgers, level, span), {"variance": ": variance", "variance_pct": ": variance_pct"})


def across(found: pd.DataFrame, measures: dict[str, str]) -> pd.DataFrame:
    """Return a scenario's measures as columns, each called by its title and the measure's ending."""
    columns = {"division": list(dict.fromkeys(found["division"]))}
    for title, lines in found.groupby("scenario", sort=False):
        columns |= {f"{title}{ending}": lines[measure].tolist() for measure, ending in measures.items()}
    return pd.DataFrame(columns, dtype=object)


def named_apart(ledgers: Mapping[str, Ledger]) -> dict[str, Ledger]:
    """Return the ledgers by their names, with the name behind the title wherever several scenarios have one title."""
    titles = [ledger.scenario.title for ledger in ledgers.values()]
    return {
        name: replace(ledger, scenario=changed(ledger.scenario, title=f"{ledger.scenario.title} ({name})"))
        if titles.count(ledger.scenario.title) > 1
        else ledger
        for name, ledger in ledgers.items()
    }


def told_apart(titles: Iterable[str]) -> list[str]:
    """Number the titles that occur more than once.

    >>> told_apart(["A", "B", "A"])
    ['A (1)', 'B', 'A (2)']
    """
    given = list(titles)
    numbered = [
        f"{title} ({given[: position + 1].count(title)})" if given.count(title) > 1 else title
        for position, title in enumerate(given)
    ]
    # a title may be numbered by its author: then every one gets a number of its own
    return numbered if len(set(numbered)) == len(given) else [f"{one} ({n})" for n, one in enumerate(given, start=1)]
