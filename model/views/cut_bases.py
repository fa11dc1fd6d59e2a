"""What a cut means: as an amount and as a percentage, of which bases, and how well those figures are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
from virement.baseline import Baseline
from virement.engine import flows_of
from virement.scenario import ResolvedMove, Scenario, resolve
from virement.values import ROOT, STATUSES, Amount, from_minor, in_unit, parent_of, times_over, to_minor, whole
from virement.views.table_parts import percent


def cut_meaning(baseline: Baseline, scenario: Scenario, index: int) -> pd.DataFrame:
    """One move's gross cut, set against every base that somebody could mean.

    Columns base, period, base_amount, cut, cut_pct, status. The first row is the base that the move itself names.
    """
    columns = ["base", "period", "base_amount", "cut", "cut_pct", "status"]
    return pd.DataFrame(list(cut_meanings(baseline, scenario, index)), columns=columns)


def cut_meanings(baseline: Baseline, scenario: Scenario, index: int) -> Iterator[dict[str, Any]]:
    """Yield the lines of `cut_meaning`, the first of which is often all that is asked for."""
    terms = resolved_cut(baseline, scenario, index)
    cut = gross_cut(terms, baseline)
    for name, divisions, columns, when in _bases(terms, baseline):
        whole = baseline.total(divisions, columns)
        yield {
            "base": name,
            "period": when,
            "base_amount": in_unit(whole, baseline.currency, baseline.unit),
            "cut": in_unit(cut, baseline.currency, baseline.unit),
            "cut_pct": percent(cut, whole),
            "status": STATUSES[baseline.status_of(divisions, columns)],
        }


def resolved_cut(baseline: Baseline, scenario: Scenario, index: int, **changes: object) -> ResolvedMove:
    """Return one move's terms, alone and whoever receives, so that nothing else that is wrong stands in the way."""
    move = scenario.moves[index].model_copy(update={"to": {}, **changes})
    return resolve(scenario.model_copy(update={"moves": (move,), "limits": ()}), baseline)[0]


def gross_cut(terms: ResolvedMove, baseline: Baseline) -> int:
    """Return what a move takes over its whole window, in minor units."""
    return int(flows_of(terms, baseline.budget[:, :, None], baseline).gross.sum(axis=0)[0])


def _bases(terms: ResolvedMove, baseline: Baseline) -> list[tuple[str, tuple[str, ...], Sequence[int], str]]:
    move = terms.move
    first, last = baseline.period_names[terms.window[0]], baseline.period_names[terms.window[-1]]
    when = first if first == last else f"{first} to {last}"
    years = {baseline.periods[column].fiscal_year for column in terms.window}
    for year in years:
        if list(baseline.fiscal_years[year]) == list(terms.window):
            when = year
    named = tuple(name for name in move.from_ if name in baseline)
    bases = [base for base in (move.of, named) if base]
    if len(named) == 1 and named[0] != ROOT:
        bases += [(child,) for child in baseline.children_of(named[0])]
        bases.append((parent_of(named[0]),))
    bases.append((ROOT,))
    found: list[tuple[str, tuple[str, ...], Sequence[int], str]] = [
        (" + ".join(divisions), divisions, terms.window, when) for divisions in dict.fromkeys(bases)
    ]
    past = [(year, columns) for year, columns in baseline.fiscal_years.items() if columns[-1] < baseline.actuals]
    if named and past:
        found.append((" + ".join(named), named, past[-1][1], past[-1][0]))
    return found


def agreeing_base(amount: Amount, share: Fraction, currency: str) -> Amount:
    """Return the only base of which `amount` is `share`: $2B is 30 % of $6.67B and of nothing else.

    >>> from virement.values import read_amount, show
    >>> show(to_minor(agreeing_base(read_amount("$2B"), Fraction(3, 10), "USD"), "USD"), "USD")
    '$6.67B'
    """
    minor = whole(to_minor(amount, currency))
    return from_minor(int(times_over(minor, whole(share.denominator), whole(share.numerator))), currency)
