"""One number out of a ledger: the same as the tables have, read from its words and written back."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from virement import engine, views
from virement.baseline import read_baseline_table
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger
from virement.engine.limits import broken_limits
from virement.measures.measure import KINDS, Measure, Measured, measured, read_measure
from virement.scenario import Case, baseline_of, load_scenario, scenario_names
from virement.scenario.schema import Limit, Move, Scenario
from virement.values.names import ROOT
from virement.values.problems import ModelError

from tests.support.strategies import baselines, run, scenario_of


def value(ledger: Ledger, kind: str, name: str, span: str) -> Decimal | None:
    return measured(ledger, Measure(kind, name, span)).value(ledger.baseline)


def spans_of(ledger: Ledger) -> list[str]:
    return [*views.spans(ledger.baseline), *ledger.baseline.period_names]


@given(run(), st.data())
def test_a_measure_is_what_the_tables_say(ledger: Ledger, data: st.DataObject) -> None:
    """Budgets and shares of `by_division`, and the columns of `by_move`, in any span."""
    span = data.draw(st.sampled_from(spans_of(ledger)))
    everything = [*ledger.baseline.divisions, ROOT]
    for row in views.division_lines(ledger, everything, views.columns_of(ledger.baseline, span)):
        assert value(ledger, "budget", row["division"], span) == row["budget"]
        assert value(ledger, "share", row["division"], span) == row["share_after_pct"]
    assert value(ledger, "budget", "", span) == value(ledger, "budget", ROOT, span)
    table = views.by_move(ledger, span)
    for kind in ("gross", "stranded", "one-off", "fundable"):
        column = table[kind.replace("-", "_")]
        assert value(ledger, kind, "", span) == sum(column, Decimal(0))
        for name, figure in zip(table["move"], column, strict=True):
            assert value(ledger, kind, name, span) == figure
    for kind in ("savings", "unallocated"):
        assert value(ledger, kind, "", span) == sum(table[kind], Decimal(0))


@given(run())
def test_a_broken_limit_is_as_large_as_the_list_says(ledger: Ledger) -> None:
    """`broken_limits`, year by year and summed over the plan; of two floors on a division the stricter one counts."""
    years = [name for name in views.spans(ledger.baseline) if " to " not in name]
    for kind in ("floor", "cap"):
        for division in {limit.division for limit in ledger.scenario.limits if getattr(limit, kind) is not None}:
            sizes = {year: [0] for year in years}
            for broken in broken_limits(ledger):
                if (broken.division, broken.kind) == (division, kind):
                    sizes[broken.fiscal_year].append(broken.size)
            for year in years:
                assert measured(ledger, Measure(f"broken {kind}", division, year)).exact() == max(sizes[year])
            whole = Measure(f"broken {kind}", division, list(views.spans(ledger.baseline))[-1])
            assert measured(ledger, whole).exact() == sum(max(found) for found in sizes.values())


@pytest.mark.parametrize("name", scenario_names())
def test_an_operating_income_is_that_of_the_table(name: str) -> None:
    """Of each division whose revenue is known, and of all of them, less the costs that nobody has."""
    scenario = load_scenario(name)
    ledger = engine.reallocate(baseline_of(scenario), scenario)
    for span in views.spans(ledger.baseline):
        for row in views.operating_income(ledger, 1, span).to_dict("records"):
            if row["division"] not in views.KEPT and not pd.isna(row["revenue"]):
                assert value(ledger, "operating income", row["division"], span) == row["after"]


@given(run(), st.data())
def test_a_measure_reads_back_from_its_text(ledger: Ledger, data: st.DataObject) -> None:
    """Every measure that can be written reads back as itself, in capitals too, whatever the names hold."""
    scenario, baseline = ledger.scenario, ledger.baseline
    kind = data.draw(
        st.sampled_from([kind for kind in KINDS if kind not in ("operating income", "jobs") and "broken" not in kind])
    )
    names = {"division": baseline.divisions, "move": [move.name for move in ledger.moves], "nothing": ()}
    chosen = data.draw(st.sampled_from([*names[KINDS[kind].of], *([] if KINDS[kind].named else [""])]))
    measure = Measure(kind, chosen, data.draw(st.sampled_from(spans_of(ledger))))
    assert read_measure(str(measure), Case(baseline, scenario)) == measure
    assert read_measure(str(measure).upper(), Case(baseline, scenario)) == measure
    assert pickle.loads(pickle.dumps(measure)) == measure


@given(baselines(), st.permutations(["of", "in", "Parks", "FY2026", "in FY2025", "to", "x  in"]))
def test_names_may_hold_the_words_that_stand_between(baseline: Baseline, words: list[str]) -> None:
    """A move called `in FY2025 of Parks` is told from its span, which comes last."""
    name = " ".join(words)
    scenario = scenario_of(Move(name=name, from_=(ROOT,), cut=Fraction(1, 10)))
    span = next(iter(views.spans(baseline)))
    assert read_measure(f"gross of {name} in {span}", Case(baseline, scenario)) == Measure("gross", name, span)
    assert read_measure(f"gross of {name}", Case(baseline, scenario)).name == name


def test_a_span_goes_before_a_name_that_ends_like_one() -> None:
    """Where `Parks` and `Parks in FY2026` are both divisions, the last `in` is that of the span."""
    town = read_baseline_table(b"division,FY2026\nParks,10\nParks in FY2026,20\n", "x.csv")
    read = read_measure("budget of Parks in FY2026", Case(town, scenario_of()))
    assert read == Measure("budget", "Parks", "FY2026")
    longer = Measure("budget", "Parks in FY2026", "FY2026")
    assert read_measure(str(longer), Case(town, scenario_of())) == longer


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("budget", "budget in FY2026"),
        ("  Gross   cut OF streets CUT ", "gross of Streets cut in FY2026"),
        ("one_off", "one-off in FY2026"),
        ("stranded costs in fy2027", "stranded in FY2027"),
        ("budget of all divisions in FY2026 to FY2027", "budget in FY2026 to FY2027"),
        ("Share of parks / pools in FY2025", "share of Parks / Pools in FY2025"),
    ],
)
def test_a_measure_is_read_as_people_write_it(toy: Baseline, text: str, meant: str) -> None:
    """Any capitals, spaces and hyphens; by default the span is that of the moves, here FY2026."""
    assert str(read_measure(text, Case(toy, load_scenario("toy-streets-to-parks")))) == meant


def test_the_span_does_not_need_a_run_that_succeeds(toy: Baseline) -> None:
    """A scenario that overdraws, or names an unknown division in another move, still has a span."""
    cuts = [Move(name=str(n), from_=("Streets",), cut=Fraction(9, 10), start="FY2027") for n in (1, 2)]
    lost = Move(name="3", from_=("Streats",), cut=Fraction(1, 10), start="FY2026")
    assert read_measure("budget", Case(toy, scenario_of(*cuts, lost))).span == "FY2027"


BAD = {
    "": "measure '': is not a measure. One of: budget, share, operating income, jobs, gross, stranded, one-off, "
    "fundable, savings, unallocated, broken floor, broken cap",
    "budgit of Parks": "is not a measure. Did you mean 'budget'?",
    "budget Parks": "is not a measure. Write budget of a name, in a span, as budget of Parks in FY2026",
    "budget of": "is not a measure. Write budget of a name",
    "budget cut of Parks": "is not a measure",
    "budget of Prks in 2027": "'Prks' is not a division of this baseline. Did you mean 'Parks'?\nmeasure "
    "'budget of Prks in 2027': '2027' is not a span of this baseline. Did you mean 'FY2027'?",
    "budget of Streets cut": "'Streets cut' is not a division of this baseline. Did you mean 'Streets'?",
    "gross of Streets": "'Streets' is not a move of the scenario. Did you mean 'Streets cut'?",
    "gross of Later": "move 'Later' is switched off. Switch it on: enabled: true",
    "share": "'share' needs a division. Write share of Streets in FY2026",
    "share of All divisions": "all divisions are always 100% of all spending. Name one of them",
    "savings of Parks": "'savings' is of no division or move. Write savings in FY2026",
    "operating income": "the revenue of All divisions in FY2026 isn't known. Give the baseline rows of revenue",
    "broken cap of Parks": "'Parks' has no cap. Write a cap under limits",
    "broken floor of Parks": "'Parks' has no floor. One of: Streets",
    "broken floor of Streets in FY2025": "a floor holds for a whole fiscal year of the plan. One of: FY2026, FY2027",
}


@pytest.mark.parametrize("text", BAD)
def test_what_a_measure_can_not_be_is_said(toy: Baseline, text: str) -> None:
    """Every problem with where, what and how to fix it, and both at once where name and span are wrong."""
    scenario = load_scenario("toy-streets-to-parks")
    later = Move(name="Later", from_=("Library",), cut=Fraction(1, 10), enabled=False)
    limits = (Limit(division="Streets", floor=Fraction(1, 2)),)
    scenario = scenario.model_copy(update={"moves": (*scenario.moves, later), "limits": limits})
    with pytest.raises(ModelError) as caught:
        read_measure(text, Case(toy, scenario))
    assert BAD[text] in str(caught.value)
    assert str(caught.value).startswith(f"measure '{text}': ")


def test_a_division_whose_revenue_is_not_known_is_named(meta: Baseline) -> None:
    with pytest.raises(ModelError, match=r"the revenue of Reality Labs / Metaverse in FY2026 isn't known"):
        read_measure("operating income of Reality Labs / Metaverse in FY2026", Case(meta, scenario_of()))


def test_every_draw_is_measured_by_itself() -> None:
    """A ledger whose postings differ by draw gives each draw's own figure; what does not differ is the same in all."""
    scenario = load_scenario("rl-phased-exit")
    ledger = engine.reallocate(baseline_of(scenario), scenario)
    postings = tuple(replace(one, total=one.total * np.arange(3), draws=3) for one in ledger.postings)
    drawn = replace(ledger, postings=postings, refused=np.zeros(3, dtype=np.bool_))
    for kind in KINDS:
        name = "Reality Labs" if (KINDS[kind].named or kind == "jobs") and kind != "broken cap" else ""
        span = "FY2026" if kind == "operating income" else "FY2027"  # of 2027 no revenue is known
        measure = Measure(kind, "AI division" if kind == "broken cap" else name, span)
        one, three = measured(ledger, measure), measured(drawn, measure)
        assert three.numerators.shape == (3,)
        assert three.exact(1) == one.exact()
        assert three.words(ledger.baseline, 1) == one.words(ledger.baseline)
    share = measured(drawn, Measure("share", "AI division", "FY2027"))
    assert share.exact(0) == Fraction(1441, 16550)
    assert share.exact(2) > share.exact(1) > share.exact(0)


def test_a_value_is_shown_as_the_tables_show_it(meta: Baseline) -> None:
    amount, share = Measured(np.array([642_000_000_000])), Measured(np.array([200]), np.array([2140]))
    assert (amount.value(meta), amount.words(meta)) == (Decimal("6420"), "$6.42B")
    assert (share.value(meta), share.words(meta)) == (Decimal("9.3458"), "9.3%")
    nothing = Measured(np.array([0]), np.array([0]))
    assert (nothing.exact(), nothing.value(meta), nothing.words(meta)) == (None, None, "–")


def test_a_move_of_another_scenario_takes_nothing(toy: Baseline) -> None:
    """So that one measure can be taken of two scenarios that do not have the same moves."""
    ledger = engine.reallocate(toy, Scenario(title="x", baseline="toy"))
    assert measured(ledger, Measure("fundable", "Streets cut", "FY2026")).exact() == 0
