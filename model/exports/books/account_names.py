"""Names of divisions and outside accounts as the accounts of a journal: told apart always, and read back exactly.

A division's path becomes an account under `Expenses`, a part of the path a part of the account; the outside accounts
and the baseline's other side stand under `Equity`. Signs that a program would read as something else are written out:

- hledger keeps all that prints. The signs `% : ; "` and every space that isn't a single one between words become `%`
  with their UTF-8 bytes in hex, as in a web address: `IT: Data` is `Expenses:IT%3A Data`.
- Beancount keeps letters and the digits 0-9. A space before one of them becomes `-`, every other sign `--`, its code
  point in hex, `-`; a part that begins with no capital and no digit gets `X---` in front: `Lease/Rent` is
  `Expenses:Lease--2f-Rent`, `été` is `Expenses:X---été`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, unquote

from virement.values import OUTSIDE_ACCOUNTS, SEPARATOR

BASELINE = "Equity:Baseline"
_DIVISIONS, _OUTSIDE = "Expenses:", "Equity:"
_EMPTY = "%"  # a part without a name; a lone sign of percent is not a part's
_SMALL = "X---"
_WRITTEN_OUT = re.compile("--([0-9a-f]+)-")


def hledger_account(name: str) -> str:
    """Return the account of a leaf or an outside account in an hledger journal.

    >>> hledger_account("IT: Data #1 / Vehicle Lease/Purchases"), hledger_account("One-off costs")
    ('Expenses:IT%3A Data #1:Vehicle Lease/Purchases', 'Equity:One-off costs')
    """
    return _account(name, lambda part: one_line(part) or _EMPTY)


def beancount_account(name: str) -> str:
    """Return the account of a leaf or an outside account in a Beancount ledger.

    >>> beancount_account("IT: Data #1 / Vehicle Lease/Purchases"), beancount_account("One-off costs")
    ('Expenses:IT--3a--Data--20---23-1:Vehicle-Lease--2f-Purchases', 'Equity:One--2d-off-costs')
    """
    return _account(name, _dashed)


def hledger_name(account: str) -> str:
    """Return whose account it is in an hledger journal: `hledger_account` the other way."""
    return _name(account, lambda part: "" if part == _EMPTY else unquote(part, errors="strict"))


def beancount_name(account: str) -> str:
    """Return whose account it is in a Beancount ledger: `beancount_account` the other way."""
    return _name(account, _undashed)


def one_line(text: str) -> str:
    r"""Return a text on one line, as a journal can hold it, exactly: `unquote` gives it back.

    >>> one_line("50% of; it\n")
    '50%25 of%3B it%0A'
    """
    kept = [_percent(sign) if not sign.isprintable() or sign in '%:;"' else sign for sign in text]
    for at in (at for at, sign in enumerate(text) if sign == " "):
        if at in (0, len(text) - 1) or text[at - 1] == " ":
            kept[at] = _percent(" ")
    return "".join(kept)


def _percent(sign: str) -> str:
    return quote(sign, safe="")


def _account(name: str, written: Callable[[str], str]) -> str:
    if name in OUTSIDE_ACCOUNTS:
        return _OUTSIDE + written(name)
    return _DIVISIONS + ":".join(written(part) for part in name.split(SEPARATOR))


def _name(account: str, read: Callable[[str], str]) -> str:
    if account.startswith(_OUTSIDE):
        return read(account.removeprefix(_OUTSIDE))
    return SEPARATOR.join(read(part) for part in account.removeprefix(_DIVISIONS).split(":"))


def _dashed(part: str) -> str:
    """Return a part of a path in letters, digits and dashes, beginning with a capital or a digit."""
    found = []
    for sign, following in zip(part, [*part[1:], ""], strict=True):
        space = sign == " " and _is_kept(following)
        found.append(sign if _is_kept(sign) else "-" if space else f"--{ord(sign):x}-")
    text = "".join(found)
    begins = text[:1].isdigit() or unicodedata.category(text[:1] or " ") == "Lu"
    return text if begins else _SMALL + text


def _undashed(part: str) -> str:
    text, found = part.removeprefix(_SMALL), []
    while text:
        code = _WRITTEN_OUT.match(text)
        found.append(chr(int(code[1], 16)) if code else " " if text[0] == "-" else text[0])
        text = text[code.end() if code else 1 :]
    return "".join(found)


def _is_kept(sign: str) -> bool:
    """Tell whether Beancount takes a sign in an account: an ASCII digit, or a letter."""
    return bool(sign) and (sign in "0123456789" or unicodedata.category(sign) in ("Lu", "Ll", "Lo"))
