"""What a cut means: as an amount and as a percentage, of which bases, and how well those figures are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd

from model.baseline import ROOT, STATUSES, Baseline, parent_of
from model.exact import times_over, whole
from model.ledger import Ledger
from model.money import Amount, from_minor, in_unit, to_minor
from model.move_flows import flows_of
from model.room import most_that_can_be_cut
from model.scenario import NEW_FUNDING, REST, Move, Scenario
from model.terms import Shares, Terms, resolve
from model.views import columns_of, default_span, money, percent, spans

PERCENT_PLACES = 12
SHARE_PLACES = 17  # of one: enough for every cent of the largest totals, which are below 2**53


def cut_meaning(baseline: Baseline, scenario: Scenario, index: int) -> pd.DataFrame:
    """One move's gross cut, set against every base that somebody could mean.

    Columns base, period, base_amount, cut, cut_pct, status. The first row is the base that the move itself names.
    """
    columns = ["base", "period", "base_amount", "cut", "cut_pct", "status"]
    return pd.DataFrame(list(cut_meanings(baseline, scenario, index)), columns=columns)


def cut_meanings(baseline: Baseline, scenario: Scenario, index: int) -> Iterator[dict[str, Any]]:
    """Yield the lines of `cut_meaning`, the first of which is often all that is asked for."""
    terms = _terms(baseline, scenario, index)
    cut = _gross(terms, baseline)
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


def _terms(baseline: Baseline, scenario: Scenario, index: int, **changes: object) -> Terms:
    """Return one move's terms, alone and whoever receives, so that nothing else that is wrong stands in the way."""
    move = scenario.moves[index].model_copy(update={"to": {}, **changes})
    return resolve(scenario.model_copy(update={"moves": (move,), "limits": ()}), baseline)[0]


def _gross(terms: Terms, baseline: Baseline) -> int:
    return int(flows_of(terms, baseline.budget[:, :, None], baseline).gross.sum(axis=0)[0])


def _bases(terms: Terms, baseline: Baseline) -> list[tuple[str, tuple[str, ...], Sequence[int], str]]:
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

    >>> from model.money import read_amount, show
    >>> show(to_minor(agreeing_base(read_amount("$2B"), Fraction(3, 10), "USD"), "USD"), "USD")
    '$6.67B'
    """
    minor = whole(to_minor(amount, currency))
    return from_minor(int(times_over(minor, whole(share.denominator), whole(share.numerator))), currency)


def as_amount(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut as an amount: the same money over the same window.

    With a ramp the amount is one per year, since a plain amount has none. A percentage `of` another base becomes a
    plain amount, and the base goes.
    """
    move = scenario.moves[index]
    if isinstance(move.cut, Amount):
        return move
    terms = _terms(baseline, scenario, index, ramp=None)
    cut = _gross(terms, baseline)
    per_year = move.ramp is not None
    years = len({baseline.periods[column].fiscal_year for column in terms.window}) if per_year else 1
    amount = from_minor(cut // years, baseline.currency, per_year=per_year)
    return move.model_copy(update={"cut": amount, "of": ()})


def as_share(baseline: Baseline, scenario: Scenario, index: int) -> Move:
    """Return the move with its cut as a percentage of its givers: the same money, with as few decimals as say it."""
    move = scenario.moves[index]
    if not isinstance(move.cut, Amount) or move.phasing is not None or NEW_FUNDING in move.from_:
        return move
    terms = _terms(baseline, scenario, index, ramp=None)
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


def _base(terms: Terms, baseline: Baseline) -> int:
    return int(baseline.budget[terms.givers, terms.window.start : terms.window.stop].sum())


def money_by_status(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """How much of the money moved rests on which status: columns status, amount, share_pct; best status first.

    The money is what is given up, and rests on the weakest figure that it was computed from.
    """
    return pd.DataFrame(status_lines(ledger, span), columns=["status", "amount", "share_pct"])


def status_lines(ledger: Ledger, span: str | None = None) -> list[dict[str, Any]]:
    """Return the lines of `money_by_status` as they are."""
    columns = columns_of(ledger.baseline, span or default_span(ledger))
    found = [0] * len(STATUSES)
    for posting in ledger.postings:
        if posting.role == "given":
            steps = [column - posting.window.start for column in columns if column in posting.window]
            amounts, statuses = -posting.amounts[:, steps, 0], posting.status[:, steps]
            for status in range(len(STATUSES)):
                found[status] += int(amounts[statuses == status].sum())
    return [
        {"status": STATUSES[status], "amount": money(ledger, minor), "share_pct": percent(minor, sum(found))}
        for status, minor in enumerate(found)
        if minor
    ]


def figure_sources(baseline: Baseline, span: str | None = None) -> pd.DataFrame:
    """Where every figure of a span comes from, a row for each division and origin.

    Columns division, periods, amount, status, source, publisher, date, link, note. With two sources, both are given.
    """
    columns = columns_of(baseline, span or next(iter(spans(baseline))))
    by_id = baseline.sources.set_index("id")
    rows = []
    for row, leaf in enumerate(baseline.leaves):
        groups: dict[tuple[int, str, str], list[int]] = {}
        for column in columns:
            key = int(baseline.status[row, column]), str(baseline.source[row, column]), str(baseline.note[row, column])
            groups.setdefault(key, []).append(column)
        for (status, source, note), found in groups.items():
            known = [by_id.loc[name] for name in source.split("; ") if name in by_id.index]
            rows.append(
                {
                    "division": leaf,
                    "periods": ", ".join(baseline.period_names[column] for column in found),
                    "amount": in_unit(int(baseline.budget[row, found].sum()), baseline.currency, baseline.unit),
                    "status": STATUSES[status],
                    "source": source,
                    **{
                        key: "; ".join(dict.fromkeys(str(one[key]) for one in known if one[key]))
                        for key in ("publisher", "date", "link")
                    },
                    "note": note,
                }
            )
    return pd.DataFrame(rows)


def cut_range(baseline: Baseline, scenario: Scenario, index: int) -> tuple[Decimal, Decimal]:
    """Return the most a move's cut can be and a fitting step, both in the baseline's unit, or in percent for a rate.

    The step is a round 1, 2 or 5 between 1/250 and 1/100 of the range, but no finer than the control's grid.
    """
    most = most_that_can_be_cut(baseline, scenario, index)
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


def reference_of(baseline: Baseline, scenario: Scenario) -> dict[str, str]:
    """Return the source that a scenario refers to, by column, or only its `link` where it is none of the baseline's."""
    rows = baseline.sources[baseline.sources["id"] == scenario.reference]
    if len(rows):
        return {str(key): str(value) for key, value in rows.iloc[0].items()}
    return {"link": scenario.reference} if scenario.reference else {}
