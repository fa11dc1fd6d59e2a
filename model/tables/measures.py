"""Which texts of a column of types mean revenue."""

from __future__ import annotations

from virement.tables.decisions import Decisions
from virement.tables.layout import Layout, Part
from virement.tables.vocabulary import roles_of

_LETTERS = {  # of revenue and of spending, by language
    "en": ("ri", "ex"), "de": ("e", "a"), "fr": ("rp", "dc"), "es": ("i", "ge"), "pt": ("r", "d"), "it": ("e", "su"),
    "nl": ("bio", "lu"), "da": ("i", "uko"), "no": ("i", "uko"), "sv": ("i", "kuo"), "pl": ("dp", "wk"),
    "ja": ("収歳入", "支費出"),
}  # fmt: skip  # fmt: skip


def measures_of(layout: Layout, part: Part | None, texts: list[str], asks: Decisions) -> list[str]:
    """Tell for each text of a column of types whether it means revenue; letters by the language of the headings."""
    filled = [text for text in texts if text and (part is None or text != part.heading.text)]
    if part is None or not any(len(text.strip(". ")) == 1 for text in filled):
        return [_measure_of(text) for text in texts]
    languages = [language for one in layout.parts for language in sorted(one.heading.languages)]
    folded = {text: text.casefold().strip(". ") for text in filled}
    for language in sorted(_LETTERS, key=lambda one: (-languages.count(one), one != "en")):
        revenue, spending = _LETTERS[language]
        known = all(letter in revenue + spending for letter in folded.values())
        if known and languages.count(language) == max(map(languages.count, _LETTERS)):
            clear = (
                len(set(folded.values())) > 1
                or len([o for o in _LETTERS if languages.count(o) == languages.count(language)]) == 1
            )
            if clear and (len(folded) == 1 or any(letter in revenue for letter in folded.values())):
                return ["revenue" if folded.get(text, "-") in revenue else "budget" for text in texts]
    answers = (*filled[:4], "none of them")
    said = asks.ask("revenue", f"which of {', '.join(map(repr, filled[:4]))} in '{part.name}' is revenue?", answers)
    return ["revenue" if text == said else "budget" for text in texts]


def _measure_of(text: str) -> str:
    folded = text.casefold().strip(". ")
    if folded in ("exp", "rev"):
        return "revenue" if folded == "rev" else "budget"
    roles = roles_of(text)
    return "revenue" if "measure.revenue" in roles and "measure.expense" not in roles else "budget"
