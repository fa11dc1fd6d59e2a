"""The books: hledger and Beancount accept them as they are, and come to the same cents as the engine."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from virement import baseline, engine, exports, views
from virement.engine.ledger import Ledger
from virement.exports.books.account_names import (
    BASELINE,
    beancount_account,
    beancount_name,
    hledger_account,
    hledger_name,
    one_line,
)
from virement.exports.books.bookings import bookings, first_day
from virement.scenario import Scenario, baseline_of, load_scenario, scenario_names
from virement.values import ModelError, read_period
from virement.values.currencies import minor_places
from virement.values.names import OUTSIDE_ACCOUNTS

from tests.support.programs import program
from tests.support.strategies import hostile_names, part_names, renamed

Balances = dict[str, Decimal]


@pytest.fixture(scope="session")
def hledger() -> str:
    """The program; where there is none, a skip with its reason, on CI a failure."""
    return program("hledger", package="hledger")


def asked(program: str, journal: str, *words: str) -> subprocess.CompletedProcess[str]:
    """What hledger says of a journal, with the strict checks, whatever else it is asked."""
    command = [program, "-f", "-", "--strict", *words]
    return subprocess.run(command, input=journal, capture_output=True, text=True, encoding="utf-8", check=False)


def by_hledger(program: str, journal: str) -> Balances:
    done = asked(program, journal, "balance", "--flat", "--empty", "-N", "-O", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(io.StringIO(done.stdout)))[1:]
    return {account: Decimal(amount.split(" ")[0]) for account, amount in rows}


def by_beancount(text: str) -> tuple[Balances, list[object]]:
    """The balances that the transactions add up to, and the errors that Beancount finds."""
    entries, errors, _ = loader.load_string(text)
    found: Balances = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else []:
            found[posting.account] += posting.units.number
    return found, errors


def closing(ledger: Ledger) -> Balances:
    """What each account must end at, from the engine's table of cells, in whole currency units."""
    scale = Decimal({"one": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}[ledger.baseline.unit])
    found: Balances = dict.fromkeys(ledger.accounts, Decimal(0))
    for _, row in views.cells(ledger).iterrows():
        found[row["division"]] += row["budget"] * scale
    return found


def shipped() -> list[Ledger]:
    read = [load_scenario(name) for name in scenario_names()]
    return [engine.reallocate(baseline_of(one), one) for one in read]


def hold(program: str, ledger: Ledger) -> None:
    """Both programs come to the engine's closing balances, and the other side of the baseline to all of it."""
    wanted = closing(ledger)
    all_of_it = -sum((row["baseline"] for _, row in views.cells(ledger).iterrows()), Decimal(0))
    scale = Decimal({"one": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}[ledger.baseline.unit])
    told = by_hledger(program, exports.to_hledger(ledger))
    assert told.pop(BASELINE, 0) == all_of_it * scale
    assert {hledger_name(account): amount for account, amount in told.items()} == wanted
    found, errors = by_beancount(exports.to_beancount(ledger))
    assert not errors
    assert found.pop(BASELINE, 0) == all_of_it * scale
    assert {beancount_name(account): amount for account, amount in found.items()} == {
        name: amount for name, amount in wanted.items() if beancount_account(name) in found
    }
    assert all(not amount for name, amount in wanted.items() if beancount_account(name) not in found)


def test_every_shipped_scenario_balances_alike(hledger: str) -> None:
    """hledger, strictly, and Beancount take each as it is, and report the engine's budgets to the cent."""
    for ledger in shipped():
        hold(hledger, ledger)


@given(renamed(0))
@settings(max_examples=25)
def test_any_scenario_balances_alike(hledger: str, ledger: Ledger) -> None:
    """So do drawn ones, in three currencies, whatever the divisions and the moves are called."""
    hold(hledger, ledger)


@given(st.data())
def test_accounts_are_told_apart_and_read_back(data: st.DataObject) -> None:
    """An account is one division's alone, and says whose; also where names differ by a sign that no program takes."""
    names = (*data.draw(hostile_names(6)), *OUTSIDE_ACCOUNTS)
    for account_of, name_of in ((hledger_account, hledger_name), (beancount_account, beancount_name)):
        accounts = [account_of(name) for name in names]
        assert len({*accounts, BASELINE}) == len(names) + 1
        assert tuple(map(name_of, accounts)) == names


