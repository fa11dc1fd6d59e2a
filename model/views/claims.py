"""Two claims about one cut, an amount and a percentage: what each comes to, and the only base on which they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from virement.scenario import NEW_FUNDING, Case, Move, Scenario, text_of, with_move
from virement.values import Amount, Value, show, to_minor
from virement.views.cut_bases import agreeing_base, cut_meanings
from virement.views.labels import shown, shown_pct


@dataclass(frozen=True)
class Claim:
    """A cut as it was claimed, and what it comes to in words: `$2B is 9.3%`."""

    cut: Amount | Fraction
    words: str


@dataclass(frozen=True)
class Claims:
    """An amount and a percentage of the same division; where they agree in words, and of what else they could be."""

    amount: Claim
    share: Claim
    agreement: str
    explained: str


def claims_beside(case: Case, others: Iterable[Scenario]) -> Claims | None:
    """Return what other scenarios claim of the cut of the first move; None unless one says an amount and one a share.

    Only scenarios of a single move over the same baseline count, whose givers and window are the same.
    """
    scenario = case.scenario
    if not scenario.moves or NEW_FUNDING in scenario.moves[0].from_:
        return None
    move = scenario.moves[0]
    found: dict[type, Value] = {}
    for other in others:
        if other.baseline == scenario.baseline and len(other.moves) == 1 and _is_alike(other.moves[0], move):
            found.setdefault(type(other.moves[0].cut), other.moves[0].cut)
    amount, share = found.get(Amount), found.get(Fraction)
    if not isinstance(amount, Amount) or not isinstance(share, Fraction):
        return None
    return _claims(case, amount, share)


def _is_alike(one: Move, other: Move) -> bool:
    terms = [
        (move.from_, move.except_, move.of, move.start, move.end, move.ramp, move.phasing) for move in (one, other)
    ]
    return terms[0] == terms[1]


def _claims(case: Case, amount: Amount, share: Fraction) -> Claims:
    baseline = case.baseline
    as_amount, *bases = cut_meanings(_with(case, amount), 0)
    as_share = next(cut_meanings(_with(case, share), 0))
    base = agreeing_base(amount, share, baseline.currency)
    agreed = show(to_minor(base, baseline.currency), baseline.currency)
    sums = [f"{row['base']}, {row['period']}: {shown(row['base_amount'], baseline)}" for row in (as_amount, *bases)]
    return Claims(
        Claim(amount, f"{text_of(amount)} is {shown_pct(as_amount['cut_pct'])}"),
        Claim(share, f"{text_of(share)} is {shown(as_share['cut'], baseline)}"),
        f"the same only on a base of {agreed}",
        f"{text_of(amount)} is {text_of(share)} of {agreed} and of nothing else. The budgets that could be meant: "
        f"{'; '.join(sums)}.",
    )


def _with(case: Case, cut: Amount | Fraction) -> Case:
    """Return the case with another cut, whatever the limits say of it."""
    free = case.scenario.model_copy(update={"limits": ()})
    return case.over(with_move(free, 0, baseline=case.baseline, cut=cut))
