"""Scenarios side by side, what differs between two, and what each move does alone."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from virement import versions, views
from virement.baseline import read_baseline_table
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, reallocate
from virement.engine.limits import broken_limits
from virement.scenario import Case, baseline_of, load_scenario
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Move, Scenario
from virement.values import ROOT
from virement.values.problems import ModelError
from virement.views.comparison import told_apart

from tests.support.strategies import baselines, carried_out, run, scenarios

SHIPPED = ("nyt-2b-to-ai", "rl-30pct-to-ai", "rl-30pct-to-savings", "rl-phased-exit")


def ledger_of(name: str) -> Ledger:
    scenario = load_scenario(name)
    return reallocate(baseline_of(scenario), scenario)


def on_toy(moves: str, limits: str = "[]", title: str = "T") -> Scenario:
    return read_scenario(f"title: {title}\nbaseline: toy\nmoves: {moves}\nlimits: {limits}")


def total(values) -> Decimal:
    return sum(values, Decimal(0))


def variances(table) -> dict[str, Decimal]:
    return dict(zip(table["division"], table["variance"], strict=True))


def edited(move: Move, edit: str, other: Move | None) -> Move | None:
    if edit == "drop":
        return None
    if edit == "other" and other is not None:
        return other.model_copy(update={"name": move.name})
    changes = {
        "toggle": {"enabled": not move.enabled},
        "rename": {"name": f"{move.name}, renamed"},
        "reverse": {"to": dict(reversed(move.to.items()))},
    }
    return move.model_copy(update=changes.get(edit, {}))


@st.composite
def alternatives(draw: st.DrawFn, count: int = 2) -> list[Ledger]:
    """Scenarios over one baseline: a first one, and others that are that with some moves edited, dropped or added."""
    baseline = draw(baselines())
    first = draw(scenarios(baseline))
    found = [carried_out(baseline, first)]
    for _ in range(count - 1):
        other = draw(scenarios(baseline))
        edits = ["keep", "drop", "toggle", "rename", "reverse", "other"]
        moves = [
            edited(move, draw(st.sampled_from(edits)), dict(enumerate(other.moves)).get(place))
            for place, move in enumerate(first.moves)
        ]
        added = other.moves[len(first.moves) :]
        said = {"moves": (*(move for move in moves if move), *added), "limits": other.limits}
        found.append(carried_out_or_not(baseline, first.model_copy(update=said)))
    return found


def carried_out_or_not(baseline: Baseline, scenario: Scenario) -> Ledger:
    """The ledger; where another scenario's locks leave a move too little, the example is thrown away."""
    try:
        return reallocate(baseline, scenario)
    except ModelError:
        reject()


@given(alternatives(4), st.sampled_from([0, 1, None]))
def test_the_matrix_agrees_with_each_scenarios_own_table(ledgers: list[Ledger], level: int | None) -> None:
    """In the common span, matrix and long form say of four scenarios what `by_division` says of each alone."""
    span = views.common_span(ledgers)
    matrix, tidy = views.compare(ledgers, level), views.by_scenario(ledgers, level)
    titles = told_apart(ledger.scenario.title for ledger in ledgers)
    assert list(matrix.columns[1::2]) == [f"{title}: variance" for title in titles]
    for title, ledger in zip(titles, ledgers, strict=True):
        own = views.by_division(ledger, level, span)
        mine = tidy[tidy["scenario"] == title].reset_index(drop=True)
        columns = [column for column in tidy.columns if column in own.columns]
        assert mine[columns].head(len(own)).to_dict("records") == own[columns].to_dict("records")
        assert matrix["division"].tolist() == mine["division"].tolist()
        assert matrix[f"{title}: variance"].tolist() == mine["variance"].tolist()
        assert total(mine["variance"]) == 0
        inside = set().union(*ledger.windows.values()) if ledger.windows else set()
        assert inside <= set(views.columns_of(ledger.baseline, span))


