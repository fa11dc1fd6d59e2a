"""Where scenario files are found, and their text."""

from __future__ import annotations

from pathlib import Path

from virement.baseline import is_file, neighbours
from virement.values import MOST_BYTES, ModelError, Problem, did_you_mean, named_scenario, one_of, path_from_here
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


def find_base(name: str, above: Path | None) -> Path:
    """Return the file of the scenario that one builds on: beside the file `above`, else by its name.

    Raises `ModelError`, without a place, where there is none.
    """
    beside = [above.with_name(f"{name}{ending}") for ending in (".yaml", ".yml")] if above else []
    found = next(filter(is_file, [*beside, named_scenario(name)]), None)
    if found is None:
        near = neighbours(above, ".yaml", ".yml") if above else []
        known = [*scenario_names(), *(Path(one).stem for one in near)]
        what = f"builds on '{name}', which is no scenario beside it and none that has a name"
        raise ModelError([Problem("", what, did_you_mean(name, known) or one_of(known))])
    return found


def read_text(path: Path) -> str:
    """Return the text of a scenario file; raise `ModelError` for one that is too large, unreadable or not UTF-8."""
    try:
        if path.stat().st_size > MOST_BYTES:
            what = f"is larger than {MOST_BYTES // 1000} kB"
            raise ModelError([Problem(path_from_here(path), what, "A scenario is a page of text")])
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ModelError([Problem(path_from_here(path), f"can't be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise ModelError([Problem(path_from_here(path), "is not text", "A scenario is YAML in UTF-8")]) from None
