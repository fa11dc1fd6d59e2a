"""The main job in a real browser: drag the cut, read the sentence, take the CSV."""

import subprocess
import sys

from PIL import Image
from virement import baseline, edits, engine, views
from virement.scenario import load_scenario, save_scenario
from virement.values.number_format import show

from tests.browser.conftest import settled


def drawn(page):
    """Wait until a picture has been painted."""
    page.locator('[data-testid="stVegaLiteChart"] :is(canvas, svg)').first.wait_for()


def test_the_slider_moves_by_keyboard_and_the_csv_is_the_command_lines(page, hands, tmp_path):
    """An arrow key changes the cut, the sentence follows, the downloaded bytes are those of `virement run --csv`."""
    drawn(page)
    slider = page.get_by_role("slider", name="Cut, Reality Labs to AI")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    page.get_by_role("heading", name="gives up $2.5B (11.7% of its $21.4B)").wait_for()
    scenario = load_scenario("nyt-2b-to-ai")
    moved = edits.with_cut_number(scenario, baseline.load_baseline("meta"), 0, 2500.0)
    moved = edits.with_title(moved, views.title_of(moved))
    save_scenario(moved, tmp_path / "moved.yaml")
    command = [sys.executable, "-m", "virement", "run", str(tmp_path / "moved.yaml"), "--csv", "-"]
    assert hands(page).csv() == subprocess.run(command, capture_output=True, check=True).stdout


def test_the_picture_and_the_sentence_follow_the_hand_while_it_drags(page):
    """Before the mouse button is let go, sentence and picture show the engine's numbers of where the hand is."""
    drawn(page)
    slider = page.get_by_role("slider", name="Cut, Reality Labs to AI")
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    # as if the hand never rested: what is drawn when it does is not waited for
    page.evaluate("window.own = setTimeout; window.setTimeout = (f, ms, ...a) => ms === 250 ? 0 : own(f, ms, ...a)")
    page.mouse.move(box["x"] + box["width"] * 0.12, middle)
    page.mouse.down()
    seen = []
    for share in (0.3, 0.5, 0.7):
        page.mouse.move(box["x"] + box["width"] * share, middle, steps=6)
        settled(page)
        said = page.locator(".said h2").inner_text()
        amount = said.split("gives up ")[1].split(" ")[0]
        picture = page.locator('.st-key-picture_shift [data-testid="stVegaLiteChart"] svg').inner_html()
        assert f"−{amount} (" in picture
        balance = page.locator(".balance").inner_text()
        minor = int(balance.removeprefix("Given up $").split(" ")[0].replace(",", "").replace(".", ""))
        assert show(minor, "USD") == amount
        seen.append(amount)
    page.locator(".st-key-heading").get_by_text("changed since").wait_for()
    assert page.get_by_role("button", name="Undo").is_disabled()
    page.evaluate("window.setTimeout = window.own")
    page.mouse.move(box["x"] + box["width"] * 0.8, middle)
    page.mouse.up()
    assert len(set(seen)) == 3
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="gives up $2B").wait_for()


def test_two_billion_becomes_thirty_percent(page, hands):
    """The press claim's other half: turn the same cut into %, type 30, read $6.42B."""
    page.get_by_role("button", name="%", exact=True).click()
    page.get_by_text("$2B = 9.3% of Reality Labs, FY2026").wait_for()
    hands(page).type("^Cut, .*typed", "30")
    page.get_by_role("heading", name="gives up $6.42B (30% of its $21.4B)").wait_for()


def test_every_scenario_opens_from_the_list(page, hands):
    """Choosing another scenario by keyboard loads its moves and its words."""
    hands(page).choose("Scenario", "rl-phased-exit")
    hands(page).says("Reality Labs leaves the metaverse over two years")
    page.get_by_role("heading", name="stays unallocated").wait_for()
    drawn(page)


def test_pictures_and_tables_are_saved(page, hands):
    """SVG, PNG and CSV of a picture, after a drag: with a title that is true, its sources, and room around it."""
    hands(page).type("^Cut, .*typed", "3b")
    got = {}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").first.click()
    got["csv"] = waiting.value
    page.get_by_role("button", name="Image").first.click()
    page.get_by_role("radio", name="large").click()
    hands(page).settled()
    for kind in ("svg", "png"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Save as {kind.upper()}").click()
        got[kind] = waiting.value
    assert page.get_by_text("In FY2026, Reality Labs gives up $3B").last.is_visible()
    for kind, saved in got.items():
        assert saved.suggested_filename == f"nyt-2b-to-ai-changed-shift.{kind}"
    svg = got["svg"].path().read_text()
    for words in (
        "$3B from Reality Labs to AI division",
        "rests on: assumption",
        "Sources: New York Times",
        "Virement",
    ):
        assert words in svg
    assert "$2B" not in svg
    with Image.open(got["png"].path()) as image:
        assert image.width == 2560
    case = load_scenario("nyt-2b-to-ai")
    meta = baseline.load_baseline("meta")
    moved = edits.with_cut_number(case, meta, 0, 3000.0)
    rows = views.shift(engine.reallocate(meta, moved), "FY2026").drop(columns="touched")
    assert got["csv"].path().read_bytes() == views.to_csv(rows).encode()
