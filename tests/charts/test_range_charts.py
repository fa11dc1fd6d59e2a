"""The pictures of ranges: a declaration holds nothing of the data, and the data says what the tables say."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virement import charts, engine, uncertainty, values
from virement.baseline import Baseline, load_baseline
from virement.baseline.shipped import read_baseline_table
from virement.charts.axis import apart, axis_of
from virement.charts.range_labels import short
from virement.charts.theme import GROUND, INK, OVER, turn_of
from virement.charts.tornado import brief
from virement.measures.measure import Measure, read_measure
from virement.measures.target import read_target
from virement.scenario import Case, Scenario
from virement.scenario.reader import read_scenario
from virement.uncertainty.inputs import inputs_of
from virement.uncertainty.monte_carlo import Simulation, simulate
from virement.uncertainty.sensitivity import tornado, two_way
from virement.values.number_format import show, show_together
from virement.views.labels import shown

from tests.charts.test_charts import THEMES, contrast, of_kind, said
from tests.support import strategies
from tests.uncertainty.test_ranges import TEXT

CHARTS = {
    "fan": charts.fan_chart,
    "distribution": charts.distribution_chart,
    "tornado": charts.tornado_chart,
    "heatmap": charts.heatmap_chart,
}
FUNDABLE = "fundable in FY2026 to FY2027"
TOWN = "Division,FY2026\nRoads,1000000\nParks,500000\n"
TWO_CUTS = """title: Two cuts
baseline: town.csv
moves:
  - {name: One, from: Parks, cut: {low: $100k, likely: $200k, high: $300k}, to: {Savings: 100%}}
  - {name: Other, from: Parks, cut: {low: $100k, likely: $200k, high: $300k}, to: {Savings: 100%}}
"""


@cache
def meta() -> tuple[Baseline, Scenario]:
    return load_baseline("meta"), read_scenario(TEXT)


def town(text: str = TWO_CUTS) -> tuple[Baseline, Scenario]:
    return read_baseline_table(TOWN.encode(), "town.csv", currency="USD", unit="one"), read_scenario(text)


def carried_out(
    case: tuple[Baseline, Scenario], *measures: str, targets: tuple[str, ...] = (), draws: int = 200
) -> Simulation:
    base, scenario = case
    looked_at = [read_measure(text, Case(base, scenario)) for text in measures]
    goals = [read_target(text, Case(base, scenario)) for text in targets]
    return simulate(Case(base, scenario), draws=draws, seed=1, measures=looked_at, targets=goals)


@cache
def simulated() -> Simulation:
    return carried_out(meta(), FUNDABLE, "share of AI division in FY2026", targets=(f"{FUNDABLE} >= $4B",))


def of_ranges(case: tuple[Baseline, Scenario], text: str) -> pd.DataFrame:
    base, scenario = case
    measure = read_measure(text, Case(base, scenario))
    return charts.tornado_data(tornado(Case(base, scenario), measure), engine.reallocate(base, scenario), measure)


def of_two(case: tuple[Baseline, Scenario], text: str, one: str, other: str, steps: int) -> pd.DataFrame:
    base, scenario = case
    measure = read_measure(text, Case(base, scenario))
    table = two_way(Case(base, scenario), measure, one, other, steps)
    return charts.heatmap_data(table, engine.reallocate(base, scenario), measure, one, other)


@cache
def drawn(name: str) -> list[pd.DataFrame]:
    """Data of a picture that between them have rows of every kind, ordinary and odd."""
    unmoved = "title: None\nbaseline: town.csv\nmoves:\n  - {name: A, from: Roads, cut: 10%, to: {Parks: 100%}}\n"
    if name == "fan":
        one, still = carried_out(town()), carried_out(town(unmoved))
        found = [charts.fan_data(simulated(), row) for row in (*meta()[0].leaves, "Savings", values.ROOT)]
        return [*found, charts.fan_data(one, "Parks"), charts.fan_data(still, "Roads")]
    if name == "distribution":
        far = carried_out(town(), "savings", "unallocated", targets=("savings <= $9M", "savings >= $410k"))
        return [charts.distribution_data(one, place) for one in (simulated(), far) for place in (0, 1)]
    if name == "tornado":
        odd = ends_table(("One way", 12, 10, 11), ("The other", 8, 10, 7), ("Half", 10, 10, 11))
        measures = (FUNDABLE, "budget of Reality Labs / Metaverse in 2026Q1", "share of AI division in FY2026")
        base, scenario = meta()
        ledger, measure = engine.reallocate(base, scenario), read_measure(measures[2], Case(base, scenario))
        return [*(of_ranges(meta(), text) for text in measures), of_ranges(town(), "unallocated"),
                charts.tornado_data(odd, ledger, measure)]  # fmt: skip
    pair = ("Cut: cut", "Cut: stranded_cost")
    found = [of_two(meta(), FUNDABLE, *pair, steps) for steps in (7, 20)]
    found.append(of_two(meta(), "share of AI division in FY2026", *pair, 12))
    return [*found, of_two(town(), "budget of Parks", "One: cut", "Other: cut", 5)]


def ends_table(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    """A table as `tornado` makes it, of names and the measure at low, likely and high."""
    found = [
        (name, "1%", "2%", "3%", *map(Decimal, ends), abs(Decimal(ends[2] - ends[0])), -abs(ends[2] - ends[0]))
        for name, *ends in rows
    ]
    columns = ["input", "low", "likely", "high", "at_low", "at_likely", "at_high", "swing", "by"]
    return pd.DataFrame(found, columns=columns).sort_values("by", ignore_index=True).drop(columns="by")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_declaration_is_valid_made_once_and_holds_nothing_of_the_data(name: str, theme: charts.Theme) -> None:
    """One object for every scenario; no text of any data is in it, and no colour that isn't an ink."""
    spec = CHARTS[name](theme)
    assert spec is CHARTS[name](theme)
    assert isinstance(alt.Chart.from_dict(spec), alt.LayerChart)
    text = json.dumps(spec)
    assert '"data"' not in text
    assert '"datasets"' not in text
    texts = {
        value
        for data in drawn(name)
        for column in ("label", "tip", "name", "brief")
        if column in data
        for value in data[column]
    }
    assert not [value for value in texts if len(value) > 2 and not value.isdigit() and value in text]
    assert set(re.findall("#[0-9a-f]{6}", text)) <= {*INK[theme].values(), GROUND[theme], *OVER}


