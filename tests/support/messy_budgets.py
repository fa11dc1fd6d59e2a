"""Budgets as people really keep them, made in code: each with the baseline it makes, or the problem that it has.

`UGLY` lists (name, file, bytes, expected): either divisions, each with its cents by period, or the text of a problem.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl

Budget = dict[str, dict[str, int]]
Ugly = tuple[str, str, bytes, Budget | str]


def xlsx(*rows: list[object], title: str = "Budget", **sheets: list[list[object]]) -> bytes:
    """A workbook with these rows on its first sheet, and more sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = title
    for name, filled in {title: list(rows), **sheets}.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in filled:
            sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def years(**by_division: tuple[float, ...]) -> Budget:
    """Whole currency units in FY2026, FY2027 …, as cents."""
    return {
        name: {f"FY{2026 + at}": round(amount * 100) for at, amount in enumerate(amounts)}
        for name, amounts in by_division.items()
    }


TOWN = years(Streets=(1200.5, 1300), Parks=(800, 850.25))


def _titled() -> bytes:
    return xlsx(
        ["City of Springfield"], ["Adopted budget, general fund"], [],
        ["Department", "FY2026 Adopted", "FY2027 Proposed", "Notes"],
        ["Streets", 1200.5, 1300, "with snow"], ["Parks", 800, 850.25], [],
        ["Total", 2000.5, 2150.25], [], ["Source: the finance office, unaudited"],
    )  # fmt: skip


def _merged() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Department", "Program", 2026, 2027],
        ["Public Works", "Streets", 100, 110], [None, "Fleet", 50, 55], [None, "Subtotal", 150, 165],
        ["Parks", "Gardens", 30, 33], [None, "Pools", 20, 22], ["Parks Total", None, 50, 55],
        ["Grand Total", None, 200, 220],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:A6")
    return saved(book)


def _far_corner() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["Department", 2026], ["Streets", 5])))
    book.active.cell(1_048_576, 16_384, "x")
    return saved(book)


def _far_blank() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["Department", 2026], ["Streets", 5])))
    book.active.cell(1_048_576, 16_384).font = openpyxl.styles.Font(bold=True)
    return saved(book)


