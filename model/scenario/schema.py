"""A scenario as its YAML says it: a title, moves over a baseline, limits. Read and checked by itself, not run."""

from __future__ import annotations

from collections.abc import Iterator
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
from virement.scenario.fields import (
    REST,
    Beyond,
    Coefficient,
    Cut,
    Fingerprint,
    Givers,
    Level,
    Names,
    Pair,
    PeriodName,
    Phasing,
    Ramp,
    Receivers,
    Share,
    Start,
    Total,
    Truth,
    Words,
)
from virement.scenario.ranges import SHAPES, Range
from virement.values import (
    Amount,
    Places,
    Step,
)

MOST_MOVES = 500
ValuePath = tuple[Step, ...]
UNWRITTEN = "(ranges)"  # no key of a file


def _likely(value: Any) -> Any:
    return value.likely if isinstance(value, Range) else value


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


class Move(_Said):
    """One cut and where it goes. The rules are in scenarios/README.md."""

    name: Words = Field(description="What the move is called; no two moves share a name")
    from_: Givers = Field(alias="from", description="A division at any level, several, All divisions, or New funding")
    except_: Names = Field(default=(), alias="except", description="Divisions under `from` that give nothing")
    cut: Cut = Field(description="How much they give up")
    of: Names = Field(default=(), description="The base of a percentage, where it is not `from` itself")
    to: Receivers = Field(default_factory=dict, description="Who gets what is left; the remainder is Unallocated")
    start: Start | None = Field(default=None, description="First period; by default the first plan period")
    end: PeriodName | None = Field(default=None, description="Last period; by default the last plan period")
    ramp: Ramp | None = Field(default=None, description="Share of a rate in force in each period from start")
    phasing: Phasing | None = Field(default=None, description="Share of an amount taken in each period from start")
    one_off_cost: Total | None = Field(default=None, description="Cost of making the cut, paid first")
    stranded_cost: Share = Field(default=Fraction(0), description="Share of the cut that is not really saved")
    why: str = Field(default="", description="The reason")
    enabled: Truth = Field(default=True, description="false: read and checked, but left out")
    ranges: Annotated[dict[ValuePath, Range], SkipJsonSchema()] = Field(default_factory=dict, alias=UNWRITTEN)

    @model_validator(mode="after")
    def _part_ranges(self) -> Move:
        """Keep likely values in the fields and their ranges in `ranges`, about what the fields say now."""
        held = {path: _held(value, self.ranges.get(path)) for path, value in _values(self)}
        self.__dict__.update(
            {name: _likely(self.__dict__[name]) for name in ("cut", "start", "stranded_cost", "one_off_cost")},
            to={name: _likely(part) for name, part in self.to.items()},
            ramp=self.ramp and tuple(map(_likely, self.ramp)),
            ranges={path: one for path, one in held.items() if one is not None},
        )
        return self


class Limit(_Said):
    """A floor, a cap or a lock on a division, per fiscal year."""

    division: Words
    floor: Level | None = Field(default=None, description="Least a fiscal year may hold: an amount or a share")
    cap: Level | None = Field(default=None, description="Most a fiscal year may hold: an amount or a share")
    locked: Truth = Field(default=False, description="true: no move may touch the division")


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

    Equal when they say the same: which figures it was saved over is not a part of that, so that saving changes nothing.
    """

    title: Words
    baseline: Words = Field(description="A folder of seeds/, or the path of a CSV")
    baseline_fingerprint: Fingerprint = Field(
        default="", description="Of the baseline's figures when the scenario was saved; written on saving"
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

    def __eq__(self, other: object) -> bool:
        """Tell whether two scenarios say the same, over whatever figures they were saved."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return super().__eq__(other.model_copy(update={"baseline_fingerprint": self.baseline_fingerprint}))

    __hash__ = None  # type: ignore[assignment]

    @property
    def places(self) -> Places:
        """Where each value stands in the file it was read from."""
        return self._places

    @property
    def currency(self) -> str | None:
        """The sign or code of the first amount that has one."""
        signs = (amount.currency for move in self.moves for amount in amounts_of(move).values() if amount.currency)
        return next(signs, None)


def _values(move: Move) -> Iterator[tuple[ValuePath, Any]]:
    """Yield every value of a move that can have a range, by its path within the move."""
    yield ("cut",), move.cut
    yield from ((("to", name), part) for name, part in move.to.items())
    yield ("start",), move.start
    yield from ((("ramp", step), share) for step, share in enumerate(move.ramp or ()))
    yield from (((name,), getattr(move, name)) for name in ("one_off_cost", "stranded_cost"))


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
KINDS: tuple[type[BaseModel], ...] = (Scenario, *LISTED.values())


def amounts_of(move: Move) -> dict[tuple[Step, ...], Amount]:
    """Return every amount of a move by its path within the move."""
    said: dict[tuple[Step, ...], Any] = {("cut",): move.cut, ("one_off_cost",): move.one_off_cost}
    said |= {("to", name): part for name, part in move.to.items()}
    return {path: value for path, value in said.items() if isinstance(value, Amount)}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the scenario YAML, by which editors complete and check."""
    schema = Scenario.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Virement scenario"}


def words_of(path: ValuePath) -> str:
    """Return what of a move is meant, in words: `cut`, `to AI division`, `ramp 2`."""
    return f"ramp {int(path[1]) + 1}" if path[0] == "ramp" else " ".join(map(str, path))
