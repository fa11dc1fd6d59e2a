"""Sensitivity: tornado ends are plain runs, Sobol indices are the published ones, flips flip where they say."""

import shlex
from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.cli import virement
from virement.engine.ledger import reallocate
from virement.measures.measure import measured, read_measure
from virement.scenario import Case
from virement.scenario.files import load_scenario
from virement.scenario.reader import read_scenario
from virement.uncertainty.break_even import break_points, flip_points
from virement.uncertainty.inputs import inputs_of, with_values
from virement.uncertainty.sensitivity import sobol_indices, tornado, two_way, variance_parts
from virement.values.problems import ModelError

from tests.support.strategies import ranged

TABLE = b"Division,FY2026\nRoads,1000000\nParks,500000\nPools,300000\n"
TEXT = """title: Roads to parks
baseline: town.csv
moves:
  - name: Roads
    from: Roads
    cut: {low: $100k, likely: $200k, high: $300k}
    to: {Parks: 60%, Savings: 40%}
    stranded_cost: {low: 0%, likely: 5%, high: 30%}
limits:
  - {division: Roads, floor: 75%}
  - {division: Parks, cap: $660k}
"""


@pytest.fixture(scope="module")
def town():
    return read_baseline_table(TABLE, "town.csv", currency="USD", unit="one")


@settings(max_examples=30)
@given(ranged())
def test_the_ends_of_a_tornado_are_plain_runs(case):
    """Each range at its low, likely and high, the others likely, is what `reallocate` says of those values."""
    baseline, scenario = case
    measure = read_measure("fundable", Case(baseline, scenario))
    table = tornado(Case(baseline, scenario), measure).set_index("input")
    inputs = inputs_of(Case(baseline, scenario))
    for place, one in enumerate(inputs):
        for end in ("low", "likely", "high"):
            values = [held.likely for held in inputs]
            values[place] = getattr(one, end)
            stated, other = with_values(Case(baseline, scenario), inputs, values)
            assert measured(reallocate(other, stated), measure).value(baseline) == table.loc[one.name, f"at_{end}"]
    assert table["swing"].is_monotonic_decreasing


def test_a_table_of_two_ranges_by_hand(town):
    """Fundable is cut x (1 - stranded), in each cell; the likely cell is marked once."""
    scenario = read_scenario(TEXT)
    cells = two_way(
        Case(town, scenario), read_measure("fundable", Case(town, scenario)), "Roads: cut", "roads: STRANDED_COST", 3
    )
    assert cells["first"].tolist() == ["$100k"] * 3 + ["$200k"] * 3 + ["$300k"] * 3
    assert cells["second"].tolist() == ["0%", "15%", "30%"] * 3
    assert cells["value"].tolist() == [100_000, 85_000, 70_000, 200_000, 170_000, 140_000, 300_000, 255_000, 210_000]
    assert cells.loc[cells["likely"], ["first", "second"]].to_numpy().tolist() == [["$200k", "0%"]]


def ishigami(chances):
    first, second, third = (2 * chances - 1) * np.pi
    return np.sin(first) + 7 * np.sin(second) ** 2 + 0.1 * third**4 * np.sin(first)


def test_sobol_indices_of_the_ishigami_function():
    """Published for a = 7, b = 0.1: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437; all within their bounds."""
    found = variance_parts(ishigami, 3, 8_192, seed=1)
    for order, published in (("first", [0.3139, 0.4424, 0.0]), ("total", [0.5576, 0.4424, 0.2437])):
        np.testing.assert_allclose(found[order], published, atol=0.02)
        assert (found[f"{order}_low"] <= np.array(published) + 1e-3).all()
        assert (found[f"{order}_high"] >= np.array(published) - 1e-3).all()
    assert variance_parts(ishigami, 3, 64, seed=1).equals(variance_parts(ishigami, 3, 64, seed=1))


def test_sobol_indices_of_what_only_one_range_makes(town):
    """The gross cut is the cut alone; nothing makes a measure vary that doesn't."""
    scenario = read_scenario(TEXT)
    gross = sobol_indices(Case(town, scenario), read_measure("gross", Case(town, scenario)), points=128, seed=1)
    assert gross.set_index("input")["total"].map(float).round(2).to_dict() == {
        "Roads: cut": 1.0,
        "Roads: stranded_cost": 0.0,
    }
    still = sobol_indices(
        Case(town, scenario), read_measure("budget of Pools", Case(town, scenario)), points=128, seed=1
    )
    assert not still["first"].map(float).any()


