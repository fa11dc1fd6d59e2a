"""Anybody's budget table, read: understood, unsure with questions, or refused."""

from model.tables.decisions import Open
from model.tables.figures import Entry, Figures
from model.tables.mapping import Mapping, mapping_of, parse_answers, parse_map
from model.tables.reading import Choice, Question, TableReading, read_table
from model.tables.report import EXITS, table_report

__all__ = [
    "EXITS", "Choice", "Entry", "Figures", "Mapping", "Open", "Question", "TableReading", "mapping_of", "parse_answers",
    "parse_map", "read_table", "table_report",
]  # fmt: skip
