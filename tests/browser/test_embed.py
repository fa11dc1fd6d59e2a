"""The page to put into another page: without a server and a network, each position is the engine's answer."""

import html
from pathlib import Path

import pytest
from virement import edits, engine, views
from virement.exports import FORMATS
from virement.scenario import baseline_of, load_scenario

SCENARIO = load_scenario("nyt-2b-to-ai")
META = baseline_of(SCENARIO)


@pytest.fixture(scope="module")
def page_of(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("embed")
    content = FORMATS["embed"].made_of(engine.reallocate(META, SCENARIO))
    assert len(content) < 1_500_000
    assert b"http" not in content.replace(b"http-equiv", b"")
    (folder / "cut.html").write_bytes(content)
    (folder / "article.html").write_text('<iframe src="cut.html" width="700" height="700"></iframe>')
    return folder / "article.html"


def test_a_reader_drags_in_an_iframe_without_a_network(chromium, page_of):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(page_of.as_uri())
    inside = page.frame_locator("iframe")
    slider = inside.get_by_role("slider", name="Cut, Reality Labs to AI")
    inside.get_by_role("heading", name=SCENARIO.title).wait_for()
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    moved = edits.with_cut_number(SCENARIO, META, 0, 3000.0)
    said = views.sentence(engine.reallocate(META, moved), "FY2026")
    assert inside.locator("#sentence").inner_text() == said
    inside.get_by_role("heading", name="$3B from Reality Labs to AI division").wait_for()
    assert "−$3B" in inside.locator("#rows").inner_text()
    left = inside.locator("#rows .row").first.locator(".bar").last
    at_three = left.bounding_box()["width"]
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    assert left.bounding_box()["width"] == pytest.approx(2 * at_three, abs=1.5)
    assert wrong == []
    context.close()


def test_what_people_wrote_is_never_markup():
    evil = "</script><img src=x onerror=alert(1)>"
    named = edits.with_title(SCENARIO, evil)
    content = FORMATS["embed"].made_of(engine.reallocate(META, named)).decode()
    assert evil not in content
    assert html.escape(evil, quote=False) in content
