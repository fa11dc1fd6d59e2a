"""What a proposal does: the sentence, tables and pictures of one run, which shows itself in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from virement.baseline import Baseline
from virement.check import ledger_problems
from virement.engine import Ledger
from virement.notebook.numbers import as_numbers
from virement.notebook.pages import image, listed, paragraph, table
from virement.notebook.picture import Picture, picture_of
from virement.scenario import Scenario
from virement.values import ModelError, Problem, did_you_mean, on_one_line, one_of
from virement.views import VIEWS, by_division, default_span, sentence, shown, shown_pct, trust

MOST_ROWS = 12  # of the table in a notebook


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """One run: `ledger` holds every posting, and the functions of the rooms take it."""

    ledger: Ledger

    @property
    def baseline(self) -> Baseline:
        """The budget before."""
        return self.ledger.baseline

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.ledger.scenario

    @cached_property
    def sentence(self) -> str:
        """Who gives up how much of what, and who gets it, in words."""
        return sentence(self.ledger)

    @cached_property
    def problems(self) -> list[Problem]:
        """Limits that are broken, and warnings."""
        return ledger_problems(self.ledger)

    def table(self, view: str = "by-division", *, span: str | None = None, exact: bool = False) -> pd.DataFrame:
        """Return a table by its name, as `virement run --view` has them, in the baseline's unit.

        Numbers are floats, or decimals to the cent where `exact`. `span` is a fiscal year, a period, or one to a later
        one: `FY2026 to FY2027`.
        """
        if view not in VIEWS:
            raise ModelError(
                [Problem(f"table({view!r})", "is not a table", did_you_mean(view, VIEWS) or one_of(VIEWS, 20))]
            )
        found = VIEWS[view](self.ledger, span)
        return found if exact else as_numbers(found)

    def chart(self, picture: str = "by-division", *, span: str | None = None, **options: Any) -> Picture:
        """Return a picture by its name in `virement.charts.LEDGER_CHARTS`, which say their options too.

        Those are `flows`, `by-division`, `bridge`, `over-time`, `operating-income`; of a bridge, say, `division`.
        """
        return picture_of(self.ledger, picture, span, options)

    def __repr__(self) -> str:
        """Say what happens, as the sentence does."""
        said = on_one_line(self.sentence)
        return f"<Result: {said if len(said) <= 300 else said[:299] + '…'}>"

    def _repr_html_(self) -> str:
        """Show the sentence, what it rests on, a small table and the picture."""
        picture = self.chart()
        return "".join(
            [
                paragraph(self.scenario.title, strong=True),
                paragraph(self.sentence),
                paragraph(trust(self.ledger)),
                listed(self.problems),
                self._rows(),
                image(picture.svg, picture.description),
            ]
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show itself as HTML where that can be, else in a line."""
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _rows(self) -> str:
        """Return the divisions that change most, before and after, as a table."""
        lines = by_division(self.ledger, 1).to_dict("records")
        most = sorted(lines, key=lambda line: -abs(line["variance"]))[:MOST_ROWS]
        rows = [
            [
                str(line["division"]),
                shown(line["baseline"], self.baseline),
                shown(line["variance"], self.baseline, signed=True) if line["variance"] else "unchanged",
                shown_pct(line["variance_pct"], signed=True),
                shown(line["budget"], self.baseline),
            ]
            for line in lines
            if line in most
        ]
        left = len(lines) - len(rows)
        caption = default_span(self.ledger) + (f", {left} more divisions change less" if left else "")
        return table(["Division", "Before", "Change", "Change, %", "After"], rows, caption)
