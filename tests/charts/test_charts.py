"""The pictures: a declaration holds nothing of the data, and the data says what the views say."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache, partial

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from virement import charts, engine, values, views
from virement.charts.theme import GROUND, INK
from virement.scenario import baseline_of, load_scenario, scenario_names
from virement.tables import read_csv_table
from virement.values.number_format import show
from virement.values.statuses import STATUSES
from virement.views.history import load_history, read_history
from virement.views.move_costs import cut_costs

from tests.support import strategies

THEMES = ("light", "dark")
CHARTS = {
    "shift": charts.shift_chart,
    "flows": charts.flows_chart,
    "bridge": charts.bridge_chart,
    "by_division": charts.by_division_chart,
    "over_time": charts.over_time_chart,
    "operating_income": charts.operating_income_chart,
    "history": charts.history_chart,
    "comparison": charts.comparison_chart,
}


@cache
def ledger_of(name: str) -> engine.Ledger:
    scenario = load_scenario(name)
    return engine.reallocate(baseline_of(scenario), scenario)


def lines_of(ledgers: list[engine.Ledger], span: str) -> pd.DataFrame:
    """The long table of a comparison."""
    tables = [views.by_division(ledger, 1, span).assign(scenario=ledger.scenario.title) for ledger in ledgers]
    return pd.concat(tables, ignore_index=True)


def drawn(ledger: engine.Ledger) -> dict[str, pd.DataFrame]:
    """The data of every picture of a ledger."""
    span = views.default_span(ledger)
    return {
        "shift": charts.shift_data(ledger),
        "flows": charts.flows_data(ledger),
        "bridge": charts.bridge_data(ledger, ledger.baseline.divisions[0]),
        "by_division": charts.by_division_data(ledger),
        "over_time": charts.over_time_data(ledger),
        "operating_income": charts.operating_income_data(ledger),
        "history": charts.history_data(ledger, load_history(ledger.baseline.name)),
        "comparison": charts.comparison_data(lines_of([ledger], span), ledger.baseline, span),
    }


def of_kind(data: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    return data[data["kind"].isin(kinds)]


def said(data: pd.DataFrame, kind: str) -> str:
    return str(of_kind(data, kind)["label"].iloc[0])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_declaration_is_valid_made_once_and_holds_nothing_of_the_data(name: str, theme: charts.Theme) -> None:
    """One object for every scenario, so that a standing picture only takes new data; none of its texts is in it."""
    spec = CHARTS[name](theme)
    assert spec is CHARTS[name](theme)
    assert isinstance(alt.Chart.from_dict(spec), alt.LayerChart)
    text = json.dumps(spec)
    assert '"data"' not in text
    assert '"datasets"' not in text
    data = drawn(ledger_of("company-10pct-ask"))[name]
    texts = {value for column in ("label", "tip", "name", "detail") if column in data for value in data[column]}
    assert not [value for value in texts if len(value) > 1 and value in text]


@pytest.mark.parametrize("name", CHARTS)
def test_every_row_is_drawn_and_every_column_is_there(name: str) -> None:
    """A row of a kind that no layer draws would be lost in silence."""
    for scenario in scenario_names():
        data = drawn(ledger_of(scenario))[name]
        layers = {layer["transform"][0]["filter"] for layer in CHARTS[name]("light")["layer"]}
        assert {f"datum.kind == '{kind}'" for kind in data["kind"]} <= layers


@given(strategies.run())
def test_every_picture_stands_for_any_budget(ledger: engine.Ledger) -> None:
    """Any budget and any moves: places are within the picture, and nothing is drawn of what isn't known."""
    for name, data in drawn(ledger).items():
        places = data[[column for column in ("x0", "x1", "y0", "y1", "to0", "to1") if column in data]].to_numpy()
        known = places[~np.isnan(places)]
        assert ((known > -1e-9) & (known < 1 + 1e-9)).all(), name
        assert not (data == "nan").any(axis=None), name


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "comparison"])
def test_a_saved_picture_says_what_it_shows(name: str) -> None:
    """Above it stand the scenario, the currency, and the weakest status among what is drawn."""
    data = drawn(ledger_of("company-10pct-ask"))[name]
    assert said(data, "title").endswith("10 % from everybody but AI, half of it saved")
    assert "FY20" in said(data, "note") or "2025Q1 to" in said(data, "note")
    weakest = "estimate" if name == "bridge" else "assumption"  # the bridge is of Reality Labs alone
    assert said(data, "note").endswith(f" · in USD · rests on: {weakest}")


