"""Handing over and tracking in the app: what the command line says, and what a workbook that comes back does."""

import html

import pytest
from virement import actuals, engine, scenario, workbook
from virement.app_pages.shared.markdown import plain
from virement.exports.packs.build import files_of
from virement.workbook.drivers_sheet import SHEET

from tests.app.test_pages import bodies, button, control, errors, lock, opened
from tests.support.libreoffice import with_cells
from tests.workbook.test_import import driver, ledger_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def shown(at, kind):
    return "\n".join(one.value for one in at.get(kind)).replace("\\", "")


def offered(at):
    """What can be downloaded: the names on the buttons."""
    return [one.proto.label for one in at.get("download_button")]


def on_tab(at, name, option):
    at.session_state.view[name] = option
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    ("tab", "label"),
    [("Pack", "Download the pack"), ("Workbook", "Download the workbook"), ("Books", "Download as hledger")],
)
@pytest.mark.parametrize("name", ["nyt-2b-to-ai", "toy-streets-to-parks"])
def test_what_is_on_screen_is_offered(name, tab, label):
    at = opened("export")
    if scenario.load_scenario(name).baseline != "meta":
        control(at, "baseline", "selectbox").set_value("toy").run()
    at = on_tab(at, "export_tab", tab)
    assert label in offered(at)
    assert not at.error


def test_a_workbook_comes_back(tmp_path):
    """A changed driver is on screen after a press, and can be undone; what else was changed is named."""
    ledger = ledger_of("nyt-2b-to-ai")
    cell = driver(ledger, "cut")
    data = with_cells(workbook.workbook_of(ledger), {cell: 2500, ("Baseline", 6, 3): 77})
    at = on_tab(opened("export"), "export_tab", "Workbook")
    at.get("file_uploader")[0].upload("back.xlsx", data, XLSX).run()
    assert not at.exception
    assert f"{SHEET}" in shown(at, "success")
    assert "Baseline" in shown(at, "warning")
    control(at, "take_workbook", "button").click().run()
    assert at.session_state.now.scenario == workbook.read_workbook(data, "back.xlsx")[0]
    assert "changed since nyt-2b-to-ai.yaml was saved" in bodies(at)
    button(at, "Undo").click().run()
    assert at.session_state.now.scenario == scenario.load_scenario("nyt-2b-to-ai")


def test_a_workbook_of_another_scenario_is_no_change_of_the_one_on_screen():
    data = workbook.workbook_of(ledger_of("toy-streets-to-parks"))
    at = on_tab(opened("export"), "export_tab", "Workbook")
    at.get("file_uploader")[0].upload("back.xlsx", data, XLSX).run()
    assert "Nothing differs" in shown(at, "success")
    control(at, "take_workbook", "button").click().run()
    assert at.session_state.now.baseline_name == "toy"
    assert at.session_state.now.scenario == scenario.load_scenario("toy-streets-to-parks")
    assert "not saved yet" in bodies(at)


def test_a_workbook_out_of_a_pack_is_taken_over_the_figures_it_was_written_over():
    """A pack names its baseline by a folder beside it; the shipped one with the same figures is taken, and told."""
    ledger = ledger_of("toy-streets-to-parks")
    data = files_of(ledger)["model.xlsx"]
    at = on_tab(opened("export"), "export_tab", "Workbook")
    at.get("file_uploader")[0].upload("model.xlsx", data, XLSX).run()
    control(at, "take_workbook", "button").click().run()
    assert not at.exception
    assert (at.session_state.now.baseline_name, at.session_state.now.scenario) == ("toy", ledger.scenario)
    assert "'toy' holds the same figures and is taken instead" in shown(at, "warning")


def test_a_foreign_workbook_is_refused():
    at = on_tab(opened("export"), "export_tab", "Workbook")
    at.get("file_uploader")[0].upload("back.xlsx", b"PK\x03\x04 nothing", XLSX).run()
    assert not at.exception
    assert "It can't be read" in errors(at)
    assert not [one for one in at.button if one.key == "take_workbook"]


