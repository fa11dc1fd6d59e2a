"""The pages Uncertainty and Goals, driven without a browser: what they show is what the package says."""

from dataclasses import replace

import pytest
from virement import check, goals, measures, uncertainty, values
from virement.baseline import load_baseline
from virement.scenario import Case, load_scenario, scenario_names

from tests.app.test_pages import bodies as html_of
from tests.app.test_pages import button, choose, control, opened

RANGED = "rl-range-to-ai"
TABS = ("Distribution", "Sensitivity", "Two-way table", "Break-even", "Variance by input")


def at_tab(at, key, label):
    at.session_state.view[key] = label
    return at.run()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_scenario_with_ranges(tab):
    """No exception and no error; each says something of the measure that stands above it."""
    at = choose(opened(), RANGED)
    at.switch_page("app_pages/uncertainty.py").run()
    at = at_tab(at, "uncertainty_tab", tab)
    assert not at.exception
    assert not at.error
    assert "AI division" in html_of(at)


@pytest.mark.parametrize("name", scenario_names())
@pytest.mark.parametrize("page", ["uncertainty", "goals"])
def test_every_scenario_opens(page, name):
    baseline = load_scenario(name).baseline
    at = choose(opened(), name, baseline)
    at.switch_page(f"app_pages/{page}.py").run()
    assert not at.exception
    assert not at.error
    if page == "uncertainty" and name != RANGED:
        assert any("Nothing has a range yet" in one.value for one in at.markdown)


def test_a_simulation_says_what_the_package_says():
    """Percentiles on the page are those of `simulate` with the same seed."""
    at = choose(opened(), RANGED)
    at.switch_page("app_pages/uncertainty.py").run()
    scenario, baseline = load_scenario(RANGED), load_baseline("meta")
    measure = measures.read_measure("share of Reality Labs", Case(baseline, scenario))
    shown = at.session_state["simulated"][1]
    again = uncertainty.simulate(
        Case(baseline, scenario), draws=10_000, seed=1, measures=shown.job.measures, divisions=shown.job.divisions
    )
    assert uncertainty.by_measure(shown).equals(uncertainty.by_measure(again))
    assert shown.job.measures[0].kind == measure.kind


def test_a_goal_is_counted_and_a_wrong_one_is_told():
    at = choose(opened(), RANGED)
    at.switch_page("app_pages/uncertainty.py").run()
    control(at, "goal", "text_input").set_value(">= 10%").run()
    assert "share of AI division in FY2026 &gt;= 10%" in html_of(at)
    control(at, "goal", "text_input").set_value("budget of Reality Labs in FY2026 <= $19B").run()
    assert "budget of Reality Labs in FY2026 &lt;= $19B" in html_of(at)
    control(at, "goal", "text_input").set_value("more").run()
    assert "is not a target" in at.error[0].value


def test_one_seed_holds_on_every_tab():
    """What is set where it is drawn goes for the parts of the variance too, on every later run of the page."""
    at = choose(opened(), RANGED)
    at.switch_page("app_pages/uncertainty.py").run()
    at.number_input[0].set_value(7).run()
    assert at.session_state["simulated"][1].job.seed == 7
    at = at_tab(at, "uncertainty_tab", "Variance by input")
    assert ", seed 7" in html_of(at.run())
    at = at_tab(at, "uncertainty_tab", "Distribution")
    assert at.number_input[0].value == 7


def test_another_table_of_the_same_name_is_simulated_anew():
    """Figures are never those of a table that is gone, though name and scenario are the same."""
    at = choose(opened(), RANGED)
    at.switch_page("app_pages/uncertainty.py").run()
    before, moment = at.session_state["simulated"][1], at.session_state.now
    other = replace(moment.baseline, budget=moment.baseline.budget * 2)
    at.session_state.now = at.session_state.screen["now"] = replace(moment, baseline=other)
    after = at.run().session_state["simulated"][1]
    assert not at.exception
    assert after.percentiles(0, [50]) != before.percentiles(0, [50])


def test_a_range_is_given_changed_and_taken_back():
    """From certain to a range, its ends typed, a wrong end told, and certain again: each a step to undo."""
    at = choose(opened(), "nyt-2b-to-ai")
    at.switch_page("app_pages/uncertainty.py").run()
    control(at, "new_range", "selectbox").set_value("Reality Labs to AI: cut").run()
    move = at.session_state.now.scenario.moves[0]
    assert [str(end) for end in move.ranges["cut",].ends] == ["$1B", "$2B", "$3B"]
    next(one for one in at.text_input if one.label == "High").set_value("4,500").run()
    assert str(at.session_state.now.scenario.moves[0].ranges["cut",].high) == "$4.5B"
    next(one for one in at.text_input if one.label == "Low").set_value("$3B").run()
    assert "likely $2B is not within" in at.error[0].value.replace("\\", "")
    control(at, "new_assumption", "selectbox").set_value("Reality Labs / Metaverse").run()
    assert at.session_state.now.scenario.assumptions[0].of == ("Reality Labs",)
    for _ in range(2):
        button(at, "Certain").click().run()
    assert at.session_state.now.scenario == load_scenario("nyt-2b-to-ai")
    for _ in range(5):
        button(at, "Undo").click().run()
    assert at.session_state.now.scenario == load_scenario("nyt-2b-to-ai")
    assert not at.exception