@given(alternatives())
def test_a_bridge_leads_from_one_budget_to_the_other(ledgers: list[Ledger]) -> None:
    """Its steps, one for each move that differs, add up exactly, for every division and in every span."""
    a, b = ledgers
    for span in views.spans(a.baseline):
        named = versions.moves_that_differ(a, b, span)["move"].tolist()
        for division in (*a.baseline.divisions, ROOT):
            steps = versions.bridge_between(a, b, division, span)
            ends = [views.bridge(ledger, division, span)["end"].iloc[-1] for ledger in (a, b)]
            assert [steps["amount"].iloc[0], steps["amount"].iloc[-1]] == ends
            assert ends[0] + total(steps[steps["kind"] == "move"]["amount"]) == ends[1]
            assert steps["step"].tolist()[1:-1] == named
            starts, stops = steps["start"].tolist()[1:-1], steps["end"].tolist()[:-1]
            assert starts == stops[:-1]
            assert stops[-1] == ends[1]


@given(alternatives())
def test_swapping_two_scenarios_negates_what_changes(ledgers: list[Ledger]) -> None:
    """From b to a every change is that from a to b with the other sign; so is every step, whatever the order."""
    a, b = ledgers
    there, back = versions.moves_that_differ(a, b), versions.moves_that_differ(b, a)
    opposite = {"added": "removed", "removed": "added", "switched on": "switched off", "switched off": "switched on"}
    for column in ("gross", "fundable"):
        assert (there[f"{column}_after"] - there[f"{column}_before"]).tolist() == there[f"{column}_change"].tolist()
        changes = sorted(zip(there["what"], there[f"{column}_change"], strict=True))
        backwards = zip(back["what"], back[f"{column}_change"], strict=True)
        assert changes == sorted((opposite.get(what, what), -change) for what, change in backwards)
    for division in a.baseline.leaves:
        steps = [versions.bridge_between(*two, division)["amount"].tolist()[1:-1] for two in ((a, b), (b, a))]
        assert sorted(steps[0]) == sorted(-step for step in steps[1])
    limits = [versions.limits_that_differ(*two) for two in ((a, b), (b, a))]
    assert {tuple(row) for row in limits[0].to_numpy()} == {
        (what, name, after, before) for what, name, before, after in limits[1].to_numpy()
    }


@given(run())
def test_nothing_differs_from_itself(ledger: Ledger) -> None:
    assert versions.moves_that_differ(ledger, ledger).empty
    assert versions.limits_that_differ(ledger, ledger).empty
    assert len(versions.bridge_between(ledger, ledger)) == 2


@given(alternatives())
def test_what_is_left_out_is_alike(ledgers: list[Ledger]) -> None:
    """Put into a what the table says of b, and it does what b does: no move that differs is missed."""
    a, b = ledgers
    table = versions.moves_that_differ(a, b)
    gone = {*table[table["what"] != "added"]["move"], *(name.removesuffix(", renamed") for name in table["move"])}
    kept = [move for move in a.scenario.moves if move.name not in gone]
    fresh = [move for move in b.scenario.moves if move.name in set(table["move"])]
    rebuilt = carried_out(a.baseline, b.scenario.model_copy(update={"moves": (*kept, *fresh)}))
    assert (rebuilt.variance == b.variance).all()


@given(run(0))
def test_moves_alone_sum_to_the_whole(ledger: Ledger) -> None:
    """By division, what each move does alone adds up to the variance, since every cut is of the baseline."""
    baseline, scenario = ledger.baseline, ledger.scenario
    for level in (0, 1, None):
        table = views.isolated_by_division(Case(baseline, scenario), level)
        whole = views.by_scenario([ledger], level)
        assert variances(table.assign(variance=table["all moves"])) == variances(whole)
        alone = table.drop(columns=["division", "all moves"])
        assert [total(row) for row in alone.to_numpy()] == table["all moves"].tolist()
        assert all(total(alone[move]) == 0 for move in alone.columns)


