"""The commands about packs: `virement pack`, `virement verify` and `virement unpack`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from virement.cli.options import carried_out, over_another
from virement.cli.output import progress, write_result
from virement.exports import MOST_BYTES, Manifest, pack, unpack, verify
from virement.values import ModelError, Problem, on_one_line


@click.command("pack")
@click.argument("scenario", nargs=-1, required=True)
@click.option("--output", "-o", metavar="FILE.zip", required=True, help="Where the pack is written, overwriting it.")
@over_another
def pack_(scenario: tuple[str, ...], output: str, **given: Any) -> None:
    """Pack scenarios for others in one zip: brief, tables, pictures, workbook, baseline and sources.

    The same scenario over the same baseline gives the same bytes each time.

    \b
    virement pack nyt-2b-to-ai -o two-billion.zip
    virement pack nyt-2b-to-ai rl-30pct-to-ai -o both.zip
    """
    ledgers = carried_out(scenario, **given)
    with progress("files") as tell:
        made = pack(ledgers, tell)
    write_result(output, made)
    click.echo(on_one_line(f"{output}: {', '.join(one.scenario.title for one in ledgers)}"))


@click.command("verify")
@click.argument("file")
def verify_(file: str) -> None:
    """Check a pack: every file as it was packed, and every table what the scenario gives over its baseline.

    \b
    virement pack nyt-2b-to-ai -o two-billion.zip
    virement verify two-billion.zip
    """
    with progress("files") as tell:
        said = verify(_content(file), file, tell)
    _say(said, file)


@click.command("unpack")
@click.argument("file")
@click.option("--output", "-o", metavar="FOLDER", help="A new folder; by default called as the pack.")
def unpack_(file: str, output: str | None) -> None:
    """Check a pack as verify does, then write its files into a new folder: all of them, or none.

    \b
    virement pack nyt-2b-to-ai -o two-billion.zip
    virement unpack two-billion.zip -o two-billion
    virement run two-billion/scenario.yaml
    """
    folder = output or str(Path(file).with_suffix("" if Path(file).suffix else ".unpacked"))
    with progress("files") as tell:
        said = unpack(_content(file), file, folder, tell)
    _say(said, file)
    for one in said.scenarios:
        click.echo(f"virement run {Path(folder) / one.folder / 'scenario.yaml'}")


def _content(file: str) -> bytes:
    path = Path(file)
    if not path.is_file():
        raise ModelError([Problem(file, "is not a file", "Name a pack, as virement pack wrote it")])
    if path.stat().st_size > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "A pack is far smaller")])
    return path.read_bytes()


def _say(said: Manifest, file: str) -> None:
    click.echo(f"{file}: fine, {len(said.files)} files as they were packed by virement {said.version}")
    for one in said.scenarios:
        click.echo(on_one_line(f"{one.title}, over {one.baseline} ({one.fingerprint[:16]})"))
