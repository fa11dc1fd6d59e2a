"""The figures of a brief as they are said, each with the exact figure behind it and what it is."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from virement.engine import Ledger
from virement.values import (
    PARTS_OF_A_JOB,
    UNITS,
    Amount,
    Jobs,
    Months,
    Value,
    in_unit,
    number_of,
    show_jobs,
    write_share,
)
from virement.views import shown, shown_pct


@dataclass(frozen=True)
class LoggedFigure:
    """One figure: as it is `said`, the `exact` one in `unit`, and what it is, of whom, in which span."""

    said: str
    exact: Decimal
    unit: str
    what: str
    of: str
    span: str


class FigureLog:
    """Says figures of a ledger, and keeps what it said; the span is that of the brief unless another is given."""

    def __init__(self, ledger: Ledger, span: str) -> None:
        self.ledger, self.span = ledger, span
        baseline = ledger.baseline
        self.unit = baseline.currency if baseline.unit == "one" else f"{baseline.unit} {baseline.currency}"
        self._told: dict[LoggedFigure, None] = {}

    def amount(
        self, value: Decimal | None, what: str, of: str = "", span: str | None = None, *, signed: bool = False
    ) -> str:
        """Say an amount of a view: `$6.42B`."""
        return self._keep(shown(value, self.ledger.baseline, signed=signed), value, self.unit, what, of, span)

    def minor(self, minor: int, what: str, of: str = "", span: str | None = None) -> str:
        """Say an amount in minor units."""
        baseline = self.ledger.baseline
        return self.amount(in_unit(minor, baseline.currency, baseline.unit), what, of, span)

    def percent(
        self,
        value: Decimal | None,
        what: str,
        of: str = "",
        span: str | None = None,
        *,
        signed: bool = False,
        points: bool = False,
    ) -> str:
        """Say a percentage of a view, `9.3%`, or percentage points."""
        said = shown_pct(value, signed=signed, points=points)
        return self._keep(said, value, "pp" if points else "%", what, of, span)

    def written(self, value: Value, what: str, of: str) -> str:
        """Say a share, an amount or a cut in jobs as the scenario has it."""
        if isinstance(value, Jobs):
            size = number_of(value) * (100 if value.is_share else 1)
            exact = Decimal(size.numerator) / size.denominator
            return self._keep(str(value), exact, "% of jobs" if value.is_share else "jobs", what, of, "")
        if isinstance(value, Fraction):
            exact = Decimal(value.numerator * 100) / value.denominator
            return self._keep(write_share(value), exact, "%", what, of, "")
        exact = value.value.scaleb(-UNITS[self.ledger.baseline.unit])
        return self._keep(str(value), exact, self.unit, what, of, "")

    def jobs(self, hundredths: int, what: str, of: str) -> str:
        """Say a number of jobs."""
        return self._keep(show_jobs(hundredths), Decimal(hundredths) / PARTS_OF_A_JOB, "jobs", what, of, None)

    def severance(self, value: Months | Amount, of: str) -> str:
        """Say what each job that goes costs once."""
        if isinstance(value, Months):
            return self._keep(str(value), value.number, "months", "severance", of, "")
        return f"{self.written(value, 'severance', of)} a job"

    def count(self, number: int, what: str) -> str:
        """Say how many there are."""
        return self._keep(f"{number:,}", Decimal(number), "count", what, "", None)

    def _keep(self, said: str, exact: Decimal | None, unit: str, what: str, of: str, span: str | None) -> str:
        if exact is not None and exact == exact:
            self._told[LoggedFigure(said, exact, unit, what, of, self.span if span is None else span)] = None
        return said

    def figures(self) -> pd.DataFrame:
        """Return what was said, in the order in which it was: columns said, exact, unit, what, of, span."""
        return pd.DataFrame(map(astuple, self._told), columns=[field.name for field in fields(LoggedFigure)])
