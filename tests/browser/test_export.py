"""Handing over in a real browser: the bytes of the package, and a workbook that comes back changed."""

import pytest
from virement import exports, workbook
from virement.exports.books.formats import FORMATS

from tests.exports.test_pack import ledger_of
from tests.support.libreoffice import with_cells
from tests.workbook.test_import import driver


def downloaded(page, label):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_the_pack_is_that_of_the_package(profiles, hands):
    """Of the scenario on screen, then of two."""
    page = profiles("/export")
    first = ledger_of("nyt-2b-to-ai")
    assert downloaded(page, "Download the pack") == ("nyt-2b-to-ai.zip", exports.pack([first]))
    hands(page).choose("Scenarios", "rl-30pct-to-ai")
    both = exports.pack([first, ledger_of("rl-30pct-to-ai")])
    assert downloaded(page, "Download the pack") == ("nyt-2b-to-ai.zip", both)


@pytest.mark.parametrize("name", list(FORMATS))
def test_books_are_those_of_the_package(profiles, name):
    page = profiles("/export")
    page.get_by_role("radio", name="Books").click()
    page.get_by_role("radio", name=name, exact=True).click()
    file, content = downloaded(page, f"Download as {name}")
    assert file == f"nyt-2b-to-ai.{FORMATS[name].ending}"
    assert content == FORMATS[name].made_of(ledger_of("nyt-2b-to-ai"))


def test_a_workbook_goes_out_and_comes_back_changed(profiles, hands, tmp_path):
    """A cut changed from $2B to $2.5B in the file is on screen after a press."""
    page = profiles("/export")
    page.get_by_role("radio", name="Workbook").click()
    file, content = downloaded(page, "Download the workbook")
    ledger = ledger_of("nyt-2b-to-ai")
    assert (file, content) == ("nyt-2b-to-ai.xlsx", workbook.workbook_of(ledger))
    back = tmp_path / "back.xlsx"
    back.write_bytes(with_cells(content, {driver(ledger, "cut"): 2500}))
    page.locator("input[type=file]").set_input_files(back)
    page.get_by_role("button", name="on screen").click()
    hands(page).says("changed since nyt-2b-to-ai.yaml was saved")
    hands(page).go("Explore")
    page.get_by_role("heading", name="gives up $2.5B").wait_for()
