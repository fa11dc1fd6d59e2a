"""How much of a result each move answers for: its Shapley share, the mean over all orders of what it adds.

What a move posts never depends on the other moves, so that most measures are the plain sum of what each move does.
Those that are not, a share of all spending and what a limit is broken by, change with the order in which one puts the
moves in: then no single "effect of this move" is right, and the mean over all orders is the one division that sums to
the whole, treats like moves alike and gives nothing to a move that does nothing (Shapley 1953).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import comb, floor

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.engine import Ledger, post
from virement.measures import Measure, measured, read_measure
from virement.scenario import Case
from virement.uncertainty.sampling import orders_of
from virement.values import ModelError, Problem, in_unit, show, show_share

MOST_EXACT = 8  # moves, of which all 2^8 combinations are carried out
ORDERS = 500  # at most, where they are drawn
_STEPS = 20_000  # moves put in, over all orders that are drawn
_BLOCK = 256  # combinations carried out at once
COLUMNS = ["move", "contribution", "alone", "added_on_top", "least", "most"]
Members = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Part:
    """One move's part of a result: its `share`, and what it does `alone` and `on_top` of all others.

    `least` and `most` are what it adds over the orders. All are exact, in minor units or as a share of one, and the
    same where the move doesn't interact with the others in this measure.
    """

    move: str
    share: Fraction
    alone: Fraction
    on_top: Fraction
    least: Fraction
    most: Fraction


@dataclass(frozen=True, eq=False)
class Attribution:
    """A measure's change by a scenario, divided among the moves that are switched on.

    `before` is the measure without any of them and `after` with all; the shares of `parts` sum to the difference.
    `orders` is how many orders were drawn by `seed`, None where all count. `overdrawn` tells in how many of the
    `combinations` a division would be below zero; they count as they are posted.
    """

    case: Case
    measure: Measure
    before: Fraction
    after: Fraction
    parts: tuple[Part, ...]
    combinations: int
    overdrawn: int
    orders: int | None
    seed: int

    @property
    def interact(self) -> bool:
        """Tell whether the order of the moves matters to any of them."""
        return any(part.least != part.most for part in self.parts)

    @cached_property
    def rounded(self) -> tuple[int, ...]:
        """The shares in minor units, or in ten thousandths of a percentage point, which sum to the rounded whole.

        Each is rounded down, and what is then missing goes by one unit to those that lost most, the first of like ones.
        """
        exact = [self._units(part.share) for part in self.parts]
        floors = [floor(one) for one in exact]
        missing = round(self._units(self.after)) - round(self._units(self.before)) - sum(floors)
        lost = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
        extra, rest = divmod(missing, max(len(exact), 1))
        return tuple(one + extra + (lost.index(place) < rest) for place, one in enumerate(floors))

    def _units(self, value: Fraction) -> Fraction:
        return value * 1_000_000 if self.measure.is_share else value

    def _cell(self, units: int) -> Decimal:
        if self.measure.is_share:
            return Decimal(units).scaleb(-4)
        return in_unit(units, self.case.baseline.currency, self.case.baseline.unit)

    def table(self) -> pd.DataFrame:
        """Return a row for each move and, last, `all moves`.

        Columns move; contribution, the Shapley share, which sums to the last row exactly; alone, what the move does by
        itself; added_on_top, of all others; least and most, what it adds over the orders. Amounts in the baseline's
        unit; of a measure that is a share, in percentage points with four places.
        """
        rows: list[list[object]] = []
        for part, share in zip(self.parts, self.rounded, strict=True):
            others = (part.alone, part.on_top, part.least, part.most)
            rows.append([part.move, self._cell(share), *(self._cell(round(self._units(one))) for one in others)])
        rows.append(["all moves", *[self._cell(sum(self.rounded))] * (len(COLUMNS) - 1)])
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    def words(self) -> str:
        """Say what was divided, from what to what, whether the moves interact, and what the numbers rest on."""
        before, after = self._said(self.before), self._said(self.after)
        changed = self._said(self.after - self.before, change=True)
        said = [f"{self.measure}: {before} without the moves, {after} with them, {changed}."]
        if not self.parts[1:]:
            said.append("One move is switched on: all of it is its own.")
        elif not self.interact:
            said.append("The moves don't interact in it: each contributes what it does alone.")
        elif self.orders is None:
            said.append("The moves interact in it: a contribution is the mean over all orders of what the move adds.")
        else:
            of = f"{self.orders} orders drawn with seed {self.seed}"
            said.append(f"The moves interact in it: a contribution is the mean over {of} of what the move adds.")
        if self.overdrawn:
            of = f"{self.overdrawn} of the {self.combinations} combinations of moves"
            said.append(f"In {of} a division would be below zero; they count as they are posted.")
        return " ".join(said)

    def _said(self, value: Fraction, *, change: bool = False) -> str:
        if self.measure.is_share:
            return show_share(value, signed=change, points=change)
        return show(round(value), self.case.baseline.currency, signed=change)


def attribute(case: Case, measure: Measure | str, *, orders: int | None = None, seed: int = 1) -> Attribution:
    """Divide what a scenario changes of a measure among its moves that are switched on.

    Up to eight moves all combinations are carried out and all orders count. With more, or with `orders` given, that
    many orders are drawn by the `seed`, each followed by its reverse: 500, fewer where there are more than 40 moves.
    The shares sum to the whole then, too. Raises `ModelError` where the scenario or the measure can't be read, no move
    is switched on, or a share is of nothing.
    """
    known = read_measure(measure, case) if isinstance(measure, str) else measure
    ledger = post(*case)
    places = sorted(ledger.windows)
    if not places:
        raise ModelError([Problem("attribution", "no move is switched on", "Switch one on: enabled: true")])
    if orders is not None and orders < 1:
        raise ModelError([Problem("attribution", f"{orders} is not a number of orders", "Draw 1 or more")])
    worth = _Worth(ledger, known, places)
    if orders is None and len(places) <= MOST_EXACT:
        drawn, parts = None, _over_all_orders(worth)
    else:
        drawn = orders or max(min(ORDERS, _STEPS // len(places)), 2)
        parts = _over_drawn_orders(worth, drawn, seed)
    every = (1 << len(places)) - 1
    found = worth.of([0, every])
    return Attribution(case, known, found[0], found[1], tuple(parts), len(worth.known), worth.overdrawn, drawn, seed)


def interacting_measures(case: Case, among: Iterable[str]) -> list[str]:
    """Return those of some measures in which the order of the moves matters, told by what each does alone and on top.

    At most eight moves are tried; with more, or with none or one, none is returned.
    """
    if not 1 < sum(move.enabled for move in case.scenario.moves) <= MOST_EXACT:
        return []
    return [text for text in among if attribute(case, text).interact]


class _Worth:
    """What a measure is with some of the moves: combinations are counted as bits, the first move being the lowest.

    The engine posts every move once. A combination is those of its postings that belong to it; some hundreds of
    combinations are summed at once, as draws.
    """

    def __init__(self, ledger: Ledger, measure: Measure, places: Sequence[int]) -> None:
        self.ledger, self.measure, self.places = ledger, measure, places
        self.known: dict[int, Fraction] = {}
        self.overdrawn = 0

    def of(self, wanted: Iterable[int]) -> list[Fraction]:
        """Return the measure with each combination of moves."""
        listed = list(wanted)
        new = [one for one in dict.fromkeys(listed) if one not in self.known]
        for first in range(0, len(new), _BLOCK):
            self._carry_out(new[first : first + _BLOCK])
        return [self.known[one] for one in listed]

    def _carry_out(self, new: Sequence[int]) -> None:
        members = np.array([[one >> bit & 1 for one in new] for bit in range(len(self.places))], dtype=np.bool_)
        ledger = with_some(self.ledger, dict(zip(self.places, members, strict=True)))
        found = measured(ledger, self.measure)
        lowest = np.minimum(ledger.before, 0)
        self.overdrawn += int((ledger.budget < lowest).any(axis=(0, 1)).sum())
        for draw, one in enumerate(new):
            value = found.exact(draw)
            if value is None:
                what, hint = "is a share of nothing without some of the moves", "Ask for an amount, as budget"
                raise ModelError([Problem(f"measure '{self.measure}'", what, hint)])
            self.known[one] = value


def with_some(ledger: Ledger, members: dict[int, Members]) -> Ledger:
    """Return a ledger of many draws, in each of which only some moves are posted: those whose member is true."""
    draws = len(next(iter(members.values())))
    postings = tuple(
        replace(posting, total=posting.total * members[posting.move][None, :].astype(np.int64), draws=draws)
        for posting in ledger.postings
    )
    return replace(ledger, postings=postings, refused=np.zeros(draws, dtype=np.bool_))


def _over_all_orders(worth: _Worth) -> Iterator[Part]:
    """Yield each move's part over all orders: combinations weighed by how many orders come by them."""
    count = len(worth.places)
    values = worth.of(range(1 << count))
    for bit, place in enumerate(worth.places):
        added = {one: values[one | 1 << bit] - values[one] for one in range(1 << count) if not one >> bit & 1}
        share = sum((gain / (count * comb(count - 1, one.bit_count())) for one, gain in added.items()), Fraction(0))
        every = (1 << count) - 1 ^ 1 << bit
        name = worth.ledger.scenario.moves[place].name
        yield Part(name, share, added[0], added[every], min(added.values()), max(added.values()))


