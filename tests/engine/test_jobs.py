"""Cuts in jobs (rule 8 of scenarios/README.md), held against the rule in fractions, in plain loops."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from virement.baseline import Baseline, JobFigures, grown, read_growth
from virement.engine import max_cut, reallocate, reallocate_draws
from virement.scenario import Case, read_scenario
from virement.scenario.schema import Move, Scenario
from virement.uncertainty.inputs import drawn, inputs_of
from virement.values import Amount, Jobs, ModelError, Months, from_minor

from tests.support.reference_model import half_up
from tests.support.towns import town_of

TABLE = """division;FY2025;FY2026;FY2027
Streets;1000;1200;1200
Parks / Gardens;300;300;300
Parks / Pools;100;100;100
Library;400;400;400
"""


def staffed(jobs: list[list[int]], pay: list[list[int]], table: str = TABLE) -> Baseline:
    """The town with jobs in hundredths and their pay in cents, by leaf and period."""
    town = town_of(table, unit="thousand", actuals_through="FY2025")
    figures = JobFigures.none(len(town.leaves), len(town.periods))
    figures.jobs[:], figures.pay[:], figures.known[:] = jobs, pay, True
    return replace(town, jobs=figures)


PLAIN = staffed([[2000] * 3, [500] * 3, [300] * 3, [1000] * 3], [[60_000_000] * 3, [15_000_000] * 3, [6_000_000] * 3,
                [40_000_000] * 3])  # fmt: skip


def scenario(text: str) -> Scenario:
    return read_scenario(f"title: t\nbaseline: town\nmoves:\n  - name: a\n{text}", "t.yaml")


def of(town: Baseline, text: str) -> list[list[int]]:
    return reallocate(town, scenario(text)).variance[:, :, 0].tolist()


def test_jobs_are_cut_in_proportion_and_at_their_pay() -> None:
    """By hand: 4 of the 8 jobs of Parks, which are paid $210,000 together, cost $105,000 a year: $75,000 of it in
    Gardens, where the pay is 150 of 210, and $30,000 in the pools. Of the jobs 2.5 go from Gardens and 1.5 there."""
    ledger = reallocate(PLAIN, scenario("    from: Parks\n    cut: 4 jobs\n    to: {Library: 100%}\n"))
    assert ledger.variance[:4, 1:, 0].tolist() == [[0, 0], [-7_500_000] * 2, [-3_000_000] * 2, [10_500_000] * 2]
    assert ledger.jobs_cut[:, :, 0].tolist() == [[0] * 3, [0, 250, 250], [0, 150, 150], [0] * 3]


def test_a_share_of_jobs_is_that_share_of_the_pay() -> None:
    """A tenth of the jobs of Streets at $600,000 a year: 2 jobs and $60,000; half of them in the first year."""
    ledger = reallocate(PLAIN, scenario("    from: Streets\n    cut: 10% of jobs\n    ramp: [50%, 100%]\n"))
    assert ledger.variance[0, :, 0].tolist() == [0, -3_000_000, -6_000_000]
    assert ledger.jobs_cut[0, :, 0].tolist() == [0, 100, 200]


@pytest.mark.parametrize(
    ("severance", "owed"),
    [("6 months of pay", 3_000_000), ("1.5 months", 750_000), ("$40k a job", 8_000_000), ("$40k", 8_000_000)],
)
def test_severance_is_paid_first(severance: str, owed: int) -> None:
    """Each of the 2 jobs that go is paid $30,000 a year: six months are $15,000 a job. It comes out of what the cut
    frees before anybody gets anything, as a one-off cost, which stands beside it."""
    text = f"    from: Streets\n    cut: 2 jobs\n    to: {{Library: 100%}}\n    severance: {severance}\n"
    found = of(PLAIN, f"{text}    one_off_cost: $1,000\n")
    assert found[0] == [0, -6_000_000, -6_000_000]
    assert sum(found[-1]) == 0  # New funding has no part in it
    assert sum(found[4 + 3]) == owed + 100_000, "one-off costs"
    assert found[3][1] == max(6_000_000 - owed - 100_000, 0)


@st.composite
def staffed_towns(draw: st.DrawFn) -> Baseline:
    """Towns in which every leaf has jobs, and whose pay is no more than the budget."""
    jobs = [[draw(st.integers(1, 40_000)) for _ in range(3)] for _ in range(4)]
    budget = [[draw(st.integers(1, 10**9)) for _ in range(3)] for _ in range(4)]
    pay = [[draw(st.integers(0, amount * 100)) for amount in row] for row in budget]
    names = ("Streets", "Parks / Gardens", "Parks / Pools", "Library")
    lines = [
        "division;FY2025;FY2026;FY2027",
        *(f"{n};{';'.join(map(str, r))}" for n, r in zip(names, budget, strict=True)),
    ]
    town = town_of("\n".join(lines), actuals_through="FY2025")
    figures = JobFigures.none(4, 3)
    figures.jobs[:], figures.pay[:], figures.known[:] = jobs, pay, True
    return replace(town, jobs=figures)


@st.composite
def job_moves(draw: st.DrawFn) -> tuple[Baseline, Move]:
    """A town and a cut in jobs that it can bear."""
    town = draw(staffed_towns())
    givers = draw(st.sampled_from([("Streets",), ("Parks",), ("Streets", "Parks / Pools"), ("Library", "Parks")]))
    rows = town.rows_of(givers)
    assert town.jobs is not None
    most = int(town.jobs.jobs[rows][:, 1:].sum(axis=0).min())
    # a leaf gives its part of the jobs rounded, and so no more than it has
    part = st.integers(0, 1000).map(lambda n: Fraction(n, 1000)) | st.integers(0, 10**14).map(
        lambda n: Fraction(n, 10**14)
    )
    size = draw(st.integers(0, most).map(lambda n: Decimal(n) / 100) | part)
    ramp = draw(st.none() | st.lists(part, min_size=1, max_size=2).map(tuple))
    severance = draw(st.sampled_from([None, Months(Decimal("1.5")), Amount(Decimal("0.37"))]))
    receiver = next(name for name in ("Library", "Streets") if name not in givers)
    move = Move(name="a", from_=givers, cut=Jobs(size), ramp=ramp, severance=severance, to={receiver: "rest"})
    return town, move


def parts(total: int, weights: list[int]) -> list[int]:
    """A total divided by weights: running totals, rounded half up."""
    whole, upto, found = sum(weights), 0, []
    for weight in weights:
        before = half_up(Fraction(total * upto, whole)) if whole else 0
        upto += weight
        found.append((half_up(Fraction(total * upto, whole)) if whole else 0) - before)
    return found


@given(job_moves())
@settings(max_examples=120)
def test_a_cut_in_jobs_is_the_rule_in_fractions(drawn_: tuple[Baseline, Move]) -> None:
    """The pay of that many jobs, in proportion to jobs, period by period; and the jobs themselves."""
    town, move = drawn_
    figures, rows = town.jobs, town.rows_of(move.from_).tolist()
    assert figures is not None
    assert isinstance(move.cut, Jobs)
    peak, told = 0, Scenario(title="t", baseline="town", moves=(move,))
    try:
        ledger = reallocate(town, told)
    except ModelError as error:  # what is cut can't pay its severance
        assume(["the one-off cost is" in one.what for one in error.problems] != [True])
        raise
    for column in (1, 2):
        ramp = Fraction(1) if move.ramp is None else move.ramp[min(column - 1, len(move.ramp) - 1)]
        jobs, pay = ([array[row, column].item() for row in rows] for array in (figures.jobs, figures.pay))
        share = move.cut.share if move.cut.is_share else Fraction(move.cut.hundredths, sum(jobs))
        gross, gone = half_up(share * ramp * sum(pay)), half_up(share * ramp * sum(jobs))
        peak = max(peak, gone)
        assert [-n for n in ledger.variance[rows, column, 0].tolist()] == parts(gross, pay)
        assert [ledger.jobs_cut[row, column, 0] for row in rows] == parts(gone, jobs)
    owed = _owed(town, move, rows, peak)
    assert int(ledger.variance[4 + 3].sum()) == owed


def _owed(town: Baseline, move: Move, rows: list[int], peak: int) -> int:
    figures = town.jobs
    assert figures is not None
    if move.severance is None:
        return 0
    if isinstance(move.severance, Amount):
        return half_up(Fraction(move.severance.value) * 100 * peak / 100)
    jobs, pay = (int(array[rows, 1].sum()) for array in (figures.jobs, figures.pay))
    return half_up(Fraction(pay, jobs) / 12 * Fraction(move.severance.number) * peak)


@given(job_moves())
@settings(max_examples=60)
def test_a_cut_in_jobs_equals_its_amount_in_dollars(drawn_: tuple[Baseline, Move]) -> None:
    """Said in dollars, a move for each leaf and year, it changes every budget by the same cents."""
    town, move = drawn_
    move = move.model_copy(update={"severance": None})
    ledger = reallocate(town, Scenario(title="t", baseline="town", moves=(move,)))
    said = []
    for posting in ledger.postings:
        if posting.role == "given":
            for row, amounts in zip(posting.rows.tolist(), posting.amounts[:, :, 0].tolist(), strict=True):
                for column, minor in zip(posting.window, amounts, strict=True):
                    period = town.period_names[column]
                    said.append(Move(name=f"{row} {period}", from_=(town.leaves[row],), cut=from_minor(-minor, "USD"),
                                     to=move.to, start=period, end=period))  # fmt: skip
    in_dollars = reallocate(town, Scenario(title="t", baseline="town", moves=tuple(said)))
    np.testing.assert_array_equal(in_dollars.variance, ledger.variance)
    np.testing.assert_array_equal(in_dollars.budget, ledger.budget)


def test_draws_are_plain_runs() -> None:
    """Each draw of a range of jobs is the run that states its number."""
    text = "    from: Parks\n    cut: {low: 1 job, likely: 2 jobs, high: 4 jobs}\n    to: {Library: 100%}\n"
    read = scenario(f"{text}    severance: $1,000 a job\n")
    inputs = inputs_of(Case(PLAIN, read))
    values = np.array([[100, 250, 400]])
    ledger = reallocate_draws(PLAIN, read, drawn(PLAIN, read, inputs, values))
    for draw, number in enumerate(("1 job", "2.5 jobs", "4 jobs")):
        plain = reallocate(PLAIN, scenario(f"    from: Parks\n    cut: {number}\n    to: {{Library: 100%}}\n"
                                           "    severance: $1,000 a job\n"))  # fmt: skip
        np.testing.assert_array_equal(ledger.variance[:, :, draw], plain.variance[:, :, 0])
        np.testing.assert_array_equal(ledger.jobs_cut[:, :, draw], plain.jobs_cut[:, :, 0])


def test_a_plan_that_grows_keeps_its_jobs_and_pays_them_more() -> None:
    """3 % on the year before: as many jobs, each paid as much more as the budget grows."""
    longer = grown(PLAIN, read_growth({"until": "FY2028", "rates": {"All divisions": "3%"}}))
    assert longer.jobs is not None
    assert longer.jobs.jobs[:, -1].tolist() == [2000, 500, 300, 1000]
    assert longer.jobs.pay[:, -1].tolist() == [61_800_000, 15_450_000, 6_180_000, 41_200_000]
    assert longer.fingerprint_with_jobs == PLAIN.fingerprint_with_jobs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("    from: Streets\n    cut: 21 jobs\n", "cuts 1 job more than 'Streets' has in FY2026. At most 20 jobs"),
        ("    from: New funding\n    cut: 5 jobs\n", "New funding has no jobs to cut"),
        ("    from: Streets\n    cut: 5 jobs\n    of: Parks\n", "a cut in jobs is of the givers' own jobs"),
        ("    from: Streets\n    cut: 5%\n    severance: 3 months\n", "severance goes with a cut in jobs"),
        ("    from: Streets\n    cut: 5 jobs\n    phasing: [50%, 50%]\n", "`phasing` goes with a plain amount"),
        ("    from: Streets\n    cut: 5.123 jobs\n", "Jobs are counted to the hundredth"),
        ("    from: Streets\n    cut: -5 jobs\n", "has a sign"),
        ("    from: Streets\n    cut: 5 jobs\n    severance: 10%\n", "Write it as 6 months of pay, or $40k a job"),
        ("    from: Streets\n    cut: 5 jobs\n    severance: €40k\n", "is not in USD"),
    ],
)
def test_what_can_not_be_is_refused(text: str, words: str) -> None:
    """Each with where it stands and a hint."""
    with pytest.raises(ModelError) as error:
        reallocate(PLAIN, scenario(text))
    assert words in str(error.value)


def test_jobs_that_are_not_known_are_refused() -> None:
    """Of a baseline that knows none, and of a leaf whose jobs nobody gave: never taken as none."""
    bare = replace(PLAIN, jobs=None)
    with pytest.raises(ModelError, match=r"nothing is known of the jobs of 'generated'"):
        reallocate(bare, scenario("    from: Streets\n    cut: 2 jobs\n"))
    assert PLAIN.jobs is not None
    known = PLAIN.jobs.known.copy()
    known[2, 2] = False
    partly = replace(PLAIN, jobs=replace(PLAIN.jobs, known=known))
    with pytest.raises(ModelError, match=r"the jobs of 'Parks / Pools' in FY2027 are not known"):
        reallocate(partly, scenario("    from: Parks\n    cut: 2 jobs\n"))


def test_moves_together_cut_no_more_jobs_than_there_are() -> None:
    """Each alone could: the pools have 3 jobs."""
    text = "    from: Parks / Pools\n    cut: 2 jobs\n  - name: b\n    from: Parks / Pools\n    cut: 60% of jobs\n"
    with pytest.raises(ModelError) as error:
        reallocate(PLAIN, scenario(text))
    assert "moves 'a' and 'b' together cut 0.8 jobs more than 'Parks / Pools' has in FY2026 to FY2027" in str(
        error.value
    )


def test_the_most_that_a_cut_in_jobs_can_be() -> None:
    """Whole jobs, beside what other moves cut; of a share hundredths of a percent."""
    text = "    from: Streets\n    cut: {}\n  - name: b\n    from: Streets\n    cut: 5 jobs\n"
    assert max_cut(PLAIN, scenario(text.format("1 job")), 0) == Jobs(Decimal(15))
    assert max_cut(PLAIN, scenario(text.format("1% of jobs")), 0) == Jobs(Fraction(3751, 5000)), (
        "15 jobs, to the hundredth"
    )
