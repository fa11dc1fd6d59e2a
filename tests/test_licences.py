"""The table of licences is true, and names none that would bind those who pass Virement on."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.support.paths import ROOT


def test_the_table_of_licences_is_what_the_packages_say() -> None:
    words = [sys.executable, "tools/list_licences.py", "--check"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_package_has_a_licence_that_lets_it_be_passed_on() -> None:
    rows = re.findall(r"^\| (\S+) \| (.*) \|$", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.M)[1:]
    assert len(rows) > 30
    assert all(licence for _, licence in rows)
    assert not [package for package, licence in rows if re.search(r"\b(A|L)?GPL", licence)]
