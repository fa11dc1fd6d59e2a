"""What is said of jobs, read back: in the sentence, in the words of a cut, and in the table."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from virement import views
from virement.baseline import Baseline
from virement.engine import reallocate
from virement.scenario import Case, Scenario
from virement.scenario.schema import Move
from virement.values import Jobs, ModelError

from tests.engine.test_jobs import job_moves, parts
from tests.support.reference_model import half_up

LAST = 2  # the column of FY2027


def gone(town: Baseline, move: Move, column: int) -> dict[int, int]:
    """The hundredths of a job that each leaf of the givers loses in a period, figured from the rule."""
    rows = town.rows_of(move.from_).tolist()
    jobs = town.jobs.jobs[rows, column].tolist()
    ramp = Fraction(1) if move.ramp is None else move.ramp[min(column - 1, len(move.ramp) - 1)]
    share = move.cut.share if move.cut.is_share else Fraction(move.cut.hundredths, sum(jobs))
    return dict(zip(rows, parts(half_up(share * ramp * sum(jobs)), jobs), strict=True))


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-")) * 100


@given(job_moves())
@settings(max_examples=40)
def test_what_is_said_of_jobs_is_true(drawn: tuple[Baseline, Move]) -> None:
    """Of each giver its jobs before and after, at the end of the span; of the cut, itself, as it reads back."""
    town, move = drawn
    scenario = Scenario(title="t", baseline="town", moves=(move.model_copy(update={"severance": None}),))
    try:
        ledger = reallocate(town, scenario)
    except ModelError:
        assume(False)
    lost = gone(town, move, LAST)
    said = views.sentence(ledger, "FY2027")
    told = {
        name: (number(before), number(after))
        for name, before, after in re.findall(r"([A-Z][\w /]*?) goes from ([\d,.]+) to ([\d,.]+) jobs", said)
    }
    due = {}
    for name in move.from_:
        rows = town.rows_of(name).tolist()
        before, cut = int(town.jobs.jobs[rows, LAST].sum()), sum(lost[row] for row in rows)
        if cut:
            due[name] = before, before - cut
    moved = bool(views.flow_amounts(ledger, "FY2027"))
    assert told == (due if moved else {}), said
    assert ("jobs" in said) == bool(told)
    assert views.cut_words(Case(town, scenario), 0).startswith(f"{move.cut}, ")
    assert isinstance(move.cut, Jobs)


@given(job_moves())
@settings(max_examples=40)
def test_the_table_of_jobs_is_the_rule(drawn: tuple[Baseline, Move]) -> None:
    """Each division's jobs before and after, the change between them, and what is cut of its pay."""
    town, move = drawn
    plain = move.model_copy(update={"severance": None})
    ledger = reallocate(town, Scenario(title="t", baseline="town", moves=(plain,)))
    lost = gone(town, move, LAST)
    for row in views.jobs(ledger, None, "FY2027").to_dict("records"):
        rows = town.rows_of(row["division"]).tolist()
        before, cut = int(town.jobs.jobs[rows, LAST].sum()), sum(lost.get(one, 0) for one in rows)
        found = [row[f"jobs_{name}"] * 100 for name in ("before", "change", "after")]
        assert found == [before, -cut, before - cut]
        assert row["pay"] * 100 == int(town.jobs.pay[rows, LAST].sum())
        givers = [one for one in rows if one in lost]
        assert row["pay_cut"] * 100 == -int(ledger.variance[givers, LAST, 0].sum())
