"""How much each division could still give, worked by hand over the small town."""

from decimal import Decimal

import pytest
from virement.baseline import load_baseline
from virement.engine import reallocate
from virement.scenario import read_scenario
from virement.views import room_left

MOVE = "\nmoves:\n  - {name: Move 1, from: Streets, cut: $200000 per year, to: {Library: 50%, Savings: 50%}}"


def room(limits="", span="FY2026", divisions=None):
    text = f"title: t\nbaseline: toy{MOVE}\n{f'limits: [{limits}]' if limits else ''}\n"
    table = room_left(reallocate(load_baseline("toy"), read_scenario(text)), divisions, span)
    return {row["division"]: (int(row["room"]), row["locked"]) for row in table.to_dict("records")}


def test_without_limits_all_that_is_held_can_be_given():
    """Streets hold 1.2m less 200k, the Library gets 100k; over two years twice as much."""
    assert room() == {"Streets": (1_000_000, False), "Parks": (400_000, False), "Library": (500_000, False)}
    assert room(span="FY2026 to FY2027")["Streets"] == (2_000_000, False)


def test_a_year_that_is_over_leaves_no_room():
    assert room(span="FY2025 to FY2026") == room()
    assert room(span="FY2025")["Streets"] == (0, False)


@pytest.mark.parametrize(
    ("limits", "parks", "pools"),
    [
        ("{division: Parks / Pools, locked: true}", (300_000, False), (0, True)),
        ("{division: Parks, locked: true}", (0, True), (0, True)),
        ("{division: Parks, floor: 90%}", (40_000, False), (40_000, False)),
        ("{division: Parks / Pools, floor: $70000}", (330_000, False), (30_000, False)),
        ("{division: Parks, floor: 90%}, {division: Parks / Pools, floor: 80%}", (40_000, False), (20_000, False)),
        ("{division: All divisions, floor: 99%}", (0, False), (0, False)),
        ("{division: Parks, cap: 10%}", (400_000, False), (100_000, False)),
    ],
)
def test_locks_and_floors_leave_less(limits, parks, pools):
    """A floor holds for what is in it too; a floor on all that 100k of savings break already leaves nothing."""
    found = room(limits, divisions=["Parks", "Parks / Pools"])
    assert found == {"Parks": parks, "Parks / Pools": pools}


def test_amounts_are_exact_and_count_the_baselines_unit():
    table = room_left(reallocate(load_baseline("toy"), read_scenario(f"title: t\nbaseline: toy{MOVE}")))
    assert list(table.columns) == ["division", "locked", "budget", "room"]
    assert isinstance(table["room"][0], Decimal)
