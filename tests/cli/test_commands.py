"""The command line: exit codes, files, and help that works."""

import csv
import io
import json
import os
import pty
import re
import shlex
import socket
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner
from virement import baseline, engine, versions, views
from virement.cli import main, virement
from virement.cli.scenarios import VIEWS
from virement.scenario import load_scenario, scenario_names
from virement.values.files import SCENARIOS

BAD = "title: x\nbaseline: toy\nmoves:\n  - {name: a, from: Streats, cut: 10%}\n"
BREAKS = """
title: x
baseline: toy
moves:
  - {name: a, from: Streets, cut: 50%, to: {Savings: 100%}}
limits:
  - {division: Streets, floor: 60%}
"""


def run(*words):
    return CliRunner().invoke(virement, list(words))


def virement_command(*words):
    """Run the command as a process, as a person does."""
    return subprocess.run([sys.executable, "-m", "virement", *words], capture_output=True, text=True, check=False)


def test_list_names_every_baseline_and_scenario():
    printed = run("list").output
    assert all(name in printed for name in [*baseline.baseline_names(), *scenario_names()])


def test_check_tells_fine_from_broken_from_unusable(tmp_path):
    """0 fine; 1 a limit is broken, with its size; 2 a file can't be used, with line and column."""
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "breaks.yaml").write_text(BREAKS)
    assert run("check", *scenario_names()).exit_code == 0
    broken = run("check", str(tmp_path / "breaks.yaml"))
    assert broken.exit_code == 1
    assert "'Streets' is $120k below its floor in FY2026 ($600k against $720k). Cut $120k less: 'a'" in broken.output
    unusable = run("check", str(tmp_path / "bad.yaml"), "toy-streets-to-parks")
    assert unusable.exit_code == 2
    assert "bad.yaml:4:21 move 'a': unknown division 'Streats'. Did you mean 'Streets'?" in unusable.output
    assert "toy-streets-to-parks: fine" in unusable.output


@pytest.mark.parametrize(("words", "units"), [("pack", "files"), ("workbook", "sheets")])
def test_long_work_says_how_far_it_is_where_somebody_looks_on(words, units, tmp_path):
    """On standard error, if it is a terminal; and the bar is full at the end."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "virement", words, "nyt-2b-to-ai", "-o", str(tmp_path / "x.xlsx")]
    done = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, text=True, check=True)
    os.close(theirs)
    seen = os.read(ours, 65_536).decode()
    most = int(re.search(rf"1 of (\d+) {units}  \[", seen)[1])
    assert f"{most} of {most} {units}  [####################################]  100%" in seen
    assert units not in done.stdout


def test_a_process_ends_with_problems_on_standard_error(tmp_path):
    (tmp_path / "bad.yaml").write_text(BAD)
    ended = virement_command("run", str(tmp_path / "bad.yaml"))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "Did you mean 'Streets'?" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (
        virement_command("run", "nyt-2b-to-a").stderr.strip()
        == "nyt-2b-to-a: is not a scenario. Did you mean 'nyt-2b-to-ai'?"
    )


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_prints_and_writes(view, tmp_path):
    shown = run("run", "rl-phased-exit", "--view", view)
    assert shown.exit_code == 0, shown.exception
    written = run("run", "rl-phased-exit", "--view", view, "--csv", "-")
    assert written.exit_code == 0
    assert next(csv.reader(io.StringIO(written.stdout)))


def test_the_bridge_says_where_the_rest_of_the_spending_is():
    """What a cut leaves behind and what nobody is given leave the divisions, and are spent all the same."""
    told = "On top of the divisions' budgets: $724.83M unallocated, $658.89M stranded cost and $328.97M one-off cost."
    assert f"{told} Spending in all: $331B.\n" in run("run", "rl-phased-exit", "--view", "bridge").stdout
    assert "Spending in all" not in run("run", "nyt-2b-to-ai", "--view", "bridge").stdout
    assert "Spending in all" not in run("run", "rl-phased-exit", "--view", "bridge", "--csv", "-").stdout


def test_the_csv_has_the_promised_columns(tmp_path):
    target = tmp_path / "out.csv"
    assert run("run", "nyt-2b-to-ai", "--csv", str(target)).exit_code == 0
    assert (
        target.read_text().splitlines()[0] == "scenario,division,period,baseline,variance,budget,currency,unit,status"
    )
    ledger = run("run", "nyt-2b-to-ai", "--view", "ledger", "--csv", "-").stdout
    assert ledger.splitlines()[0] == "scenario,move,period,division,amount,currency,unit"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_scenario_runs_on_somebodys_own_csv(tmp_path):
    """The file has no sign of its own, so it is in the scenario's dollars."""
    (tmp_path / "town.csv").write_text("department;2026;2027\nStreets;1,000;1,000\nParks;500;500\n")
    (tmp_path / "cut.yaml").write_text(
        "title: x\nbaseline: town.csv\nmoves:\n  - {name: a, from: Streets, cut: $1k, to: {Parks: 100%}}\n"
    )
    printed = run("run", str(tmp_path / "cut.yaml"), "--csv", "-").stdout
    assert "x,Streets,FY2026,1000,-500,500,USD,one,assumption" in printed
    other = run("run", "toy-streets-to-parks", "--baseline", str(tmp_path / "town.csv"), "--csv", "-")
    assert other.exit_code == 0, other.exception
    assert "Streets,FY2026,1000,-300,700," in other.stdout


