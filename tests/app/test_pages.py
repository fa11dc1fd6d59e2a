"""The app, driven without a browser: the same numbers as the command line, whatever a person does."""

import ast
import html
import itertools
import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from click.testing import CliRunner
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from virement import engine, values, views
from virement.app_pages.shared.ledger_pictures import TABS
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline
from virement.cli import virement
from virement.scenario import Case, baseline_of, load_scenario, read_scenario, save_scenario, scenario_names
from virement.values.files import FOLDER, SCENARIOS

from tests.support.paths import ROOT

PAGES = ["explore", "compare", "claims", "actuals", "approvals", "gather", "baseline", "scenario_file", "export"]
serial = itertools.count(1)


def opened(page="explore", link=None) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if link is not None:
        at.query_params["s"] = link
    at.run()
    if page != "explore":
        at.switch_page(f"app_pages/{page}.py").run()
    assert not at.exception
    return at


def test_sources_are_links():
    """On the page Baseline each source's address is a link, and so is that of the report behind a scenario."""
    at = opened("baseline")
    at.session_state.view["baseline_tab"] = "Sources"
    listed = "".join(one.value for one in at.run().get("html"))
    for link in at.session_state.now.baseline.sources["link"]:
        assert not link or f'<a href="{html.escape(link)}" target="_blank" rel="noopener noreferrer">' in listed
    row = views.reference_of(Case(at.session_state.now.baseline, at.session_state.now.scenario))
    assert f'<a href="{html.escape(row["link"])}" target="_blank"' in bodies(opened())


@pytest.fixture
def own_scenarios(monkeypatch, tmp_path):
    """A copy of the shipped scenarios, for tests that write."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    for path in SCENARIOS.glob("*.yaml"):
        (folder / path.name).write_text(path.read_text())
    monkeypatch.setenv(FOLDER, str(tmp_path))
    return folder


def control(at: AppTest, name: str, kind: str):
    """Return the control whose key is `name` or begins with it, of the version on screen."""
    return next(one for one in at.get(kind) if one.key == name or (one.key or "").startswith(f"{name}_"))


def button(at: AppTest, label: str):
    return next(one for one in at.button if one.label == label)


def choose(at: AppTest, scenario: str, baseline: str = "meta") -> AppTest:
    if at.session_state.now.baseline_name != baseline:
        control(at, "baseline", "selectbox").set_value(baseline).run()
    control(at, "scenario", "selectbox").set_value(scenario).run()
    assert not at.exception
    return at


def part(at: AppTest, name: str):
    """Return a control of our own, and what it shows."""
    proto = next(one.proto for one in at.get("bidi_component") if f"-{name}_" in one.proto.id)
    return proto, json.loads(proto.json)


def parts(at: AppTest, name: str) -> list[dict]:
    """Return what each of our own controls of a kind shows."""
    return [json.loads(one.proto.json) for one in at.get("bidi_component") if f"-{name}_" in one.proto.id]


def say(at: AppTest, name: str, nth: int = 0, **said: object) -> AppTest:
    """Let a control of our own say what a hand does, as the page's relay carries it."""
    shown = parts(at, name)[nth]
    number = next(serial)
    told = {"said": {"gesture": number, **said, "serial": number, "key": shown["key"]}}
    relay = next(one.proto.id for one in at.get("bidi_component") if one.proto.id.endswith("-relay"))
    states = at._tree.get_widget_states()
    states.widgets.append(WidgetState(id=relay, json_value=json.dumps(told)))
    at._run(states)
    assert not at.exception
    return at


def on_screen(at: AppTest) -> engine.Ledger:
    """Carry out what is on screen through the public functions."""
    scenario = at.session_state.now.scenario
    return engine.reallocate(baseline_of(scenario), scenario)


def sentence(at: AppTest) -> str:
    return html.unescape(re.search("<h2>(.*?)</h2>", bodies(at))[1])


def errors(at: AppTest) -> str:
    return "\n".join(one.value for one in at.error).replace("\\", "")


def bodies(at: AppTest) -> str:
    return "\n".join(one.proto.body for one in at.get("html"))


@pytest.mark.parametrize("name", scenario_names())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_every_shipped_scenario(page, name):
    scenario = load_scenario(name)
    at = choose(opened(page), name, scenario.baseline)
    assert at.session_state.now.scenario == scenario
    assert f"as in {name}.yaml" in bodies(at)
    assert not at.error
    if page == "explore":
        assert sentence(at) == views.sentence(engine.reallocate(baseline_of(scenario), scenario))


@pytest.mark.parametrize(
    "tab",
    TABS[1:],  # the first one is open already
)
@pytest.mark.parametrize("name", ["nyt-2b-to-ai", "toy-streets-to-parks"])
def test_every_tab_opens(name, tab):
    at = choose(opened(), name, load_scenario(name).baseline)
    at.session_state.view["tab"] = tab
    at.run()
    assert not at.exception
    assert not at.error


