"""Scenario files: found by name or path, read, checked against their baseline, and saved without losing a comment."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from model import ranges
from model.baseline import Baseline
from model.baseline_files import SEEDS, load_baseline
from model.baseline_folders import is_file, neighbours
from model.columns import Columns
from model.errors import ModelError, Problem, did_you_mean, one_of
from model.ledger import MOST_NAMED, Ledger, reallocate
from model.limits import limit_problems
from model.money import Amount, currency_of, show, write_amount, write_share
from model.readings import Said, read_as_saved
from model.revision import fingerprinted
from model.sampling import range_problems
from model.scenario import Assumption, Limit, Move, Scenario, ValuePath, examine, read_scenario
from model.yaml_text import MOST_BYTES, read_tree

SCENARIOS = SEEDS.parent / "scenarios"
SCHEMA_LINE = "# yaml-language-server: $schema=schema.json\n"


def scenario_names() -> list[str]:
    """Return the names of the shipped scenarios."""
    return sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def find_scenario(which: str | Path) -> Path:
    """Return the file of a shipped scenario's name or of a path; raise `ModelError` where there is none."""
    shipped = SCENARIOS / f"{which}.yaml"
    path = shipped if is_file(shipped) else Path(which)
    if not is_file(path):
        known = [*scenario_names(), *neighbours(path, ".yaml", ".yml")]
        hint = did_you_mean(str(which), known) or one_of(scenario_names())
        raise ModelError([Problem(str(which), "is no scenario", hint)])
    return path


def load_scenario(which: str | Path) -> Scenario:
    """Load a scenario by its name in `scenarios/` or by its path; raise `ModelError` with every problem."""
    path = find_scenario(which)
    return read_scenario(_text_of(path), _shown(path))


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

    def load(said: Said) -> Baseline:
        return load_baseline(path, columns=columns, **asdict(said))

    try:
        given = Said(currency, unit, actuals_through)
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


def find_problems(
    which: Scenario | str | Path, baseline: Baseline | Callable[[Scenario], Baseline] | None = None
) -> list[Problem]:
    """Return everything that is wrong with a scenario, a scenario file or its fit to a baseline.

    The baseline may be one that the scenario names or another, or a function that loads it for the scenario. Errors
    come first, then broken limits, then warnings: `Problem.level` tells. Never raises for what a file holds.
    """

    def over(scenario: Scenario) -> Baseline:
        return baseline if isinstance(baseline, Baseline) else (baseline or baseline_of)(scenario)

    if isinstance(which, Scenario):
        return _misfits(which, over)
    try:
        path = find_scenario(which)
        return problems_in(_text_of(path), _shown(path), over)[1]
    except ModelError as error:
        return list(error.problems)


def problems_in(
    text: str, file: str = "scenario", over: Callable[[Scenario], Baseline] | None = None
) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario that a text says, None where it has errors, and everything that is wrong with it.

    `over` returns the baseline of a scenario, by default the one that it names.
    """
    found, problems = examine(text, file)
    if found is None:
        return None, problems
    told = [str(problem) for problem in problems]
    misfits = [problem for problem in _misfits(found, over or baseline_of) if str(problem) not in told]
    problems += [problem for problem in misfits if problem.level == "error" or not told]
    return (None if any(problem.level == "error" for problem in problems) else found), problems


def _misfits(scenario: Scenario, over: Callable[[Scenario], Baseline]) -> list[Problem]:
    """Return why a scenario can't be carried out; where it can, its broken limits and warnings."""
    try:
        return ledger_problems(reallocate(over(scenario), scenario))
    except ModelError as error:
        return list(error.problems)


def ledger_problems(ledger: Ledger) -> list[Problem]:
    """Return what is wrong with a scenario that was carried out: its ranges, its broken limits, its warnings."""
    return range_problems(ledger.scenario, ledger.baseline) + limit_problems(ledger) + _warnings(ledger)


def _warnings(ledger: Ledger) -> list[Problem]:
    scenario = ledger.scenario
    warnings = list(ledger.baseline.warnings)
    known = ledger.baseline.sources["id"].tolist()
    if scenario.reference and "://" not in scenario.reference and known and scenario.reference not in known:
        what = f"'{scenario.reference}' is none of the baseline's sources, and no URL"
        where = scenario.places.at(("reference",))
        warnings.append(Problem(where, what, did_you_mean(scenario.reference, known), "warning"))
    return [*_unallocated(ledger), *other_figures(scenario, ledger.baseline), *warnings]


