"""Of which kinds a move is, by what it posts and how long it lasts."""

from __future__ import annotations

from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import NEW_FUNDING
from virement.values import SEPARATOR, Amount

OUTSIDE = (NEW_FUNDING, "Savings", "Unallocated")  # costs of a cut are no one's choice of a receiver


def kinds_of(ledger: Ledger, index: int, years: int) -> tuple[str, ...]:
    """Return the kinds of a move that takes in so many fiscal years, as `KINDS` names them."""
    baseline, leaves = ledger.baseline, len(ledger.baseline.leaves)
    gives, gets = set[int](), set[int]()
    for posting in (one for one in ledger.postings if one.move == index):
        touched = posting.rows[posting.amounts[:, :, 0].any(axis=1)].tolist()
        (gives if posting.role == "given" else gets).update(touched)
    givers, receivers = ({row for row in rows if row < leaves} for rows in (gives, gets))
    outside = {ledger.accounts[row] for row in gives | gets if row >= leaves} & set(OUTSIDE)
    return (
        *_between(baseline, givers, receivers),
        *(["outside account"] if outside else []),
        *(["capital and revenue"] if _crosses(baseline, givers, receivers) else []),
        _lasts(ledger, index, years),
    )


def _between(baseline: Baseline, givers: set[int], receivers: set[int]) -> list[str]:
    """Tell whether money of divisions stays in one of the first level or goes to another; neither where none gets."""
    tops = [{baseline.leaves[row].split(SEPARATOR)[0] for row in rows} for rows in (givers, receivers)]
    if not all(tops):
        return []
    return ["within a division" if len(tops[0] | tops[1]) == 1 else "between divisions"]


def _crosses(baseline: Baseline, givers: set[int], receivers: set[int]) -> bool:
    """Tell whether money goes from capital to revenue or back, where the baseline says what is capital."""
    if not (baseline.capital and givers and receivers):
        return False
    capital = set(baseline.rows_of(baseline.capital).tolist())
    return len({row in capital for row in givers | receivers}) == 2


def _lasts(ledger: Ledger, index: int, years: int) -> str:
    """Return for how long a move takes, which it does in so many fiscal years.

    A plan of one fiscal year can't tell a permanent move. Over a longer one a share, or an amount per year, is
    permanent if it has no end, or lasts to the last period from an earlier year on.
    """
    move, baseline = ledger.scenario.moves[index], ledger.baseline
    recurs = not isinstance(move.cut, Amount) or move.cut.per_year
    planned = sum(columns[-1] in baseline.plan for columns in baseline.fiscal_years.values())
    endless = recurs and planned > 1 and ledger.windows[index].stop == len(baseline.periods)
    if endless and (move.end is None or years > 1):
        return "permanent"
    return "several years" if years > 1 else "one year"
