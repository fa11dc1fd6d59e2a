"""A whole session in a real browser: from nothing to a file, back and forth, linked, compared; two at one file."""

import re

from playwright.sync_api import expect
from virement import scenario


def test_three_moves_from_nothing_saved_and_opened_again(page, hands, checkout):
    """From New scenario to a file, and back from the file on another page load: the same cents."""
    person = hands(page)
    person.choose("Scenario", "New scenario")
    person.says("not saved yet")
    cards = [page.locator(f".st-key-move_card_{index}") for index in range(3)]
    person.choose("To", "Savings", within=cards[0])
    person.type("^Cut, Move 1, typed", "2b")
    for card, to in zip(cards[1:], ("AI division", "Reality Labs / Wearables"), strict=True):
        person.press("Add a move")
        card.wait_for()
        person.choose("To", to, within=card)
    person.type("^Cut, Move 2, typed", "1%")
    person.type("^Cut, Move 3, typed", "250m")
    page.get_by_role("heading", name="$250M goes to Reality Labs / Wearables").wait_for()
    before = person.sentence()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("textbox", name="Name of the file").fill("three-moves")
    page.get_by_role("textbox", name="Name of the file").press("Enter")
    person.settled()
    person.press("Save under this name")
    person.says("as in three-moves.yaml")
    saved = checkout / "scenarios" / "three-moves.yaml"
    assert len(scenario.load_scenario(saved).moves) == 3
    page.keyboard.press("Escape")
    csv = person.csv()
    title = page.get_by_role("heading", level=1).inner_text()
    person.choose("Scenario", "rl-30pct-to-ai")
    person.says("as in rl-30pct-to-ai.yaml")
    person.choose("Scenario", title)
    person.says("as in three-moves.yaml")
    assert person.sentence() == before
    assert person.csv() == csv
    saved.unlink()


def amount(millions):
    return f"${millions}M" if millions < 1000 else f"${millions / 1000:g}B"


def test_ten_steps_back_and_forth(page, hands):
    """Ten changes undone by Ctrl+Z and done again by Ctrl+Y: each step is the same sentence again."""
    person, seen = hands(page), []
    for cut in range(1, 11):
        seen.append(person.sentence())
        person.type("^Cut, .*typed", f"{cut * 300 + 100}m")
        page.get_by_role("heading", name=f"gives up {amount(cut * 300 + 100)} ").wait_for()
    seen.append(person.sentence())
    assert len(set(seen)) == 11
    page.get_by_role("radio", name="Bridge").focus()
    for sentence in reversed(seen[:-1]):
        page.keyboard.press("Control+z")
        page.get_by_role("heading", name=sentence).wait_for()
    person.settled()
    assert page.get_by_role("button", name="Undo").is_disabled()
    for sentence in seen[1:]:
        page.keyboard.press("Control+y")
        page.get_by_role("heading", name=sentence).wait_for()
    person.settled()
    assert page.get_by_role("button", name="Redo").is_disabled()


def test_a_link_in_a_fresh_profile_gives_the_same_bytes(page, profiles, hands):
    """The address holds it all: another profile sees the same tab, the same sentence, and takes the same CSV."""
    person = hands(page)
    person.type("^Cut, .*typed", "1234.56")
    page.get_by_role("heading", name="gives up $1.23B").wait_for()
    page.get_by_role("radio", name="Bridge").click()
    page.locator(".st-key-picture_bridge").wait_for()
    page.get_by_role("button", name="Link").click()
    address = page.locator(".st-key-bar, [data-testid=stPopoverBody]").locator("code").first.inner_text().strip()
    assert page.url == address
    page.keyboard.press("Escape")
    other = profiles(address)
    other.locator(".st-key-picture_bridge").wait_for()
    assert hands(other).sentence() == person.sentence()
    assert hands(other).csv() == person.csv()
    assert other.get_by_role("alert").filter(has_text=re.compile("link")).count() == 0
    person.type("^Cut, .*typed", "2b")
    assert "?s=" not in page.url


def test_a_damaged_link_says_so(profiles, hands):
    other = profiles("/?s=1.abc.def")
    other.get_by_text("the scenario in it is damaged or cut off").wait_for()
    assert "gives up $2B" in hands(other).sentence()


