"""Other programs that act as witnesses: found, or the test is skipped and says why; on CI it fails."""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str, package: str) -> str:
    """Return the path of the first that is installed; `package` is what Debian calls it."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"no {names[0]} on this machine: apt-get install {package}")
    return str(found)