def other_figures(scenario: Scenario, baseline: Baseline) -> list[Problem]:
    """Return a warning where a scenario was saved over other figures than those of `baseline`; none where not known."""
    was, now = scenario.baseline_fingerprint, baseline.fingerprint
    if now.startswith(was):
        return []
    what = f"was saved over other figures than those of '{baseline.name}' (fingerprint {was[:8]}, now {now[:8]})"
    hint = "`virement rebase` says what that moves, and carries it over"
    return [Problem(scenario.places.at(("baseline_fingerprint",)), what, hint, "warning")]


def _unallocated(ledger: Ledger) -> list[Problem]:
    """Warn of what nobody is given: how much over the whole plan, in which years, and which moves leave it."""
    left = ledger.variance[ledger.accounts.index("Unallocated"), :, 0]
    if not left.any():
        return []
    first, *_, last = 2 * [name for name, year in ledger.baseline.fiscal_years.items() if left[list(year)].any()]
    moves = list(dict.fromkeys(one.move for one in ledger.postings if one.receiver == "Unallocated"))
    names = [f"'{ledger.scenario.moves[index].name}'" for index in moves]
    by = f"{', '.join(names[:MOST_NAMED])}{f' and {len(names) - MOST_NAMED} more' if len(names) > MOST_NAMED else ''}"
    amount, when = show(int(left.sum()), ledger.baseline.currency), first if first == last else f"{first} to {last}"
    what = f"{amount} is given to nobody by {by} in {when} and stays Unallocated"
    where = ledger.scenario.places.at(("moves", moves[0]))
    return [Problem(where, what, "Name a receiver, or Savings", "warning")]


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
    if seen is not None and target.is_file() and _text_of(target) != seen:
        hint = "Save under a new name, or open it again"
        raise ModelError([Problem(_shown(target), "was changed by somebody else since you opened it", hint)])
    if target.is_file() and not overwrite:
        raise ModelError([Problem(_shown(target), "exists already", "Choose another name, or overwrite it")])
    template = like if like is not None else _text_of(target) if target.is_file() else None
    text = scenario_text(fingerprinted(scenario, baseline) if baseline else scenario, like=template)
    write_whole(target, text.encode(), overwrite=overwrite)


def scenario_text(scenario: Scenario, *, like: str | None = None) -> str:
    """Return a scenario as YAML text, with the comments and layout of `like` where they still apply."""
    said = _said(scenario)
    text = _edited(like, said, scenario) if like else None
    if text is None:
        text = SCHEMA_LINE + _dumped(_commented(said))
    if not _says(text, scenario):
        raise ModelError([Problem("", "would not read back as the same scenario", "Please report this scenario")])
    return text


def _says(text: str, scenario: Scenario) -> bool:
    read = read_scenario(text)
    return (read, read.baseline_fingerprint) == (scenario, scenario.baseline_fingerprint)


def _text_of(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        what = f"is larger than {MOST_BYTES // 1000} kB"
        raise ModelError([Problem(_shown(path), what, "A scenario is a page of text")])
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ModelError([Problem(_shown(path), "is no text", "A scenario is YAML in UTF-8")]) from None


def _shown(path: Path) -> str:
    """Return a path as a person would write it from here."""
    for root in (Path.cwd(), SCENARIOS.parent):
        if path.resolve().is_relative_to(root):
            return path.resolve().relative_to(root).as_posix()
    return str(path)


def write_whole(path: Path, content: bytes | Iterable[bytes], *, overwrite: bool) -> None:
    """Write beside the target, then move into place, so that a reader never sees half a file.

    The content may come in pieces. Raises `ModelError` where it can't be written, or stands there already and
    `overwrite` is false.
    """
    if os.path.isdir(path):
        raise ModelError([Problem(str(path), "is a folder", "Name a file in it")])
    try:
        _write_beside(path, [content] if isinstance(content, bytes) else content, overwrite=overwrite)
    except FileExistsError:
        raise ModelError([Problem(_shown(path), "exists already", "Choose another name, or overwrite it")]) from None
    except OSError as error:
        hint = "Choose a folder that is there and that you may write to"
        raise ModelError([Problem(_shown(path), f"can't be written: {error.strerror}", hint)]) from None


def _write_beside(link: Path, content: Iterable[bytes], *, overwrite: bool) -> None:
    path = Path(os.path.realpath(link))
    if overwrite and path.exists() and not path.is_file():  # a device or a pipe takes what comes, and stays
        with path.open("wb") as stream:
            stream.writelines(content)
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, _mode_of(path))
        if overwrite:
            os.replace(draft, path)
        else:
            os.link(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)


