"""Writes the reference of what the command line answers into docs/reference: `--json` and exit codes.

    python tools/write_reference.py

The page about the commands themselves is made with the site. Which tables an answer has, and which columns, from
running `EXAMPLES` with `--json`; what a column means, from docs/reference/columns.csv.
"""

from __future__ import annotations

import csv
import inspect
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import click
from click.testing import CliRunner
from virement.cli import virement
from virement.cli.actuals import TABLES
from virement.cli.answers import VERSION
from virement.cli.commands import COMMANDS
from virement.cli.exit_codes import OWN, USUAL, exit_codes
from virement.cli.scenarios import COMPARISONS
from virement.cli.uncertainty import SIMULATED
from virement.cli.versions import DIFFS, REBASES, STACKS
from virement.views import VIEWS

PLACE = Path(__file__).resolve().parent.parent / "docs" / "reference"
TWO = ["nyt-2b-to-ai", "company-10pct-ask"]
RANGED = ["simulate", "rl-range-to-ai", "--draws", "64", "--seed", "1"]
CUT, LOST = "Reality Labs to AI: cut", "Reality Labs to AI: stranded_cost"
ONE_RANGE = """
title: One range
baseline: toy
moves:
  - {name: Streets, from: Streets, cut: {low: 10%, likely: 20%, high: 30%}, to: {Parks: 100%}}
"""
EXAMPLES: list[list[str]] = [
    ["list"],
    ["run", "rl-phased-exit"],
    *(["run", "rl-phased-exit", "--view", view] for view in VIEWS),
    ["check", "rl-phased-exit"],
    ["compare", "nyt-2b-to-ai", "rl-phased-exit"],
    ["compare", "nyt-2b-to-ai", "rl-phased-exit", "--bridge", "Reality Labs"],
    *(["compare", "nyt-2b-to-ai", "rl-phased-exit", "--view", view] for view in COMPARISONS),
    ["seek", "toy-streets-to-parks", "--measure", "share of Parks in FY2026", "--target", "30%"],
    ["plan", "toy-streets-to-parks", "--to", "Savings", "--amount", "$100k", "--objective", "in-proportion"],
    RANGED,
    *([*RANGED, "--view", view] for view in SIMULATED),
    ["sensitivity", "rl-range-to-ai"],
    ["sensitivity", "ranged.yaml", "--sobol", "--seed", "1"],
    ["sensitivity", "rl-range-to-ai", "--against", "nyt-2b-to-ai", "--measure", "budget of AI division in FY2026"],
    ["sensitivity", "rl-range-to-ai", "--table", CUT, LOST],
    ["attribution", "toy-late-parks", "--measure", "share of Parks in FY2027"],
    ["diff", "nyt-2b-to-ai", "rl-phased-exit"],
    *(["diff", "nyt-2b-to-ai", "rl-phased-exit", "--view", view] for view in DIFFS),
    ["stack", *TWO],
    *(["stack", *TWO, "--view", view] for view in STACKS),
    ["rebase", "nyt-2b-to-ai", "--onto", "meta"],
    *(["rebase", "nyt-2b-to-ai", "--onto", "meta", "--view", view] for view in REBASES),
    ["track", "nyt-2b-to-ai", "--actuals", "actuals-2026Q1"],
    *(["track", "nyt-2b-to-ai", "--actuals", "actuals-2026Q1", "--view", view] for view in TABLES),
    ["claims"],
]

# sentences that no example has
ALSO = {
    "run": ["builds_on", "who_signs"],
    "seek": ["saved"],
    "plan": ["saved"],
    "stack": ["saved"],
    "rebase": ["saved"],
    "diff": ["refused"],
}
Parts = dict[str, dict[str, list[str]]]  # of an answer: `says`, whose names have no columns, and `tables`

DIGITS = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "amount": DIGITS,
    "percent": DIGITS,
    "pp": DIGITS,
    "measure": DIGITS,
    "decimal": DIGITS,
    "number": {"type": ["integer", "null"]},
    "jobs": {"type": ["string", "null"]},
    "truth": {"type": "boolean"},
}
KIND_WORDS = {
    "text": "text",
    "amount": "amount, digits in a text",
    "percent": "percent, digits in a text",
    "pp": "percentage points, digits in a text",
    "measure": "amount or percent, as the measure is, digits in a text",
    "decimal": "number, digits in a text",
    "number": "whole number",
    "jobs": "number of jobs, digits in a text",
    "truth": "true or false",
}
PROBLEM = {
    "type": "object",
    "required": ["level", "where", "what", "hint"],
    "additionalProperties": False,
    "properties": {
        "level": {"enum": ["error", "limit", "approval", "warning"]},
        "where": {"type": "string"},
        "what": {"type": "string"},
        "hint": {"type": "string"},
    },
}
BASELINE = {
    "type": "object",
    "description": "The baseline; amounts are counted in `counted_in`",
    "additionalProperties": False,
    "properties": {key: {"type": "string"} for key in ("name", "title", "fingerprint", "counted_in")},
}