@given(part_names())
def test_an_account_is_what_beancount_takes(part: str) -> None:
    """Capitals or digits first, then letters, digits and dashes: by its own manual's rule."""
    for piece in beancount_account(part).split(":"):
        assert re.fullmatch(r"[^\W\d_a-z][^\W_]*(-+[^\W_]*)*-*|[0-9][^\W_]*(-+[^\W_]*)*-*", piece), piece


@pytest.mark.parametrize("name", ["=1+1", "a  b", "x ; y", "50%", "two\nlines", " x", "x\u00a0y", "IT: Data"])
def test_a_line_reads_back(name: str) -> None:
    """What can't stand on a line of a journal is written out, and only that."""
    written = one_line(name)
    assert written.isprintable()
    assert not set(written) & set(':;"')
    assert "  " not in written
    assert hledger_name(f"Expenses:{written}") == name


def test_the_toy_by_hand() -> None:
    """Streets gives 360,000 of its 1,200,000: Parks gets 288,000 by its two leaves' 3 to 1, 72,000 is saved."""
    ledger = engine.reallocate(baseline.load_baseline("toy"), load_scenario("toy-streets-to-parks"))
    journal = exports.to_hledger(ledger)
    assert (
        """
2026-01-01 * (move 1) Streets cut  ; period: FY2026
    Expenses:Streets  -360000.00 USD
    Expenses:Parks:Gardens  216000.00 USD
    Expenses:Parks:Pools  72000.00 USD
    Equity:Savings  72000.00 USD
"""
        in journal
    )
    assert "    Expenses:Streets  0.00 USD = 3040000.00 USD\n" in journal  # 1,000,000 + 840,000 + 1,200,000
    assert "2028-01-01 balance Expenses:Streets  3040000.00 ~ 0 USD\n" in exports.to_beancount(ledger)


def test_each_period_balances_by_itself(hledger: str) -> None:
    """Quarter by quarter hledger reports the budgets that the scenario has in that quarter."""
    ledger = engine.reallocate(baseline.load_baseline("meta"), load_scenario("rl-phased-exit"))
    words = ["balance", "--flat", "--empty", "-N", "--quarterly", "-O", "csv", "Expenses"]
    done = asked(hledger, exports.to_hledger(ledger), *words)
    rows = [row for row in csv.reader(io.StringIO(done.stdout)) if row[0].startswith("Expenses")]
    cells = views.cells(ledger).set_index(["division", "period"])["budget"]
    for account, *amounts in rows:
        for period, amount in zip(ledger.baseline.period_names, amounts, strict=True):
            assert Decimal(amount.split(" ")[0]) == cells[hledger_name(account), period] * 10**6
    assert len(rows) == len(ledger.baseline.leaves)


def test_a_move_that_is_off_is_named_and_not_entered() -> None:
    ledger = engine.reallocate(baseline.load_baseline("meta"), load_scenario("rl-phased-exit"))
    for text in (exports.to_hledger(ledger), exports.to_beancount(ledger)):
        assert text.count("Wearables launch") == 1
        assert "; Switched off and not entered: Wearables launch\n" in text


def sabotaged(text: str) -> list[str]:
    """A journal with a cent too much in one posting; the same with the cent taken from another account, so that the
    transaction still balances; and with a move left out.
    """
    found = re.search(r"(?m)^ +Expenses:Streets +-360000\.00 USD$", text)
    assert found
    one = text.replace(found[0], found[0].replace("360000.00", "359999.99"))
    both = one.replace("72000.00 USD\n    Equity", "71999.99 USD\n    Equity")
    start = text.index("2026-01-01 *", text.index("2026-01-01 *") + 1)
    return [one, both, text[:start] + text[text.index("2027-01-01", start) :]]


