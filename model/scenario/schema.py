"""A scenario as its YAML says it: a title, moves over a baseline, limits. Read and checked by itself, not run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema
from virement.scenario.approvals import Approval
from virement.scenario.fields import (
    REST,
    BaseNames,
    Beyond,
    Coefficient,
    Cut,
    Fingerprint,
    Fingerprints,
    Givers,
    GrowthSaid,
    Level,
    Names,
    Pair,
    PeriodName,
    Phasing,
    Ramp,
    Receivers,
    Severance,
    Share,
    Start,
    TableMapping,
    Total,
    Truth,
    Words,
)
from virement.scenario.limit_kinds import LimitKind
from virement.scenario.move_field import MoveField, ValuePath, parts_of, with_part
from virement.scenario.ranges import SHAPES, Range
from virement.values import (
    Amount,
    Places,
)

MOST_MOVES = 500
UNWRITTEN = "(ranges)"  # no key of a file
SAVED_OVER = ("baseline_fingerprint", "mapping", "builds_on_fingerprint")


def _likely(value: Any) -> Any:
    """Return a value, or each of its parts, as it most likely is."""
    if isinstance(value, dict):
        return {name: _likely(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_likely, value))
    return value.likely if isinstance(value, Range) else value


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


class Move(_Said):
    """One cut and where it goes. The rules are in scenarios/README.md."""

    name: Annotated[Words, MoveField("Name")] = Field(description="What the move is called; no two moves share a name")
    from_: Annotated[Givers, MoveField("From")] = Field(
        alias="from", description="A division at any level, several, All divisions, or New funding"
    )
    except_: Annotated[Names, MoveField("Except", of_cut=True, listed=True)] = Field(
        default=(), alias="except", description="Divisions under `from` that give nothing"
    )
    cut: Annotated[Cut, MoveField("Cut", ranged=True)] = Field(description="How much they give up")
    of: Annotated[Names, MoveField("Percentage of another base", unsaid="its givers")] = Field(
        default=(), description="The base of a percentage, where it is not `from` itself"
    )
    to: Annotated[Receivers, MoveField("To", ranged=True, unsaid="nobody")] = Field(
        default_factory=dict, description="Who gets what is left; the remainder is Unallocated"
    )
    start: Annotated[Start | None, MoveField("Start", ranged=True, unsaid="the first plan period")] = Field(
        default=None, description="First period; by default the first plan period"
    )
    end: Annotated[PeriodName | None, MoveField("End", unsaid="the last plan period")] = Field(
        default=None, description="Last period; by default the last plan period"
    )
    ramp: Annotated[Ramp | None, MoveField("Ramp", ranged=True)] = Field(
        default=None, description="Share of a rate in force in each period from start"
    )
    phasing: Annotated[Phasing | None, MoveField("Phasing")] = Field(
        default=None, description="Share of an amount taken in each period from start"
    )
    one_off_cost: Annotated[
        Total | None,
        MoveField(
            "One-off cost",
            "An amount, or a share of the first year's cut",
            term="share or amount",
            ranged=True,
            of_cut=True,
        ),
    ] = Field(default=None, description="Cost of making the cut, paid first")
    severance: Annotated[Severance | None, MoveField("Severance", "Months of pay, or an amount a job", of_cut=True)] = (
        Field(default=None, description="What each job that goes costs once, paid first")
    )
    stranded_cost: Annotated[
        Share,
        MoveField(
            "Stranded cost", "The share of the cut that is not really saved", term="share", ranged=True, of_cut=True
        ),
    ] = Field(default=Fraction(0), description="Share of the cut that is not really saved")
    why: Annotated[str, MoveField("Why")] = Field(default="", description="The reason")
    approvals: Annotated[tuple[Approval, ...], MoveField("Approvals", listed=True)] = Field(
        default=(), description="Who has approved it; authority.yaml of its baseline says who must"
    )
    enabled: Annotated[Truth, MoveField("On or off")] = Field(
        default=True, description="false: read and checked, but left out"
    )
    ranges: Annotated[dict[ValuePath, Range], SkipJsonSchema()] = Field(default_factory=dict, alias=UNWRITTEN)

    @model_validator(mode="after")
    def _part_ranges(self) -> Move:
        """Keep likely values in the fields and their ranges in `ranges`, about what the fields say now."""
        held = {path: _held(value, self.ranges.get(path)) for path, value in values_of(self)}
        likely = {name: _likely(getattr(self, name)) for name, field in MOVE_FIELDS.items() if field.ranged}
        self.__dict__.update(likely, ranges={path: one for path, one in held.items() if one is not None})
        return self


MOVE_FIELDS: dict[str, MoveField] = {
    name: replace(said, key=field.alias or name, default=field.get_default(call_default_factory=True))
    for name, field in Move.model_fields.items()
    for said in field.metadata
    if isinstance(said, MoveField)
}


class Limit(_Said):
    """A floor, a cap or a lock on a division, per fiscal year."""

    division: Words
    floor: Annotated[Level | None, LimitKind(side=-1, looser=-1, broken="below its floor")] = Field(
        default=None, description="Least a fiscal year may hold: an amount or a share"
    )
    cap: Annotated[Level | None, LimitKind(side=1, looser=1, broken="above its cap")] = Field(
        default=None, description="Most a fiscal year may hold: an amount or a share"
    )
    locked: Truth = Field(default=False, description="true: no move may touch the division")

    @property
    def levels(self) -> dict[str, Fraction | Amount]:
        """The levels that it sets, by the name of their kind in `LIMIT_KINDS`."""
        found = {name: getattr(self, name) for name in LIMIT_KINDS}
        return {name: level for name, level in found.items() if level is not None}


LIMIT_KINDS: dict[str, LimitKind] = {
    name: said for name, field in Limit.model_fields.items() for said in field.metadata if isinstance(said, LimitKind)
}


class Assumption(_Said):
    """How far a division's baseline may be off, in every plan period: a share of itself, or of the divisions `of`.

    With `of` what these hold together stays; its other leaves share what the division leaves.
    """

    division: Words
    of: Names = Field(default=(), description="Whose total the division is a share of; by default its own baseline")
    low: Beyond
    likely: Beyond | None = Field(default=None, description="What the baseline says; may be left out")
    high: Beyond
    shape: str = Field(default="triangular", json_schema_extra={"enum": list(SHAPES)})

    @model_validator(mode="after")
    def _can_be(self) -> Assumption:
        likely = self.likely if self.likely is not None else (self.low + self.high) / 2
        Range(self.low, likely, self.high, self.shape)
        return self


class Correlation(_Said):
    """How two ranges go together: the rank correlation between them, from -1 to 1."""

    between: Pair = Field(description="Two ranges by their names, as `virement sensitivity` lists them")
    is_: Coefficient = Field(alias="is", description="From -1 to 1")


class Scenario(_Said):
    """A title and a list of moves over a baseline, with limits.

    One that builds on others holds their moves, limits and ranges as its own; `bases` are those others. Equal when they
    say the same: over which figures it was saved, how their table was read and what it was built on then is not a part
    of that, so that saving changes nothing.
    """

    title: Words
    baseline: Words = Field(description="A folder of seeds/, or the path of a CSV")
    baseline_fingerprint: Fingerprint = Field(
        default="", description="Of the baseline's figures when the scenario was saved; written on saving"
    )
    mapping: TableMapping = Field(
        default_factory=dict, description="How the table of its baseline is read, as it was answered; written on saving"
    )
    builds_on: BaseNames = Field(
        default=(), description="Scenarios whose moves, limits and ranges it takes, by name; its own come after them"
    )
    builds_on_fingerprint: Fingerprints = Field(
        default_factory=dict, description="Of what each of those said when the scenario was saved; written on saving"
    )
    growth: GrowthSaid | None = Field(
        default=None, description="How the plan goes on after the last given year, which its moves are of too"
    )
    reference: str = Field(default="", description="A source of the baseline, or a URL")
    author: str = ""
    description: str = ""
    not_covered: str = Field(default="", description="What a reader might expect and won't find")
    moves: tuple[Move, ...] = Field(default=(), max_length=MOST_MOVES)
    limits: tuple[Limit, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    _places: Places = PrivateAttr(default_factory=Places)
    _bases: dict[str, Scenario] = PrivateAttr(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        """Tell whether two scenarios say the same, over whatever figures they were saved."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return super().__eq__(other.model_copy(update=dict(zip(SAVED_OVER, self.saved_over, strict=True))))

    __hash__ = None  # type: ignore[assignment]

    def over(self, baseline: str, bases: Mapping[str, Scenario] | None = None) -> Scenario:
        """Return the scenario over a baseline by another name, with what it builds on as it is over that."""
        there = self.model_copy(update={"baseline": baseline})
        there._bases = dict(self.bases if bases is None else bases)
        return there

    @property
    def saved_over(self) -> tuple[object, ...]:
        """What saving notes of the figures and of the scenarios beneath it."""
        return tuple(getattr(self, name) for name in SAVED_OVER)

    @property
    def bases(self) -> dict[str, Scenario]:
        """The scenarios that it builds on, whole, by the names by which it says them."""
        return self._bases

    @property
    def places(self) -> Places:
        """Where each value stands in the file it was read from."""
        return self._places

    @property
    def currency(self) -> str | None:
        """The sign or code of the first amount that has one."""
        signs = (amount.currency for move in self.moves for amount in amounts_of(move).values() if amount.currency)
        return next(signs, None)


