"""Reads text with commas, semicolons, tabs or bars between the cells, in any common encoding, by columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from virement.tables.grid import Column, Grid, column_of
from virement.values import ModelError, Problem

MOST_BYTES = 1_000_000_000
MOST_COLUMNS = 2_000
MOST_CELLS = 200_000_000
MANY = 200  # lines that are looked at to find what parts the cells
_FAR = 1_000_000  # columns that a line may have before it is none


def read_csv(content: bytes, file: str) -> Grid:
    """Read a CSV by columns; raise `ModelError` where it is none."""
    if len(content) > MOST_BYTES:
        raise ModelError([Problem(file, f"is larger than {MOST_BYTES // 1_000_000} MB", "Leave out what isn't budget")])
    text = decoded(content)
    if b"\0" in text:
        raise ModelError([Problem(file, "is not text", "Save it as CSV or XLSX")])
    delimiter = delimiter_of(text)
    text = _without_hint(text)
    check_quotes(text, delimiter, file)
    columns = _columns(text, delimiter, file)
    height = len(columns[0].cells) if columns else 0
    return _trimmed(Grid(file, "", tuple(columns), height, delimiter=delimiter))


def check_quotes(text: bytes, delimiter: str, file: str) -> None:
    """Refuse a file with a quote that isn't closed, which would swallow the rows below it."""
    if not text.count(b'"') % 2:
        return
    lines = text.decode("utf-8", "replace").splitlines()
    mark = re.escape(delimiter)
    closed = rf'(\A|[\n{mark}])"[^"]*(?:""[^"]*)*"(?=\s*[\n{mark}]|\s*\Z)'
    outside = re.sub(closed, lambda found: found[1] + "\n" * found[0][1:].count("\n"), "\n".join(lines))
    if (opening := re.search(rf'(?:\A|[\n{mark}])"', outside)) is None:
        return  # as an inch mark within a text
    line = outside[: opening.end()].count("\n") + 1
    what, hint = "opens a quote that isn't closed at the end of its cell", "A quote within a text is written twice"
    raise ModelError([Problem(f"{file}:{line}", what, f"Close it. {hint}")])


def decoded(content: bytes) -> bytes:
    """Return the text as UTF-8, decoded by its mark, by its zero bytes, as UTF-8, Shift-JIS or Windows-1252."""
    if content[:3] == b"\xef\xbb\xbf":
        content = content[3:]
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    zeros = content[:2000:2].count(0), content[1:2000:2].count(0)
    if max(zeros) > len(content[:2000]) // 4:
        order = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        return content.decode(order, "replace").encode("utf-8", "replace")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _from_legacy(content)
    return content


_EASTERN = re.compile("(?<=[a-zA-Z])[ąćęłńśźżĄĆĘŁŃŚŹŻőűčřěů]|[ĄĆĘŁŃŚŹŻąćęłńśźżřěů](?=[a-zA-Z])")


def _from_legacy(content: bytes) -> bytes:
    """Decode as Shift-JIS where that gives Japanese, as Windows-1250 where that gives Polish, else Windows-1252.

    A file that is mostly UTF-8 with a few broken signs stays UTF-8.
    """
    sample = content[:200_000]
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    valid = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", sample))
    if valid > 5 * broken:
        return content.decode("utf-8", "replace").encode("utf-8")
    try:
        japanese = content.decode("cp932")
        start = japanese[:100_000]
        runs = re.findall("[\u3040-\u30ff\u4e00-\u9fff]{2,}", start)
        single = re.findall(
            "(?<![\u3040-\u30ff\u4e00-\u9fff])[\u3040-\u30ff\u4e00-\u9fff](?![\u3040-\u30ff\u4e00-\u9fff])", start
        )
        if len(runs) > 2 * len(single):
            return japanese.encode("utf-8")
    except UnicodeDecodeError:
        pass
    western = content.decode("cp1252", "replace")
    central = content.decode("cp1250", "replace")
    odd = len(re.findall("(?<=[a-zA-Z])[³¹¿¯]|[³¹¿¯](?=[a-z])", western[:100_000]))
    eastern = len(_EASTERN.findall(central[:100_000]))
    if eastern and odd >= eastern / 4:
        return central.encode("utf-8")
    return western.encode("utf-8")


def _lines(text: bytes) -> list[str]:
    start = io.StringIO(text[:200_000].decode("utf-8", "replace"), newline=None)
    return [line for _, line in zip(range(MANY), start, strict=False) if line.strip()]


def delimiter_of(text: bytes) -> str:
    """Return what parts the cells: what gives most of the first lines one and the same number of them."""
    lines = _lines(text)
    if lines and (said := re.fullmatch(r"sep=(.)\s*", lines[0])):
        return said[1]

    def regular(delimiter: str) -> float:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True)]
        except csv.Error:
            return 0.0
        common = Counter(width for width in widths if width > 1).most_common(1)
        # a comma also stands in amounts and texts, the others hardly do
        return common[0][1] * (1.0 if delimiter == "," else 1.5) if common else 0.0

    return max(",;\t|", key=regular)


