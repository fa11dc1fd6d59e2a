"""A published figure divided by shares, the same in all periods or others in some; each number is stated once."""

from __future__ import annotations

from pathlib import Path

import pytest
from virement.baseline import Baseline, load_baseline
from virement.values import ModelError

HEAD = "title: Town\ncurrency: USD\nunit: million\ndivisions: [Roads / North, Roads / South]\n"
BUDGETS = "division,period,measure,amount,status\n" + "".join(
    f"Roads,{year}Q{quarter},budget,{100 * quarter},reported\n" for year in (2025, 2026, 2027) for quarter in (1, 2)
)
SPLITS = "of,division,period,share,status\n"


def town(folder: Path, splits: str) -> Baseline:
    place = folder / "town"
    place.mkdir()
    for name, text in (("baseline.yaml", HEAD), ("budgets.csv", BUDGETS), ("splits.csv", SPLITS + splits)):
        (place / name).write_text(text)
    return load_baseline(str(place))


def of_north(baseline: Baseline) -> list[int]:
    """Millions of the north by period."""
    return [baseline.total("Roads / North", [column]) // 10**8 for column in range(len(baseline.periods))]


def test_a_period_has_its_own_split_before_its_year_and_the_year_before_all(tmp_path: Path) -> None:
    """40 % in all, 50 % in 2026, but 25 % in its second quarter; the rest goes south, to the cent."""
    splits = (
        "Roads,Roads / North,,40%,estimate\nRoads,Roads / South,,rest,estimate\n"
        "Roads,Roads / North,FY2026,50%,guidance\nRoads,Roads / South,FY2026,rest,guidance\n"
        "Roads,Roads / North,2026Q2,25%,assumption\nRoads,Roads / South,2026Q2,rest,assumption\n"
    )
    baseline = town(tmp_path, splits)
    assert of_north(baseline) == [40, 80, 50, 50, 40, 80]
    assert [int(status) for status in baseline.status[0]] == [3, 3, 2, 4, 3, 3]
    assert (baseline.budget.sum(axis=0) == [100 * 10**8, 200 * 10**8] * 3).all()


NORTH, SOUTH = "Roads,Roads / North,{},{},estimate\n", "Roads,Roads / South,{},rest,estimate\n"
BAD = {
    "of no period": (NORTH.format("soon", "40%") + SOUTH.format("soon"), "'soon' is not a period"),
    "of no figure": (
        NORTH.format("", "40%") + SOUTH.format("") + NORTH.format("FY2031", "40%") + SOUTH.format("FY2031"),
        "town/splits.csv:4: 'Roads' has no budget to split in FY2031. One of: 2025Q1, 2025Q2",
    ),
    "more than all": (
        NORTH.format("", "40%") + SOUTH.format("") + NORTH.format("FY2026", "50%"),
        "town/splits.csv:4: shares do not sum to 100%",
    ),
    "a year without": (NORTH.format("FY2026", "40%") + SOUTH.format("FY2026"), "'Roads'"),
}


@pytest.mark.parametrize("splits", BAD)
def test_a_split_that_can_not_be_is_refused(splits: str, tmp_path: Path) -> None:
    """With its row, whether its period, its figure or its shares are wrong, or a period is left undivided."""
    text, told = BAD[splits]
    with pytest.raises(ModelError) as refused:
        town(tmp_path, text)
    assert told in str(refused.value)
