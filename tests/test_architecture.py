"""The rules of the house that are read off the code: how rooms are entered, and what no file may hold.

Which room may import which is the contract in `pyproject.toml` that import-linter checks.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

MODEL = sorted((ROOT / "model").rglob("*.py"))
APP = sorted((ROOT / "app_pages").rglob("*.py"))
ROOMS = sorted(door.parent for door in (ROOT / "model").glob("*/__init__.py"))
CLOCKS = {"time", "datetime", "calendar", "zoneinfo"}
DICE = {"random", "secrets", "uuid"}


def imports(path: Path) -> set[str]:
    """The full names of what a file imports: `virement.values`, `numpy`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            found |= {f"virement.{alias.name}" for alias in node.names} if node.module == "virement" else {node.module}
    return found


def top(name: str) -> str:
    return name.partition(".")[0]


def name_of(path: Path) -> str:
    """A file's place: `values/amounts`."""
    return path.relative_to(ROOT).with_suffix("").as_posix()


def room_of(path: Path) -> str:
    """The room that a file is in; none for a file of no room."""
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "model" and len(parts) > 2 else ""


def contracts(*changes: str) -> str:
    """What import-linter says of the package, with other contracts where `changes` are given."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", *changes]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def changed_contract(tmp_path: Path, old: str, new: str) -> str:
    """What import-linter says where the settings have something else."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert old in text
    other = tmp_path / "pyproject.toml"
    other.write_text(text.replace(old, new), "utf-8")
    return contracts("--config", str(other))


def test_rooms_import_downward() -> None:
    """Each room imports only from those under it, none is unlisted, and the files of a room go in no circle."""
    assert "2 kept, 0 broken" in contracts()


def test_an_upward_import_is_found(tmp_path: Path) -> None:
    """With two rooms swapped, the imports between them point up."""
    assert "1 broken" in changed_contract(tmp_path, '"views",\n  "engine",', '"engine",\n  "views",')


def test_an_unlisted_room_is_found(tmp_path: Path) -> None:
    """A room that the order doesn't have fails."""
    assert "goals" in changed_contract(tmp_path, '  "goals",\n', "")


@pytest.mark.parametrize("path", [*MODEL, *APP], ids=name_of)
def test_a_room_is_entered_through_its_door(path: Path) -> None:
    """A file imports from its own room by file, from another one only what that one exports."""
    rooms = {room.name for room in ROOMS}
    inside = [name.split(".") for name in imports(path) if top(name) == "virement"]
    past = {".".join(name) for name in inside if len(name) > 2 and name[1] in rooms and name[1] != room_of(path)}
    assert not past, f"{name_of(path)} goes past a door: {past}"


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_a_door_is_no_file_of_its_room(room: Path) -> None:
    """No name that a room exports is that of a file of the room, which Python would give instead."""
    door = room / "__init__.pyi"
    names = {alias.name for node in ast.parse(door.read_text("utf-8")).body for alias in node.names}  # type: ignore[attr-defined]
    assert not names & {path.stem for path in room.iterdir()}


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_the_package_knows_no_screen(path: Path) -> None:
    """No file of the package imports Streamlit or the app, and only the charts import Altair."""
    used = imports(path)
    assert not {top(name) for name in used} & {"streamlit", "app", "tests"}
    assert not any(name.startswith("virement.app_pages") for name in used)
    assert "altair" not in used or room_of(path) == "charts"


@pytest.mark.parametrize("path", MODEL, ids=name_of)
def test_the_package_has_no_clock_and_no_global_randomness(path: Path) -> None:
    """The same input gives the same answer; random numbers only where ranges are drawn, from a seed."""
    assert not {top(name) for name in imports(path)} & (CLOCKS | DICE)
    text = path.read_text("utf-8")
    assert "np.random.seed" not in text
    assert path.stem == "sampling" or "np.random" not in text


def test_the_package_works_without_a_screen() -> None:
    """Importing every room loads neither Streamlit nor Altair."""
    names = ", ".join(f"virement.{room.name}" for room in ROOMS)
    look = f"import sys, {names}; print(sorted({{'streamlit', 'altair'}} & set(sys.modules)))"
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


def test_the_picture_of_the_rooms_is_the_code() -> None:
    """CONTRIBUTING draws the rooms as the imports are now."""
    command = [sys.executable, "tools/draw_rooms.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
