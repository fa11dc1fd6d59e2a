"""How well each figure is known: a status that is said is that of the figures which the number came from."""

from __future__ import annotations

import pytest
from virement.baseline import Baseline, read_baseline_table
from virement.engine import Ledger, reallocate
from virement.scenario import read_scenario
from virement.tables import read_csv_table
from virement.views import by_period, money_by_status
from virement.views.history import continued, read_history

TOWN = b"""division,period,measure,amount,status
Buses,FY2026,budget,100000,guidance
Buses,FY2027,budget,300000,assumption
Parks,FY2026,budget,50000,reported
Parks,FY2027,budget,50000,reported
Parks,FY2026,revenue,700,guidance
Parks,FY2027,revenue,700,estimate
"""


@pytest.fixture
def town() -> Baseline:
    return read_baseline_table(TOWN, "town.csv", currency="USD")


def moved(town: Baseline, cut: str) -> Ledger:
    move = f"{{name: m, from: Buses, cut: {cut}, to: {{Parks: 100%}}}}"
    return reallocate(town, read_scenario(f"title: T\nbaseline: town.csv\nmoves:\n  - {move}"))


def statuses(ledger: Ledger) -> dict[tuple[str, str], str]:
    return by_period(ledger, 1).set_index(["division", "period"])["status"].to_dict()


@pytest.mark.parametrize(
    ("cut", "in_2026", "mix"),
    [
        ("10%", "guidance", {"guidance": 25, "assumption": 75}),
        ("$10k per year", "guidance", {"guidance": 50, "assumption": 50}),
        ("$20k", "assumption", {"assumption": 100}),
    ],
)
def test_a_cut_rests_on_the_figures_that_spread_it(town: Baseline, cut: str, in_2026: str, mix: dict[str, int]) -> None:
    """A rate rests on its period, an amount per year on its fiscal year, an amount on the whole window."""
    ledger = moved(town, cut)
    said = statuses(ledger)
    assert said["Buses", "FY2026"] == said["Parks", "FY2026"] == in_2026
    assert said["Parks", "FY2027"] == "assumption"
    shares = money_by_status(ledger, "FY2026 to FY2027").set_index("status")["share_pct"]
    assert shares.to_dict() == mix


HISTORY = b"""division,divisions,period,measure,amount,status,source,note
The parks,Parks,FY2025,costs,48000,reported,s,
The parks,Parks,FY2025,revenue,650,reported,s,
The town,Buses + Parks,FY2025,costs,140000,reported,s,
"""


def test_the_scenario_continues_a_history_on_what_it_rests_on(town: Baseline) -> None:
    """The Parks' plan was published, and what they get besides rests on the Buses' figures of each year."""
    history = read_history(read_csv_table(HISTORY, "history.csv"))
    ledger = moved(town, "10%")
    later = continued(ledger, history, "costs").set_index(["division", "line", "period"])["status"].to_dict()
    assert later["The parks", "plan", "FY2027"] == "reported"
    assert later["The parks", "scenario", "FY2026"] == "guidance"
    assert later["The parks", "scenario", "FY2027"] == "assumption"
    assert ("The town", "scenario", "FY2026") not in later, "what moves inside leaves its costs as they were"
    revenue = continued(ledger, history, "revenue").set_index(["line", "period"])["status"].to_dict()
    assert revenue == {
        ("actual", "FY2025"): "reported",
        ("plan", "FY2026"): "guidance",
        ("plan", "FY2027"): "estimate",
    }