def _mode_of(path: Path) -> int:
    """Return who may read and write a file: as it is now, else as the person's mask says."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _said(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario says as plain YAML values, in the canonical order, without defaults."""
    said: dict[str, Any] = {
        name: getattr(scenario, name)
        for name in ("title", "baseline", "baseline_fingerprint", "reference", "author", "description", "not_covered")
        if getattr(scenario, name)
    }
    said["moves"] = [said_move(move) for move in scenario.moves]
    if scenario.limits:
        said["limits"] = [said_limit(limit) for limit in scenario.limits]
    if scenario.assumptions:
        said["assumptions"] = [said_assumption(one) for one in scenario.assumptions]
    if scenario.correlations:
        said["correlations"] = [{"between": [*one.between], "is": float(one.is_)} for one in scenario.correlations]
    return said


def said_move(move: Move) -> dict[str, Any]:
    """Return what a move says as plain YAML values, in the canonical order, without defaults."""
    said: dict[str, Any] = {"name": move.name, "from": _one_or_list(move.from_)}
    if move.except_:
        said["except"] = list(move.except_)
    said["cut"] = _ranged(move, ("cut",), move.cut)
    if move.of:
        said["of"] = _one_or_list(move.of)
    if move.to:
        said["to"] = {name: _ranged(move, ("to", name), part) for name, part in move.to.items()}
    said |= {key: _ranged(move, (key,), value) for key in ("start", "end") if (value := getattr(move, key))}
    if move.ramp:
        said["ramp"] = [_ranged(move, ("ramp", step), share) for step, share in enumerate(move.ramp)]
    if move.phasing:
        said["phasing"] = [_written(share) for share in move.phasing]
    if move.one_off_cost is not None:
        said["one_off_cost"] = _ranged(move, ("one_off_cost",), move.one_off_cost)
    if move.stranded_cost or ("stranded_cost",) in move.ranges:
        said["stranded_cost"] = _ranged(move, ("stranded_cost",), move.stranded_cost)
    if move.why:
        said["why"] = move.why
    if not move.enabled:
        said["enabled"] = False
    return said


def said_limit(limit: Limit) -> dict[str, Any]:
    """Return what a limit says as plain YAML values."""
    levels = {key: _written(value) for key in ("floor", "cap") if (value := getattr(limit, key)) is not None}
    return {"division": limit.division, **levels, **({"locked": True} if limit.locked else {})}


def said_level(level: Fraction | Amount) -> str:
    """Return a floor or a cap as YAML says it."""
    return _written(level)


def said_assumption(one: Assumption) -> dict[str, Any]:
    """Return what an assumption says as plain YAML values."""
    said: dict[str, Any] = {"division": one.division, **({"of": _one_or_list(one.of)} if one.of else {})}
    said |= {key: _written(value) for key in ranges.ENDS if (value := getattr(one, key)) is not None}
    return said if one.shape == "triangular" else {**said, "shape": one.shape}


def _ranged(move: Move, path: ValuePath, value: Any) -> str | dict[str, str]:
    """Return a value as YAML says it, or the range that stands in its place."""
    return ranges.written(move.ranges[path]) if path in move.ranges else _written(value)


