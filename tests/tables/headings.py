"""How columns are headed: a period in many styles, words in the case of a program, the parts of up to three rows."""

from __future__ import annotations

import re
from datetime import date
from random import Random

from .budgets import When
from .traits import LANGUAGES, Traits


def period_text(when: When, traits: Traits, *, past: bool = False) -> str:
    """A period as a heading or a cell has it, in the style of the traits.

    Two years joined are the fiscal year that ends in the later one.

    >>> period_text(When(2026, 1, "year"), Traits(period_label="2025-26"))
    '2025-26'
    """
    return {"year": _year, "quarter": _quarter, "month": _month}[when.kind](when, traits, past)


def _year(when: When, traits: Traits, past: bool) -> str:
    y, short = when.year, f"{when.year % 100:02d}"
    if traits.period_label == "Year 2026":
        return f"{y}年度" if traits.language == "ja" else f"{LANGUAGES[traits.language]['year'][0]} {y}"
    before = f"{(y - 1) % 100:02d}"
    return {
        "FY2026": f"FY{y}", "2026": str(y), "FY26": f"FY{short}", "2025-26": f"{y - 1}-{short}",
        "2026/27": f"{y - 1}/{short}", "FYE 2026": f"FYE {y}", "FY 2026": f"FY {y}", "CY2026": f"CY{y}",
        "FY2025-26": f"FY{y - 1}-{short}", "letters": f"FY{short}{'A' if past else 'E'}", "before": before,
        "Jan - Dec 26": f"Jan - Dec {short}",
    }[traits.period_label]  # fmt: skip


def _quarter(when: When, traits: Traits, past: bool) -> str:
    letter = LANGUAGES[traits.language]["quarter_letter"]
    y, short, q = when.year, f"{when.year % 100:02d}", f"{letter}{when.number}"
    return {
        "2026Q1": f"{y}{q}", "Q1 2026": f"{q} {y}", "Q1 FY26": f"{q} FY{short}", "2026-Q1": f"{y}-{q}",
        "1Q26": f"{when.number}{letter}{short}", "two columns": q,
    }[traits.period_label]  # fmt: skip


def _month(when: When, traits: Traits, past: bool) -> str:
    words = LANGUAGES[traits.language]
    y, short, m = when.year, f"{when.year % 100:02d}", f"{when.number:02d}"
    brief, name = words["short"][when.number - 1], words["months"][when.number - 1]
    if traits.language == "ja" and traits.period_label in ("Jan 2026", "Jan-26", "January 2026"):
        return f"{y}年{when.number}月"
    return {
        "2026-01": f"{y}-{m}", "Jan 2026": f"{brief} {y}", "Jan-26": f"{brief}-{short}", "January 2026": f"{name} {y}",
        "01/2026": f"{m}/{y}", "2026-01-01": f"{y}-{m}-01", "no year": brief, "two columns": brief,
    }[traits.period_label]  # fmt: skip


def date_of(when: When, traits: Traits) -> date | None:
    """The day that a workbook holds instead of a text, where the style is of days."""
    return date(when.year, when.number, 1) if when.kind == "month" and traits.period_label == "2026-01-01" else None


def cased(text: str, case: str) -> str:
    """A heading in the case of a program.

    >>> [cased("Fiscal Year", case) for case in ("snake", "camel", "upper")]
    ['fiscal_year', 'fiscalYear', 'FISCAL YEAR']
    """
    if case in ("lower", "upper"):
        return text.lower() if case == "lower" else text.upper()
    if case not in ("snake", "camel") or not re.fullmatch(r"[\w '.-]+", text):
        return text
    words = [word for word in re.split(r"[ '.]+", text.lower()) if word]
    if case == "snake":
        return "_".join(words)
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])


def stage_words(traits: Traits, dice: Random) -> dict[str, str]:
    """One word a stage, in the language of the table."""
    words = LANGUAGES[traits.language]
    stages = ("budget", "actual", "estimate", "requested", "proposed", "adopted", "revised")
    found = {stage: dice.choice(words[stage]) for stage in stages}
    for stage in ("all_funds", "general_fund"):
        found[stage] = words.get(stage, "")
    return found