@pytest.mark.parametrize("name", CHARTS)
def test_every_row_is_drawn_and_every_layer_used(name: str) -> None:
    """A row of a kind that no layer draws would be lost in silence; a layer that nothing uses is dead."""
    layers = {layer["transform"][0]["filter"] for layer in CHARTS[name]("light")["layer"]}
    assert {f"datum.kind == '{kind}'" for data in drawn(name) for kind in data["kind"]} == layers


@pytest.mark.parametrize("name", CHARTS)
def test_a_saved_picture_says_what_it_shows_and_assumes(name: str) -> None:
    """Above it the scenario, the unit and the weakest status; under it what was drawn, or held at its likely value."""
    data = drawn(name)[0]
    assert said(data, "title").replace("\n", " ").endswith(": Ranges")
    assert re.search(r" · in (USD|\$B) · rests on: (estimate|assumption)$", said(data, "note"))
    rest = said(data, "foot").replace("\n", " ")
    if name in ("fan", "distribution"):
        assert rest.startswith("200 draws, seed 1, of: Cut: cut $1B to $3B; ")
        assert "5 more. 1 pair is correlated." in rest
    else:
        assert "All other ranges at their likely values." in rest


@settings(max_examples=15)
@given(strategies.ranged())
def test_every_picture_stands_for_any_ranges(case: tuple[Baseline, Scenario]) -> None:
    """Any budget, moves and ranges: places are within the picture, and nothing is drawn of what isn't known."""
    base, scenario = case
    span = next(iter(base.fiscal_years))
    measures = [Measure("gross", "", span), Measure("share", base.leaves[0], span)]
    found = simulate(Case(base, scenario), draws=9, seed=1, measures=measures)
    names = [one.name for one in inputs_of(Case(base, scenario))]
    pictures = [charts.fan_data(found, row) for row in (values.ROOT, base.leaves[0], "Savings")]
    pictures += [charts.distribution_data(found, place, 7) for place in (0, 1)]
    pictures += [charts.tornado_data(tornado(Case(base, scenario), one), found.plain, one) for one in measures]
    if len(names) > 1:
        table = two_way(Case(base, scenario), measures[0], names[0], names[1], 3)
        pictures.append(charts.heatmap_data(table, found.plain, measures[0], names[0], names[1]))
    for data in pictures:
        shares = [column for column in ("x0", "x1", "y0", "y1", "heat") if column in data]
        known = data[shares].to_numpy()
        known = known[~np.isnan(known)]
        assert ((known > -1e-9) & (known < 1 + 1e-9)).all()
        assert not (data == "nan").any(axis=None)
        assert data.empty or said(data, "title")