def _one_or_list(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else write_amount(value) if isinstance(value, Amount) else write_share(value)


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    return yaml


def _dumped(tree: CommentedMap) -> str:
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()


def _commented(value: Any, depth: int = 0) -> Any:
    """Turn plain values into ones that are written a line a thing: receivers, shares and limits on one line."""
    if isinstance(value, dict):
        tree = CommentedMap((_safe(key), _commented(item, depth + 1)) for key, item in value.items())
        if depth >= 3 or "division" in value or "between" in value:
            tree.fa.set_flow_style()
        return tree
    if isinstance(value, list):
        row = CommentedSeq(_commented(item, depth + 1) for item in value)
        if value and not isinstance(value[0], dict):
            row.fa.set_flow_style()
        return row
    return _safe(value)


def _safe(value: Any) -> Any:
    """Quote a text that YAML would not give back as it was."""
    if not isinstance(value, str):
        return value
    odd = value.startswith(("?", "-", ":"))  # which the emitter leaves bare where braces give them a meaning
    plain = (
        not odd and value.isprintable() and value == value.strip() and value not in ("~", "null", "Null", "NULL", "")
    )
    return value if plain else DoubleQuotedScalarString(value)


def _edited(like: str, said: dict[str, Any], scenario: Scenario) -> str | None:
    """Return `like` with what changed written into it, or None where it can't be kept."""
    try:
        for key, by in (("moves", "name"), ("limits", "division")):
            like = _rearranged(like, key, by, said.get(key, []))
        like = _with_fingerprint(like, said.get("baseline_fingerprint", ""))
        tree = _yaml().load(like)
        _update(tree, _said(read_scenario(like)), said, 0)
        text = _with_lost_comments(like, _dumped(tree))
        return text if _says(text, scenario) else None
    except ModelError:
        return None


def _with_fingerprint(text: str, fingerprint: str) -> str:
    """Put a first fingerprint on the line under the baseline's, above the comments that follow there."""
    tree, places, _ = read_tree(text, "")
    if not fingerprint or not isinstance(tree, dict) or "baseline_fingerprint" in tree or "baseline" not in tree:
        return text
    lines, (line, column) = text.splitlines(keepends=True), places.keys[("baseline",)]
    value = places.values[("baseline",)]
    if column > 1 or value[0] != line or not lines[line - 1].startswith("baseline:"):
        return text
    lines[line - 1] = lines[line - 1].rstrip("\n") + "\n"
    lines.insert(line, _dumped(CommentedMap({"baseline_fingerprint": fingerprint})))
    return "".join(lines)


def _rearranged(text: str, key: str, by: str, after: list[dict[str, Any]]) -> str:
    """Bring the items of a list into the order of `after`, by whole lines, so that comments go with their item.

    Comments right above an item are its own. Items that are gone are left out, new ones written. A list that isn't
    written an item a line is left as it is.
    """
    tree, places, _ = read_tree(text, "")
    items = tree.get(key) if isinstance(tree, dict) else None
    names = [str(item[by]) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    wanted = [item[by] for item in after]
    if not names or names == wanted or len(set(names)) < len(names) or len(set(wanted)) < len(wanted):
        return text
    lines = text.splitlines(keepends=True)
    lines[-1] = lines[-1].rstrip("\n") + "\n"
    starts = [places.values[key, index][0] - 1 for index in range(len(names))]
    if not wanted or not all(lines[start].lstrip().startswith("- ") for start in starts):
        return text
    below = [spot[0] - 1 for path, spot in places.keys.items() if len(path) == 1 and spot[0] - 1 > starts[-1]]
    edges = [_above(lines, start) for start in [*starts, min(below, default=len(lines))]]
    blocks = {name: lines[edges[n] : edges[n + 1]] for n, name in enumerate(names)}
    indent = " " * (len(lines[starts[0]]) - len(lines[starts[0]].lstrip()))
    for item in after:
        if item[by] not in blocks:
            fresh = _dumped(_commented({key: [item]})).splitlines(keepends=True)[1:]
            blocks[item[by]] = [indent + line[2:] for line in fresh]
    return "".join([*lines[: edges[0]], *(line for name in wanted for line in blocks[name]), *lines[edges[-1] :]])


def _above(lines: list[str], start: int) -> int:
    """Return the first of the comment and blank lines right above line `start`."""
    while start > 0 and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    return start


def _with_lost_comments(before: str, after: str) -> str:
    """Put comments that went with a line back above the line that they stood above."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    kept = [line.strip() for line in new]
    for start in reversed(range(len(old))):
        comment = old[start].strip()
        if not comment.startswith("#") or kept.count(comment) >= [line.strip() for line in old].count(comment):
            continue
        below = next((line.strip() for line in old[start + 1 :] if line.strip() in kept), None)
        place = kept.index(below) if below else len(new)
        new.insert(place, old[start].rstrip("\n") + "\n")
        kept.insert(place, comment)
    return "".join(new)


def _update(tree: Any, before: dict[str, Any], after: dict[str, Any], depth: int) -> None:
    """Write into `tree`, which says `before`, what `after` says otherwise."""
    for key in [key for key in tree if str(key) not in after]:
        del tree[key]
    for position, (key, value) in enumerate(after.items()):
        if key in before and before[key] == value and key in tree:
            continue
        if isinstance(value, dict) and isinstance(before.get(key), dict) and isinstance(tree.get(key), CommentedMap):
            _update(tree[key], before[key], value, depth + 1)
        elif key in ("moves", "limits") and isinstance(tree.get(key), CommentedSeq):
            _update_list(tree[key], before[key], value, "name" if key == "moves" else "division")
        elif key in tree:
            tree[key] = _commented(value, depth + 1)
        else:
            tree.insert(min(position, _before_comments(tree)), _safe(key), _commented(value, depth + 1))


def _before_comments(tree: CommentedMap) -> int:
    """Return where a new key can stand without parting what follows a mapping from the comments above it."""
    last = tree.ca.items.get(next(reversed(tree), None))
    return len(tree) - 1 if last and last[2] and "\n" in last[2].value.rstrip("\n") else len(tree)


def _update_list(row: CommentedSeq, before: list[Any], after: list[Any], by: str) -> None:
    """Keep the items that stay, in their new order; write the new ones."""
    items = list(row)
    old = {item[by]: (tree, item) for tree, item in zip(items, before, strict=True)}
    new = []
    for item in after:
        if item[by] in old:
            tree, was = old[item[by]]
            _update(tree, was, item, 2)
            new.append(tree)
        else:
            new.append(_commented(item, 2))
    if len(new) != len(items) or any(a is not b for a, b in zip(new, items, strict=False)):
        row[:] = new
