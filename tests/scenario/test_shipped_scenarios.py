"""The shipped scenarios: complete, as expected to the cent, and right about what was published."""

import csv
import io
import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from virement import baseline, check, engine, views
from virement.scenario import Case, baseline_of, json_schema, load_scenario, read_scenario, scenario_names
from virement.values.amounts import read_amount
from virement.values.files import SCENARIOS

from tests.support.paths import ROOT

EXPECTED = ROOT / "tests" / "expected"
META = [name for name in scenario_names() if load_scenario(name).baseline == "meta"]


def ran(name):
    scenario = load_scenario(name)
    return engine.reallocate(baseline_of(scenario), scenario)


def year(ledger, division, column="variance"):
    table = views.by_division(ledger, 1, "FY2026").set_index("division")
    return table.loc[division, column]


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_is_the_expected_one(name):
    """`virement run NAME --csv` gives the file in tests/expected, byte for byte, and that file foots."""
    text = (EXPECTED / f"{name}.csv").read_text()
    assert views.to_csv(views.cells(ran(name))) == text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(Decimal(row["variance"]) for row in rows) == 0
    assert all(Decimal(row["baseline"]) + Decimal(row["variance"]) == Decimal(row["budget"]) for row in rows)


def test_nothing_is_expected_of_a_scenario_that_is_gone():
    assert sorted(path.stem for path in EXPECTED.glob("*.csv")) == scenario_names()


@pytest.mark.parametrize("name", META)
def test_every_scenario_says_where_it_comes_from_and_what_it_leaves_out(name):
    scenario = load_scenario(name)
    sources = set(baseline.load_baseline("meta").sources["id"])
    assert scenario.reference in sources
    assert scenario.description
    assert scenario.not_covered
    assert all(move.why for move in scenario.moves)
    text = (SCENARIOS / f"{name}.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_passes_its_check(name):
    assert {problem.level for problem in check.find_problems(name)} <= {"warning"}


def test_the_schema_beside_the_scenarios_is_the_models():
    """Editors complete by what the model reads: `virement schema > scenarios/schema.json`."""
    assert json.loads((SCENARIOS / "schema.json").read_text()) == json_schema()


def test_thirty_percent_of_all_reality_labs_is_6420_million():
    """The analysts' $6.0-6.5B: 30 % of the $21,400M that Reality Labs cost in 2025 comes out at $6,420M, all saved."""
    ledger = ran("rl-30pct-to-savings")
    assert year(ledger, "Reality Labs") == Decimal(-6420)
    income = views.operating_income(ledger, 1, "FY2026").set_index("division")
    assert income.loc["All divisions", "change"] == Decimal(6420)
    sources = views.sources_and_uses(ledger, "FY2026").set_index("account")
    assert sources.loc["Savings", "amount"] == Decimal(6420)


def test_two_billion_is_9_3_percent_and_agrees_with_30_on_6_67_billion_alone():
    scenario = load_scenario("nyt-2b-to-ai")
    table = views.cut_meaning(Case(baseline.load_baseline("meta"), scenario), 0)
    assert table.loc[0, "cut_pct"] == Decimal("9.3458")
    past = table[table["period"] == "FY2025"].iloc[0]
    assert (past["base_amount"], past["cut_pct"], past["status"]) == (Decimal(21400), Decimal("9.3458"), "derived")
    base = views.agreeing_base(read_amount("$2B"), Fraction(30, 100), "USD")
    assert str(base) == "$6,666,666,666.67"


def test_the_metaverse_cut_is_smaller_at_the_companys_own_split():
    """30 % of 55 % of 21,400 is 3,531; of 30 % of the 11,920 that are left of the year, 1,072.8."""
    for name, cut in (("metaverse-30pct-to-wearables", "3531"), ("metaverse-30pct-company-split", "1072.8")):
        sources = views.sources_and_uses(ran(name), "FY2026").set_index("account")
        assert sources.loc["Reality Labs / Metaverse", "amount"] == Decimal(cut)
        assert year(ran(name), "Reality Labs") == 0


def test_thirty_percent_of_a_55_percent_metaverse_group_of_26_billion():
    """JPMorgan's "up to $5B": on its $26B for 2026 and our 55 %, 30 % of the metaverse group is $4.29B."""
    rows = b"division,FY2026\nMetaverse,$14.3b\nWearables,$11.7b\n"
    division = baseline.read_baseline_table(rows, "jpmorgan.csv")
    cut = read_scenario("title: x\nbaseline: y\nmoves:\n  - {name: m, from: Metaverse, cut: 30%, to: {Savings: 100%}}")
    ledger = engine.reallocate(division, cut)
    assert views.cells(ledger)["variance"].iloc[0] == Decimal(-4_290_000_000)


def test_what_the_company_said_nets_to_zero_for_reality_labs():
    ledger = ran("metaverse-30pct-to-wearables")
    assert year(ledger, "Reality Labs") == 0
    assert views.by_division(ledger, None, "FY2026").set_index("division").loc[
        "Reality Labs / Metaverse", "variance"
    ] == (Decimal("-3531"))


def test_the_dispute_moves_the_same_two_billion_two_ways():
    one, other = (
        views.by_division(ran(name), None, "FY2026").set_index("division")["variance"]
        for name in ("ai-frontier-first", "ai-product-first")
    )
    assert (one["AI division / Frontier models"], one["AI division / Product AI"]) == (1500, 500)
    assert (other["AI division / Frontier models"], other["AI division / Product AI"]) == (500, 1500)


def test_the_customary_ask_is_a_tenth_of_everybody_but_ai():
    ledger = ran("company-10pct-ask")
    asked = (Decimal(165500) - Decimal(14410)) / 10
    assert year(ledger, "Reality Labs") + year(ledger, "Family of Apps") == -asked
    assert year(ledger, "AI division") == asked / 2


@pytest.mark.parametrize("name", scenario_names())
def test_comments_stand_on_lines_of_their_own(name):
    """A comment beside a value is kept when the value changes, and would then say something false."""
    assert " #" not in re.sub("(?m)^ *#.*", "", (SCENARIOS / f"{name}.yaml").read_text())


def test_what_is_given_to_nobody_names_its_moves_and_years():
    """Two of three moves leave something, in FY2027: the warning points at the first of them and says the span."""
    text = "title: T\nbaseline: toy\nmoves:\n" + "".join(
        f"  - {{name: {name}, from: Streets, cut: $10k, start: FY2027, to: {{Parks: {share}}}}}\n"
        for name, share in (("all", "100%"), ("some", "70%"), ("none", "0%"))
    )
    _, (found,) = check.problems_in(text, "t.yaml")
    assert found.where == "t.yaml:5:5"
    assert found.what == "$13k is given to nobody by 'some', 'none' in FY2027 and stays Unallocated"