def _without_hint(text: bytes) -> bytes:
    """Return the text without the line `sep=;` that Excel writes."""
    return text[text.find(b"\n") + 1 :] if re.match(rb"sep=.\r?\n", text[:10]) else text


def _widest(text: bytes, delimiter: str) -> int:
    """Return the most cells that one of the first and last lines has."""
    mark = delimiter.encode()
    lines = [*text[:400_000].split(b"\n"), *text[-20_000:].split(b"\n")]
    return max((line.count(mark) for line in lines), default=0) + 1


def _columns(text: bytes, delimiter: str, file: str) -> list[Column]:
    """Read by Arrow, which is quick and strict, and the lines that it refuses by Python's own reader."""
    width = _widest(text, delimiter)
    if width > MOST_COLUMNS:
        raise ModelError([Problem(file, f"has more than {MOST_COLUMNS:,} columns", "No budget is so wide")])
    spaced = b' "' in text and re.search(rf'[{re.escape(delimiter)}] +"'.encode(), text) is not None
    regular = text.count(b"\n") > 50 and not spaced and b"\0" not in text
    found = _by_arrow(text, delimiter, width) if regular else None
    return found if found is not None else _by_python(text, delimiter, file)


def _by_arrow(text: bytes, delimiter: str, width: int) -> list[Column] | None:
    names = [str(at) for at in range(width)]
    odd: list[tuple[int, str]] = []

    def keep(row: pacsv.InvalidRow) -> str:
        odd.append((row.number, row.text))
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(text),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=1 << 22),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=b'"' in text, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if len(odd) > 20_000 or any(number is None for number, _ in odd):
        return None
    columns = [column_of(table.column(at)) for at in range(width)]
    return _with_odd(columns, odd, delimiter) if odd else columns


def _with_odd(columns: list[Column], odd: list[tuple[int, str]], delimiter: str) -> list[Column] | None:
    """Put the lines that have fewer cells back in their places."""
    cells: list[list[str]] = []
    for _, line in odd:
        if len(line) > 100_000:
            return None
        rows = list(csv.reader([line], delimiter=delimiter))
        if len(rows) > 1:
            return None
        cells.append(rows[0] if rows else [])
    numbers = np.array([number for number, _ in odd], dtype=np.int64) - 1
    places = numbers - np.arange(len(numbers))  # before which of the regular rows each stands
    if max(map(len, cells)) > len(columns):
        return None
    count = len(columns[0].cells)
    order = np.insert(np.arange(count), places, count + np.arange(len(cells)))
    found = []
    for at, column in enumerate(columns):
        texts = pa.array([row[at] if at < len(row) else "" for row in cells], type=pa.string())
        found.append(Column(pa.concat_arrays([column.cells, texts]).take(pa.array(order))))
    return found


def _by_python(text: bytes, delimiter: str, file: str) -> list[Column]:
    """Read row by row: for small files, and for those that Arrow can't read."""
    source = io.StringIO(text.decode("utf-8", "replace"), newline="")
    reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True)
    limit = csv.field_size_limit(50_000_000)
    try:
        rows = list(reader) if not _keeps_indents(text, delimiter) else _indented(text, delimiter)
    except csv.Error as error:
        raise ModelError([Problem(f"{file}:{reader.line_num}", f"is no CSV: {error}", "Is it a text file?")]) from None
    finally:
        csv.field_size_limit(limit)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise ModelError([Problem(file, "is too large to be a budget", "Leave out what isn't budget")])
    full = [row + [""] * (width - len(row)) for row in rows]
    return [Column(pa.array(list(cells), type=pa.string())) for cells in zip(*full, strict=True)]


def _keeps_indents(text: bytes, delimiter: str) -> bool:
    """Tell whether blanks before a cell can be kept: no quote stands behind one."""
    return re.search(rf'(?:\A|[{re.escape(delimiter)}\n]) +"'.encode(), text) is None


def _indented(text: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline=""), delimiter=delimiter))


def _trimmed(grid: Grid) -> Grid:
    """Return a grid without the blank rows at its end and the blank columns at its right."""
    filled = np.flatnonzero(grid.filled)
    height = int(filled[-1]) + 1 if len(filled) else 0
    width = max((at + 1 for at, column in enumerate(grid.columns) if column.is_filled.any()), default=0)
    columns = grid.columns[:width]
    if height < grid.height:
        columns = tuple(Column(column.cells[:height]) for column in columns)
    return Grid(grid.file, grid.name, columns, height, delimiter=grid.delimiter)
