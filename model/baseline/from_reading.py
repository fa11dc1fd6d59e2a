"""The last step: a reading's figures as a baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path, PurePath

import numpy as np
import pandas as pd
from virement import tables
from virement.baseline.budget import Baseline, Revenue
from virement.baseline.budgets_file import read_priority
from virement.baseline.builder import SOURCE_COLUMNS
from virement.tables import Figures
from virement.tables import Mapping as TableMapping
from virement.values import LIMIT, OUTSIDE_ACCOUNTS, ROOT, SEPARATOR, STATUSES, ModelError, Problem, Unreadable, one_of

_SHOWN_IN = {"crore": "million", "lakh": "thousand", "tenthousand": "thousand", "hundredmillion": "million"}
ASSUMED = STATUSES[-1]


class TableReading(tables.TableReading):
    """How a table was read, with the baseline that it makes."""

    @cached_property
    def baseline(self) -> Baseline | None:
        """The baseline; of the likeliest reading where it is unsure, None where the table was refused."""
        return baseline_of(self)

    def with_mapping(self, mapping: TableMapping) -> TableReading:
        """Read the same sheets by another mapping, without opening the file again."""
        return _with_baseline(super().with_mapping(mapping))


def read_table(
    source: str | Path | bytes | tuple[str, bytes],
    mapping: TableMapping | None = None,
    *,
    sheet: str | None = None,
    currency: str | None = None,
    unit: str | None = None,
    answers: Mapping[str, str] | None = None,
) -> TableReading:
    """Read a table from a path, bytes, or a name and bytes; what is wrong or open is in the result, never raised."""
    return _with_baseline(
        tables.read_table(source, mapping, sheet=sheet, currency=currency, unit=unit, answers=answers)
    )


def _with_baseline(reading: tables.TableReading) -> TableReading:
    fields = {name: getattr(reading, name) for name in reading.__dataclass_fields__}
    return TableReading(**fields)


def baseline_of(
    reading: tables.TableReading, *, actuals_through: str | None = None, status: str = ASSUMED
) -> Baseline | None:
    """Return the baseline of a reading, of the likeliest one where it is unsure; None where the table was refused.

    A division that only has revenue has a budget of zero. `status` is how good all figures are; an `actuals_through`
    that is empty makes all periods plan, None those actual that the headings say are. Raises `ModelError` where it is
    no period of the table, or leaves no plan.
    """
    if reading.figures is None or reading.status == "refused":
        return None
    figures = _without_parents(reading.figures)
    kept = _holds_budget(figures)
    shape = figures.budget[kept].shape
    title = PurePath(reading.file).stem or "table"
    rank = STATUSES.index(status)
    return Baseline(
        name=title,
        title=title,
        about="",
        currency=reading.currency,
        unit=_SHOWN_IN.get(reading.unit, reading.unit),
        leaves=tuple(leaf for leaf, is_leaf in zip(figures.leaves, kept.tolist(), strict=True) if is_leaf),
        periods=figures.periods,
        actuals=_actuals(figures) if actuals_through is None else _through(figures, actuals_through, reading.file),
        budget=figures.budget[kept],
        status=np.full(shape, rank, dtype=np.uint8) if figures.marks.status is None else figures.marks.status[kept],
        source=_texts(figures.marks.source, figures.budget.shape)[kept],
        note=_notes(figures)[kept],
        revenue=_revenue(figures, rank),
        priorities={
            leaf: ranks.pop() for leaf, ranks in _priorities(figures).items() if len(ranks) == 1 and all(ranks)
        },
        controls=(),
        sources=pd.DataFrame(columns=SOURCE_COLUMNS, dtype=str),
        warnings=(*(one for one in reading.problems if one.level == "warning"), *_doubts(figures, reading.file)),
        mapping=reading.mapping,
        said=reading.given,
        account=reading.account,
    )


ITSELF = "itself"


def _without_parents(figures: Figures) -> Figures:
    """Return the figures with no amounts at a division that has others under it, which is the sum of those.

    What is its own stands under it, as `Parks / itself`; where it only has revenue, that stays at the parent, unless
    there is revenue under it, too.
    """
    above = {SEPARATOR.join(parts[:depth]) for parts in map(_parts, figures.leaves) for depth in range(1, len(parts))}
    own = [row for row, leaf in enumerate(figures.leaves) if leaf in above and figures.known[row].any()]
    earns = np.asarray(figures.revenue_known.any(axis=1))
    own += [
        row
        for row, leaf in enumerate(figures.leaves)
        if leaf in above
        and row not in own
        and any(earns[other] for other, name in enumerate(figures.leaves) if name.startswith(leaf + SEPARATOR))
    ]
    if not own:
        return figures
    names = list(figures.leaves)
    for row in own:
        names[row] = SEPARATOR.join((names[row], ITSELF))
    return replace(figures, leaves=tuple(names))


def _parts(leaf: str) -> list[str]:
    return leaf.split(SEPARATOR)


def _holds_budget(figures: Figures) -> np.ndarray:
    """Tell which rows are leaves: all but those that are parents, which only have revenue."""
    above = {SEPARATOR.join(parts[:depth]) for parts in map(_parts, figures.leaves) for depth in range(1, len(parts))}
    return np.array([leaf not in above for leaf in figures.leaves], dtype=np.bool_)


def usable(reading: tables.TableReading, *, actuals_through: str | None = None, status: str = ASSUMED) -> Baseline:
    """Return the baseline of a table that is understood; raise `ModelError` with what is wrong or still asked."""
    if reading.status == "refused":
        raise ModelError(problem for problem in reading.problems if problem.level == "error")
    if reading.questions:
        raise ModelError(map(partial(asked, reading.file), reading.questions))
    baseline = baseline_of(reading, actuals_through=actuals_through, status=status)
    assert baseline is not None
    taken = sorted({*baseline.divisions, *baseline.leaves} & {ROOT, *OUTSIDE_ACCOUNTS})
    if taken:
        raise ModelError(
            Problem(reading.file, f"calls a division '{name}'", "It is a reserved name; rename") for name in taken
        )
    if sum(map(int, np.maximum(baseline.budget, 0).sum(axis=0).tolist())) >= LIMIT:
        hint = "Use a larger unit (thousand, million)"
        raise ModelError([Problem(reading.file, "adds up to more than can be counted exactly", hint)])
    return baseline


def asked(file: str, question: tables.Question, option: str = "--answer") -> Problem:
    """Return what a table leaves open as an error that says how it is answered on the command line."""
    answers = ", ".join(f'{option} "{question.key}={choice.answer}"' for choice in question.choices[:3])
    return Problem(file, question.about, f"Answer it: {answers}")


def _texts(said: Mapping[tuple[int, int], str], shape: tuple[int, int]) -> np.ndarray:
    found = np.full(shape, "", dtype=object)
    for cell, text in said.items():
        found[cell] = text
    return found


def _notes(figures: Figures) -> np.ndarray:
    found = _texts(figures.marks.note, figures.budget.shape)
    found[~figures.known] = "blank in the file, taken as 0"
    return found


def _priorities(figures: Figures) -> dict[str, set[int]]:
    """Return the priorities that rows give each leaf: several where they differ, and 0 for what isn't one."""
    found: dict[str, set[int]] = {}
    for (row, _), text in figures.marks.priority.items():
        for one in text.split("; "):
            try:
                found.setdefault(figures.leaves[row], set()).add(read_priority(one))
            except Unreadable:
                found.setdefault(figures.leaves[row], set()).add(0)
    return found


