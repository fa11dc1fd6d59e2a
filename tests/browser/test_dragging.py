"""What follows the hand: after everything that can come in between, one answer on the whole page."""

import pytest

CUT = "Cut, Reality Labs to AI"


def agrees(page, amount, exact):
    """Wait until sentence, bar, box, words and picture say the same amount."""
    page.get_by_role("heading", name=f"gives up {amount} ").wait_for()
    page.locator(".balance").get_by_text(f"Given up {exact}").wait_for()
    page.get_by_text(f"{amount} = ").wait_for()
    page.locator(".st-key-picture_shift svg").get_by_text(f"−{amount} (").last.wait_for()


@pytest.mark.parametrize("between", ["nothing", "another tab", "another page", "a reload of the script"])
def test_the_slider_is_heard_once_whatever_was_in_between(page, hands, between):
    """Tabs and pages mount the relay anew: one step stays one step, and one to undo."""
    person = hands(page)
    if between == "another tab":
        for tab in ("Bridge", "Who gives, who gets"):
            page.get_by_role("radio", name=tab).click()
            person.settled()
    elif between == "another page":
        person.go("Compare")
        person.go("Explore")
    elif between == "a reload of the script":
        page.get_by_text("What else the cut is a percentage of").click()
        person.settled()
    page.get_by_role("slider", name=CUT).press("ArrowRight")
    agrees(page, "$2.1B", "$2,100,000,000.00")
    person.settled()
    agrees(page, "$2.1B", "$2,100,000,000.00")
    person.press("Undo")
    agrees(page, "$2B", "$2,000,000,000.00")


def test_a_quick_hand_is_followed_to_where_it_ends(page, hands):
    """Thirty key presses without a pause, then undo at once: nothing is left of any step in between."""
    slider = page.get_by_role("slider", name=CUT)
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight", delay=0)
    agrees(page, "$5B", "$5,000,000,000.00")
    hands(page).settled()
    agrees(page, "$5B", "$5,000,000,000.00")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="gives up $4.9B").wait_for()
    page.get_by_role("button", name="Undo").click()
    agrees(page, "$5B", "$5,000,000,000.00")


def test_a_hand_that_drags_too_far_is_told_and_comes_back(page, hands):
    """Where the receivers' shares pass 100 % the page says by how much, while the slider still leads back."""
    person = hands(page)
    person.choose("Scenario", "ai-frontier-first")
    person.says("as in ai-frontier-first.yaml")
    person.settled()
    before = person.sentence()
    part = page.get_by_role("slider", name="To AI division").first
    part.focus()
    page.keyboard.press("End")
    page.get_by_text("too much").first.wait_for()
    person.settled()
    part.focus()
    page.keyboard.press("Home")
    page.get_by_text("too much").first.wait_for(state="detached")
    person.settled()
    person.press("Undo")
    page.get_by_text("too much").first.wait_for()
    person.press("Undo")
    page.get_by_text("too much").first.wait_for(state="detached")
    assert person.sentence() == before


def test_an_answer_does_not_write_over_what_is_being_typed(page, hands):
    """Whoever turns the cut into % and types at once keeps what was typed, though the answer comes in between."""
    hands(page).settled()
    box = page.get_by_role("textbox", name=f"{CUT}, typed")
    box.evaluate(
        """box => {
          [...box.getRootNode().querySelectorAll("button")].find(one => one.textContent === "%").click()
          box.focus()
          box.value = "30"
          box.dispatchEvent(new Event("input"))
        }"""
    )
    page.wait_for_function(
        "box => box.getRootNode().querySelector('.unit').textContent === '%'", arg=box.element_handle()
    )
    hands(page).settled()
    box.press("Enter")
    agrees(page, "$6.42B", "$6,420,000,000.00")


def never_twice(page):
    """Take from the controls the clock by which they say again what had no answer: each thing is heard at once."""
    page.evaluate("window.own = setTimeout; window.setTimeout = (f, ms, ...a) => ms === 3000 ? 0 : own(f, ms, ...a)")


@pytest.mark.parametrize("pause", [0, 300, 1000])
def test_what_is_typed_after_too_much_is_heard(page, hands, pause):
    """50b can't be carried out; whatever is typed next is, however quick the hand, and need not be said twice."""
    hands(page).settled()
    never_twice(page)
    box = page.get_by_role("textbox", name=f"{CUT}, typed")
    for text in ("50b", "3b", "60b", "1b"):
        box.fill(text)
        box.press("Enter")
        page.wait_for_timeout(pause)  # the hand's own
    page.get_by_role("heading", name="gives up $1B ").wait_for()
    agrees(page, "$1B", "$1,000,000,000.00")
    hands(page).settled()
    agrees(page, "$1B", "$1,000,000,000.00")
    assert box.input_value() == "1,000"


def test_one_drag_through_what_cannot_be_and_back(page, hands):
    """A part dragged past what there is and back in one go: box, shares and sentence say where it was let go."""
    person = hands(page)
    person.type("^To AI division", "50%")
    person.choose("To", "Savings")
    person.type("^To Savings.*typed", "20%")
    never_twice(page)
    slider = page.get_by_role("slider", name="To Savings")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2

    def at(share):  # the middle of the thumb goes from half its width to the other end
        return box["x"] + 8 + (box["width"] - 16) * share

    page.mouse.move(at(0.2), middle)
    page.mouse.down()
    for share in (0.5, 0.8, 0.95, 0.6, 0.3):
        page.mouse.move(at(share), middle, steps=8)
        page.wait_for_timeout(60)  # a hand takes time
    page.mouse.up()
    page.get_by_role("heading", name="$600M is saved").wait_for()
    person.settled()
    assert slider.input_value() == "6"
    assert page.get_by_role("textbox", name="To Savings, Reality Labs to AI, typed").input_value() == "30"
    page.get_by_role("heading", name="$600M is saved").wait_for()