def _over_drawn_orders(worth: _Worth, orders: int, seed: int) -> Iterator[Part]:
    """Yield each move's part over some orders, each followed by its reverse."""
    count = len(worth.places)
    drawn = orders_of(count, orders, seed)
    steps = [_combinations(order) for order in drawn]
    values = dict(zip((flat := [one for step in steps for one in step]), worth.of(flat), strict=True))
    added: list[list[Fraction]] = [[] for _ in range(count)]
    for order, step in zip(drawn, steps, strict=True):
        for at, bit in enumerate(order):
            added[bit].append(values[step[at + 1]] - values[step[at]])
    every = (1 << count) - 1
    singles = worth.of([0, every, *(1 << bit for bit in range(count)), *(every ^ 1 << bit for bit in range(count))])
    for bit, place in enumerate(worth.places):
        alone, on_top = singles[2 + bit] - singles[0], singles[1] - singles[2 + count + bit]
        gains = [*added[bit], alone, on_top]
        name = worth.ledger.scenario.moves[place].name
        yield Part(name, sum(added[bit], Fraction(0)) / orders, alone, on_top, min(gains), max(gains))


def _combinations(order: Sequence[int]) -> list[int]:
    """Return the combinations that an order comes by, from none to all."""
    found = [0]
    for bit in order:
        found.append(found[-1] | 1 << bit)
    return found
