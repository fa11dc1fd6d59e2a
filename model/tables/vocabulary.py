"""The words of headings and rows in many languages, as data: what each can mean, whatever its case or accents."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("vocabulary.csv")
_LONGEST = 5  # words of a phrase
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "œ": "oe", "ð": "d", "þ": "th"})
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f々"
_IS_CJK = re.compile(f"[{_CJK}]")
_PARTS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+|%|#")


@dataclass(frozen=True)
class Word:
    """A phrase of a text, and every role that the vocabulary gives it; none where it isn't known."""

    text: str
    roles: frozenset[str]
    language: str = ""


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return a text as it is compared: lower case, no accents, parts of `camelCase` and `snake_case` apart.

    >>> fold("FiscalYear"), fold("fiscal_year"), fold("Geschäftsjahr")
    ('fiscal year', 'fiscal year', 'geschaftsjahr')
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text.replace("°", "o ").replace("№", "no ")))
    plain = spaced.casefold().translate(_LETTERS)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", plain) if not unicodedata.combining(sign))
    return " ".join(_PARTS.findall(bare))


def apart(text: str) -> str:
    """Return a text with the parts of `camelCase` apart.

    >>> apart("budgetYear2026")
    'budget Year2026'
    """
    return _CAMEL.sub(" ", text)


def _stem(word: str) -> str:
    """Return a word without the ends that plurals have in the languages of the vocabulary."""
    if len(word) < 5 or _IS_CJK.match(word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    for end in ("s", "n", "e"):
        if word.endswith(end) and len(word) > 4 and not word.endswith("ss"):
            word = word[:-1]
    return word


def _stemmed(phrase: str) -> str:
    return " ".join(map(_stem, phrase.split()))


@cache
def _words() -> tuple[dict[str, Word], dict[str, Word]]:
    """Return every phrase as it is written, and by its stem."""
    roles: dict[str, set[str]] = {}
    languages: dict[str, set[str]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["role"] != "missing" and (folded := fold(row["word"])):
                roles.setdefault(folded, set()).add(row["role"])
                languages.setdefault(folded, set()).add(row["language"])
    exact = {
        text: Word(text, frozenset(found), next(iter(languages[text])) if len(languages[text]) == 1 else "")
        for text, found in roles.items()
    }
    stems: dict[str, Word] = {}
    for text, word in exact.items():
        before = stems.get(_stemmed(text))
        stems[_stemmed(text)] = Word(text, word.roles | before.roles if before else word.roles, word.language)
    return exact, stems


def lookup(phrase: str) -> Word | None:
    """Return what a whole folded phrase means, also where it is a plural."""
    exact, stems = _words()
    if found := exact.get(phrase):
        if found.roles <= {"filler", "footer"} and (other := stems.get(_stemmed(phrase))):
            return Word(phrase, found.roles | other.roles, other.language)
        return found
    if (found := stems.get(_stemmed(phrase))) and len(phrase) > 2:
        return found
    for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        if two in phrase and (found := exact.get(phrase.replace(two, one))):
            return found
    return None


def words_of(*roles: str) -> list[str]:
    """Return the folded phrases of some roles."""
    exact, _ = _words()
    return [text for text, word in exact.items() if word.roles & set(roles)]


@lru_cache(maxsize=100_000)
def phrases(text: str) -> tuple[Word, ...]:
    """Return the phrases of a text, the longest known ones first taken from the left, each with its roles.

    >>> [(word.text, sorted(word.roles)) for word in phrases("Cost_Centre name")]
    [('cost centre name', ['level.centre'])]
    """
    parts = [piece for part in fold(text).split() for piece in _pieces(part)]
    found, at = [], 0
    while at < len(parts):
        for length in range(min(_LONGEST, len(parts) - at), 0, -1):
            phrase = " ".join(parts[at : at + length])
            word = lookup(phrase)
            if word or length == 1:
                found.append(word if word else Word(phrase, frozenset()))
                at += length
                break
    return tuple(found)


def _pieces(part: str) -> list[str]:
    """Cut a run of Japanese signs, which has no spaces, into the longest words that are known."""
    if not _IS_CJK.match(part) or lookup(part):
        return [part]
    exact, _ = _words()
    found, at, unknown = [], 0, ""
    while at < len(part):
        length = next((size for size in range(len(part) - at, 0, -1) if part[at : at + size] in exact), 0)
        if not length:
            unknown += part[at]
            at += 1
            continue
        found += [unknown] if unknown else []
        unknown = ""
        found.append(part[at : at + length])
        at += length
    return found + ([unknown] if unknown else [])


def roles_of(text: str) -> frozenset[str]:
    """Return the roles of a text as a whole; none where it is more or other than one known phrase."""
    word = lookup(fold(text))
    return word.roles if word else frozenset()


@cache
def missing_marks() -> frozenset[str]:
    """Return the marks that stand for no amount, as they are compared: `-`, `n/a`, `nfp`, `tbd`."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"].casefold() for row in csv.DictReader(file) if row["role"] == "missing")