def test_the_title_follows_the_figures_and_returns_with_them():
    """What is on screen is never called as the file that it was, until it says the same again."""
    at, filed = opened(), load_scenario("nyt-2b-to-ai")
    say(at, "cut", text="30%")
    assert at.session_state.now.scenario.title == "30% of Reality Labs to AI division"
    say(at, "cut", text="$2B")
    assert at.session_state.now.scenario == filed
    say(at, "cut", text="$1B")
    control(at, "save", "popover")
    at.session_state.save = True
    at.run()
    control(at, "title", "text_input").set_value("What we ask for").run()
    assert at.session_state.now.scenario.title == "What we ask for"
    say(at, "cut", text="$3B")
    assert at.session_state.now.scenario.title == "$3B from Reality Labs to AI division"


def test_it_opens_on_the_reported_two_billion():
    """The first screen is the worked example, in dollars and shares."""
    at = opened()
    assert at.session_state.now.opened == "nyt-2b-to-ai"
    assert "gives up $2B (9.3% of its $21.4B)" in sentence(at)
    assert "12.9% to 11.7%" in sentence(at)


def test_a_moved_slider_changes_everything_to_what_the_command_line_says(tmp_path):
    """Sentence, figures and table follow the slider, and a saved copy run by `virement run` gives the same CSV."""
    at = opened()
    say(at, "cut", position=30)
    assert "gives up $3B (14% of its $21.4B)" in sentence(at)
    assert part(at, "cut")[1]["text"] == "3,000"
    assert ">$3B</" in bodies(at)
    at.session_state.view["tab"] = "Before and after"
    at.run()
    assert "−1,650" in bodies(at)
    assert "changed since nyt-2b-to-ai.yaml was saved" in bodies(at)
    copy = tmp_path / "copy.yaml"
    save_scenario(at.session_state.now.scenario, copy)
    printed = CliRunner().invoke(virement, ["run", str(copy), "--csv", "-"])
    assert printed.exit_code == 0, (printed.exception, printed.output)
    assert printed.stdout_bytes == views.to_csv(views.cells(on_screen(at))).encode()


@pytest.mark.parametrize(
    ("typed", "cut", "text"),
    [
        ("1234.56", "1234560000", "1,234.56"),
        ("2b", "2000000000", "2,000"),
        ("-300m", "300000000", "300"),
        ("$1.5 billion", "1500000000", "1,500"),
    ],
)
def test_what_is_typed_moves_the_slider(typed, cut, text):
    at = say(opened(), "cut", text="77")
    say(at, "cut", text=typed)
    assert at.session_state.now.scenario.moves[0].cut == values.Amount(Decimal(cut), "$")
    shown = part(at, "cut")[1]
    assert (shown["text"], shown["problem"]) == (text, "")
    assert shown["position"] == round(Decimal(cut) / 100_000_000)


def test_a_percentage_typed_over_an_amount_is_a_percentage():
    at = say(opened(), "cut", text="-30%")
    assert "gives up $6.42B (30% of its $21.4B)" in sentence(at)
    assert part(at, "cut")[1]["unit"] == "%"


def test_what_cannot_be_meant_is_told_beside_the_control_and_changes_nothing():
    at = opened()
    before = at.session_state.now
    for typed, told in (("lots", "lots"), ("+250m", "adds money, and a cut takes it"), ("", "''")):
        say(at, "cut", text=typed)
        assert told in part(at, "cut")[1]["problem"]
        assert at.session_state.now == before
    say(at, "cut", text="2.1b")
    assert part(at, "cut")[1]["problem"] == ""


@pytest.mark.parametrize(("typed", "offered"), [("900b", "$21.4B"), ("99b per year", "$21.4B per year")])
def test_more_than_a_division_has_is_refused_with_what_it_has(typed, offered):
    """At the control: the text stays in its box, the screen stays and is marked; all there is is offered."""
    at = opened()
    before = at.session_state.now
    say(at, "cut", text=typed)
    shown = part(at, "cut")[1]
    assert shown["problem"] == f"'{typed}' is more than Reality Labs has left to give. At most {offered}"
    assert (shown["text"], shown["offer"]) == (typed, offered)
    assert at.session_state.now == before
    assert not at.error
    assert "class='said stale'" in bodies(at)
    say(at, "cut", text=shown["offer"])
    assert "gives up $21.4B (100% of its" in sentence(at)
    assert "stale" not in bodies(at).rpartition("<h2>")[0].rpartition("<div")[2]


def test_what_cannot_be_carried_out_leaves_the_last_picture():
    """The picture is of the last step that could be."""
    at = lock(opened(), "Reality Labs")
    (picture,) = at.get("vega_lite_chart")
    assert "−$2B (−9.3%)".encode() in picture.proto.data.data


def test_a_minus_is_a_cut_and_says_so():
    at = say(opened(), "cut", text="-5b")
    assert part(at, "cut")[1]["note"] == "'-5b' is read as a cut of $5B"
    assert "gives up $5B" in sentence(at)
    assert part(say(at, "cut", text="30 percent"), "cut")[1]["note"] == ""
    assert "gives up $6.42B (30%" in sentence(at)


