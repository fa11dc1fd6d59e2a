"""Operating income: its level where revenue is known, its range where one was published, else only its change."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from virement import charts, views
from virement.baseline import Baseline, load_baseline
from virement.engine import Ledger, reallocate
from virement.scenario import read_scenario

BUDGETS = """division,period,measure,amount,status
Buses,FY2025,budget,90,reported
Buses,FY2026,budget,100,guidance
Buses,FY2027,budget,100,assumption
Parks,FY2025,budget,50,reported
Parks,FY2026,budget,50,guidance
Parks,FY2027,budget,50,assumption
Buses,FY2025,revenue,200,reported
Buses,FY2026,revenue,220,estimate
Parks,FY2025,revenue,0,reported
Parks,FY2026,revenue,0,reported
"""
TOTALS = """name,divisions,period,measure,amount,tolerance,status
Costs of 2025,All divisions,FY2025,budget,140,1,reported
Revenue of 2025,All divisions,FY2025,revenue,200,1,reported
Guided costs,All divisions,FY2026,budget,150,12,guidance
Expected revenue,All divisions,FY2026,revenue,220,8,estimate
"""
HEAD = """title: Town
currency: USD
unit: million
actuals_through: FY2025
divisions: [Buses, Parks]
"""


@pytest.fixture
def town(tmp_path: Path) -> Baseline:
    """A town that knows the revenue of two years, one of them as a range."""
    folder = tmp_path / "town"
    folder.mkdir()
    for name, text in (("baseline.yaml", HEAD), ("budgets.csv", BUDGETS), ("control_totals.csv", TOTALS)):
        (folder / name).write_text(text)
    return load_baseline(str(folder))


def saved(town: Baseline, cut: str = "10%", to: str = "Savings") -> Ledger:
    """A cut of the buses in both years of the plan."""
    move = f"{{name: m, from: Buses, cut: {cut}, to: {{{to}: 100%}}}}"
    return reallocate(town, read_scenario(f"title: T\nbaseline: town\nmoves:\n  - {move}\n"))


def test_the_level_has_the_range_of_what_was_published(town: Baseline) -> None:
    """220 less 150, 10 saved, makes 80; revenue may be 8 off and costs 12, so 60 to 100."""
    ledger = saved(town)
    assert views.income_range(ledger, views.columns_of(town, "FY2026")) == (Decimal(60), Decimal(100))
    figure = views.headline(ledger, "FY2026")[-1]
    assert (figure.label, figure.value, figure.status) == ("Operating income", "$80M", "estimate")
    assert figure.detail == "+$10M; $60M to $100M by the published ranges"
    assert views.income_words(ledger, "FY2026") == (
        "The revenue of FY2026 is $220M (estimate). "
        "Revenue and costs were published as ranges, which leave $60M to $100M after the moves."
    )


def test_a_rounding_is_no_range(town: Baseline) -> None:
    """What came out in 2025 is known to a million; two years together were published by nobody."""
    ledger = saved(town)
    for span in ("FY2025", "FY2025 to FY2026"):
        assert views.income_range(ledger, views.columns_of(town, span)) is None
    assert views.headline(ledger, "FY2025")[-1].detail == "unchanged"


@pytest.mark.parametrize("span", ["FY2027", "FY2026 to FY2027"])
def test_without_revenue_only_the_change_is_said(town: Baseline, span: str) -> None:
    """A level that would take another year's revenue is not shown, in figure, table, picture or words."""
    ledger = saved(town)
    change = 10 if span == "FY2027" else 20
    figure = views.headline(ledger, span)[-1]
    assert (figure.label, figure.value) == ("Operating income, change", f"+${change}M")
    assert figure.detail == f"revenue of {span} not known"
    last = views.operating_income(ledger, 1, span).iloc[-1]
    assert (last["revenue"], last["before"], last["after"], last["change"]) == (None, None, None, change)
    assert last["status"] == "assumption"
    assert views.income_words(ledger, span) == (
        f"Operating income changes by +${change}M. Its level is not known, since not all revenue of {span} is."
    )
    assert charts.operating_income_data(ledger, 1, "FY2027").empty


def test_who_knows_no_revenue_is_told_nothing_of_it(toy: Baseline) -> None:
    """A town's budget has no operating income to show."""
    ledger = reallocate(toy, read_scenario("title: T\nbaseline: toy\nmoves: []\n"))
    assert "Operating income" not in " ".join(figure.label for figure in views.headline(ledger))
    assert views.income_words(ledger, "FY2026") == ""
