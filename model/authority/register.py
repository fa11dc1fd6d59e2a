"""The register: every move that is switched on, what it takes by year, of what kind it is, and who must approve it.

Scenarios that are registered together count together: what a giver gives in a fiscal year is summed over all of them,
so that neither several moves nor several files lower a band.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from virement.authority.kinds import kinds_of
from virement.authority.reader import authority_of
from virement.authority.rules import EVERY_MOVE, Approver, Authority
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import NEW_FUNDING, Move, Scenario
from virement.values import OUTSIDE_ACCOUNTS, ModelError, Problem, to_minor


@dataclass(frozen=True)
class Band:
    """The band that a move falls into: the kind that decides, the role, and the most it may approve in minor units."""

    kind: str
    role: str
    most: int | None


@dataclass(frozen=True, eq=False)
class Entry:
    """One move of a register. Amounts are minor units without a sign.

    `taken[row, year]` is what it takes from whom, `rows` are all of its givers, `uses[receiver]` where it goes.
    `decides` is what its givers give in the `year` in which that is most: by all moves together, or by this one where
    the rules let each move count by itself. `band` follows from it, `alone` from the move by itself. `cumulative` is
    what they give in that year by all moves.
    """

    number: int
    ledger: Ledger
    index: int
    taken: NDArray[np.int64]
    rows: tuple[int, ...]
    uses: dict[str, int]
    kinds: tuple[str, ...]
    cumulative: int
    decides: int
    year: str
    band: Band
    alone: Band
    approver: Approver

    @property
    def move(self) -> Move:
        """The move."""
        return self.ledger.scenario.moves[self.index]

    @property
    def years(self) -> dict[str, int]:
        """What it takes by fiscal year."""
        return dict(zip(self.ledger.baseline.fiscal_years, self.taken.sum(axis=0).tolist(), strict=True))

    @property
    def total(self) -> int:
        """What it takes over all years."""
        return int(self.taken.sum())

    @property
    def is_split(self) -> bool:
        """Tell whether less authority would do for the move by itself than for all that its givers give."""
        return self.band.role != self.alone.role


@dataclass(frozen=True, eq=False)
class Register:
    """The moves of one or several scenarios over one baseline, and the rules that they fall under."""

    authority: Authority
    ledgers: tuple[Ledger, ...]
    entries: tuple[Entry, ...]

    @property
    def baseline(self) -> Baseline:
        """The baseline that all of them are over."""
        return self.ledgers[0].baseline

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The fiscal years in which any move takes anything."""
        return tuple(year for year in self.baseline.fiscal_years if any(one.years[year] for one in self.entries))

    def beside(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the other moves that take from its givers in the year that decides."""
        year = [*self.baseline.fiscal_years].index(entry.year)
        rows = list(entry.rows)
        return tuple(one for one in self.entries if one is not entry and one.taken[rows, year].any())


def register_of(ledgers: Sequence[Ledger], authority: Authority | None = None) -> Register | None:
    """Return the register of scenarios over one baseline, None where nobody says who may approve what.

    `authority` is by default that beside the baseline. Raises `ModelError` where it can't be read, and where the
    scenarios are over different figures.
    """
    baseline = ledgers[0].baseline
    if strange := [one for one in ledgers if one.baseline.fingerprint != baseline.fingerprint]:
        what = "is over other figures than the first, so that what a giver gives can't be summed"
        hint = "Register it by itself"
        raise ModelError(Problem(one.scenario.places.file or one.scenario.title, what, hint) for one in strange)
    rules = authority or authority_of(baseline)
    if rules is None:
        return None
    takes = [(ledger, index, _taken(ledger, index)) for ledger, index in _counted(ledgers)]
    together = np.sum([taken for *_, taken in takes], axis=0)
    entries = (_entry(rules, number, *one, together) for number, one in enumerate(takes, start=1))
    return Register(rules, tuple(ledgers), tuple(entries))


def _counted(ledgers: Sequence[Ledger]) -> Iterator[tuple[Ledger, int]]:
    """Yield each move that is switched on; what several scenarios take from one that they build on only once."""
    known = [move for ledger in ledgers for move in ledger.moves if not _is_taken_over(ledger.scenario, move)]
    for ledger in ledgers:
        for index in ledger.windows:
            move = ledger.scenario.moves[index]
            if not _is_taken_over(ledger.scenario, move):
                yield ledger, index
            elif move not in known:
                known.append(move)
                yield ledger, index


def _is_taken_over(scenario: Scenario, move: Move) -> bool:
    """Tell whether a scenario has a move from one that it builds on, as it is there."""
    return any(move in base.moves for base in scenario.bases.values())


def _taken(ledger: Ledger, index: int) -> NDArray[np.int64]:
    """Return what a move takes from each account in each fiscal year, `[row, year]`, without a sign."""
    change = np.zeros(ledger.variance.shape[:2], dtype=np.int64)
    for posting in ledger.postings:
        if posting.role == "given" and posting.move == index:
            change[posting.rows, posting.terms.columns] -= posting.amounts[:, :, 0]
    years = ledger.baseline.fiscal_years.values()
    return np.stack([change[:, list(columns)].sum(axis=1) for columns in years], axis=1)


def _entry(
    rules: Authority, number: int, ledger: Ledger, index: int, taken: NDArray[np.int64], together: NDArray[np.int64]
) -> Entry:
    names, rows, own = [*ledger.baseline.fiscal_years], _giving_rows(ledger, index), taken.sum(axis=0)
    counted = np.where(own > 0, together[rows].sum(axis=0), 0)
    decides = counted if rules.cumulative else own
    most = int(decides.argmax())
    kinds = kinds_of(ledger, index, int(np.count_nonzero(own)))
    alone = _band(rules, kinds, int(own.max()))
    band = _band(rules, kinds, int(decides[most]))
    return Entry(
        number=number,
        ledger=ledger,
        index=index,
        taken=taken,
        rows=tuple(rows),
        uses=_uses(ledger, index),
        kinds=kinds,
        cumulative=int(counted[most]),
        decides=int(decides[most]),
        year=names[most],
        band=band,
        alone=alone,
        approver=rules.approver(band.role),
    )


def _giving_rows(ledger: Ledger, index: int) -> list[int]:
    """Return all rows of a move's givers, also those that it spares: what other moves take from them counts."""
    names = ledger.scenario.moves[index].from_
    if NEW_FUNDING in names:
        return [len(ledger.baseline.leaves) + OUTSIDE_ACCOUNTS.index(NEW_FUNDING)]
    return [int(row) for row in ledger.baseline.rows_of(names)]


def _uses(ledger: Ledger, index: int) -> dict[str, int]:
    """Return where a move's money goes, as the move names it, costs included."""
    found: dict[str, int] = {}
    for posting in ledger.postings:
        if posting.move == index and posting.role == "received":
            found[posting.receiver] = found.get(posting.receiver, 0) + int(posting.amounts[:, :, 0].sum())
    return found


def _band(rules: Authority, kinds: Sequence[str], amount: int) -> Band:
    """Return the band of an amount: of the kinds that the move has, the one that asks for the most authority."""
    found = [_band_of(rules, kind, amount) for kind in rules.bands if kind == EVERY_MOVE or kind in kinds]
    return max(found, key=lambda band: rules.roles.index(band.role))


def _band_of(rules: Authority, kind: str, amount: int) -> Band:
    """Return the first approver of a kind of move who may approve an amount; the last may approve any."""
    may = {role: rules.bands[kind][role] for role in rules.roles if role in rules.bands[kind]}
    for role, most in may.items():
        limit = None if most is None else to_minor(most, rules.currency)
        if limit is None or amount <= limit:
            return Band(kind, role, limit)
    raise AssertionError("the last approver of every kind may approve any amount")
