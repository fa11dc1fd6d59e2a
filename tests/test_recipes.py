"""The recipes of CONTRIBUTING, followed in a copy of the package: one declaration, and every reader of it knows it.

A recipe is a block of Python under a line `<!-- recipe: NAME -->`. The comments in it say where what follows goes:
`# model/FILE, before LINE`, or `in place of` it; a line is named by how it begins.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from virement.scenario.schema import UNWRITTEN, Limit, Move

from tests.support.paths import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = dict(re.findall(r"<!-- recipe: (.*?) -->\n```python\n(.*?)^```", CONTRIBUTING, re.M | re.S))
STEP = re.compile(r"^# (model/\S+), (before|in place of) `(.*)`\n((?:(?!# model/).*\n?)+)", re.M)


def copied(place: Path) -> Path:
    """A copy of the package in an empty folder, laid out as it is installed."""
    package = place / "virement"
    shutil.copytree(ROOT / "model", package, ignore=shutil.ignore_patterns("__pycache__"))
    mapping = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-dir"]
    for name, folder in mapping.items():
        if name != "virement":
            (package / name.removeprefix("virement.")).symlink_to(ROOT / folder)
    shutil.copy(ROOT / "app.py", place)
    return package


def follow(recipe: str, package: Path) -> None:
    """Put each piece of a recipe where it says."""
    steps = STEP.findall(recipe)
    assert steps, "a recipe says in which file, before or in place of which line"
    for file, side, line, piece in steps:
        path = package / file.removeprefix("model/")
        lines = path.read_text("utf-8").splitlines(keepends=True)
        (found,) = [number for number, text in enumerate(lines) if text.strip().startswith(line)]
        lines[found : found + (side == "in place of")] = [piece]
        path.write_text("".join(lines), "utf-8")


def tried(place: Path, script: str) -> str:
    """What a script prints that uses the copy."""
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


TRIED = {
    "a status": (
        """
        import pandas as pd
        import virement as vm
        from virement.exports.books.datapackage import to_datapackage

        rows = [("Streets", "FY2026", 100, "pledge"), ("Parks", "FY2026", 50, "reported")]
        table = pd.DataFrame(rows, columns=["division", "period", "amount", "status"])
        result = vm.open(table, currency="USD").cut("Streets", "10%").to("Parks").run()
        print("tables:", result.table("by-division")["status"].to_list())
        print("sentence:", "100% rests on pledges" in result._repr_html_())
        print("package:", b'"pledge"' in to_datapackage(result.ledger))
        """,
        ["tables: ['pledge', 'pledge']", "sentence: True", "package: True"],
    ),
    "a view": (
        """
        from click.testing import CliRunner
        import virement as vm
        from virement.cli import virement

        print("python:", len(vm.open("nyt-2b-to-ai").table("by-status")) > 0)
        print("command:", CliRunner().invoke(virement, ["run", "nyt-2b-to-ai", "--view", "by-status"]).exit_code)
        print("help:", "by-status" in CliRunner().invoke(virement, ["run", "--help"]).output)
        """,
        ["python: True", "command: 0", "help: True"],
    ),
    "a chart": (
        """
        import io
        import zipfile

        import virement as vm
        from streamlit.testing.v1 import AppTest
        from virement.exports import pack

        plan = vm.open("nyt-2b-to-ai")
        print("python:", "<svg" in plan.chart("gains", level=2).svg)
        print("words:", plan.chart("gains").description.startswith("By share"))
        print("pack:", "gains.svg" in zipfile.ZipFile(io.BytesIO(pack([plan.run().ledger]))).namelist())
        page = AppTest.from_file("app.py", default_timeout=60).run()
        page.session_state.view["tab"] = "Gains"
        page.run()
        print("app:", not page.exception and "Gains" in "".join(one.value for one in page.get("html")))
        """,
        ["python: True", "words: True", "pack: True", "app: True"],
    ),
    "a percentile": (
        """
        import virement as vm
        from virement import charts, uncertainty

        plan = vm.open("rl-range-to-ai")
        found = uncertainty.simulate(plan.case, draws=200, seed=1)
        print("table:", "p99" in uncertainty.by_cell(found).columns)
        data = charts.fan_data(found)
        print("drawn:", "band 80%" in set(data["kind"]))
        print("said:", "bands: 50%, 80%, 90%" in " ".join(data["label"]))
        print("declared:", "band 80%" in str(charts.fan_chart("light")))
        """,
        ["table: True", "drawn: True", "said: True", "declared: True"],
    ),
    "a format of the books": (
        """
        from click.testing import CliRunner
        from virement.cli import virement

        done = CliRunner().invoke(virement, ["export", "nyt-2b-to-ai", "--format", "tsv", "--output", "-"])
        print("written:", "division\\tperiod" in done.output)
        """,
        ["written: True"],
    ),
    "a field of a move": (
        """
        import io
        import zipfile

        import virement as vm
        from virement import edits, uncertainty, versions
        from virement.engine import reallocate
        from virement.exports.brief.brief import brief_of
        from virement.exports.brief.markdown import as_markdown
        from virement.scenario import json_schema, read_scenario, scenario_text
        from virement.workbook import read_workbook, workbook_of

        read = read_scenario('''
        title: A
        baseline: toy
        moves:
          - {name: trim, from: Streets, cut: 10%, to: {Parks: 100%}, reserve: {low: 2%, likely: 5%, high: 9%}}
        ''')
        plan = vm.open(read)
        ledger = plan.run().ledger
        print("read back:", read_scenario(scenario_text(read)) == read)
        print("schema:", "reserve" in json_schema()["$defs"]["Move"]["properties"])
        lever = edits.read_lever("trim: reserve", read)
        print("turned:", edits.with_lever(read, lever, "7%").moves[0].reserve)
        print("typed:", edits.read_term_entry("8", plan.baseline, read, 0, "reserve").moves[0].reserve)
        print("ranged:", *(one.name for one in uncertainty.inputs_of(plan.case)))
        print("brief:", "reserve 5% (from 2% to 9%)" in as_markdown(brief_of(ledger), []))
        book = workbook_of(ledger)
        print("workbook:", ">Reserve<" in zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml").decode())
        print("brought back:", read_workbook(book, "book.xlsx")[0] == read)
        other = plan.cut("Parks", "1%", reserve="3%").run().ledger
        print("python:", other.scenario.moves[1].reserve)
        more = reallocate(plan.baseline, edits.with_lever(read, lever, "7%"))
        print("differs:", versions.moves_that_differ(ledger, more)["changed_fields"][0])
        try:
            plan.cut("New funding", "$1M", reserve="1%")
        except vm.ModelError as error:
            print("refused:", error)
        """,
        [
            "read back: True",
            "schema: True",
            "turned: 7/100",
            "typed: 2/25",
            "ranged: trim: reserve",
            "brief: True",
            "workbook: True",
            "brought back: True",
            "python: 3/100",
            "differs: reserve ",
            "so it has no reserve",
        ],
    ),
    "a kind of limit": (
        """
        import virement as vm
        import io
        import zipfile
        from virement import goals, measures
        from virement.edits import limit_fixes, with_limit
        from virement.exports.brief.brief import brief_of
        from virement.exports.brief.markdown import as_markdown
        from virement.scenario import json_schema, read_scenario, scenario_text
        from virement.uncertainty import chances, simulate
        from virement.workbook import workbook_of

        read = read_scenario('''
        title: A
        baseline: toy
        moves:
          - {name: trim, from: Streets, cut: 10%, to: {Parks: 100%}}
        limits:
          - {division: Streets, drop: 8%}
        ''')
        plan = vm.open(read)
        ledger = plan.run().ledger
        measure = measures.read_measure("broken drop of Streets in FY2026", ledger.case)
        strings = zipfile.ZipFile(io.BytesIO(workbook_of(ledger))).read("xl/sharedStrings.xml").decode()
        goal = goals.read_goal("Parks", "$1M", givers=("Streets",))
        untouched = vm.open("toy").scenario.model_copy(update={"limits": read.limits})
        print("read back:", read_scenario(scenario_text(read)) == read)
        print("schema:", "drop" in json_schema()["$defs"]["Limit"]["properties"])
        print("problem:", plan.problems[0])
        print("measured:", measures.measured(ledger, measure).value(plan.baseline))
        print("fixed:", [way.words for fix in limit_fixes(ledger) for way in fix.ways])
        print("chances:", *chances(simulate(plan.case, draws=1, seed=1))["event"])
        print("brief:", [line for line in as_markdown(brief_of(ledger), []).splitlines() if "drop 8%" in line])
        print("workbook:", "below what its drop allows" in strings)
        try:
            goals.plans(plan.case.over(untouched), goal)
        except vm.ModelError as error:
            print("plan:", error)
        print("looser:", with_limit(read, "Streets", drop="12%").limits[0].levels)
        """,
        [
            "read back: True",
            "schema: True",
            "below what its drop allows in FY2026",
            "measured: ",
            'fixed: ["Cut ',
            "drop of Streets in FY2026 breaks",
            "**Streets, drop 8%:** Broken",
            "workbook: True",
            "raise the drop of 'Streets'",
            "looser: {'drop': Fraction(3, 25)}",
        ],
    ),
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_one_declaration(tmp_path: Path, name: str) -> None:
    """Followed to the letter, it is known everywhere."""
    script, promised = TRIED[name]
    follow(RECIPES[name], copied(tmp_path))
    printed = tried(tmp_path, script)
    assert all(words in printed for words in promised), printed


PLACES = re.findall(
    r"`(\w+(?:/\w+)+\.\w+)`((?: `[\w,]+`)+)",
    CONTRIBUTING.partition("<!-- places -->")[2].partition("<!-- /places -->")[0],
)


@pytest.mark.parametrize(("file", "names"), PLACES, ids=[file for file, _ in PLACES])
def test_a_place_is_where_the_table_says(file: str, names: str) -> None:
    """The file is there, and holds what it is named for."""
    text = (ROOT / "model" / file).read_text("utf-8")
    assert all(re.search(rf"\b{re.escape(name)}\b", text) for name in re.findall("`(.*?)`", names))


def test_every_recipe_is_tried() -> None:
    assert set(TRIED) == set(RECIPES)


@pytest.mark.parametrize("model", [Move, Limit], ids=lambda model: model.__name__)
def test_every_field_of_a_file_stands_in_its_readme(model: type[Move] | type[Limit]) -> None:
    """The last step of a recipe is not forgotten."""
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "scenarios" / "README.md").read_text("utf-8"), re.M)
    names = {field.alias or name for name, field in model.model_fields.items()} - {UNWRITTEN}
    assert names <= set(rows)
