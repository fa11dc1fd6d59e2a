"""Scenario files: read, checked against their baseline, and saved without losing a comment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

from virement.baseline import Baseline, TableOptions, grown, is_file, load_baseline, read_as_saved
from virement.scenario.building import variant_of
from virement.scenario.changes import fingerprint_of, fingerprinted
from virement.scenario.comments import edited_text
from virement.scenario.fields import base_names
from virement.scenario.finding import find_scenario, read_text
from virement.scenario.reader import bases_beside, read_scenario
from virement.scenario.schema import Scenario
from virement.scenario.yaml_writer import SCHEMA_LINE, dumped, says_the_same, scenario_fields, with_comments
from virement.tables import Mapping as TableMapping
from virement.tables import mapping_of
from virement.values import ModelError, Problem, Unreadable, currency_of, held, path_from_here, write_whole

_TABLES = (".csv", ".tsv", ".txt", ".xlsx")  # files that may hold a budget


def load_scenario(which: str | Path) -> Scenario:
    """Load a scenario by its name in `scenarios/` or by its path; raise `ModelError` with every problem."""
    path = find_scenario(which)
    return read_scenario(read_text(path), path_from_here(path), base_of=bases_beside(path))


def baseline_of(
    scenario: Scenario,
    which: str | Path | None = None,
    *,
    mapping: TableMapping | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Baseline:
    """Load the baseline that a scenario names, or another, and let it grow as the scenario says.

    A table without a sign is in the scenario's currency.

    The other arguments are for a CSV or an XLSX, as in `load_baseline`. What isn't given of them is as it was when the
    scenario was saved: as its mapping says, or where its fingerprint tells.
    """
    name = str(which or scenario.baseline)
    beside = Path(scenario.places.file).parent / name
    there = is_file(beside) or is_file(beside / "baseline.yaml")
    path = beside if which is None and there else name

    how = mapping_of(scenario.mapping).with_all(mapping)

    def load(said: TableOptions) -> Baseline:
        return load_baseline(path, mapping=how, **asdict(said))

    try:
        given = TableOptions(currency, unit, actuals_through)
        found = read_as_saved(load, scenario.baseline_fingerprint, given, scenario_currency(scenario))
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
    return grown(found, scenario.growth, scenario.places.at(("growth",)))


def baseline_inside(name: str, beside: Path, folder: Path) -> Path | None:
    """Return the table or folder that a baseline's name leads to from `beside`, None where it leads out of `folder`.

    None also where nothing is there. It is for names that somebody else writes, who may not read all files here.
    """
    path = beside.joinpath(name.replace("\0", "")).resolve()
    there = is_file(path / "baseline.yaml") or (path.suffix.lower() in _TABLES and is_file(path))
    return path if there and path.is_relative_to(folder.resolve()) else None


def scenario_currency(scenario: Scenario) -> str | None:
    """Return the ISO code that a scenario's own amounts are in, or None where they don't say."""
    return currency_of(scenario.currency) if scenario.currency else None


class ChangedSince(ModelError):
    """A scenario's file was changed by somebody else since it was opened: `seen` is its text then, `theirs` now."""

    def __init__(self, path: Path, seen: str, theirs: str) -> None:
        self.path, self.seen, self.theirs = path, seen, theirs
        hint = "Save under a new name, or open it again"
        super().__init__([Problem(path_from_here(path), f"was changed by {_owner(path)} since you opened it", hint)])

    def both(self) -> tuple[Scenario, Scenario]:
        """Return the scenario that was seen, and theirs; raise `ModelError` where one of them can't be read."""
        base_of = bases_beside(self.path)
        seen, theirs = (read_scenario(text, base_of=base_of) for text in (self.seen, self.theirs))
        return seen, theirs


def _owner(path: Path) -> str:
    """Return who a file belongs to, where that is somebody else and known."""
    try:
        mine = path.stat().st_uid == os.geteuid()
        return "somebody else" if mine else path.owner()
    except (OSError, KeyError, AttributeError):  # nobody known; Windows has no such numbers
        return "somebody else"


