"""A baseline as a folder of small files: read from `seeds/` or anywhere, and written so that it reads back the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pydantic import ValidationError
from virement.baseline.budget import Baseline
from virement.baseline.builder import SOURCE_COLUMNS, BaselineBuilder, Head
from virement.baseline.splits import divided
from virement.tables import Columns, Sheet, Table, find_layout, read_csv_sheet, read_csv_table, read_figures
from virement.values import STATUSES, ModelError, Problem, in_unit, read_tree, zipped

FIGURE_COLUMNS = ["division", "period", "measure", "amount", "status", "source", "note"]
TOTAL_COLUMNS = ["name", "divisions", "period", "measure", "amount", "tolerance", "status", "source", "note"]
GUARDED = re.compile(r"\A(?='*[=+\-@\t\r])")  # what a spreadsheet would run, and what looks like one that is guarded
NUMBERS = ("amount", "tolerance")
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
    sheet = _bare(read_csv_sheet(_content(folder / "budgets.csv"), file))
    layout = find_layout(sheet, Columns(heading_row=sheet.rows[0].number if sheet.rows else None))
    if not layout.is_whole:
        raise ModelError(layout.problems)
    reading = read_figures(sheet, layout, ".", strict=True)
    problems += [problem for problem in reading.problems if problem.level == "error"]
    figures = reading.figures
    if (folder / "splits.csv").is_file():
        figures = divided(figures, _read_file(folder / "splits.csv"), head.currency, head.unit, problems)
    draft = BaselineBuilder(head, folder.name, file, figures, problems)
    if (folder / "control_totals.csv").is_file():
        draft.control_table = _read_file(folder / "control_totals.csv")
    if (folder / "sources.csv").is_file():
        table = _read_file(folder / "sources.csv")
        draft.sources = pd.DataFrame([row for _, row in table.rows], columns=SOURCE_COLUMNS, dtype=str).fillna("")
    baseline = draft.baseline()
    told = [Problem(one.where, one.what, one.hint, "warning") for one in head.warnings]
    fresh = (one for one in baseline.warnings if one.what not in {known.what for known in told})
    return replace(baseline, warnings=(*told, *fresh))


def told_warnings(baseline: Baseline) -> tuple[Problem, ...]:
    """Return a baseline's warnings as its folder says them: the files by their names, wherever they were."""
    return tuple(replace(one, where=_LEADS.sub("", one.where)) for one in baseline.warnings)


def baseline_folder(baseline: Baseline) -> dict[str, bytes]:
    """Return the files of a folder that loads as this baseline: their names and what they hold.

    `baseline.yaml` and `budgets.csv`, and `sources.csv` and `control_totals.csv` where there are any. What was divided
    by a `splits.csv` is written divided; what was doubtful in the table that it was read from stays said. A text that
    a spreadsheet would run as a formula has a `'` before it, which is taken off when the folder is read: a division
    called `=1+1` stays one in both.
    """
    files = {"baseline.yaml": _head_text(baseline).encode(), "budgets.csv": _csv(FIGURE_COLUMNS, _figures(baseline))}
    if not baseline.sources.empty:
        files["sources.csv"] = _csv(SOURCE_COLUMNS, baseline.sources[SOURCE_COLUMNS].itertuples(index=False))
    if baseline.controls:
        files["control_totals.csv"] = _csv(TOTAL_COLUMNS, _totals(baseline))
    return files


def baseline_zip(baseline: Baseline) -> bytes:
    """Return `baseline_folder` as a zip of one folder, the same bytes each time."""
    folder = re.sub(r"[^\w-]+", "-", baseline.name).strip("-") or "baseline"
    return zipped({f"{folder}/{name}": content for name, content in baseline_folder(baseline).items()})


def _head_text(baseline: Baseline) -> str:
    lines = [f"title: {_quoted(baseline.title)}", f"currency: {baseline.currency}", f"unit: {baseline.unit}"]
    if baseline.actuals:
        lines.append(f"actuals_through: {baseline.period_names[baseline.actuals - 1]}")
    lines += ["divisions:", *(f"  - {_quoted(leaf)}" for leaf in baseline.leaves)]
    if baseline.about:
        lines.append(f"about: {_quoted(baseline.about)}")
    if baseline.warnings:
        lines += ["warnings:", *(line for one in told_warnings(baseline) for line in _doubt(one))]
    return "\n".join(lines) + "\n"


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
        for column, period in enumerate(baseline.period_names):
            amount = _amount(baseline, int(baseline.budget[row, column]))
            status = STATUSES[baseline.status[row, column]]
            yield [leaf, period, "budget", amount, status, baseline.source[row, column], baseline.note[row, column]]
    for division, line in baseline.revenue.items():
        for column, period in enumerate(baseline.period_names):
            if line.known[column]:
                amount = _amount(baseline, int(line.amounts[column]))
                yield [division, period, "revenue", amount, STATUSES[line.status[column]], "", ""]


def _totals(baseline: Baseline) -> Iterator[list[str]]:
    years = {frozenset(columns): year for year, columns in baseline.fiscal_years.items()}
    for total in baseline.controls:
        period = years.get(total.columns) or baseline.period_names[min(total.columns)]
        amounts = _amount(baseline, total.amount), _amount(baseline, total.tolerance)
        divisions = " + ".join(total.divisions)
        yield [total.name, divisions, period, total.measure, *amounts, STATUSES[total.status], total.source, ""]


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
        return Head.model_validate(tree)
    except ValidationError as error:
        raise ModelError(
            Problem(places.at(item["loc"]), f"{'.'.join(map(str, item['loc']))}: {item['msg']}", "See seeds/README.md")
            for item in error.errors()
        ) from None


def _content(path: Path) -> bytes:
    if not is_file(path):
        what = f"{path.parent.name}/{path.name}"
        raise ModelError([Problem(what, "is missing", "See seeds/README.md for a baseline's files")])
    return path.read_bytes()


def _read_file(path: Path) -> Table:
    table = read_csv_table(_content(path), f"{path.parent.name}/{path.name}")
    rows = [(where, {name: _unguarded(text) for name, text in row.items()}) for where, row in table.rows]
    return replace(table, rows=rows)


def _bare(sheet: Sheet) -> Sheet:
    """Return a sheet without the guards that keep texts from being run as formulas."""
    rows = (replace(row, cells=tuple(_unguarded(str(cell)) for cell in row.cells)) for row in sheet.rows)
    return replace(sheet, rows=tuple(rows))


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and GUARDED.match(text) else text