def values_of(move: Move) -> Iterator[tuple[ValuePath, Any]]:
    """Yield every value of a move that can have a range, by its path within the move."""
    for name, field in MOVE_FIELDS.items():
        if field.ranged:
            yield from parts_of(name, getattr(move, name))


def said_at(move: Move, path: ValuePath, value: Any) -> dict[str, Any]:
    """Return the field of a move with another value at a path, as `with_move` takes it."""
    return {str(path[0]): with_part(getattr(move, str(path[0])), path, value)}


def _held(value: Any, known: Range | None) -> Range | None:
    """Return the range of a value: its own, else the known one about it; None where that is of another kind."""
    if isinstance(value, Range) or known is None:
        return value if isinstance(value, Range) else None
    return None if value is None or value == REST else known.around(value)


LISTED: dict[str, type[BaseModel]] = {
    "moves": Move,
    "limits": Limit,
    "assumptions": Assumption,
    "correlations": Correlation,
}
KINDS: tuple[type[BaseModel], ...] = (Scenario, *LISTED.values(), Approval)


def amounts_of(move: Move) -> dict[ValuePath, Amount]:
    """Return every amount of a move by its path within the move."""
    return {path: value for path, value in values_of(move) if isinstance(value, Amount)}


# where SchemaStore keeps it; the number goes up when a file that was right no longer is
SCHEMA_ID = "https://json.schemastore.org/virement-scenario-1.json"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the scenario YAML, by which editors complete and check."""
    schema = Scenario.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return {**head, **schema, "title": "Virement scenario"}


def words_of(path: ValuePath) -> str:
    """Return what of a move is meant, in words: `cut`, `to AI division`, `ramp 2`."""
    return " ".join(str(step + 1) if isinstance(step, int) else step for step in path)
