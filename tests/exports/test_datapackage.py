"""Tables that go out: the data package that Frictionless validates, and Parquet with exact decimals."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from frictionless import Package, Report
from hypothesis import HealthCheck, given, settings
from virement import baseline, engine, exports, values, views
from virement.cli import virement
from virement.engine.ledger import Ledger
from virement.exports.books.formats import FORMATS
from virement.scenario import Scenario, baseline_of, load_scenario, scenario_names
from virement.views.csv_text import plain

from tests.support.strategies import renamed


def of(name: str) -> Ledger:
    scenario = load_scenario(name)
    return engine.reallocate(baseline_of(scenario), scenario)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def validated(files: dict[str, bytes], folder: Path) -> Report:
    """What Frictionless says of a package's files."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return Package(str(folder / "datapackage.json")).validate()


def kinds(report: Report) -> set[str]:
    assert not report.errors, report.errors
    return {error.type for task in report.tasks for error in task.errors}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("name", scenario_names())
def test_frictionless_validates_every_shipped_scenario(name: str, tmp_path: Path) -> None:
    """Sizes, hashes, types, primary and foreign keys: no error in any of the four tables."""
    report = validated(unpacked(exports.to_datapackage(of(name))), tmp_path)
    assert kinds(report) == set()
    assert report.valid
    assert report.stats["tasks"] == 4


def test_the_command_of_frictionless_takes_the_zip(tmp_path: Path) -> None:
    """`frictionless validate x.zip`, as a person types it."""
    (tmp_path / "x.zip").write_bytes(exports.to_datapackage(of("nyt-2b-to-ai")))
    command = [str(Path(sys.executable).parent / "frictionless"), "validate", "x.zip", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["valid"]


@given(ledger=renamed(0))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_frictionless_validates_any_scenario(tmp_path: Path, ledger: Ledger) -> None:
    """Also with names that look like a formula, a missing value or several cells; every row of the ledger has its cell.

    Names that differ by the guard of a formula alone are refused.
    """
    guarded = {plain(name) for name in ledger.accounts}
    if len(guarded) < len(ledger.accounts):
        with pytest.raises(values.ModelError, match="can't be told from"):
            exports.to_datapackage(ledger)
        return
    content = exports.to_datapackage(ledger)
    assert kinds(validated(unpacked(content), tmp_path)) == set()
    assert content == exports.to_datapackage(ledger)


def changed(files: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    """A package with something changed in a table, which no hash tells any more."""
    head = json.loads(files["datapackage.json"])
    for resource in head["resources"]:
        del resource["hash"], resource["bytes"]
    text = files[name].decode()
    assert re.search(old, text)
    return {**files, "datapackage.json": json.dumps(head).encode(), name: re.sub(old, new, text, count=1).encode()}


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("ledger.csv", "Reality Labs / Metaverse", "Reality Labs / Metavers", "foreign-key"),
        ("cells.csv", r"(?m)^.*AI division / Product AI,2026Q3.*\n", "", "foreign-key"),
        ("cells.csv", r"(?m)^(.*Family of Apps,2026Q3.*\n)", r"\1\1", "primary-key"),
        ("cells.csv", r"(?m),[\d.]+,USD,million,estimate$", ",much,USD,million,estimate", "type-error"),
        ("cells.csv", r"(?m)^(.*),estimate$", r"\1,guessed", "constraint-error"),
        ("citations.csv", "virement", "nobody", "foreign-key"),
        ("sources.csv", r"(?m)^virement,.*\n", "", "foreign-key"),
    ],
)
def test_a_sabotaged_table_is_refused(name: str, old: str, new: str, kind: str, tmp_path: Path) -> None:
    """An entry of nobody, a cell gone or doubled, words for money, a source that isn't there: each is an error."""
    files = unpacked(exports.to_datapackage(of("nyt-2b-to-ai")))
    assert kind in kinds(validated(changed(files, name, old, new), tmp_path))


def test_a_changed_digit_is_refused(tmp_path: Path) -> None:
    """The description holds a hash of each table."""
    files = unpacked(exports.to_datapackage(of("nyt-2b-to-ai")))
    files["cells.csv"] = files["cells.csv"].replace(b"7", b"8", 1)
    assert "hash-count" in kinds(validated(files, tmp_path))


def test_the_tables_are_the_views() -> None:
    """Cells and ledger are the bytes that `run` writes; fields are the columns, amounts in millions of dollars."""
    ledger = of("rl-phased-exit")
    files = unpacked(exports.to_datapackage(ledger))
    assert files["cells.csv"].decode() == views.to_csv(views.cells(ledger))
    assert files["ledger.csv"].decode() == views.to_csv(views.postings(ledger))
    head = json.loads(files["datapackage.json"])
    assert head["baseline"]["fingerprint"] == ledger.baseline.fingerprint
    for resource in head["resources"]:
        fields: list[dict[str, Any]] = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(rows(files[resource["path"]])[0])
        assert {field["unit"] for field in fields if field["type"] == "number"} <= {"million USD"}
        assert all(field["description"] for field in fields)


