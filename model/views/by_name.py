"""Every table of one ledger by its name, as the command line and Python call it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from virement.engine import Ledger
from virement.views.divisions import by_division, by_period, shares
from virement.views.growth_steps import years_bridge
from virement.views.income import operating_income
from virement.views.job_rows import jobs
from virement.views.ledger_rows import cells, postings
from virement.views.moves import bridge, by_move, flows, sources_and_uses
from virement.views.provenance import figure_sources, money_by_status
from virement.views.room import room_left
from virement.views.single_moves import isolated
from virement.views.time_spans import default_span

VIEWS: dict[str, Callable[[Ledger, str | None], pd.DataFrame]] = {
    "cells": lambda ledger, span: cells(ledger),
    "ledger": lambda ledger, span: postings(ledger),
    "by-division": lambda ledger, span: by_division(ledger, None, span),
    "by-period": lambda ledger, span: by_period(ledger),
    "by-year": lambda ledger, span: by_period(ledger, by="fiscal_year"),
    "shares": lambda ledger, span: shares(ledger, 1, span),
    "by-move": by_move,
    "isolated": lambda ledger, span: isolated(ledger.case, span),
    "flows": flows,
    "sources-and-uses": sources_and_uses,
    "bridge": lambda ledger, span: bridge(ledger, span=span),
    "years-bridge": lambda ledger, span: years_bridge(ledger),
    "operating-income": lambda ledger, span: operating_income(ledger, 1, span),
    "jobs": lambda ledger, span: jobs(ledger, 1, span),
    "room-left": lambda ledger, span: room_left(ledger, None, span),
    "money-by-status": money_by_status,
    "figure-sources": lambda ledger, span: figure_sources(ledger.baseline, span or default_span(ledger)),
}
