"""Work that was not saved survives a reload, a closed tab and a restarted server; a table of one's own does too."""

import re

import pytest
from playwright.sync_api import expect

TOWN = b"Department,2026,2027\nRoads,1000,900\nParks,500,600\n"


def heading(page, text):
    return page.get_by_role("heading", name=text)


def test_a_reload_and_another_tab_bring_the_work_back(page, hands):
    person = hands(page)
    person.type("^Cut, .*typed", "1.7b")
    heading(page, "gives up $1.7B").wait_for()
    page.reload()
    heading(page, "gives up $1.7B").wait_for()
    expect(page.get_by_text("Your work was restored.")).to_be_visible()
    page.close()
    other = page.context.new_page()
    other.goto(page.url)
    heading(other, "gives up $1.7B").wait_for()
    other.get_by_role("button", name="Start afresh").click()
    heading(other, "gives up $2B").wait_for()
    hands(other).settled()
    other.reload()
    heading(other, "gives up $2B").wait_for()
    hands(other).settled()
    expect(other.get_by_text("Your work was restored.")).to_have_count(0)


def test_a_change_made_after_a_link_is_kept(page, hands):
    """A reload shows the link while nothing was changed since, then the change; the browser asks nothing."""
    page.on("dialog", lambda dialog: pytest.fail(f"the browser asked: {dialog.message}"))
    person = hands(page)
    person.type("^Cut, .*typed", "3b")
    heading(page, "gives up $3B").wait_for()
    person.settled()
    person.press("Link")
    page.get_by_text("The scenario and this view, in an address").wait_for()
    person.settled()
    page.reload()
    heading(page, "gives up $3B").wait_for()
    person.type("^Cut, .*typed", "4b")
    heading(page, "gives up $4B").wait_for()
    person.settled()
    page.reload()
    heading(page, "gives up $4B").wait_for()


def test_a_drag_is_kept_as_it_is_made(page, hands):
    slider = page.get_by_role("slider", name=re.compile("^Cut, ")).first
    slider.focus()
    slider.press("ArrowRight")
    hands(page).settled()
    after = hands(page).sentence()
    page.reload()
    heading(page, after).wait_for()


def test_a_table_of_ones_own_is_kept_with_its_scenario(profiles, hands):
    page = profiles("/baseline")
    person = hands(page)
    field = page.locator('input[type="file"]')
    field.wait_for(state="attached")
    field.set_input_files({"name": "town.csv", "mimeType": "text/csv", "buffer": TOWN})
    page.get_by_role("button", name="Use it as the baseline").click()
    person.go("Explore")
    heading(page, "nothing moves").wait_for()
    person.press("Add the first move")
    person.type("^Cut, .*typed", "30%")
    heading(page, "Roads gives up 570").wait_for()
    page.reload()
    heading(page, "Roads gives up 570").wait_for()
    assert page.wrong == []


def test_two_tabs_keep_their_own_work(page, hands):
    hands(page).type("^Cut, .*typed", "1.1b")
    heading(page, "gives up $1.1B").wait_for()
    other = page.context.new_page()
    other.goto(page.url)
    heading(other, "gives up $1.1B").wait_for()
    hands(other).type("^Cut, .*typed", "1.2b")
    heading(other, "gives up $1.2B").wait_for()
    hands(other).settled()
    page.reload()
    heading(page, "gives up $1.1B").wait_for()


def test_a_link_wins_over_what_was_kept(page, hands):
    person = hands(page)
    person.press("Link")
    address = page.locator(".st-key-link, [data-testid='stPopoverBody']").locator("code").inner_text()
    page.keyboard.press("Escape")
    person.type("^Cut, .*typed", "1.3b")
    heading(page, "gives up $1.3B").wait_for()
    other = page.context.new_page()
    other.goto(address)
    heading(other, "gives up $2B").wait_for()
    hands(other).settled()
    heading(other, "gives up $2B").wait_for()


@pytest.mark.parametrize("kept", [{"version": 999}, {"version": 1, "baseline": "gone", "text": ":", "opened": "x"}, {}])
def test_a_strange_record_does_no_harm(page, hands, kept):
    hands(page).type("^Cut, .*typed", "1.4b")
    heading(page, "gives up $1.4B").wait_for()
    hands(page).settled()
    page.evaluate(
        """kept => new Promise(done => { const opening = indexedDB.open("virement", 1)
        opening.onsuccess = () => { const step = opening.result.transaction("drafts", "readwrite")
          step.objectStore("drafts").put({ tab: sessionStorage.getItem("virement-tab"), at: Date.now(), record: kept })
          step.oncomplete = done } })""",
        kept,
    )
    page.reload()
    hands(page).settled()
    assert page.get_by_text("Traceback").count() == 0
    page.locator(".st-key-bar").wait_for()


def test_a_server_that_was_started_again_goes_on_with_the_work(server_of, profiles, hands):
    """The page is not even loaded anew: it finds the new server by itself."""
    first = server_of()
    page = profiles(first.url)
    hands(page).type("^Cut, .*typed", "1.6b")
    heading(page, "gives up $1.6B").wait_for()
    hands(page).settled()
    first.stop()
    second = server_of(first.port)
    heading(page, "gives up $1.6B").wait_for(timeout=60_000)
    expect(page.get_by_text("Your work was restored.")).to_be_visible(timeout=60_000)
    hands(page).type("^Cut, .*typed", "1.5b")
    heading(page, "gives up $1.5B").wait_for()
    second.stop()