def test_dollars_and_percent_are_the_same_cut():
    """Turning $ into % and back moves no cent and names the base."""
    at = opened()
    before = views.cells(on_screen(at)).drop(columns="scenario")
    say(at, "cut", kind="%")
    shown = part(at, "cut")[1]
    assert shown["unit"] == "%"
    assert Decimal(shown["text"]) == Decimal("9.3458")
    assert "9.3% of Reality Labs, FY2026" in shown["words"]
    assert views.cells(on_screen(at)).drop(columns="scenario").equals(before)
    say(at, "cut", kind="$")
    assert part(at, "cut")[1]["text"] == "2,000"


def test_a_cut_is_turned_into_jobs_and_says_what_that_takes():
    """The nearest whole jobs, whose note says the money; severance is then among the terms, and Undo takes it back."""
    at = say(opened(), "cut", kind="jobs")
    shown = part(at, "cut")[1]
    assert (shown["text"], shown["unit"], shown["most"], shown["kind"]) == ("2,788", "jobs", "15,000", "jobs")
    assert shown["note"] == "The nearest is 2,788 jobs: the cut was $2,000,000,000.00 and is $1,999,739,466.68"
    assert "goes from 15,000 to 12,212 jobs" in sentence(at)
    say(at, "cut", text="20,000")
    assert part(at, "cut")[1]["offer"] == "15,000 jobs"
    button(at, "Undo").click().run()
    assert "goes from" in sentence(at)
    assert part(at, "cut")[1]["unit"] != "% of jobs"


def test_a_drag_is_one_step_to_undo():
    at = opened()
    before = at.session_state.now
    for position in (25, 30, 35):
        say(at, "cut", position=position, gesture=7)
    say(at, "cut", position=40, gesture=8)
    button(at, "Undo").click().run()
    assert "gives up $3.5B" in sentence(at)
    button(at, "Undo").click().run()
    assert at.session_state.now == before
    assert button(at, "Undo").disabled
    button(at, "Redo").click().run()
    button(at, "Redo").click().run()
    assert "gives up $4B" in sentence(at)


def test_a_control_that_is_gone_says_nothing_more():
    """What the browser sent before it had heard of an undo must not open the scenario anew."""
    at = opened()
    for position in (30, 40):
        say(at, "cut", position=position)
    before = at._tree.get_widget_states()
    button(at, "Undo").click().run()
    at._run(before)
    assert "gives up $3B" in sentence(at)
    assert not button(at, "Redo").disabled


def test_what_is_left_unallocated_always_shows():
    at = say(opened(), "part", text="60")
    assert any(one.value == "Left unallocated: **40%**" for one in at.caption)
    assert any("stays Unallocated" in one.value for one in at.warning)
    assert "$800M stays unallocated" in sentence(at)
    assert "unallocated $800,000,000.00" in bodies(at)


def test_shares_over_all_there_is_are_refused_beside_the_control():
    at = choose(opened(), "ai-frontier-first")
    say(at, "part", text="90")
    assert "shares sum to 115" in part(at, "part")[1]["problem"]
    assert not at.error
    say(at, "part", position=18)
    assert "15% too much" in errors(at)
    assert "shares sum to 115" in errors(at)


def test_an_amount_is_typed_for_one_of_several_receivers():
    """Among shares: the other keeps what it gets now, as an amount."""
    at = opened()
    say(at, "part", text="50%")
    control(at, "to", "multiselect").set_value(["AI division", "Savings"]).run()
    assert "$1B goes to AI division and $1B is saved" in sentence(at)
    say(at, "part", text="+250m")
    assert part(at, "part")[1]["problem"] == ""
    assert "$1B is saved, $750M stays unallocated and $250M goes to AI division" in sentence(at)


def test_who_gets_the_rest_can_be_given_something_else_again():
    """`rest` stands in a box, with what it comes to; typed or dragged, it is a number again."""
    at = opened()
    say(at, "part", text="250m")
    control(at, "to", "multiselect").set_value(["AI division", "Savings"]).run()
    assert at.session_state.now.scenario.moves[0].to["Savings"] == "rest"
    shown = parts(at, "part")[1]
    assert (shown["text"], shown["unit"], shown["position"]) == ("rest", "= 1,750 $ million", 18)
    say(at, "part", nth=1, position=5)
    assert "$500M is saved" in sentence(at)
    say(at, "part", nth=1, text="rest")
    assert parts(at, "part")[1]["text"] == "rest"
    say(at, "part", nth=1, text="25%")
    assert at.session_state.now.scenario.moves[0].to == {"AI division": Fraction(1, 8), "Savings": Fraction(1, 4)}


def test_two_figures_that_differ_say_of_which_years_they_are():
    """In one year's view the bar and the warning still say the whole plan, and that it is the whole plan."""
    at = choose(opened(), "rl-phased-exit")
    at.session_state.view["span"] = "FY2027"
    at.run()
    assert "$555.96M stays unallocated" in sentence(at)
    assert "Given up $8,236,140,000.00 in FY2026 to FY2027 =" in bodies(at)
    assert any("$724.83M is given to nobody by 'Metaverse run down' in FY2026 to FY2027" in one.value.replace("\\", "")
               for one in at.warning)  # fmt: skip


def test_a_move_switched_off_moves_nothing():
    at = opened()
    control(at, "on", "toggle").set_value(False).run()
    assert sentence(at) == "In FY2026, nothing moves."


