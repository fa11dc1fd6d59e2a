"""Files that break readers, made by rules: zips, workbooks, and what a workbook of ours remembers."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from typing import Any

from virement.baseline import baseline_zip, load_baseline
from virement.engine import reallocate
from virement.exports import pack
from virement.scenario import Move, Scenario
from virement.workbook import workbook_of
from virement.workbook.hidden_origin import packed_text, unpacked

TOY = load_baseline("toy")

STRANGE = (
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    "",
    "x",
    "9" * 400,
    [],
    {},
    [[]],
    [[0, 10**9]],
    {"0": [[[0, 10**9]], "a"]},
    "\ud7ff",
)


def remembered() -> Iterator[Callable[[], bytes]]:
    """A workbook whose hidden sheet says something else, with the checksum that goes with it."""
    over, scenario = TOY, Scenario(title="T", baseline="toy", moves=(Move(name="A", from_=("Streets",), cut="5%"),))
    book = workbook_of(reallocate(over, scenario))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    kept = next(re.finditer(rb"[0-9a-f]{64}[A-Za-z0-9+/=]{200,}", files["xl/sharedStrings.xml"]))[0]
    said = unpacked(kept.decode())
    assert said is not None
    for path, value in product(list(_paths(said)), STRANGE):
        changed_ = json.loads(json.dumps(said))
        holder = changed_
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value
        yield partial(_remembering, files, kept, changed_)


def _remembering(files: dict[str, bytes], kept: bytes, said: dict[str, Any]) -> bytes:
    text = files["xl/sharedStrings.xml"].replace(kept, packed_text(said).encode())
    return _zip({**files, "xl/sharedStrings.xml": text})


def _paths(said: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value, of long lists and mappings only of the first few."""
    items = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, value in islice(items, 12 if not above else 3):
        yield (*above, key)
        yield from _paths(value, (*above, key))


def _zip(files: dict[str, bytes]) -> bytes:
    made_ = io.BytesIO()
    with zipfile.ZipFile(made_, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made_.getvalue()


def zips() -> Iterator[bytes | Callable[[], bytes]]:
    """Zips with names that lead out, bombs, twice the same, cut at every place; as a pack and as a baseline."""
    for whole in (baseline_zip(TOY), pack([reallocate(TOY, Scenario(title="T", baseline="toy"))])):
        yield from (whole[:cut] for cut in range(0, len(whole), max(len(whole) // 40, 1)))
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        for name in ("../x", "/x", "C:\\x", "a/../../x", "x\x00", "\u202ex", "con", "." * 300):
            yield partial(_zip, {**files, name: b"x"})
        for name in list(files)[:4]:
            yield partial(_zip, {**files, name: b"\x00" * 50_000_000})
            yield partial(_zip, {**files, name: b"\xff" * 9})
            yield partial(_zip, {**files, name: b"9" * 900 + b"," * 900})


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<?xml version="1.0"?>{{}}<worksheet xmlns="{SPACE}"><sheetData>{{}}</sheetData>{{}}</worksheet>'
ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c><c r="B{0}">{2}</c></row>'


def sheets() -> Iterator[Callable[[], bytes]]:
    """Workbooks with bombs of styles, strings, names and sheets, entities, cells in corners, relations to elsewhere."""
    import openpyxl

    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (("Division", "FY2026"), ("Streets", 100), ("Parks", 200)):
        book.active.append(row)
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sheet, styles, main = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
    for many in (1_000, 100_000):
        yield partial(
            _zip,
            {**files, styles: files[styles].replace(b"<cellXfs", b"<cellXfs>" + b"<xf/>" * many + b"</cellXfs><x", 1)},
        )
        yield partial(
            _zip, {**files, styles: files[styles].replace(b"<fonts", b"<fonts>" + b"<font/>" * many + b"</fonts><x", 1)}
        )
        yield partial(_zip, {**files, "xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * many + b"</sst>"})
        name = b'<definedName name="n">A1</definedName>' * many
        yield partial(
            _zip,
            {**files, main: files[main].replace(b"<definedNames", b"<definedNames>" + name + b"</definedNames><x")},
        )
        more = b'<sheet name="s" sheetId="9" r:id="rId1"/>' * (many // 10)
        yield partial(_zip, {**files, main: files[main].replace(b"<sheets>", b"<sheets>" + more)})
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    for entity in (
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>',
        '<!DOCTYPE x [<!ENTITY a8 SYSTEM "file:///etc/passwd">]>',
    ):
        yield partial(_zip, {**files, sheet: SHEET.format(entity, ROW.format(1, "&a8;", "<v>1</v>"), "").encode()})
    for place in ("XFD1048576", "A1048576", "XFD1", "A99999999999", "ZZZZ1", "A0", "", "1A"):
        cell = f'<row r="1"><c r="{place}"><v>1</v></c></row>'
        yield partial(_zip, {**files, sheet: SHEET.format("", cell, "").encode()})
    for value in ("1e999", "nan", "-1e308", "", "x", "9" * 5000, "0x1", "1_0"):
        yield partial(
            _zip, {**files, sheet: SHEET.format("", ROW.format(1, "Division", f"<v>{value}</v>"), "").encode()}
        )
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50 + "</mergeCells>"
    yield partial(_zip, {**files, sheet: SHEET.format("", ROW.format(1, "Division", "<v>1</v>"), merged).encode()})
    for target in ("../../../etc/passwd", "/etc/passwd", "http://127.0.0.1:9/x", "file:///etc/passwd", ""):
        relations = "xl/_rels/workbook.xml.rels"
        yield partial(
            _zip,
            {**files, relations: re.sub(rb'Target="[^"]*sheet1.xml"', f'Target="{target}"'.encode(), files[relations])},
        )
    yield from (
        partial(_zip, {**files, name: content}) for name in list(files) for content in (b"", b"<", b"<a/>", b"\x00" * 9)
    )
