# What CONTRIBUTING names, one word each: `just`, `just test tests/engine`. Needs the .venv that the README makes.

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

# list what there is
default:
    @just --list

# all tests, or those named
test *which:
    python -m pytest -n auto {{which}}

# the tests of the core, without browser, LibreOffice, app, exports and hostile files
test-fast:
    python -m pytest -n auto -m "not browser and not office" tests/engine tests/scenario/test_rejected_scenarios.py \
        tests/scenario/test_shipped_scenarios.py tests/views tests/values tests/test_architecture.py

# the laws, on five times as many examples as usual
test-deep:
    DEPTH=5 python -m pytest -n auto -m "not browser and not office"

# style, spelling, scripts of the browser, order of the rooms
lint:
    ruff check .
    ruff format --check .
    codespell
    oxlint app_pages tests
    lint-imports

# put in order what can be put in order by itself
fix:
    ruff check --fix .
    ruff format .

types:
    python tools/link_package.py
    mypy

# the picture of the rooms in CONTRIBUTING, the schema of a scenario, and the reference of the command line
docs:
    python tools/draw_rooms.py
    virement schema > scenarios/schema.json
    python tools/write_reference.py

# the docs site into build/site; needs `pip install -e ".[docs]"`
site:
    python tools/link_package.py
    mkdocs build --strict

# the steps of the container's image, without an engine
image:
    python tools/try_image.py

# the wheel, tried in an empty folder
wheel:
    #!/usr/bin/env bash
    set -euo pipefail
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    .ci/install-wheel "$folder"
    .ci/try-wheel "$folder"

# what a release is made of into dist/, each part tried in an empty folder; needs a network
release:
    .ci/release

# everything, as it is done before a change lands
ci:
    .ci/run

# known weaknesses of what is installed, asked of the advisories' own index; needs a network and uv
audit:
    uvx pip-audit --require-hashes --requirement requirements.lock.txt

# what it is made of, in the format CycloneDX; needs a network and uv
sbom:
    uvx --from cyclonedx-bom cyclonedx-py requirements requirements.lock.txt --pyproject pyproject.toml --output-file sbom.json
