"""The register: who must approve what, worked by hand for a council and a company."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from virement.authority.approval_status import approval_problems
from virement.authority.register import register_of
from virement.authority.signers import because
from virement.authority.tables import register_table
from virement.engine.ledger import reallocate
from virement.scenario.reader import read_scenario
from virement.values.problems import ModelError
from virement.views.ledger_rows import postings

from tests.authority.rules import COUNCIL, bicycles, borough, carried, registered
from tests.support.strategies import baselines, carried_out, scenarios

ONE_YEAR = "end: FY2026"


def _move(cut: str, giver: str, to: str, more: str = ONE_YEAR, name: str = "m") -> str:
    return f"  - {{name: {name}, from: {giver}, cut: {cut}, to: {{{to}: 100%}}, {more}}}\n"


@pytest.mark.parametrize(
    ("move", "kinds", "role", "band"),
    [
        # £10k stays in Housing: the first band; a pound more is the director's
        (_move("£10k", "Housing / Repairs", "Housing / Lettings"), "within a division, one year", "Budget manager", "every move: up to £10k"),
        (_move("£10000.01", "Housing / Repairs", "Housing / Lettings"), "within a division, one year", "Director", "every move: up to £40k"),
        # between two divisions no budget manager may
        (_move("£10k", "Leisure", "Housing"), "between divisions, one year", "Director", "between divisions: up to £40k"),
        (_move("£40000.01", "Leisure", "Housing"), "between divisions, one year", "Executive", "every move: up to £90k"),
        (_move("£90000.01", "Leisure", "Housing"), "between divisions, one year", "Full council", "every move: any amount"),
        # money that no other division gets has no "between"
        (_move("£5k", "Leisure", "Savings"), "outside account, one year", "Budget manager", "every move: up to £10k"),
        (_move("£5k", "New funding", "Leisure"), "outside account, one year", "Budget manager", "every move: up to £10k"),
        # from capital to revenue, and back
        (_move("£1k", "New depot", "Leisure"), "between divisions, capital and revenue, one year", "Full council", "capital and revenue: any amount"),
        (_move("£1k", "Leisure", "New depot"), "between divisions, capital and revenue, one year", "Full council", "capital and revenue: any amount"),
        # 1% of £200k is £2k a year without end; £2k a year in FY2026 alone is not
        (_move("1%", "Leisure", "Savings", "why: x"), "outside account, permanent", "Full council", "permanent: any amount"),
        (_move("£2k per year", "Leisure", "Savings", "start: FY2027"), "outside account, permanent", "Full council", "permanent: any amount"),
        (_move("£2k per year", "Leisure", "Savings", "end: FY2027"), "outside account, permanent", "Full council", "permanent: any amount"),
        (_move("£2k per year", "Leisure", "Savings"), "outside account, one year", "Budget manager", "every move: up to £10k"),
        # £16k over both years is £8k in each: the band is of a year, and the amount ends
        (_move("£16k", "Leisure", "Savings", "why: x"), "outside account, several years", "Budget manager", "every move: up to £10k"),
    ],
)  # fmt: skip
def test_the_councils_table(move: str, kinds: str, role: str, band: str) -> None:
    (row,) = register_table(registered(carried(borough(), move))).to_dict("records")
    assert (row["kind"], row["approver"], row["band"]) == (kinds, role, band)


@pytest.mark.parametrize(
    ("move", "role"),
    [
        (_move("€200k", "Frames", "Wheels", "why: x"), "Plant lead"),
        (_move("€200000.01", "Frames", "Wheels", "why: x"), "Managing director"),
        (_move("€2.1M", "Frames", "Wheels", "why: x"), "Supervisory board"),
        (_move("€10k", "Frames", "Savings", "why: x"), "Managing director"),
        (_move("€600k", "Frames", "Savings", "why: x"), "Supervisory board"),
        # what nobody gets leaves the divisions too; a cost of the cut does not
        ("  - {name: m, from: Frames, cut: €10k, to: {Wheels: 90%}}\n", "Managing director"),
        ("  - {name: m, from: Frames, cut: €10k, to: {Wheels: 100%}, stranded_cost: 10%}\n", "Plant lead"),
        # a plan of one year can't tell what is permanent
        (_move("1%", "Frames", "Wheels", "why: x"), "Plant lead"),
    ],
)
def test_the_companys_table(move: str, role: str) -> None:
    (row,) = register_table(registered(carried(bicycles(), move))).to_dict("records")
    assert row["approver"] == role


def test_a_company_may_count_each_move_by_itself() -> None:
    """Two moves of €150k are the plant lead's where nothing is cumulative; the register still shows their sum."""
    moves = "".join(_move("€150k", "Frames", "Wheels", "why: x", name) for name in "ab")
    table = register_table(registered(carried(bicycles(), moves)))
    assert table["approver"].tolist() == ["Plant lead", "Plant lead"]
    assert table["cumulative"].tolist() == [Decimal(300_000)] * 2
    told = [because(entry) for entry in registered(carried(bicycles(), moves)).entries]
    assert told == ["€150k from Frames in FY2026"] * 2  # what it is held against, and not the sum


