"""The same cut said another way: a percentage as an amount and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from virement.baseline import Baseline
from virement.engine import flows_of, max_cut
from virement.scenario import NEW_FUNDING, REST, Move, ResolvedMove, Scenario, Shares, resolve
from virement.values import Amount, from_minor, in_unit, to_minor
from virement.views import gross_cut, resolved_cut

PERCENT_PLACES = 12
SHARE_PLACES = 17  # of one: enough for every cent of the largest totals, which are below 2**53


def as_amount(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut as an amount: the same money over the same window.

    With a ramp the amount is one per year, since a plain amount has none. A percentage `of` another base becomes a
    plain amount, and the base goes.
    """
    move = scenario.moves[index]
    if isinstance(move.cut, Amount):
        return move
    terms = resolved_cut(baseline, scenario, index, ramp=None)
    cut = gross_cut(terms, baseline)
    per_year = move.ramp is not None
    years = len({baseline.periods[column].fiscal_year for column in terms.window}) if per_year else 1
    amount = from_minor(cut // years, baseline.currency, per_year=per_year)
    return move.model_copy(update={"cut": amount, "of": ()})


def as_share(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut as a percentage of its givers: the same money, with as few decimals as say it."""
    move = scenario.moves[index]
    if not isinstance(move.cut, Amount) or move.phasing is not None or NEW_FUNDING in move.from_:
        return move
    terms = resolved_cut(baseline, scenario, index, ramp=None)
    gross, whole = flows_of(terms, baseline.budget[:, :, None], baseline).gross, _base(terms, baseline)
    if whole == 0:
        return move
    exact = Fraction(int(gross.sum()), whole)
    for places in range(2, PERCENT_PLACES + 1):
        share = min(Fraction(round(exact * 10 ** (places + 2)), 10 ** (places + 2)), Fraction(1))
        as_rate = replace(terms, rate=Shares.of([share]), amount=None, years=())
        if (flows_of(as_rate, baseline.budget[:, :, None], baseline).gross == gross).all():
            break
    return move.model_copy(update={"cut": share})


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
    terms = resolve(scenario.model_copy(update={"moves": (move,), "limits": ()}), baseline)[0]
    totals = [int(part.sum()) for part in flows_of(terms, baseline.budget[:, :, None], baseline).parts]
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


def _base(terms: ResolvedMove, baseline: Baseline) -> int:
    return int(baseline.budget[terms.givers, terms.window.start : terms.window.stop].sum())


def cut_range(baseline: Baseline, scenario: Scenario, index: int) -> tuple[Decimal, Decimal]:
    """Return the most a move's cut can be and a fitting step, both in the baseline's unit, or in percent for a rate.

    The step is a round 1, 2 or 5 between 1/250 and 1/100 of the range, but no finer than the control's grid.
    """
    most = max_cut(baseline, scenario, index)
    if isinstance(most, Fraction):
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