def test_a_move_of_a_locked_division_says_both_ways_out(own_scenarios):
    path = own_scenarios / "nyt-2b-to-ai.yaml"
    path.write_text(path.read_text() + "\nlimits:\n  - {division: Reality Labs, locked: true}\n")
    at = opened()
    said = "'Reality Labs' is locked, and gives. Take it out of `from`, or unlock it"
    assert any(said in one.value.replace("\\", "") for one in at.error)


def test_a_broken_floor_is_mended_beside_the_control_that_broke_it(own_scenarios):
    path = own_scenarios / "nyt-2b-to-ai.yaml"
    path.write_text(path.read_text() + "\nlimits:\n  - {division: Reality Labs, floor: 95%}\n")
    at = opened()
    assert "'Reality Labs' is $930M below its floor in FY2026" in errors(at)
    button(at, plain("Cut $930M less of 'Reality Labs to AI': to $1.07B (5%)")).click().run()
    assert not at.exception
    assert not at.error
    assert "gives up $1.07B" in sentence(at)
    assert "Cut $930M less" not in "".join(one.label for one in at.button)


def test_new_funding_is_chosen_and_given_up_again():
    """From -> New funding replaces the division that stood there, and a division chosen beside it replaces that."""
    at = opened()
    control(at, "from", "multiselect").set_value(["Reality Labs", "New funding"]).run()
    assert not at.exception
    assert not at.error
    assert at.session_state.now.scenario.moves[0].from_ == ("New funding",)
    assert "$2B of new funding comes in" in sentence(at)
    control(at, "from", "multiselect").set_value(["New funding", "Family of Apps"]).run()
    assert at.session_state.now.scenario.moves[0].from_ == ("Family of Apps",)
    assert "Family of Apps gives up $2B" in sentence(at)


def test_a_floor_that_two_moves_break_together_says_so_beside_both(own_scenarios):
    """No single move can fix it: by how much it is broken, and that, stands in the cards of the moves behind it."""
    path = own_scenarios / "nyt-2b-to-ai.yaml"
    move = "  - {name: Another, from: Reality Labs, cut: $2B, to: {Savings: 100%}, end: 2026Q4}\n"
    path.write_text(path.read_text() + move + "limits:\n  - {division: Reality Labs, floor: 100%}\n")
    told = [one.value.replace("\\", "") for one in opened().error]
    beside = [one for one in told if "No single move can fix it: even without" in one]
    assert len(beside) == 2
    assert all("'Reality Labs' is $4B below its floor in FY2026" in one for one in beside)


def test_moves_are_added_copied_shifted_and_removed():
    at = opened()
    button(at, "Add a move").click().run()
    assert len(at.session_state.now.scenario.moves) == 2
    names = [move.name for move in at.session_state.now.scenario.moves]
    for what, after in (("Move down", names[::-1]), ("Duplicate", None), ("Remove", None)):
        menu = next(one for one in at.get("menu_button") if "menu_" in one.proto.id)
        states = at._tree.get_widget_states()
        state = WidgetState(id=menu.proto.id)
        state.string_trigger_value.data = what
        states.widgets.append(state)
        at._run(states)
        assert not at.exception
        now = [move.name for move in at.session_state.now.scenario.moves]
        assert after is None or now == after
    assert len(now) == 2


def test_cards_stay_open_when_their_label_changes():
    """Opened by hand, the fourth card stays so when its move is switched off, and Limits when one is added."""
    at = opened()
    for _ in range(3):
        button(at, "Add a move").click().run()
    for card in ("move_card_3", "limits"):
        at.session_state[card] = True
    at.run()
    control(at, "new_limit", "selectbox").set_value("Reality Labs").run()
    assert at.session_state["limits"]
    assert control(at, "Floor", "text_input").value == "100%"
    next(one for one in at.toggle if (one.key or "").startswith("on_") and one.key.endswith("_3")).set_value(
        False
    ).run()
    assert not at.session_state.now.scenario.moves[3].enabled
    assert at.session_state["move_card_3"]
    at.session_state["move_card_3"] = False
    at.run()
    button(at, "Undo").click().run()
    assert not at.session_state["move_card_3"]


def test_a_broken_file_shows_its_problems_and_the_app_stays_usable(own_scenarios):
    """Problems with file, line and column; then another scenario opens as ever."""
    (own_scenarios / "broken.yaml").write_text(
        "title: x\nbaseline: meta\nmoves:\n  - {name: a, from: Reality Labs, cut: 30}\n"
    )
    at = choose(opened(), "broken")
    assert "broken.yaml:4:40" in errors(at)
    assert "'30' has no unit" in errors(at)
    at = choose(at, "rl-30pct-to-ai")
    assert "$6.42B" in sentence(at)


def saving(at: AppTest) -> AppTest:
    at.session_state["save"] = True
    return at.run()


