"""A result is tables of numbers, pictures, and something to look at in a notebook."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from decimal import Decimal
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
import virement as vm
from virement.charts import LEDGER_CHARTS
from virement.notebook import Result
from virement.views import VIEWS

from tests.support.paths import ROOT

SHORT = 500  # letters


@pytest.fixture(scope="module")
def result() -> Result:
    return vm.open("rl-phased-exit").run()


@pytest.mark.parametrize("view", VIEWS)
def test_a_table_is_of_numbers_or_exact(result: Result, view: str) -> None:
    """Floats plot and add up; with `exact` the same table is decimals to the cent, as the command line writes it."""
    numbers, exact = result.table(view), result.table(view, exact=True)
    assert list(numbers.columns) == list(exact.columns)
    for column in numbers.columns:
        held = exact[column].dropna()
        if held.map(lambda cell: isinstance(cell, Decimal)).all() and not held.empty:
            assert numbers[column].dtype == "float64", column
            assert numbers[column].dropna().tolist() == held.map(float).tolist()
        else:
            pd.testing.assert_series_equal(numbers[column], exact[column])


def test_a_span_is_taken(result: Result) -> None:
    year, plan = result.table(span="FY2026"), result.table(span="FY2026 to FY2027")
    assert 0 < year["baseline"].sum() < plan["baseline"].sum()


def test_everything_says_what_it_is_in_a_line(result: Result) -> None:
    """Not its data: those are 38,000 letters."""
    for thing in (result, result.ledger, result.baseline, result.chart(), vm.open("rl-phased-exit")):
        assert len(repr(thing)) < SHORT
        assert "\n" not in repr(thing)
    assert "Reality Labs gives up" in repr(result)
    assert "Meta Platforms" in repr(result.baseline)


def test_a_notebook_shows_sentence_table_and_picture(result: Result) -> None:
    """As HTML without any script, the picture as an image that stands alone."""
    page = result._repr_html_()
    root = ET.fromstring(f"<div>{page}</div>")
    paragraphs = ["".join(paragraph.itertext()) for paragraph in root.iter("p")]
    assert result.sentence in paragraphs
    assert root.find("table/tbody/tr/th").text == "Reality Labs"
    image = root.find("img")
    assert "Before and after" in image.get("alt")
    assert b"<svg" in b64decode(image.get("src").partition("base64,")[2])
    assert "<script" not in page


def test_a_text_of_somebody_else_is_shown_as_text() -> None:
    """A division's name commands no page."""
    frame = pd.DataFrame({"division": ["<img src=x onerror=alert(1)>", "Parks"], "FY2026": [100, 200]})
    plan = vm.open(frame, currency="USD").cut("<img src=x onerror=alert(1)>", "10%").to("Parks")
    assert "<img src=x" not in plan._repr_html_()
    assert "&lt;img src=x" in plan._repr_html_()


def test_a_notebook_may_choose_the_form_of_a_picture(result: Result) -> None:
    """Vega-Lite under the version that it is in, an SVG, HTML or a line."""
    chart = result.chart("bridge")
    forms = chart._repr_mimebundle_()
    version = re.search(r"v\d+", chart.spec["$schema"])[0]
    assert set(forms) == {"text/plain", "text/html", "image/svg+xml", f"application/vnd.vegalite.{version}+json"}
    assert set(result._repr_mimebundle_()) == {"text/plain", "text/html"}


SHOP = [("Shop", "budget", 100), ("Shop", "revenue", 300), ("Office", "budget", 50)]


@pytest.mark.parametrize("name", LEDGER_CHARTS)
def test_a_picture_stands_alone(tmp_path: Path, name: str) -> None:
    """As a file, and as a declaration that Altair goes on from."""
    frame = pd.DataFrame(SHOP, columns=["division", "measure", "amount"]).assign(period="FY2026")
    shop = vm.open(frame, currency="USD").cut("Shop", "10%").to("Office")
    picture = (vm.open("rl-1500-jobs") if name == "jobs" else shop).chart(name)
    path = picture.save(tmp_path / "picture.svg")
    assert ET.fromstring(path.read_text()).tag.endswith("svg")
    with pytest.raises(vm.ModelError):
        picture.save(path)
    assert alt.Chart.from_dict(picture.spec).to_dict()["datasets"]


def test_a_picture_is_saved_as_it_is_published(result: Result, tmp_path: Path) -> None:
    """With its sources, as an SVG or a PNG, in light or dark; another ending or size is refused."""
    chart = result.chart("bridge")
    assert "Sources: " in chart.save(tmp_path / "a.svg").read_text()
    light, dark = (chart.save(tmp_path / f"{theme}.PNG", size="small", theme=theme) for theme in ("light", "dark"))
    assert light.read_bytes()[:4] == dark.read_bytes()[:4] == b"\x89PNG"
    assert light.read_bytes() != dark.read_bytes()
    for path, size, hint in (("a.gif", "small", "End it in svg or png"), ("b.svg", "huge", "small, medium, large")):
        with pytest.raises(vm.ModelError, match=hint):
            chart.save(tmp_path / path, size=size)
    with pytest.raises(vm.ModelError, match="nothing to draw"):
        vm.open("toy").chart("flows").save(tmp_path / "none.svg")


def test_a_picture_has_its_options(result: Result) -> None:
    """The same as in the app; an unknown one is refused with those that there are."""
    assert not result.chart("bridge", division="AI division").data.equals(result.chart("bridge").data)
    with pytest.raises(vm.ModelError, match=r"has no option 'by'\. It has division"):
        result.chart("bridge", by="year")


def test_nothing_to_draw_is_said() -> None:
    picture = vm.open("toy").chart("flows")
    assert picture.svg == ""
    assert "nothing moves" in picture._repr_html_()
    assert set(picture._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_the_numbers_are_those_of_the_command_line() -> None:
    """The whole table of the shipped scenario, to the cent."""
    written = pd.read_csv(ROOT / "tests" / "expected" / "nyt-2b-to-ai.csv", dtype=str)
    cells = vm.open("nyt-2b-to-ai").table("cells", exact=True)
    assert [Decimal(cell) for cell in written["variance"]] == cells["variance"].tolist()
