"""Links the folders of the package to `build/package/virement`, as they are installed, for tools that read files only.

`mypy` follows no mapping of folders: run `python tools/link_package.py` before it.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "package"


def main() -> None:
    """Make the folder anew from what `pyproject.toml` maps."""
    mapping = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-dir"]
    shutil.rmtree(PLACE, ignore_errors=True)
    package = PLACE / "virement"
    package.mkdir(parents=True)
    for entry in (ROOT / mapping.pop("virement")).iterdir():
        (package / entry.name).symlink_to(entry)
    for name, folder in mapping.items():
        (package / name.removeprefix("virement.")).symlink_to(ROOT / folder)


if __name__ == "__main__":
    main()
