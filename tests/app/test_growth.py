"""Growth in the app: until when, and a slider for each division; the picture follows."""

from virement import scenario

from tests.app.test_pages import bodies, button, control, opened


def test_the_plan_goes_on_and_each_division_has_a_slider():
    at = opened()
    at.session_state["growth"] = True
    at.run()
    control(at, "growth_until", "selectbox").set_value("FY2030").run()
    control(at, "growth_rate", "slider").set_value(3.0).run()
    now = at.session_state.now
    assert now.scenario.growth == scenario.read_scenario(TEXT).growth
    assert now.baseline.period_names[-1] == "2030Q4"
    assert "changed since" in bodies(at)
    button(at, "Undo").click().run()
    button(at, "Undo").click().run()
    assert at.session_state.now.baseline.period_names[-1] == "2027Q4"
    assert not at.exception


TEXT = "title: T\nbaseline: meta\ngrowth: {until: FY2030, rates: {All divisions: 3%}}\n"
