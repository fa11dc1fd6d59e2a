"""What was spent beside what was planned, by hand."""

from decimal import Decimal

from virement import actuals, charts, engine
from virement.baseline import load_baseline
from virement.scenario import read_scenario

TEXT = "title: Less for Streets\nbaseline: toy\nmoves: [{name: Cut, from: Streets, cut: 25%, to: {Parks: 100%}}]\n"
SPENT = b"division,period,amount\nStreets,FY2026,1000000\nLibrary,FY2026,400000\n"


def test_each_plan_is_a_bar_from_zero():
    """Streets: planned 1.2m and 900k, spent 1m. The library: as planned by both."""
    toy = load_baseline("toy")
    ledger = engine.reallocate(toy, read_scenario(TEXT))
    found = actuals.track([ledger], actuals.read_actuals(SPENT, "spent.csv", toy))
    data = charts.actual_spending_data(found.by_division, ["Less for Streets"], toy)
    lines = data[data["kind"].isin(["line", "minor"])]
    assert list(zip(lines["name"], lines["label"], strict=True)) == [
        ("Streets, FY2026", "spent $1M"),
        ("Baseline", "−$200k (−16.7%)"),
        ("Less for Streets", "+$100k (+11.1%)"),
        ("Library, FY2026", "spent $400k"),
        ("Baseline", "as planned"),
        ("Less for Streets", "as planned"),
    ]
    bars = data[data["kind"] == "after"].to_dict("records")
    assert [(bar["role"], round(bar["x1"] - bar["x0"], 4)) for bar in bars] == [("before", 0.6667), ("text", 0.3333)]
    assert bars[0]["x1"] == bars[1]["x0"]
    assert "planned $1.2M" in bars[0]["tip"]
    assert list(data[data["kind"] == "note"]["label"]) == ["FY2026 · in USD · rests on: assumption"]
    assert found.by_division["difference"][0] == Decimal(-200_000)