@given(run())
def test_a_move_alone_is_a_run_of_that_move(ledger: Ledger) -> None:
    """Each line is what a scenario of that move only does; on top of the others it adds the same gross cut."""
    baseline, scenario = ledger.baseline, ledger.scenario
    span = list(views.spans(baseline))[-1]
    table = views.isolated(Case(baseline, scenario), span)
    assert table["move"].tolist() == [move.name for move in scenario.moves]
    for move, (_, line) in zip(scenario.moves, table.iterrows(), strict=True):
        lone = move.model_copy(update={"enabled": True})
        own = carried_out(baseline, scenario.model_copy(update={"moves": (lone,)}))
        sides = views.sources_and_uses(own, span)
        uses = dict(sides[sides["side"] == "use"][["account", "amount"]].to_numpy())
        assert line["gross"] == total(sides[sides["side"] == "source"]["amount"])
        lost = [uses.get(name, 0) for name in ("Stranded costs", "One-off costs")]
        assert [line["stranded"], line["one_off"]] == lost
        assert line["fundable"] == line["gross"] - sum(lost)
        assert [line["savings"], line["unallocated"]] == [uses.get(name, 0) for name in ("Savings", "Unallocated")]
        assert line["state"] == ("on" if move.enabled else "off")
        assert line["added_on_top"] == (line["gross"] if not line["overdraws_on_top"] else None)
        assert bool(line["breaks_alone"]) == any(not broken.already for broken in broken_limits(own))
    on = table[table["state"] == "on"]
    assert total(on["gross"]) == total(views.by_move(ledger, span)["gross"])


def test_a_move_that_is_off_and_names_what_is_locked_says_so(toy: Baseline) -> None:
    """It can't be switched on: no amounts, and the reason; the others stand as they do without it."""
    moves = "[{name: a, from: Library, cut: 10%}, {name: b, from: Streets, cut: 10%, enabled: false}]"
    scenario = on_toy(moves, limits="[{division: Streets, locked: true}]")
    table = views.isolated(Case(toy, scenario)).set_index("move")
    assert table.loc["b", "breaks_alone"] == "'Streets' is locked, and gives"
    assert table.loc["b", ["gross", "fundable", "added_on_top"]].tolist() == [None, None, None]
    assert table.loc["a", ["gross", "added_on_top"]].tolist() == [80_000, 80_000]
    assert views.isolated_by_division(Case(toy, scenario)).columns.tolist() == ["division", "a", "all moves"]


def test_the_shipped_scenarios_side_by_side_by_hand() -> None:
    """$2B and 30 % of $21,400M; the exit takes two years, so all are shown over two: 9.35 % of one, 4.67 % of both."""
    first, *_ = ledgers = [ledger_of(name) for name in SHIPPED]
    year = views.compare(ledgers[:3]).set_index("division")
    assert year.loc["Reality Labs"].tolist() == [
        Decimal(-2000), Decimal("-9.3458"), Decimal(-6420), Decimal("-30.0000"), Decimal(-6420), Decimal("-30.0000"),
    ]  # fmt: skip
    assert year.loc["Savings", "30 % of Reality Labs saved: variance"] == 6420
    assert views.common_span(ledgers[:3]) == "FY2026"
    assert views.common_span(ledgers) == "FY2026 to FY2027"
    both = views.compare(ledgers).set_index("division")
    assert both.loc["Reality Labs"].tolist()[:2] == [Decimal(-2000), Decimal("-4.6729")]
    tidy = views.by_scenario(ledgers)
    assert tidy.columns.tolist() == [
        "scenario", "division", "baseline", "variance", "variance_pct", "budget",
        "share_before_pct", "share_after_pct", "status",
    ]  # fmt: skip
    assert set(tidy["scenario"]) == {ledger.scenario.title for ledger in ledgers}
    assert set(tidy["division"]) == {*first.baseline.at_level(1), *views.compare(ledgers)["division"]}
    assert "New funding" not in set(tidy["division"])


