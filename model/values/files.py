"""Where baselines and scenarios lie, and how a file is written: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from virement.values.problems import ModelError, Problem


def path_from_here(path: Path) -> str:
    """Return a path as a person would write it from here."""
    for root in (Path.cwd(), own_scenarios().parent, SCENARIOS.parent):
        if path.resolve().is_relative_to(root):
            return path.resolve().relative_to(root).as_posix()
    return str(path)


_PACKAGE = Path(__file__).resolve().parent.parent
_SHIPPED = _PACKAGE if (_PACKAGE / "seeds").is_dir() else _PACKAGE.parent  # an installed wheel, or a clone
SEEDS = _SHIPPED / "seeds"
SCENARIOS = _SHIPPED / "scenarios"
SETTINGS = next(path for path in (_PACKAGE / "settings", _SHIPPED / ".streamlit") if path.is_dir()) / "config.toml"
FOLDER = "VIREMENT_FOLDER"  # the setting that names the folder in which a person works


def own_scenarios() -> Path:
    """Return the folder that a person's own scenarios are saved in: `scenarios` of the folder that they work in.

    That is the one named by the setting `VIREMENT_FOLDER`, else the current one.
    """
    return Path(os.environ.get(FOLDER) or ".").resolve() / "scenarios"


def baseline_names() -> list[str]:
    """Return the names of the shipped baselines."""
    return sorted(head.parent.name for head in SEEDS.glob("*/baseline.yaml"))


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios and of a person's own."""
    return sorted({path.stem for folder in (own_scenarios(), SCENARIOS) for path in folder.glob("*.yaml")})


def named_scenario(name: str | Path) -> Path:
    """Return the file that a scenario's name means, there or not: the person's own before a shipped one."""
    own = own_scenarios() / f"{name}.yaml"
    return own if os.path.isfile(own) else SCENARIOS / f"{name}.yaml"


def write_whole(path: Path, content: bytes | Iterable[bytes], *, overwrite: bool) -> None:
    """Write beside the target, then move into place, so that a reader never sees half a file.

    The content may come in pieces. Raises `ModelError` where it can't be written, or stands there already and
    `overwrite` is false.
    """
    if os.path.isdir(path):
        raise ModelError([Problem(str(path), "is a folder", "Name a file in it")])
    try:
        _write_beside(path, [content] if isinstance(content, bytes) else content, overwrite=overwrite)
    except FileExistsError:
        raise ModelError(
            [Problem(path_from_here(path), "exists already", "Choose another name, or overwrite it")]
        ) from None
    except OSError as error:
        hint = "Choose a folder that is there and that you may write to"
        raise ModelError([Problem(path_from_here(path), f"can't be written: {error.strerror}", hint)]) from None


def _write_beside(link: Path, content: Iterable[bytes], *, overwrite: bool) -> None:
    path = Path(os.path.realpath(link))
    if overwrite and path.exists() and not path.is_file():  # a device or a pipe takes what comes, and stays
        with path.open("wb") as stream:
            stream.writelines(content)
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, _mode_of(path))
        if overwrite:
            os.replace(draft, path)
        else:
            os.link(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    """Return who may read and write a file: as it is now, else as the person's mask says."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask
