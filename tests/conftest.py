"""How the laws are tried: briefly at a desk, always the same examples in CI."""

import os

import pytest
from hypothesis import HealthCheck, settings
from virement.baseline.budget import Baseline
from virement.baseline.shipped import load_baseline

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("desk", deadline=None, max_examples=60, suppress_health_check=_SLOW)
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def toy() -> Baseline:
    return load_baseline("toy")


@pytest.fixture(scope="session")
def meta() -> Baseline:
    return load_baseline("meta")