def test_the_difference_of_two_readings_by_hand() -> None:
    """One cut, $2B or 30 % = $6,420M: the AI division has $4,420M more of it, Reality Labs as much less."""
    a, b = ledger_of("nyt-2b-to-ai"), ledger_of("rl-30pct-to-ai")
    (line,) = versions.moves_that_differ(a, b).to_dict("records")
    assert line == {
        "move": "Reality Labs to AI", "what": "changed", "changed_fields": "cut $2B → 30%; why reworded",
        "gross_before": 2000, "gross_after": 6420, "gross_change": 4420,
        "fundable_before": 2000, "fundable_after": 6420, "fundable_change": 4420,
    }  # fmt: skip
    steps = versions.bridge_between(a, b, "Reality Labs")
    assert steps["amount"].tolist() == [19400, -4420, 14980]
    assert steps["kind"].tolist() == ["total", "move", "total"]
    assert (steps["start"].tolist(), steps["end"].tolist()) == ([0, 19400, 0], [19400, 14980, 14980])
    assert versions.limits_that_differ(a, b).to_numpy().tolist() == [
        ["title", "", a.scenario.title, b.scenario.title]
    ]  # fmt: skip


def test_what_became_of_each_move_is_said_in_words(toy: Baseline) -> None:
    a = on_toy(
        """
  - {name: same, from: Library, cut: 1%, to: {Savings: 100%}}
  - {name: gone, from: Streets, cut: 1%}
  - {name: old name, from: Streets, cut: $10k, to: {Parks: 100%}}
  - {name: paused, from: Library, cut: 10%, to: {Savings: 100%}}
  - {name: grown, from: Streets, cut: 10%, to: {Parks: 80%, Savings: 20%}, end: FY2026}""",
        "\n  - {division: Streets, floor: 60%}\n  - {division: Parks / Pools, locked: true}",
    )
    b = on_toy(
        """
  - {name: same, from: Library, cut: 1%, to: {Savings: 100%}}
  - {name: new name, from: Streets, cut: $10k, to: {Parks: 100%}}
  - {name: paused, from: Library, cut: 10%, to: {Savings: 100%}, enabled: false}
  - {name: grown, from: Streets, cut: $200k, to: {Parks: 100%}, start: FY2027, stranded_cost: 5%}
  - {name: asleep, from: Library, cut: 5%, enabled: false}""",
        "\n  - {division: Streets, floor: $1M}\n  - {division: Streets, cap: 110%}",
        "U",
    )
    one, other = reallocate(toy, a), reallocate(toy, b)
    table = versions.moves_that_differ(one, other)
    assert table[["move", "what", "changed_fields"]].to_numpy().tolist() == [
        ["gone", "removed", ""],
        ["new name", "renamed", "name old name → new name; leaves out Parks / Pools (locked) → nobody"],
        ["paused", "switched off", ""],
        ["grown", "changed",
         "cut 10% → $200k; to Parks 80%, Savings 20% → Parks 100%; end FY2026 → the last plan period; "
         "start the first plan period → FY2027; stranded-cost none → 5%; "
         "leaves out Parks / Pools (locked) → nobody"],
        ["asleep", "added", "switched off"],
    ]  # fmt: skip
    assert table["gross_change"].tolist() == [-24_000, 0, -80_000, 80_000, 0]
    assert table["fundable_after"].tolist() == [0, 10_000, 0, 190_000, 0]
    assert versions.moves_that_differ(other, one)["what"].tolist() == [
        "renamed", "switched on", "changed", "removed", "added",
    ]  # fmt: skip
    assert versions.limits_that_differ(one, other).to_numpy().tolist() == [
        ["title", "", "T", "U"],
        ["limit", "Streets", "floor 60%", "floor $1M, cap 110%"],
        ["limit", "Parks / Pools", "locked", ""],
    ]


