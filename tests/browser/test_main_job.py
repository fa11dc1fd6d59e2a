"""The main job in a real browser: drag the cut, read the sentence, take the CSV."""

import subprocess
import sys

import model
from model import edits


def drawn(page):
    """Wait until a picture has been painted."""
    page.locator('[data-testid="stVegaLiteChart"] :is(canvas, svg)').first.wait_for()


def test_the_slider_moves_by_keyboard_and_the_csv_is_the_command_lines(page, tmp_path):
    """An arrow key changes the cut, the sentence follows, the downloaded bytes are those of `virement run --csv`."""
    drawn(page)
    slider = page.get_by_role("slider", name="Cut, $ million").first
    slider.focus()
    slider.press("ArrowRight")
    page.get_by_role("heading", name="gives up $2.5B (11.7% of its $21.4B)").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the CSV").click()
    got = waiting.value.path().read_bytes()
    scenario = model.load_scenario("nyt-2b-to-ai")
    moved = edits.with_cut_number(scenario, model.load_baseline("meta"), 0, 2500.0)
    model.save_scenario(moved, tmp_path / "moved.yaml")
    command = [sys.executable, "-m", "model", "run", str(tmp_path / "moved.yaml"), "--csv", "-"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    assert got == printed
    assert page.outside == []


def test_two_billion_becomes_thirty_percent(page):
    """The press claim's other half: turn the same cut into %, type 30, read $6.42B."""
    page.get_by_text("%", exact=True).first.click()
    page.get_by_text("$2B = 9.3% of Reality Labs, FY2026").wait_for()
    box = page.get_by_role("spinbutton", name="Cut, %, typed").first
    box.fill("30")
    box.press("Enter")
    page.get_by_role("heading", name="gives up $6.42B (30% of its $21.4B)").wait_for()


def test_every_scenario_opens_from_the_list(page):
    """Choosing another scenario by keyboard loads its moves and its words."""
    box = page.get_by_role("combobox", name="Scenario")
    box.click()
    box.fill("phased")
    box.press("Enter")
    page.get_by_role("heading", name="Reality Labs leaves the metaverse over two years").wait_for()
    page.get_by_text("stays Unallocated").wait_for()
    drawn(page)


def test_a_phone_and_the_dark_lose_nothing(chromium, address):
    """At 390 px nothing is wider than the screen, and in the dark the words stay light."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    heading = page.get_by_role("heading", name="gives up $2B")
    heading.wait_for(timeout=60_000)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    red, green, blue = page.evaluate(
        "e => getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)", heading.element_handle()
    )
    assert min(red, green, blue) > 150
    context.close()
