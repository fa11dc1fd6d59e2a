"""A picture that is published says what it shows, where its figures come from, and has room around it."""

import html
import io
import re
import zipfile

import pandas as pd
import pytest
from PIL import Image
from virement import authority, charts, engine, exports, versions, views
from virement.exports.embed import as_embed
from virement.scenario import baseline_of, load_scenario

SCENARIO = load_scenario("nyt-2b-to-ai")
LEDGER = engine.reallocate(baseline_of(SCENARIO), SCENARIO)
FOOT = (views.source_line(LEDGER.case), "Made on a day.")


def of(kind="svg", size="medium", theme="light", name="shift"):
    one = charts.LEDGER_CHARTS[name]
    data = one.data(LEDGER, views.default_span(LEDGER), **one.alone)
    return exports.published(data, one.chart, kind=kind, size=size, theme=theme, foot=FOOT)


@pytest.mark.parametrize("name", charts.LEDGER_CHARTS)
def test_every_picture_of_a_ledger_has_its_title_and_its_sources(name):
    svg = of(name=name).decode()
    assert SCENARIO.title in svg
    assert "Sources: New York Times (2025-12-10)" in svg
    assert "Made on a day." in svg


@pytest.mark.parametrize("size", exports.SIZES)
def test_a_png_is_as_wide_as_its_size_says_and_empty_at_its_edges(size):
    image = Image.open(io.BytesIO(of("png", size))).convert("RGB")
    assert image.width == 2 * exports.SIZES[size]
    ground = image.getpixel((0, 0))
    for edge in ((0, 0, image.width, 40), (0, 0, 40, image.height), (image.width - 40, 0, image.width, image.height)):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), ground)]


@pytest.mark.parametrize("name", charts.LEDGER_CHARTS)
@pytest.mark.parametrize(("theme", "other"), [("light", "dark"), ("dark", "light")])
def test_every_colour_is_of_the_theme_asked_for(name, theme, other):
    svg = of(theme=theme, name=name).decode()
    assert charts.GROUND[theme] in svg
    for colour in (charts.GROUND[other], *charts.INK[other].values()):
        assert colour not in {charts.GROUND[theme], *charts.INK[theme].values()}
        assert f'"{colour}"' not in svg


def test_words_on_a_filled_cell_stand_out_in_both_themes():
    """The empty end of a heat map is the ground itself: its words are of the other kind, black or white."""
    rows = [{"kind": "number", "order": 1, "label": "low", "x0": 0.0, "x1": 1.0, "heat": 0.0, "letters": 3, "tip": ""}]
    for theme, ink in (("light", "#000000"), ("dark", "#ffffff")):
        drawn = exports.published(
            pd.DataFrame(rows), charts.heatmap_chart, kind="svg", size="small", theme=theme, foot=("Made.",)
        ).decode()
        assert re.search(rf'<text[^>]*fill="{ink}"[^>]*>low</text>', drawn)


def test_a_long_foot_is_broken_into_lines_that_fit():
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>|<text[^>]*>(Sources[^<]*)</text>", of(size="small").decode())
    assert all(len(text) < 100 for pair in lines for text in pair)


def test_a_source_line_names_each_publisher_once():
    line = views.source_line(LEDGER.case)
    assert line.count("Meta Platforms") == 1
    assert line.endswith(".")


@pytest.mark.parametrize("name", ["nyt-2b-to-ai", "toy-streets-to-parks"])
def test_whoever_sees_a_result_sees_what_could_not_be_chosen(name):
    """The framing stands on the brief, in Markdown too, on the page to embed and on the register."""
    scenario = load_scenario(name)
    ledger = engine.reallocate(baseline_of(scenario), scenario)
    words = versions.framing_words([ledger])
    assert words.startswith(f"Started from: {ledger.baseline.title}, ")
    assert "Locked: nothing." in words
    register = authority.register_of([ledger])
    assert register is not None
    packed = zipfile.ZipFile(io.BytesIO(exports.pack([ledger])))
    texts = [packed.read(file).decode() for file in packed.namelist() if file.endswith(("brief.html", "brief.md"))]
    texts += [exports.REGISTER_FORMATS[form](register).decode() for form in ("html", "md")]
    assert len(texts) == 4
    for text in [*texts, as_embed(ledger).decode()]:
        assert words in html.unescape(text).replace("\\", "")