def answer_of(words: list[str]) -> dict[str, Any]:
    """Return what a command prints with `--json`."""
    done = CliRunner().invoke(virement, [*words, "--json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def columns() -> dict[str, tuple[str, str]]:
    """Return kind and meaning of each column; one that differs in a table stands under `table.column`."""
    with (PLACE / "columns.csv").open(encoding="utf-8") as file:
        return {row["column"]: (row["kind"], row["meaning"]) for row in csv.DictReader(file)}


def answers() -> list[dict[str, Any]]:
    """Return what each of the examples answers."""
    few = mock.patch("virement.uncertainty.sensitivity.RESAMPLES", 2)  # intervals take long, and only names count
    with few, tempfile.TemporaryDirectory() as place:
        file = Path(place) / "ranged.yaml"
        file.write_text(ONE_RANGE, "utf-8")
        return [answer_of([str(file) if word == "ranged.yaml" else word for word in words]) for words in EXAMPLES]


def parts_of(answered: list[dict[str, Any]]) -> dict[str, Parts]:
    """Return by command which sentences its answers have, and which tables with which columns."""
    found: dict[str, Parts] = {}
    for answer in answered:
        command = found.setdefault(answer["answer"].split("/")[0], {"says": {}, "tables": {}})
        command["says"] |= {name: [] for name in answer["says"]}
        for name, rows in answer["tables"].items():
            names = [column for row in rows for column in row]
            command["tables"][name] = list(dict.fromkeys([*command["tables"].get(name, []), *names]))
    return found


def schema_of(command: str, parts: Parts) -> dict[str, Any]:
    """Return the JSON Schema of a command's answer."""
    said = {name: {"type": "string"} for name in [*parts["says"], *ALSO.get(command, ())]}
    tables = {name: {"type": "array", "items": _row(name, listed)} for name, listed in parts["tables"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:virement:answer:{command}:{VERSION}",
        "title": f"virement {command} --json",
        "description": COMMANDS[command][1],
        "type": "object",
        "required": ["answer", "exit_code", "says", "tables", "problems"],
        "additionalProperties": False,
        "properties": {
            "answer": {"const": f"{command}/{VERSION}"},
            "exit_code": {"enum": list(exit_codes(command))},
            "baseline": BASELINE,
            "says": {"type": "object", "additionalProperties": False, "properties": said},
            "tables": {"type": "object", "additionalProperties": False, "properties": tables},
            "problems": {"type": "array", "items": PROBLEM},
        },
    }


def _row(table: str, listed: list[str]) -> dict[str, Any]:
    known = columns()
    properties = {}
    for column in listed:
        kind, meaning = known.get(f"{table}.{column}") or known[column]
        properties[column] = {**KINDS[kind], "description": f"{meaning} ({KIND_WORDS[kind]})"}
    return {"type": "object", "required": listed, "additionalProperties": False, "properties": properties}


def commands_page() -> str:
    """Return the page about the commands: what each does, its options, its examples."""
    lines = ["# Command line", "", "What `virement COMMAND --help` says.", ""]
    for name, command in virement.commands.items():
        lines += _command_part(name, command)
    return "\n".join(lines)


def _command_part(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"virement {name}")
    told, _, examples = inspect.cleandoc(command.help or "").partition("\b\n")
    yield f"## virement {name}\n"
    yield f"{told.strip()}\n"
    yield f"```text\n{' '.join(command.get_usage(context).split()).removeprefix('Usage: ')}\n```\n"
    yield f"```sh\n{examples.strip()}\n```\n"
    yield "| option | is |\n|---|---|"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield f"| `{record[0].replace('|', '&#124;')}` | {record[1].replace('|', '&#124;')} |"
    yield ""


def _codes() -> Iterator[str]:
    yield "## Exit codes\n"
    yield "| command | code | means |\n|---|---|---|"
    yield from (f"| every command | {code} | {meaning} |" for code, meaning in USUAL.items())
    for name, codes in OWN.items():
        yield from (f"| `virement {name}` | {code} | {meaning} |" for code, meaning in codes.items())
    yield ""


def answers_page(found: dict[str, Parts]) -> str:
    """Return the page about what `--json` prints."""
    known = columns()
    lines = [HEAD]
    for command, parts in found.items():
        lines += [f"## virement {command} --json\n", f"[Schema](json/{command}-{VERSION}.json)\n"]
        if parts["says"]:
            lines += [f"Says: {', '.join(f'`{name}`' for name in parts['says'])}\n"]
        lines += [f"- `{name}`: {', '.join(f'`{one}`' for one in listed)}" for name, listed in parts["tables"].items()]
        lines += [""]
    lines += [*_codes(), "## Columns\n", "| column | is | means |\n|---|---|---|"]
    lines += [f"| `{name}` | {KIND_WORDS[kind]} | {meaning} |" for name, (kind, meaning) in known.items()]
    return "\n".join([*lines, ""])


HEAD = """# What `--json` prints

Made by `just docs` from the answers of the commands.

Every command that prints tables prints one JSON object with `--json`: `answer` is the command and the version of the
object, `exit_code` what the command ends with, `baseline` what the amounts are counted in, `says` the sentences by
name, `tables` the tables as lists of rows, `problems` what is wrong (`error`), which limits are broken (`limit`), what
is not approved (`approval`) and what is worth knowing (`warning`). Exact numbers stand as digits in a text, and what
isn't known is `null`. `virement baseline --json` has an object of its own: where every number of a table went.
"""


def pages() -> dict[str, str]:
    """Return the text of each file of the reference that is made."""
    found = parts_of(answers())
    made = {"json.md": answers_page(found)}
    for command, parts in found.items():
        text = json.dumps(schema_of(command, parts), indent=2, ensure_ascii=False)
        made[f"json/{command}-{VERSION}.json"] = f"{text}\n"
    return made


if __name__ == "__main__":
    for name, text in pages().items():
        (PLACE / name).parent.mkdir(parents=True, exist_ok=True)
        (PLACE / name).write_text(text, "utf-8")