def test_a_fan_is_the_table() -> None:
    """All lines and bands stand on one scale at the table's amounts, and begin at the last actual period."""
    base = meta()[0]
    data, cells = charts.fan_data(simulated(), values.ROOT), uncertainty.by_cell(simulated())
    assert data.equals(charts.fan_data(simulated(), values.ROOT, cells))
    table = cells[cells["division"] == values.ROOT].iloc[:-1]
    wide, half = of_kind(data, "band 90%"), of_kind(data, "band 50%")
    places = [
        wide["y0"],
        wide["y1"],
        half["y0"],
        half["y1"],
        of_kind(data, "median")["y0"],
        of_kind(data, "plain")["y0"],
    ]
    rows = base.rows_of(values.ROOT)
    before = base.budget[rows, base.plan.start - 1].sum() / 10**8
    amounts = [[before, *table[column].astype(float)] for column in ("p5", "p95", "p25", "p75", "p50", "plain")]
    was = [before, *(base.budget[rows][:, base.plan].sum(axis=0) / 10**8)]
    line = np.concatenate([*places, of_kind(data, "baseline")["y0"]]), np.concatenate([*amounts, was])
    slope, start = np.polyfit(line[1], line[0], 1)
    assert slope < 0
    assert np.allclose(line[0], start + slope * line[1])
    ends = of_kind(data, "name", "strong")["label"].tolist()
    last = table.iloc[-1]
    assert f"median {shown(last['p50'], base)}" in [end.replace("\n", " ") for end in ends]
    assert len(ends) == 5
    assert len(of_kind(data, "hover")) == len(table) + len(of_kind(data, "actual"))
    assert of_kind(data, "hover")["tip"].iloc[-1].startswith("All divisions, 2027Q4: median ")


def test_a_fan_of_one_period_is_as_wide_as_the_picture_and_one_without_spread_says_so() -> None:
    """One point would be no line. Where all draws agree there is one name for all of them."""
    data = drawn("fan")[-2]
    assert of_kind(data, "band 90%")["x0"].tolist() == [0, 1]
    assert of_kind(data, "year")["label"].tolist() == ["FY2026"]
    assert of_kind(data, "period").empty
    alike = drawn("fan")[-1]
    assert of_kind(alike, "strong", "name")["label"].tolist() == ["all draws $900k", "baseline $1M"]
    assert "nothing has a range" in said(alike, "foot")


def test_an_account_that_gets_nothing_at_first_is_drawn_from_the_beginning() -> None:
    """Savings begin with a start that may be later: before it they are nothing, which the table leaves out."""
    text = TEXT.replace("low: 2026Q1, likely: 2026Q2, high: 2026Q4", "low: 2026Q3, likely: 2026Q3, high: 2026Q4")
    found = carried_out((meta()[0], read_scenario(text)))
    table = uncertainty.by_cell(found).query("division == 'Savings'")
    assert len(table) == 7
    median = of_kind(charts.fan_data(found, "Savings"), "median")
    assert len(median) == 8
    assert median["y0"].iloc[0] == median["y0"].iloc[1] == median["y0"].max()


def test_a_fan_is_only_of_what_is_followed() -> None:
    """An unknown row is refused with those there are; an account that gets nothing has no picture."""
    with pytest.raises(values.ModelError, match="Did you mean 'Roads'"):
        charts.fan_data(carried_out(town()), "Raods")
    assert charts.fan_data(carried_out(town()), "Stranded costs").empty
    baseline = of_kind(charts.fan_data(carried_out(town()), "Roads"), "baseline")
    assert baseline.empty


