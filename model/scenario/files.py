"""Scenario files: found by name or path, read, checked against their baseline, and saved without losing a comment."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from virement.baseline import Baseline, TableOptions, is_file, load_baseline, neighbours, read_as_saved
from virement.scenario.changes import fingerprinted
from virement.scenario.comments import edited_text
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Scenario
from virement.scenario.yaml_writer import SCHEMA_LINE, dumped, says_the_same, scenario_fields, with_comments
from virement.tables import Columns
from virement.values import (
    MOST_BYTES,
    ModelError,
    Problem,
    currency_of,
    did_you_mean,
    named_scenario,
    one_of,
    path_from_here,
    write_whole,
)
from virement.values import scenario_names as scenario_names


def find_scenario(which: str | Path) -> Path:
    """Return the file of a scenario's name or of a path; raise `ModelError` where there is none.

    A name is looked for in the person's own folder first, then among the shipped scenarios.
    """
    named = named_scenario(which)
    path = named if is_file(named) else Path(which)
    if not is_file(path):
        known = [*scenario_names(), *neighbours(path, ".yaml", ".yml")]
        hint = did_you_mean(str(which), known) or one_of(scenario_names())
        raise ModelError([Problem(str(which), "is not a scenario", hint)])
    return path


def load_scenario(which: str | Path) -> Scenario:
    """Load a scenario by its name in `scenarios/` or by its path; raise `ModelError` with every problem."""
    path = find_scenario(which)
    return read_scenario(read_text(path), path_from_here(path))


def baseline_of(
    scenario: Scenario,
    which: str | Path | None = None,
    *,
    columns: Columns | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Baseline:
    """Load the baseline that a scenario names, or another; a table without a sign is in the scenario's currency.

    The other arguments are for a CSV or an XLSX, as in `load_baseline`. What isn't given of them is as it was when the
    scenario was saved, where its fingerprint tells.
    """
    name = str(which or scenario.baseline)
    beside = Path(scenario.places.file).parent / name
    there = is_file(beside) or is_file(beside / "baseline.yaml")
    path = beside if which is None and there else name

    def load(said: TableOptions) -> Baseline:
        return load_baseline(path, columns=columns, **asdict(said))

    try:
        given = TableOptions(currency, unit, actuals_through)
        return read_as_saved(load, scenario.baseline_fingerprint, given, scenario_currency(scenario))
    except ModelError as error:
        if which is not None:
            raise
        at = scenario.places.at(("baseline",))
        raise ModelError(
            replace(problem, where=at, what=f"baseline '{name}' {problem.what}")
            if problem.where == str(path)
            else problem
            for problem in error.problems
        ) from None


def scenario_currency(scenario: Scenario) -> str | None:
    """Return the ISO code that a scenario's own amounts are in, or None where they don't say."""
    return currency_of(scenario.currency) if scenario.currency else None


def save_scenario(
    scenario: Scenario,
    path: str | Path,
    *,
    like: str | None = None,
    overwrite: bool = False,
    seen: str | None = None,
    baseline: Baseline | None = None,
) -> None:
    """Save a scenario as YAML, whole or not at all; where its `baseline` is given, with that one's fingerprint.

    `like` is the text it was edited from, whose comments and layout are kept; by default that of the file it replaces.
    Without `overwrite` an existing file is left alone, and with `seen` one that no longer says what was seen of it.
    Raises `ModelError` where it can't be saved.
    """
    target = Path(path)
    if seen is not None and target.is_file() and read_text(target) != seen:
        hint = "Save under a new name, or open it again"
        raise ModelError([Problem(path_from_here(target), "was changed by somebody else since you opened it", hint)])
    if target.is_file() and not overwrite:
        raise ModelError([Problem(path_from_here(target), "exists already", "Choose another name, or overwrite it")])
    template = like if like is not None else read_text(target) if target.is_file() else None
    text = scenario_text(fingerprinted(scenario, baseline) if baseline else scenario, like=template)
    write_whole(target, text.encode(), overwrite=overwrite)


def scenario_text(scenario: Scenario, *, like: str | None = None) -> str:
    """Return a scenario as YAML text, with the comments and layout of `like` where they still apply."""
    said = scenario_fields(scenario)
    text = edited_text(like, said, scenario) if like else None
    if text is None:
        text = SCHEMA_LINE + dumped(with_comments(said))
    if not says_the_same(text, scenario):
        raise ModelError([Problem("", "would not read back as the same scenario", "Please report this scenario")])
    return text


def read_text(path: Path) -> str:
    """Return the text of a scenario file; raise `ModelError` for one that is too large or isn't UTF-8."""
    if path.stat().st_size > MOST_BYTES:
        what = f"is larger than {MOST_BYTES // 1000} kB"
        raise ModelError([Problem(path_from_here(path), what, "A scenario is a page of text")])
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ModelError([Problem(path_from_here(path), "is not text", "A scenario is YAML in UTF-8")]) from None
