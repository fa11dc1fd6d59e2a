"""Loads a baseline: a folder of `seeds/`, or anybody's table."""

from __future__ import annotations

from pathlib import Path

from virement.baseline.budget import Baseline
from virement.baseline.folder import is_file, load_folder, neighbours
from virement.baseline.table_import import understand
from virement.tables import Columns
from virement.values import SEEDS, ModelError, Problem, did_you_mean, one_of
from virement.values import baseline_names as baseline_names


def shipped_with(fingerprint: str) -> str | None:
    """Return the name of the shipped baseline whose figures have a fingerprint, or None."""
    marks = ((name, load_baseline(name).fingerprint) for name in baseline_names() if fingerprint)
    return next((name for name, mark in marks if mark.startswith(fingerprint)), None)


def load_baseline(
    which: str | Path,
    *,
    columns: Columns | None = None,
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
    return read_baseline_table(
        path.read_bytes(), str(which), columns=columns, currency=currency, unit=unit, actuals_through=actuals_through
    )


def read_baseline_table(
    content: bytes,
    file: str,
    *,
    columns: Columns | None = None,
    currency: str | None = None,
    unit: str | None = None,
    actuals_through: str | None = None,
) -> Baseline:
    """Read a baseline from the bytes of a CSV or an XLSX named `file`; raise `ModelError` with all that is wrong.

    It needs divisions and either a period and an amount column or one column a period. `columns` says what is what
    where that is unclear. `unit` is what the amounts count, by default what the headings or titles say, else whole
    currency units; `currency` counts where the file has no sign of its own. `understand` tells how each row was read.
    """
    understood = understand(
        content, file, columns=columns, currency=currency, unit=unit, actuals_through=actuals_through
    )
    if understood.baseline is None:
        raise ModelError(understood.errors)
    return understood.baseline
