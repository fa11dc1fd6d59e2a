"""Traits that go together: `draw` picks some by a seed, `settle` drops what cannot be shown, `simpler` one more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from .traits import (
    CHOICES,
    INDENTED,
    LANGUAGES,
    NESTED,
    PART_LABELS,
    SECTIONS,
    TREES,
    TYPES,
    YEAR_LABELS,
    Traits,
)


def draw(seed: int) -> Traits:
    """The traits of a seed: each is plain one time in two, so that most tables have several odd ones."""
    dice = Random(f"traits {seed}")
    language = dice.choice(["en", "en", "en", *LANGUAGES])
    found: dict[str, Any] = {"language": language}
    for name, choices in CHOICES.items():
        found[name] = dice.choice(choices) if dice.random() < 0.55 else Traits.__dataclass_fields__[name].default
    for name in ("kind", "periods", "levels", "labels", "file"):
        found[name] = dice.choice(CHOICES[name])
    found["number"] = dice.choice([*LANGUAGES[language]["numbers"], "plain"])
    found["period_label"] = dice.choice(YEAR_LABELS if found["kind"] == "year" else PART_LABELS[found["kind"]])
    return settle(Traits(**found))


def settle(traits: Traits) -> Traits:
    """The same without what cannot be shown together, or could not be read by anybody."""
    for rule in (_settle_kind, _settle_labels, _settle_measures, _settle_tidy, _settle_headings, _settle_totals,
                 _settle_file):  # fmt: skip
        traits = rule(traits)
    return traits


def _settle_kind(t: Traits) -> Traits:
    known = YEAR_LABELS if t.kind == "year" else PART_LABELS[t.kind]
    if t.period_label not in known:
        t = replace(t, period_label=known[0])
    if t.period_label == "letters":
        t = replace(t, stages="past")
    if t.kind != "year" and t.stages in ("past", "rival", "beside"):
        t = replace(t, stages="none")
    if t.period_label == "Jan - Dec 26" and t.language != "en":
        t = replace(t, period_label="FY26")
    if t.period_label == "this and last":
        if t.shape != "wide" or "this_and_last" not in LANGUAGES[t.language]:
            t = replace(t, period_label="FY26")
        else:
            t = replace(t, periods=min(t.periods, 2), titles=max(t.titles, 2))
    if t.stages in ("past", "beside") and t.periods < 2:
        t = replace(t, periods=2)
    if t.stages == "scope" and t.language != "en":
        t = replace(t, stages="none")
    if t.period_label == "no year" and t.shape == "tidy":
        t = replace(t, period_label="2026-01")
    return t


def _settle_labels(t: Traits) -> Traits:
    if t.levels == 1 and t.labels in (*NESTED, "filled", "path"):
        t = replace(t, labels="columns")
    if t.labels == "steps" and t.levels != 2:
        t = replace(t, labels="tree")
    if t.labels == "style" and t.file != "xlsx":
        t = replace(t, labels="indent")
    if t.items != "none" and t.labels != "columns":
        t = replace(t, items="none")
    if t.labels in TREES or t.items not in ("none", "repeat") or t.labels == "filled":
        t = replace(t, codes="none")
    if t.items != "none" and t.extra in ("percent", "change", "jobs"):
        t = replace(t, extra="none")
    return t


def _settle_measures(t: Traits) -> Traits:
    if t.revenue == "p&l" and t.language != "en":
        t = replace(t, revenue="sections")
    if t.revenue == "p&l" and t.levels == 1 and t.tops % 2 and t.shape == "wide":
        t = replace(t, labels="indent", items="none", codes="none")
    if t.revenue == "p&l" and (t.items != "none" or not (t.levels == 1 or t.labels in INDENTED)):
        t = replace(t, revenue="type")
    if t.revenue == "sections" and (t.items != "none" or not (t.levels == 1 or t.labels in INDENTED)):
        t = replace(t, revenue="type")
    if t.revenue in TYPES and t.labels in NESTED:
        t = replace(t, revenue="measures")
    if t.revenue == "measures":
        t = replace(t, stages="none", period_label="FY26" if t.period_label == "letters" else t.period_label)
    if t.revenue != "none":
        t = replace(t, extra="none" if t.extra in ("sum", "change", "percent", "jobs") else t.extra)
    if t.revenue != "none" and t.stages == "scope":
        t = replace(t, stages="none")
    return t


def _settle_tidy(t: Traits) -> Traits:
    if t.shape == "wide":
        t = replace(t, column_order="usual", row_order="usual")
        return replace(t, currency="none") if t.currency == "column" else t
    if t.labels not in ("columns", "path"):
        t = replace(t, labels="columns")
    if t.revenue in SECTIONS:
        t = replace(t, revenue="type")
    if t.stages in ("all", "scope"):
        t = replace(t, stages="none")
    if t.period_label == "letters":
        t = replace(t, period_label="FY26")
    if t.extra in ("sum", "change", "percent", "jobs"):
        t = replace(t, extra="none")
    if t.total != "word":
        t = replace(t, total="none")
    if t.gaps in ("spacers", "blank rows"):
        t = replace(t, gaps="none")
    return replace(t, heading_rows=1, subtotals="none", period_order="rising", joint="space", second="none")


def _settle_headings(t: Traits) -> Traits:
    if t.period_label in ("two columns", "letters", "no year"):
        t = replace(t, heading_rows=2 if t.period_label == "two columns" and t.shape == "wide" else 1)
    if t.period_label == "no year":
        t = replace(t, stages="none", revenue="none" if t.revenue == "measures" else t.revenue)
    if t.period_label == "two columns" and t.shape == "wide":
        t = replace(t, stages="none", revenue="none" if t.revenue == "measures" else t.revenue, over="words")
    if t.heading_rows > 1 or (t.file == "csv" and t.language != "en"):
        t = replace(t, joint="space")
    if t.heading_rows == 1:
        t = replace(t, over="words", fill="repeated", label_heading="top")
    if t.fill == "merged" and t.file != "xlsx":
        t = replace(t, fill="blank")
    if t.language == "ja":
        t = replace(t, case="title")
    return t


def _settle_totals(t: Traits) -> Traits:
    if t.labels in NESTED:
        t = replace(t, subtotals=t.subtotals if t.subtotals != "none" or t.labels == "indent" else "word below")
    if t.labels in TREES:
        t = replace(t, subtotals="bare above")
    if t.labels == "captions":
        t = replace(t, subtotals="word below")
    if t.labels == "path" or t.levels == 1 or t.items != "none" or t.revenue in TYPES:
        t = replace(t, subtotals="none")
    if t.revenue in TYPES or t.items != "none":
        t = replace(t, total="none")
    if (t.revenue in SECTIONS and t.total != "none") or t.revenue == "p&l":
        t = replace(t, total="word")
    if t.levels > 1 and t.total in ("rounded", "off"):
        t = replace(t, total="word")
    return replace(t, total_place="below") if t.total == "none" or t.revenue in SECTIONS else t


def _settle_file(t: Traits) -> Traits:
    if t.number != "plain" and t.number not in LANGUAGES[t.language]["numbers"]:
        t = replace(t, number="plain")
    if t.unit != "none" and t.scale == "huge":  # thousands of billions are no budget
        t = replace(t, scale="mid")
    if t.unit != "none" and t.currency != "none":
        t = replace(t, currency="none")
    if t.file == "xlsx":
        t = replace(t, encoding="utf-8", delimiter=",")
    else:
        t = replace(t, cells="numbers", sheets="one", unit="title" if t.unit == "sheet" else t.unit)
    if t.file == "xlsx" and t.cells == "numbers":
        t = replace(t, number="plain", negative="minus", currency="none" if t.currency == "cells" else t.currency)
    if t.credits == "none" and t.revenue not in SECTIONS:
        t = replace(t, negative="minus")
    if t.number == "scientific":
        t = replace(t, currency="none" if t.currency == "cells" else t.currency, negative="minus", decimals=0)
    if t.negative == "triangle" and t.language != "ja":
        t = replace(t, negative="minus")
    if t.language == "ja" and t.unit == "none":  # a yen has no hundredths
        t = replace(t, decimals=0)
    if t.shape == "tidy" and t.periods == 1 and t.missing != "none":
        t = replace(t, missing="none")
    return t


def simpler(traits: Traits) -> Iterator[Traits]:
    """The presentations that have one trait less, the odd ones of the table first."""
    seen = {traits}
    for name, _ in reversed(traits.told()):
        found = settle(replace(traits, **{name: Traits.__dataclass_fields__[name].default}))
        if found not in seen:
            seen.add(found)
            yield found
