"""What is said of versions is true: what differs, what is cut twice, and what a revised baseline changes.

Read back as in `tests/views/test_words.py`: a clause that no rule here reads fails.
"""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from virement import versions
from virement.engine.ledger import Ledger
from virement.scenario.schema import Limit, Scenario
from virement.versions.rebasing import Rebase
from virement.views import common_span

from tests.support.reckoning import World, in_runs
from tests.support.reference_model import under
from tests.support.strategies import carried_out, scenarios
from tests.support.words_reader import COUNT, Reader, same
from tests.support.worlds import graded
from tests.versions.test_rebase import moved
from tests.versions.test_stack import several
from tests.views.test_words_of_costs import broken

BECAME = ("added", "removed", "changed", "switched on", "switched off")
ALSO = ("text", "limit")


# two versions


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Ledger, Ledger]:
    """Two scenarios over one baseline, with moves of the same names; without locks, which a move might name."""
    baseline = draw(graded())
    one, other = (draw(scenarios(baseline)) for _ in range(2))
    told = [one, other if draw(st.booleans()) else other.model_copy(update={"moves": one.moves})]
    found = []
    for scenario in told:
        free = tuple(limit.model_copy(update={"locked": False}) for limit in scenario.limits)
        held = tuple(limit for limit in free if limit.levels)
        found.append(carried_out(baseline, scenario.model_copy(update={"limits": held})))
    return found[0], found[1]


@given(two_versions())
def test_what_differs_is_true(pair: tuple[Ledger, Ledger]) -> None:
    """How many moves became what, what all of them move and fund in both, and what else is said otherwise."""
    a, b = pair
    span = common_span([a, b])
    before, after = World(a, span), World(b, span)
    reader = Reader(after, versions.diff_sentence(a, b))
    moves, others = became(a.scenario, b.scenario), also(a.scenario, b.scenario)
    if reader.maybe(r"Nothing differs\.\Z"):
        assert not moves
        assert not others
        return
    reader.take(rf"In {re.escape(span)}: ")
    found: Counter[str] = Counter()
    if reader.maybe("no move differs"):
        assert not moves
    else:
        while read := reader.maybe(rf"(?:, )?{COUNT} move(?P<many>s?) (?P<what>{'|'.join(BECAME)})"):
            found[read["what"]] += int(read["count"])
            assert bool(read["many"]) == (read["count"] != "1")
        assert found == moves
    for words, was, now in (
        ("Moved in all", before.moved, after.moved),
        ("available to reallocate", before.fundable, after.fundable),
    ):
        reader.take(rf"(?:\. |, ){words}: ")
        if read := reader.maybe(rf"{reader.amount()} as before"):
            assert was == now
            same(read["amount"], reader.money(now), words)
        else:
            read = reader.take(rf"{reader.amount('was')} → {reader.amount('now')} \({reader.amount('change')}\)")
            due = reader.money(was), reader.money(now), reader.money(now - was, signed=True)
            assert (read["was"], read["now"], read["change"]) == due
            assert was != now
    reader.take(r"\.")
    found = Counter()
    if reader.maybe(" Also "):
        while read := reader.maybe(rf"(?:, )?{COUNT} (?P<what>{'|'.join(ALSO)})(?P<many>s?) otherwise"):
            found[read["what"]] += int(read["count"])
            assert bool(read["many"]) == (read["count"] != "1")
        reader.take(r"\.")
    assert found == others
    reader.end()


def became(a: Scenario, b: Scenario) -> Counter[str]:
    """What became of each move, by its name: no two of generated moves have the same, and none is renamed."""
    old, new = ({move.name: move for move in scenario.moves} for scenario in (a, b))
    found: Counter[str] = Counter(removed=len(old.keys() - new.keys()), added=len(new.keys() - old.keys()))
    for name in old.keys() & new.keys():
        was, now = old[name], new[name]
        if was.enabled != now.enabled:
            found["switched on" if now.enabled else "switched off"] += 1
        elif was != now or list(was.to) != list(now.to):
            found["changed"] += 1
    return +found


def also(a: Scenario, b: Scenario) -> Counter[str]:
    """How many texts differ, and the limits of how many divisions."""
    texts = sum(getattr(a, name) != getattr(b, name) for name in ("title", "author", "description", "reference"))

    def set_on(scenario: Scenario, division: str) -> list[dict[str, object]]:
        found: list[Limit] = [one for one in scenario.limits if one.division == division]
        return [one.levels for one in found]

    divisions = {one.division for scenario in (a, b) for one in scenario.limits}
    limits = sum(_flat(set_on(a, name)) != _flat(set_on(b, name)) for name in divisions)
    return +Counter(text=texts, limit=limits)


def _flat(levels: list[dict[str, object]]) -> list[tuple[str, str]]:
    return [(kind, str(level)) for one in levels for kind, level in one.items()]


# several as one


