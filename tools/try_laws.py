"""Try the laws of the engine on many more scenarios than a test run does, and every cut said the other way.

`PYTHONPATH=. python tools/try_laws.py --seed 1 --minutes 10` prints each seed with what was tried so far. A seed is 200
scenarios, and comes to the same ones again.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from virement.edits import with_cut_as
from virement.engine import Ledger, reallocate
from virement.values import ModelError

from tests.engine import test_laws
from tests.support.reference_model import Case
from tests.support.strategies import carried

LAWS = (
    test_laws.test_a_move_takes_exactly_what_the_scenario_says,
    test_laws.test_each_leaf_gives_its_part,
    test_laws.test_costs_come_first,
    test_laws.test_receivers_get_their_totals,
    test_laws.test_every_cell_is_what_the_rules_say,
)
EACH = 200  # scenarios a seed


def tried(number: int, found: Counter[str]) -> None:
    """Try the scenarios of one seed, and count them and what is wrong."""

    @seed(number)
    @settings(
        max_examples=EACH, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(carried())
    def all_laws(drawn: tuple[Case, Ledger]) -> None:
        case, ledger = drawn
        found.update(scenarios=1, cells=ledger.variance.shape[0] * len(case.window))
        found.update(with_locks=int(bool(case.locked)), with_credits=int(ledger.baseline.has_credits))
        for law in LAWS:
            _hold(law.hypothesis.inner_test, drawn, found)
        for kind in ("amount", "share"):
            _convert(ledger, kind, found)

    all_laws()


def _hold(law: object, drawn: tuple[Case, Ledger], found: Counter[str]) -> None:
    try:
        law(drawn)  # type: ignore[operator]
    except AssertionError as error:
        found["wrong"] += 1
        print("wrong:", law, drawn[1].scenario.moves, drawn[1].baseline.budget.tolist(), str(error)[:300])


def _convert(ledger: Ledger, kind: str, found: Counter[str]) -> None:
    try:
        after = with_cut_as(ledger.scenario, ledger.baseline, 0, kind)
    except ModelError:
        found["refused"] += 1
        return
    if after == ledger.scenario:
        return
    found["converted"] += 1
    if not np.array_equal(reallocate(ledger.baseline, after).variance, ledger.variance):
        found["changed"] += 1
        print("changed:", kind, ledger.scenario.moves, after.moves)


def main() -> None:
    """Try one seed after another until the time is up."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=10)
    chosen = options.parse_args()
    end, number, found = time.time() + 60 * chosen.minutes, chosen.seed, Counter(wrong=0, changed=0)
    while time.time() < end:
        tried(number, found)
        print(f"seed {number}:", dict(found), flush=True)
        number += 1


if __name__ == "__main__":
    main()
