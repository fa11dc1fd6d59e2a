"""Versions in the app: over which figures a scenario is saved, and what two of them differ by."""

import pytest
from virement import check, engine, scenario, versions
from virement.app_pages.shared.markdown import plain

from tests.app.test_pages import bodies, button, control, opened, own_scenarios, saving, say

__all__ = ["own_scenarios"]  # a fixture


def test_saving_writes_the_fingerprint_and_changes_nothing(own_scenarios, meta):
    """What was saved is as its file says; a step back is a change of that file, a step forward none again."""
    at = saving(say(opened(), "cut", position=30))
    control(at, "save_name", "text_input").set_value("three-billion").run()
    button(at, "Save under this name").click().run()
    text = (own_scenarios / "three-billion.yaml").read_text()
    assert f"baseline: meta\nbaseline_fingerprint: {meta.fingerprint}\nreference:" in text
    assert "as in three-billion.yaml" in bodies(at)
    assert at.session_state.now.scenario.baseline_fingerprint == meta.fingerprint
    button(at, "Undo").click().run()
    assert "changed since three-billion.yaml was saved" in bodies(at)
    button(at, "Redo").click().run()
    assert "as in three-billion.yaml" in bodies(at)


def test_figures_that_changed_since_are_a_warning_until_it_is_saved_again(own_scenarios, meta):
    file = own_scenarios / "nyt-2b-to-ai.yaml"
    file.write_text(file.read_text().replace("baseline: meta", "baseline: meta\nbaseline_fingerprint: " + "0" * 64))
    at = opened()
    assert any("was saved over other figures" in one.value for one in at.warning)
    assert "as in nyt-2b-to-ai.yaml" in bodies(at)
    assert not at.error
    at = saving(at)
    control(at, "sure", "checkbox").check().run()
    button(at, "Save over nyt-2b-to-ai").click().run()
    assert scenario.load_scenario("nyt-2b-to-ai").baseline_fingerprint == meta.fingerprint
    assert not any("was saved over other figures" in one.value for one in at.warning)


@pytest.mark.parametrize("second", ["rl-30pct-to-ai", "nyt-2b-to-ai"])
def test_compare_says_what_two_differ_by_in_the_words_of_the_command_line(meta, second):
    at = opened("compare")
    control(at, "chosen_compare", "multiselect").set_value(["nyt-2b-to-ai", "rl-30pct-to-ai"]).run()
    control(at, "view_compare_to", "selectbox").set_value(second).run()
    assert scenario.load_scenario(second).title in control(at, "view_compare_to", "selectbox").options
    first, other = (engine.reallocate(meta, scenario.load_scenario(name)) for name in ("nyt-2b-to-ai", second))
    assert plain(versions.diff_sentence(first, other)) in [one.value for one in at.markdown]
    assert not at.exception


def test_a_variant_keeps_only_what_differs_and_follows_what_it_builds_on(own_scenarios):
    """Saved so, the file takes the moves of the other, and what changes there is named."""
    at = saving(say(opened(), "cut", position=30))
    control(at, "save_name", "text_input").set_value("more").run()
    control(at, "build_on", "checkbox").check().run()
    button(at, "Save under this name").click().run()
    text = (own_scenarios / "more.yaml").read_text()
    assert "builds_on: nyt-2b-to-ai\nbuilds_on_fingerprint:\n  nyt-2b-to-ai: " in text
    assert "as in more.yaml" in bodies(at)
    assert any("1 move from nyt-2b-to-ai" in one.value for one in at.caption)
    file = own_scenarios / "nyt-2b-to-ai.yaml"
    file.write_text(file.read_text().replace("cut: $2B", "cut: $2.5B"))
    assert scenario.load_scenario("more").moves[0].cut == at.session_state.now.scenario.moves[0].cut
    assert any("has changed since this was saved" in one.what for one in check.find_problems("more"))
    assert not at.exception
