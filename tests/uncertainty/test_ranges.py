"""Ranges: read, written, drawn by shape; every draw is the plain run of what was drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from virement import versions, views
from virement.baseline import load_baseline
from virement.engine.ledger import reallocate, reallocate_draws
from virement.scenario import Case, Move
from virement.scenario.changes import with_move
from virement.scenario.files import scenario_text
from virement.scenario.ranges import Range, quantiles
from virement.scenario.reader import examine, read_scenario
from virement.uncertainty.inputs import drawn, inputs_of, with_values
from virement.values.amounts import read_amount
from virement.values.problems import ModelError

from tests.support.strategies import ranged

TEXT = """title: Ranges
baseline: meta
moves:
  - name: Cut
    from: Reality Labs
    cut: {low: $1B, likely: $2B, high: $3B}
    to: {AI division: {low: 50%, likely: 60%, high: 80%, shape: pert}, Savings: rest}
    start: {low: 2026Q1, likely: 2026Q2, high: 2026Q4}
    one_off_cost: {low: $0k, likely: $100M, high: $0.5B, shape: uniform}
    stranded_cost: {low: 2%, likely: 4%, high: 6%, shape: normal}
  - name: Ramp
    from: Family of Apps
    cut: 1%
    ramp: [10%, {low: 20%, likely: 30%, high: 40%}, 100%]
assumptions:
  - {division: Reality Labs / Metaverse, of: Reality Labs, low: 50%, high: 60%}
  - {division: Family of Apps, low: 90%, likely: 100%, high: 120%, shape: uniform}
correlations:
  - {between: ["Cut: cut", "Cut: stranded_cost"], is: 0.5}
