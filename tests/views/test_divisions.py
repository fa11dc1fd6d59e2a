"""The views agree with each other and with the ledger, and say how good their figures are."""

from decimal import Decimal

import pytest
from hypothesis import given
from virement import baseline, engine, measures, views
from virement.scenario import Case, baseline_of, load_scenario, read_scenario
from virement.values import ModelError
from virement.views.key_figures import headline
from virement.views.labels import weakest

from tests.support import strategies


def ledger_of(name):
    scenario = load_scenario(name)
    return engine.reallocate(baseline_of(scenario), scenario)


def total(values):
    return sum(values, Decimal(0))


@given(strategies.run())
def test_every_view_tells_the_same_money(ledger):
    """Cells, postings, divisions, periods, flows, sources and uses and the bridge all add up to one another."""
    whole = list(views.spans(ledger.baseline))[-1]
    cells, leaves = views.cells(ledger), set(ledger.baseline.leaves)
    inside = cells[cells["division"].isin(leaves)]
    assert total(cells["variance"]) == 0
    assert total(views.postings(ledger)["amount"]) == 0
    for level in (0, 1, None):
        table = views.by_division(ledger, level, whole)
        assert total(table["variance"]) == total(inside["variance"])
        assert total(table["baseline"]) + total(table["variance"]) == total(table["budget"])
        periods = views.by_period(ledger, level, by="fiscal_year")
        assert total(periods["budget"]) == total(inside["budget"])
        assert total(views.by_period(ledger, level)["budget"]) == total(inside["budget"])
    sides = views.sources_and_uses(ledger, whole)
    given_up = total(sides[sides["side"] == "source"]["amount"])
    assert given_up == total(sides[sides["side"] == "use"]["amount"]) == total(views.flows(ledger, whole)["amount"])
    assert given_up == total(views.money_by_status(ledger, whole)["amount"])
    steps = views.bridge(ledger, span=whole)
    assert steps["end"].iloc[-1] - steps["end"].iloc[0] == total(inside["variance"])
    assert total(steps[steps["kind"] == "move"]["amount"]) == total(inside["variance"])


def test_the_sentence_says_every_cost_and_sums_up_the_smaller_of_many():
    """Eight divisions of 100 give 20 each to eight others: each cost is said, however small, and no dollar left out."""
    names = [f"{side}{number}" for side in ("G", "R") for number in range(8)]
    table = "\n".join(["division,FY2026", *(f"{name},100" for name in names)])
    town = baseline.read_baseline_table(table.encode(), "x.csv")
    cut = read_scenario(
        "title: t\nbaseline: x.csv\nmoves:\n"
        f"  - {{name: m, from: [{', '.join(names[:8])}], cut: 20%, one_off_cost: 1%, stranded_cost: 5%, "
        f"to: {{{', '.join(f'{one}: 10%' for one in names[8:])}, Savings: 5%}}}}"
    )
    said = views.sentence(engine.reallocate(town, cut))
    assert "G4 gives up 20 (20% of its 100) and 3 others give up 60: " in said
    assert ": 22.56 stays unallocated, 15.04 goes to R0, " in said
    assert ", 8 is stranded cost, 7.52 is saved, 1.6 pays one-off costs and 45.12 goes to 3 others." in said


@given(strategies.run())
def test_a_csv_says_exactly_what_the_table_says(ledger):
    """Every amount survives the CSV, without an exponent."""
    table = views.cells(ledger)
    lines = views.to_csv(table).splitlines()
    assert len(lines) >= len(table) + 1
    assert "E-" not in "".join(line.partition(",")[2] for line in lines[1:] if not line.startswith('"'))


def test_a_published_total_is_better_known_than_its_parts():
    """Reality Labs' 2025 costs were published; how they divide was not."""
    ledger = ledger_of("nyt-2b-to-ai")
    past = views.by_period(ledger, 1, by="fiscal_year").set_index(["division", "period"])["status"]
    assert past["Reality Labs", "FY2025"] == "derived"
    parts = views.by_period(ledger, None, by="fiscal_year").set_index(["division", "period"])["status"]
    assert parts["Reality Labs / Metaverse", "FY2025"] == "estimate"


