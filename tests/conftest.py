"""How the laws are tried, and which tests go together."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from virement.baseline.budget import Baseline
from virement.baseline.shipped import load_baseline

from tests.support.programs import program

DEPTH = int(os.environ.get("DEPTH", "1"))  # how many times as often as usual the laws are tried
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("desk", deadline=None, max_examples=28 * DEPTH, suppress_health_check=_SLOW)
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

MARKED = {"launcher": "browser", "soffice": "office"}  # by the fixture that a test uses
TOGETHER = (  # files whose tests share what is dear: open pages, or what LibreOffice made of all workbooks at once
    "tests/browser/test_accessibility.py",
    "tests/browser/test_ranges_and_goals.py",
    "tests/browser/test_uploads.py",
    "tests/workbook/test_build.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or LibreOffice."""
    for item in items:
        for fixture, mark in MARKED.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give the tests to whoever is free, one by one, and those of a file of `TOGETHER` to one process, first."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return file if file in TOGETHER else nodeid

    return Scheduling(config, log)


@pytest.fixture(scope="session")
def soffice() -> str:
    """The program that LibreOffice is started by."""
    return program("soffice", package="libreoffice-calc")


@pytest.fixture(scope="session")
def toy() -> Baseline:
    return load_baseline("toy")


@pytest.fixture(scope="session")
def meta() -> Baseline:
    return load_baseline("meta")