@given(st.lists(st.floats(0, 1), max_size=7), st.sampled_from([0.05, 0.1]))
def test_labels_stand_apart_in_order_and_within_the_picture(wanted: list[float], gap: float) -> None:
    """As far apart as a line is high, the higher one above; who has room stays where he wants to be."""
    found = apart(wanted, gap)
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [found[at] for at in order]
    assert all(lower - upper > gap - 1e-9 for upper, lower in pairwise(places))
    assert all(gap / 2 - 1e-9 < place < 1 - gap / 2 + 1e-9 for place in places)
    for at, place in enumerate(found):
        alone = all(abs(wanted[at] - other) > 8 * gap for one, other in enumerate(wanted) if one != at)
        assert not alone or place == pytest.approx(min(max(wanted[at], gap / 2), 1 - gap / 2))


@given(st.lists(st.decimals(-(10**13), 10**13, places=2), min_size=1))
def test_an_axis_holds_its_amounts_and_has_a_few_round_ticks(amounts: list[Decimal]) -> None:
    """Ticks lie within, a round step apart; an axis of amounts far above zero begins elsewhere."""
    axis = axis_of(amounts)
    assert axis.low <= min(amounts)
    assert max(amounts) <= axis.high
    assert 2 <= len(axis.ticks) <= 5
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks)
    steps = {(b - a).normalize() for a, b in pairwise(axis.ticks)}
    assert len(steps) == 1
    assert next(iter(steps)).as_tuple().digits in ((1,), (2,), (5,))


def test_a_distribution_is_the_draws() -> None:
    """Bars are in proportion to the draws, all of which are in one; lines stand where the table says."""
    found = simulated()
    data, spreads = charts.distribution_data(found), uncertainty.by_measure(found).iloc[0]
    table = uncertainty.distribution(found, 0)
    assert sum(table["draws"]) == found.carried
    bars = of_kind(data, "bar", "tail").sort_values("x0")
    heights = (bars["y1"] - bars["y0"]).to_numpy()
    draws = table["draws"][table["draws"] > 0].to_numpy()
    assert np.allclose(heights / heights.max(), draws / draws.max())
    low, high = float(spreads["least"]), float(spreads["most"])
    for kind, at, column in (("end", 0, "p5"), ("median", 0, "p50"), ("end", 1, "p95"), ("plain", 0, "plain")):
        assert of_kind(data, kind).sort_values("x0")["x0"].iloc[at] == pytest.approx(
            (float(spreads[column]) - low) / (high - low)
        )
    chance = found.happened[-1] / found.carried * 100
    assert f"goal ≥ $4B: met in {chance:.1f}".removesuffix(".0") + "%" in of_kind(data, "name")["label"].tolist()
    lines = of_kind(data, "name", "strong")["y0"]
    assert lines.is_unique
    assert lines.max() < bars["y0"].min()


def test_what_is_far_away_is_said_without_a_line_and_what_never_varies_is_one_bar() -> None:
    """A goal of $9M would crush savings of $400k; no unallocated dollar is one bar."""
    far, constant = drawn("distribution")[2:]
    assert of_kind(far, "target")["tip"].tolist() == [label for label in of_kind(far, "name")["label"] if "≥" in label]
    assert any(re.fullmatch(r"goal ≤ \$9M: met in 100% →", label) for label in of_kind(far, "name")["label"])
    assert len(of_kind(constant, "bar", "tail")) == 1
    assert of_kind(constant, "strong", "name")["label"].tolist() == ["all draws $0"]
    assert charts.distribution_data(carried_out(town())).empty


def test_a_tornado_is_the_table_widest_first() -> None:
    """Bars go from the likely value to the ends, blue for the low end; both ends and what comes of them are said."""
    base, scenario = meta()
    table = tornado(Case(base, scenario), read_measure(FUNDABLE, Case(base, scenario)))
    data = of_ranges(meta(), FUNDABLE)
    moved = table[table["swing"] > 0]
    assert of_kind(data, "line")["name"].tolist() == moved["input"].tolist()
    sizes = of_kind(data, "bar").groupby("order").apply(lambda bars: (bars["x1"] - bars["x0"]).sum())
    assert np.allclose(sizes / sizes.max(), moved["swing"].astype(float) / float(moved["swing"].max()))
    first = of_kind(data, "before", "after").query("order == 1")
    assert first["name"].tolist() == ["at $1B", "at $3B"]
    assert first["label"].tolist() == ["$3B", "$4.92B"]
    for kind, edge in (("before", of_kind(data, "bar").groupby("order")["x0"].min()),
                       ("after", of_kind(data, "bar").groupby("order")["x1"].max())):  # fmt: skip
        assert np.allclose(of_kind(data, kind)["x0"], edge)
    costs = of_kind(data, "bar").query("order == 3")
    assert costs.sort_values("x0")["role"].tolist() == ["gets", "gives"]
    rest = said(data, "foot").replace("\n", " ")
    assert rest.endswith("No difference: Cut: to AI division, Cut: start, assumption: Reality Labs / Metaverse.")
    assert said(data, "base_name") == "all likely: $3.96B"


