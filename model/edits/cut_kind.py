"""The same cut said another way: as an amount or a percentage, to the cent in every period or not at all, or in jobs.

In jobs it is the nearest whole number of them, which may be another amount: `nearest_note` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil, floor
from typing import Any

import numpy as np
from virement.baseline import Baseline, Rows
from virement.engine import STEPS, flows_of, max_cut, post
from virement.scenario import NEW_FUNDING, REST, Case, Move, ResolvedMove, Scenario, Shares, alone, resolve, text_of
from virement.values import (
    PARTS_OF_A_JOB,
    Amount,
    Jobs,
    ModelError,
    Problem,
    from_minor,
    in_unit,
    show,
    show_exactly,
    show_share,
    to_minor,
)
from virement.views import listed, resolved_cut

SHARE_PLACES = 17  # of one: enough for every cent of the largest totals, which are below 2**53
KEPT = "every period's total would not stay to the cent"


def as_amount(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut as an amount: the same money in every period of the same window.

    A plain amount, or with a ramp one per year, where that is the same; else an amount that is phased as the percentage
    falls on the periods, in place of its ramp. A percentage `of` another base loses that. Raises `ModelError` where no
    amount says it.
    """
    move = scenario.moves[index]
    if isinstance(move.cut, Amount):
        return move
    terms = resolved_cut(Case(baseline, scenario), index)
    gross = _gross(terms, baseline)
    for said in _amounts(terms, gross, baseline):
        said |= _severance_as_amount(terms, baseline)
        same = _gross(resolved_cut(Case(baseline, scenario), index, **said), baseline) == gross
        if same and _can_be(baseline, scenario, move.model_copy(update=said)):
            return move.model_copy(update=said)
    raise _unsaid(move, f"can't be written as an amount: {KEPT}", "Keep the percentage")


def _can_be(baseline: Baseline, scenario: Scenario, move: Move) -> bool:
    """Tell whether a cut can be carried out: an amount per year can't in a year of which the givers hold nothing."""
    bare: dict[str, Any] = {"to": {}, "one_off_cost": None, "enabled": True}
    try:
        post(baseline, alone(scenario, baseline, [move.model_copy(update=bare)]))
    except ModelError:
        return False
    return True


def _amounts(terms: ResolvedMove, gross: Sequence[int], baseline: Baseline) -> Iterator[dict[str, Any]]:
    """Yield the ways in which a percentage may be an amount, the plainest first."""
    total, steps = from_minor(sum(gross), baseline.currency), tuple(_shares(gross))
    if terms.ramp is None:
        yield {"cut": total, "of": ()}
    elif isinstance(terms.move.cut, Fraction):
        first = terms.move.cut * next(_held_by_year(terms, terms.base, baseline))
        for minor in dict.fromkeys((floor(first), ceil(first))):
            yield {"cut": from_minor(minor, baseline.currency, per_year=True), "of": ()}
    if sum(steps) == 1:
        yield {"cut": total, "of": (), "ramp": None, "phasing": steps}


