"""What the commands of the command line have in common: tables laid out for a terminal, CSVs, options."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any

import click
import pandas as pd
from virement import views
from virement.baseline import Baseline
from virement.values import UNITS, ModelError, Problem, Tell, how_far, write_whole

_READ = "virement.read"


def for_a_csv(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what a CSV or XLSX of one's own can't say itself: `mapping` and three more arguments."""

    @wraps(command)
    def with_mapping(*args: Any, maps: tuple[str, ...], answers: tuple[str, ...], **given: Any) -> None:
        from virement.tables import Mapping, parse_answers, parse_map

        said = parse_answers(answers, parse_map(maps))
        command(*args, mapping=said if said != Mapping() else None, **given)

    unit = click.option("--unit", type=click.Choice(list(UNITS)), help="What its amounts count.")
    actuals = click.option("--actuals-through", "actuals", help="Its last actual period; nothing moves in it.")
    currency = click.option("--currency", help="Currency of unmarked amounts, e.g. USD.")
    return unit(actuals(currency(mapped(with_mapping))))


def mapped(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how a table is read, as `maps` and `answers`."""
    maps = click.option("--map", "maps", multiple=True, metavar="ROLE=COLUMN", help="What a column of a table is.")
    answers = click.option("--answer", "answers", multiple=True, metavar="KEY=ANSWER", help="What a table leaves open.")
    return maps(answers(command))


def write_csv(text: str, target: str) -> None:
    """Write the bytes of a CSV, whole or not at all; `-` is standard output."""
    write_result(target, text.encode())


def has_read(path: Path) -> None:
    """Take note of a file, or of a folder's files, that the command's results are made of."""
    read = click.get_current_context().meta.setdefault(_READ, set())
    read.update(map(os.path.realpath, [path, *(path.iterdir() if path.is_dir() else ())]))


def write_result(target: str, content: bytes | Iterable[bytes]) -> None:
    """Write the result of a command, overwriting the file, but never an input of it; `-` is standard output."""
    if target == "-":
        for part in [content] if isinstance(content, bytes) else content:
            click.echo(part, nl=False)
        return
    refuse_inputs([target])
    write_whole(Path(target), content, overwrite=True)


def refuse_inputs(targets: Iterable[str]) -> None:
    """Raise `ModelError` where one of some files is an input of the command, before any of them is touched."""
    read = click.get_current_context().meta.get(_READ, ())
    if inputs := [target for target in targets if os.path.realpath(target) in read]:
        raise ModelError(Problem(one, "is an input of this command", "Choose another name") for one in inputs)


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
    if not amounts or all(views.counted_in(str(column)) for column in numbers):
        return "\n".join(lines)
    return "\n".join([*lines, f"(amounts in {baseline.counted_in})"])


def as_lines(rows: list[list[str]]) -> Iterator[str]:
    """Yield rows of texts with their columns below each other: the first to the left, the others to the right."""
    width = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.rjust(width[at]) if at else cell.ljust(width[at]) for at, cell in enumerate(row)).rstrip()


@contextmanager
def progress(units: str) -> Iterator[Tell]:
    """Show how far long work is, in a bar on standard error where a person looks on; Ctrl+C stops it."""
    with click.progressbar(length=1, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(done: int, most: int) -> None:
            bar.length, bar.label = max(done, most), how_far(done, most, units)
            bar.update(done - bar.pos)

        yield tell
        tell(bar.length or 1, bar.length or 1)  # who works tells what is begun, not that all is done