def test_a_sabotaged_posting_is_refused(hledger: str) -> None:
    """A cent in one posting, a cent from one account to another, a missing move: both programs turn red."""
    ledger = engine.reallocate(baseline.load_baseline("toy"), load_scenario("toy-streets-to-parks"))
    assert asked(hledger, exports.to_hledger(ledger), "check").returncode == 0
    for text in sabotaged(exports.to_hledger(ledger)):
        assert text != exports.to_hledger(ledger)
        assert asked(hledger, text, "check").returncode != 0
    for text in sabotaged(exports.to_beancount(ledger)):
        assert text != exports.to_beancount(ledger)
        assert by_beancount(text)[1]


@given(renamed())
@settings(max_examples=20)
def test_beancount_keeps_every_name_and_asserts_every_account(ledger: Ledger) -> None:
    """Each account is opened once with its true name as far as it prints, and closes under an assertion to the cent."""
    entries, errors, _ = loader.load_string(exports.to_beancount(ledger))
    assert not errors
    opened = [entry for entry in entries if isinstance(entry, Open) and entry.account != BASELINE]
    assert sorted(beancount_name(entry.account) for entry in opened) == sorted(ledger.accounts)
    for entry in opened:
        name = beancount_name(entry.account)
        assert entry.meta["name"] == name or not name.isprintable() or "  " in f"{name} " or name[0] == " "
    asserted = [entry for entry in entries if isinstance(entry, Balance)]
    assert len(asserted) == len(ledger.accounts)
    assert all(entry.tolerance == 0 for entry in asserted)


@given(renamed())
@settings(max_examples=30)
def test_every_transaction_is_of_a_period_and_balances(ledger: Ledger) -> None:
    """In order of the periods; a move's lines sum to zero; none is zero; the same text each time."""
    booked = bookings(ledger)
    assert [one.column for one in booked] == sorted(one.column for one in booked)
    for one in booked:
        assert one.day == first_day(ledger.baseline.periods[one.column])
        assert all(minor for _, minor in one.lines)
        assert one.move is None or sum(minor for _, minor in one.lines) == 0
    assert exports.to_hledger(ledger) == exports.to_hledger(ledger)
    places = minor_places(ledger.baseline.currency)
    numbers = re.findall(r"(?m)  (-?[\d.]+) [A-Z]{3}$", exports.to_beancount(ledger))
    assert all(len(number.partition(".")[2]) == places for number in numbers)


def test_what_no_journal_can_hold_is_refused() -> None:
    """A currency that is not a code, and a year that no date has."""
    table = b"division,FY2026\nStreets,100\n"
    none = Scenario(title="T", baseline="x")
    held = baseline.read_baseline_table(table, "x.csv")
    odd = engine.reallocate(replace(held, currency="FR."), none)
    with pytest.raises(ModelError, match=r"'FR\.' is not a currency"):
        exports.to_hledger(odd)
    far = engine.reallocate(replace(held, periods=(read_period("FY9999"),)), none)
    for write in (exports.to_hledger, exports.to_beancount):
        with pytest.raises(ModelError, match="can't be dated"):
            write(far)


def test_a_name_stays_whole_where_hledger_has_a_meaning_for_its_signs(hledger: str) -> None:
    """No semicolon begins a comment with a date in it; no comma ends the tag that holds a division's name."""
    toy = engine.reallocate(baseline.load_baseline("toy"), load_scenario("toy-streets-to-parks"))
    move = toy.scenario.moves[0].model_copy(update={"name": "(a) cut ; date:2026-13-45 | * b"})
    leaves = ("Streets, type:X", *toy.baseline.leaves[1:])
    scenario = toy.scenario.model_copy(update={"moves": (move,)})
    ledger = replace(toy, baseline=replace(toy.baseline, leaves=leaves), scenario=scenario)
    journal = exports.to_hledger(ledger)
    told = asked(hledger, journal, "descriptions")
    assert "(a) cut , date:2026-13-45 | * b" in told.stdout.splitlines(), told.stderr
    values = asked(hledger, journal, "tags", "--values", "name").stdout.splitlines()
    assert "Streets%2C type%3AX" in values
    hold(hledger, ledger)
