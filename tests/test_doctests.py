"""The examples in the package's docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
import virement

MODULES = [one.name for one in pkgutil.walk_packages(virement.__path__, "virement.") if "__main__" not in one.name]


@pytest.mark.parametrize("name", ["virement", *MODULES])
def test_the_examples_hold(name: str) -> None:
    """Each example of a file runs and prints what stands under it."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