def as_share(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut as a percentage of its givers, with as few decimals as say the same money.

    Every period's total stays to the cent: a phased amount becomes a percentage with a ramp, and an amount per year
    that takes another share of each year is none. Of a cut in jobs it is the nearest hundredth of a percent. Raises
    `ModelError` where no percentage says it.
    """
    move = scenario.moves[index]
    if isinstance(move.cut, Fraction):
        return move
    if NEW_FUNDING in move.from_:
        raise _unsaid(move, "is new money, and a percentage of nobody's budget", "Keep the amount")
    terms = resolved_cut(Case(baseline, scenario), index)
    gross, held = _gross(terms, baseline), _held(terms, terms.givers, baseline)
    if not sum(held):
        raise _unsaid(move, "has no budget to take a percentage of", "Take it elsewhere, or later")
    if terms.jobs:
        share = _nearest_share(terms, gross, held)
        return move.model_copy(update={"cut": share, **_severance_as_amount(terms, baseline)})
    for share, ramp in [*_rates(terms, gross, held), *(_ramps(gross, held) if terms.phasing else ())]:
        if _gross(_at_rate(terms, share, ramp), baseline) == gross:
            return move.model_copy(update={"cut": share, "ramp": ramp, "phasing": None})
    raise _unsaid(move, f"can't be written as one percentage: {_why(gross, held, terms, baseline)}", "Keep the amount")


def _nearest_share(terms: ResolvedMove, gross: Sequence[int], held: Sequence[int]) -> Fraction:
    """Return the hundredth of a percent, with the move's own ramp, that comes nearest to a cut in jobs."""
    steps = terms.move.ramp or (Fraction(1),)
    in_force = [steps[min(place, len(steps) - 1)] for place in range(len(held))]
    base = sum((share * amount for share, amount in zip(in_force, held, strict=True)), Fraction(0))
    return min(Fraction(round(sum(gross) / base * STEPS), STEPS), Fraction(1)) if base else Fraction(0)


def as_jobs(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut in jobs: as many whole ones as come nearest to the money that it takes.

    A ramp stays; phasing, and another base of a percentage, are lost. Raises `ModelError` where the givers' jobs aren't
    known, and where all of them are paid less than the cut.
    """
    move = scenario.moves[index]
    if isinstance(move.cut, Jobs):
        return move
    case, keeps_ramp = Case(baseline, scenario), not isinstance(move.cut, Amount) or move.cut.per_year
    said: dict[str, Any] = {"of": (), "phasing": None, "ramp": move.ramp if keeps_ramp else None}
    all_jobs = resolved_cut(case, index, cut=Jobs(Fraction(1)), **said)
    assert all_jobs.jobs is not None
    most = int(all_jobs.jobs.jobs.min()) // PARTS_OF_A_JOB
    whole_cut = sum(_gross(resolved_cut(case, index, cut=Jobs(Decimal(most)), **said), baseline))
    taken = sum(_gross(resolved_cut(case, index), baseline))
    if taken > whole_cut:
        taken_, paid = (show(minor, baseline.currency) for minor in (taken, whole_cut))
        what = f"takes {taken_}, and all {most:,} jobs are paid {paid}"
        raise _unsaid(move, what, "Keep the amount, or cut less")
    number = round(Fraction(taken * most, whole_cut)) if whole_cut else 0
    return move.model_copy(update={"cut": Jobs(Decimal(number)), **said})


def can_be_jobs(baseline: Baseline, move: Move) -> bool:
    """Tell whether the jobs of a move's givers are known in every plan period, so that a cut of it can be in jobs."""
    rows = baseline.rows_of(name for name in move.from_ if name in baseline)
    spared = baseline.rows_of(name for name in move.except_ if name in baseline)
    rows = np.setdiff1d(rows, spared)
    figures = baseline.jobs
    return figures is not None and bool(rows.size and figures.known[rows][:, baseline.plan].all())


def nearest_note(baseline: Baseline, before: Scenario, after: Scenario, index: int) -> str:
    """Say that a cut that is said another way takes another amount than before; nothing where it takes the same."""
    was, now = (sum(_gross(resolved_cut(Case(baseline, one), index), baseline)) for one in (before, after))
    if was == now:
        return ""
    shown = show_exactly(was, baseline.currency), show_exactly(now, baseline.currency)
    return f"The nearest is {text_of(after.moves[index].cut)}: the cut was {shown[0]} and is {shown[1]}"


def _severance_as_amount(terms: ResolvedMove, baseline: Baseline) -> dict[str, Any]:
    """Return the costs of a cut in jobs as those of one in money: its severance becomes part of its one-off cost."""
    if terms.move.severance is None:
        return {}
    owed = int(flows_of(terms, baseline.above_zero[:, :, None], baseline).owed[0])
    return {"severance": None, "one_off_cost": from_minor(owed, baseline.currency)}


Rate = tuple[Fraction, tuple[Fraction, ...] | None]


def _rates(terms: ResolvedMove, gross: Sequence[int], held: Sequence[int]) -> Iterator[Rate]:
    """Yield percentages that come closer and closer to the cut, with the move's own ramp."""
    year = terms.years[0] if terms.years else range(len(held))
    taken = int(terms.amount[0]) if terms.amount is not None and terms.years else sum(gross)
    exact = Fraction(taken, sum(held[year.start : year.stop]) or 1)
    for places in range(4, SHARE_PLACES + 1):
        for share in _near(exact, places):
            yield min(share, Fraction(1)), terms.move.ramp


def _near(exact: Fraction, places: int) -> list[Fraction]:
    """Return the numbers with so many decimals around an exact one, the nearest first."""
    grid = 10**places
    found = {Fraction(floor(exact * grid), grid), Fraction(ceil(exact * grid), grid)}
    return sorted(found, key=lambda one: abs(one - exact))


def _ramps(gross: Sequence[int], held: Sequence[int]) -> Iterator[Rate]:
    """Yield percentages with a ramp that come closer and closer to what falls in each period."""
    parts = [Fraction(cut, base or 1) for cut, base in zip(gross, held, strict=True)]
    if max(parts) > 1 or not max(parts):
        return
    for places in range(4, SHARE_PLACES + 1):
        rate = min(Fraction(ceil(max(parts) * 10**places), 10**places), Fraction(1))
        ramp: list[Fraction] = []
        taken = due = Fraction(0)
        for cut, base in zip(gross, held, strict=True):
            due += cut
            step = round((due - taken) / (rate * base), places) if base else ramp[-1] if ramp else Fraction(0)
            ramp.append(max(min(step, Fraction(1)), Fraction(0)))
            taken += rate * ramp[-1] * base
        yield rate, tuple(ramp)


def _at_rate(terms: ResolvedMove, share: Fraction, ramp: Sequence[Fraction] | None) -> ResolvedMove:
    steps = None
    if ramp is not None:
        steps = Shares.of([*ramp, *[ramp[-1]] * (len(terms.window) - len(ramp))])
    return replace(terms, rate=Shares.of([share]), amount=None, years=(), phasing=None, ramp=steps, jobs=None)


def _why(gross: Sequence[int], held: Sequence[int], terms: ResolvedMove, baseline: Baseline) -> str:
    """Say what share of each fiscal year an amount takes, where these differ as a reader sees them."""
    taken = _by_year(gross, terms, baseline)
    parts = {
        f"{show_share(Fraction(taken[year], base))} of {year}": show_share(Fraction(taken[year], base))
        for year, base in _by_year(held, terms, baseline).items()
        if base
    }
    return f"it takes {listed([*parts])}" if len(set(parts.values())) > 1 else KEPT


def _by_year(amounts: Sequence[int], terms: ResolvedMove, baseline: Baseline) -> dict[str, int]:
    totals: dict[str, int] = {}
    for column, amount in zip(terms.window, amounts, strict=True):
        year = baseline.periods[column].fiscal_year
        totals[year] = totals.get(year, 0) + amount
    return totals


def _gross(terms: ResolvedMove, baseline: Baseline) -> list[int]:
    """Return what a move takes in each period of its window."""
    found: list[int] = flows_of(terms, baseline.above_zero[:, :, None], baseline).gross[:, 0].tolist()
    return found


def _held(terms: ResolvedMove, rows: Rows, baseline: Baseline) -> list[int]:
    """Return what some leaves hold in each period of a move's window."""
    found: list[int] = baseline.above_zero[rows, terms.columns].sum(axis=0).tolist()
    return found


def _held_by_year(terms: ResolvedMove, rows: Rows, baseline: Baseline) -> Iterator[int]:
    yield from _by_year(_held(terms, rows, baseline), terms, baseline).values()


def _unsaid(move: Move, what: str, hint: str) -> ModelError:
    return ModelError([Problem(f"move '{move.name}'", what, hint)])


def parts_as(baseline: Baseline, scenario: Scenario, index: int, kind: type[Fraction] | type[Amount]) -> dict[str, Any]:
    """Return what each receiver of a move gets as amounts, or as shares of what is fundable: the same money.

    Who gets the rest keeps it. Shares have as few decimals as say the amounts to the cent.
    """
    now = _parts_now(baseline, scenario, index, kind)
    return {name: part if part == REST else now[name] for name, part in scenario.moves[index].to.items()}


def rest_now(baseline: Baseline, scenario: Scenario, index: int, receiver: str) -> Fraction | Amount:
    """Return what somebody who gets the rest gets now, as an amount or a share as the other parts are."""
    parts = scenario.moves[index].to.values()
    kind = Amount if any(isinstance(part, Amount) for part in parts) else Fraction
    return _parts_now(baseline, scenario, index, kind)[receiver]


def _parts_now(
    baseline: Baseline, scenario: Scenario, index: int, kind: type[Fraction] | type[Amount]
) -> dict[str, Fraction | Amount]:
    move = scenario.moves[index].model_copy(update={"enabled": True})
    terms = resolve(alone(scenario, baseline, [move]), baseline)[0]
    totals = [int(part.sum()) for part in flows_of(terms, baseline.above_zero[:, :, None], baseline).parts]
    amounts = [from_minor(total, baseline.currency) for total in totals]
    found: Sequence[Fraction | Amount] = amounts if kind is Amount else _shares(totals)
    return dict(zip(move.to, found, strict=False))  # the last is what nobody gets


def _shares(totals: Sequence[int]) -> list[Fraction]:
    """Return the shares with the fewest decimals that give these totals, by rounding what they run to."""
    whole, running = sum(totals) or 1, list(accumulate(totals))
    for places in range(2, SHARE_PLACES + 1):
        upto = [round(Fraction(total, whole), places) for total in running]
        if [int(share * whole + Fraction(1, 2)) for share in upto] == running:
            break
    return [share - before for before, share in pairwise([Fraction(0), *upto])]


def cut_range(baseline: Baseline, scenario: Scenario, index: int) -> tuple[Decimal, Decimal]:
    """Return the most a move's cut can be and a fitting step, both in the baseline's unit, in percent for a rate,
    or in jobs.

    The step is a round 1, 2 or 5 between 1/250 and 1/100 of the range, but no finer than the control's grid.
    """
    most = max_cut(baseline, scenario, index)
    if isinstance(most, Jobs):
        scale = 100 if most.is_share else 1
        reach, grid = Decimal(str(float(most.size))) * scale, Decimal("0.01") if most.is_share else Decimal(1)
    elif isinstance(most, Fraction):
        reach, grid = Decimal(most.numerator * 100) / most.denominator, Decimal("0.01")
    else:
        reach = in_unit(to_minor(most, baseline.currency), baseline.currency, baseline.unit)
        grid = in_unit(1, baseline.currency, baseline.unit)
    return reach, max(_round_step(reach), grid)


def _round_step(reach: Decimal) -> Decimal:
    """Return the least of 1, 2 and 5 times a power of ten that is 1/250 of `reach` or more; 1 for no reach."""
    least = reach / 250 or Decimal(1)
    digits = (1, 2, 5, 10)
    return next(step for digit in digits if (step := Decimal(digit).scaleb(least.adjusted())) >= least)