def test_what_a_csv_cannot_say_is_said_by_options(tmp_path):
    """In thousands of euros, and the first year is actual: nothing moves in it."""
    (tmp_path / "town.csv").write_text("division,2025,2026\nStreets,1000,1000\nParks,500,500\n")
    words = [
        "--baseline",
        str(tmp_path / "town.csv"),
        "--unit",
        "thousand",
        "--actuals-through",
        "FY2025",
        "--currency",
        "EUR",
        "--csv",
        "-",
    ]
    lines = run("run", "toy-streets-to-parks", *words).stdout.splitlines()
    assert lines[1].endswith(",Streets,FY2025,1000,0,1000,EUR,thousand,assumption")
    assert lines[2].endswith(",Streets,FY2026,1000,-300,700,EUR,thousand,assumption")


def test_a_baseline_folder_is_named_on_the_command_line_or_in_a_scenario(tmp_path):
    """As the app gives it back, unzipped beside the scenario."""
    town = baseline.read_baseline_table(b"division,2026\nStreets,1000\nParks,500\n", "town.csv", currency="USD")
    with zipfile.ZipFile(io.BytesIO(baseline.baseline_zip(town))) as archive:
        archive.extractall(tmp_path)
    scenario = "title: x\nbaseline: {}\nmoves:\n  - {{name: a, from: Streets, cut: 10%, to: {{Savings: 100%}}}}\n"
    for name in ("toy", "town"):
        (tmp_path / f"in-{name}.yaml").write_text(scenario.format(name))
    given = run("run", str(tmp_path / "in-toy.yaml"), "-b", f"{tmp_path / 'town'}/", "--csv", "-").stdout
    assert "x,Streets,FY2026,1000,-100,900,USD,one,assumption" in given
    assert run("run", str(tmp_path / "in-town.yaml"), "--csv", "-").stdout == given
    unknown = run("run", "nyt-2b-to-ai", "-b", "nowhere")
    assert "or the path of a CSV, an XLSX or a baseline's folder" in str(unknown.exception)


def test_a_misspelt_baseline_is_named_where_it_stands(tmp_path):
    (tmp_path / "x.yaml").write_text("title: x\nbaseline: tooy\nmoves: []\n")
    printed = run("check", str(tmp_path / "x.yaml"))
    assert printed.exit_code == 2
    assert "x.yaml:2:11: baseline 'tooy' is not a baseline. Did you mean 'toy'?" in printed.output


def test_a_misspelt_reference_is_warned_of(tmp_path):
    text = (SCENARIOS / "toy-streets-to-parks.yaml").read_text()
    (tmp_path / "x.yaml").write_text(text.replace("town-plan", "town-pln"))
    printed = run("check", str(tmp_path / "x.yaml"))
    assert printed.exit_code == 0
    assert "'town-pln' is none of the baseline's sources, and no URL. Did you mean 'town-plan'?" in printed.output


DOUBTED = "division,FY2026\nStreets,600\nStreets,400\nParks,500\n"
CARRIED_OUT = [
    "run x.yaml",
    "run x.yaml --view by-division",
    "run x.yaml --csv out.csv",
    "run x.yaml --csv -",
    "compare x.yaml x.yaml",
    "export x.yaml --format csv -o -",
    "workbook x.yaml -o x.xlsx",
    "pack x.yaml x.yaml -o x.zip",
    "track x.yaml --actuals spent.csv --csv -",
    "simulate x.yaml --seed 1 --draws 3",
    "sensitivity x.yaml",
    "seek x.yaml --measure fundable --target $500",
    "diff x.yaml x.yaml",
    "stack x.yaml --view moves",
]


@pytest.mark.parametrize("words", CARRIED_OUT)
def test_what_carries_out_a_scenario_says_what_to_know_once_beside_its_result(words, tmp_path, monkeypatch):
    """Broken limits and warnings of the scenario and its baseline, on standard error, whatever the output is."""
    (tmp_path / "x.yaml").write_text(BREAKS.replace("toy", "town.csv").lstrip())
    (tmp_path / "town.csv").write_text(DOUBTED)
    (tmp_path / "spent.csv").write_text("division,FY2026\nStreets,900\n")
    monkeypatch.chdir(tmp_path)
    done = run(*shlex.split(words))
    assert done.exit_code in (0, 1), done.exception
    said = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in said] == ["limit", "warning"]
    assert "'Streets' is 100 below its floor" in said[0]
    assert "rows of one name are added up" in said[1]
    assert "limit: " not in done.stdout
    assert "warning: " not in done.stdout


def test_check_goes_over_another_baseline_as_run_does(tmp_path):
    """With the options that run has: in the table of thousands nothing is plan any more."""
    (tmp_path / "town.csv").write_text("division,2025,2026\nStreets,1000,1000\nParks,500,500\n")
    over = ["--baseline", str(tmp_path / "town.csv"), "--unit", "thousand"]
    fine = run("check", "toy-streets-to-parks", *over)
    assert "toy-streets-to-parks: fine" in fine.stdout
    refused = run("check", "toy-streets-to-parks", *over, "--actuals-through", "FY2026")
    assert refused.exit_code == 2
    assert "has no plan: every period is actual" in refused.stderr


def test_compare_prints_scenarios_across():
    head = run("compare", "nyt-2b-to-ai", "rl-30pct-to-ai", "--csv", "-").stdout.splitlines()[0]
    assert head.count(": variance_pct") == 2


def test_compare_says_what_differs_between_exactly_two():
    two = run("compare", "nyt-2b-to-ai", "rl-30pct-to-ai").output
    assert two.startswith(
        "1  $2B from Reality Labs to the AI division\n2  30 % of Reality Labs to the AI division\n\nFY2026"
    )
    assert "cut $2B → 30%; why reworded" in two
    assert two.endswith("Limits that differ from 1 to 2\nnone\n")
    four = run("compare", "nyt-2b-to-ai", "rl-30pct-to-ai", "rl-30pct-to-savings", "rl-phased-exit").output
    assert "FY2026 to FY2027" in four
    assert "4: variance_pct" in four
    assert "differ" not in four
    assert run("compare", "nyt-2b-to-ai", "nyt-2b-to-ai", "--view", "moves").output == "nothing differs\n"


def test_compare_bridges_and_writes_what_the_package_gives():
    """Each table of the comparison is the package's, byte for byte in a CSV; the bridge is of the named division."""
    names = ["nyt-2b-to-ai", "rl-phased-exit"]
    a, b = ledgers = [engine.reallocate(baseline.load_baseline("meta"), load_scenario(name)) for name in names]
    tables = {
        (): views.compare(ledgers, None),
        ("--view", "by-scenario"): views.by_scenario(ledgers, None),
        ("--view", "moves"): versions.moves_that_differ(a, b),
        ("--view", "limits"): versions.limits_that_differ(a, b),
        ("--bridge", "Reality Labs"): versions.bridge_between(a, b, "Reality Labs"),
    }
    for words, table in tables.items():
        assert run("compare", *names, *words, "--csv", "-").stdout == views.to_csv(table)
        assert run("compare", *names, *words).exit_code == 0
    assert "Metaverse run down" in run("compare", *names, "--bridge", "Reality Labs").output
    assert "amounts in" not in run("compare", *names, "--view", "limits").output


def test_compare_says_what_needs_two_scenarios():
    name = "nyt-2b-to-ai"
    for words in (["--bridge", "Reality Labs"], ["--view", "moves"]):
        for names in ([name], [name] * 3):
            refused = run("compare", *names, *words)
            assert refused.exit_code == 2
            assert "goes from one scenario to another: name two" in refused.output
    assert run("compare", name, name, "--view", "moves", "--bridge", "Reality Labs").exit_code == 2
    assert run("compare").exit_code == 2
    assert run("compare", name).exit_code == 0
    unknown = virement_command("compare", name, name, "--bridge", "Realty Labs")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.strip().endswith("Did you mean 'Reality Labs'?")


def test_the_examples_in_the_help_work():
    examples = [
        line.split("virement ", 1)[1] for line in run("compare", "-h").output.splitlines() if "  virement " in line
    ]
    assert len(examples) == 3
    for example in examples:
        assert run(*shlex.split(example)).exit_code == 0, example


def test_moves_are_told_alone_where_all_of_them_overdraw(tmp_path):
    """`run` refuses the scenario; its view `isolated` still says what each move does, and what stands in its way."""
    cut = "  - {{name: {}, from: Streets, cut: 60%, to: {{Savings: 100%}}, end: FY2026}}\n"
    file = tmp_path / "x.yaml"
    file.write_text("title: x\nbaseline: toy\nmoves:\n" + cut.format("a") + cut.format("b"))
    assert run("run", str(file)).exit_code == 1
    lines = run("run", str(file), "--view", "isolated", "--csv", "-").stdout.splitlines()
    assert lines[1] == "a,on,720000,0,0,720000,720000,0,,,,,'Streets' by $240k"
    assert "'Streets' by $240k" in run("run", str(file), "--view", "isolated").output