def test_what_can_not_be_carried_out_is_told_and_hands_over_nothing():
    at = lock(opened(), "Reality Labs")
    at.switch_page("app_pages/export.py").run()
    for tab in ("Pack", "Workbook", "Books"):
        assert "'Reality Labs' is locked, and gives" in errors(on_tab(at, "export_tab", tab))


def test_actuals_are_tracked_as_by_the_command_line(meta):
    """The last shipped quarter: the same sentence and the same tables."""
    at = opened("actuals")
    names = ["nyt-2b-to-ai", "rl-30pct-to-ai"]
    control(at, "chosen_compare", "multiselect").set_value(names).run()
    ledgers = [engine.reallocate(meta, scenario.load_scenario(name)) for name in names]
    found = actuals.track(ledgers, actuals.load_actuals("actuals-2026Q2", meta))
    assert plain(found.words()) in [one.value for one in at.markdown]
    said = html.unescape(bodies(at))
    for title in ("How far each plan is from the actuals", "Plan against actual", "What is left of each move"):
        assert title in said
    assert not at.error
    data, _ = at.session_state.screen["actual_spending_drawn"]
    lines = data[data["kind"] == "minor"]
    rows = found.by_division
    assert list(lines["name"]) == [name for _, group in rows.groupby(["division", "period"], sort=False)
                                   for name in group["scenario"]]  # fmt: skip
    near = set(found.closeness.loc[found.closeness["closest"] != "no", "scenario"])
    dark = data[data["kind"].isin(["after", "speck"])]
    assert {tip.split(", ")[0] for tip in dark.loc[dark["role"] == "text", "tip"]} == near


def test_claims_are_shown_and_open_their_scenario(meta):
    """Each claim with its answer, what it comes to and what became of it; a button opens the scenario."""
    at = opened("claims")
    said = "\n".join(one.value for one in at.markdown)
    rows = actuals.claims_table(meta, actuals.load_claims(meta)).to_dict("records")
    for row in rows:
        for name in ("said", "answered", "comes_to", "became"):
            assert plain(row[name]) in said
        assert f"](<{row['link'].split('; ')[0]}>)" in said
    place = next(place for place, row in enumerate(rows) if row["scenario"] == "rl-1500-jobs")
    next(one for one in at.button if (one.key or "").endswith(f"_{place}") and one.label == "Open rl-1500-jobs").click()
    assert not at.run().exception
    assert at.session_state.now.opened == "rl-1500-jobs"


def test_actuals_of_ones_own(toy):
    """Brought as a file, in a unit of its own; what can't be compared is told."""
    at = opened("actuals")
    control(at, "baseline", "selectbox").set_value("toy").run()
    assert not at.exception
    at.get("file_uploader")[0].upload("spent.csv", b"division,period,amount\nStreets,FY2026,1000\n", "text/csv").run()
    control(at, "spent_unit", "selectbox").set_value("thousand").run()
    assert not at.exception
    ledger = engine.reallocate(toy, scenario.load_scenario("toy-streets-to-parks"))
    spent = actuals.read_actuals(b"division,period,amount\nStreets,FY2026,1000000\n", "spent.csv", toy)
    assert plain(actuals.track([ledger], spent).words()) in [one.value for one in at.markdown]
    at.get("file_uploader")[0].upload("spent.csv", b"division,period,amount\nStreet,FY2026,1\n", "text/csv").run()
    assert "Did you mean 'Streets'?" in errors(at)
    at.get("file_uploader")[0].upload("spent.csv", b"Department,Spent\nStreets,1000\n", "text/csv").run()
    (asked,) = (one for one in at.radio if "year" in one.label)
    asked.set_value("2026").run()
    assert not at.exception
    assert plain(actuals.track([ledger], spent).words()) in [one.value for one in at.markdown]
