"""What an `authority.yaml` says: who may approve a move of which kind, up to which amount."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from virement.scenario import Names, Truth, Words
from virement.values import STATUSES, Amount, Unreadable, is_currency, read_amount

ANY_AMOUNT = "any amount"
EVERY_MOVE = "every move"
# the kinds of a move that may have bands of their own, each with what it means
KINDS = {
    EVERY_MOVE: "whatever its kind",
    "within a division": "no other division of the first level gets any of it",
    "between divisions": "some of it goes from one division of the first level to another",
    "outside account": "some of it is new funding, is saved, or is given to nobody",
    "capital and revenue": "some of it goes from a capital budget to a revenue budget, or back",
    "one year": "it takes from one fiscal year only",
    "several years": "it takes from more than one fiscal year, and ends",
    "permanent": "a share, or an amount per year, that the plan doesn't see end",
}


def _currency(value: Any) -> str:
    code = str(value).strip().upper()
    if not is_currency(code):
        raise Unreadable(f"'{value}' is not a currency", "Write a code of ISO 4217, as USD")
    return code


def _status(value: Any) -> str:
    if value not in STATUSES:
        raise Unreadable(f"'{value}' is not a status", f"One of: {', '.join(STATUSES)}")
    return str(value)


def _most(value: Any) -> Amount | None:
    """Read the most that a role may approve; any amount is None."""
    if value == ANY_AMOUNT:
        return None
    try:
        read = read_amount("" if value is None else str(value))
    except Unreadable as error:
        raise Unreadable(error.what, f"Write an amount, as $50k, or {ANY_AMOUNT}") from None
    if read.per_year:
        raise Unreadable(f"'{value}' is per year, and every band is", "Write the amount alone")
    return read


_MOST_FORM = {"type": "string", "description": f"The most that the role may approve: $50k, or {ANY_AMOUNT}"}
_KINDS_FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        kind: {"type": "object", "additionalProperties": _MOST_FORM, "description": f"A move is so if {meaning}"}
        for kind, meaning in KINDS.items()
    },
    "required": [EVERY_MOVE],
    "additionalProperties": False,
}
Bands = dict[str, Annotated[Amount | None, PlainValidator(_most)]]  # the most by role


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Approver(_Said):
    """A role that may approve moves, whom it consults, and how many days it takes."""

    role: Words
    consult: Names = Field(default=(), description="Who must be consulted")
    days: int | None = Field(default=None, ge=0, description="How long an approval takes")


class Authority(_Said):
    """Who may approve what: `approvers` from the least authority to the most, and by kind of move what each may.

    Amounts are of a fiscal year. Where it is `cumulative`, all that a giver gives in the year counts together, so that
    splitting a move lowers no band. `source` names sources of the baseline, or is an address.
    """

    title: Words
    about: str = ""
    status: Annotated[str, PlainValidator(_status), WithJsonSchema({"enum": list(STATUSES)})] = STATUSES[-1]
    source: str = ""
    currency: Annotated[str, PlainValidator(_currency), WithJsonSchema({"type": "string"})]
    approvers: tuple[Approver, ...] = Field(min_length=1, description="From the least authority to the most")
    bands: Annotated[dict[str, Bands], WithJsonSchema(_KINDS_FORM)] = Field(
        description="By kind of move, the most that each role may approve in a fiscal year"
    )
    cumulative: Truth = Field(default=True, description="false: each move counts by itself")

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles, from the least authority to the most."""
        return tuple(one.role for one in self.approvers)

    def approver(self, role: str) -> Approver:
        """Return an approver by its role."""
        return self.approvers[self.roles.index(role)]


def authority_schema() -> dict[str, Any]:
    """Return the JSON Schema of an `authority.yaml`, by which editors complete and check."""
    schema = Authority.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Virement authority"}
