"""Two people change one file: what the other one changed, and one's own changes put on top of theirs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from virement.baseline import Baseline
from virement.engine import post
from virement.scenario import ChangedSince, Scenario, changed, flattened
from virement.values import ModelError
from virement.versions.diff import TEXTS, moves_that_differ
from virement.versions.diff_report import diff_sentence, rest_that_differs
from virement.views import common_span

Said = TypeVar("Said")


def what_changed(against: ChangedSince, baseline: Baseline) -> list[str]:
    """Say what became of a scenario's file, in lines: all in dollars first, as `virement diff` says it, then each move.

    Both are taken over one baseline. A text that can't be carried out over it is said to be so.
    """
    try:
        before, after = (post(baseline, one) for one in against.both())
    except ModelError as error:
        return [f"As it is now it can't be compared: {error.problems[0]}"]
    when = common_span([before, after])
    moves = moves_that_differ(before, after, when).to_dict("records")
    rest = rest_that_differs(before, after).to_dict("records")
    return [
        diff_sentence(before, after, when),
        *(" ".join(f"{row['move']}: {row['what']} {row['changed_fields']}".split()) for row in moves),
        *(
            f"{row['what']} {row['division']}".strip() + f": {row['before'] or 'none'} → {row['after'] or 'none'}"
            for row in rest
        ),
    ]


def on_top(seen: Scenario, theirs: Scenario, mine: Scenario) -> Scenario:
    """Return theirs with what I changed since I saw the file; where both changed a move, or a text, mine holds.

    Moves go together by name, limits and assumptions by division, correlations by their pair. Where one builds on
    other scenarios than the others, what is returned builds on none.
    """
    if len({one.builds_on for one in (seen, theirs, mine)}) > 1:
        seen, theirs, mine = map(flattened, (seen, theirs, mine))
    texts = {
        name: getattr(mine if getattr(mine, name) != getattr(seen, name) else theirs, name)
        for name in ("title", "baseline", *TEXTS)
    }
    return changed(
        theirs,
        draft=True,
        **texts,
        moves=_merged(seen.moves, theirs.moves, mine.moves, lambda move: move.name),
        limits=_merged(seen.limits, theirs.limits, mine.limits, lambda limit: limit.division),
        assumptions=_merged(seen.assumptions, theirs.assumptions, mine.assumptions, lambda one: one.division),
        correlations=_merged(seen.correlations, theirs.correlations, mine.correlations, lambda one: one.between),
    )


def _merged(
    seen: Iterable[Said], theirs: Iterable[Said], mine: Iterable[Said], key: Callable[[Said], Hashable]
) -> tuple[Said, ...]:
    """Return what stands under each key: mine where I changed it, else theirs; in their order, mine last."""
    was, there, here = (_grouped(listed, key) for listed in (seen, theirs, mine))
    held = {name: here if here.get(name) != was.get(name) else there for name in {**there, **here}}
    return tuple(one for name, side in held.items() for one in side.get(name, ()))


def _grouped(listed: Iterable[Said], key: Callable[[Said], Hashable]) -> dict[Hashable, list[Said]]:
    found: dict[Hashable, list[Said]] = {}
    for one in listed:
        found.setdefault(key(one), []).append(one)
    return found
