"""Many answers as one page that stands alone: the framing, the spread by division, and the groups that agree."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.exports.html_pages import page_of
from virement.exports.publishing import CREDIT
from virement.versions import Gathered, framing, gathered_divisions, gathered_groups, gathered_sentence
from virement.views import heading, table_cell


def gathered_page(found: Gathered) -> bytes:
    """Return the page as HTML; no script is in it, and it prints on A4."""
    made = {
        f"By division, {found.span}, in {found.baseline.counted_in}": gathered_divisions(found),
        "Groups that agree on whom to cut and whom to raise": gathered_groups(found),
    }
    page = page_of(
        "answers_page.html",
        "register/page.css",
        f"{len(found.ledgers)} answers",
        sentence=gathered_sentence(found),
        framing=framing(found.ledgers),
        tables={caption: (list(map(heading, table.columns)), _cells(table)) for caption, table in made.items()},
        numbers={caption: _numbers(table) for caption, table in made.items()},
        credit=CREDIT,
    )
    return page.encode()


def _cells(table: pd.DataFrame) -> list[list[str]]:
    return [[table_cell(value) for value in row] for row in table.itertuples(index=False)]


def _numbers(table: pd.DataFrame) -> list[int]:
    """Return the places of the columns that hold numbers, behind the first."""
    kinds = (Decimal, int)
    return [n for n, name in enumerate(table) if n and any(isinstance(value, kinds) for value in table[name].tolist())]