def save_scenario(
    scenario: Scenario,
    path: str | Path,
    *,
    like: str | None = None,
    overwrite: bool = False,
    seen: str | None = None,
    baseline: Baseline | None = None,
) -> str:
    """Save a scenario as YAML, whole or not at all; where its `baseline` is given, with that one's fingerprint.

    `like` is the text it was edited from, whose comments and layout are kept; by default that of the file it replaces.
    Without `overwrite` an existing file is left alone. With `seen`, what was seen of the file, one that no longer says
    that is left alone too: `ChangedSince` is raised, with what it says now. Nobody who saves by this function comes
    between the comparing and the writing. Returns the text of the file, which was read back; raises `ModelError` where
    it can't be saved.
    """
    target = Path(path)
    with held(target):
        now = read_text(target) if target.is_file() else None
        if now is not None and seen is not None and now != seen:
            raise ChangedSince(target, seen, now)
        if now is not None and not overwrite:
            hint = "Choose another name, or overwrite it"
            raise ModelError([Problem(path_from_here(target), "exists already", hint)])
        template = like if like is not None else now
        text = scenario_text(fingerprinted(scenario, baseline) if baseline else scenario, like=template)
        _refuse_lost_bases(scenario, text, target)
        write_whole(target, text.encode(), overwrite=overwrite and target.exists())
        if target.is_file() and read_text(target) != text:
            what = "does not say what was saved: it was changed at once, or the disk keeps something else"
            raise ModelError([Problem(path_from_here(target), what, "Save under a new name")])
    return text


def save_beside(
    scenario: Scenario, path: str | Path, *, like: str | None = None, baseline: Baseline | None = None
) -> tuple[Path, str]:
    """Save a scenario beside a file that is kept, under the first free name after its own: `plan-2.yaml`.

    Returns the new file and its text.
    """
    kept = Path(path)
    for number in count(2):
        target = kept.with_name(f"{kept.stem}-{number}{kept.suffix}")
        try:
            return target, save_scenario(scenario, target, like=like, baseline=baseline)
        except ModelError:
            if not target.exists():
                raise
    raise AssertionError


def _refuse_lost_bases(scenario: Scenario, text: str, target: Path) -> None:
    """Refuse to save a scenario where what it builds on isn't found, or is something else."""
    if not scenario.builds_on:
        return
    where, hint = path_from_here(target), "Save it beside what it builds on, or write it out with `virement flatten`"
    try:
        there = read_scenario(text, where, base_of=bases_beside(target))
    except ModelError as error:
        raise ModelError(replace(problem, where=where, hint=hint) for problem in error.problems) from None
    if there != scenario:
        what = f"would take something else of {' and '.join(scenario.builds_on)} there"
        raise ModelError([Problem(where, what, hint)])


def rejoined(scenario: Scenario, marks: Mapping[str, str], where: str) -> tuple[Scenario, list[Problem]]:
    """Return a scenario that was carried whole as one that builds on others again, by their names and fingerprints.

    It has these fingerprints, as one that was saved has.

    Where one of them isn't here, or says something else here, the scenario stays whole, and a warning says so.
    """
    bases, base_of = {}, bases_beside(None)
    try:
        for name in base_names(list(marks)):
            bases[name] = base_of(name)
            if (fingerprint_of(bases[name]), bases[name].baseline) != (marks[name], scenario.baseline):
                raise ModelError([Problem("", f"builds on '{name}', which says something else here")])
        if not bases:
            return scenario, []
        return variant_of(scenario, bases).model_copy(update={"builds_on_fingerprint": dict(marks)}), []
    except (ModelError, Unreadable) as error:
        what = error.problems[0].what if isinstance(error, ModelError) else error.what
        return scenario, [Problem(where, what, "It is opened whole, as it was carried", "warning")]


def scenario_text(scenario: Scenario, *, like: str | None = None) -> str:
    """Return a scenario as YAML text, with the comments and layout of `like` where they still apply."""
    said = scenario_fields(scenario)
    text = edited_text(like, said, scenario) if like else None
    if text is None:
        text = SCHEMA_LINE + dumped(with_comments(said))
    if not says_the_same(text, scenario):
        raise ModelError([Problem("", "would not read back as the same scenario", "Please report this scenario")])
    return text
