"""The books: a scenario's ledger as a journal of balanced transactions that hledger or Beancount accept as it is.

Both say the same. On the first day of each period the baseline is entered, then each move that is switched on, so the
balances of a period are the scenario's budgets of it, and the closing balances those of the whole. These stand at the
end as assertions: the program refuses a journal in which an account is off by a cent. Amounts are in whole currency
units. How accounts are named is told in `model.handover.account_names`, how periods are dated in the head of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from virement.engine import Ledger
from virement.exports.books.account_names import BASELINE, beancount_account, hledger_account, one_line
from virement.exports.books.bookings import DATES, Booking, bookings, closing, first_day
from virement.values import ModelError, Problem, is_currency, minor_places

_ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\"})
_ASSERTED = "What the budgets of all periods add up to under the scenario"


def to_hledger(ledger: Ledger) -> str:
    """Return the ledger as a journal for hledger, the same text each time.

    A move's place in the scenario is the code of its transactions, the period their tag, a leaf's true name the tag of
    its account. `hledger check --strict` passes. Raises `ModelError` where the currency has no ISO code, or a period no
    date.
    """
    accounts, booked, coin = [*map(hledger_account, ledger.accounts)], bookings(ledger), _currency(ledger)
    lines = [*(f"; {line}" for line in _head(ledger)), "", "decimal-mark .", f"commodity {_sample(coin)} {coin}", ""]
    for account, name in zip(accounts, ledger.accounts, strict=True):
        lines.append(f"account {account}  ; name: {one_line(name).replace(',', '%2C')}")
    lines.append(f"account {BASELINE}")
    for one in booked:
        code = "baseline" if one.move is None else f"move {one.move + 1}"
        name = _printable(_name(ledger, one)).replace(";", ",")  # which would begin a comment
        lines += ["", f"{one.day} * ({code}) {name}  ; period: {ledger.baseline.period_names[one.column]}"]
        lines += _postings(ledger, one, accounts)
    lines += ["", f"{first_day(ledger.baseline.periods[-1])} * (closing) {_ASSERTED}"]
    for row, minor in closing(ledger).items():
        lines.append(f"    {accounts[row]}  {_amount(ledger, 0)} = {_amount(ledger, minor)}")
    return "\n".join(lines) + "\n"


def to_beancount(ledger: Ledger) -> str:
    """Return the ledger as a file for Beancount, the same text each time.

    A move's name is the payee of its transactions and its reason their narration; its place in the scenario and the
    period are metadata, and so is the true name of each account. `bean-check` passes. Raises `ModelError` as
    `to_hledger` does.
    """
    accounts, booked, coin = [*map(beancount_account, ledger.accounts)], bookings(ledger), _currency(ledger)
    periods, title = ledger.baseline.periods, _string(ledger.scenario.title)
    lines = [*(f"; {line}" for line in _head(ledger)), "", f'option "title" {title}']
    lines += [f'option "operating_currency" "{coin}"', ""]
    opened = first_day(periods[0])
    for account, name in zip(accounts, ledger.accounts, strict=True):
        lines += [f"{opened} open {account} {coin}", f"  name: {_string(name)}"]
    lines.append(f"{opened} open {BASELINE} {coin}")
    for one in booked:
        why = "" if one.move is None else ledger.scenario.moves[one.move].why
        lines += ["", f"{one.day} * {_string(_name(ledger, one))} {_string(why)}"]
        lines.append(f'  period: "{ledger.baseline.period_names[one.column]}"')
        lines += [] if one.move is None else [f"  move: {one.move + 1}"]
        lines += _postings(ledger, one, accounts)
    lines += ["", f"; {_ASSERTED}"]
    for row, minor in closing(ledger).items():
        amount = f"{_number(ledger, minor)} ~ 0 {coin}"
        lines.append(f"{first_day(periods[-1].next)} balance {accounts[row]}  {amount}")
    return "\n".join(lines) + "\n"


def _head(ledger: Ledger) -> list[str]:
    """Return what a reader of the journal has to know, a line each."""
    baseline, off = ledger.baseline, [move.name for move in ledger.scenario.moves if not move.enabled]
    lines = [ledger.scenario.title, f"Over the baseline {baseline.name}, fingerprint {baseline.fingerprint}", DATES]
    lines += [f"Switched off and not entered: {name}" for name in off]
    return [_printable(line) for line in lines]


def _name(ledger: Ledger, one: Booking) -> str:
    return "Baseline" if one.move is None else ledger.scenario.moves[one.move].name


def _postings(ledger: Ledger, one: Booking, accounts: Sequence[str]) -> Iterator[str]:
    for row, minor in one.lines:
        yield f"    {accounts[row]}  {_amount(ledger, minor)}"
    if one.move is None:
        yield f"    {BASELINE}  {_amount(ledger, -sum(minor for _, minor in one.lines))}"


def _amount(ledger: Ledger, minor: int) -> str:
    return f"{_number(ledger, minor)} {ledger.baseline.currency}"


def _number(ledger: Ledger, minor: int) -> str:
    return f"{Decimal(minor).scaleb(-minor_places(ledger.baseline.currency)):f}"


def _sample(currency: str) -> str:
    """Return a number as hledger shows the currency's, which needs its decimal mark even without decimals."""
    return f"1000.{'0' * minor_places(currency)}"


def _currency(ledger: Ledger) -> str:
    """Return the currency as a commodity; raise `ModelError` where it is not an ISO code."""
    currency = ledger.baseline.currency
    if not is_currency(currency):
        what = f"'{currency}' is not a currency"
        raise ModelError([Problem(ledger.baseline.name, what, "Write a code of ISO 4217 in the baseline, as USD")])
    return currency


def _printable(text: str) -> str:
    """Return a text on one line, every sign that doesn't print as a space."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _string(text: str) -> str:
    return f'"{_printable(text).translate(_ESCAPED)}"'