def test_saving_never_overwrites_unasked(own_scenarios):
    at = saving(say(opened(), "cut", position=30))
    for name, told in (("rl-30pct-to-ai", "exists already"), ("../evil", "is not a name for a file")):
        control(at, "save_name", "text_input").set_value(name).run()
        button(at, "Save under this name").click().run()
        assert told in errors(at)
        assert button(at, "Save over nyt-2b-to-ai").disabled
    control(at, "save_name", "text_input").set_value("three-billion").run()
    button(at, "Save under this name").click().run()
    assert at.toast[0].value == "Saved as scenarios/three-billion.yaml"
    text = (own_scenarios / "three-billion.yaml").read_text()
    assert "cut: $3B" in text
    assert "  # The $2B reported are 9.3 % of the 2026 plan of Reality Labs, not 30 %\n" in text
    assert at.session_state.now.opened == "three-billion"
    assert "as in three-billion.yaml" in bodies(at)
    button(at, "Undo").click().run()
    assert "changed since three-billion.yaml was saved" in bodies(at)


def contested(own_scenarios) -> tuple[AppTest, str]:
    """Somebody else has saved the file, and I press Save."""
    at = saving(say(opened(), "cut", position=30))
    control(at, "sure", "checkbox").check().run()
    file = own_scenarios / "nyt-2b-to-ai.yaml"
    theirs = file.read_text().replace("author: Virement", "author: Ann")
    file.write_text(theirs)
    button(at, "Save over nyt-2b-to-ai").click().run()
    assert not at.exception
    return at, theirs


def test_somebody_elses_change_is_told_and_both_are_kept(own_scenarios):
    at, theirs = contested(own_scenarios)
    assert any("changed by somebody else since you opened it" in one.value for one in at.markdown)
    assert (own_scenarios / "nyt-2b-to-ai.yaml").read_text() == theirs
    button(at, "Keep both").click().run()
    assert (own_scenarios / "nyt-2b-to-ai.yaml").read_text() == theirs
    assert "cut: $3B" in (own_scenarios / "nyt-2b-to-ai-2.yaml").read_text()
    assert "as in nyt-2b-to-ai-2.yaml" in bodies(at)
    assert not any(one.label == "Keep both" for one in at.button)


def test_theirs_is_taken_and_mine_comes_back_by_undo(own_scenarios):
    at, theirs = contested(own_scenarios)
    mine = at.session_state.now.scenario
    button(at, "Take theirs").click().run()
    assert at.session_state.now.scenario == read_scenario(theirs)
    assert "as in nyt-2b-to-ai.yaml" in bodies(at)
    button(at, "Undo").click().run()
    assert at.session_state.now.scenario == mine


def test_mine_is_put_on_top_of_theirs(own_scenarios):
    at, _ = contested(own_scenarios)
    button(at, "Put mine on top").click().run()
    text = (own_scenarios / "nyt-2b-to-ai.yaml").read_text()
    assert "cut: $3B" in text
    assert "author: Ann" in text
    assert at.session_state.now.scenario == read_scenario(text)
    assert "as in nyt-2b-to-ai.yaml" in bodies(at)


def linked(at: AppTest) -> str:
    at.session_state["link"] = True
    at.run()
    assert not at.exception
    said = at.query_params["s"]
    return said if isinstance(said, str) else said[0]


def test_a_link_brings_back_scenario_numbers_and_view():
    at = say(opened(), "cut", text="1234.56")
    at.session_state.view["tab"] = "Bridge"
    link = linked(at)
    assert any(link in one.value for one in at.code)
    other = opened(link=link)
    assert other.session_state.now.scenario == at.session_state.now.scenario
    assert other.session_state.view["tab"] == "Bridge"
    assert "changed since nyt-2b-to-ai.yaml was saved" in bodies(other)
    assert not other.error
    assert not other.warning


def test_a_damaged_link_says_so_and_opens_what_it_can():
    link = linked(opened())
    version, baseline, scenario, view = link.split(".")
    assert "scenario in it is damaged" in errors(opened(link=f"{version}.{baseline}.{scenario[:-9]}.{view}"))
    at = opened(link=f"{version}.{baseline}.{scenario}.x{view}")
    assert "gives up $2B" in sentence(at)
    assert any("view in it is damaged" in one.value for one in at.warning)
    for hostile in ("", "1", "x" * 9000, "1...", "1.%00.\ud7ff.", "../../etc/passwd"):
        assert "gives up $2B" in sentence(opened(link=hostile))


def test_a_link_over_a_baseline_that_has_changed_says_so(monkeypatch):
    at = opened()
    link = linked(at)
    monkeypatch.setattr(Baseline, "fingerprint", property(lambda baseline: "0" * 64))
    other = opened(link=link)
    assert any("are not those that the link was made with" in one.value for one in other.warning)
    assert "gives up $2B" in sentence(other)


TABLE = b'Department,2026,2027\nRoads,"$1,000",900\nParks,500,600\n'


def brought(at: AppTest, name: str, content: bytes) -> AppTest:
    at.switch_page("app_pages/baseline.py")
    at.run()
    at.get("file_uploader")[0].upload(name, content, "text/csv").run()
    assert not at.exception
    return at


def used(at: AppTest) -> AppTest:
    """The table is the baseline, and 10% of its first division is cut."""
    button(at, "Use it as the baseline").click().run()
    at.switch_page("app_pages/explore.py").run()
    button(at, "Add a move").click().run()
    return at


