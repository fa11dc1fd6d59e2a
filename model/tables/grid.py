"""A sheet as it stands in a file, by columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Column:
    """The cells of a column as texts, as they stand, with the blanks before them.

    `numbers` holds those cells that were numbers of a spreadsheet, NaN for the others; None where all are texts.
    """

    cells: pa.Array
    numbers: NDArray[np.float64] | None = None

    @cached_property
    def _encoded(self) -> pa.DictionaryArray:
        return self.cells.dictionary_encode()

    @cached_property
    def codes(self) -> Codes:
        """For each row, the number of its word among the distinct ones."""
        return np.asarray(self._encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32)

    @cached_property
    def words(self) -> list[str]:
        """The distinct words as they stand."""
        return list(self._encoded.dictionary.to_pylist())

    @cached_property
    def texts(self) -> list[str]:
        """The distinct words without blanks around them, each on one line."""
        return [" ".join(word.split()) for word in self.words]

    @cached_property
    def is_filled(self) -> NDArray[np.bool_]:
        """Whether each cell holds anything but blanks."""
        return np.asarray(pc.greater(pc.binary_length(self.cells), 0))

    def text(self, row: int) -> str:
        """Return a cell as one line of text."""
        return " ".join(self.cells[row].as_py().split())

    def raw(self, row: int) -> str:
        """Return a cell as it stands."""
        return str(self.cells[row].as_py())


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet of a file: `name` is empty for a CSV. Rows and columns count from 0, as the file has them."""

    file: str
    name: str
    columns: tuple[Column, ...]
    height: int
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()
    indents: dict[tuple[int, int], int] = field(default_factory=dict)  # of the cells' styles
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    delimiter: str = ""
    seen: dict[tuple[int, int, int], list[Any]] = field(default_factory=dict)  # profiles, by the rows they are of
    layouts: list[Any] = field(default_factory=list)  # the ways in which it can be read, once they were looked for

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    def text(self, row: int, column: int) -> str:
        """Return a cell as one line of text."""
        return self.columns[column].text(row)

    def row(self, row: int) -> list[str]:
        """Return the texts of a row."""
        return [column.text(row) for column in self.columns]

    def at(self, row: int | None = None, column: int | None = None) -> str:
        """Return where a row or a cell stands, as `town.csv:7` or `town.xlsx Budget:B7`."""
        file = " ".join(filter(None, (self.file, self.name)))
        if row is None:
            return file
        return f"{file}:{letter_of(column) if column is not None else ''}{row + 1}"

    @cached_property
    def filled(self) -> NDArray[np.int32]:
        """How many cells of each row hold anything."""
        found = np.zeros(self.height, dtype=np.int32)
        for column in self.columns:
            found += column.is_filled
        return found


def letter_of(column: int) -> str:
    """Return the letters of a column, as a spreadsheet shows them.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    rest, last = divmod(column, 26)
    return (letter_of(rest - 1) if rest else "") + chr(ord("A") + last)


def column_of(cells: pa.Array | pa.ChunkedArray) -> Column:
    """Return a column of an Arrow array of texts."""
    if isinstance(cells, pa.ChunkedArray):
        cells = pa.concat_arrays(cells.chunks) if cells.num_chunks != 1 else cells.chunk(0)
    return Column(cells)
