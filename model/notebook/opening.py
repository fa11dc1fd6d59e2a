"""Opens a budget or a scenario by whatever it is known by: a name, a file, a table in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypedDict, runtime_checkable

import pandas as pd
from virement.baseline import Baseline, baseline_names, is_file, load_baseline, neighbours, read_baseline_table
from virement.notebook.proposal import NOWHERE, Proposal
from virement.scenario import (
    Scenario,
    baseline_of,
    bases_beside,
    find_scenario,
    read_scenario,
    read_text,
    scenario_names,
)
from virement.tables import Mapping as TableMapping
from virement.tables import parse_answers, parse_map
from virement.values import ModelError, Places, Problem, did_you_mean, one_of, path_from_here

TABLES = (".csv", ".xlsx")
_PLACES = {"--map": "columns", "--answer": "answers"}
_ANSWER = re.compile(r'--answer "([^"=]*)=([^"]*)"')


class _Options(TypedDict):
    """What a table can't say itself."""

    mapping: TableMapping | None
    currency: str | None
    unit: str | None
    actuals_through: str | None


@runtime_checkable
class ArrowTable(Protocol):
    """A table of any library that hands it over as an Arrow stream: pandas, Polars, PyArrow, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream in a capsule."""


def open(
    which: str | Path | ArrowTable | Baseline | Scenario,
    *,
    baseline: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Proposal:
    """Open a baseline or a scenario by its name, a file of either kind, or a table: a proposal to go on from.

    A table is a frame of pandas or Polars, a table of PyArrow, or what else hands over an Arrow stream.
    A name that both a baseline and a scenario have is the baseline's; the path of the file opens the other. `baseline`
    puts a scenario over another one. The rest is for tables: what a CSV, an XLSX or a frame can't say itself.
    `columns` says what is what, `{"division": "Department,Program"}`, and `answers` what it was asked,
    `{"year": "2026"}`. Raises `ModelError` with everything that is wrong, and every question with its answers.
    """
    with _in_python():
        said = parse_answers(_options(answers), parse_map(_options(columns)))
        mapping = said if columns or answers else None
        return _opened(
            which, baseline, _Options(mapping=mapping, currency=currency, unit=unit, actuals_through=actuals_through)
        )


def _options(said: Mapping[str, str] | None) -> list[str]:
    """Return what is said as the command line has it: `year=2026`."""
    return [f"{key}={value}" for key, value in (said or {}).items()]


@contextmanager
def _in_python() -> Iterator[None]:
    """Say problems as they are mended in Python: `answers={"year": "2026"}`."""
    try:
        yield
    except ModelError as error:
        raise ModelError(
            replace(one, where=_PLACES.get(one.where, one.where), hint=_ANSWER.sub(r'answers={"\1": "\2"}', one.hint))
            for one in error.problems
        ) from None


def _opened(
    which: str | Path | ArrowTable | Baseline | Scenario, baseline: str | Path | None, given: _Options
) -> Proposal:
    if isinstance(which, Baseline):
        return _over(which, which.name if which.name in baseline_names() else NOWHERE, None)
    if isinstance(which, Scenario):
        return _of_scenario(which, baseline, given)
    if isinstance(which, ArrowTable):
        content = _flat(_framed(which)).to_csv(index=False).encode()
        return _over(replace(read_baseline_table(content, "table", **given), name="table"), NOWHERE, None)
    path = Path(which)
    if str(which) in baseline_names():
        return _over(load_baseline(which), str(which), None)
    if path.suffix.casefold() in TABLES or is_file(path / "baseline.yaml"):
        return _over(load_baseline(which, **given), str(which), path)
    return _of_file(which, baseline, given)


def _framed(table: ArrowTable) -> pd.DataFrame:
    """Return a table as a frame; whole numbers stay whole where some are missing, and decimals exact."""
    if isinstance(table, pd.DataFrame):
        return table
    import pyarrow as pa

    frame: pd.DataFrame = pa.table(table).to_pandas(integer_object_nulls=True)
    return frame


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with what its index names as columns."""
    return frame.reset_index() if any(name is not None for name in frame.index.names) else frame


def _over(baseline: Baseline, name: str, place: Path | None) -> Proposal:
    """Return a proposal in which nothing moves yet."""
    return Proposal(baseline, Scenario(title=f"{baseline.title}, as it is", baseline=name), place)


def _of_file(which: str | Path, over: str | Path | None, given: _Options) -> Proposal:
    """Return the proposal of a scenario's name or file."""
    try:
        path = find_scenario(which)
    except ModelError:
        known = [*baseline_names(), *scenario_names(), *neighbours(Path(which), ".yaml", ".yml", *TABLES)]
        hint = did_you_mean(str(which), known) or one_of([*baseline_names(), *scenario_names()], 20)
        what = "is neither a baseline nor a scenario"
        raise ModelError([Problem(f"open({str(which)!r})", what, hint)]) from None
    text = read_text(path)
    read = read_scenario(text, path_from_here(path), base_of=bases_beside(path))
    return replace(_of_scenario(read, over, given), text=text, file=str(which), seen={path.resolve(): text})


def _of_scenario(scenario: Scenario, over: str | Path | None, given: _Options) -> Proposal:
    """Return the proposal of a scenario over its own baseline, or another."""
    baseline = baseline_of(scenario, over, **given)
    beside = Path(scenario.places.file).parent / scenario.baseline
    place = beside if over is None else Path(over)
    there = is_file(place) or is_file(place / "baseline.yaml")
    copy = scenario.model_copy(update={"baseline": scenario.baseline if over is None else str(over)})
    copy._places = Places()
    return Proposal(baseline, copy, place if there else None)
