"""For everyone: the keyboard alone, a phone, the dark, a screen reader's names."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from virement.app_pages.shared.ledger_pictures import TABS

from tests.browser.conftest import settled

SCREENS = [("/", tab) for tab in TABS] + [
    ("/compare", None),
    *[("/baseline", tab) for tab in ("Figures", "Sources")],
    ("/scenario_file", None),
    ("/claims", None),
    ("/actuals", None),
    ("/approvals", None),
    ("/gather", None),
    *[("/export", tab) for tab in ("Pack", "Workbook", "Books")],
]
CARDS = ("Floors and caps (0)", "When, and at what cost", "What else the cut is a percentage of")
LOOKS = (
    {"scheme": "light"},
    {"scheme": "dark"},
    {"scheme": "dark", "width": 390, "height": 844},
)  # on a desk, and last on a phone
TARGETS = Path(__file__).with_name("targets.js").read_text()


def serious(page):
    """What axe finds on a page that is serious or critical."""
    return [
        (one["id"], node["html"][:300], node["failureSummary"])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def wider_than_a_phone(page):
    """What of a page is wider than a phone's 390 pixels: the whole, its main part."""
    return page.evaluate(
        """[document.documentElement, document.querySelector('[data-testid=stMain]')]
          .filter(one => one.scrollWidth > 390).map(one => [one.tagName, one.scrollWidth])"""
    )


def opened_cards(page):
    """The page of Explore with the cards open that are closed at first."""
    for name in CARDS:
        card = page.locator("details").filter(has_text=name).last  # the innermost
        if card.get_attribute("open") is None:
            card.locator("summary").click()
    settled(page)


@pytest.mark.parametrize(("path", "tab"), SCREENS, ids=[f"{path} {tab or ''}".strip() for path, tab in SCREENS])
def test_every_screen_is_for_everyone(walk, path, tab):
    """Light and dark on a desk and dark on a phone, with the cards open: no serious or critical violation.

    The page follows as it stands there. On a phone nothing is wider than the screen, the words are light in the dark,
    and what may be pressed is 24 pixels large or has room around it.
    """
    for look in LOOKS:
        page = walk(path, tab, **look)
        if path == "/":
            opened_cards(page)
        assert serious(page) == [], look
    assert wider_than_a_phone(page) == []

    light = page.locator(".name h1").evaluate(
        "e => Math.min(...getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number))"
    )
    assert light > 150
    assert page.evaluate(TARGETS) == []


def test_at_twice_the_size_slider_sentence_and_picture_are_in_sight(profiles):
    """1440 × 900 at 200 % are 720 × 450 pixels of a page: the first bar of the picture is among them."""
    page = profiles(width=720, height=450)
    page.get_by_role("heading", name="gives up $2B").wait_for()
    settled(page)
    for place in (".st-key-lead input.slider", ".said", ".st-key-picture_shift svg.marks path[fill='#2463b0']"):
        box = page.locator(place).first.bounding_box()
        assert box["y"] + box["height"] <= 450, place
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_who_wants_no_motion_sees_none(profiles):
    page = profiles()
    page.get_by_role("heading", name="gives up $2B").wait_for()
    moving = """() => [...document.querySelectorAll("*")].filter(one => {
      const { transitionDuration, animationDuration } = getComputedStyle(one)
      return [transitionDuration, animationDuration].some(all => all.split(",").some(time => parseFloat(time) > .001))
    }).length"""
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0


def test_the_cut_is_dragged_on_a_phone(profiles, hands):
    page = profiles(width=390, height=844, has_touch=True)
    page.get_by_role("heading", name="gives up $2B").wait_for()
    hands(page).type("^Cut, .*typed", "30%")
    page.locator(".said h2").get_by_text("gives up $6.42B").wait_for(state="attached")


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
    to(page, "^Table", ("radio",))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".st-key-picture_flows").wait_for()
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
    """From another page the first stop leads to Explore."""
    page = profiles(path, tour=True, width=width, height=844)
    page.get_by_role("button", name="Show me, 30 seconds").click()
    card = page.get_by_role("dialog", name="Show me")
    for stop in range(1, 6):
        card.get_by_text(f"{stop} of 5").wait_for()
        outlined = page.locator('[style*="outline: "]')
        assert outlined.count() == 1
        assert outlined.is_visible()
        card.get_by_role("button", name=re.compile("Next|Done")).click()
    card.wait_for(state="hidden")


def test_a_long_unit_stands_clear_of_the_sliders_end(profiles, hands):
    """`$ million a year` wraps in the narrow panel instead of running into the upper end."""
    page = profiles()
    hands(page).type("^Cut, .*typed", "2b per year")
    page.get_by_text("$ million a year").wait_for()
    unit, most = (page.locator(f".st-key-lead .{name}").first.bounding_box() for name in ("unit", "most"))
    assert unit["x"] + unit["width"] <= most["x"]
    range_ = (
        "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getBoundingClientRect().right }"
    )
    assert page.locator(".st-key-lead .unit").first.evaluate(range_) <= most["x"]


def test_a_table_that_goes_on_beside_shows_it(walk):
    """On a phone, as it fits on a desk: its caption stays in sight as it is moved, and a shade shows that it can be."""
    page = walk("/", "Before and after", width=390)
    rows = page.locator(".rows").first
    wide, held = rows.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide > held
    assert "linear-gradient" in rows.evaluate("e => getComputedStyle(e).backgroundImage")
    rows.evaluate("e => { e.scrollLeft = 1000 }")
    caption = rows.locator("caption span").bounding_box()
    box = rows.bounding_box()
    assert box["x"] <= caption["x"]
    assert caption["x"] + caption["width"] <= box["x"] + box["width"] + 1
