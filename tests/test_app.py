"""The app, driven without a browser: the same numbers as the command line, whatever a person does."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import model
from model import edits, scenario_files
from model.cli import virement

ROOT = Path(__file__).parent.parent


def opened(**state: object) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in state.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def own_scenarios(monkeypatch, tmp_path):
    """A copy of the shipped scenarios, for tests that write."""
    for path in scenario_files.SCENARIOS.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    monkeypatch.setattr(scenario_files, "SCENARIOS", tmp_path)
    monkeypatch.setattr(edits, "SCENARIOS", tmp_path)
    return tmp_path


def choose(at: AppTest, scenario: str) -> AppTest:
    at.selectbox(key="scenario_choice").set_value(scenario).run()
    assert not at.exception
    return at


def control(at: AppTest, name: str, kind: str = "slider"):
    """Return the control whose key begins with `name`, of the version on screen."""
    return next(one for one in getattr(at, kind) if one.key.startswith(f"{name}_"))


def on_screen(at: AppTest) -> model.Ledger:
    """Carry out what is on screen through the public functions."""
    scenario = at.session_state.scenario
    return model.reallocate(model.baseline_of(scenario), scenario)


def sentence(at: AppTest) -> str:
    return (
        next(one.value for one in at.markdown if one.value.startswith("#### ")).removeprefix("#### ").replace("\\", "")
    )


@pytest.mark.parametrize("name", model.scenario_names())
def test_every_shipped_scenario_renders_with_its_own_sentence(name):
    at = opened()
    scenario = model.load_scenario(name)
    if scenario.baseline != "meta":
        at.selectbox(key="baseline_choice").set_value(scenario.baseline).run()
    at = choose(at, name)
    assert at.header[0].value.replace("\\", "") == scenario.title
    ledger = model.reallocate(model.baseline_of(scenario), scenario)
    assert sentence(at) == model.sentence(ledger)
    assert not at.error


def test_it_opens_on_the_reported_two_billion():
    """The first screen is the worked example, in dollars and shares."""
    at = opened()
    assert at.session_state.opened == "nyt-2b-to-ai"
    assert "gives up $2B (9.3% of its $21.4B)" in sentence(at)
    assert "12.9% to 11.7%" in sentence(at)


def test_a_moved_slider_changes_everything_to_what_the_command_line_says(tmp_path):
    """Sentence, figures and table follow the slider, and a saved copy run by `virement run` gives the same CSV."""
    from click.testing import CliRunner

    at = opened()
    control(at, "slider").set_value(3000.0).run()
    assert "gives up $3B (14% of its $21.4B)" in sentence(at)
    assert control(at, "typed", "number_input").value == 3000.0
    assert "<dd class='value'>$3B</dd>" in at.get("html")[0].proto.body
    table = at.dataframe[0].value.set_index("division")
    assert table.loc["Reality Labs / Metaverse", "variance"] == "−1,650"
    copy = tmp_path / "copy.yaml"
    model.save_scenario(at.session_state.scenario, copy)
    printed = CliRunner().invoke(virement, ["run", str(copy), "--csv", "-"])
    assert printed.exit_code == 0, (printed.exception, printed.output)
    assert printed.stdout_bytes == model.to_csv(model.cells(on_screen(at))).encode()


def test_the_typed_box_moves_the_slider():
    at = opened()
    control(at, "typed", "number_input").set_value(1234.56).run()
    assert control(at, "slider").value == 1234.56
    assert at.session_state.scenario.moves[0].cut == model.Amount(Decimal("1234560000"), "$")


def test_dollars_and_percent_are_the_same_cut():
    """Turning $ into % and back moves no cent and names the base."""
    at = opened()
    before = model.to_csv(model.cells(on_screen(at)))
    control(at, "kind", "button_group").set_value("%").run()
    assert not at.exception
    assert control(at, "slider").value == pytest.approx(9.3458, abs=1e-4)
    assert any("9.3% of Reality Labs, FY2026" in one.value for one in at.caption)
    assert model.to_csv(model.cells(on_screen(at))) == before
    control(at, "kind", "button_group").set_value("$").run()
    assert control(at, "slider").value == 2000.0


def test_what_is_left_unallocated_always_shows():
    at = opened()
    control(at, "part", "number_input").set_value(60.0).run()
    assert any(one.value == "Left unallocated: **40%**" for one in at.caption)
    assert any("stays Unallocated" in one.value for one in at.warning)
    assert "$800M stays unallocated" in sentence(at)


def test_shares_over_all_there_is_are_refused_beside_the_control():
    at = choose(opened(), "ai-frontier-first")
    control(at, "part", "number_input").set_value(90.0).run()
    assert not at.exception
    assert any("15% too much" in one.value for one in at.error)
    assert any("shares sum to 115" in one.value for one in at.error)


def test_a_move_switched_off_moves_nothing():
    at = opened()
    control(at, "on", "toggle").set_value(False).run()
    assert sentence(at) == "In FY2026, nothing moves."


def test_moves_are_added_and_removed():
    at = opened()
    next(one for one in at.button if one.label == "Add a move").click().run()
    assert len(at.session_state.scenario.moves) == 2
    control(at, "remove", "button").click().run()
    assert [move.name for move in at.session_state.scenario.moves] == ["Move 1"]
    assert not at.exception


def test_a_broken_file_shows_its_problems_and_the_app_stays_usable(own_scenarios):
    """Problems with file, line and column; then another scenario opens as ever."""
    (own_scenarios / "broken.yaml").write_text(
        "title: x\nbaseline: meta\nmoves:\n  - {name: a, from: Reality Labs, cut: 30}\n"
    )
    at = choose(opened(), "broken")
    assert any("broken.yaml:4:40" in one.value and "'30' has no unit" in one.value for one in at.error)
    at = choose(at, "rl-30pct-to-ai")
    assert "$6.42B" in sentence(at)


def test_saving_never_overwrites_unasked(own_scenarios):
    at = opened()
    control(at, "slider").set_value(3000.0).run()
    save = lambda label: next(one for one in at.button if one.label == label)  # noqa: E731
    control(at, "name", "text_input").set_value("rl-30pct-to-ai").run()
    save("Save under this name").click().run()
    assert any("exists already" in one.value for one in at.info)
    assert save("Save over nyt-2b-to-ai").disabled
    control(at, "name", "text_input").set_value("../evil").run()
    save("Save under this name").click().run()
    assert any("is no name for a file" in one.value for one in at.info)
    control(at, "name", "text_input").set_value("three-billion").run()
    save("Save under this name").click().run()
    assert any("Saved as scenarios/three-billion.yaml" in one.value for one in at.info)
    text = (own_scenarios / "three-billion.yaml").read_text()
    assert "cut: $3B" in text
    assert "# 9.3 % of the 2026 plan, not 30 %" in text
    assert at.session_state.opened == "three-billion"


def test_somebody_elses_change_is_not_overwritten(own_scenarios):
    at = opened()
    control(at, "slider").set_value(3000.0).run()
    control(at, "sure", "checkbox").check().run()
    theirs = (own_scenarios / "nyt-2b-to-ai.yaml").read_text().replace("$2B   ", "$4B   ")
    (own_scenarios / "nyt-2b-to-ai.yaml").write_text(theirs)
    next(one for one in at.button if one.label == "Save over nyt-2b-to-ai").click().run()
    assert any("changed by somebody else" in one.value for one in at.info)
    assert (own_scenarios / "nyt-2b-to-ai.yaml").read_text() == theirs


def test_an_uploaded_csv_becomes_the_baseline():
    at = opened()
    at.selectbox(key="baseline_choice").set_value("Your own CSV").run()
    assert not at.exception
    at.get("file_uploader")[0].upload(
        "town.csv", b'Department,2026,2027\nRoads,"$1,000",900\nParks,500,(1)\n', "text/csv"
    ).run()
    assert any("town.csv:3 2027" in one.value and "below zero" in one.value for one in at.error)
    at.get("file_uploader")[0].upload(
        "town2.csv", b'Department,2026,2027\nRoads,"$1,000",900\nParks,500,600\n', "text/csv"
    ).run()
    assert not at.exception
    assert "Roads gives up $190 (10% of its $1.9k)" in sentence(at)
    at = at.selectbox(key="baseline_choice").set_value("meta").run()
    assert "gives up $2B" in sentence(at)


def test_no_page_does_arithmetic():
    """Pages join texts and lists, nothing else: an arithmetic operator on anything but text literals fails here."""
    wrong = []
    for path in [ROOT / "app.py", *(ROOT / "app_pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr):
                texts = [
                    side
                    for side in (node.left, node.right)
                    if isinstance(side, ast.JoinedStr)
                    or (isinstance(side, ast.Constant) and isinstance(side.value, str))
                ]
                if not texts:
                    wrong.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sum", "round", "min", "abs"):
                wrong.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    assert wrong == []