@given(several())
def test_what_is_cut_twice_is_true(ledgers: list[Ledger]) -> None:
    """Which moves of which files cut a division, by how much each and together, of how much, and when at once."""
    parts = {f"file {place}": ledger for place, ledger in enumerate(ledgers)}
    whole = versions.stack(parts)
    world = World(whole.ledger, plan_of(whole.ledger))
    names = [str(period) for period in world.baseline.periods]
    for problem in whole.problems:
        if "is cut " not in problem.what:
            continue
        reader = Reader(world, problem.what)
        rows = under(world.baseline, problem.where.strip("'"))
        reader.take(r"is cut (?:twice|(?P<times>\d+) times): ")
        read_moves, total = [], 0
        while read := reader.maybe(rf"(?: and )?{reader.amount()} by '(?P<move>.+?)' \((?P<file>file \d)\)(?=,| and )"):
            place = [move.name for move in whole.scenario.moves].index(read["move"])
            taken = [one for one in world.entries if one.move == place and not one.receiver and one.row in rows]
            size = -sum(one.minor for one in taken)
            same(read["amount"], reader.money(size), f"what {read['move']} cuts")
            assert read["file"] == whole.origins[place]
            read_moves.append({one.column for one in taken if one.minor})
            total += size
        read = reader.take(rf", together {reader.amount('all')} of its {reader.amount('held')} in the plan, ")
        plan = list(range(world.baseline.actuals, len(names)))
        assert (read["all"], read["held"]) == (reader.money(total), reader.money(world.budget(rows, plan)))
        at_once = sorted({at for at in plan if sum(at in columns for columns in read_moves) > 1})
        due = f"at once in {in_runs(names, at_once)}" if at_once else "never in one period"
        reader.take(re.escape(due))
        reader.end()


@given(several())
def test_a_limit_that_the_whole_breaks_is_said_with_its_size(ledgers: list[Ledger]) -> None:
    """As of one scenario; and whether a part breaks it alone, or only the sum does."""
    parts = {f"file {place}": ledger for place, ledger in enumerate(ledgers)}
    whole = versions.stack(parts)
    years = list(dict.fromkeys(period.fiscal_year for period in whole.ledger.baseline.periods))
    live = [year for year in years if World(whole.ledger, year).columns[-1] >= whole.ledger.baseline.actuals]
    told = [problem.what for problem in whole.problems if problem.level == "limit"]
    due = []
    for limit in whole.scenario.limits:
        for year in live:
            for text in broken(World(whole.ledger, year), limit):
                kind = "floor" if "below its floor" in text else "cap"
                alone = [file for file, part in parts.items() if breaks(World(part, year), limit, kind)]
                ending = f"{' and '.join(alone)} alone too" if alone else "only the sum breaks it"
                due.append(f"{text.partition('). ')[0]}), {ending}")
    assert told == due


def breaks(world: World, limit: Limit, kind: str) -> bool:
    """Tell whether a part that sets the same level breaks it in a year."""
    mine = [one for one in world.ledger.scenario.limits if one.division == limit.division]
    same_level = [one for one in mine if str(one.levels.get(kind)) == str(limit.levels[kind])]
    return any(f"its {kind} " in text for one in same_level for text in broken(world, one))


def plan_of(ledger: Ledger) -> str:
    """All periods, by name."""
    return f"{ledger.baseline.periods[0]} to {ledger.baseline.periods[-1]}"


# a revised baseline


@given(moved())
def test_what_a_revised_baseline_changes_is_true(pair: tuple[Ledger, Rebase]) -> None:
    """The scenario's budget on both, the change, what of it the baseline did and what the moves, and how many cells."""
    old, rebased = pair
    new = rebased.new
    world, after = World(old, plan_of(old)), World(new, plan_of(new))
    everybody = under(old.baseline, "All divisions")
    reader = Reader(after, versions.rebased_sentence(rebased))
    sizes = [one.budget(everybody) for one in (world, after)]
    moves = [one.change(everybody) for one in (world, after)]
    cells = [
        (one.baseline.budget[row, at] + sum(e.minor for e in one.entries if (e.row, e.column) == (row, at)))
        for one in (world, after)
        for row in everybody
        for at in one.columns
    ]
    half = len(cells) // 2
    changed = sum(was != now for was, now in zip(cells[:half], cells[half:], strict=True))
    if reader.maybe(r"Nothing changes: both baselines hold the same, and the moves do the same on them\.\Z"):
        assert not changed
        return
    when = plan_of(old) if len(old.baseline.periods) > 1 else str(old.baseline.periods[0])
    reader.take(rf"In {re.escape(when)}, the scenario's budget goes from ")
    was, now = (size + change for size, change in zip(sizes, moves, strict=True))
    read = reader.take(
        rf"{reader.amount('was')} to {reader.amount('now')} \({reader.amount('change')}\): {reader.amount('moved')} "
        rf"since the baseline moved, {reader.amount('yours')} by your moves on it\. "
    )
    assert (read["was"], read["now"]) == (reader.money(was), reader.money(now))
    signed = [now - was, sizes[1] - sizes[0], moves[1] - moves[0]]
    assert [read[name] for name in ("change", "moved", "yours")] == [reader.money(one, signed=True) for one in signed]
    read = reader.take(r"(?P<changed>\d+) of (?P<all>\d+) cells change\.")
    assert (int(read["changed"]), int(read["all"])) == (changed, half)
    reader.end()
