"""Files made to hurt: each is answered within seconds and in bounded memory, in a child process that has limits."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from virement.tables import read_table

from tests.support.strange_zips import strange_zips

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 20, 1500  # of CPU; at the peak
CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from virement.tables import read_table
before = resource.getrusage(resource.RUSAGE_SELF)
reading = read_table(__import__("pathlib").Path(sys.argv[1]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "status": str(reading.status), "totals": reading.totals, "leaves": reading.leaves,
    "problems": [str(problem)[:400] for problem in reading.problems[:60]], "lines": len(reading.problems),
    "questions": len(reading.questions), "seconds": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
    "megabytes": used.ru_maxrss / 1024,
}, default=str))
"""
TABLE = [("Department", "FY2026", "FY2027"), ("Police", 500, 520), ("Fire", 300, 310), ("Parks", 200, 205)]


@pytest.mark.parametrize("content", strange_zips("xl/workbook.xml").values(), ids=strange_zips())
def test_a_workbook_that_python_can_not_unpack_is_damaged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "t.xlsx"
    file.write_bytes(content)
    reading = read_table(file)
    assert str(reading.status) == "refused"
    assert "damaged" in str(reading.problems[0])


def answer(file: Path) -> dict:  # type: ignore[type-arg]
    """What the reader says of a file, and the seconds and megabytes it took; its problems are a screenful at most."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, f"the process ended with {done.returncode}: {done.stderr[-800:]}"
    found: dict = json.loads(done.stdout.splitlines()[-1])  # type: ignore[type-arg]
    assert found["status"] in ("understood", "unsure", "refused")
    assert found["lines"] <= 40, found["problems"]
    assert found["questions"] <= 8
    assert found["seconds"] <= SECONDS, found
    assert found["megabytes"] <= MEGABYTES, found
    return found


def book_of(rows: list[tuple[object, ...]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def changed(book: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts written anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode("utf-8")) if name == part else text)
    return out.getvalue()


def is_read(found: dict) -> None:  # type: ignore[type-arg]
    """The small table of this file, read rightly."""
    assert found["status"] == "understood", found["problems"]
    assert {period: Decimal(amount) for period, amount in found["totals"]["budget"].items()} == {
        "FY2026": 1000,
        "FY2027": 1035,
    }
    assert found["leaves"] == 3


def is_right_or_not_read(found: dict) -> None:  # type: ignore[type-arg]
    if found["status"] == "understood":
        is_read(found)


def test_one_column_of_a_million_rows(tmp_path: Path) -> None:
    """Numbers without a name or a period are no budget."""
    file = tmp_path / "one.csv"
    file.write_text("\n".join(map(str, range(1_000_000))))
    assert answer(file)["status"] == "refused"


def test_more_columns_than_a_sheet_can_bear(tmp_path: Path) -> None:
    """16,384 columns that are no periods."""
    file = tmp_path / "wide.csv"
    file.write_text("\n".join(",".join(f"{row}{column}" for column in range(16_384)) for row in ("c", 1, 2, 3)))
    answer(file)


def test_sixteen_thousand_columns_of_periods(tmp_path: Path) -> None:
    """The same year in every heading: never one sum of them all without a question."""
    file = tmp_path / "years.csv"
    file.write_text(f"Department{',FY2026' * 16_383}\nPolice{',1' * 16_383}\nFire{',2' * 16_383}\n")
    found = answer(file)
    assert found["status"] != "understood" or found["totals"]["budget"]["FY2026"] != "49149.00"


def test_lines_in_two_encodings(tmp_path: Path) -> None:
    """Half the lines are UTF-8 and half Windows-1252: the numbers are the same in both."""
    file = tmp_path / "mixed.csv"
    lines = [f"Département {n},{n},{n}\r\n".encode("utf-8" if n % 2 else "cp1252") for n in range(1, 2001)]
    file.write_bytes(b"Service,FY2026,FY2027\r\n" + b"".join(lines))
    found = answer(file)
    assert found["status"] != "understood" or Decimal(found["totals"]["budget"]["FY2026"]) == 2_001_000


def test_a_million_divisions(tmp_path: Path) -> None:
    """Each is a leaf of its own, and none is lost."""
    file = tmp_path / "many.csv"
    file.write_text("Department,FY2026\n" + "".join(f"Unit {n},{1000 + n * 7919 % 99991}\n" for n in range(1_000_000)))
    found = answer(file)
    if found["status"] != "refused":
        assert Decimal(found["totals"]["budget"]["FY2026"]) == sum(1000 + n * 7919 % 99991 for n in range(1_000_000))
        assert found["leaves"] == 1_000_000


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1"])
def test_a_cell_in_the_far_corner(tmp_path: Path, place: str) -> None:
    """The small table, and one more cell at the end of the sheet, which no array may be made for."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in TABLE:
        book.active.append(row)
    book.active[place] = "x"
    book.save(out)
    file = tmp_path / "far.xlsx"
    file.write_bytes(out.getvalue())
    is_right_or_not_read(answer(file))


