"""Writes the cells of a workbook as XLSX: the same cells give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from virement.values import Tell, silent, zipped_again
from virement.workbook.cells import MOST, Page
from virement.workbook.drivers_sheet import parts_of
from virement.workbook.result_sheets import TOP
from virement.workbook.sheet_names import Book

MADE = "2000-01-01"  # what the file says it was made on: no clock is read
_INK, _PAPER, _YELLOW, _GREY = "#1F2933", "#FFFFFF", "#FFF4C2", "#E4E9EE"
_SHARE = "0.0###########%"
_STYLES: dict[str, dict[str, Any]] = {
    "link": {"font_color": "#1A4FA0", "underline": 1},
    "title": {"bold": True, "font_size": 15},
    "note": {"font_color": "#52606D", "italic": True},
    "head": {"bold": True, "bg_color": _GREY, "bottom": 1, "text_wrap": True, "valign": "vcenter"},
    "right": {"align": "right"},
    "text": {"indent": 1},
    "block": {"bold": True},
    "label": {"bold": True, "valign": "top"},
    "words": {"text_wrap": True, "valign": "top"},
    "sum": {"bold": True, "top": 1},
    "whole": {"num_format": "#,##0"},
    "beyond": {"num_format": "0.0#######%"},
    "percent": {"num_format": "+0.0%;-0.0%;0.0%"},
    "driver": {"bg_color": _YELLOW, "border": 1, "border_color": "#C9A227", "locked": False, "font_color": "#1A4FA0"},
    "share": {"num_format": _SHARE},
    "switch": {"align": "center"},
    "money": {},
    "amount": {},
    "jobs": {"num_format": "#,##0.##"},
    **{f"level{depth}": {"indent": depth - 1} for depth in range(1, 5)},
}


def written(book: Book, tell: Tell = silent) -> bytes:
    """Return the XLSX of a book."""

    def finish(workbook: Any) -> None:
        for name, place in book.names.items():
            workbook.define_name(name, place)
        _validate(workbook, book)
        _chart(workbook, book)
        _warn(workbook)

    return written_pages(book.pages, book.decimals, tell, finish)


def written_pages(
    pages: Sequence[Page], decimals: int, tell: Tell = silent, finish: Callable[[Any], None] = lambda workbook: None
) -> bytes:
    """Return an XLSX of pages, in which money shows so many decimals; `finish` adds to it what is no cell."""
    import xlsxwriter  # type: ignore[import-untyped]

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": pd.Timestamp(MADE).to_pydatetime(), "title": "Virement"})
    workbook.set_size(2400, 1400)
    formats = _Formats(workbook, decimals)
    for number, page in enumerate(pages):
        tell(number, len(pages))
        sheet = workbook.add_worksheet(page.name)
        sheet._prepare_formula = _as_it_stands
        _write(sheet, page, formats)
    finish(workbook)
    workbook.close()
    return zipped_again(file.getvalue())


def _as_it_stands(formula: str, *_: object) -> str:
    """Return a formula as the file holds it; XlsxWriter would look in each for 29 functions, for most of the time."""
    return formula.removeprefix("=")


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Any, decimals: int) -> None:
        self.workbook, self.made = workbook, {}  # type: ignore[var-annotated]
        digits = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        self.money = {"num_format": f"{digits};[Red]-{digits};0"}
        self.amount = {"num_format": f"#,##0.{'0' * min(decimals, 2)}{'#' * 8}" if decimals else "#,##0"}

    def of(self, style: str) -> Any:
        """Return the format of a style, which may be several words."""
        if style not in self.made:
            said: dict[str, Any] = {"font_name": "Calibri", "font_color": _INK}
            for word in style.split():
                said |= _STYLES[word] | (self.money if word == "money" else self.amount if word == "amount" else {})
            self.made[style] = self.workbook.add_format(said)
        return self.made[style]


def _write(sheet: Any, page: Page, formats: _Formats) -> None:
    for (row, column), entry in sorted(page.cells.items()):
        style = formats.of(entry.style)
        if entry.driver and entry.content == "":
            sheet.write_blank(row, column, None, style)
        elif entry.kind == "text":
            sheet.write_string(row, column, entry.content, style)
        elif entry.kind == "link":
            sheet.write_url(row, column, entry.content, style)
        elif entry.kind == "number":
            sheet.write_number(row, column, entry.content, style)
        else:
            sheet.write_formula(row, column, entry.content, style, entry.shown)
    for column, width in page.widths.items():
        sheet.set_column(column, column, width)
    for row, height in page.heights.items():
        sheet.set_row(row, height)
    if any(page.frozen):
        sheet.freeze_panes(*page.frozen)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if page.hidden:
        sheet.hide()


def _validate(workbook: Any, book: Book) -> None:
    """Let the drivers take only what they can be."""
    sheet = workbook.get_worksheet_by_name("Drivers")
    for driver in book.drivers:
        told: dict[str, Any] = {"ignore_blank": True, "error_title": "Not here"}
        if driver.kind == "switch":
            rule: dict[str, Any] = {"validate": "list", "source": ["on", "off"], "error_message": "on or off"}
        else:
            top = 1 if driver.kind == "share" else (MOST - 1) / parts_of(driver.kind, book.scale)
            said = "A share from 0% to 100%" if driver.kind == "share" else "A number that isn't negative"
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": top, "error_message": said}
        sheet.data_validation(driver.row, driver.column, driver.row, driver.column, {**told, **rule})


def _warn(workbook: Any) -> None:
    """Paint red whatever check isn't 0."""
    red = workbook.add_format({"bg_color": "#F8D0CC", "font_color": "#9C0006", "bold": True})
    sheet = workbook.get_worksheet_by_name("Checks")
    rule = {"type": "cell", "criteria": "!=", "value": 0, "format": red}
    sheet.conditional_format(2, 2, 2, 2, rule)
    sheet.conditional_format(5, 2, 5_000, 2, {"type": "formula", "criteria": "=AND(ISNUMBER($C6),$C6<>0)",
                                              "format": red})  # fmt: skip


def _chart(workbook: Any, book: Book) -> None:
    """Draw baseline and scenario of the first fiscal year in which anything can move, by division."""
    sheet = workbook.get_worksheet_by_name("Compare")
    chart = workbook.add_chart({"type": "bar"})
    first, last = TOP, TOP + book.compared - 1
    column = 1 + 5 * book.shown_year
    for place, (name, colour) in enumerate((("Baseline", "#9AA5B1"), ("Scenario", "#1A4FA0"))):
        chart.add_series({"name": name, "categories": ["Compare", first, 0, last, 0], "fill": {"color": colour},
                          "values": ["Compare", first, column + place, last, column + place]})  # fmt: skip
    chart.set_title({"name": f"{book.years[book.shown_year]}, in {book.unit}", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": _GREY}}})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 900, "height": 160 + 34 * min(book.compared, 30)})
    sheet.insert_chart(last + 3, 0, chart, {"description": "Baseline and scenario by division"})
