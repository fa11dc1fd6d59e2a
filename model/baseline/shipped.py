"""Loads a baseline: a folder of `seeds/`, or anybody's table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from virement.baseline.budget import Baseline
from virement.baseline.folder import authority_in, is_file, load_folder, neighbours
from virement.baseline.from_reading import read_table, usable
from virement.tables import Mapping, wrong_words
from virement.values import SEEDS, UNKNOWN_CURRENCY, ModelError, Problem, currency_of, did_you_mean, one_of
from virement.values import baseline_names as baseline_names


def shipped_with(fingerprint: str) -> str | None:
    """Return the name of the shipped baseline whose figures have a fingerprint, or None."""
    if not fingerprint:
        return None
    return next((name for name in baseline_names() if load_baseline(name).has_fingerprint(fingerprint)), None)


def load_baseline(
    which: str | Path,
    *,
    mapping: Mapping | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Baseline:
    """Load a baseline by its name in `seeds/`, by its folder, or from a CSV or an XLSX.

    The other arguments are for a CSV or an XLSX, as in `read_baseline_table`; a folder says them itself. Raises
    `ModelError` with everything that is wrong: a baseline that does not foot does not load.
    """
    path = SEEDS / str(which) if is_file(SEEDS / str(which) / "baseline.yaml") else Path(which)
    if is_file(path / "baseline.yaml"):
        return load_folder(path)
    if not is_file(path):
        known = [*baseline_names(), *neighbours(path, ".csv", ".xlsx")]
        hint = did_you_mean(str(which), known) or one_of(
            [*baseline_names(), "or the path of a CSV, an XLSX or a baseline's folder"]
        )
        raise ModelError([Problem(str(which), "is not a baseline", hint)])
    table = read_baseline_table(
        path.read_bytes(), str(which), mapping=mapping, currency=currency, unit=unit, actuals_through=actuals_through
    )
    return replace(table, authority=authority_in(path.parent))


def read_baseline_table(
    content: bytes,
    file: str,
    *,
    mapping: Mapping | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Baseline:
    """Read a baseline from the bytes of a CSV or an XLSX named `file`; raise `ModelError` with all that is wrong.

    `mapping` says what is what where the table leaves it open: what is asked and not answered there is an error.
    `unit` is what the amounts count, by default what the headings or titles say, else whole currency units;
    `currency` counts where the file has no sign of its own. `read_table` tells how each row was read.
    """
    said = mapping or Mapping()
    problems = wrong_words(currency, unit, file)
    if problems:
        raise ModelError(problems)
    reading = read_table((file, content), said.with_all(Mapping(unit=unit)))
    if currency and reading.currency == UNKNOWN_CURRENCY:
        reading = reading.with_mapping(reading.given.with_all(Mapping(currency=currency_of(currency))))
    return replace(usable(reading, actuals_through=actuals_through), said=said if said != Mapping() else None)