def test_four_scenarios_compared(page, hands):
    """Four side by side, one of them on screen and changed: matrix, picture, the moves that differ, the bridge."""
    person = hands(page)
    person.type("^Cut, .*typed", "3b")
    page.get_by_role("heading", name="gives up $3B").wait_for()
    person.go("Compare")
    person.choose("Scenarios", "ai-frontier-first", "ai-product-first")
    matrix = page.get_by_role("region", name=re.compile("Divisions × scenarios"))
    matrix.get_by_role("columnheader").nth(8).wait_for()
    cells = matrix.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()
    assert cells == ["Reality Labs", "−3,000", "−14.02", "−6,420", "−30", "−2,000", "−9.35", "−2,000", "−9.35"]
    page.locator(".st-key-picture_comparison svg").first.wait_for()
    page.get_by_role("region", name=re.compile("Moves that differ")).get_by_role("cell", name="changed").wait_for()
    person.choose("Bridge of", "AI division")
    person.choose("Bridge of", "Reality Labs")
    bridge = page.get_by_role("region", name=re.compile("^From .* to .*Reality Labs"))
    bridge.get_by_text("18,400").first.wait_for()
    bridge.get_by_text("14,980").first.wait_for()


def test_two_tabs_saving_the_same_scenario(profiles, hands, checkout):
    """The second is told that the file was changed by somebody else; the first's words stay, the second's are kept."""
    path = checkout / "scenarios" / "rl-30pct-to-savings.yaml"
    shipped = scenario.find_scenario("rl-30pct-to-savings")
    before = shipped.read_text()
    tabs = [profiles(), profiles()]
    for tab, cut in zip(tabs, ("31%", "32%"), strict=True):
        person = hands(tab)
        person.choose("Scenario", "rl-30pct-to-savings")
        person.says("as in rl-30pct-to-savings.yaml")
        person.type("^Cut, .*typed", cut)
        person.says("changed since rl-30pct-to-savings.yaml was saved")
    for tab in tabs:
        tab.get_by_role("button", name="Save", exact=True).click()
        tab.get_by_text("Overwrite rl-30pct-to-savings.yaml").click()
        hands(tab).settled()
        tab.get_by_role("button", name="Save over rl-30pct-to-savings").click()
        hands(tab).settled()
    hands(tabs[0]).says("as in rl-30pct-to-savings.yaml")
    tabs[1].get_by_text("changed by somebody else").first.wait_for()
    hands(tabs[1]).says("changed since rl-30pct-to-savings.yaml was saved")
    assert "31%" in path.read_text()
    assert "(32% of its" in hands(tabs[1]).sentence()
    path.unlink()
    assert shipped.read_text() == before, "what is shipped is never written over"


def test_undo_in_a_field_is_the_fields_own(page, hands):
    """Ctrl+Z while one types takes back what is typed there; the scenario, and the draft of a file, stay."""
    person = hands(page)
    person.type("^Cut, .*typed", "3b")
    page.get_by_role("heading", name="gives up $3B").wait_for()
    cut = page.get_by_role("textbox", name=re.compile("^Cut, .*typed"))
    page.get_by_text("When, and at what cost").click()
    why = page.get_by_role("textbox", name="Why")
    for field in (why, cut):
        expect(field).not_to_have_value("")  # drawn, with what it holds
        before = field.input_value()
        field.click()
        page.keyboard.press("End")
        page.keyboard.type("99")
        page.keyboard.press("Control+z")
        assert "99" not in field.input_value()
        page.keyboard.type("8")
        page.keyboard.press("Control+y")
        assert field.input_value() == f"{before}8"
        page.keyboard.press("Control+z")
        person.settled()
        assert field.input_value() == before
        assert "gives up $3B" in person.sentence()
    cut.press("Enter")
    page.keyboard.press("Control+z")  # nothing is being typed: it is the app's
    page.get_by_role("heading", name="gives up $2B").wait_for()
    person.type("^Cut, .*typed", "4b")
    person.go("Scenario file")
    text = page.get_by_role("textbox", name="The scenario as YAML")
    before = text.input_value()
    text.press("Control+Home")
    text.press_sequentially("# my draft")
    person.settled()
    text.press("Control+z")
    person.settled()
    assert "cut: $4B" in text.input_value()
    assert len(text.input_value()) < len(before) + 10
    person.go("Explore")
    page.get_by_role("heading", name="gives up $4B").wait_for()