def test_what_cut_it_takes_is_found_and_put_on_screen():
    at = choose(opened(), "nyt-2b-to-ai")
    at.switch_page("app_pages/goals.py").run()
    control(at, "seek_target", "text_input").set_value("12%")
    button(at, "Find it").click().run()
    assert "share of AI division in FY2026 is 12" in at.success[0].value.replace("\\", "")
    button(at, "Put it on screen").click().run()
    found = goals.seek(
        Case(load_baseline("meta"), load_scenario("nyt-2b-to-ai")), "share of AI division in FY2026", "12%"
    )
    assert at.session_state.now.scenario.moves == found.scenario.moves
    control(at, "seek_target", "text_input").set_value("99%")
    button(at, "Find it").click().run()
    assert "The closest is" in at.warning[0].value


def test_a_page_without_ranges_offers_one_to_begin_with():
    """A fifth less to a fifth more of the cut; then there is a distribution."""
    at = opened()
    at.switch_page("app_pages/uncertainty.py").run()
    button(at, "Try ±20 % on the cut").click().run()
    assert not at.exception
    (held,) = at.session_state.now.scenario.moves[0].ranges.values()
    assert (str(held.low), str(held.high)) == ("$1.6B", "$2.4B")
    assert at.get("vega_lite_chart")


def starting(at, words):
    return next(one for one in at.button if one.label.replace("\\", "").startswith(words))


def test_plans_are_made_and_put_on_screen():
    """A plan on screen reaches the goal and breaks nothing; a goal that can't be says which rules conflict."""
    at = choose(opened(), "nyt-2b-to-ai")
    at.switch_page("app_pages/goals.py").run()
    at = at_tab(at, "goal_tab", "Several givers")
    control(at, "plan_to", "selectbox").set_value("AI division")
    control(at, "plan_amount", "text_input").set_value("$5B")
    control(at, "plan_most", "text_input").set_value("15%")
    button(at, "Make plans").click().run()
    assert not at.error
    assert "What each plan costs by the other aims" in html_of(at)
    button(at, "Put it on screen").click().run()
    scenario = at.session_state.now.scenario
    assert len(scenario.moves) > 1
    assert not [one for one in check.find_problems(scenario) if one.level != "warning"]
    control(at, "plan_to", "selectbox").set_value("AI division")
    control(at, "plan_amount", "text_input").set_value("$50B")
    control(at, "plan_most", "text_input").set_value("5%")
    button(at, "Make plans").click().run()
    assert "more than can be found, stopped by no cut over 5%" in at.error[0].value.replace("\\", "")
    starting(at, "Let a giver be cut by up to").click().run()
    assert not at.error
    assert button(at, "Put it on screen")


def test_money_that_nobody_got_is_offered_before_a_cut():
    at = choose(opened(), "nyt-2b-to-ai")
    control(at, "to", "multiselect").set_value([]).run()
    at.switch_page("app_pages/goals.py").run()
    at = at_tab(at, "goal_tab", "Several givers")
    control(at, "plan_to", "selectbox").set_value("AI division")
    control(at, "plan_amount", "text_input").set_value("$1.5B")
    button(at, "Make plans").click().run()
    starting(at, "Give AI division $1.5B of the $2B that").click().run()
    assert not at.exception
    (move,) = at.session_state.now.scenario.moves
    assert str(move.to["AI division"]) == "$1.5B"


def test_pages_are_listed_in_the_files_of_scenarios():
    """The format's page says what the fields of ranges are."""
    text = (values.SCENARIOS / "README.md").read_text()
    for word in ("assumptions", "correlations", "likely", "triangular", "pert", "normal", "uniform"):
        assert word in text


def test_what_moves_contribute_is_shown_where_they_interact():
    """Beside each move alone: the table of the package, of a measure that may be chosen; nothing of a single move."""
    at = at_tab(choose(opened(), "toy-late-parks", "toy"), "tab", "Each move alone")
    case = Case(load_baseline("toy"), load_scenario("toy-late-parks"))
    measure = uncertainty.interacting_measures(case, measures.usual_measures(case))[0]
    assert uncertainty.attribute(case, measure).words() in "".join(one.value.replace("\\", "") for one in at.caption)
    assert "What each move contributes" in html_of(at)
    assert not at.exception
    single = at_tab(choose(opened(), "nyt-2b-to-ai"), "tab", "Each move alone")
    assert "What each move contributes" not in html_of(single)
