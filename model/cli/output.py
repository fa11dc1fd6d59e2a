"""What the commands of the command line have in common: tables laid out for a terminal, CSVs, options."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import click
import pandas as pd
from virement import views
from virement.baseline import Baseline
from virement.values import UNITS, ModelError, Problem, Tell, how_far, write_whole

_READ = "virement.read"


def for_a_csv(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what a CSV or XLSX of one's own can't say itself."""
    unit = click.option("--unit", type=click.Choice(list(UNITS)), help="What its amounts count.")
    actuals = click.option("--actuals-through", "actuals", help="Its last actual period; nothing moves in it.")
    currency = click.option("--currency", help="Currency of unmarked amounts, e.g. USD.")
    return unit(actuals(currency(command)))


def say_problems(problems: Iterable[Problem]) -> None:
    """Say each problem once, on standard error: standard output holds the result alone."""
    for line in dict.fromkeys(f"{problem.level}: {problem}" for problem in problems):
        click.echo(line, err=True)


def write_csv(text: str, target: str) -> None:
    """Write the bytes of a CSV, whole or not at all."""
    if target == "-":
        click.echo(text.encode(), nl=False)
        return
    write_result(target, text.encode())


def has_read(path: Path) -> None:
    """Take note of a file, or of a folder's files, that the command's results are made of."""
    read = click.get_current_context().meta.setdefault(_READ, set())
    read.update(map(os.path.realpath, [path, *(path.iterdir() if path.is_dir() else ())]))


def write_result(target: str, content: bytes | Iterable[bytes]) -> None:
    """Write the result of a command, overwriting the file, but never an input of the command."""
    if os.path.realpath(target) in click.get_current_context().meta.get(_READ, ()):
        raise ModelError([Problem(target, "is an input of this command", "Choose another name")])
    write_whole(Path(target), content, overwrite=True)


def as_text(table: pd.DataFrame, baseline: Baseline, empty: str = "nothing moves", *, amounts: bool = True) -> str:
    """Lay a view out for a terminal, in the baseline's unit."""
    if table.empty:
        return empty
    shown = pd.DataFrame({column: [views.table_cell(value) for value in table[column]] for column in table.columns})
    numbers = [column for column in table.columns if any(isinstance(value, Decimal) for value in table[column])]
    heads = {column: len(str(column)) for column in shown.columns}
    width = {column: max(heads[column], *shown[column].str.len()) for column in shown.columns}
    rows = [list(map(str, shown.columns)), *shown.to_numpy().tolist()]
    lines = [
        "  ".join(
            cell.rjust(width[column]) if column in numbers else cell.ljust(width[column])
            for column, cell in zip(shown.columns, row, strict=True)
        ).rstrip()
        for row in rows
    ]
    if not amounts or all(column.endswith(("_pct", "_pp")) for column in numbers):
        return "\n".join(lines)
    return "\n".join([*lines, f"(amounts in {baseline.counted_in})"])


@contextmanager
def progress(units: str) -> Iterator[Tell]:
    """Count long work on standard error, where a person looks on; Ctrl+C stops it."""
    watched = sys.stderr.isatty()

    def tell(done: int, most: int) -> None:
        if watched:
            click.echo(f"\r{how_far(done, most, units)}", err=True, nl=False)

    try:
        yield tell
    finally:
        if watched:
            click.echo("\r\033[K", err=True, nl=False)