def test_half_a_million_styles(tmp_path: Path) -> None:
    """The table of styles is no part of what is read, or only as far as it is used."""

    def many(styles: str) -> str:
        start, rest = styles.split("<cellXfs", 1)
        body, end = rest.split("</cellXfs>", 1)
        more = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 500_000
        return f"{start}<cellXfs{body}{more}</cellXfs>{end}"

    file = tmp_path / "styles.xlsx"
    file.write_bytes(changed(book_of(TABLE), "xl/styles.xml", many))
    is_right_or_not_read(answer(file))


def test_a_bomb_of_strings(tmp_path: Path) -> None:
    """Four million shared strings that no cell uses, in a file of some kilobytes."""
    file = tmp_path / "strings.xlsx"
    more = "<si><t>aaaaaaaaaaaaaaaa</t></si>" * 4_000_000
    file.write_bytes(
        changed(book_of(TABLE), "xl/sharedStrings.xml", lambda text: text.replace("</sst>", f"{more}</sst>"))
    )
    is_right_or_not_read(answer(file))


def test_a_cell_of_a_hundred_megabytes(tmp_path: Path) -> None:
    """One text longer than a workbook may hold."""
    file = tmp_path / "long.xlsx"
    file.write_bytes(
        changed(book_of(TABLE), "xl/sharedStrings.xml", lambda text: text.replace("Parks", "P" * 100_000_000))
    )
    is_right_or_not_read(answer(file))


def test_everything_merged(tmp_path: Path) -> None:
    """Merged ranges over the whole sheet, and a hundred thousand of them."""
    ranges = ['<mergeCell ref="F1:XFD1048576"/>', *(f'<mergeCell ref="E{n}:F{n}"/>' for n in range(10, 100_010))]
    merged = f'<mergeCells count="{len(ranges)}">{"".join(ranges)}</mergeCells>'
    file = tmp_path / "merged.xlsx"
    page = "xl/worksheets/sheet1.xml"
    file.write_bytes(changed(book_of(TABLE), page, lambda text: text.replace("</sheetData>", f"</sheetData>{merged}")))
    is_right_or_not_read(answer(file))


def test_entities_within_entities(tmp_path: Path) -> None:
    """A billion laughs in a sheet."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    head = f'<!DOCTYPE worksheet [<!ENTITY l0 "1">{laughs}]><worksheet'
    file = tmp_path / "laughs.xlsx"
    page = "xl/worksheets/sheet1.xml"
    bomb = changed(
        book_of(TABLE), page, lambda text: text.replace("<worksheet", head, 1).replace("<v>500</v>", "<v>&l10;</v>")
    )
    file.write_bytes(bomb)
    assert answer(file)["status"] == "refused"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("nul.csv", b"Department,FY2026\nPolice\x00,1\n" * 1000),
        ("no-line.csv", b"Department,FY2026,Police,1" * 2_000_000),
        ("quotes.csv", b'Department,FY2026\n"Police,1\n' * 200_000),
        ("long.csv", b"Department,FY2026\nPolice," + b"9" * 10_000_000),
        ("exponent.csv", b"Department,FY2026\nPolice,1e999999999\nFire,1\n"),
        ("tiny.csv", b"Department,FY2026\nPolice,1e-999999999\nFire,1\n"),
        ("cut.xlsx", book_of(TABLE)[:3000]),
        ("no.xlsx", b"PK\x03\x04" + b"\x00" * 5000),
        ("half.csv", "Department,FY2026\nPolice,1\n".encode("utf-16")[:-1]),
        ("png.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes) -> None:
    """Cut, empty or endless: an answer, and no more than a screenful of it."""
    file = tmp_path / name
    file.write_bytes(content)
    answer(file)


def test_a_far_cell_that_only_has_a_format_is_no_trouble() -> None:
    book = openpyxl.Workbook()
    for row in (["Department", "FY2026"], ["Police", 120], ["Fire", 80], ["Total", 200]):
        book.active.append(row)
    book.active.cell(1_048_576, 16_384).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    reading = read_table(("b.xlsx", out.getvalue()))
    assert (reading.status, reading.totals) == ("understood", {"budget": {"FY2026": "200.00"}})
