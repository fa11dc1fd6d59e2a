"""The version of Virement, which `pyproject.toml` says."""

from importlib.metadata import version

VERSION = version("virement")
