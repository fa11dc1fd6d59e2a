"""Reading a pack: looked over before anything of it is believed, and unpacked whole or not at all.

Whoever sends a zip may mean harm. Names that lead out of the folder, links, files that inflate, and whatever the
manifest doesn't say are refused; so are tables that are not what the scenario gives.
"""

from __future__ import annotations

import io
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path, PurePosixPath

from virement.engine import Ledger, reallocate
from virement.exports.packs.build import BASELINE, check_count, packed
from virement.exports.packs.manifest import NAME as MANIFEST
from virement.exports.packs.manifest import Manifest, read_manifest
from virement.scenario import baseline_of, load_scenario
from virement.values import BROKEN_ZIP, ModelError, Problem, Tell, silent

MOST_BYTES = 300_000_000  # of all files, unpacked
MOST_FILES = 5_000
MOST_MANIFEST = 2_000_000
_ANEW = "Ask for the pack anew"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,3}")
_RESERVED = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)", re.IGNORECASE)  # no files in Windows


def read_pack(content: bytes, file: str) -> tuple[Manifest, dict[str, bytes]]:
    """Return what the manifest of the pack `file` says, and its files by name, each as the manifest has it.

    Raises `ModelError` with everything that is wrong: no zip or a damaged one, no pack, names that lead elsewhere, more
    than a pack can hold, files that were changed, are missing or are not in the manifest.
    """
    members = _members(content, file)
    files = _contents(content, members, file)
    said = read_manifest(files.pop(MANIFEST), file)
    if problems := list(_differences(said, files, file)):
        raise ModelError(problems)
    return said, files


def _members(content: bytes, file: str) -> list[zipfile.ZipInfo]:
    """Look at the directory of the zip, and refuse what is not to be opened."""
    try:
        every = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except BROKEN_ZIP:
        what = "is a damaged zip" if content[:2] == b"PK" else "is not a zip"
        raise ModelError([Problem(file, what, "A pack is the zip that virement pack wrote")]) from None
    if len(every) > MOST_FILES:
        raise ModelError([Problem(file, f"holds {len(every):,} files", f"A pack holds at most {MOST_FILES:,}")])
    if problems := [Problem(file, what, _ANEW) for what in _refusals(every)]:
        raise ModelError(problems)
    members = [member for member in every if not member.is_dir()]
    if MANIFEST not in [member.filename for member in members]:
        what = "is a zip, but no pack: it has no manifest.json"
        raise ModelError([Problem(file, what, "A pack is the zip that virement pack wrote")])
    return members


