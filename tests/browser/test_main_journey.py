"""The main job in a real browser: drag the cut, read the sentence, take the CSV."""

import subprocess
import sys

from virement import baseline, edits, engine, views
from virement.scenario import load_scenario, save_scenario
from virement.values.number_format import show


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
        page.wait_for_timeout(900)
        said = page.locator('[data-testid="stMain"] h3').inner_text()
        amount = said.split("gives up ")[1].split(" ")[0]
        picture = page.locator('.st-key-picture_flows [data-testid="stVegaLiteChart"] svg').inner_html()
        assert f"Reality Labs {amount}" in picture
        balance = page.locator(".st-key-bar .balance").inner_text()
        minor = int(balance.removeprefix("Given up $").split(" ")[0].replace(",", "").replace(".", ""))
        assert show(minor, "USD") == amount
        seen.append(amount)
    page.locator(".st-key-bar").get_by_text("changed since").wait_for()
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


def test_pictures_and_tables_are_saved(page):
    """SVG, PNG and CSV of a picture: with its title in it, on the ground of the page."""
    drawn(page)
    got = {}
    for kind, name in (("svg", "Save as SVG"), ("png", "Save as PNG"), ("csv", "CSV")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).first.click()
        assert waiting.value.suggested_filename == f"nyt-2b-to-ai-flows.{kind}"
        got[kind] = waiting.value.path().read_bytes()
    assert b"$2B from Reality Labs to the AI division" in got["svg"]
    assert b"rests on: estimate" in got["svg"]
    assert got["png"].startswith(b"\x89PNG")
    ledger = engine.reallocate(baseline.load_baseline("meta"), load_scenario("nyt-2b-to-ai"))
    assert got["csv"] == views.to_csv(views.sources_and_uses(ledger, "FY2026")).encode()
