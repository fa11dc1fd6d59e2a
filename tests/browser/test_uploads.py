"""Ugly spreadsheets through the browser's own file field: what each makes, or what is told about it."""

import pytest

from tests.support.messy_budgets import UGLY

DOZEN = [*[case for case in UGLY if not isinstance(case[3], str)][:10], *[c for c in UGLY if isinstance(c[3], str)][:6]]


@pytest.fixture(scope="module")
def desk(chromium, address):
    """One person who brings one table after the other."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    context.add_init_script("localStorage.setItem('virement-seen', 'yes')")
    tab = context.new_page()
    tab.goto(f"{address}/baseline")
    tab.locator('input[type="file"]').wait_for(state="attached", timeout=60_000)
    yield tab
    context.close()


@pytest.mark.parametrize(("name", "file", "content", "expected"), DOZEN, ids=[case[0] for case in DOZEN])
def test_an_ugly_spreadsheet_is_understood_or_told(desk, name, file, content, expected):
    """Understood with its sheet coloured and its account, or asked about or refused with what was expected."""
    desk.locator('input[type="file"]').set_input_files({"name": file, "mimeType": "text/plain", "buffer": content})
    if isinstance(expected, str):
        desk.get_by_text(expected).first.wait_for()
        assert desk.get_by_role("button", name="Use it as the baseline").count() == 0
        return
    desk.get_by_role("region", name=f"Where every number of {file} went").wait_for()
    desk.get_by_text(f"Understood: {len(expected)} divisions").wait_for()
    desk.get_by_test_id("stDataFrame").first.wait_for()


def test_what_was_understood_becomes_the_baseline(desk):
    """The last table is used, and its divisions can be cut."""
    desk.locator('input[type="file"]').set_input_files(
        {"name": "town.csv", "mimeType": "text/csv", "buffer": b"Department,2026,2027\nRoads,1000,900\nParks,500,600\n"}
    )
    desk.get_by_text("Understood: 2 divisions").wait_for()
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="Download what was understood").click()
    assert waiting.value.path().read_bytes().startswith(b"PK")
    desk.get_by_role("button", name="Use it as the baseline").click()
    desk.get_by_role("link", name="Explore", exact=True).click()
    desk.get_by_role("button", name="Add a move").click()
    desk.get_by_role("heading", name="Roads gives up 190 (10% of its 1.9k)").wait_for()
