"""A baseline as a folder of small files: read from `seeds/` or anywhere, and written so that it reads back the same."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from pydantic import ValidationError
from virement.baseline.budget import Baseline
from virement.baseline.budgets_file import read_budgets
from virement.baseline.builder import SOURCE_COLUMNS, BaselineBuilder, Head
from virement.baseline.growth import grown
from virement.baseline.growth_rates import read_growth
from virement.baseline.jobs_file import JOB_COLUMNS, job_rows
from virement.baseline.splits import divided
from virement.tables import Entry, Table, mapping_of, read_csv_table
from virement.values import (
    BROKEN_ZIP,
    FORMULA_STARTS,
    STATUSES,
    ModelError,
    Problem,
    Unreadable,
    in_unit,
    is_currency,
    read_tree,
    zipped,
)

FIGURE_COLUMNS = ["division", "period", "measure", "amount", "status", "source", "note"]
ACCOUNT_COLUMNS = ["what", "why", "period", "amount", "where"]
TOTAL_COLUMNS = ["name", "divisions", "period", "measure", "amount", "tolerance", "status", "source", "note"]
# what a spreadsheet would run, and what looks like one that is guarded
GUARDED = re.compile(rf"\A(?='*[{re.escape(FORMULA_STARTS)}])")
AUTHORITY = "authority.yaml"
NUMBERS = ("amount", "tolerance", "jobs", "pay")
_LEADS = re.compile(r"^[^:]*/(?=[^/:]+(?::|$))")  # the folders before the name of a file
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?: ?[ /&-] ?[A-Za-z0-9]+)*")


def is_file(path: Path) -> bool:
    """Tell whether there is such a file, whatever strange name is asked for."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def neighbours(path: Path, *suffixes: str) -> list[str]:
    """Return the files of some kinds that stand where `path` would, as a person would write them."""
    try:
        return sorted(path.with_name(file.name).as_posix() for file in path.parent.iterdir() if file.suffix in suffixes)
    except (OSError, ValueError):
        return []


def load_folder(folder: Path) -> Baseline:
    """Load a baseline from its folder; raise `ModelError` with everything that is wrong."""
    problems: list[Problem] = []
    head = _read_head(folder)
    file = f"{folder.name}/budgets.csv"
    figures = read_budgets(_read_file(folder / "budgets.csv"), problems)
    splits = _read_file(folder / "splits.csv") if (folder / "splits.csv").is_file() else None
    if splits:
        figures = divided(figures, splits, head.currency, head.unit, problems)
    draft = BaselineBuilder(head, folder.name, file, figures, problems)
    draft.split_table = splits
    if (folder / "control_totals.csv").is_file():
        draft.control_table = _read_file(folder / "control_totals.csv")
    if (folder / "jobs.csv").is_file():
        draft.job_table = _read_file(folder / "jobs.csv")
    if (folder / "sources.csv").is_file():
        table = _read_file(folder / "sources.csv")
        draft.sources = pd.DataFrame([row for _, row in table.rows], columns=SOURCE_COLUMNS, dtype=str).fillna("")
    baseline = draft.baseline()
    told = [Problem(one.where, one.what, one.hint, "warning") for one in head.warnings]
    fresh = (one for one in baseline.warnings if one.what not in {known.what for known in told})
    if head.growth:
        baseline = _grown(baseline, head.growth, f"{folder.name}/baseline.yaml")
    return replace(
        baseline,
        warnings=(*told, *fresh),
        mapping=mapping_of(head.mapping) if head.mapping else None,
        account=_read_account(folder / "account.csv") if (folder / "account.csv").is_file() else (),
        authority=authority_in(folder) or authority_in(folder.parent),
    )


def _grown(baseline: Baseline, said: dict[str, Any], where: str) -> Baseline:
    """Return a baseline as its own head makes it grow: the figures of the new years are its own."""
    try:
        longer = grown(baseline, read_growth(said), where)
    except Unreadable as error:
        raise ModelError([Problem(where, f"growth: {error.what}", error.hint)]) from None
    return replace(longer, growth=None, given=None)


def authority_in(folder: Path) -> str:
    """Return the text of a folder's `authority.yaml`, or the empty text."""
    path = folder / AUTHORITY
    return path.read_text("utf-8", "replace") if is_file(path) else ""


