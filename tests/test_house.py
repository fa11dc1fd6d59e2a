"""The rules of the house that are read off the code: which way imports point, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODEL = sorted((ROOT / "model").rglob("*.py"))

# a file imports from the layers under its own, never from its own or from above
LAYERS = dict(
    enumerate(
        [
            ("errors", "progress", "archives"),
            ("money", "exact", "periods", "yaml_text", "sheets"),
            ("baseline", "period_headings", "table_amounts", "workbooks", "columns"),
            ("table_layout", "row_names", "ranges"),
            ("scenario",),
            ("figures",),
            ("splits", "control_totals", "table_totals"),
            ("drafts",),
            ("baseline_folders", "understanding"),
            ("baseline_files", "readings"),
            ("terms",),
            ("move_flows",),
            ("refusals",),
            ("ledger", "revision", "assumptions"),
            ("limits", "baseline_tables", "inputs"),
            ("sampling", "histograms"),
            ("scenario_files",),
            ("cuts", "room", "links"),
            ("views",),
            ("tallies",),
            ("measures", "knobs"),
            ("sought", "targets", "usual"),
            ("chances",),
            ("simulation", "sensitivity"),
            ("flips", "spread"),
            ("meaning", "comparison", "history", "cut_costs"),
            ("words", "edits", "differences", "isolation"),
            ("entries", "mending", "sliders", "goal_seek"),
            ("goals", "range_entries"),
            ("rules",),
            ("programs",),
            ("allotments",),
            ("clashes",),
            ("plans",),
            ("charts.ink",),
            ("charts.spec",),
            ("charts.rows", "charts.axis", "charts.guesses"),
            (
                "charts.flows",
                "charts.bridge",
                "charts.by_division",
                "charts.over_time",
                "charts.operating_income",
                "charts.history",
                "charts.comparison",
                "charts.fan",
                "charts.distribution",
                "charts.tornado",
                "charts.heatmap",
                "charts.descriptions",
            ),
            ("charts", "export"),
            ("versions.joining", "versions.overlaps", "versions.rebasing"),
            ("versions.stacking", "versions.diffs"),
            ("versions.actuals", "versions.nearness"),
            ("versions.remaining",),
            ("versions.tracking",),
            ("versions",),
            ("spreadsheet.grid",),
            ("spreadsheet.quotients",),
            ("spreadsheet.work",),
            ("spreadsheet.drivers", "spreadsheet.front"),
            ("spreadsheet.origin", "spreadsheet.formulas", "spreadsheet.book"),
            ("spreadsheet.checks", "spreadsheet.statements"),
            ("spreadsheet.writing",),
            ("spreadsheet.workbook", "spreadsheet.reading"),
            ("spreadsheet",),
            ("handover.account_names", "handover.bookings", "handover.sources", "handover.parquet"),
            ("handover.journal", "handover.datapackage"),
            ("handover.books",),
            ("handover.manifest", "handover.pictures", "handover.told"),
            ("handover.sentences",),
            ("handover.brief",),
            ("handover.brief_html", "handover.brief_markdown"),
            ("handover.pack",),
            ("handover.pack_reading",),
            ("handover",),
            ("printing", "cli_saving"),
            ("cli_opening",),
            ("cli_ranges", "cli_goals", "cli_export", "cli_versions", "cli_pack", "cli_workbook", "cli_track"),
            ("cli",),
            ("__init__",),
            ("__main__",),
        ]
    )
)
LAYER = {name: layer for layer, names in LAYERS.items() for name in names}
CLOCKS = {"time", "datetime", "calendar", "zoneinfo"}
DICE = {"random", "secrets", "uuid"}


def imports(path: Path) -> set[str]:
    """The full names of what a file imports: `model.money`, `numpy`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            names = {f"model.{alias.name}" for alias in node.names}
            found |= names if node.module == "model" else {str(node.module)}
    return found


def top(name: str) -> str:
    return name.partition(".")[0]


def name_of(path: Path) -> str:
    """What a file is called in LAYERS: `money`, `charts.rows`, and `charts` for what the folder exports."""
    parts = path.relative_to(ROOT / "model").with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


def pointing(path: Path) -> set[str]:
    """The files of the package that a file imports."""
    inside = {name.removeprefix("model.") for name in imports(path) if top(name) == "model"}
    return {next((known for known in (name, top(name)) if known in LAYER), "__init__") for name in inside}


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    """Each file of the package has its layer, and imports only from lower ones."""
    me = name_of(path)
    assert me in LAYER, f"{me} has no layer: say in LAYERS where it stands"
    up = {name for name in pointing(path) if LAYER[name] >= LAYER[me]}
    assert not up, f"{path.name} imports {up} from its own layer or above"


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_the_package_knows_no_screen(path: Path) -> None:
    """No file of the package imports Streamlit or the app, and only the charts import Altair."""
    used = {top(name) for name in imports(path)}
    assert not used & {"streamlit", "app", "app_pages", "tests"}
    assert "altair" not in used or name_of(path).startswith("charts.")


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_the_package_has_no_clock_and_throws_no_dice(path: Path) -> None:
    """The same input gives the same answer; randomness only where ranges are drawn, and never the global one."""
    used = imports(path)
    assert not {top(name) for name in used} & (CLOCKS | DICE)
    text = path.read_text("utf-8")
    assert "np.random.seed" not in text
    assert path.stem == "sampling" or "np.random" not in text


def test_the_package_works_without_a_screen() -> None:
    """Importing the package loads neither Streamlit nor Altair."""
    look = "import sys, model; print(sorted({'streamlit', 'altair'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def tracked() -> list[Path]:
    """The files that git has, or would add."""
    listing = ["git", "ls-files", "-co", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


# in pieces, so that this file doesn't hold them
REGISTRY = re.compile("registry" + r"\s*=\s*[\"']?" + "http|" + "index" + r"[-_]" + "url|" + "extra-" + "index", re.I)
MACHINE = re.compile("(?<![\\w.~])/(?:" + "|".join(("work", "home", "root", "opt", "Users", "tmp")) + r")/[\w.]")


def test_no_file_names_a_registry_or_a_machine() -> None:
    """What is shipped installs from where the user's own tools point, and holds no path of the machine it grew on."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), start=1)
        if REGISTRY.search(line) or MACHINE.search(line)
    ]
    assert not found
