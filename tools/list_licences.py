"""Writes docs/licences.md: the licence of each package that `requirements.lock.txt` installs, as it says itself.

python tools/list_licences.py            writes the table
python tools/list_licences.py --check    ends with 1 where it isn't true any more
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "licences.md"
HEAD = """\
# Licences of what Virement needs

Each package of `requirements.lock.txt` and its licence, as the package says it.
`python tools/list_licences.py` writes this table; a test keeps it true.

| package | licence |
|---|---|
"""
ELSEWHERE = "installed on other systems only"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==", re.M)
_LONGEST = 60  # letters of a licence's name; a longer one is its text


def licence_of(package: str) -> str:
    """Return the licence of a package by its expression, else its field, else its classifiers."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return ELSEWHERE
    name = said.get("License-Expression") or said.get("License") or ""
    kinds = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    return name if name and len(name) <= _LONGEST and "\n" not in name and "Copyright" not in name else ", ".join(kinds)


def table() -> str:
    """Return the whole page."""
    packages = dict.fromkeys(_LOCKED.findall((ROOT / "requirements.lock.txt").read_text("utf-8")))
    return HEAD + "".join(f"| {one} | {licence_of(one)} |\n" for one in packages)


def main() -> None:
    """Write the table, or check it."""
    if "--check" in sys.argv:
        if TABLE.read_text("utf-8") != table():
            sys.exit(f"{TABLE.relative_to(ROOT)} is not true any more: python tools/list_licences.py")
        return
    TABLE.write_text(table(), "utf-8")


if __name__ == "__main__":
    main()
