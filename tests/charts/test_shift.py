"""The picture of the shift: what stays, what left and what came, on one scale that stays while a cut is dragged."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from virement import charts, edits, engine, views
from virement.baseline import load_baseline
from virement.scenario import Scenario, baseline_of, load_scenario

from tests.support import strategies

META = load_scenario("nyt-2b-to-ai")


def of(scenario: Scenario) -> engine.Ledger:
    return engine.reallocate(baseline_of(scenario), scenario)


def cut(millions: float) -> pd.DataFrame:
    return charts.shift_data(of(edits.with_cut_number(META, baseline_of(META), 0, millions)))


def width(data: pd.DataFrame, kind: str, nth: int = 0) -> float:
    bar = data[data["kind"] == kind].iloc[nth]
    return float(bar["x1"] - bar["x0"])


def test_a_larger_cut_is_a_longer_bar_on_the_same_scale():
    small, large = cut(2000.0), cut(6420.0)
    for kind in ("wide left", "wide came"):
        assert np.isclose(width(large, kind) / width(small, kind), 6420 / 2000)
    kept = width(small, "wide kept") + width(small, "wide left")
    assert np.isclose(width(large, "wide kept") + width(large, "wide left"), kept)
    assert np.isclose(width(small, "wide left"), width(small, "wide came"))


def test_the_whole_of_the_giver_fits_the_picture():
    """AI division with all of Reality Labs is the longest bar there can be."""
    data = cut(21400.0)
    assert np.isclose(data["x1"].max(), 1)
    assert "wide kept" not in set(data[data["order"] == 3]["kind"])


def test_who_is_untouched_is_small_and_marked_where_the_bar_is_cut_off():
    data = cut(2000.0)
    beyond = data[data["kind"] == "beyond"]
    assert list(beyond["tip"]) == ["Family of Apps, $129,690,000,000.00, unchanged"]
    assert list(beyond["x1"]) == [1.0]


def test_a_division_is_split_where_a_move_names_a_part_of_it():
    lines = views.shift(of(load_scenario("metaverse-30pct-to-wearables")))
    assert list(lines["division"])[:2] == ["Reality Labs / Metaverse", "Reality Labs / Wearables"]
    assert "Reality Labs" not in set(lines["division"])


@given(strategies.run())
def test_the_lines_partition_the_budget(ledger: engine.Ledger) -> None:
    """Before and after they sum to what all divisions and accounts hold, whoever is named."""
    lines, all_of_it = views.shift(ledger), views.by_division(ledger)
    assert sum(lines["baseline"]) == sum(all_of_it["baseline"])
    changed = lines[lines["variance"] != 0]
    assert changed["touched"].all()


def test_of_many_divisions_those_that_change_least_are_one_line(tmp_path):
    table = tmp_path / "town.csv"
    table.write_text("Department,2026\n" + "".join(f"D{at},{1000 + at}\n" for at in range(30)))
    town = load_baseline(table)
    all_give = Scenario.model_validate(
        {
            "title": "t",
            "baseline": "town.csv",
            "moves": [{"name": "a", "from": list(town.divisions), "cut": "5%", "to": {}}],
        }
    )
    data = charts.shift_data(engine.reallocate(town, all_give))
    assert "24 others" in set(data["label"])
    one = edits.with_givers(all_give, town, 0, ["D3"])
    data = charts.shift_data(engine.reallocate(town, one))
    assert any(label.endswith("others, untouched") for label in data["label"])
    assert data["order"].max() <= 16