def test_what_is_cited_is_listed() -> None:
    """A figure with two sources has two rows; a source of one's own table, of which nothing is known, has one too."""
    meta = unpacked(exports.to_datapackage(of("nyt-2b-to-ai")))
    cited = {row["source"] for row in rows(meta["citations.csv"]) if row["division"] == "Reality Labs / Metaverse"}
    assert cited == {
        "meta-q3-25-presentation",
        "meta-q4-25-results",
        "jpmorgan-2025-12-05",
        "virement",
    }
    table = b"division,period,amount,source\nStreets,FY2026,5,ledger; memo\nParks,FY2026,5,memo\nPool,FY2026,5,\n"
    own = engine.reallocate(baseline.read_baseline_table(table, "x.csv"), Scenario(title="T", baseline="x"))
    files = unpacked(exports.to_datapackage(own))
    assert [row["id"] for row in rows(files["sources.csv"])] == ["ledger", "memo"]
    named = [(row["division"], row["source"]) for row in rows(files["citations.csv"])]
    assert named == [("Streets", "ledger"), ("Streets", "memo"), ("Parks", "memo")]


def test_names_that_a_guard_makes_alike_are_refused() -> None:
    """A division called =1+1 is written '=1+1, which another may be called."""
    toy = of("toy-streets-to-parks")
    leaves = ("=1+1", "'=1+1", "NA", "-A")
    ledger = replace(toy, baseline=replace(toy.baseline, leaves=leaves))
    with pytest.raises(values.ModelError, match=r"=1\+1: can't be told from '=1\+1 in a CSV"):
        exports.to_datapackage(ledger)
    other = replace(toy, baseline=replace(toy.baseline, leaves=("=1+1", *leaves[2:], "@x")))
    names = [row["division"] for row in rows(unpacked(exports.to_datapackage(other))["cells.csv"])]
    assert list(dict.fromkeys(names)) == ["'=1+1", "NA", "'-A", "'@x", "Savings"]


@given(renamed(0))
@settings(max_examples=25)
def test_parquet_holds_the_cells_exactly(ledger: Ledger) -> None:
    """Every cell comes back with its decimals, names and all; the metadata say over which baseline."""
    content = exports.to_parquet(ledger)
    table = pq.read_table(io.BytesIO(content))
    cells = views.cells(ledger)
    assert table.column_names == list(cells.columns)
    for column in cells.columns:
        assert table[column].to_pylist() == cells[column].tolist()
    assert all(isinstance(value, Decimal) for value in table["budget"].to_pylist())
    said = table.schema.metadata
    assert said[b"virement.fingerprint"].decode() == ledger.baseline.fingerprint
    assert said[b"virement.scenario"].decode() == ledger.scenario.title
    assert content == exports.to_parquet(ledger)


def test_a_cent_shows_in_parquet() -> None:
    """A posting that is a cent off gives another budget, and other bytes."""
    ledger = of("toy-streets-to-parks")
    before = exports.to_parquet(ledger)
    ledger.variance[0, 1, 0] += np.int64(1)
    off = pq.read_table(io.BytesIO(exports.to_parquet(ledger)))["variance"].to_pylist()
    assert off[1] == Decimal("-359999.99")
    assert exports.to_parquet(ledger) != before


@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_writes_what_the_package_gives(format_: str, tmp_path: Path) -> None:
    """Byte for byte, to a file and to standard output, and nothing else beside it."""
    wanted = FORMATS[format_].made_of(of("rl-phased-exit"))
    words = ["export", "rl-phased-exit", "--format", format_, "-o"]
    done = CliRunner().invoke(virement, [*words, str(tmp_path / "books")])
    assert done.exit_code == 0, done.exception
    assert (tmp_path / "books").read_bytes() == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["books"]
    assert CliRunner().invoke(virement, [*words, "-"]).stdout_bytes == wanted


def test_the_examples_in_the_help_work() -> None:
    told = CliRunner().invoke(virement, ["export", "-h"]).output.splitlines()
    examples = [line.split("virement ", 1)[1] for line in told if "  virement " in line]
    assert len(examples) == 4
    for example in examples:
        assert CliRunner().invoke(virement, shlex.split(example)).exit_code == 0, example


def test_csv_is_what_run_writes() -> None:
    printed = [
        CliRunner().invoke(virement, words).stdout_bytes
        for words in (["export", "nyt-2b-to-ai", "-f", "csv", "-o", "-"], ["run", "nyt-2b-to-ai", "--csv", "-"])
    ]
    assert printed[0] == printed[1] != b""


def test_a_target_that_can_not_be_written_is_said_plainly() -> None:
    done = CliRunner().invoke(virement, ["export", "nyt-2b-to-ai", "-f", "csv", "-o", "no/such/folder/x.csv"])
    assert isinstance(done.exception, values.ModelError)
    assert "can't be written: No such file or directory" in str(done.exception)
    slip = CliRunner().invoke(virement, ["export", "nyt-2b-to-ai", "-f", "hledgr", "-o", "-"])
    assert slip.exit_code == 2


def test_a_text_with_a_bare_carriage_return_stays_one_cell() -> None:
    """A title or a source may hold one; in a CSV it is a line break within the cell, and no new row."""
    toy = of("toy-streets-to-parks")
    ledger = replace(toy, scenario=toy.scenario.model_copy(update={"title": "one\rtwo\r\nthree"}))
    found = rows(views.to_csv(views.cells(ledger)).encode())
    assert {row["scenario"] for row in found} == {"one\ntwo\nthree"}
    assert len(found) == len(views.cells(ledger))
