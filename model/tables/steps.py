"""Codes that stand in a column of their own at each level, as in `600 | | Roads` above `| 60016 | Local roads`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from virement.tables.levels import Labels


def without_steps(labels: list[Labels], rows: NDArray[np.bool_]) -> tuple[list[Labels], NDArray[np.int64] | None]:
    """Return the columns of labels without those of codes, and how deep each row stands by the last code in it.

    Only where one column has the names of all levels, and rows of the upper levels leave the lower codes blank.
    """
    if not rows.any():
        return labels, None
    told = [one for one in labels if not _is_constant(one, rows) and not _counts_up(one, rows)]
    names = [one for one in told if not one.is_coded(rows) and (one.codes[rows] > 0).mean() >= 0.9]
    codes = sorted((one for one in told if one.is_coded(rows)), key=lambda one: one.part.at)
    if len(names) != 1 or len(codes) < 2 or len(codes) + 1 != len(told):
        return labels, None
    filled = np.stack([one.codes > 0 for one in codes])
    depth = np.where(filled.any(axis=0), len(codes) - 1 - np.argmax(filled[::-1], axis=0), 0)
    own = depth[rows & filled.any(axis=0)]
    steps = np.flatnonzero(np.diff(own) > 0)
    stands = len(set(own.tolist())) == len(codes) and own[0] == 0 and (np.diff(own) <= 1).all()
    return (names, depth) if stands and len(steps) else (labels, None)


def _is_constant(one: Labels, rows: NDArray[np.bool_]) -> bool:
    return len(set(one.codes[rows].tolist())) == 1


def _counts_up(one: Labels, rows: NDArray[np.bool_]) -> bool:
    """Tell whether a column only numbers some of the rows, from 1."""
    filled = [one.texts[code] for code in one.codes[rows].tolist() if code]
    return filled == [str(number) for number in range(1, len(filled) + 1)]