def told_warnings(baseline: Baseline) -> tuple[Problem, ...]:
    """Return a baseline's warnings as its folder says them: the files by their names, wherever they were."""
    return tuple(replace(one, where=_LEADS.sub("", one.where)) for one in baseline.warnings)


def baseline_folder(baseline: Baseline) -> dict[str, bytes]:
    """Return the files of a folder that loads as this baseline: their names and what they hold.

    `baseline.yaml` and `budgets.csv`, and `sources.csv`, `control_totals.csv`, `jobs.csv` and `authority.yaml` where
    there are any; of a table that was read also `account.csv`, which says where each of its numbers went. What was
    divided by a `splits.csv` is written divided; what was doubtful in the table that it was read from stays said. A
    text that a spreadsheet would run as a formula has a `'` before it, which is taken off when the folder is read: a
    division called `=1+1` stays one in both. What a scenario makes it grow by stays with the scenario.
    """
    baseline = baseline.given or baseline
    columns = [*FIGURE_COLUMNS, "priority"] if baseline.priorities else FIGURE_COLUMNS
    files = {"baseline.yaml": _head_text(baseline).encode(), "budgets.csv": _csv(columns, _figures(baseline))}
    if not baseline.sources.empty:
        files["sources.csv"] = _csv(SOURCE_COLUMNS, baseline.sources[SOURCE_COLUMNS].itertuples(index=False))
    if baseline.controls:
        files["control_totals.csv"] = _csv(TOTAL_COLUMNS, _totals(baseline))
    if baseline.jobs is not None:
        files["jobs.csv"] = _csv(JOB_COLUMNS, job_rows(baseline))
    if baseline.authority:
        files[AUTHORITY] = baseline.authority.encode()
    if baseline.account:
        files["account.csv"] = _csv(ACCOUNT_COLUMNS, _account(baseline))
    return files


def baseline_zip(baseline: Baseline) -> bytes:
    """Return `baseline_folder` as a zip of one folder, the same bytes each time."""
    folder = re.sub(r"[^\w-]+", "-", baseline.name).strip("-") or "baseline"
    return zipped({f"{folder}/{name}": content for name, content in baseline_folder(baseline).items()})