def test_receivers_in_another_order_are_a_difference() -> None:
    """A cent shared by two goes to the second of them, so the order is a difference, and the bridge has its cent."""
    town = read_baseline_table(b"division,FY2026\nA,100\nB,20\nC,20\n", "x.csv", currency="USD")
    head = "title: T\nbaseline: x\nmoves: [{name: m, from: A, cut: $0.01, to: "
    a, b = (reallocate(town, read_scenario(f"{head}{{{to}}}}}]")) for to in ("B: 50%, C: 50%", "C: 50%, B: 50%"))
    assert versions.moves_that_differ(a, b)["changed_fields"].tolist() == ["to B 50%, C 50% → C 50%, B 50%"]
    assert versions.bridge_between(a, b, "B")["amount"].tolist() == [Decimal("20.01"), Decimal("-0.01"), 20]


def test_limits_and_overdrafts_that_only_the_whole_shows(toy: Baseline) -> None:
    """Two cuts of 30 % hold a floor of 60 % each, and break it together; three of 40 % overdraw, none alone does."""
    cut = "{name: %s, from: Streets, cut: %s, to: {Savings: 100%%}, end: FY2026}"
    two = on_toy(
        f"[{cut % ('a', '30%')}, {cut % ('b', '30%')}, {{name: c, from: Parks, cut: 10%, to: {{Savings: 100%}}}}]",
        "[{division: Streets, floor: 60%}, {division: Library, floor: 110%}]",
    )
    table = views.isolated(Case(toy, two))
    broken = "'Streets' is $240k below its floor in FY2026 ($480k against $720k)"
    assert table["breaks_alone"].tolist() == ["", "", ""]
    assert table["breaks_on_top"].tolist() == [broken, broken, ""]
    assert table["added_on_top"].tolist() == [360_000, 360_000, 80_000]
    three = on_toy(f"[{', '.join(cut % (name, '40%') for name in 'abc')}]")
    with pytest.raises(ModelError, match="together take"):
        reallocate(toy, three)
    table = views.isolated(Case(toy, three))
    assert table["gross"].tolist() == [480_000] * 3
    assert table["added_on_top"].tolist() == [None] * 3
    assert table["overdraws_alone"].tolist() == [""] * 3
    assert table["overdraws_on_top"].tolist() == ["'Streets' by $240k"] * 3
    assert views.isolated_by_division(Case(toy, three))["all moves"].tolist()[0] == -1_440_000


def test_a_move_that_eases_an_overdraft_is_not_blamed(toy: Baseline) -> None:
    """What overdraws alone is said to; who gives to the overdrawn division adds its whole cut on top."""
    scenario = on_toy(
        """
  - {name: too much, from: Library, cut: 50%, of: Streets, to: {Savings: 100%}, end: FY2026}
  - {name: relief, from: Streets, cut: $100k, to: {Library: 100%}, end: FY2026, enabled: false}""",
    )
    table = views.isolated(Case(toy, scenario)).set_index("move")
    assert table["overdraws_alone"].tolist() == ["'Library' by $200k", ""]
    assert table["overdraws_on_top"].tolist() == ["'Library' by $200k", ""]
    assert table["added_on_top"].tolist() == [None, 100_000]
    assert table["state"].tolist() == ["on", "off"]


def test_one_scenario_is_a_matrix_of_one() -> None:
    ledger = ledger_of("toy-streets-to-parks")
    assert views.compare([ledger]).shape == (4, 3)
    assert views.compare([ledger] * 2).columns[1].endswith("(1): variance")
    assert views.compare([ledger] * 2).columns[3].endswith("(2): variance")


