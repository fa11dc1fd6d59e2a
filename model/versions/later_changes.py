"""Two people change one file: what the other one changed, and one's own changes put on top of theirs."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from virement.baseline import Baseline
from virement.engine import post
from virement.scenario import LISTS, ChangedSince, Group, Scenario, changed, flattened, grouped
from virement.values import ModelError
from virement.versions.diff import TEXTS, moves_that_differ
from virement.versions.diff_report import diff_sentence, rest_that_differs
from virement.views import common_span


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
    said = {
        name: getattr(mine if getattr(mine, name) != getattr(seen, name) else theirs, name)
        for name in ("title", "baseline", "growth", *TEXTS)
    }
    lists = {
        what: _merged(*(grouped(getattr(one, what), about) for one in (seen, theirs, mine)))
        for what, about in LISTS.items()
    }
    return changed(theirs, draft=True, **said, **lists)


def _merged(seen: dict[Hashable, Group], theirs: dict[Hashable, Group], mine: dict[Hashable, Group]) -> tuple[Any, ...]:
    """Return what stands under each key: mine where I changed it, else theirs; in their order, mine last."""
    held = {name: mine if mine.get(name) != seen.get(name) else theirs for name in {**theirs, **mine}}
    return tuple(one for name, side in held.items() for one in side.get(name, ()))