def test_three_moves_are_no_smaller_than_one() -> None:
    """£30k out of Leisure in three moves of £10k each is the director's, as in one; each alone would be less."""
    moves = "".join(_move("£10k", "Leisure", "Savings", name=name) for name in "abc")
    register = registered(carried(borough(), moves))
    table = register_table(register)
    assert table["approver"].tolist() == ["Director"] * 3
    assert [entry.alone.role for entry in register.entries] == ["Budget manager"] * 3
    (first, *_) = approval_problems(register)
    assert "with 'b' and 'c' £30k from Leisure in FY2026; Budget manager would do for £10k alone" in first.what


def test_two_files_are_no_smaller_than_one() -> None:
    """£9k in each of two scenarios is £18k of one giver, and each names the other."""
    ledgers = [carried(borough(), _move("£9k", "Leisure", "Savings"), title) for title in ("North", "South")]
    alone, together = registered(ledgers[0]), registered(*ledgers)
    assert register_table(alone)["approver"].tolist() == ["Budget manager"]
    assert register_table(together)["approver"].tolist() == ["Director", "Director"]
    assert "with 'm' of 'South' £18k from Leisure" in approval_problems(together)[0].what


def test_what_two_scenarios_build_on_counts_once() -> None:
    """£9k of the base and £9k of each of two that build on it are £27k, with the base beside them or not."""
    base = read_scenario(f"title: B\nbaseline: b\nmoves:\n{_move('£9k', 'Leisure', 'Savings')}")
    ledgers = [reallocate(borough(), base)]
    for name in ("one", "two"):
        own = _move("£9k", "Leisure", "Savings", name=name)
        text = f"title: {name}\nbaseline: b\nbuilds_on: base\nmoves:\n{own}"
        ledgers.append(reallocate(borough(), read_scenario(text, base_of=lambda name: base)))
    for together in (ledgers, ledgers[1:], ledgers[::-1]):
        table = register_table(registered(*together))
        assert sorted(table["move"]) == ["m", "one", "two"]
        assert set(table["cumulative"]) == {Decimal(27_000)}


def test_what_counts_together_is_of_one_giver_and_one_year() -> None:
    """Another giver's £9k, and £9k of another year, don't count; what a part of the giver gives does."""
    other = _move("£9k", "Leisure", "Savings", name="leisure") + _move("£9k", "Housing", "Savings", name="housing")
    later = _move("£9k", "Leisure", "Savings", "start: FY2027", name="later")
    part = _move("£9k", "Housing / Repairs", "Savings", name="part")
    table = register_table(registered(carried(borough(), other + later + part))).set_index("move")
    assert table["cumulative"].to_dict() == {
        "leisure": Decimal(9_000),
        "housing": Decimal(18_000),
        "later": Decimal(9_000),
        "part": Decimal(16_500),  # its own £9k and its five sixths of the £9k out of Housing
    }


def test_a_list_of_givers_counts_as_one() -> None:
    """Three times £5k out of each of two divisions is £30k: no less than in one move."""
    moves = "".join(
        f"  - {{name: {name}, from: [Leisure, Housing], cut: £10k, to: {{Savings: 100%}}, {ONE_YEAR}}}\n"
        for name in "abc"
    )
    assert register_table(registered(carried(borough(), moves)))["approver"].tolist() == ["Director"] * 3


def test_moves_that_are_off_are_not_registered() -> None:
    moves = _move("£9k", "Leisure", "Savings", name="a") + _move("£9k", "Leisure", "Savings", "enabled: false", "b")
    table = register_table(registered(carried(borough(), moves)))
    assert (table["move"].tolist(), table["cumulative"].tolist()) == (["a"], [Decimal(9_000)])


def test_other_figures_are_another_register() -> None:
    other = replace(borough(), budget=borough().budget * 2)
    with pytest.raises(ModelError, match="over other figures"):
        register_of([carried(borough(), ""), carried(other, "")])
    assert register_of([carried(replace(borough(), authority=""), "")]) is None


@given(st.data())
def test_the_register_sums_to_the_ledger(data: st.DataObject) -> None:
    """Its years sum to what the ledgers' postings take, to the cent, move by move; and no move asks for less alone."""
    baseline = replace(data.draw(baselines()), authority=COUNCIL.replace("GBP", "USD").replace("£", "$"))
    baseline = replace(baseline, currency="USD", unit="one")
    ledgers = [carried_out(baseline, data.draw(scenarios(baseline))) for _ in range(2)]
    register = registered(*ledgers)
    table = register_table(register)
    for entry, (_, row) in zip(register.entries, table.iterrows(), strict=True):
        told = postings(entry.ledger)
        mine = told[(told["move"] == entry.move.name) & (told["amount"] < 0)] if len(told) else told
        assert sum(row[year] for year in register.years) == row["total"] == -sum(mine["amount"], Decimal(0))
        assert sum(entry.uses.values()) == entry.total
        roles = register.authority.roles
        assert roles.index(entry.alone.role) <= roles.index(entry.band.role)
        assert entry.cumulative >= max(entry.years.values())
    taken = -sum(np.minimum(ledger.variance, 0).sum() for ledger in ledgers)
    assert sum(entry.total for entry in register.entries) >= taken
