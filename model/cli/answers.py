"""What a command answers: to a person as it goes along, with `--json` as one object at its end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from virement.values import ModelError, Problem

if TYPE_CHECKING:
    import pandas as pd
    from virement.baseline import Baseline

VERSION = 1  # of the objects; it goes up when a name in one of them changes or goes
_ANSWER = "virement.answer"


@dataclass
class Answer:
    """What `--json` prints: sentences by name, tables by name, and what has to be known."""

    command: str
    says: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    baseline: dict[str, str] | None = None

    def to_dict(self, exit_code: int) -> dict[str, Any]:
        """Return it as plain data; each problem stands once."""
        found = {"answer": f"{self.command}/{VERSION}", "exit_code": exit_code}
        found |= {"baseline": self.baseline} if self.baseline else {}
        problems = [problem_data(problem) for problem in dict.fromkeys(self.problems)]
        return {**found, "says": self.says, "tables": self.tables, "problems": problems}


def answered(*formats: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add `--json` to a command, and with other `formats` also `--format`, which the command is given as `format_`."""

    def with_json(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def in_one_form(*args: Any, form: str | None, **given: Any) -> None:
            told = given | ({"format_": form} if formats else {})
            if form != "json":
                command(*args, **told)
                return
            if given.get("csv") is not None:
                raise click.UsageError("--csv and --json are two forms of the same tables: leave one out")
            _in_one_object(lambda: command(*args, **told))

        words = "Print one JSON object: sentences, tables, problems."
        short = click.option("--json", "form", flag_value="json", help=words)(in_one_form)
        kinds = click.Choice(["text", "json", *formats])
        long = click.option("--format", "-f", "form", type=kinds, default="text", help="How it is printed.")
        return long(short) if formats else short

    return with_json


def _in_one_object(command: Callable[[], None]) -> None:
    context = click.get_current_context()
    answer = context.meta[_ANSWER] = Answer(str(context.info_name))
    code = 0
    try:
        command()
    except SystemExit as end:
        code = int(end.code or 0)
    except ModelError as error:
        answer.problems += error.problems
        code = 2
    (context.find_root().obj or _print)(answer.to_dict(code))
    sys.exit(code)


def _print(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _kept() -> Answer | None:
    found: Answer | None = click.get_current_context().meta.get(_ANSWER)
    return found


def say(text: str, name: str, *, before: str = "", aside: bool = False) -> None:
    """Say a sentence, on standard error if it stands `aside`; or keep it under its name, without what is `before`."""
    answer = _kept()
    if answer is None:
        click.echo(before + text, err=aside)
        return
    answer.says[name] = "\n".join(filter(None, [answer.says.get(name), text]))


def show(
    name: str,
    table: pd.DataFrame,
    baseline: Baseline,
    *,
    before: str = "",
    laid: pd.DataFrame | None = None,
    **how: Any,
) -> None:
    """Print a table as `as_text` does, or keep its rows under its name, without what is `before`.

    `laid` is the same table as a terminal shows it better: its columns depend on what is in it.
    """
    if keep(name, rows_of(table), baseline):
        return
    from virement.cli.output import as_text

    click.echo(before + as_text(table if laid is None else laid, baseline, **how))


def keep(name: str, rows: list[dict[str, Any]], baseline: Baseline | None = None) -> bool:
    """Keep the rows of a table for `--json`, and tell whether they are kept; a person is told otherwise."""
    answer = _kept()
    if answer is None:
        return False
    answer.tables[name] = rows
    if baseline is not None:
        answer.baseline = baseline_data(baseline)
    return True


def say_problems(problems: Iterable[Problem]) -> None:
    """Say each problem once, on standard error: standard output holds the result alone; or keep them."""
    answer = _kept()
    if answer is not None:
        answer.problems += problems
        return
    for line in dict.fromkeys(f"{problem.level}: {problem}" for problem in problems):
        click.echo(line, err=True)


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain data: exact amounts as texts in digits, what isn't known as None."""
    rows = table.astype(object).to_dict("records")
    return [{str(column): plain_value(value) for column, value in row.items()} for row in rows]


def plain_value(value: Any) -> Any:
    """Return a cell as JSON holds it.

    >>> plain_value(Decimal("6420.00")), plain_value(float("nan"))
    ('6420.00', None)
    """
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value != value:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, (bool, int, float)) else str(value)


def problem_data(problem: Problem) -> dict[str, str]:
    """Return a problem as plain data."""
    return {"level": problem.level, "where": problem.where, "what": problem.what, "hint": problem.hint}


def baseline_data(baseline: Baseline) -> dict[str, str]:
    """Return which baseline it is, and what its tables count in."""
    return {
        "name": baseline.name,
        "title": baseline.title,
        "fingerprint": baseline.fingerprint,
        "counted_in": baseline.counted_in,
    }
