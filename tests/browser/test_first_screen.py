"""The first screen is the story: claim, slider, sentence and a picture that moves, all in sight at once."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import settled

SHIFT = ".st-key-picture_shift"


def box(page, place):
    return page.locator(place).first.bounding_box()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_all_of_it_is_in_sight_without_scrolling(profiles, width, height):
    page = profiles(width=width, height=height, tour=True)
    page.get_by_role("heading", name="gives up $2B").wait_for()
    settled(page)
    for place in (".claim", ".said", ".st-key-lead input.slider", ".st-key-claims", f"{SHIFT} svg.marks"):
        found = box(page, place)
        assert found["y"] >= 0, place
        assert found["y"] + found["height"] <= height, place
    assert "Denied by Meta" in page.locator(".claim").first.inner_text()
    assert page.locator('.claim a[href^="https://"]').first.is_visible()
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_marks_begin_high_on_the_page(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    settled(page)
    assert page.locator(f"{SHIFT} svg.marks path[fill]:not([fill=none])").nth(1).bounding_box()["y"] < 400


def pixels(page):
    return np.array(Image.open(io.BytesIO(page.locator(SHIFT).screenshot())).convert("RGB")).astype(int)


def test_two_billion_and_thirty_percent_look_as_different_as_they_are(page, hands):
    """The claims beside the slider put each on screen; the picture changes by a twentieth of its pixels or more."""
    two = pixels(page)
    page.get_by_role("button", name="30% is $6.42B").click()
    page.get_by_role("heading", name="gives up $6.42B").wait_for()
    hands(page).settled()
    thirty = pixels(page)
    assert two.shape == thirty.shape
    assert (np.abs(two - thirty).max(axis=2) > 24).mean() >= 0.05
    page.get_by_role("button", name="$2B is 9.3%").click()
    page.get_by_role("heading", name="gives up $2B").wait_for()
    page.get_by_role("button", name="the same only on a base of $6.67B").click()
    page.get_by_text("The budgets that could be meant").wait_for()


def test_what_cannot_be_leaves_the_picture_dimmed_and_offers_the_most(page, hands):
    hands(page).type("^Cut, .*typed", "99b")
    page.get_by_text("'99b' is more than Reality Labs has left to give").wait_for()
    box = page.get_by_role("textbox", name="Cut, Reality Labs to AI, typed")
    assert box.input_value() == "99b"
    assert page.locator(SHIFT).evaluate("e => getComputedStyle(e).opacity") == "0.4"
    assert "−$2B" in page.locator(f"{SHIFT} svg.marks").inner_html()
    hands(page).press("Make it $21.4B")
    page.get_by_role("heading", name="gives up $21.4B").wait_for()
    assert page.locator(SHIFT).evaluate("e => getComputedStyle(e).opacity") == "1"
    assert box.input_value() == "21,400"


def test_the_pages_are_behind_a_named_button_on_a_phone(profiles, hands):
    page = profiles(width=390, height=844)
    page.get_by_role("heading", name="gives up $2B").wait_for()
    hands(page).go("Compare")
    page.get_by_role("heading", level=1, name="Compare").wait_for()
    assert page.locator('[data-testid="stExpandSidebarButton"]').count() == 0
