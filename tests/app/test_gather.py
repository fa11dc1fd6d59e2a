"""The page Gather: answers are dropped or pasted, carried out over the open baseline, or named with the reason."""

import pytest
from virement import versions
from virement.baseline import load_baseline
from virement.engine import reallocate
from virement.scenario import load_scenario, scenario_text, to_link
from virement.versions import answers_over, link_in

from tests.app.test_pages import bodies as html_of
from tests.app.test_pages import control, opened

TWO = ("nyt-2b-to-ai", "rl-30pct-to-ai")


def test_links_and_saved_scenarios_are_gathered():
    """What the package says of the same answers, its framing, both tables; a text that is no link is named."""
    at = opened("gather")
    assert "Nobody has answered yet" in at.info[0].value
    meta = load_baseline("meta")
    links = [f"https://x.example/?s={to_link(load_scenario(name), meta)}" for name in TWO]
    control(at, "gather_links", "text_area").set_value("\n".join([*links, "", "no link"])).run()
    found = versions.gather([reallocate(meta, load_scenario(name)) for name in TWO])
    assert not at.exception
    assert versions.gathered_sentence(found) in at.markdown[0].value.replace("\\", "")
    said = "".join(one.value.replace("\\", "") for one in at.caption)
    for label, words in versions.framing(found.ledgers):
        assert f"**{label}:** {words}" in said
    assert "link 3: is left out: it is not a link of Virement" in at.warning[0].value.replace("\\", "")
    assert "Groups that agree" in html_of(at)
    at.session_state["chosen_gather"] = ["On screen"]
    at.run()
    assert "of 3 answers cut" in at.markdown[0].value


@pytest.fixture(scope="module")
def meta():
    return load_baseline("meta")


def test_files_are_carried_out_over_what_is_open_or_named(meta):
    """One over another baseline, one that is no scenario, one that overdraws: each is left out and says why."""
    good = scenario_text(load_scenario(TWO[0]))
    files = [
        ("good.yaml", good),
        ("town.yaml", scenario_text(load_scenario("toy-streets-to-parks"))),
        ("secret.yaml", good.replace("baseline: meta", "baseline: /etc/passwd")),
        ("odd.yaml", "just words"),
        ("stale.yaml", good.replace("baseline: meta", f"baseline: meta\nbaseline_fingerprint: {'0' * 64}")),
        ("over.yaml", good.replace("$2B", "$200B")),
    ]
    answers = answers_over(meta, files, [])
    assert [ledger.scenario.title for ledger in answers.ledgers] == [load_scenario(TWO[0]).title] * 2
    told = [str(note) for note in answers.notes]
    assert told[0].startswith("town.yaml: is left out: it is over 'toy', not over 'meta', which is open")
    assert told[1].startswith("secret.yaml: is left out: it is over '/etc/passwd', not over 'meta'")
    assert told[2].startswith("odd.yaml: is left out: is not a scenario")
    assert told[3].startswith("stale.yaml: was saved over other figures of 'meta'")
    assert told[4].startswith("over.yaml")
    assert "more than" in told[4]


def test_what_a_link_is_in():
    assert link_in("  2.eJw.abc ") == "2.eJw.abc"
    assert [link_in(text) for text in ("https://[bad/?s=2.a", "https://x/?t=2.a", "ann.yaml", "")] == [""] * 4