def test_ends_on_one_side_have_a_lane_each() -> None:
    """Both bars would cover each other; their words stand on both sides and say which end they are of."""
    data = drawn("tornado")[-1]
    upper, lower = of_kind(data, "upper"), of_kind(data, "lower")
    assert upper["role"].tolist() == ["gives", "gives"]
    assert lower["role"].tolist() == ["gets", "gets"]
    words = of_kind(data, "before", "after")["name"].tolist()
    assert words[:2] == ["high 3%", "low 1%"] or words[:2] == ["low 1%", "high 3%"]
    inner, base = of_kind(data, "before").iloc[0], of_kind(data, "base").iloc[0]
    outer, bar = of_kind(data, "after").iloc[0], of_kind(data, "upper", "lower")
    wide = bar[bar["order"] == 1]
    sides = (inner["x0"], outer["x0"])
    assert sides in ((base["x0"], wide["x1"].max()), (wide["x0"].min(), base["x0"]))
    half = of_kind(data, "line").set_index("name")["order"]["Half"]
    assert of_kind(data, "bar")["order"].tolist() == [half]


def test_ten_ranges_are_drawn_and_the_rest_named() -> None:
    """The widest ten; nobody is forgotten, and without ranges there is no picture."""
    base, scenario = meta()
    ledger, measure = (
        engine.reallocate(base, scenario),
        read_measure("share of AI division in FY2026", Case(base, scenario)),
    )
    table = ends_table(*((f"Move {at}: cut", 9, 10, 11 + at) for at in range(14)))
    data = charts.tornado_data(table, ledger, measure)
    assert of_kind(data, "line")["name"].tolist() == [f"Move {at}: cut" for at in range(13, 3, -1)]
    rest = said(data, "foot").replace("\n", " ")
    assert rest.endswith("Smaller swings: Move 3: cut, Move 2: cut, Move 1: cut, Move 0: cut.")
    assert charts.tornado_data(table.head(0), ledger, measure).empty
    unknown = table.assign(at_low=None, at_likely=None, at_high=None, swing=None)
    assert "Not known at an end: Move 13: cut, " in said(charts.tornado_data(unknown, ledger, measure), "foot").replace(
        "\n", " "
    )


def test_a_share_of_nothing_is_not_known() -> None:
    """Where nothing is spent no share can be told: the tornado says so, the table too."""
    scenario = read_scenario(re.sub("low: .*high: [^}]*", "low: 0%, likely: 1%, high: 2%", TWO_CUTS))
    base = read_baseline_table(b"Division,FY2026\nRoads,0\nParks,0\n", "town.csv", currency="USD")
    measure = Measure("share", "Parks", "FY2026")
    table = tornado(Case(base, scenario), measure)
    assert table["swing"].isna().all()
    data = charts.tornado_data(table, engine.reallocate(base, scenario), measure)
    assert of_kind(data, "line")["name"].tolist() == ["What the ranges do is not known"]


