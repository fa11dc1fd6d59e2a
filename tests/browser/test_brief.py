"""The brief in a real browser: a page of paper, nothing fetched, legible in light and dark and on a phone."""

import re
import subprocess

import pytest
from virement import engine, exports, scenario

from tests.exports.test_brief import hostile_ledger
from tests.exports.test_pack import ledger_of
from tests.support.programs import program

MARGINS = {"A4": (794, 1123), "Letter": (816, 1056)}  # pixels of a sheet
FAMILIES = ("DejaVu Sans", "DejaVu Serif", "Liberation Sans", "Noto Sans", "Open Sans", "Roboto", "Verdana")
CUT_OFF = """() => [...document.querySelectorAll("svg text")].filter(text => {
  const picture = text.ownerSVGElement.getBoundingClientRect(), words = text.getBoundingClientRect()
  return words.left < picture.left - 1 || words.right > picture.right + 1
}).map(text => text.textContent)"""


@pytest.fixture(scope="session")
def fonts():
    """Common families of this machine, from narrow to wide: another has others, and the page must fit all."""
    listed = subprocess.run([program("fc-list", package="fontconfig"), ":", "family"], capture_output=True, text=True)
    found = [family for family in FAMILIES if family in listed.stdout]
    assert len(found) > 1, "apt-get install fonts-dejavu-core"
    return found


def _opened(chromium, tmp_path, ledger, **wishes):
    place = tmp_path / "brief.html"
    place.write_text(exports.brief_page(ledger), encoding="utf-8", newline="")
    context = chromium.new_context(**wishes)
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text))
    page.goto(place.as_uri())
    return page


def _sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("name", scenario.scenario_names())
def test_a_brief_is_a_page_of_either_paper_and_fetches_nothing(chromium, fonts, tmp_path, name):
    """Every shipped scenario prints on one sheet of A4 and of Letter, whichever fonts a machine has."""
    page = _opened(chromium, tmp_path, ledger_of(name))
    for family in fonts:
        page.add_style_tag(content=f'* {{font-family: "{family}" !important}}')
        assert [_sheets(page.pdf(format=paper)) for paper in MARGINS] == [1, 1], family
        assert page.evaluate(CUT_OFF) == [], family
    assert page.asked == [page.url]
    assert page.wrong == []
    page.context.close()


def test_a_brief_of_many_moves_is_two_pages_at_most(chromium, tmp_path):
    """Ten moves with reasons and limits still fit two sheets, and no line of a table is cut in two."""
    ledger = ledger_of("rl-phased-exit")
    first = ledger.scenario.moves[0].model_copy(update={"cut": scenario.read_scenario(
        "title: x\nbaseline: meta\nmoves:\n  - {name: a, from: Reality Labs, cut: 2%}\n").moves[0].cut})  # fmt: skip
    moves = tuple(first.model_copy(update={"name": f"Step {number} of the metaverse"}) for number in range(10))
    ledger = engine.reallocate(ledger.baseline, ledger.scenario.model_copy(update={"moves": moves, "limits": ()}))
    page = _opened(chromium, tmp_path, ledger)
    assert all(_sheets(page.pdf(format=paper)) <= 2 for paper in MARGINS)
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1000, "light"), (1000, "dark")])
def test_a_brief_is_legible_on_any_screen(chromium, tmp_path, width, scheme):
    """Nothing is wider than the screen, and all words stand out from the ground, those in the pictures too."""
    size = {"width": width, "height": 800}
    page = _opened(chromium, tmp_path, ledger_of("company-10pct-ask"), viewport=size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    contrasts = page.evaluate(
        """() => {
        const light = colour => {
          const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const ground = light(getComputedStyle(document.body).backgroundColor);
        return [...document.querySelectorAll("h1, h2, p, li, dt, dd, th, td, a, svg text")]
          .filter(one => !one.getAttribute("stroke") || one.getAttribute("stroke") === "none")
          .map(one => {
            const look = getComputedStyle(one);
            const ink = light(one.closest("svg") ? look.fill : look.color);
            return [(Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05), one.textContent.slice(0, 40)];
          });
        }"""
    )
    assert len(contrasts) > 50
    assert min(contrasts)[0] >= 4.5, min(contrasts)
    page.context.close()


def test_a_hostile_brief_runs_nothing(chromium, tmp_path):
    """Markup in every text that a person can write: none of it is run, none of it fetched."""
    page = _opened(chromium, tmp_path, hostile_ledger())
    page.on("dialog", lambda dialog: page.wrong.append(dialog.message))
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # drawn
    assert page.locator("script, img").count() == 0
    assert page.asked == [page.url]
    assert page.wrong == []
    page.context.close()