"""


def test_a_range_is_its_likely_value_in_a_plain_run():
    """The fields hold likely values, the ranges stand beside, and the text reads back as the same, comments kept."""
    read = read_scenario(TEXT)
    assert str(read.moves[0].cut) == "$2B"
    assert read.moves[0].ranges["cut",].high.value == 3_000_000_000
    assert [*read.moves[0].ranges][1] == ("to", "AI division")
    assert read_scenario(scenario_text(read)) == read
    commented = TEXT.replace("high: $3B}", "high: $3B}  # a guess")
    assert scenario_text(read, like=commented) == commented
    assert "# a guess" in scenario_text(with_move(read, 0, why="because"), like=commented)
    plain, base = read_scenario(TEXT), load_baseline("meta")
    ranges_gone = with_values(Case(base, plain), (), ())[0]
    assert (reallocate(base, plain).variance == reallocate(base, ranges_gone).variance).all()
    assert ranges_gone != plain


def test_another_likely_value_keeps_its_range_about_it():
    """Within it the ends stay, beyond it the range is widened, another kind has no range."""
    read = read_scenario(TEXT)

    def ends(cut):
        held = with_move(read, 0, cut=cut).moves[0].ranges.get(("cut",))
        return held and [str(end) for end in held.ends]

    assert ends("$2.5B") == ["$1B", "$2.5B", "$3B"]
    assert ends("$4B") == ["$1B", "$4B", "$4B"]
    assert ends("30%") is None
    to = with_move(read, 0, to={"Savings": "100%"}).moves[0].ranges
    assert ("to", "AI division") not in to


@settings(max_examples=40)
@given(ranged())
def test_every_draw_is_the_plain_run_of_what_was_drawn(case):
    """Ends, likely values and what lies between: each draw of the engine is `reallocate` of the values stated."""
    baseline, scenario = case
    inputs = inputs_of(Case(baseline, scenario))
    chances = np.random.default_rng(1).random((len(inputs), 6))
    values = np.array([one.at(mine) for one, mine in zip(inputs, chances, strict=True)], dtype=np.int64).reshape(-1, 6)
    for place, one in enumerate(inputs):
        assert (values[place] >= one.low).all()
        assert (values[place] <= one.high).all()
        values[place, :3] = one.low, one.likely, one.high
    ledger = reallocate_draws(baseline, scenario, drawn(baseline, scenario, inputs, values))
    for draw in range(6):
        try:
            plain = reallocate(*reversed(with_values(Case(baseline, scenario), inputs, values[:, draw].tolist())))
        except ModelError:
            assert ledger.refused[draw]
            continue
        assert not ledger.refused[draw]
        wide = np.broadcast_to(ledger.variance, (*ledger.variance.shape[:2], 6))
        assert (wide[:, :, draw] == plain.variance[:, :, 0]).all()


def test_every_kind_of_range_at_once_is_the_plain_run_of_what_was_drawn():
    """Amount, share, ramp, one-off, stranded, start and two assumptions, on the worked example, in every cell."""
    base, scenario = load_baseline("meta"), read_scenario(TEXT)
    inputs = inputs_of(Case(base, scenario))
    assert [one.name for one in inputs] == [
        "Cut: cut", "Cut: to AI division", "Cut: start", "Cut: one_off_cost", "Cut: stranded_cost", "Ramp: ramp 2",
        "assumption: Reality Labs / Metaverse", "assumption: Family of Apps",
    ]  # fmt: skip
    chances = np.random.default_rng(2).random((len(inputs), 40))
    values = np.stack([one.at(mine) for one, mine in zip(inputs, chances, strict=True)])
    ledger = reallocate_draws(base, scenario, drawn(base, scenario, inputs, values))
    for draw in range(40):
        stated, other = with_values(Case(base, scenario), inputs, values[:, draw].tolist())
        plain = reallocate(other, stated)
        assert (plain.variance[:, :, 0] == ledger.variance[:, :, draw]).all()
        assert (plain.budget[:, :, 0] == ledger.budget[:, :, draw]).all()
        labs = other.rows_of("Reality Labs")
        assert other.budget[labs].sum() == base.budget[labs].sum()


@pytest.mark.parametrize(
    ("shape", "low", "likely", "high"),
    [("triangular", 1, 2, 6), ("triangular", 0, 0, 1), ("triangular", 0, 1, 1), ("pert", 1, 2, 6), ("pert", 0, 0, 3),
     ("uniform", 2, 3, 5), ("normal", 2, 3, 4)],
)  # fmt: skip
def test_shapes_are_scipys(shape, low, likely, high):
    """The quantiles of each shape are those of SciPy's distribution of the same name."""
    from scipy import stats

    width = high - low
    theirs = {
        "triangular": lambda: stats.triang((likely - low) / width, low, width),
        "pert": lambda: stats.beta(1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width, low, width),
        "uniform": lambda: stats.uniform(low, width),
        "normal": lambda: stats.truncnorm(
            -stats.norm.ppf(0.95), stats.norm.ppf(0.95), likely, width / 2 / stats.norm.ppf(0.95)
        ),
    }[shape]()
    chances = np.linspace(0.001, 0.999, 101)
    np.testing.assert_allclose(quantiles(shape, low, likely, high, chances), theirs.ppf(chances), rtol=1e-9)
    if shape == "pert":
        assert theirs.mean() == pytest.approx((low + 4 * likely + high) / 6)


BAD = [
    ("low: $1B, likely", "low: $5B, likely", "cut: low $5B is above high $3B. Swap them"),
    ("likely: $2B", "likely: $9B", "cut: likely $9B is not within $1B to $3B. It lies between low and high"),
    ("likely: $2B", "likely: 30%", "low, likely and high are of different kinds"),
    ("likely: $2B, ", "", "cut: the range has no 'likely'. A range says low, likely and high"),
    ("low: $1B", "lo: $1B", "cut: unknown key 'lo' in a range; the range has no 'low'. Did you mean 'low'?"),
    ("shape: pert", "shape: pret", "to: unknown shape 'pret'. Did you mean 'pert'?"),
    ("low: 2%, likely: 4%", "low: 3%, likely: 4%", "a normal range has its likely value in the middle"),
    ("low: 2026Q1", "low: 2026Q9", "start: low: '2026Q9' is not a period"),
    ("high: 60%}", "high: 40%}", "assumption: low 50% is above high 40%. Swap them"),
    ("is: 0.5", "is: 1.5", "is: 1.5 is not a correlation. It goes from -1 to 1"),
    ('["Cut: cut", "Cut: stranded_cost"]', "[one]", "between: does not name two ranges"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), BAD, ids=[case[2][:40] for case in BAD])