def test_an_uploaded_table_becomes_the_baseline():
    """What is asked is answered beside the effect of each answer; over the table nothing moves yet."""
    at = brought(
        opened(), "town.csv", b"Department,2026 Budget Authority,2026 Outlays\nRoads,1000,900\nParks,500,450\n"
    )
    assert not [one for one in at.button if one.label == "Use it as the baseline"]
    question = next(one for one in at.radio if "column is the budget" in one.label)
    question.set_value("outlays").run()
    assert any("FY2026, 1.35k in all" in one.value.replace("\\", "") for one in at.success), [
        o.value for o in at.success
    ]
    button(at, "Use it as the baseline").click().run()
    assert at.session_state.now.scenario.moves == ()
    at.switch_page("app_pages/explore.py").run()
    assert not at.exception
    at = used(brought(at, "town2.csv", TABLE))
    assert "Roads gives up $190 (10% of its $1.9k)" in sentence(at)
    control(at, "baseline", "selectbox").set_value("meta").run()
    assert "gives up $2B" in sentence(at)


def test_one_choice_says_that_the_figures_are_approved():
    at = brought(opened(), "town2.csv", TABLE)
    assert not at.checkbox[0].value
    at.checkbox[0].check().run()
    button(at, "Use it as the baseline").click().run()
    assert set(at.session_state.now.baseline.status.flatten()) == {0}


def test_a_refused_table_says_why_and_can_not_be_used():
    at = brought(opened(), "people.csv", b"Name,City\nAnn,Oslo\nBob,Rome\n")
    assert "It can't be used yet" in errors(at)
    assert not [one for one in at.button if one.label == "Use it as the baseline"]


def test_a_link_over_a_table_of_ones_own_waits_for_the_table():
    at = brought(opened(), "town2.csv", TABLE)
    used(at)
    say(at, "cut", text="200")
    link = linked(at)
    other = opened(link=link)
    assert "Open that table first" in errors(other)
    other = brought(other, "town2.csv", TABLE)
    button(other, "Use it as the baseline").click().run()
    other.switch_page("app_pages/explore.py").run()
    assert sentence(other) == sentence(at)


def test_a_link_over_a_table_with_other_figures_says_so():
    """Somebody opens the link over a table that says something else: the scenario opens, and that is told."""
    at = brought(opened(), "town2.csv", TABLE)
    button(at, "Use it as the baseline").click().run()
    link = linked(at.switch_page("app_pages/explore.py").run())
    for table, told in ((TABLE, False), (TABLE.replace(b"900", b"9000"), True)):
        other = brought(opened(link=link), "town2.csv", table)
        button(other, "Use it as the baseline").click().run()
        said = [one.value for one in other.warning]
        assert any("are not those that the link was made with" in one for one in said) is told
        assert other.session_state.now.scenario.moves == at.session_state.now.scenario.moves


def written(at: AppTest, draft: str) -> dict:
    """Write a text into the field of the scenario file; return what the field shows then."""
    proto, _ = part(at, "yaml")
    states = at._tree.get_widget_states()
    said = {"draft": {"text": draft, "serial": next(serial) * 10**13}}
    states.widgets.append(WidgetState(id=proto.id, json_value=json.dumps(said)))
    at._run(states)
    assert not at.exception
    return part(at, "yaml")[1]


def test_a_table_of_ones_own_stays_in_the_list():
    """Another baseline is opened, and the table again, without bringing it anew; a text can name it too."""
    at = used(brought(opened(), "meta.csv", TABLE))
    link = linked(at)
    control(at, "baseline", "selectbox").set_value("toy").run()
    assert "meta.csv" in control(at, "baseline", "selectbox").options
    control(at, "baseline", "selectbox").set_value("meta.csv").run()
    button(at, "Add a move").click().run()
    assert "Roads gives up $190 (10% of its $1.9k)" in sentence(at)
    assert "its baseline 'meta.csv' is a table of somebody's own" in errors(opened(link=link))


def test_scenarios_of_one_title_are_named_by_what_was_chosen(own_scenarios):
    """In the matrix, the bridge and the rest alike; and no table has two columns of one name."""
    text = (own_scenarios / "nyt-2b-to-ai.yaml").read_text()
    (own_scenarios / "another.yaml").write_text(text.replace("cut: $2B", "cut: $3B"))
    at = opened("compare")
    at.session_state["chosen_compare"] = ["On screen", "another", "nyt-2b-to-ai"]
    at.run()
    assert not at.exception
    shown = html.unescape(bodies(at))
    for name in ("On screen", "another", "nyt-2b-to-ai"):
        assert f"$2B from Reality Labs to the AI division ({name}): Δ" in shown
    for table in re.findall("<thead>(.*?)</thead>", shown):
        heads = re.findall("<th.*?>(.*?)</th>", table)
        assert len(set(heads)) == len(heads)


def test_the_table_of_history_has_the_plan_and_the_scenario():
    """What the picture shows stands in the table beside it: $21.4B of plan, $19.4B with the cut."""
    at = opened()
    at.session_state.view["tab"] = "History"
    at.run()
    rows = [re.findall("<td.*?>(.*?)</td>", row)[:4] for row in re.findall("<tr>(.*?)</tr>", bodies(at))]
    assert ["Reality Labs", "FY2026", "plan", "21,400"] in rows
    assert ["Reality Labs", "FY2026", "scenario", "19,400"] in rows


