"""The command about tables: `virement baseline` says how a budget table is read, and writes it as a baseline."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from collections.abc import Mapping as Totals
from decimal import Decimal
from pathlib import Path

import click
from virement.baseline import Growth, TableReading, baseline_folder, grown, is_file, read_growth, read_table, usable
from virement.cli.answers import say_problems
from virement.cli.output import as_lines, has_read, mapped, refuse_inputs, write_result
from virement.tables import EXITS, TABLE_UNITS, Mapping, parse_answers, parse_map, table_report
from virement.values import ROOT, STATUSES, UNKNOWN_CURRENCY, ModelError, Problem, Unreadable

HEAD = "baseline.yaml"
MOST_PERIODS = 6  # columns of the account, beyond which it is shown for the first and the last
SAID = {
    "understood": "understood",
    "unsure": "unsure: answer what is asked, and the table can be used",
    "refused": "refused: this is not read as a budget",
}


@click.command("baseline")
@click.argument("file", metavar="FILE")
@click.option("--sheet", help="Which sheet of a workbook to read.")
@mapped
@click.option("--unit", type=click.Choice(TABLE_UNITS), help="What its amounts count.")
@click.option("--currency", help="Currency of unmarked amounts, e.g. USD.")
@click.option("--actuals-through", "actuals", help="Its last actual period; nothing moves in it.")
@click.option("--status", type=click.Choice(STATUSES), default=STATUSES[-1], help="How good all its figures are.")
@click.option("--until", metavar="YEAR", help="Let the plan that -o writes go on until this fiscal year.")
@click.option("--growth", multiple=True, metavar="RATE", help="By how much a year: 3%, or Parks=2%; may stand again.")
@click.option("--output", "-o", metavar="FOLDER", help="Write what was understood as a baseline's folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: totals, questions, account, mapping.")
def baseline_(
    file: str,
    sheet: str | None,
    maps: tuple[str, ...],
    answers: tuple[str, ...],
    unit: str | None,
    currency: str | None,
    actuals: str | None,
    status: str,
    until: str | None,
    growth: tuple[str, ...],
    output: str | None,
    as_json: bool,
) -> None:
    """Read a budget table as it comes, a CSV or an XLSX, and say where every number of it went.

    A question names its key and its answers, each with the total that it leads to. What was understood and answered is
    kept in the folder that -o writes, so that next year's file of the same shape asks nothing: `--map` and `--answer`
    say it on any command.

    \b
    virement baseline my.csv
    virement baseline my.csv --json
    virement baseline my.csv --map division=division --status reported -o town
    virement baseline my.csv -o town --until FY2030 --growth 3% --growth Parks=2%
    """
    path = Path(file)
    if not is_file(path):
        raise ModelError([Problem(file, "is not a file", "Name a CSV or an XLSX")])
    has_read(path)
    goes_on = _growth(until, growth)
    mapping = parse_answers(answers, parse_map(maps, Mapping(sheet=sheet, unit=unit, currency=currency)))
    reading = read_table(path, mapping)
    if as_json:
        click.echo(json.dumps(table_report(reading), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_told(reading)))
        say_problems(reading.problems)
    if output is not None:
        _write(reading, output, actuals, status, goes_on, aside=as_json)
    sys.exit(EXITS[reading.status])


def _growth(until: str | None, rates: tuple[str, ...]) -> Growth | None:
    """Return how the plan goes on, by the options; None where they don't say that it does."""
    if until is None and not rates:
        return None
    said = dict(one.rpartition("=")[::2] for one in rates)
    try:
        return read_growth({"until": until, "rates": {name or ROOT: rate for name, rate in said.items()}})
    except Unreadable as error:
        raise ModelError([Problem("--until, --growth", error.what, error.hint)]) from None


def _write(
    reading: TableReading, folder: str, actuals: str | None, status: str, growth: Growth | None, *, aside: bool
) -> None:
    """Write the baseline's folder, with how it goes on; nothing where the table is not understood."""
    if reading.status != "understood":
        click.echo(f"nothing is written to {folder}: the table is {reading.status}", err=True)
        return
    baseline = usable(reading, actuals_through=actuals, status=status)
    grown(baseline, growth, "--until, --growth")
    place, files = Path(folder), baseline_folder(baseline)
    if growth is not None:
        files[HEAD] += f"growth: {json.dumps(growth.to_dict(), ensure_ascii=False)}\n".encode()
    refuse_inputs(str(place / name) for name in files)
    place.mkdir(parents=True, exist_ok=True)
    (place / HEAD).unlink(missing_ok=True)  # until its last file stands there it is no baseline, and never half another
    for name in sorted(files, key=HEAD.__eq__):
        write_result(str(place / name), files[name])
    click.echo(f"written to {folder}: virement run SCENARIO --baseline {folder}", err=aside)
    if growth is None:
        last = baseline.periods[-1].fiscal_year
        click.echo(f"the plan ends with {last}; --until YEAR --growth RATE lets it go on", err=aside)


def _told(reading: TableReading) -> Iterator[str]:
    """Yield the lines that a person reads."""
    yield f"{reading.file}: {SAID[reading.status]}"
    if reading.figures is None:
        return
    currency = "" if reading.currency == UNKNOWN_CURRENCY else f" {reading.currency}"
    for measure, totals in reading.totals.items():
        for period, total in totals.items():
            yield f"  {measure} {period}: {_number(total)}{currency}"
    yield f"  {reading.leaves:,} divisions hold a budget; levels: {', '.join(reading.levels) or 'none'}"
    for period, amount in reading.actuals.items():
        yield f"  kept as actuals of {period}: {_number(amount)}"
    yield ""
    yield from _account(reading)
    for question in reading.questions:
        yield ""
        yield f"? {question.about}"
        for choice in question.choices:
            effect = "; ".join(f"{measure} {_row(totals)}" for measure, totals in choice.totals.items() if totals)
            yield f'    --answer "{question.key}={choice.answer}"   {effect}'.rstrip()


def _account(reading: TableReading) -> Iterator[str]:
    """Yield where the numbers went, the sum of all last."""
    periods = list(reading.all_numbers)
    if len(periods) > MOST_PERIODS:
        periods = [*periods[: MOST_PERIODS - 1], periods[-1]]
    rows = [["where every number went", *(period or "no period" for period in periods)]]
    for entry in reading.account:
        what = f"{entry.what}: {entry.why}" if entry.why else entry.what
        rows.append([what, *(_number(entry.amounts.get(period, "")) for period in periods)])
    rows.append(["all numbers", *(_number(reading.all_numbers[period]) for period in periods)])
    yield from as_lines(rows)


def _row(totals: Totals[str, str]) -> str:
    listed = [f"{period} {_number(total)}" for period, total in totals.items()]
    return ", ".join(listed[:MOST_PERIODS]) + (" …" if len(listed) > MOST_PERIODS else "")


def _number(amount: str | Decimal) -> str:
    if amount == "":
        return ""
    value = Decimal(amount)
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,f}"