@pytest.mark.parametrize("steps", [2, 7, 12])
def test_a_heatmap_has_every_cell_with_its_number(steps: int) -> None:
    """The fuller the more, the numbers those of the table in one unit, one ring, every value of both ranges named."""
    base, scenario = meta()
    pair = ("Cut: cut", "Cut: stranded_cost")
    table = two_way(Case(base, scenario), read_measure(FUNDABLE, Case(base, scenario)), *pair, steps)
    data = of_two(meta(), FUNDABLE, *pair, steps)
    cells = of_kind(data, "cell")
    assert (
        np.argsort(cells["heat"], kind="stable").tolist()
        == table["value"].astype(float).argsort(kind="stable").tolist()
    )
    down, across = (list(dict.fromkeys(table[side])) for side in ("first", "second"))
    assert (cells["order"] - 2).tolist() == [down.index(value) for value in table["first"]]
    assert (cells["x0"] * steps).round().tolist() == [across.index(value) for value in table["second"]]
    texts, unit = show_together([int(value * 10**8) for value in table["value"]], "USD")
    assert [float(label) for label in of_kind(data, "number")["label"]] == [float(text) for text in texts]
    assert said(data, "note").startswith(f"plain run $3.96B · in {unit} · ")
    assert len(of_kind(data, "likely")) == 1
    assert len(of_kind(data, "column", "main")) == len(of_kind(data, "row")) == steps
    assert (said(data, "key"), said(data, "across")) == (f"down: {pair[0]}", f"across: {pair[1]}")


def test_a_cell_that_cannot_be_carried_out_says_so() -> None:
    """Two cuts of $300k leave no park of $500k: no number, no colour, and the foot says why."""
    data = drawn("heatmap")[-1]
    missing = of_kind(data, "none")
    assert len(missing) == len(of_kind(data, "missing")) == 3
    assert missing["heat"].isna().all()
    assert missing["tip"].iloc[-1] == "One: cut $300k, Other: cut $300k: can't be carried out"
    assert "× can't be carried out." in said(data, "foot").replace("\n", " ")
    assert charts.heatmap_data(pd.DataFrame(), *of_town(), "One: cut", "Other: cut").empty


def of_town() -> tuple[engine.Ledger, Measure]:
    base, scenario = town()
    return engine.reallocate(base, scenario), read_measure("savings", Case(base, scenario))


@pytest.mark.parametrize("theme", THEMES)
def test_the_number_on_every_cell_can_be_read(theme: charts.Theme) -> None:
    """4.5 : 1 on every colour of the ramp, from the ground to the ink, in the colour that the declaration picks."""
    text = json.dumps(charts.heatmap_chart(theme))
    turn, full, pale = re.search(r"datum.heat > ([\d.]+) \? '(#\w+)' : '(#\w+)'", text).groups()
    assert float(turn) == pytest.approx(turn_of(theme), abs=1e-3)
    ground, ink = ([int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (GROUND[theme], INK[theme]["text"]))
    for heat in np.linspace(0, 1, 301):
        parts = [round(a + (b - a) * heat) for a, b in zip(ground, ink, strict=True)]
        cell = "#" + "".join(f"{part:02x}" for part in parts)
        assert contrast(cell, full if heat > float(turn) else pale) >= 4.5


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1), st.sampled_from(["USD", "JPY", "CHF", "XXX"]))
def test_amounts_in_one_unit_say_the_same_as_each_alone(minors: list[int], currency: str) -> None:
    """The largest reads as it does everywhere, and all of them are in its unit, to two decimals."""
    texts, unit = show_together(minors, currency)
    most = max(range(len(minors)), key=lambda at: abs(minors[at]))
    text = texts[most].removeprefix("−")
    letters = unit.rstrip("BMk").strip()
    whole = f"{letters}{' ' if len(letters) == 3 else ''}{text}{unit[len(unit.rstrip('BMk')) :]}"
    assert show(abs(minors[most]), currency) == whole
    assert all(re.fullmatch(r"−?[\d,]+(\.\d\d?)?", text) for text in texts)


def test_values_and_names_are_said_briefly() -> None:
    """An amount by the one formatter, all else as it is; a long name keeps its end."""
    base = town()[0]
    ends = {"$1,333,333.33": "$1.33M", "$2B per year": "$2B/yr", "12.5%": "12.5%", "2026Q1": "2026Q1"}
    assert {end: short(end, base) for end in ends} == ends
    assert brief("Cut: cut") == "Cut: cut"
    assert brief("A cut of everything that can be cut: stranded_cost") == "A cut of every…: stranded_cost"


@pytest.mark.parametrize("name", CHARTS)
def test_each_picture_is_described_in_words_without_numbers(name: str) -> None:
    """A sentence for those who don't see it, the same for every scenario."""
    assert charts.describe(name).endswith(".")
    assert not any(letter.isdigit() for letter in charts.describe(name))
