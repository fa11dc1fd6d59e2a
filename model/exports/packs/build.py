"""The pack: all that somebody needs to read a scenario, check it and carry it on, in one zip.

The same ledgers give the same bytes on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from virement import views
from virement.authority import register_of
from virement.baseline import baseline_folder, told_warnings
from virement.engine import Ledger
from virement.exports.books.sources import sources_of
from virement.exports.brief.brief import brief_of
from virement.exports.brief.html import as_html
from virement.exports.brief.markdown import as_markdown
from virement.exports.brief.pictures import IN_BRIEF, brief_pictures, pictures_of
from virement.exports.packs.manifest import NAME as MANIFEST
from virement.exports.packs.manifest import Manifest, Packed, manifest_of
from virement.exports.register.formats import REGISTER_FORMATS
from virement.scenario import Scenario, flattened, scenario_text
from virement.values import ModelError, Problem, Tell, silent, zipped
from virement.workbook import workbook_of

BASELINE = "baseline"  # the folder of the baseline, beside the scenario that names it
MOST_SCENARIOS = 50
_MOST_LETTERS = 50
_BASE_FILE = r"(?!scenario$)[a-z0-9][a-z0-9-]{0,63}"


# the files that a ledger alone makes, in the order in which they stand
CONTENTS: dict[str, Callable[[Ledger], str | bytes]] = {
    "scenario.yaml": lambda ledger: scenario_text(ledger.scenario),
    "cells.csv": lambda ledger: views.to_csv(views.cells(ledger)),
    "ledger.csv": lambda ledger: views.to_csv(views.postings(ledger)),
    "sources_and_uses.csv": lambda ledger: views.to_csv(views.sources_and_uses(ledger)),
    "sources.csv": lambda ledger: views.to_csv(sources_of(ledger)),
    "model.xlsx": workbook_of,
}


def pack(ledgers: Sequence[Ledger], tell: Tell = silent) -> bytes:
    """Return the pack of one or more ledgers as a zip: a folder a scenario if there are several, and a manifest.

    Unpacked, `virement run scenario.yaml` gives the same `cells.csv`, to the byte: the baseline lies beside it. Raises
    `ModelError` where there is nothing to pack, or too much. `tell(done, files)` is called before each file is made.
    """
    said, files = packed(ledgers, tell)
    return zipped({MANIFEST: said.text().encode(), **files})


def packed(ledgers: Sequence[Ledger], tell: Tell = silent) -> tuple[Manifest, dict[str, bytes]]:
    """Return what `pack` puts into the zip: what the manifest says, and all other files by their names."""
    check_count(len(ledgers))
    folders = _folders([ledger.scenario.title for ledger in ledgers])
    files = {
        f"{folder}{name}": content
        for place, (folder, ledger) in enumerate(zip(folders, ledgers, strict=True))
        for name, content in files_of(ledger, _part_of(tell, place, len(ledgers))).items()
    }
    scenarios = tuple(
        Packed(folder.rstrip("/"), ledger.scenario.title, ledger.baseline.title, ledger.baseline.fingerprint)
        for folder, ledger in zip(folders, ledgers, strict=True)
    )
    return manifest_of(scenarios, files), files


def _part_of(tell: Tell, place: int, parts: int) -> Tell:
    """Return how one of several parts, as long as each other, says how far the whole is."""
    return lambda done, most: tell(place * most + done, parts * most)


def files_of(ledger: Ledger, tell: Tell = silent) -> dict[str, bytes]:
    """Return the files of one scenario by their names; `NAME.missing.txt` says why one of them can't be made."""
    ledger = _beside_its_baseline(ledger)
    tell(0, 1 + len(CONTENTS))
    brief, pictures = brief_of(ledger), pictures_of(ledger)
    made: dict[str, str | bytes] = {
        "brief.html": as_html(brief, brief_pictures(ledger)),
        "brief.md": as_markdown(brief, [name for name in IN_BRIEF if name in pictures]),
        "figures.csv": views.to_csv(brief.figures),
    }
    for number, (name, content) in enumerate(CONTENTS.items(), start=1):
        tell(number, 1 + len(CONTENTS))
        try:
            made[name] = content(ledger)
        except ModelError as error:
            made[f"{name}.missing.txt"] = f"{error}\n"
    if register := register_of([ledger]):
        made |= {f"register.{name}": REGISTER_FORMATS[name](register) for name in ("csv", "html")}
    made |= {f"{name}.svg": svg for name, svg in pictures.items()}
    made |= {f"{name}.yaml": scenario_text(base) for name, base in ledger.scenario.bases.items()}
    made |= {f"{BASELINE}/{name}": content for name, content in baseline_folder(ledger.baseline).items()}
    return {name: content.encode() if isinstance(content, str) else content for name, content in made.items()}


def _beside_its_baseline(ledger: Ledger) -> Ledger:
    """Return a ledger as it is once it is unpacked: what its scenario goes over and builds on lies beside it."""
    baseline = replace(ledger.baseline, name=BASELINE, warnings=told_warnings(ledger.baseline))
    return replace(ledger, scenario=_over_it(ledger.scenario), baseline=baseline)


def _over_it(scenario: Scenario) -> Scenario:
    """Return a scenario over the baseline of the pack; where it builds on one that no file can be named by, whole."""
    bases = {name: flattened(base).over(BASELINE) for name, base in scenario.bases.items()}
    if all(re.fullmatch(_BASE_FILE, name) for name in bases):
        return scenario.over(BASELINE, bases)
    return flattened(scenario).over(BASELINE)


def check_count(count: int, where: str = "") -> None:
    """Refuse to pack nothing, and too much."""
    if not count:
        raise ModelError([Problem(where, "there is no scenario to pack", "Name one or more")])
    if count > MOST_SCENARIOS:
        raise ModelError([Problem(where, f"{count} scenarios are too many for a pack", f"At most {MOST_SCENARIOS}")])


def _folders(titles: Sequence[str]) -> list[str]:
    """Return the folder of each scenario: none of a single one, else its number and its title in plain letters."""
    if len(titles) == 1:
        return [""]
    return [f"{f'{number}-{_plain(title)}'.strip('-')}/" for number, title in enumerate(titles, start=1)]


def _plain(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_MOST_LETTERS].strip("-")
