"""Links: what goes in comes out, damage is found, and nothing that somebody puts in does harm."""

from __future__ import annotations

import json
import os
import zlib
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from virement import scenario as scenario_room
from virement.baseline.budget import Baseline
from virement.baseline.shipped import load_baseline, read_baseline_table
from virement.edits import read_cut_entry
from virement.scenario import MOST_PROBLEMS
from virement.scenario import links as links_file
from virement.scenario.changes import fingerprinted
from virement.scenario.files import load_scenario, scenario_text
from virement.scenario.links import MOST_CHARACTERS, Opened, from_link, to_link
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Move, Scenario
from virement.values.problems import ModelError

from tests.conftest import DEPTH
from tests.support.strategies import baselines, ranged, scenarios

VIEW = {"page": "explore", "span": "FY2026 – “é”", "": "~"}
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TOWN = b"division,FY2026,FY2027\nStreets,1200,1300\nParks,400,0\n"


SMALL = Scenario(title="Small", baseline="toy", moves=(Move(name="a", from_=("Streets",), cut="10%"),))


@pytest.fixture(scope="module")
def link(toy: Baseline) -> str:
    return to_link(SMALL, toy, VIEW)


PARTS = 6 * DEPTH  # of fifty scenarios, so that no test is long; at a desk a tenth of them are tried
VIEWED = st.dictionaries(STRINGS, STRINGS, max_size=4)


@st.composite
def saved(draw: st.DrawFn) -> tuple[Baseline, Scenario]:
    """A scenario, some with ranges, over figures that it may have been saved over."""
    baseline, scenario = draw(ranged()) if draw(st.integers(0, 19)) == 0 else (draw(baselines()), None)
    scenario = scenario or draw(scenarios(baseline))
    return baseline, fingerprinted(scenario, baseline) if draw(st.booleans()) else scenario


@pytest.mark.parametrize("part", range(PARTS))
def test_what_goes_in_comes_out(part: int) -> None:
    """By YAML and by link, scenario, view and fingerprints come back as they were; the same gives the same text."""

    @seed(part)
    @settings(max_examples=50 if "CI" in os.environ else 5)
    @given(saved(), VIEWED)
    def comes_back(drawn: tuple[Baseline, Scenario], view: dict[str, str]) -> None:
        baseline, scenario = drawn
        yaml = scenario_text(scenario)
        read = read_scenario(yaml)
        assert (read, read.baseline_fingerprint) == (scenario, scenario.baseline_fingerprint)
        assert scenario_text(read, like=yaml) == yaml
        text = to_link(scenario, baseline, view)
        assert text == to_link(scenario.model_copy(deep=True), baseline, dict(reversed(view.items())))
        opened = from_link(f" {text}\n", baseline)
        assert opened.problems == ()
        assert opened == Opened(scenario, opened.text, baseline.name, baseline.fingerprint, view)
        assert scenario_text(opened.scenario) == yaml
        assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")

    comes_back()


@pytest.mark.parametrize("name", ["nyt-2b-to-ai", "rl-phased-exit"])
def test_a_link_is_short(meta: Baseline, name: str) -> None:
    """The shipped scenarios fit the shortest address that anything still limits to 2,000 characters."""
    text = to_link(load_scenario(name), meta, VIEW)
    assert len(text) < 300
    assert from_link(text).problems == ()


def test_a_change_of_a_shipped_scenario_is_a_short_link(meta: Baseline) -> None:
    """Another cut: what the receiver has anyway is not carried."""
    changed = read_cut_entry("$3.1B", meta, load_scenario("nyt-2b-to-ai"), 0)
    text = to_link(changed, meta, {"opened": "nyt-2b-to-ai"})
    assert len(text) < 200
    assert from_link(text).scenario == changed


def test_the_words_of_links_never_change() -> None:
    """Links that were made with them would be lost; other words are another version."""
    words = Path(links_file.__file__).with_name("link_words.md").read_bytes()
    assert sha256(words).hexdigest() == "ecfed35841cbe0f14ca3c7008844e016a7e4396da939da579940dd040e21574a"


def harmless(opened: Opened, whole: Opened) -> None:
    """What was opened of a damaged link is what stood in the whole one, and there is a problem to tell."""
    assert opened.problems
    assert all(problem.where.startswith("link") and problem.hint for problem in opened.problems)
    assert opened.scenario in (None, whole.scenario)
    assert opened.text in ("", whole.text)
    assert opened.view in ({}, VIEW)
    assert opened.fingerprint in ("", whole.fingerprint)


def test_damage_at_any_place_is_found(link: str) -> None:
    """Whatever character is changed, lost or doubled, nothing false is opened and something is said."""
    whole = from_link(link)
    for place, old in enumerate(link):
        for new in ("\ud800", "", old * 2, chr(ord(old) ^ 1), "B" if old == "A" else "A"):
            harmless(from_link(link[:place] + new + link[place + 1 :]), whole)