def test_a_picture_rests_on_the_weakest_figure_in_it() -> None:
    """A bridge has the status of its division's line in the table."""
    ledger = ledger_of("nyt-2b-to-ai")
    for division in ("Reality Labs", "AI division", "All divisions"):
        row = views.division_table(ledger, [division], views.columns_of(ledger.baseline, "FY2026")).iloc[0]
        assert said(charts.bridge_data(ledger, division), "note").endswith(f"rests on: {row['status']}")


@given(strategies.run())
def test_ribbons_are_as_thick_as_their_amounts(ledger: engine.Ledger) -> None:
    """All ribbons have one scale, both ends are equally thick, and blocks are the sum of theirs and do not overlap."""
    data = charts.flows_data(ledger)
    found = views.flow_amounts(ledger)
    if data.empty:
        assert not found
        return
    ribbons = of_kind(data, "ribbon")
    left, right = ribbons["y1"] - ribbons["y0"], ribbons["to1"] - ribbons["to0"]
    assert np.allclose(left, right)
    for kind in ("giver", "receiver"):
        blocks = of_kind(data, kind)
        assert np.isclose((blocks["y1"] - blocks["y0"]).sum(), left.sum())
        assert (blocks["y0"].to_numpy()[1:] >= blocks["y1"].to_numpy()[:-1]).all()
    given_up = show(max(found.values()), ledger.baseline.currency)
    assert len(ribbons) < len(found) or any(tip.endswith(given_up) for tip in ribbons["tip"])


@pytest.mark.parametrize("measure", ["amount", "share"])
@pytest.mark.parametrize("level", [1, None])
def test_before_and_after_is_the_view_sorted_by_change(measure: charts.Measure, level: int | None) -> None:
    """A line a division, the one cut most first, its texts those of the formatter, its bars on one scale."""
    ledger = ledger_of("company-10pct-ask")
    data = charts.by_division_data(ledger, level, None, measure)
    change, after = {"amount": ("variance", "budget"), "share": ("share_change_pp", "share_after_pct")}[measure]
    view = views.by_division(ledger, level).sort_values(change, kind="stable")
    lines, bars = of_kind(data, "line"), of_kind(data, "after")
    assert lines["name"].tolist() == view["division"].tolist()
    for label, value in zip(lines["label"], view[change], strict=True):
        expected = (
            views.shown(value, ledger.baseline, signed=True)
            if measure == "amount"
            else views.shown_pct(value, signed=True, points=True)
        )
        assert label == expected
    sizes = view[after].astype(float).to_numpy()
    top = max(sizes.max(), view[{"amount": "baseline", "share": "share_before_pct"}[measure]].astype(float).max())
    assert np.allclose(bars["x1"] - bars["x0"], sizes / top)


@pytest.mark.parametrize("theme", THEMES)
def test_the_names_of_a_flow_stand_clear_of_thin_bands(theme) -> None:
    """Behind each name is the ground, opaque and wider than the letters are apart: no line strikes it through."""
    layers = charts.flows_chart(theme)["layer"]
    plates = [one["mark"] for one in layers if one["mark"].get("lineBreak") and one["mark"].get("stroke")]
    assert len(plates) == 2
    for plate in plates:
        assert plate["stroke"] == charts.GROUND[theme]
        assert plate.get("strokeOpacity", 1) == 1
        assert (plate["strokeWidth"], plate["strokeJoin"]) == (5, "round")


@pytest.mark.parametrize("measure", ["amount", "share"])
def test_of_too_many_divisions_the_others_are_drawn_as_one(measure: charts.Measure) -> None:
    """Those that change most by name, sorted as ever, and below them what the others come to, to the last cent."""
    ledger = ledger_of("company-10pct-ask")
    change, before, after = {
        "amount": ("variance", "baseline", "budget"),
        "share": ("share_change_pp", "share_before_pct", "share_after_pct"),
    }[measure]
    view = views.by_division(ledger)
    by_change = view.sort_values(change, key=abs, ascending=False, kind="stable")
    named = by_change[:2].sort_values(change, kind="stable")
    lines = of_kind(charts.by_division_data(ledger, measure=measure, most=2), "line")
    assert lines["name"].tolist() == [*named["division"], "3 others"]
    others = by_change[2:]
    told = partial(views.shown, baseline=ledger.baseline) if measure == "amount" else views.shown_pct
    assert f"{told(others[before].sum())} → {told(others[after].sum())}" in lines["detail"].iloc[-1]
    for most in (len(view), len(view) - 1):
        whole = charts.by_division_data(ledger, measure=measure, most=most)
        assert whole.equals(charts.by_division_data(ledger, measure=measure))


