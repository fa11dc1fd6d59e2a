"""Plan against actual: how far each scenario is from what came in, and what is left to do of each move.

The measure of how close a scenario is: the sum of the absolute differences between actual and planned budget, over the
divisions and periods that have actuals. It is told for the baseline too, the plan in which nothing moves. It says what
the actuals are like, not why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
from virement.actuals.actuals_table import Actuals
from virement.actuals.closeness import Figures, closest
from virement.actuals.remaining import remaining
from virement.actuals.whole_periods import Actual
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.values import STATUSES, ModelError, Problem, in_unit
from virement.views import one_baseline, percent, shown, told_apart

NOTHING_MOVES = "Baseline"
_LINES = ["scenario", "division", "period", "plan", "actual", "difference", "difference_pct", "give_or_take"]
_LINES += ["plan_status", "actual_status", "source", "as_of", "note"]
_CLOSE = ["scenario", "distance", "give_or_take", "figures", "closest"]
_MOVES = ["scenario", "move", "division", "periods", "taken", "received", "given_up", "left", "give_or_take", "later"]
_MOVES += ["note"]


@dataclass(frozen=True, eq=False)
class Tracking:
    """What actual figures say of the baseline and some scenarios; amounts are decimals in the baseline's unit.

    `by_division`: a row for each plan and actual figure: scenario (`Baseline` for the plan in which nothing moves),
    division, period, plan, actual, difference (actual − plan), difference_pct (of the plan), give_or_take (how far the
    true figure can be from the rounded one), plan_status, actual_status, source, as_of, note.

    `closeness`: a row for each plan, the nearest first: scenario, distance, give_or_take, figures (how many), closest:
    `yes` if none is nearer however the actuals were rounded, `no` if another is in any case, else `could be`.

    `moves`: for each move that is switched on and each division that it takes from, as the actuals have them: taken and
    received (what the move takes and gives there in the periods with actuals), given_up (baseline − actual, whatever
    the reason), left (taken − received − given_up: what of the move doesn't show), give_or_take, later (what it still
    takes in periods without actuals), note. Where no actuals tell, given_up and left are None.
    """

    by_division: pd.DataFrame
    closeness: pd.DataFrame
    moves: pd.DataFrame
    warnings: tuple[Problem, ...]
    baseline: Baseline

    def words(self) -> str:
        """Say which plan the actuals are closest to, how far it is, and whether rounding leaves that open."""
        told = {
            verdict: [(str(row["scenario"]), shown(row["distance"], self.baseline)) for _, row in rows.iterrows()]
            for verdict, rows in self.closeness.groupby("closest", sort=False)
        }
        first = told.get("yes", []) + told.get("could be", [])
        names = " and ".join(f"'{name}'" for name, _ in first)
        if "could be" in told:
            return f"Rounding leaves open which plan the actuals are closest to: {names}."
        alike = ", which they can't tell apart, each" if len(first) > 1 else ","
        return (
            f"The actuals are closest to {names}{alike} {first[0][1]} away{self._next()}. "
            "That is about amounts, not causes."
        )

    def _next(self) -> str:
        """Say which plans come next: all that are as far."""
        further = self.closeness[self.closeness["closest"] == "no"]
        if further.empty:
            return ""
        distance = further["distance"].iloc[0]
        names = [f"'{name}'" for name in further.loc[further["distance"] == distance, "scenario"]]
        return f"; next {'are' if names[1:] else 'is'} {' and '.join(names)}, {shown(distance, self.baseline)} away"


def track(ledgers: Sequence[Ledger], actuals: Actuals) -> Tracking:
    """Hold scenarios and their baseline against the actual figures that are in.

    Raises `ModelError` where there is no scenario, or the baselines differ, or the actuals were read over another.
    """
    baseline = one_baseline(ledgers)
    if actuals.fingerprint != baseline.fingerprint:
        what = f"was read over another baseline than {baseline.name}"
        raise ModelError([Problem(actuals.file, what, "Read the actuals again, over this one")])
    names = told_apart([NOTHING_MOVES, *(ledger.scenario.title for ledger in ledgers)])
    plans: dict[str, Ledger | None] = dict(zip(names, [None, *ledgers], strict=True))
    lines = [_line(name, plan, one, baseline) for name, plan in plans.items() for one in actuals.figures]
    left = [line for name, plan in plans.items() if plan for line in _moves(name, plan, actuals)]
    return Tracking(
        pd.DataFrame(lines, columns=_LINES, dtype=object),
        pd.DataFrame(_closeness(plans, baseline, actuals), columns=_CLOSE, dtype=object),
        pd.DataFrame(left, columns=_MOVES, dtype=object),
        actuals.warnings,
        baseline,
    )


def _planned(plan: Ledger | None, one: Actual, baseline: Baseline) -> int:
    """Return what a plan has for an actual figure."""
    if plan is None:
        return baseline.total(one.divisions, one.columns)
    return int(plan.budget[baseline.rows_of(one.divisions)][:, one.columns, 0].sum())


def _plan_status(plan: Ledger | None, one: Actual, baseline: Baseline) -> str:
    """Return the weakest status behind a plan; a total that nothing moves in can be better known than its parts."""
    before = baseline.status_of(one.divisions, one.columns)
    rows = baseline.rows_of(one.divisions)
    if plan is None or not plan.variance[rows][:, one.columns].any():
        return STATUSES[before]
    return STATUSES[max(before, int(plan.status[rows][:, one.columns].max()))]


def _line(name: str, plan: Ledger | None, one: Actual, baseline: Baseline) -> dict[str, Any]:
    planned = _planned(plan, one, baseline)
    return {
        "scenario": name,
        "division": one.name,
        "period": one.period,
        "plan": _money(baseline, planned),
        "actual": _money(baseline, one.amount),
        "difference": _money(baseline, one.amount - planned),
        "difference_pct": percent(one.amount - planned, planned),
        "give_or_take": _half(baseline, one.rounding),
        "plan_status": _plan_status(plan, one, baseline),
        "actual_status": STATUSES[one.status],
        "source": one.source,
        "as_of": one.as_of,
        "note": one.note,
    }


def _closeness(plans: dict[str, Ledger | None], baseline: Baseline, actuals: Actuals) -> Iterator[dict[str, Any]]:
    figures = Figures([one.amount for one in actuals.figures], [one.rounding for one in actuals.figures])
    planned = {name: [_planned(plan, one, baseline) for one in actuals.figures] for name, plan in plans.items()}
    for name, verdict in closest(planned, figures).items():
        yield {
            "scenario": name,
            "distance": _money(baseline, figures.distance(planned[name])),
            "give_or_take": _half(baseline, sum(figures.rounding)),
            "figures": len(actuals.figures),
            "closest": verdict,
        }


def _moves(name: str, plan: Ledger, actuals: Actuals) -> Iterator[dict[str, Any]]:
    for one in remaining(plan, actuals):
        minors = {key: getattr(one, key) for key in ("taken", "received", "given_up", "left", "later")}
        yield {
            "scenario": name,
            "move": one.move,
            "division": one.division,
            "periods": ", ".join(one.periods),
            **{key: None if minor is None else _money(plan.baseline, minor) for key, minor in minors.items()},
            "give_or_take": _half(plan.baseline, one.rounding),
            "note": one.note,
        }


def _money(baseline: Baseline, minor: int) -> Decimal:
    return in_unit(minor, baseline.currency, baseline.unit)


def _half(baseline: Baseline, rounding: int) -> Decimal:
    """Return half of what figures were rounded to: so far the true ones can be away."""
    return _money(baseline, rounding) / 2