def test_limits_break_where_they_say(town):
    """A floor of $750k of $1M breaks past $250k; a cap of $660k on $500k of parks at a cut of 160k / 0.6 / 0.95."""
    found = break_points(Case(town, read_scenario(TEXT))).to_numpy().tolist()
    floor, cap = found[0], found[1]
    assert floor == ["floor of Roads in FY2026", "Roads: cut", "$250k", "$250,000.01", "holds", "breaks"]
    assert cap[0] == "cap of Parks in FY2026"
    at = Fraction(160_000) / Fraction(60, 100) / Fraction(95, 100)
    assert abs(Fraction(cap[3].strip("$").replace(",", "")) - at) < Fraction(2, 100)
    values = [inputs_of(Case(town, read_scenario(TEXT)))]
    assert len(found) == 2
    assert values


def test_a_ranking_flips_where_it_says(town):
    """B gives parks $114k at 5 % stranded, A $100k: B is ahead unless stranded cost passes 1 - 100 / 120 = 16.66 %."""
    scenario = read_scenario(TEXT)
    other = read_scenario(
        TEXT.replace("{low: $100k, likely: $200k, high: $300k}", "$100k")
        .replace("{low: 0%, likely: 5%, high: 30%}", "0%")
        .replace("60%, Savings: 40%", "100%")
        .replace("Roads to parks", "A")
    )
    measure = read_measure("budget of Parks", Case(town, scenario))
    rows = flip_points(Case(town, scenario), other, measure).set_index("input")
    stranded = rows.loc["Roads: stranded_cost"]
    assert [stranded["from"], stranded["flips_at"]] == ["16.66%", "16.67%"]
    assert stranded["before"] == "Roads to parks is ahead"
    assert stranded["after"] == "A is ahead, or level"
    assert rows.loc["Roads: cut", "after"] == "Roads to parks is ahead"
    less = flip_points(Case(town, scenario), other, measure, less=True)
    assert less["before"].tolist() == ["Roads to parks is ahead", "A is ahead, or level"]


def test_the_worked_example_says_which_guess_matters():
    """The size of the AI division, which nobody published, swings its share more than the cut that was reported."""
    meta, scenario = load_baseline("meta"), load_scenario("rl-range-to-ai")
    rows = tornado(Case(meta, scenario), read_measure("share of AI division in FY2026", Case(meta, scenario)))
    assert rows["input"].tolist()[:2] == ["assumption: AI division", "Reality Labs to AI: cut"]
    assert rows["swing"].tolist()[0] > 4 * rows["swing"].tolist()[1]


@pytest.mark.parametrize(
    ("said", "told"),
    [(("--table", "Roads", "x"), "is not a range of this scenario"), (("--sobol",), "give it a --seed"),
     (("--table", "Reality Labs to AI: cut", "Reality Labs to AI: cut"), "is both inputs of the table"),
     (("--measure", "shar"), "is not a measure"),
     (("--sobol", "--seed", "1", "--against", "nyt-2b-to-ai"), "name one"),
     (("--against", "nyt"), "is not a scenario")],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(said, told):
    done = CliRunner().invoke(virement, ["sensitivity", "rl-range-to-ai", *said])
    assert done.exit_code != 0
    assert told in (done.output + str(done.exception))


@pytest.mark.parametrize("name", ["simulate", "sensitivity"])
def test_the_examples_of_the_help_run(name, tmp_path, monkeypatch):
    """Each example under `--help` is carried out."""
    lines = virement.commands[name].help.splitlines()
    examples = [line.strip() for line in lines if line.strip().startswith("virement ")]
    assert len(examples) >= 3
    monkeypatch.chdir(tmp_path)
    for line in examples:
        done = CliRunner().invoke(virement, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output, done.exception)


def test_correlated_ranges_have_no_sobol_indices(town):
    text = TEXT + 'correlations: [{between: ["Roads: cut", "Roads: stranded_cost"], is: 0.5}]\n'
    scenario = read_scenario(text)
    with pytest.raises(ModelError, match="some are correlated"):
        sobol_indices(Case(town, scenario), read_measure("gross", Case(town, scenario)), seed=1)


def test_points_are_a_power_of_two(town):
    scenario = read_scenario(TEXT)
    with pytest.raises(ModelError, match="100 points can't be drawn"):
        sobol_indices(Case(town, scenario), read_measure("gross", Case(town, scenario)), points=100, seed=1)