def test_a_bridge_hangs_together() -> None:
    """Each step begins where the last one ended; totals stand on the ground; a step of nothing is still marked."""
    ledger = ledger_of("company-10pct-ask")
    bars = of_kind(charts.bridge_data(ledger), "after")
    first, step, last = (bars.iloc[at] for at in range(3))
    assert (first["x1"], step["x0"], step["role"]) == (step["x1"], last["x1"], "gives")
    whole = charts.bridge_data(ledger_of("nyt-2b-to-ai"), "Reality Labs")
    assert of_kind(whole, "key").empty
    assert np.isclose(of_kind(whole, "after")["x1"].iloc[-1], 19.4 / 21.4)
    untouched = charts.bridge_data(ledger_of("nyt-2b-to-ai"), "Family of Apps")
    assert len(of_kind(untouched, "speck")) == 1


def test_a_cut_axis_is_said_in_words() -> None:
    """7,555 of 165,500 million is too little to see from zero: the bars begin later, and the key says where."""
    data = charts.bridge_data(ledger_of("company-10pct-ask"))
    assert said(data, "key") == "the bars begin at $150B, not at zero"
    bars = of_kind(data, "after")
    assert np.isclose(bars["x1"].iloc[-1], (157.9455 - 150) / (165.5 - 150))


@pytest.mark.parametrize("by", ["period", "fiscal_year"])
def test_bars_over_time_are_the_view(by: charts.By) -> None:
    """Bar by bar: the scenario, on top what is stranded and paid once, all on the scale of the greatest."""
    ledger = ledger_of("rl-phased-exit")
    name = "Reality Labs / Metaverse"
    data = charts.over_time_data(ledger, name, by=by)
    table = views.by_period(ledger, None, by=by)
    table = table[table["division"] == name]
    costs = cut_costs(ledger, name, by=by)
    bars = of_kind(data, "bar", "hollow")
    heights = (bars["y1"] - bars["y0"]).groupby(bars["x0"]).sum().to_numpy()
    paid = [sum(three) for three in zip(table["budget"], costs["one_off"], costs["stranded"], strict=True)]
    sizes = np.array(paid, dtype=float)
    assert np.allclose(heights / heights.max(), sizes / sizes.max())
    assert said(data, "plan") == f"plan from {'2026Q1' if by == 'period' else 'FY2026'}"
    assert len(of_kind(data, "baseline")) == sum(table["kind"] == "plan")
    years = views.by_period(ledger, None, by="fiscal_year").query("division == @name")
    for label, (_, row) in zip(of_kind(data, "year")["label"], years.iterrows(), strict=True):
        assert label.split("\n")[:2] == [row["period"], views.shown(row["budget"], ledger.baseline)]


def test_panels_share_one_scale_unless_they_say_so() -> None:
    """The greatest bar of all panels fills its panel; with scales of their own each does, and the note says so."""
    ledger = ledger_of("rl-phased-exit")
    tops = {}
    for own in (False, True):
        data = charts.over_time_data(ledger, own_scale=own)
        bars = of_kind(data, "bar", "hollow")
        tops[own] = (bars["y0"] * 3 % 1).groupby((bars["y0"] * 3).astype(int)).min().round(6)
        assert ("own scales" in said(data, "note")) == own
    assert tops[True].nunique() == 1
    assert tops[False].min() == tops[True].iloc[0]
    assert tops[False].nunique() == 3


@given(strategies.run())
def test_the_costs_of_cuts_are_divided_without_a_rest(ledger: engine.Ledger) -> None:
    """Over all leaves they sum to what was posted, but for what new funding pays."""
    table = views.postings(ledger)
    funded = set(table["move"][table["division"] == "New funding"])
    of_cuts = table[~table["move"].isin(funded)]
    for column, account in (("one_off", "One-off costs"), ("stranded", "Stranded costs")):
        posted = sum(of_cuts["amount"][of_cuts["division"] == account], Decimal(0))
        leaves = sum((sum(cut_costs(ledger, leaf)[column]) for leaf in ledger.baseline.leaves), Decimal(0))
        whole = sum(cut_costs(ledger, values.ROOT, by="fiscal_year")[column])
        if not funded:
            assert leaves == whole == posted


