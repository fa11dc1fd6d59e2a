"""Uncertainty and Goals in a real browser: pictures drawn, by keyboard, on a phone, in the dark, stopped midway."""

import re

import pytest
from virement import baseline
from virement.scenario import load_scenario, to_link

from tests.browser.test_accessibility import LOOKS, serious, wider_than_a_phone

RANGED = "rl-range-to-ai"
SCREENS = [
    *[("/uncertainty", tab) for tab in ("Distribution", "Sensitivity", "Two-way table", "Break-even",
                                        "Variance by input")],
    *[("/goals", tab) for tab in ("One input", "Several givers")],
]  # fmt: skip
PICTURES = {"Distribution": "distribution", "Sensitivity": "tornado", "Two-way table": "heatmap"}


def link(name=RANGED):
    scenario = load_scenario(name)
    return f"?s={to_link(scenario, baseline.load_baseline(scenario.baseline), {})}"


def opened(profiles, hands, path, tab):
    page = profiles(path + link())
    page.get_by_role("radio", name=tab).click()
    hands(page).settled()
    return page


@pytest.mark.parametrize(("path", "tab"), SCREENS, ids=[f"{path} {tab}" for path, tab in SCREENS])
def test_every_screen_is_for_everyone(walk, path, tab):
    """Light and dark on a desk and dark on a phone: nothing serious, and nothing wider than the phone."""
    for look in LOOKS:
        page = walk(path + link(), tab, **look)
        if tab in PICTURES:
            page.locator(f".st-key-picture_{PICTURES[tab]} svg").first.wait_for()
        assert serious(page) == [], look
    assert wider_than_a_phone(page) == []
    assert page.wrong == []
    assert page.outside == []


def test_a_range_by_keyboard_and_what_it_does(page, hands):
    """From a scenario without a range to percentiles and a tornado, its ends typed; undone it is certain again."""
    person = hands(page)
    person.go("Uncertainty")
    page.get_by_text("Nothing has a range yet").wait_for()
    person.choose("Give a range to", "Reality Labs to AI: cut")
    page.locator(".st-key-picture_distribution svg").first.wait_for()
    high = page.get_by_role("textbox", name="High")
    high.fill("4b")
    high.press("Enter")
    person.settled()
    page.get_by_role("region", name=re.compile("10,000 draws, seed 1")).get_by_text("p95").wait_for()
    page.get_by_role("radio", name="Sensitivity").click()
    page.get_by_role("region", name=re.compile("each range at its ends")).get_by_text("$4B").wait_for()
    for _ in range(2):
        person.press("Undo")
    page.get_by_text("Nothing has a range yet").wait_for()


def test_long_work_shows_how_far_it_is_and_is_stopped(profiles, hands):
    """A million draws are begun, seen under way, and stopped: the ten thousand stand there again."""
    page = opened(profiles, hands, "/uncertainty", "Distribution")
    page.get_by_role("combobox", name="Over time").last.wait_for()
    page.get_by_text("1,000,000", exact=True).click()
    page.get_by_text(re.compile("of 1,000,000 draws")).wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("region", name=re.compile("10,000 draws, seed 1")).first.wait_for()
    page.get_by_role("button", name="Stop").wait_for(state="detached")


def test_a_link_carries_ranges(profiles, hands):
    """Another profile opens a scenario with its ranges, and the same percentiles."""
    first, second = (opened(profiles, hands, "/uncertainty", "Distribution") for _ in range(2))
    row = [
        tab.get_by_role("region", name=re.compile("10,000 draws, seed 1")).first.inner_text() for tab in (first, second)
    ]
    assert row[0] == row[1]
    assert first.get_by_role("alert").filter(has_text=re.compile("link")).count() == 0


def test_a_goal_is_found_and_opened(page, hands):
    """What cut gives AI 12 % of spending: found, put on screen, and the sentence says it."""
    person = hands(page)
    person.go("Goals")
    page.get_by_label("Target").fill("12%")
    page.get_by_label("Target").press("Enter")
    page.get_by_text("at least the 12% wanted").wait_for()
    person.press("Put it on screen")
    person.go("Explore")
    page.get_by_role("heading", name="AI division goes from 8.7% to 12%").wait_for()


def test_a_plan_is_made_and_opened(page, hands):
    """Several givers for one amount: side by side, one put on screen."""
    person = hands(page)
    person.go("Goals")
    page.get_by_role("radio", name="Several givers").click()
    person.choose("For whom", "AI division")
    page.get_by_label("How much in all").fill("$5B")
    page.get_by_label("Nobody is cut by more than").fill("15%")
    person.press("Make plans")
    page.get_by_role("region", name=re.compile("Plans side by side")).wait_for()
    person.press("Put it on screen")
    person.says("changed since nyt-2b-to-ai.yaml was saved")
