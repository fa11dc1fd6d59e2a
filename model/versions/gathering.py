"""Many people's scenarios as one answer: who cut what how often, how far apart they are, and who agrees.

The answers are put into an order of their own, so that the order in which they came changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import pandas as pd
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import Case, level_text, locks_of, scenario_text
from virement.values import ROOT, show
from virement.views import columns_of, common_span, listed, money, one_baseline, outside_rows, percent, told_apart

QUARTILES = {"low": 0, "q1": 1, "median": 2, "q3": 3, "high": 4}
CUT, RAISED = "cut", "raised"


@dataclass(frozen=True, eq=False)
class Gathered:
    """The answers of several people over one baseline, in an order that doesn't depend on how they came."""

    ledgers: tuple[Ledger, ...]
    span: str

    @property
    def baseline(self) -> Baseline:
        """The baseline that all of them start from."""
        return self.ledgers[0].baseline

    @property
    def titles(self) -> list[str]:
        """The titles of the answers, told apart."""
        return told_apart([ledger.scenario.title for ledger in self.ledgers])

    @cached_property
    def changes(self) -> dict[str, list[int]]:
        """What each leaf, and each outside account that any answer moves, changes by in each answer, in minor units."""
        columns = columns_of(self.baseline, self.span)
        rows = {leaf: [row] for row, leaf in enumerate(self.baseline.leaves)} | outside_rows(self.ledgers[0])
        found = {
            name: [int(ledger.variance[places][:, columns].sum()) for ledger in self.ledgers]
            for name, places in rows.items()
        }
        return {name: minors for name, minors in found.items() if name in self.baseline or any(minors)}

    @property
    def untouched(self) -> list[str]:
        """The divisions that no answer changes."""
        return [name for name, minors in self.changes.items() if name in self.baseline and not any(minors)]


def gather(ledgers: Sequence[Ledger], span: str | None = None) -> Gathered:
    """Return several answers as one, over one span; raise `ModelError` where they are over different baselines."""
    one_baseline(ledgers)
    ordered = sorted(ledgers, key=lambda one: (one.scenario.title, one.scenario.author, scenario_text(one.scenario)))
    return Gathered(tuple(ordered), span or common_span(ordered))


def gathered_divisions(found: Gathered) -> pd.DataFrame:
    """Return a row for each leaf, and each outside account that any answer moves.

    Columns division, baseline, cut_by and raised_by (how many answers), untouched_by, then the spread of the change
    over all answers: low, q1, median, q3, high, in the baseline's unit, and median_pct of the baseline. Quartiles lie
    between the answers where they fall between two.
    """
    ledger, columns = found.ledgers[0], columns_of(found.baseline, found.span)
    rows = []
    for name, minors in found.changes.items():
        before = found.baseline.total(name, columns) if name in found.baseline else 0
        spread = {key: quartile(minors, part) for key, part in QUARTILES.items()}
        middle = spread["median"]
        share = percent(Decimal(middle.numerator) / middle.denominator, Decimal(before)) if before else None
        counts = {"cut_by": sum(one < 0 for one in minors), "raised_by": sum(one > 0 for one in minors)}
        row = {"division": name, "baseline": money(ledger, before), **counts, "untouched_by": minors.count(0)}
        rows.append({**row, **{key: _money(ledger, value) for key, value in spread.items()}, "median_pct": share})
    heads = ["division", "baseline", "cut_by", "raised_by", "untouched_by", *QUARTILES, "median_pct"]
    return pd.DataFrame(rows, columns=heads, dtype=object)


def quartile(values: Sequence[int], part: int) -> Fraction:
    """Return the `part`-th quartile of some numbers, in a straight line between two of them.

    >>> quartile([3, 1, 2, 10], 2), quartile([5], 3)
    (Fraction(5, 2), Fraction(5, 1))
    """
    ordered = sorted(values)
    place = Fraction(part * (len(ordered) - 1), 4)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _money(ledger: Ledger, minor: Fraction) -> Decimal:
    """Return a part of a coin as well, exactly: quartiles have at most two more decimals."""
    return money(ledger, int(minor * 4)) / 4


def gathered_groups(found: Gathered) -> pd.DataFrame:
    """Return the groups that agree on whom to cut and whom to raise, the largest first.

    Columns group, answers (how many), who (their titles), cuts, raises.
    """
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for place, title in enumerate(found.titles):
        said = {name: minors[place] for name, minors in found.changes.items() if name in found.baseline}
        cuts, raises = (tuple(name for name, minor in said.items() if minor * sign > 0) for sign in (-1, 1))
        groups.setdefault((cuts, raises), []).append(title)
    rows = [
        {"answers": len(who), "who": "; ".join(who), "cuts": ", ".join(cuts), "raises": ", ".join(raises)}
        for (cuts, raises), who in sorted(groups.items(), key=lambda group: (-len(group[1]), group[1]))
    ]
    table = pd.DataFrame(rows, columns=["answers", "who", "cuts", "raises"])
    table.insert(0, "group", range(1, len(rows) + 1))
    return table


def gathered_sentence(found: Gathered) -> str:
    """Say what most answers cut, and what nobody touched."""
    table = gathered_divisions(found)
    count = len(found.ledgers)
    most = table[[name in found.baseline for name in table["division"]]].sort_values(
        "cut_by", ascending=False, kind="stable"
    )
    name, times = str(most["division"].iloc[0]), int(most["cut_by"].iloc[0])
    first = f"{times} of {count} answers cut {name}" if times else f"None of {count} answers cuts a division"
    left = f"nobody touched {listed(found.untouched)}" if found.untouched else "every division was touched by somebody"
    return f"In {found.span}, {first}; {left}."


def framing(ledgers: Sequence[Ledger | Case]) -> list[tuple[str, str]]:
    """Return the framing of answers, each a label and its words: what they started from and who chose within what.

    Whoever sees a result ought to know what could not be chosen: the budget it starts from, what was locked, between
    which limits, and whose answers they are.
    """
    baseline = ledgers[0].baseline
    whole = baseline.total(ROOT, range(len(baseline.periods)))
    first, last = baseline.period_names[0], baseline.period_names[-1]
    locked = sorted({name for ledger in ledgers for name in locks_of(ledger.scenario, baseline)})
    limits = sorted(
        {
            f"{one.division}: {' and '.join(f'{kind} {level_text(level)}' for kind, level in one.levels.items())}"
            for ledger in ledgers
            for one in ledger.scenario.limits
            if one.levels
        }
    )
    authors = sorted({ledger.scenario.author.strip() or "somebody unnamed" for ledger in ledgers})
    chose = f"{len(ledgers)} answers, by {listed(_few(authors))}" if len(ledgers) > 1 else listed(authors)
    return [
        ("Started from", f"{baseline.title}, {first} to {last}, {show(whole, baseline.currency)} in all"),
        ("Locked", listed(_few(locked)) if locked else "nothing"),
        ("Range", "; ".join(_few(limits)) if limits else "no floor and no cap was set"),
        ("Who chose", chose),
    ]


def framing_words(ledgers: Sequence[Ledger | Case]) -> str:
    """Return the framing in a line: `Started from: …. Locked: nothing. …`."""
    return " ".join(f"{label}: {words}." for label, words in framing(ledgers))


def _few(names: list[str], most: int = 8) -> list[str]:
    return names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