def test_words_that_every_row_says_stand_above_the_table():
    """Over time of one division: its name is not a column, which would push the figures out of sight."""
    at = opened()
    at.session_state.view["tab"] = "Over time"
    at.run()
    table = re.search("<caption>(.*?)</caption><thead>(.*?)</thead>", bodies(at))
    assert "; division: Reality Labs" in table[1]
    assert "Division" not in table[2]


def test_a_box_shows_what_was_taken_of_what_was_typed():
    """`400` beside an amount counts millions, `$20b` is a floor: the box says so afterwards."""
    at = opened()
    for card in ("terms_0", "limits"):
        at.session_state[card] = True
    at.run()
    control(at, "one_off_cost", "text_input").set_value("$300m").run()
    assert control(at, "one_off_cost", "text_input").value == "$300M"
    control(at, "one_off_cost", "text_input").set_value("400").run()
    assert control(at, "one_off_cost", "text_input").value == "$400M"
    control(at, "new_limit", "selectbox").set_value("Reality Labs").run()
    control(at, "Floor", "text_input").set_value("$20b").run()
    assert control(at, "Floor", "text_input").value == "$20B"
    assert not at.exception


def test_an_error_goes_when_something_works_even_if_nothing_changes():
    at = opened()
    control(at, "from", "multiselect").set_value([]).run()
    assert "from: names nobody" in errors(at)
    say(at, "cut", text="2b")
    assert not at.error


def test_the_file_is_edited_checked_and_applied():
    at = opened("scenario_file")
    text = part(at, "yaml")[1]["text"]
    wrong = written(at, text.replace("$2B", "lots"))
    assert wrong["problems"][0]["line"] > 1
    assert wrong["text"] == text.replace("$2B", "lots")
    assert button(at, "Apply").disabled
    assert written(at, text.replace("$2B", "$5B"))["problems"] == []
    button(at, "Apply").click().run()
    assert at.session_state.now.scenario.moves[0].cut == values.Amount(Decimal("5000000000"), "$")
    button(at, "Undo").click().run()
    assert part(at, "yaml")[1]["text"] == text


@pytest.mark.parametrize("name", ["/etc/passwd", "../pyproject.toml", "README.md", "tests/oracle.py", "none-such.csv"])
def test_a_text_opens_no_file_of_the_server(name):
    """Only shipped baselines and tables beside the scenarios: of any other file not a line is told."""
    at = opened("scenario_file")
    shown = written(at, part(at, "yaml")[1]["text"].replace("baseline: meta", f"baseline: {name}"))
    assert [one["line"] for one in shown["problems"]] == [3]
    assert f"'{name}' is not a baseline that can be opened here. One of" in shown["problems"][0]["text"]
    assert "root:" not in json.dumps(shown["problems"])


def test_a_table_beside_the_scenarios_can_be_named(own_scenarios):
    (own_scenarios / "town.csv").write_bytes(TABLE)
    at = opened("scenario_file")
    text = "title: T\nbaseline: town.csv\nmoves:\n  - {name: a, from: Roads, cut: 10%, to: {Parks: 100%}}\n"
    assert written(at, text)["problems"] == []
    button(at, "Apply").click().run()
    at.switch_page("app_pages/explore.py").run()
    assert "Roads gives up $190 (10% of its $1.9k)" in sentence(at)


