"""The control of a cut in jobs: what is typed into it, its slider, and the same cut said in other ways."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from virement import edits
from virement.baseline import Baseline, load_baseline
from virement.engine import reallocate
from virement.scenario import Scenario, load_scenario, read_scenario, scenario_text, with_move
from virement.values import Jobs, ModelError, Months


@pytest.fixture(scope="module")
def meta() -> Baseline:
    return load_baseline("meta")


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return with_move(load_scenario("rl-1500-jobs"), 0, cut="1,500 jobs")


@pytest.mark.parametrize(
    ("typed", "cut"),
    [
        ("1,200", Jobs(Decimal(1200))),
        ("-1,200", Jobs(Decimal(1200))),
        ("12.5 FTE", Jobs(Decimal("12.5"))),
        ("10% of jobs", Jobs(Fraction(1, 10))),
    ],
)
def test_a_bare_number_counts_jobs_where_jobs_stand(meta: Baseline, plan: Scenario, typed: str, cut: Jobs) -> None:
    """And jobs may be typed where money stands."""
    assert edits.read_cut_entry(typed, meta, plan, 0).moves[0].cut == cut
    if "j" in typed or "FTE" in typed:
        money = with_move(plan, 0, cut="$2B")
        assert edits.read_cut_entry(typed, meta, money, 0).moves[0].cut == cut


def test_a_percentage_typed_among_jobs_is_asked_about(meta: Baseline, plan: Scenario) -> None:
    """It could be of the jobs or of the budget; where a share of jobs stands it is of the jobs."""
    with pytest.raises(ModelError, match=r"'10%' could be of the jobs or of the budget. Write 10% of jobs"):
        edits.read_cut_entry("10%", meta, plan, 0)
    share = with_move(plan, 0, cut="20% of jobs")
    assert edits.read_cut_entry("10%", meta, share, 0).moves[0].cut == Jobs(Fraction(1, 10))


def test_more_jobs_than_there_are_offers_the_most(meta: Baseline, plan: Scenario) -> None:
    """8,250 of the 15,000 jobs are in the metaverse group."""
    with pytest.raises(edits.TooMuch, match="At most 8,250 jobs") as error:
        edits.within_room("9000", meta, plan, 0)
    assert error.value.most == Jobs(Decimal(8250))


def test_the_slider_counts_jobs(meta: Baseline, plan: Scenario) -> None:
    """From none to all there are, in round steps."""
    slider = edits.cut_slider(meta, plan, 0)
    assert (slider.text, slider.unit, slider.most) == ("1,500", "jobs", "8,250")
    assert edits.with_cut_at(plan, meta, 0, slider.positions).moves[0].cut == Jobs(Decimal(8250))
    share = with_move(plan, 0, cut="10% of jobs")
    assert (edits.cut_slider(meta, share, 0).text, edits.cut_slider(meta, share, 0).unit) == ("10", "% of jobs")


def test_a_cut_is_said_in_jobs_as_near_as_whole_ones_come(meta: Baseline) -> None:
    """$2B of the $10,759M that 15,000 jobs are paid: 2,788 jobs, and the note says what that takes."""
    money = load_scenario("nyt-2b-to-ai")
    jobs = edits.with_cut_as(money, meta, 0, "jobs")
    assert jobs.moves[0].cut == Jobs(Decimal(2788))
    said = edits.nearest_note(meta, money, jobs, 0)
    assert said == "The nearest is 2,788 jobs: the cut was $2,000,000,000.00 and is $1,999,739,466.68"
    assert edits.nearest_note(meta, jobs, jobs, 0) == ""


def test_a_cut_in_jobs_is_said_in_money_to_the_cent(meta: Baseline, plan: Scenario) -> None:
    """With its severance as a one-off cost; as a percentage it is the nearest hundredth."""
    plan = with_move(plan, 0, severance="6 months of pay")
    amount = edits.with_cut_as(plan, meta, 0, "amount")
    assert (amount.moves[0].severance, str(amount.moves[0].one_off_cost)) == (None, "$537.95M")
    assert (reallocate(meta, amount).variance == reallocate(meta, plan).variance).all()
    share = edits.with_cut_as(plan, meta, 0, "share")
    assert share.moves[0].cut == Fraction(914, 10_000)
    assert "The nearest is 9.14%: the cut was $1,075,900,000.00" in edits.nearest_note(meta, plan, share, 0)


def test_a_cut_that_all_jobs_do_not_pay_is_not_said_in_jobs(meta: Baseline) -> None:
    """The metaverse run down takes more than its jobs are paid."""
    with pytest.raises(ModelError, match=r"takes \$8.24B, and all 8,250 jobs are paid \$6.66B"):
        edits.with_cut_as(load_scenario("rl-phased-exit"), meta, 0, "jobs")
    assert not edits.can_be_jobs(meta, with_move(load_scenario("nyt-2b-to-ai"), 0, from_=("All divisions",)).moves[0])


def test_severance_is_typed_and_read_back(meta: Baseline, plan: Scenario) -> None:
    """And a file keeps it."""
    typed = edits.read_severance_entry("6 months", meta, plan, 0)
    assert typed.moves[0].severance == Months(Decimal(6))
    assert edits.written(typed.moves[0].severance) == "6 months of pay"
    text = scenario_text(typed)
    assert "severance: 6 months of pay" in text
    assert read_scenario(text) == typed
    assert edits.read_severance_entry("", meta, typed, 0).moves[0].severance is None