def test_a_figure_inherits_the_weakest_status_behind_it():
    """Streets' budget is guidance; what Parks gets rests on it, and Pools' own figure is an estimate."""
    table = views.by_division(ledger_of("toy-streets-to-parks"), None, "FY2026").set_index("division")["status"]
    assert table.to_dict() == {
        "Streets": "guidance", "Parks / Gardens": "guidance", "Parks / Pools": "estimate", "Library": "guidance",
    }  # fmt: skip


def test_how_much_of_the_money_rests_on_what():
    """10 % from all but AI: Family of Apps' part rests on the assumed size of AI, Reality Labs' on an estimate."""
    mix = views.money_by_status(ledger_of("company-10pct-ask"), "FY2026").set_index("status")
    assert mix["amount"].to_dict() == {"estimate": Decimal(2140), "assumption": Decimal(12969)}
    assert views.trust(ledger_of("company-10pct-ask")) == (
        "Of the money moved, 85.8% rests on assumptions and 14.2% rests on estimates."
    )


def test_only_savings_and_new_money_change_operating_income():
    """Stranded, one-off and unallocated money stays a cost: the exit saves nothing, so the total stands still."""
    table = views.operating_income(ledger_of("rl-phased-exit"), 1, "FY2026 to FY2027")
    assert table.iloc[-1]["change"] == 0
    assert total(table["change"].iloc[:-1]) == 0
    year = views.operating_income(ledger_of("rl-phased-exit"), 1, "FY2026")
    assert total(year["after"].iloc[:-1]) == year["after"].iloc[-1]
    parts = views.operating_income(ledger_of("rl-phased-exit"), None, "FY2026").set_index("division")
    assert parts["after"].isna()["Reality Labs / Metaverse"]


def test_a_bridge_of_one_division_shows_each_move():
    table = views.bridge(ledger_of("nyt-2b-to-ai"), "Reality Labs", "FY2026")
    assert table["amount"].tolist() == [21400, -2000, 19400]
    assert table["step"].tolist() == ["Baseline", "Reality Labs to AI", "Scenario"]


def test_an_unknown_span_is_named():
    """With the form of a span, and the longest ones that there are."""
    for span in ("FY2031", "FY2026 to", "FY2027 to FY2026", "to FY2026"):
        with pytest.raises(ModelError) as refused:
            views.by_division(ledger_of("nyt-2b-to-ai"), 1, span)
        (problem,) = refused.value.problems
        assert (problem.where, problem.what) == (span, "is not a span of this baseline")
        assert problem.hint.endswith("one to a later one: FY2025 to FY2027, 2025Q1 to 2027Q4")


@pytest.mark.parametrize(
    ("span", "columns"),
    [
        ("2025Q1", range(1)),
        ("FY2025", range(4)),
        ("FY2025 to FY2027", range(12)),
        ("2026Q1 to 2027Q4", range(4, 12)),
        ("2025Q4 to FY2026", range(3, 8)),
    ],
)
def test_a_span_is_a_period_a_fiscal_year_or_one_to_another(meta, span, columns):
    assert views.columns_of(meta, span) == list(columns)
    assert measures.read_measure(f"budget of Reality Labs in {span}", Case(meta, load_scenario("nyt-2b-to-ai")))


def test_text_that_a_spreadsheet_would_run_is_guarded():
    """A division called `=1+1` stays text; a negative amount stays a number."""
    town = baseline.read_baseline_table(b"division,FY2026\n=1+1,10\n-A,20\n", "x.csv")
    cut = read_scenario("title: '@x'\nbaseline: y\nmoves:\n  - {name: m, from: -A, cut: 50%, to: {Savings: 100%}}")
    lines = views.to_csv(views.cells(engine.reallocate(town, cut))).splitlines()
    assert lines[1] == "'@x,'=1+1,FY2026,10,0,10,XXX,one,assumption"
    assert lines[2] == "'@x,'-A,FY2026,20,-10,10,XXX,one,assumption"


@pytest.mark.parametrize("name", ["company-10pct-ask", "rl-phased-exit"])
def test_the_headline_rests_on_the_weakest_figure(name):
    """Of money that rests on several statuses, the figures name the weakest."""
    scenario = load_scenario(name)
    ledger = engine.reallocate(baseline_of(scenario), scenario)
    mix = views.money_by_status(ledger)
    assert len(mix) > 1
    assert {figure.status for figure in headline(ledger)[:3]} == {mix["status"].iloc[-1]} == {weakest(ledger)}
