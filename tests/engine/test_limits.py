"""Floors, caps, locks and zero, which nothing may go below: rules 19 to 23, figured a second way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, Posting, reallocate
from virement.engine.limits import broken_limits
from virement.scenario.schema import Move
from virement.values.amounts import Amount
from virement.values.number_format import show
from virement.values.problems import ModelError

from tests.support.reference_model import Case, half_up, minor, running, under
from tests.support.strategies import baselines, run, scenario_of, shares

HALF = Fraction(1, 2)


def touched(posting: Posting, rows: list[int]) -> bool:
    return bool(set(posting.rows.tolist()) & set(rows))


@given(run())
def test_broken_limits_have_their_size(ledger: Ledger) -> None:
    """Rules 19 to 21: a floor and a cap are held against the fiscal year, each breach with its size; a lock holds."""
    baseline, expected = ledger.baseline, {}
    for n, limit in enumerate(ledger.scenario.limits):
        rows = under(baseline, limit.division)
        for year in dict.fromkeys(period.fiscal_year for period in baseline.periods[baseline.actuals :]):
            columns = [c for c, period in enumerate(baseline.periods) if period.fiscal_year == year]
            block = np.ix_(rows, columns)
            before = int(baseline.budget[block].sum())
            after = before + int(ledger.variance[block].sum())
            assert not limit.locked or not any(touched(posting, rows) for posting in ledger.postings)
            for kind, level in (("floor", limit.floor), ("cap", limit.cap)):
                if level is None:
                    continue
                bound = minor(level, baseline) if isinstance(level, Amount) else half_up(level * before)
                size = bound - after if kind == "floor" else after - bound
                expected |= {(n, kind, year): size} if size > 0 else {}
    found = {(broken.limit, broken.kind, broken.fiscal_year): broken.size for broken in broken_limits(ledger)}
    assert found == expected


@given(baselines(), shares(HALF), shares(HALF))
def test_an_overdraft_names_the_moves_and_its_size(baseline: Baseline, one: Fraction, other: Fraction) -> None:
    """Rule 23: moves that together take more than a division has are refused, by name and with the amount."""
    plan = baseline.budget[:, baseline.actuals :]
    leaf = int(plan.min(axis=1).argmax())
    cuts = [Move(name=name, from_=(baseline.leaves[leaf],), cut=1 - left) for name, left in (("A", one), ("B", other))]
    taken = zip(*(running(Case(baseline, cut).gross()) for cut in cuts), plan[leaf].tolist(), strict=True)
    short = sum(max(a + b - held, 0) for a, b, held in taken)
    if not short:
        reallocate(baseline, scenario_of(*cuts))
        return
    with pytest.raises(ModelError) as caught:
        reallocate(baseline, scenario_of(*cuts))
    (problem,) = caught.value.problems
    assert "moves 'A' and 'B' together take" in problem.what
    assert f" {show(short, baseline.currency)} more than '{baseline.leaves[leaf]}' has" in problem.what