def test_a_range_that_cannot_be_is_told_with_its_place(old, new, told):
    """The problem names what is wrong and stands at its line; nothing else is said."""
    assert old in TEXT
    found = examine(TEXT.replace(old, new), "x.yaml")[1]
    assert len(found) == 1
    assert told in str(found[0])
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    assert str(found[0]).startswith(f"x.yaml:{line}:")


MISFITS = [
    ("high: 80%", "high: 110%", "to: high: 110% is more than all there is"),
    ("high: $3B", "high: $90B", "Cut: cut at its high: move 'Cut' takes"),
    ("high: $0.5B", "high: $5B", "Cut: one_off_cost at its high: the one-off cost is $3.08B more than"),
    ("low: 2026Q1", "low: 2025Q1", "start: 2025Q1 is actual, and nothing may move in it"),
    ('"Cut: cut", ', '"Cut: cat", ', "'Cut: cat' is not a range of this scenario. Did you mean 'Cut: cut'?"),
    ("of: Reality Labs, low", "of: AI division, low", "'Reality Labs / Metaverse' is not a part of 'AI division'"),
    ("low: 50%, high: 60%", "low: 56%, high: 60%", "the baseline says 55%, which is not within 56% to 60%"),
    ("likely: 100%", "likely: 110%", "likely 110% is not what the baseline says, 100%"),
    ("division: Family of Apps, low", "division: Family of App, low", "assumes the unknown division 'Family of App'"),
    ("assumptions:", "limits:\n  - {division: Family of Apps, locked: true}\nassumptions:",
     "'Family of Apps' is locked, and has a range"),
    ("assumptions:", "limits:\n  - {division: AI division, locked: true}\nassumptions:",
     "'AI division' is locked, and receives. Give to another, or unlock it"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), MISFITS, ids=[case[2][:40] for case in MISFITS])
def test_a_range_that_does_not_fit_is_told(old, new, told, meta):
    """What can't be carried out at an end, what is locked and what the baseline says otherwise."""
    assert old in TEXT
    with pytest.raises(ModelError) as raised:
        inputs_of(Case(meta, read_scenario(TEXT.replace(old, new), "x.yaml")))
    assert told.casefold() in str(raised.value).casefold()


def test_python_says_a_range_as_the_yaml_does():
    """`Move(cut=Range(…))` is what a mapping of the YAML is."""
    ends = [read_amount(text) for text in ("$1B", "$2B", "$3B")]
    move = Move(name="a", from_="X", cut=Range(*ends))
    assert move == Move(name="a", from_="X", cut={"low": "$1B", "likely": "$2B", "high": "$3B"})
    assert str(move.cut) == "$2B"
    assert Move(**dict(move)) == move


def test_what_differs_names_ranges(meta):
    """A cut that became a range, a ramp with one in it, an assumption and a correlation: each in words."""
    plain = TEXT[: TEXT.index("assumptions:")].replace("{low: $1B, likely: $2B, high: $3B}", "$2B")
    plain = plain.replace("{low: 20%, likely: 30%, high: 40%}", "30%")
    ledgers = [reallocate(meta, read_scenario(text)) for text in (plain, TEXT)]
    moves = versions.moves_that_differ(*ledgers)["changed_fields"].tolist()
    assert moves[0] == "cut $2B → low $1B, likely $2B, high $3B"
    assert moves[1] == "ramp 10%, 30%, 100% → 10%, (low 20%, likely 30%, high 40%), 100%"
    others = versions.limits_that_differ(*ledgers)
    assert others["what"].tolist() == ["assumption", "assumption", "correlation"]
    assert others["after"].tolist()[0] == "of Reality Labs, low 50%, high 60%"
    assert views.cut_words(Case(meta, ledgers[1].scenario), 0).endswith("; from $1B to $3B")