def test_no_heading_is_a_formula_either(toy: Baseline) -> None:
    """A title that a spreadsheet would run stands in headings of the matrix, guarded as in cells."""
    ledgers = [reallocate(toy, on_toy("[]", title=f"'=1+{number}'")) for number in (1, 2)]
    heads = views.to_csv(views.compare(ledgers)).partition("\n")[0].split(",")
    assert "'=1+1: variance" in heads
    assert not [head for head in heads if head.startswith("=")]


def test_titles_that_are_numbered_already_stay_apart() -> None:
    """No two scenarios share a column, whatever they are called; nor does a move called like a column."""
    assert told_apart(["A", "A", "A (1)"]) == ["A (1)", "A (2)", "A (1) (3)"]
    town = read_baseline_table(b"division,FY2026\nA,100\nB,20\n", "x.csv")
    moves = "[{name: division, from: A, cut: 10%}, {name: all moves, from: B, cut: 10%}]"
    table = views.isolated_by_division(Case(town, read_scenario(f"title: T\nbaseline: x\nmoves: {moves}")))
    assert table.columns.tolist() == ["division", "division (2)", "all moves (1)", "all moves (2)"]
    assert table["all moves (2)"].tolist() == [-10, -2, 12]


@pytest.mark.parametrize("table", [views.compare, views.by_scenario, views.common_span])
def test_no_scenario_and_two_baselines_are_refused(table) -> None:
    with pytest.raises(ModelError, match=r"there is no scenario to compare\. Name two or more"):
        table([])
    with pytest.raises(ModelError, match=r"different baselines: meta and toy\. Compare on one baseline"):
        table([ledger_of("nyt-2b-to-ai"), ledger_of("toy-streets-to-parks")])


@pytest.mark.parametrize("table", [versions.moves_that_differ, versions.bridge_between])
def test_two_baselines_are_refused_with_a_span_too(table) -> None:
    """A baseline of the same name with other figures is another one; only the limits' table tells it and goes on."""
    a, b = ledger_of("nyt-2b-to-ai"), ledger_of("toy-streets-to-parks")
    for span in (None, "FY2026"):
        with pytest.raises(ModelError, match="different baselines: meta and toy"):
            table(a, b, span=span)
    other = dataclasses.replace(b, baseline=dataclasses.replace(b.baseline, budget=b.baseline.budget + 1))
    with pytest.raises(ModelError, match="different versions of the baseline toy"):
        table(b, other)
    assert ["baseline", "", "meta", "toy"] in versions.limits_that_differ(a, b).to_numpy().tolist()


def test_unknown_divisions_and_spans_are_named() -> None:
    a, b = ledger_of("nyt-2b-to-ai"), ledger_of("rl-30pct-to-ai")
    with pytest.raises(
        ModelError, match=r"Realty Labs: is not a division of this baseline\. Did you mean 'Reality Labs'\?"
    ):
        versions.bridge_between(a, b, "Realty Labs")
    unknown = "FY2031: is not a span of this baseline"
    for call in (
        lambda: views.compare([a, b], 1, "FY2031"),
        lambda: views.by_scenario([a, b], 1, "FY2031"),
        lambda: versions.moves_that_differ(a, b, "FY2031"),
        lambda: versions.bridge_between(a, b, span="FY2031"),
        lambda: views.isolated(a.case, "FY2031"),
        lambda: views.isolated_by_division(a.case, 1, "FY2031"),
    ):
        with pytest.raises(ModelError, match=unknown):
            call()


def test_all_that_is_wrong_with_the_moves_is_told_at_once(toy: Baseline) -> None:
    """Only overdrafts are shown as figures; unknown names are refused, those of moves switched off too."""
    scenario = on_toy("[{name: a, from: Streats, cut: 10%}, {name: b, from: Liberry, cut: 10%, enabled: false}]")
    for span in (None, "FY2026"):
        with pytest.raises(ModelError) as caught:
            views.isolated(Case(toy, scenario), span)
        assert len(caught.value.problems) == 2
