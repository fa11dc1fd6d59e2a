"""The examples in the package's docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
import virement

APP = "virement.app_pages"  # runs within Streamlit only
NAMES = [one.name for one in pkgutil.walk_packages(virement.__path__, "virement.")]
MODULES = [name for name in NAMES if "__main__" not in name and not name.startswith(APP)]


@pytest.mark.parametrize("name", ["virement", *MODULES])
def test_the_examples_hold(name: str) -> None:
    """Each example of a file runs and prints what stands under it."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