def baseline_from_zip(content: bytes) -> Baseline:
    """Load the baseline of a zip that `baseline_zip` made; raise `ModelError` where it is not whole."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        if sum(entry.file_size for entry in packed.infolist()) > len(content):
            raise ModelError([Problem("the zip", "is compressed, as none that was made here is")])
        with TemporaryDirectory() as place:
            packed.extractall(place)  # no name in it leaves the folder
            return load_folder(next(Path(place).iterdir()))
    except (*BROKEN_ZIP, StopIteration):
        raise ModelError([Problem("the zip", "is not a baseline's folder")]) from None


def _head_text(baseline: Baseline) -> str:
    lines = [f"title: {_quoted(baseline.title)}", f"currency: {baseline.currency}", f"unit: {baseline.unit}"]
    if baseline.actuals:
        lines.append(f"actuals_through: {baseline.period_names[baseline.actuals - 1]}")
    lines += ["divisions:", *(f"  - {_quoted(leaf)}" for leaf in baseline.leaves)]
    if baseline.about:
        lines.append(f"about: {_quoted(baseline.about)}")
    if baseline.capital:
        lines += ["capital:", *(f"  - {_quoted(name)}" for name in baseline.capital)]
    if baseline.mapping:
        lines += ["mapping:", *_block(baseline.mapping.to_dict(), "  ")]
    if baseline.warnings:
        lines += ["warnings:", *(line for one in told_warnings(baseline) for line in _doubt(one))]
    return "\n".join(lines) + "\n"


def _block(said: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield the lines of a mapping's names, each with a text, a list or a mapping."""
    for name, value in said.items():
        if isinstance(value, dict):
            yield f"{indent}{_quoted(name)}:"
            yield from _block(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{_quoted(name)}: [{', '.join(_quoted(str(one)) for one in value)}]"
        else:
            yield f"{indent}{_quoted(name)}: {_quoted(str(value))}"


def _doubt(warning: Problem) -> list[str]:
    said = {"where": warning.where, "what": warning.what, "hint": warning.hint}
    lines = [f"{key}: {_quoted(text)}" for key, text in said.items() if text or key == "where"]
    return [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]


def _quoted(text: str) -> str:
    """Write a text in YAML, in quotes unless it is words that can mean nothing else."""
    if _PLAIN.fullmatch(text) and text.casefold() != "null":
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(sign: str) -> str:
    if sign.isprintable():
        return json.dumps(sign, ensure_ascii=False)[1:-1]
    return f"\\U{ord(sign):08X}"


def _figures(baseline: Baseline) -> Iterator[list[str]]:
    for row, leaf in enumerate(baseline.leaves):
        ranked = [str(baseline.priorities.get(leaf, ""))] if baseline.priorities else []
        for column, period in enumerate(baseline.period_names):
            amount = _amount(baseline, int(baseline.budget[row, column]))
            said = STATUSES[baseline.status[row, column]], baseline.source[row, column], baseline.note[row, column]
            yield [leaf, period, "budget", amount, *said, *ranked]
    for division, line in baseline.revenue.items():
        for column, period in enumerate(baseline.period_names):
            if line.known[column]:
                amount = _amount(baseline, int(line.amounts[column]))
                blank = [""] * (3 if baseline.priorities else 2)
                yield [division, period, "revenue", amount, STATUSES[line.status[column]], *blank]


def _totals(baseline: Baseline) -> Iterator[list[str]]:
    years = {frozenset(columns): year for year, columns in baseline.fiscal_years.items()}
    for total in baseline.controls:
        period = years.get(total.columns) or baseline.period_names[min(total.columns)]
        amounts = _amount(baseline, total.amount), _amount(baseline, total.tolerance)
        divisions = " + ".join(total.divisions)
        yield [total.name, divisions, period, total.measure, *amounts, STATUSES[total.status], total.source, ""]


def _account(baseline: Baseline) -> Iterator[list[str]]:
    for entry in baseline.account:
        for period, amount in entry.amounts.items():
            yield [entry.what, entry.why, period, f"{amount:f}", "; ".join(entry.where)]


def _read_account(path: Path) -> tuple[Entry, ...]:
    """Return the entries of an account, each with its amounts by period."""
    found: dict[tuple[str, str], Entry] = {}
    try:
        for _, row in _read_file(path).rows:
            key = row["what"], row["why"]
            where = tuple(filter(None, row["where"].split("; ")))
            entry = found.setdefault(key, Entry(*key, {}, where))
            entry.amounts[row["period"]] = Decimal(row["amount"])
    except (KeyError, ArithmeticError):
        what = f"{path.parent.name}/account.csv"
        raise ModelError([Problem(what, "is not the account of a table", "See seeds/README.md")]) from None
    return tuple(found.values())


def _amount(baseline: Baseline, minor: int) -> str:
    return f"{in_unit(minor, baseline.currency, baseline.unit):f}"


def _csv(columns: list[str], rows: Iterable[Iterable[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        named = zip(columns, row, strict=True)
        writer.writerow([cell if name in NUMBERS else GUARDED.sub("'", str(cell), count=1) for name, cell in named])
    return file.getvalue().encode()


def _read_head(folder: Path) -> Head:
    file = f"{folder.name}/baseline.yaml"
    try:
        text = (folder / "baseline.yaml").read_text("utf-8")
    except UnicodeDecodeError:
        raise ModelError([Problem(file, "is not text", "A baseline's head is YAML in UTF-8")]) from None
    tree, places, problems = read_tree(text, file)
    if problems:
        raise ModelError(problems)
    try:
        head = Head.model_validate(tree)
    except ValidationError as error:
        raise ModelError(
            Problem(places.at(item["loc"]), f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "See seeds/README.md")
            for item in error.errors()
        ) from None
    if not is_currency(head.currency):
        what = f"'{head.currency}' is not a currency"
        raise ModelError([Problem(places.at(("currency",)), what, "Write a code of ISO 4217, as USD")])
    return head


def _content(path: Path) -> bytes:
    if not is_file(path):
        what = f"{path.parent.name}/{path.name}"
        raise ModelError([Problem(what, "is missing", "See seeds/README.md for a baseline's files")])
    return path.read_bytes()


def _read_file(path: Path) -> Table:
    table = read_csv_table(_content(path), f"{path.parent.name}/{path.name}")
    rows = [(where, {name: _unguarded(text) for name, text in row.items()}) for where, row in table.rows]
    return replace(table, rows=rows)


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and GUARDED.match(text) else text
