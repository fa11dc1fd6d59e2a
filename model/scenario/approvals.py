"""An approval on file: who allowed a move, in which role, when, and the amount that was before them."""

from __future__ import annotations

import re
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from virement.scenario.fields import Words
from virement.values import Amount, Unreadable, read_amount, write_amount

_DAY = r"\d{4}-\d{2}-\d{2}"


def _day(value: Any) -> str:
    """Read a day as ISO 8601 writes it; it stays that text."""
    said = str(value).strip()
    try:
        if not re.fullmatch(_DAY, said, re.ASCII):
            raise ValueError
        return str(np.datetime64(said, "D"))
    except ValueError:
        raise Unreadable(f"'{said}' is not a date", "Write year, month and day: 2026-03-31") from None


def _whole_amount(value: Any) -> Amount:
    """Read what was approved, all years together: a percentage would follow the cut, and approve anything."""
    read = value if isinstance(value, Amount) else read_amount(str(value))
    if read.per_year:
        raise Unreadable(f"'{read}' recurs every year", "Write the total over the window")
    return read


class Approval(BaseModel):
    """Who approved a move: a role, when, at which amount over all its years; by whom and where that is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    role: Words = Field(description="The role that approved, as authority.yaml calls it")
    who: str = Field(default="", description="The person, or nobody in particular of a committee")
    date: Annotated[
        str, PlainValidator(_day), WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$", "description": "The day"})
    ]
    reference: str = Field(default="", description="Where it is written: a minute, a decision, an address")
    amount: Annotated[
        Amount, PlainValidator(_whole_amount), WithJsonSchema({"type": "string", "description": "What was approved"})
    ]


def approval_fields(approval: Approval) -> dict[str, str]:
    """Return what an approval says as plain YAML values."""
    said = {name: getattr(approval, name) for name in Approval.model_fields}
    return {name: write_amount(value) if isinstance(value, Amount) else value for name, value in said.items() if value}
