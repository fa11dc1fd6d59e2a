"""What a cut means: as an amount and as a percentage, of which bases, and how well those figures are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd
from virement.baseline import Baseline, Rows
from virement.engine import flows_of
from virement.scenario import Case, ResolvedMove, alone, resolve
from virement.values import ROOT, STATUSES, Amount, from_minor, in_unit, parent_of, times_over, to_minor, whole
from virement.views.table_parts import listed, percent

MOST_SPARED = 3  # that are named


def cut_meaning(case: Case, index: int) -> pd.DataFrame:
    """One move's gross cut, set against every base that somebody could mean.

    Columns base, period, base_amount, cut, cut_pct, status. The first row is the base that the move itself names, less
    those that it spares.
    """
    columns = ["base", "period", "base_amount", "cut", "cut_pct", "status"]
    return pd.DataFrame(list(cut_meanings(case, index)), columns=columns)


def cut_meanings(case: Case, index: int) -> Iterator[dict[str, Any]]:
    """Yield the lines of `cut_meaning`, the first of which is often all that is asked for."""
    terms = resolved_cut(case, index)
    cut = gross_cut(terms, case.baseline)
    for base in _bases(terms, case.baseline):
        whole = case.baseline.shareable(base.rows, base.columns)
        credited = whole != case.baseline.total(base.rows, base.columns)
        yield {
            "base": f"{base.name} without credits" if credited else base.name,
            "period": base.when,
            "base_amount": in_unit(whole, case.baseline.currency, case.baseline.unit),
            "cut": in_unit(cut, case.baseline.currency, case.baseline.unit),
            "cut_pct": percent(cut, whole),
            "status": STATUSES[case.baseline.status_of(base.rows, base.columns)],
        }


def resolved_cut(case: Case, index: int, **changes: object) -> ResolvedMove:
    """Return one move's terms, alone and whoever receives, so that nothing else that is wrong stands in the way.

    What is locked stays so.
    """
    move = case.scenario.moves[index].model_copy(update={"to": {}, **changes})
    return resolve(alone(case.scenario, case.baseline, [move]), case.baseline)[0]


def gross_cut(terms: ResolvedMove, baseline: Baseline) -> int:
    """Return what a move takes over its whole window, in minor units."""
    return int(flows_of(terms, baseline.above_zero[:, :, None], baseline).gross.sum(axis=0)[0])


@dataclass(frozen=True)
class Base:
    """Something that a cut can be a percentage of: its name, its leaves, and the periods, which are called `when`."""

    name: str
    rows: Rows
    columns: Sequence[int]
    when: str


def _bases(terms: ResolvedMove, baseline: Baseline) -> Iterator[Base]:
    """Yield the base that a move names, less those that it spares, and then the others that somebody could mean."""
    move, when = terms.move, _when(terms, baseline)
    named = tuple(dict.fromkeys(name for name in move.from_ if name in baseline))
    if not move.of and named and len(terms.base) < len(baseline.rows_of(named)):
        yield Base(f"{' + '.join(named)} less {listed(spared_of(terms))}", terms.base, terms.window, when)
    bases = [base for base in (move.of, named) if base]
    if len(named) == 1 and named[0] != ROOT:
        bases += [(child,) for child in baseline.children_of(named[0])]
        bases.append((parent_of(named[0]),))
    bases.append((ROOT,))
    for divisions in dict.fromkeys(bases):
        yield Base(" + ".join(divisions), baseline.rows_of(divisions), terms.window, when)
    past = [(year, columns) for year, columns in baseline.fiscal_years.items() if columns[-1] < baseline.actuals]
    if named and past:
        year, columns = past[-1]
        yield Base(" + ".join(named), baseline.rows_of(named), columns, year)


def _when(terms: ResolvedMove, baseline: Baseline) -> str:
    """Return a move's window in words: its fiscal year, where it is one, else its periods."""
    years = (year for year, columns in baseline.fiscal_years.items() if columns == terms.window)
    first, last = baseline.period_names[terms.window[0]], baseline.period_names[terms.window[-1]]
    return next(years, first if first == last else f"{first} to {last}")


def spared_of(terms: ResolvedMove) -> list[str]:
    """Return who is spared of those under `from`, in words; of many, the first few and how many more."""
    names = [*terms.move.except_, *(f"{name} (locked)" for name in terms.locked)]
    return names if len(names) <= MOST_SPARED + 1 else [*names[:MOST_SPARED], f"{len(names) - MOST_SPARED} more"]


def agreeing_base(amount: Amount, share: Fraction, currency: str) -> Amount:
    """Return the only base of which `amount` is `share`: $2B is 30 % of $6.67B and of nothing else.

    >>> from virement.values import read_amount, show
    >>> show(to_minor(agreeing_base(read_amount("$2B"), Fraction(3, 10), "USD"), "USD"), "USD")
    '$6.67B'
    """
    minor = whole(to_minor(amount, currency))
    return from_minor(int(times_over(minor, whole(share.denominator), whole(share.numerator))), currency)
