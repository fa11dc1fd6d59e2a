"""The formats in which a register goes to those who sign it."""

from __future__ import annotations

from collections.abc import Callable

from virement.authority import Register, register_table
from virement.exports.register.paper import as_markdown, as_page
from virement.exports.register.schedule import schedule_of
from virement.views import to_csv
from virement.workbook import register_workbook

REGISTER_FORMATS: dict[str, Callable[[Register], bytes]] = {
    "md": lambda register: as_markdown(schedule_of(register)).encode(),
    "csv": lambda register: to_csv(register_table(register)).encode(),
    "xlsx": register_workbook,
    "html": lambda register: as_page(schedule_of(register)).encode(),
}