def _inflating() -> bytes:
    file = io.BytesIO(xlsx(["Department", 2026], ["Streets", 5]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/media/blank.bin", b"\0" * 200_000_000)
    return file.getvalue()


def _zip(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _sheet(*rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A workbook whose sheet is this XML, as another program may have written it."""
    parts = zipfile.ZipFile(io.BytesIO(xlsx(["Department", 2026])))
    space = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet = before + space + b"".join(rows) + b"</sheetData>" + after + b"</worksheet>"
    held = {name: parts.read(name) for name in parts.namelist()}
    return _zip(**(held | {"xl/worksheets/sheet1.xml": sheet}))


def _said(text: str, place: bytes = b"") -> bytes:
    return b"<c" + place + b' t="inlineStr"><is><t>' + text.encode() + b"</t></is></c>"


def _locked() -> bytes:
    """As far as a reader looks: a compound file with an encrypted package in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")


_WIDE = "Department,FY2026,FY2027\nStreets,1200.50,1300\nParks,800,850.25\n"
_MONTHS = ["Dept", *(date(2026, month, 1) for month in (1, 2, 3))]
_DAMAGED = xlsx(["Department", 2026], ["Streets", 5])
_HEAD = b"<row>" + _said("Department") + b"<c><v>2026</v></c></row>"
_STREETS = b"<row>" + _said("Streets") + b"<c><v>5</v></c></row>"

UGLY: list[Ugly] = [
    ("semicolons and commas", "stadt.csv",
     "Abteilung;2026;2027\nStreets;1.200,50 €;1.300,00 €\nParks;800,00 €;850,25 €\nSumme;2.000,50;2.150,25\n".encode(),
     TOWN),
    ("spaces in thousands", "ville.csv",
     "Department;2026;2027\nStreets;1 200,50;1\u202f300\nParks;800;850,25\n".encode(), TOWN),
    ("titles, a total and a note", "titled.xlsx", _titled(), TOWN),
    ("merged parents and subtotals", "merged.xlsx", _merged(),
     "'Public Works / Fleet' is the sum of the 2 lines below it: a total, or a division?"),
    ("parents beside their children", "tree.csv",
     b"Department,2026\nParks,50\nParks / Gardens,30\nParks / Pools,20\nStreets,100\nTotal,150\n",
     years(**{"Parks / Gardens": (30,), "Parks / Pools": (20,), "Streets": (100,)})),
    ("a parent of another size", "parent.csv", b"Department,2026\nParks,60\nParks / Gardens,30\nParks / Pools,20\n",
     "'Parks' (parent.csv:2) stands above 2 lines and is not their sum: what is it?"),
    ("a budget in accountants' brackets", "brackets.csv", b'Department,2026\nStreets,"$1,200"\nParks,"(1,200)"\n',
     "much of the spending is below zero: is it credits, or revenue written with a minus?"),
    ("accountants' signs", "signs.csv",
     b'Department,2026,2027\nStreets,"$ 1,200.50 ","$1,300"\nParks,$ 800,$850.25\nReserve, $ -   ,$5\n',
     {**TOWN, "Reserve": {"FY2026": 0, "FY2027": 500}}),
    ("Windows-1252", "été.csv", "Department,2026\nÉté,5\nRück – lage,6\n".encode("cp1252"),
     years(**{"Été": (5,), "Rück – lage": (6,)})),
    ("tabs", "tabs.tsv", _WIDE.replace(",", "\t").encode(), TOWN),
    ("a byte order mark", "bom.csv", b"\xef\xbb\xbf" + _WIDE.encode(), TOWN),
    ("UTF-16", "utf16.csv", _WIDE.replace(",", "\t").encode("utf-16"), TOWN),
    ("UTF-16 without a mark", "utf16le.csv", _WIDE.encode("utf-16-le"), TOWN),
    ("months across, as dates", "months.xlsx", xlsx(_MONTHS, ["Streets", 1, 2, 3], ["Parks", 0.1 + 0.2, None, "n/a"]),
     {"Streets": {"2026-01": 100, "2026-02": 200, "2026-03": 300},
      "Parks": {"2026-01": 30, "2026-02": 0, "2026-03": 0}}),
    ("months in words", "words.csv", b"Dept,Jan-26,Feb 2026,March 2026\nStreets,1,2,3\n",
     {"Streets": {"2026-01": 100, "2026-02": 200, "2026-03": 300}}),
    ("quarters and their year", "quarters.csv",
     b"Division,Q1 2026,2Q26,2026 Q3,2026Q4,FY2026\nA,1,2,3,4,10\nB,1,1,1,1,4\nTotal,2,3,4,5,14\n",
     {"A": {f"2026Q{n}": n * 100 for n in (1, 2, 3, 4)}, "B": {f"2026Q{n}": 100 for n in (1, 2, 3, 4)}}),
    ("tidy with a measure", "tidy.csv",
     b"Department,Year,Measure,Amount\nStreets,FY26,budget,5\nStreets,FY26,revenue,9\nParks,FY26,budget,6\n"
     b"Total,FY26,budget,11\nTotal,FY26,revenue,9\n",
     years(Streets=(5,), Parks=(6,))),
    ("years that lie in two", "school.csv", b"Department,FY25/26,2026/27\nStreets,1,2\n", years(Streets=(1, 2))),
    ("thousands in the heading", "thousands.csv", b"Department,2026 Budget ($000),2027 Budget ($000)\nStreets,1.5,2\n",
     years(Streets=(1500, 2000))),
    ("suffixes", "suffix.csv", b"Department,2026,2027\nStreets,$1.2m,$40k\n", years(Streets=(1_200_000, 40_000))),
    ("a suffix in a table of thousands", "twice.csv", b"In thousands of dollars,\nDepartment,2026\nStreets,1.2m\n",
     years(Streets=(1_200_000,))),
    ("budget, actual and variance", "variance.csv",
     b"Department,Year,Actual,Budget,Variance\nStreets,2026,4,5,1\nParks,2026,6,6,0\n",
     years(Streets=(5,), Parks=(6,))),
    ("several for one year", "versions.csv", b"Department,2026 Actual,2026 Adopted Budget,% Change\nStreets,4,5,25%\n",
     years(Streets=(5,))),
    ("several sheets", "book.xlsx",
     xlsx(["Read me"], ["All figures in dollars"], title="About", Plan=[["Department", "FY2026"], ["Streets", 5]]),
     years(Streets=(5,))),
    ("no names of columns", "corner.xlsx", xlsx([None, 2026, 2027], ["Streets", 1200.5, 1300], ["Parks", 800, 850.25]),
     TOWN),
    ("names that mean something elsewhere", "names.csv", b"Department,2026\nNA,1\n=1+1,2\nNo,3\n-A,4\nnull,5\n",
     years(**{"NA": (1,), "=1+1": (2,), "No": (3,), "-A": (4,), "null": (5,)})),
    ("the heading on every page", "pages.csv",
     b"Department,2026\nStreets,5\n\nDepartment,2026\nParks,6\n,11\n", years(Streets=(5,), Parks=(6,))),
    ("two tables on one sheet", "two.csv", b"Department,2026,2027\nStreets,5,6\n\nRevenue,2026,2027\nTaxes,9,9\n",
     "two.csv:4 'Revenue': what comes in, or a division that spends?"),
    ("two decimal marks", "marks.csv", b"Department;2026\nStreets;1.200,50\nParks;1,200.50\n",
     "can't be read (B2 '1.200,50'): leave them out?"),
    ("a total of nothing", "rewards.csv", b"Department,2026\nPay,5\nTotal Rewards,7\n",
     "'Total Rewards' does not agree with the lines it could sum: is it a total all the same?"),
    ("a third of a dollar", "third.xlsx", xlsx(["Department", 2026], ["Streets", 100 / 3]),
     years(Streets=(33.33,))),
    ("an error in a cell", "error.xlsx", xlsx(["Department", 2026], ["Streets", 5], ["Parks", "#REF!"]),
     "can't be read (B3 '#REF!'): leave them out?"),
    ("a formula that nobody worked out", "formula.xlsx",
     xlsx(["Department", 2026, 2027], ["Streets", "=2+3", 5], ["Total", "=SUM(B2:B2)", 5]),
     "can't be read (B2 '=?'): leave them out?"),
    ("a cell in the far corner", "corner-cell.xlsx", _far_corner(), "is too far to be a budget"),
    ("a format in the far corner", "corner-format.xlsx", _far_blank(), years(Streets=(5,))),
    ("cells that don't say where they stand", "placeless.xlsx", _sheet(_HEAD, _STREETS), years(Streets=(5,))),
    ("cells that say it in single quotes", "quotes.xlsx",
     _sheet(_HEAD, b"<row r='2'>" + _said("Streets", b" r='A2'") + b"<c r='B2'><v>5</v></c></row>"),
     years(Streets=(5,))),
    ("a formula that nobody worked out, placeless", "formula.xlsx",
     _sheet(_HEAD, b"<row>" + _said("Streets") + b"<c><f>2+3</f><v/></c></row>"),
     "is not a budget table"),
    ("a sheet of broken XML", "broken.xlsx", _sheet(_HEAD, _STREETS, after=b"<c " * 30_000),
     "is a damaged spreadsheet"),
    ("a sheet with a document type", "doctype.xlsx", _sheet(_HEAD, _STREETS, before=b"<!DOCTYPE x>"),
     "defines entities, as no spreadsheet does"),
    ("an endless row of nothing", "row.xlsx", _sheet(_HEAD, b"<row>" + b"<c/>" * 100_001 + b"</row>", _STREETS),
     years(Streets=(5,))),
    ("an inflating zip", "bomb.xlsx", _inflating(), years(Streets=(5,))),
    ("damaged", "damaged.xlsx", _DAMAGED[: len(_DAMAGED) // 2], "is a damaged spreadsheet or zip"),
    ("damaged within", "within.xlsx", _zip(**{"xl/workbook.xml": b"<workbook/>"}), "is a damaged spreadsheet"),
    ("no spreadsheet", "pictures.xlsx", _zip(**{"a.png": b"x"}), "is a zip, not a spreadsheet"),
    ("of another kind", "calc.xlsx", _zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
     "is a damaged spreadsheet"),
    ("locked", "locked.xlsx", _locked(), "is locked by a password"),
    ("the old kind", "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, "is a damaged spreadsheet"),
    ("an empty workbook", "empty.xlsx", xlsx(), "is empty"),
]  # fmt: skip
