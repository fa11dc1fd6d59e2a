"""Rules and towns for the tests of approvals: a council's table and a company's, small enough to work by hand."""

from __future__ import annotations

from dataclasses import replace

from virement.authority.register import Register, register_of
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, reallocate
from virement.scenario.reader import read_scenario

from tests.support.towns import town_of

COUNCIL = """\
title: Rules of a borough
currency: GBP
approvers:
  - {role: Budget manager, days: 1}
  - {role: Director, consult: Treasurer, days: 5}
  - {role: Executive, consult: [Treasurer, Monitoring officer], days: 21}
  - {role: Full council, days: 49}
bands:
  every move: {Budget manager: £10k, Director: £40k, Executive: £90k, Full council: any amount}
  between divisions: {Director: £40k, Executive: £90k, Full council: any amount}
  capital and revenue: {Full council: any amount}
  permanent: {Full council: any amount}
"""
COMPANY = """\
title: Delegation of a maker of bicycles
currency: EUR
approvers: [{role: Plant lead}, {role: Managing director}, {role: Supervisory board}]
bands:
  every move: {Plant lead: €200k, Managing director: €2M, Supervisory board: any amount}
  outside account: {Managing director: €500k, Supervisory board: any amount}
cumulative: false
"""
BOROUGH = """\
division;FY2025;FY2026;FY2027
Housing / Repairs;400000;500000;500000
Housing / Lettings;100000;100000;100000
Leisure;200000;200000;200000
New depot;0;800000;300000
"""
BICYCLES = """\
division;FY2026
Frames;9000000
Wheels;4000000
"""


def borough() -> Baseline:
    """A borough whose depot is capital; FY2025 is over."""
    told = town_of(BOROUGH, currency="GBP", actuals_through="FY2025")
    return replace(told, capital=("New depot",), authority=COUNCIL)


def bicycles() -> Baseline:
    """A company, planned for one year."""
    return replace(town_of(BICYCLES, currency="EUR"), authority=COMPANY)


def carried(baseline: Baseline, moves: str, title: str = "T") -> Ledger:
    """The ledger of moves, as YAML lists them."""
    return reallocate(baseline, read_scenario(f"title: {title}\nbaseline: b\nmoves:\n{moves}", f"{title}.yaml"))


def registered(*ledgers: Ledger) -> Register:
    """The register of ledgers over a baseline that has rules."""
    register = register_of(ledgers)
    assert register is not None
    return register