def test_the_schema_is_json():
    assert json.loads(run("schema").stdout)["title"] == "Virement scenario"


def test_a_slip_of_the_pen_is_answered_with_the_nearest_word():
    assert "Did you mean" in run("run", "nyt-2b-to-ai", "--vew", "cells").output
    assert run("run", "nyt-2b-to-ai", "--view", "cell").exit_code == 2


def test_every_command_has_help():
    for name in virement.commands:
        assert run(name, "--help").exit_code == 0


def test_an_unwritable_target_is_said_plainly(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["virement", "run", "nyt-2b-to-ai", "--csv", "/no/such/folder/out.csv"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "/no/such/folder/out.csv: can't be written: No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "run nyt-2b-to-ai --csv",
        "export nyt-2b-to-ai -f csv -o",
        "pack nyt-2b-to-ai -o",
        "workbook nyt-2b-to-ai -o",
        "simulate rl-range-to-ai --seed 1 --draws 3 --draws-csv",
        "stack nyt-2b-to-ai --overwrite -o",
    ],
)
def test_a_folder_as_output_is_named_as_it_was_typed(words, tmp_path, monkeypatch):
    (tmp_path / "lo.xlsx").mkdir()
    monkeypatch.chdir(tmp_path)
    refused = run(*shlex.split(words), "lo.xlsx")
    assert str(refused.exception) == "lo.xlsx: is a folder. Name a file in it"
    assert [path.name for path in tmp_path.iterdir()] == ["lo.xlsx"]


def test_a_name_that_no_file_can_have_is_named_as_it_was_typed(tmp_path):
    refused = run("run", "nyt-2b-to-ai", "--csv", str(tmp_path / ("n" * 300)))
    assert "nnn: can't be written: File name too long" in str(refused.exception)
    assert not [*tmp_path.iterdir()]


def test_the_app_says_which_ports_there_are():
    assert "65535" in run("app", "--port", "99999").output
    with socket.create_server(("", 0)) as taken:
        refused = run("app", "--port", str(taken.getsockname()[1]))
    assert "Address already in use. Choose another with --port" in str(refused.exception)


def test_what_a_result_is_made_of_is_never_overwritten(tmp_path, monkeypatch):
    """The scenario, its table, a baseline's folder: refused by every command that writes, and left as they were."""
    monkeypatch.chdir(tmp_path)
    moves = "  - {name: a, from: Roads, cut: 10%, to: {Parks: 100%}}\n"
    (tmp_path / "my.yaml").write_text(f"title: t\nbaseline: my.xlsx\nmoves:\n{moves}")
    book = openpyxl.Workbook()
    for row in (["division", "FY2026"], ["Roads", 100], ["Parks", 50]):
        book.active.append(row)
    book.save(tmp_path / "my.xlsx")
    (tmp_path / "linked.xlsx").symlink_to("my.xlsx")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for words in (
        "run my.yaml --csv my.yaml",
        "run my.yaml --csv my.xlsx",
        "run my.yaml --csv ./linked.xlsx",
        "pack my.yaml -o my.xlsx",
        "workbook my.yaml -o my.xlsx",
        "export my.yaml -f csv -o my.yaml",
    ):
        done = run(*words.split())
        assert done.exit_code == 1, words
        assert "is an input of this command. Choose another name" in str(done.exception), words
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_result_goes_where_it_is_pointed(tmp_path):
    """Through a link into its target, into a pipe, with the rights that the file has or the mask leaves."""
    target, link, pipe = tmp_path / "target.csv", tmp_path / "link.csv", tmp_path / "pipe"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to("target.csv")
    wanted = run("run", "nyt-2b-to-ai", "--csv", "-").stdout
    assert run("run", "nyt-2b-to-ai", "--csv", str(link)).exit_code == 0
    assert link.is_symlink()
    assert target.read_text() == wanted
    assert target.stat().st_mode & 0o777 == 0o600
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        assert run("run", "nyt-2b-to-ai", "--csv", str(pipe)).exit_code == 0
        assert reader.communicate(timeout=30)[0] == wanted
    assert pipe.is_fifo()
    mask = os.umask(0o077)
    try:
        assert run("run", "nyt-2b-to-ai", "--csv", str(tmp_path / "mine.csv")).exit_code == 0
    finally:
        os.umask(mask)
    assert (tmp_path / "mine.csv").stat().st_mode & 0o777 == 0o600
