"""What a budget table can look like: one field a trait, its plain value the default, so that any can be taken away."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

LANGUAGES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8"))
TREES = ("tree", "tree in name", "steps")
INDENTED = ("indent", "style")
NESTED = (*INDENTED, "captions", *TREES)
TYPES = ("type", "type letters")
SECTIONS = ("sections", "p&l")


@dataclass(frozen=True)
class Traits:
    """A budget's own traits, then those of the table that shows it."""

    levels: int = 1
    tops: int = 3
    kind: str = "year"
    periods: int = 2
    scale: str = "mid"
    decimals: int = 0
    revenue: str = "none"
    credits: str = "none"
    names: str = "plain"

    shape: str = "wide"
    language: str = "en"
    case: str = "title"
    heading_rows: int = 1
    over: str = "words"
    fill: str = "repeated"
    label_heading: str = "top"
    titles: int = 0
    notes: int = 0
    unit: str = "none"
    currency: str = "none"
    labels: str = "columns"
    codes: str = "none"
    total: str = "none"
    total_place: str = "below"
    subtotals: str = "none"
    stages: str = "none"
    stage_place: str = "after"
    period_label: str = "FY2026"
    items: str = "none"
    extra: str = "none"
    column_order: str = "usual"
    number: str = "plain"
    negative: str = "minus"
    missing: str = "none"
    file: str = "csv"
    cells: str = "numbers"
    sheets: str = "one"
    period_order: str = "rising"
    row_order: str = "usual"
    gaps: str = "none"
    joint: str = "space"
    second: str = "none"
    encoding: str = "utf-8"
    delimiter: str = ","

    def __str__(self) -> str:
        """Those that are not plain."""
        return ", ".join(f"{name}={value}" for name, value in self.told()) or "plain"

    def told(self) -> list[tuple[str, Any]]:
        """The traits that are not plain."""
        own = [(field.name, getattr(self, field.name), field.default) for field in fields(self)]
        return [(name, value) for name, value, plain in own if value != plain]


# what is drawn, the common first and as often as it stands there
CHOICES: dict[str, tuple[Any, ...]] = {
    "levels": (1, 1, 2, 2, 3),
    "tops": (2, 3, 4, 6),
    "kind": ("year", "year", "year", "quarter", "month"),
    "periods": (1, 2, 2, 3, 3, 4, 5, 8),
    "scale": ("small", "mid", "large", "large", "huge", "round"),
    "decimals": (0, 0, 1, 2),
    "revenue": ("none", "none", "none", "type", "type letters", "measures", "sections", "p&l"),
    "credits": ("none", "none", "none", "row", "cell"),
    "names": ("plain", "plain", "numbered", "tricky", "equal"),
    "shape": ("wide", "wide", "tidy"),
    "case": ("title", "title", "lower", "upper", "snake", "camel"),
    "heading_rows": (1, 1, 1, 2, 2, 3),
    "over": ("words", "period"),
    "fill": ("repeated", "blank", "merged"),
    "label_heading": ("top", "bottom"),
    "titles": (0, 0, 1, 2, 3),
    "notes": (0, 0, 1, 2),
    "unit": ("none", "none", "title", "heading", "sheet", "note"),
    "currency": ("none", "none", "cells", "title", "column"),
    "labels": (*["columns"] * 6, "filled", *NESTED, "style", "path"),
    "codes": ("none", "none", "pair", "like years", "in name"),
    "total": ("none", "word", "word", "word", "equals", "blank", "name", "rounded", "off"),
    "total_place": ("below", "below", "above"),
    "subtotals": ("none", "word below", "word above", "bare above", "bare below"),
    "stages": ("none", "none", "all", "past", "rival", "beside", "scope"),
    "stage_place": ("after", "before"),
    "items": ("none", "none", "none", "vendor", "account", "both", "repeat"),
    "extra": ("none", "none", "comment", "constant", "jobs", "percent", "change", "sum", "row number"),
    "column_order": ("usual", "usual", "period first", "amount first"),
    "negative": ("minus", "parentheses", "trailing", "trailing", "trailing", "sign", "CR", "triangle"),
    "missing": ("none", "none", "", "-", "–", "n/a", "nfp", "#Missing", "..", "TBD", "N/A", "—"),
    "file": ("csv", "csv", "csv", "xlsx", "xlsx"),
    "cells": ("numbers", "numbers", "text"),
    "sheets": ("one", "one", "cover", "after"),
    "period_order": ("rising", "falling"),
    "row_order": ("usual", "shuffled"),
    "gaps": ("none", "blank rows", "blank rows", "empty column", "spacers", "pages"),
    "joint": ("space", "space", "newline"),
    "second": ("none", "none", "none", "jobs"),
    "encoding": ("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"),
    "delimiter": (",", ",", ";", "\t", "|"),
}
YEAR_LABELS = ("FY2026", "2026", "2026", "FY26", "2025-26", "2026/27", "FYE 2026", "FY 2026", "CY2026", "Year 2026",
               "FY2025-26", "letters", "Jan - Dec 26", "this and last")  # fmt: skip
PART_LABELS = {
    "quarter": ("2026Q1", "Q1 2026", "Q1 FY26", "2026-Q1", "1Q26", "two columns"),
    "month": ("2026-01", "Jan 2026", "Jan-26", "January 2026", "01/2026", "2026-01-01", "no year", "two columns"),
}