def _doubts(figures: Figures, file: str) -> Iterator[Problem]:
    """Yield what is worth knowing of the figures: periods that lack, figures that are blank, odd priorities."""
    for period, following in pairwise(figures.periods):
        if period.next != following:
            what = f"nothing is known of {period.next}, between {period} and {following}"
            yield Problem(file, what, "A year with a gap is only the sum of what is there", "warning")
    for leaf, ranks in _priorities(figures).items():
        if len(ranks) > 1 or not all(ranks):
            what = f"gives '{leaf}' no priority that is one whole number from 1; it has none"
            yield Problem(file, what, "Write the same one in each of its rows, 1 for what is valued most", "warning")
    blank = ~figures.known & np.asarray(figures.known.any(axis=1))[:, None]
    if blank.any():
        row, column = np.argwhere(blank)[0].tolist()
        first = f"'{figures.leaves[row]}' in {figures.periods[column]}"
        more = f" and {int(blank.sum()) - 1:,} more" if blank.sum() > 1 else ""
        yield Problem(file, f"has no amount for {first}{more}; taken as 0", "Write 0 if that is meant", "warning")


def _through(figures: Figures, said: str, file: str) -> int:
    """Return how many periods are actual up to one."""
    if not said:
        return 0
    names = [str(period) for period in figures.periods]
    period = tables.period_of(said)
    name = str(period or said)
    if name not in names:
        raise ModelError([Problem(file, f"actuals_through: '{said}' is none of its periods", one_of(names))])
    if name == names[-1]:
        hint = "Nothing may move in an actual period"
        raise ModelError([Problem(file, "has no plan: every period is actual", hint)])
    return names.index(name) + 1


def _actuals(figures: Figures) -> int:
    """Return how many of the first periods are actual; never all, since a budget needs a plan."""
    return 0 if figures.is_actual.all() else int(np.argmin(figures.is_actual))


def _revenue(figures: Figures, rank: int) -> dict[str, Revenue]:
    said = figures.marks.revenue_status
    status = np.full(figures.budget.shape, rank, dtype=np.uint8) if said is None else said
    return {
        leaf: Revenue(figures.revenue[row], figures.revenue_known[row], status[row])
        for row, leaf in enumerate(figures.leaves)
        if figures.revenue_known[row].any()
    }