def test_operating_income_is_drawn_only_where_revenue_is_known() -> None:
    """The town has no revenue: an empty table; Reality Labs' losses stand left of zero."""
    assert charts.operating_income_data(ledger_of("toy-streets-to-parks")).empty
    data = charts.operating_income_data(ledger_of("company-10pct-ask"))
    view = views.operating_income(ledger_of("company-10pct-ask")).set_index("division")
    zero = of_kind(data, "zero")["x0"].iloc[0]
    for _, bar in of_kind(data, "after").iterrows():
        name = bar["tip"].split(", ")[0]
        assert (bar["x1"] <= zero) == (view.loc[name, "after"] < 0)


def test_a_comparison_has_one_scale_and_a_line_a_scenario() -> None:
    """The bars of all divisions and scenarios are in proportion to their changes; who is never touched is left out."""
    ledgers = [ledger_of(name) for name in ("nyt-2b-to-ai", "rl-30pct-to-ai")]
    table = lines_of(ledgers, "FY2026")
    data = charts.comparison_data(table, ledgers[0].baseline, "FY2026")
    moved = table[table["variance"] != 0].sort_values(
        "division", kind="stable", key=lambda names: names == "AI division"
    )
    assert of_kind(data, "minor")["label"].tolist()[0] == "−$2B (−9.3%)"
    assert of_kind(data, "line")["name"].tolist() == ["Reality Labs", "AI division"]
    bars = of_kind(data, "after")
    sizes = moved["variance"].astype(float).abs().to_numpy()
    assert np.allclose((bars["x1"] - bars["x0"]) / sizes * sizes.max(), 0.5)
    for ledger in ledgers:
        assert ledger.scenario.title in said(data, "title")


def test_history_is_read_with_its_sources_and_goes_on_into_the_plan() -> None:
    """Exact decimals, a status and a source each; where the baseline has the divisions, the plan follows."""
    history = load_history("meta")
    assert len(history) == 63
    assert history["status"].isin(STATUSES).all()
    assert history["source"].all()
    assert load_history("toy").empty
    assert load_history("").empty
    assert charts.history_data(ledger_of("toy-streets-to-parks"), load_history("toy")).empty
    data = charts.history_data(ledger_of("nyt-2b-to-ai"), history)
    tips = of_kind(data, "scenario")["tip"].tolist()
    assert any(tip.startswith("Reality Labs, FY2026 (scenario): $19.4B") for tip in tips)
    assert not any(tip.startswith("Consolidated") for tip in tips)
    assert len(of_kind(data, "actual")) == 21
    assert len(of_kind(data, "plan")) == 9


def test_a_broken_history_is_refused_with_all_that_is_wrong() -> None:
    """Every row that can't be read is named at once."""
    heading = b"division,period,measure,amount,status\n"
    bad = heading + b"A,FY2020,cost,1,reported\nA,20,costs,1,reported\nA,FY2020,costs,1,so\n"
    with pytest.raises(values.ModelError) as error:
        read_history(read_csv_table(bad, "h.csv"))
    assert len(error.value.problems) == 3


def test_each_picture_is_described_in_words_without_numbers() -> None:
    """A sentence for those who don't see it, the same for every scenario."""
    for name in CHARTS:
        assert charts.describe(name).endswith(".")
        assert not any(letter.isdigit() for letter in charts.describe(name))


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as the accessibility guidelines (WCAG 2.2) define it."""
    light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* under D65, of linear sRGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.clip(to_xyz @ rgb / [0.9505, 1, 1.089], 0.008856, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


# how a red- and a green-blind eye sees linear sRGB: Machado, Oliveira and Fernandes 2009, severity 1
BLIND = {
    "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


@pytest.mark.parametrize("theme", THEMES)
def test_colours_can_be_seen(theme: charts.Theme) -> None:
    """Marks stand 3 : 1 against the ground, texts 4.5 : 1, and a cut isn't red."""
    for name, colour in INK[theme].items():
        least = 4.5 if name in ("text", "quiet") else 3
        assert contrast(colour, GROUND[theme]) >= least, name
    red, _, blue = linear(INK[theme]["gives"])
    assert blue > red


@pytest.mark.parametrize("eye", BLIND)
@pytest.mark.parametrize("theme", THEMES)
def test_colours_can_be_told_apart(theme: charts.Theme, eye: str) -> None:
    """Giver, receiver and what was before differ clearly also to a colour-blind eye."""
    seen = [lab(np.clip(np.array(BLIND[eye]) @ linear(INK[theme][name]), 0, 1)) for name in ("gives", "gets", "before")]
    apart = [float(np.linalg.norm(seen[one] - seen[other])) for one, other in ((0, 1), (0, 2), (1, 2))]
    assert min(apart) > 25