def test_no_page_does_arithmetic():
    """Pages join texts and lists, nothing else: an arithmetic operator on anything but text literals fails here."""
    wrong = []
    for path in [ROOT / "app.py", *(ROOT / "app_pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.BinOp | ast.AugAssign) and not isinstance(node.op, ast.BitOr):
                sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
                texts = [
                    side
                    for side in sides
                    if isinstance(side, ast.JoinedStr)
                    or (isinstance(side, ast.Constant) and isinstance(side.value, str))
                ]
                if not texts:
                    wrong.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sum", "round", "min", "max", "abs", "float"):
                wrong.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    assert wrong == []


def test_what_was_refused_on_one_page_is_not_told_on_another():
    """A refused edit is told on top until something else is done, or another page opened."""
    at = opened()
    at.session_state.told = (values.Problem("a range", "can't be"),)
    at.run()
    assert "a range" in errors(at)
    at.switch_page("app_pages/compare.py").run()
    assert not at.error


def test_saving_over_a_table_of_ones_own_says_that_the_table_is_not_kept(own_scenarios):
    at = brought(opened(), "town2.csv", TABLE)
    button(at, "Use it as the baseline").click().run()
    at = saving(at)
    control(at, "save_name", "text_input").set_value("of-my-town").run()
    button(at, "Save under this name").click().run()
    told = "".join(one.value for one in at.warning).replace("\\", "")
    assert "of-my-town.yaml: is saved without its baseline: 'town2.csv' is kept in this browser only" in told


def lock(at: AppTest, division: str, locked: bool = True) -> AppTest:
    """Press the lock beside a division."""
    proto, _ = part(at, "locks")
    states = at._tree.get_widget_states()
    said = {"lock": {"division": division, "locked": locked}}
    states.widgets.append(WidgetState(id=proto.id, json_value=json.dumps(said)))
    at._run(states)
    assert not at.exception
    return at


def test_a_lock_holds_in_sentence_picture_and_csv():
    """Everybody but AI gives 10 %: locked, Reality Labs gives nothing, nobody gives more, and each place says so."""
    at = lock(choose(opened(), "company-10pct-ask"), "Reality Labs")
    assert not at.error
    assert "Family of Apps gives up $12.97B (10% of its $129.69B)" in sentence(at)
    assert "Reality Labs" not in sentence(at)
    data, _ = at.session_state.screen["shift_drawn"]
    assert list(data[data["tip"].str.startswith("Reality Labs,", na=False) & (data["kind"] == "change")]["label"]) == [
        "locked"
    ]
    rows = views.cells(on_screen(at))
    assert not rows[rows["division"].str.startswith("Reality Labs /")]["variance"].any()
    shown = {row["division"]: row for row in part(at, "locks")[1]["rows"]}
    assert (shown["Reality Labs"]["room"], shown["Reality Labs"]["locked"]) == ("locked", True)
    assert shown["Reality Labs / Wearables"]["held"]
    assert shown["Family of Apps"]["room"] == "$116.72B"
    assert lock(at, "Reality Labs", locked=False).session_state.now.scenario == at.session_state.now.saved


def test_a_lock_on_who_is_named_offers_the_way_around_it():
    at = lock(opened(), "Reality Labs")
    assert "'Reality Labs' is locked, and gives" in errors(at)
    button(at, plain("Remove 'Reality Labs to AI'")).click().run()
    assert not at.error
    assert sentence(at) == "In FY2026, nothing moves."
    at.button(key="undo").click().run()
    lock(at, "Reality Labs", locked=False)
    at = lock(at, "AI division")
    button(at, plain("Take AI division out of 'Reality Labs to AI'")).click().run()
    assert "$2B stays unallocated" in sentence(at)


def test_a_meeting_has_one_cut_one_picture_and_a_meter_of_what_is_not_allocated():
    """What moves the cut moves the meter; Undo is at hand; leaving it gives everything back."""
    at = opened()
    button(at, "Meeting").click().run()
    assert not at.exception
    assert "All of it is allocated" in bodies(at)
    assert len(at.get("vega_lite_chart")) == 1
    say(at, "part", text="60")
    assert "Not allocated yet: $800M of $2B<div role='meter'" in bodies(at)
    assert "aria-valuenow='40.0000'" in bodies(at)
    at.run().button(key="meeting_undo").click().run()
    assert "All of it is allocated" in bodies(at)
    button(at, "Leave").click().run()
    assert "role='meter'" not in bodies(at)
    assert "class='figures'" in bodies(at)


def test_a_meeting_chooses_among_several_cuts():
    at = choose(opened(), "rl-phased-exit")
    button(at, "Meeting").click().run()
    names = [move.name for move in at.session_state.now.scenario.moves]
    assert len(names) > 1
    at.selectbox(key="view_meeting_cut").set_value(names[1]).run()
    assert len(parts(at, "cut")) == 1
    assert part(at, "cut")[1]["name"].endswith(names[1])


def test_a_number_opens_where_it_comes_from_and_shows_the_cent():
    """Each headline figure names what it opens, and that has publisher, date, what is said, status and a link."""
    at = opened()
    shown = bodies(at)
    opens = re.findall(r"popovertarget='([^']+)' aria-label='([^']+)'(?: title='([^']+)')?", shown)
    assert ("Moved, $2B: where it comes from", "$2,000,000,000.00") in [one[1:] for one in opens]
    baseline = at.session_state.now.baseline
    for target, label, _ in opens:
        (panel,) = re.findall(f"<div popover id='{target}' class='origins'>(.*?)</div>", shown, re.DOTALL)
        divisions = next(name for name in ("AI division", "Reality Labs", values.ROOT) if f"<strong>{name}," in panel)
        for origin in views.origins(baseline, (divisions,), "FY2026"):
            for part in (origin.status.capitalize(), origin.publisher, origin.title, origin.date, origin.said):
                assert html.escape(part) in panel, label
            for address in values.addresses_in(origin.link):
                assert f'<a href="{html.escape(address)}"' in panel


def test_a_link_says_what_it_needs_elsewhere_and_names_the_public_address(monkeypatch):
    """By default it is of this machine, and says so; where a public address is set, it begins with that."""
    at = opened()
    at.session_state["link"] = True
    at.run()
    said = "\n".join(one.value for one in at.caption)
    assert "comes with Virement" in said
    assert "opens on this machine only" in said
    monkeypatch.setenv("VIREMENT_PUBLIC_ADDRESS", "https://budget.example.org/v/")
    at.run()
    (address,) = [one.value for one in at.code]
    assert address.startswith(("https://budget.example.org/v/?s=2.", "https://budget.example.org/v?s=2."))
    assert "this machine" not in "\n".join(one.value for one in at.caption)