def _refusals(members: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Yield why a zip is not to be opened."""
    seen: set[str] = set()
    folders = {str(folder).casefold() for member in members for folder in PurePosixPath(member.filename).parents}
    for member in members:
        name = member.filename.removesuffix("/") if member.is_dir() else member.filename
        if not _NAME.fullmatch(name) or _RESERVED.search(name):
            yield f"holds a file whose name no pack has: {name[:80]!r}"
        elif stat.S_ISLNK(member.external_attr >> 16):
            yield f"holds a link in place of a file: {name}"
        elif member.flag_bits & 1:
            yield f"is locked by a password: {name}"
        elif name.casefold() in seen:
            yield f"holds {name} twice"
        elif name.casefold() in folders and not member.is_dir():
            yield f"holds {name} both as a file and as a folder"
        elif name == MANIFEST and member.file_size > MOST_MANIFEST:
            yield f"has a {MANIFEST} of {member.file_size:,} bytes"
        seen.add(name.casefold())
    if sum(member.file_size for member in members) > MOST_BYTES:
        yield f"unpacks to more than {MOST_BYTES // 1_000_000} MB"


def _contents(content: bytes, members: list[zipfile.ZipInfo], file: str) -> dict[str, bytes]:
    found, problems = {}, []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in members:
            try:
                found[member.filename] = archive.read(member)
            except BROKEN_ZIP:
                problems.append(Problem(file, f"is damaged: {member.filename} can't be unpacked", _ANEW))
    if problems:
        raise ModelError(problems)
    return found


def _differences(said: Manifest, files: dict[str, bytes], file: str) -> Iterator[Problem]:
    """Yield each file that is not as the manifest says."""
    for name, mark in said.files.items():
        if name not in files:
            yield Problem(f"{file} {name[:80]}", "is missing, though the manifest names it", _ANEW)
        elif sha256(files[name]).hexdigest() != mark:
            yield Problem(f"{file} {name}", "was changed since it was packed", _ANEW)
    for name in files:
        if name not in said.files:
            yield Problem(f"{file} {name}", "was added: the manifest doesn't name it", "Take it out, or pack anew")


def verify(content: bytes, file: str, tell: Tell = silent) -> Manifest:
    """Check a pack through and through, and return its manifest.

    Every file is as the manifest says, what it says of the scenarios and baselines is so, each file is to the byte what
    a scenario gives over its baseline now, and there is no other. Raises `ModelError` with everything that isn't so.
    `tell(done, files)` is called before each file is made again.
    """
    said, files = read_pack(content, file)
    with tempfile.TemporaryDirectory() as place:
        _write(files, Path(place))
        ledgers = _ledgers(said, Path(place), files, file)
    if problems := list(_claimed(said, files, ledgers, file, tell)):
        raise ModelError(problems)
    return said


def _ledgers(said: Manifest, place: Path, files: dict[str, bytes], file: str) -> list[Ledger]:
    """Carry out each scenario of a pack that was unpacked at a place."""
    check_count(len(said.scenarios), f"{file} {MANIFEST}")
    ledgers, problems = [], []
    for one in said.scenarios:
        needed = [f"{one.folder}/{name}".removeprefix("/") for name in ("scenario.yaml", f"{BASELINE}/baseline.yaml")]
        if missing := [name for name in needed if name not in files]:
            what = "is missing: the manifest says that there is a scenario"
            problems += [Problem(f"{file} {name}", what, _ANEW) for name in missing]
            continue
        try:
            ledgers.append(_carried_out(place / one.folder))
        except ModelError as error:
            problems += [_in_pack(problem, place, file) for problem in error.problems]
    if problems:
        raise ModelError(problems)
    return ledgers


def _in_pack(problem: Problem, place: Path, file: str) -> Problem:
    """Say a problem of the unpacked files by their names in the pack."""
    where, what, hint = (text.replace(f"{place}/", "") for text in (problem.where, problem.what, problem.hint))
    return Problem(f"{file} {where}".strip(), what, hint)


def _claimed(
    said: Manifest, files: dict[str, bytes], ledgers: list[Ledger], file: str, tell: Tell
) -> Iterator[Problem]:
    """Yield what the manifest says and the scenarios don't, and each file that they don't give."""
    known, made = packed(ledgers, tell)
    hint = _ANEW if said.version == known.version else "It may be fine in the virement that packed it"
    where = f"{file} {MANIFEST}"
    if said.version != known.version:
        yield Problem(where, f"was written by virement {said.version}, and this is {known.version}", hint)
    for mine, true in zip(said.scenarios, known.scenarios, strict=True):
        for what, claim in asdict(mine).items():
            if claim != getattr(true, what):
                yield Problem(where, f"says {claim!r:.90} where {getattr(true, what)!r:.90} is the {what}", hint)
    for name in dict.fromkeys([*made, *files]):
        if made.get(name) != files.get(name):
            yield Problem(f"{file} {name}", "is not what scenario.yaml gives over its baseline", hint)


def _carried_out(folder: Path) -> Ledger:
    scenario = load_scenario(folder / "scenario.yaml")
    return reallocate(baseline_of(scenario, folder / BASELINE), scenario)


def unpack(content: bytes, file: str, folder: str | Path, tell: Tell = silent) -> Manifest:
    """Verify a pack, and write its files into a new folder, all or none; return its manifest.

    Raises `ModelError` as `verify` does, and where the folder is there already or can't be written.
    """
    said = verify(content, file, tell)
    _, files = read_pack(content, file)
    target = Path(folder)
    if target.exists() or target.is_symlink():
        what = "exists already" if target.exists() else "is a link to what isn't there"
        raise ModelError([Problem(str(folder), what, "Name a folder that isn't there yet")])
    try:
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".", suffix=".draft"))
    except OSError as error:
        hint = "Choose a place that is there and that you may write to"
        raise ModelError([Problem(str(folder), f"can't be written: {error.strerror}", hint)]) from None
    try:
        _write({**files, MANIFEST: said.text().encode()}, draft)
        draft.chmod(0o755)
        draft.rename(target)
    except OSError as error:
        raise ModelError([Problem(str(folder), f"can't be written: {error.strerror}", "Is there room?")]) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return said


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
