"""For everyone: the keyboard alone, a phone, the dark, a screen reader's names."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

TABS = [
    "Before and after",
    "Bridge",
    "Over time",
    "Operating income",
    "Each move alone",
    "History",
    "Status and sources",
]
SCREENS = [("/", tab) for tab in ("Who gives, who gets", *TABS)] + [
    ("/compare", None),
    *[("/baseline", tab) for tab in ("Figures", "Sources", "A table of your own")],
    ("/scenario_file", None),
    ("/actuals", None),
    *[("/export", tab) for tab in ("Pack", "Workbook", "Books")],
]
FULL = "[role=dialog], [role=tooltip]"


def serious(page):
    """What axe finds on a page that is serious or critical."""
    return [
        (one["id"], node["html"][:300], node["failureSummary"])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def opened(profiles, path, tab, **wishes):
    page = profiles(path, **wishes)
    if tab:
        page.get_by_role("radio", name=tab).click()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(1200)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "tab"), SCREENS, ids=[f"{path} {tab or ''}".strip() for path, tab in SCREENS])
def test_axe_finds_nothing_serious(profiles, path, tab, scheme):
    """No serious or critical violation; everything on screen is looked at, with the cards open."""
    page = opened(profiles, path, tab, color_scheme=scheme)
    if path == "/":
        page.get_by_text("Limits (0)").click()
        page.get_by_text("When, and at what cost").click()
        page.get_by_text("… and of what else?").click()
        page.wait_for_timeout(1500)
    assert serious(page) == []


@pytest.mark.parametrize(("path", "tab"), SCREENS, ids=[f"{path} {tab or ''}".strip() for path, tab in SCREENS])
def test_a_phone_in_the_dark_loses_nothing(profiles, path, tab):
    """At 390 px nothing is wider than the screen, and in the dark the words are light."""
    page = opened(profiles, path, tab, width=390, height=844, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    words = page.locator(".st-key-bar .name").element_handle()
    light = page.evaluate("e => Math.min(...getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number))", words)
    assert light > 150


def test_the_cut_is_dragged_on_a_phone(profiles, hands):
    page = profiles(width=390, height=844, has_touch=True)
    page.get_by_role("heading", name="gives up $2B").wait_for()
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    hands(page).type("^Cut, .*typed", "30%")
    page.locator('[data-testid="stMain"] h3').get_by_text("gives up $6.42B").wait_for(state="attached")


def to(page, name, role, keys="Tab", most=120):
    """Press Tab until the control with a name has the focus, also inside our own controls."""
    for _ in range(most):
        page.keyboard.press(keys)
        said = page.evaluate(
            """() => {
              let at = document.activeElement
              while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement
              const label = at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || ''
              return [at.getAttribute('role') || at.tagName.toLowerCase(), label]
            }"""
        )
        if re.search(name, said[1]) and said[0] in role:
            return
    raise AssertionError(f"{name} was not reached by {keys}")


def test_the_keyboard_alone_does_the_main_job(page, hands):
    """Cut by arrow keys, type it, switch it off, undo, read another tab, save the CSV: no mouse."""
    page.get_by_role("textbox", name=re.compile("typed$")).first.wait_for()
    hands(page).settled()
    page.locator("body").focus()
    to(page, "^Cut, Reality Labs to AI$", ("input",))
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="gives up $2.1B").wait_for()
    to(page, "typed$", ("input",))
    page.keyboard.press("Control+a")
    page.keyboard.type("30%")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="gives up $6.42B").wait_for()
    hands(page).settled()
    to(page, "(?m)^Undo$", ("button",))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="gives up $2.1B").wait_for()
    hands(page).settled()
    to(page, "^Who gives", ("radio",))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".st-key-picture_by_division").wait_for()
    hands(page).settled()
    to(page, "(?m)^Download the CSV", ("button",))
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "nyt-2b-to-ai-changed.csv"


def test_a_first_visit_explains_itself_and_is_not_asked_again(profiles):
    """One line, five stops, Escape ends it; after that it is gone for good."""
    page = profiles(tour=True)
    page.get_by_text("Drag a cut and see").wait_for()
    page.get_by_role("button", name="Show me, 30 seconds").click()
    card = page.get_by_role("dialog", name="Show me")
    for stop in range(1, 6):
        card.get_by_text(f"{stop} of 5").wait_for()
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 1000
        card.get_by_role("button", name=re.compile("Next|Done")).click()
    card.wait_for(state="hidden")
    page.reload()
    page.get_by_role("heading", name="gives up $2B").wait_for()
    assert not page.get_by_text("Drag a cut and see").is_visible()


@pytest.mark.parametrize(("path", "width"), [("/", 390), ("/compare", 1440), ("/compare", 390)])
def test_every_stop_points_at_something(profiles, path, width):
    """On a phone the first points at what opens the panel that the cut is in; from another page it leads to Explore."""
    page = profiles(path, tour=True, width=width, height=844)
    page.get_by_role("button", name="Show me, 30 seconds").click()
    card = page.get_by_role("dialog", name="Show me")
    for stop in range(1, 6):
        card.get_by_text(f"{stop} of 5").wait_for()
        outlined = page.locator('[style*="outline: "]')
        assert outlined.count() == 1
        assert outlined.is_visible()
        if stop == 1 and width == 390:
            assert outlined.get_attribute("data-testid") == "stExpandSidebarButton"
            card.get_by_text("The cut is behind this").wait_for()
        card.get_by_role("button", name=re.compile("Next|Done")).click()
    card.wait_for(state="hidden")


def test_a_long_unit_stands_clear_of_the_sliders_end(profiles, hands):
    """`$ million a year` wraps in the narrow panel instead of running into the upper end."""
    page = profiles()
    hands(page).type("^Cut, .*typed", "2b per year")
    page.get_by_text("$ million a year").wait_for()
    unit, most = (page.locator(f".st-key-move_card_0 .{name}").first.bounding_box() for name in ("unit", "most"))
    assert unit["x"] + unit["width"] <= most["x"]
    range_ = (
        "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getBoundingClientRect().right }"
    )
    assert page.locator(".st-key-move_card_0 .unit").first.evaluate(range_) <= most["x"]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_table_that_goes_on_beside_shows_it(profiles, width):
    """Its caption stays in sight while it is moved sideways, and a bar or a shade shows that it can be."""
    page = opened(profiles, "/", "Before and after", width=width, height=1000)
    rows = page.locator(".rows").first
    wide, held = rows.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide > held
    assert "linear-gradient" in rows.evaluate("e => getComputedStyle(e).backgroundImage")
    rows.evaluate("e => { e.scrollLeft = 1000 }")
    caption = rows.locator("caption span").bounding_box()
    box = rows.bounding_box()
    assert box["x"] <= caption["x"]
    assert caption["x"] + caption["width"] <= box["x"] + box["width"] + 1
