"""Where baselines and scenarios lie."""

from __future__ import annotations

import os
from pathlib import Path


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
READ_ONLY = "VIREMENT_READ_ONLY"  # set where visitors of the app save nothing into that folder
SIGN_IN = "VIREMENT_SIGN_IN"  # set where the app asks a visitor to sign in


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