def test_a_link_cut_off_anywhere_is_found(link: str) -> None:
    """What a mail program cuts off is missed; once the scenario is whole it opens, with a warning for the view."""
    whole = from_link(link)
    for end in range(len(link)):
        harmless(from_link(link[:end]), whole)
    cut = from_link(link[:-1])
    assert cut.scenario == SMALL
    assert [problem.level for problem in cut.problems] == ["warning"]
    assert "the view in it is damaged" in cut.problems[0].what


def test_each_part_opens_without_the_others(link: str) -> None:
    """A view opens beside a damaged scenario, and a scenario beside a damaged baseline, by the name that it says."""
    version, head, scenario, view = link.split(".")
    without = from_link(".".join([version, head, scenario[:-2], view]))
    assert (without.scenario, without.view, without.baseline_name) == (None, VIEW, "toy")
    assert [problem.level for problem in without.problems] == ["error"]
    headless = from_link(".".join([version, head[:-2], scenario, view]))
    assert (headless.scenario, headless.baseline_name) == (SMALL, "toy")
    assert "fingerprint is lost" in str(headless.problems[-1])
    swapped = from_link(".".join([version, view, scenario, head]))
    assert swapped.view == {}


def test_other_versions_and_other_texts_are_no_links(link: str) -> None:
    """A link of another version says so; any other text is not a link."""
    assert "version 3 of links" in str(from_link("3" + link[1:]).problems[0])
    for text in ("", "hello", "1" * 9000, "https://example.com/?s=" + link, ".", "x." + link):
        assert len(from_link(text).problems) == 1
    assert from_link("1").scenario is None


@given(st.text(max_size=200) | st.text("ab1._-AZ", max_size=200).map("2.".__add__))
def test_no_text_raises(text: str) -> None:
    """Whatever stands in the address, there are only problems."""
    assert from_link(text).problems


def forged(head: str = '{"baseline":"toy","fingerprint":""}', scenario: str | None = "", view: str = "{}") -> str:
    """A link with right checksums over whatever one likes."""
    said = scenario or scenario_text(SMALL)
    return ".".join(
        [
            links_file.VERSION,
            *(
                links_file._packed(part, text)
                for part, text in zip(scenario_room.PARTS, (head, said, view), strict=True)
            ),
        ]
    )


HOSTILE = {
    "nested lists": "[" * 90_000,
    "nested keys": "a: " + "{a: " * 20_000,
    "many moves": "title: a\nbaseline: toy\nmoves:\n" + "- {}\n" * 19_000,
    "an anchor": "title: &a x\nbaseline: *a\n",
    "a tag": "title: !!python/object/apply:os.system ['true']\nbaseline: toy\n",
    "half a character": 'title: "\\ud800"\nbaseline: toy\nmoves: []\n',
    "huge numbers": "title: a\nbaseline: toy\nmoves:\n- {name: a, from: Streets, cut: $" + "9" * 5000 + "}\n",
    "no scenario": "- a\n- b\n",
    "control characters": "title: \x00\x1b[2J\n",
}


@pytest.mark.parametrize("scenario", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_scenario_is_only_text(scenario: str) -> None:
    """With a right checksum, too: what can't be read as a scenario comes back as its text, with a few problems."""
    opened = from_link(forged(scenario=scenario))
    assert (opened.scenario, opened.text) == (None, scenario)
    assert 1 <= len(opened.problems) <= MOST_PROBLEMS + 1
    str(opened.problems).encode()


VIEWS = [
    "[]",
    "3",
    "{",
    '{"a":1}',
    '{"a":{"b":"c"}}',
    "[" * 90_000,
    "9" * 90_000,
    '{"\\ud800":"a"}',
    '{"a":"\\udfff"}',
    "NaN",
]


@pytest.mark.parametrize("said", VIEWS, ids=range(len(VIEWS)))
def test_a_hostile_view_or_head_leaves_the_scenario(said: str) -> None:
    """A view or a head that isn't texts by name is damaged; the scenario opens all the same."""
    for opened in (from_link(forged(view=said)), from_link(forged(head=said))):
        assert opened.scenario == SMALL
        assert any("damaged" in problem.what for problem in opened.problems)


def test_a_path_in_a_link_is_never_read(tmp_path) -> None:
    """A link that names a file of the machine it is opened on names somebody's own table, there or not."""
    table = tmp_path / "salaries.csv"
    table.write_bytes(TOWN)
    opened = from_link(forged(head=json.dumps({"baseline": str(table), "fingerprint": "0" * 64})))
    assert opened.scenario is not None
    (problem,) = opened.problems
    assert "somebody's own" in problem.what
    assert problem.level == "error"


def test_a_bomb_is_not_inflated() -> None:
    """A part that inflates to more than a scenario can be is damaged, before it is inflated."""
    deflated = zlib.compress(b"a" * 5_500_000, 9)
    packed = urlsafe_b64encode(links_file._checksum("scenario", deflated) + deflated).decode().rstrip("=")
    opened = from_link(f"1..{packed}.")
    assert len(packed) < MOST_CHARACTERS
    assert opened.text == ""
    assert "the scenario in it is damaged or cut off" in str(opened.problems)


def test_what_is_too_long_is_refused_with_its_length(toy: Baseline) -> None:
    """A scenario that no address can hold is refused, with its length and another way to send it."""
    why = "".join(chr(0x4E00 + number * number % 20_011) for number in range(5000))
    scenario = Scenario(title="Long", baseline="toy", description=why)
    with pytest.raises(ModelError) as caught:
        to_link(scenario, toy)
    (problem,) = caught.value.problems
    assert "characters long, and at most 8,000 fit" in problem.what
    assert "as a file" in problem.hint
    plain = Scenario(title="Long", baseline="toy", description="a" * 200_000)
    with pytest.raises(ModelError, match="more than 100,000 bytes"):
        to_link(plain, toy)


def test_somebodys_own_table_has_to_be_open() -> None:
    """A link over somebody's own table carries no figures: it opens in full only where the same table is open."""
    own = read_baseline_table(TOWN, "town.csv")
    scenario = Scenario(title="Own", baseline="town", moves=(Move(name="a", from_=("Streets",), cut="10%"),))
    text = to_link(scenario, own)
    closed = from_link(text)
    assert closed.scenario == scenario
    assert [problem.level for problem in closed.problems] == ["error"]
    assert "Open that table first" in closed.problems[0].hint
    assert from_link(text, read_baseline_table(TOWN, "renamed.csv")).problems == ()
    other = from_link(text, read_baseline_table(TOWN.replace(b"400", b"500"), "town.csv"))
    assert "holds other figures" in other.problems[0].hint


def test_a_baseline_that_has_changed_since_is_told(toy: Baseline) -> None:
    """A link whose figures are not today's opens with a warning that names both fingerprints."""
    other = read_baseline_table(TOWN, "toy.csv")
    opened = from_link(to_link(SMALL, other))
    assert opened.scenario is not None
    (problem,) = opened.problems
    assert problem.level == "warning"
    assert f"was {other.fingerprint[:8]} and is {toy.fingerprint[:8]}" in problem.what


def test_a_fingerprint_is_of_the_figures_alone() -> None:
    """Layout, names and spelling of amounts don't count; each figure, its order, its unit and what is actual do."""
    town = read_baseline_table(TOWN, "town.csv")
    long = b"division;period;amount\nStreets;FY2026;1,200.00\nStreets;FY2027;1.3k\nParks;FY2026;400\nParks;FY2027;0\n"
    assert read_baseline_table(long, "other.csv").fingerprint == town.fingerprint
    others = [
        read_baseline_table(TOWN.replace(b"1300", b"1300.01"), "town.csv"),
        read_baseline_table(TOWN.replace(b"Parks", b"Park"), "town.csv"),
        read_baseline_table(b"division,FY2026,FY2027\nParks,400,0\nStreets,1200,1300\n", "town.csv"),
        read_baseline_table(TOWN.replace(b"FY2026,FY2027", b"FY2025,FY2026"), "town.csv"),
        read_baseline_table(TOWN, "town.csv", unit="thousand"),
        read_baseline_table(TOWN, "town.csv", currency="EUR"),
        read_baseline_table(TOWN, "town.csv", actuals_through="FY2026"),
        read_baseline_table(b"division,period,amount,status\nStreets,FY2026,1200,reported\nStreets,FY2027,1300,\n"
                          b"Parks,FY2026,400,\nParks,FY2027,0,\n", "town.csv"),
    ]  # fmt: skip
    assert len({town.fingerprint, *(other.fingerprint for other in others)}) == len(others) + 1


def test_a_fingerprint_stays_what_it_is(toy: Baseline) -> None:
    """Links live long: how a fingerprint is taken may change only with their version."""
    assert load_baseline("toy").fingerprint == toy.fingerprint
    assert read_baseline_table(TOWN, "town.csv").fingerprint.startswith("4a378a9cf8e5110f")


# made by the first version, of SMALL
OLD = (
    "1.OhanL3jaDcg7DoAgDADQu3R2QMun9TYtFENi0KiLMd5d3_geUDltbd1ghmu7YYDa-mLHfrR-_cfiUEI2GqP6FCasVFCniKVyLl6JmUSFkqbsY3EBxcVE"
    "aNmxRzZ4Pw2rHVk.U32TQHjaK8ksyUm1UgjOTczJ4UpKLE7NycwD8kvyK7ly88tSi624FBR0FfISc4GCiUC2gkJaUX4uUENJUWpqSTFYJLm0xErB0ECVCw"
    "DRJxcc.2oJ7UHjaq1YqSExPVbJSSq0oyMkvSlWqBQA6ngZX"
)


def test_a_link_of_the_first_version_opens(toy: Baseline) -> None:
    """What somebody has sent around goes on opening, with the scenario and the view that it was made with."""
    opened = from_link(OLD, toy)
    assert (opened.scenario, opened.view, opened.problems) == (SMALL, {"page": "explore"}, ())
