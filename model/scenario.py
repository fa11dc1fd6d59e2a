"""A scenario as its YAML says it: a title, moves over a baseline, limits. Read and checked by itself, not run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import ErrorDetails

from model.baseline import ROOT
from model.errors import ModelError, Problem, Unreadable, did_you_mean, one_of
from model.money import Amount, read_amount, read_share, write_share
from model.periods import read_period
from model.ranges import ENDS, SHAPES, Range, read_range
from model.yaml_text import Places, Step, read_tree

NEW_FUNDING = "New funding"
_PLACEHOLDERS = {"title": "-", "baseline": "-", "name": "move {1}", "from": ROOT, "cut": "0%", "division": ROOT}
_PLACEHOLDERS |= {"floor": "0%", "cap": "100%"}
REST = "rest"
FINGERPRINT = "[0-9a-f]{8,64}"  # the whole of it, or how it begins
MOST_MOVES = 500

_AMOUNT_FORM = {"type": "string", "description": "An amount: $2B, 750 million, USD 40k"}
_SHARE_FORM = {"type": "string", "pattern": r"^\s*[0-9][0-9.,]*\s*%\s*$", "description": "A share: 30%"}


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable("is no text", "Write a word or a phrase")
    return value.strip()


def _share(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return _up_to_one(value)
    return read_share(_words(value))


def _up_to_one(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise Unreadable(f"{float(value):.6g} is no share", "A share goes from 0% to 100%")
    return value


def _share_or_amount(value: Any) -> Fraction | Amount:
    if isinstance(value, Amount):
        return value
    if isinstance(value, Fraction):
        return _up_to_one(value)
    text = _words(value)
    if text.lstrip().startswith(("-", "−", "+")):
        raise Unreadable(f"'{text}' has a sign", "Write it without: a cut takes, a receiver gets")
    return read_share(text) if "%" in text else read_amount(text)


def _total(value: Any) -> Fraction | Amount:
    read = _share_or_amount(value)
    if isinstance(read, Amount) and read.per_year:
        raise Unreadable(f"'{read}' recurs every year", "Write the total over the window")
    return read


def _floor_or_cap(value: Any) -> Fraction | Amount:
    """Read a limit, which is per fiscal year whether or not it says so; a cap may be 110% of the baseline."""
    if isinstance(value, str) and "%" in value:
        return read_share(value, beyond=True)
    read = value if isinstance(value, Fraction) else _share_or_amount(value)
    return Amount(read.value, read.currency) if isinstance(read, Amount) else read


def _part(value: Any) -> Fraction | Amount | Literal["rest"]:
    if isinstance(value, str) and value.strip() == REST:
        return "rest"
    return _total(value)


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False}
    if not isinstance(value, str) or value.casefold() not in known:
        raise Unreadable(f"'{value}' is neither true nor false", "Write true or false")
    return known[value.casefold()]


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(_words(item) for item in value)
    return (_words(value),)


def _givers(value: Any) -> tuple[str, ...]:
    if not (names := _names(value)):
        raise Unreadable("names nobody", "Name a division, several, All divisions or New funding")
    return names


def _shares(value: Any) -> tuple[Fraction, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise Unreadable("is no list of shares", "Write [25%, 50%, 100%]")
    return tuple(map(_or_range(_share), value))


def _plain_shares(value: Any) -> tuple[Fraction, ...]:
    if isinstance(value, list | tuple) and any(map(_is_range, value)):
        raise Unreadable("is no place for a range", "Shares of an amount are certain; give the cut a range")
    return _shares(value)


def _receivers(value: Any) -> dict[str, Fraction | Amount | Literal["rest"]]:
    if not isinstance(value, Mapping):
        raise Unreadable("does not say who gets how much", "Write {AI division: 80%, Savings: 20%}")
    for name, part in value.items():
        if part is None:
            raise Unreadable(f"'{name}' is given no part", "Write 80%, $1B or rest")
    return {_words(name): _or_range(_total)(part) if _is_range(part) else _part(part) for name, part in value.items()}


def _period(value: Any) -> str:
    return str(read_period(_words(value)))


def _fingerprint(value: Any) -> str:
    said = value.strip().casefold() if isinstance(value, str) else "?"
    if said and not re.fullmatch(FINGERPRINT, said):
        raise Unreadable(f"'{value}' is no fingerprint", "It is written on saving; leave the line out")
    return said


def _field(reader: Callable[[Any], Any], form: dict[str, Any]) -> tuple[Any, Any]:
    return PlainValidator(reader), WithJsonSchema(form)


def _is_range(value: Any) -> bool:
    return isinstance(value, Mapping | Range)


def _or_range(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads a value, or a range in its place."""

    def read(value: Any) -> Any:
        if isinstance(value, Range):
            low, likely, high = map(reader, value.ends)
            return Range(low, likely, high, value.shape)
        return read_range(value, reader) if isinstance(value, Mapping) else reader(value)

    return read


def _ranged(reader: Callable[[Any], Any], form: dict[str, Any]) -> tuple[Any, Any]:
    return _field(_or_range(reader), _or_range_form(form))


def _or_range_form(form: dict[str, Any]) -> dict[str, Any]:
    ends = dict.fromkeys(ENDS, form)
    shape = {"enum": list(SHAPES), "description": "triangular where it isn't said"}
    held = {
        "type": "object",
        "properties": {**ends, "shape": shape},
        "required": [*ENDS],
        "additionalProperties": False,
    }
    return {"oneOf": [form, held]}


_NAMES_FORM: dict[str, Any] = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_EITHER_FORM = {"type": "string", "description": "A share or an amount: 30%, $2B"}
Words = Annotated[str, *_field(_words, {"type": "string"})]
Share = Annotated[Fraction, *_ranged(_share, _SHARE_FORM)]
Phasing = Annotated[
    tuple[Fraction, ...], *_field(_plain_shares, {"type": "array", "items": _SHARE_FORM, "minItems": 1})
]
Ramp = Annotated[
    tuple[Fraction, ...], *_field(_shares, {"type": "array", "items": _or_range_form(_SHARE_FORM), "minItems": 1})
]
Cut = Annotated[
    Fraction | Amount,
    *_ranged(
        _share_or_amount,
        {
            "type": "string",
            "description": "A share of the baseline (30%), an amount over the window ($2B), or per year ($2B per year)",
        },
    ),
]
Total = Annotated[Fraction | Amount, *_ranged(_total, _EITHER_FORM)]
Level = Annotated[Fraction | Amount, *_field(_floor_or_cap, _EITHER_FORM)]
Names = Annotated[tuple[str, ...], *_field(_names, _NAMES_FORM)]
Givers = Annotated[tuple[str, ...], *_field(_givers, _NAMES_FORM)]
Truth = Annotated[bool, *_field(_truth, {"type": "boolean"})]
_PERIOD_FORM = {"type": "string", "description": "FY2026, 2026Q1 or 2026-01"}
PeriodName = Annotated[str, *_field(_period, _PERIOD_FORM)]
Start = Annotated[str, *_ranged(_period, _PERIOD_FORM)]
Fingerprint = Annotated[str, *_field(_fingerprint, {"type": "string", "pattern": f"^{FINGERPRINT}$"})]
Receivers = Annotated[
    dict[str, Fraction | Amount | Literal["rest"]],
    *_field(
        _receivers,
        {
            "type": "object",
            "additionalProperties": _or_range_form(
                {"type": "string", "description": "A share (80%), an amount over the window ($1B), or rest"}
            ),
        },
    ),
]


def _beyond(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else read_share(_words(value), beyond=True)


def _pair(value: Any) -> tuple[str, ...]:
    names = _names(value)
    if len(names) != 2 or names[0] == names[1]:
        raise Unreadable("does not name two ranges", "Write [Reality Labs cut: cut, Reality Labs cut: stranded_cost]")
    return names


def _coefficient(value: Any) -> Fraction:
    try:
        read = Fraction(str(value).replace("−", "-"))
    except (ValueError, ZeroDivisionError):
        raise Unreadable(f"'{value}' is no number", "Write a correlation from -1 to 1") from None
    if not -1 <= read <= 1:
        raise Unreadable(f"{value} is no correlation", "It goes from -1 to 1")
    return read


_BEYOND_FORM = {**_SHARE_FORM, "description": "A share: 90%, 120%"}
Beyond = Annotated[Fraction, *_field(_beyond, _BEYOND_FORM)]
Pair = Annotated[
    tuple[str, ...], *_field(_pair, {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2})
]
Coefficient = Annotated[Fraction, *_field(_coefficient, {"type": ["string", "number"]})]
ValuePath = tuple[Step, ...]
_UNWRITTEN = "(ranges)"  # no key of a file


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
    ranges: Annotated[dict[ValuePath, Range], SkipJsonSchema()] = Field(default_factory=dict, alias=_UNWRITTEN)

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

    Equal when they say the same: which figures it was saved over is no part of that, so that saving changes nothing.
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


_LISTED: dict[str, type[BaseModel]] = {
    "moves": Move,
    "limits": Limit,
    "assumptions": Assumption,
    "correlations": Correlation,
}
_KINDS: tuple[type[BaseModel], ...] = (Scenario, *_LISTED.values())


def amounts_of(move: Move) -> dict[tuple[Step, ...], Amount]:
    """Return every amount of a move by its path within the move."""
    said: dict[tuple[Step, ...], Any] = {("cut",): move.cut, ("one_off_cost",): move.one_off_cost}
    said |= {("to", name): part for name, part in move.to.items()}
    return {path: value for path, value in said.items() if isinstance(value, Amount)}


def read_scenario(text: str, file: str = "scenario") -> Scenario:
    """Read a scenario from YAML text; raise `ModelError` with every problem, each with file, line and column."""
    scenario, problems = examine(text, file)
    if problems or scenario is None:
        raise ModelError(problems)
    return scenario


def examine(text: str, file: str = "scenario") -> tuple[Scenario | None, list[Problem]]:
    """Read as much of a scenario as can be read, and every problem of the rest.

    What can't be read is replaced by something harmless, so that the remainder can still be checked. Never raises for
    any text.
    """
    try:
        tree, places, problems = read_tree(text, file)
    except ModelError as error:
        return None, list(error.problems)
    if not isinstance(tree, dict):
        what = "is empty" if tree is None else "is no scenario"
        hint = "A scenario has a title, a baseline and moves; see scenarios/README.md"
        return None, [*problems, Problem(file, what, hint)]
    said = _without_blanks(tree)
    for _ in range(3):  # a placeholder can bring out one more problem, not endlessly many
        try:
            scenario = Scenario.model_validate(said, by_alias=True, by_name=False)
        except ValidationError as error:
            problems += [problem_of(item, places) for item in error.errors()]
            for item in error.errors():
                _put_placeholder(said, item["loc"])
            continue
        scenario._places = places
        return scenario, problems + contradictions(scenario)
    return None, problems


def _put_placeholder(said: Any, path: tuple[Step, ...]) -> None:
    """Put something harmless where `path` can't be read."""
    if path[0] in ("assumptions", "correlations") and len(path) > 1:
        said.pop(path[0], None)
        return
    holder = said
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    if isinstance(holder, list):
        holder[int(last)] = (
            {"name": f"move {last}", "from": ROOT, "cut": "0%"}
            if path[0] == "moves"
            else {"division": ROOT, "floor": "0%"}
        )
        return
    holder.pop(last, None)
    if last == "cut":
        for word in ("phasing", "ramp", "of"):
            holder.pop(word, None)
    if last in _PLACEHOLDERS:
        holder[last] = _PLACEHOLDERS[str(last)].format(*path)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the scenario YAML, by which editors complete and check."""
    schema = Scenario.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Virement scenario"}


def _without_blanks(tree: Any) -> Any:
    """Leave out known keys without a value, which say nothing."""
    if isinstance(tree, dict):
        known = {field.alias or name for said in _KINDS for name, field in said.model_fields.items()}
        kept = {key: value for key, value in tree.items() if value is not None or key not in known}
        return {key: value if key == "to" else _without_blanks(value) for key, value in kept.items()}
    return [_without_blanks(value) for value in tree] if isinstance(tree, list) else tree


def problem_of(item: ErrorDetails, places: Places) -> Problem:
    """Turn one of pydantic's errors into a problem in our words."""
    path: tuple[Step, ...] = item["loc"]
    name = path[-1] if path and isinstance(path[-1], str) else str(path[0])[:-1] if path else ""
    kind = item["type"]
    if kind == "extra_forbidden":
        if name.isdigit():
            hint = "Inside braces a comma ends a value: put an amount with commas in quotes"
            return Problem(places.at(path, key=True), f"unknown key '{name}'", hint)
        known = _fields_at(path)
        return Problem(
            places.at(path, key=True), f"unknown key '{name}'", did_you_mean(name, known) or one_of(known, 20)
        )
    if kind == "missing":
        return Problem(places.at(path[:-1]), f"{_owner(path)}has no '{name}'", "Add it; see scenarios/README.md")
    raised = item.get("ctx", {}).get("error")
    if isinstance(raised, Unreadable):
        return Problem(places.at(path), f"{name}: {raised.what}", raised.hint)
    if kind == "too_long":
        return Problem(places.at(path), f"has more than {MOST_MOVES} moves", "Split it into several scenarios")
    wanted = {"string_type": "a text", "tuple_type": "a list", "model_type": "a mapping of keys and values"}
    what = f"{name}: should be {wanted[kind]}" if kind in wanted else f"{name}: {item['msg']}"
    return Problem(places.at(path), what, "See scenarios/README.md")


def _owner(path: tuple[Step, ...]) -> str:
    return f"{str(path[0])[:-1]} {int(path[1]) + 1} " if len(path) > 2 else ""


def _fields_at(path: tuple[Step, ...]) -> list[str]:
    kind: type[BaseModel] = _LISTED.get(str(path[0]), Scenario) if len(path) > 1 else Scenario
    names = (field.alias or name for name, field in kind.model_fields.items())
    return [name for name in names if name != _UNWRITTEN]


def contradictions(scenario: Scenario) -> list[Problem]:
    """Return what a scenario says against itself, whatever the baseline."""
    found = []
    first: dict[str, int] = {}
    for index, move in enumerate(scenario.moves):
        if move.name in first:
            what, hint = f"two moves are called '{move.name}'", "Name them apart: the ledger goes by the name"
            found.append(Problem(scenario.places.at(("moves", index, "name")), what, hint))
        first.setdefault(move.name, index)
        found += [
            Problem(f"{scenario.places.at(('moves', index, *path))} move '{move.name}'", what, hint)
            for path, what, hint in move_contradictions(move)
        ]
    for index, limit in enumerate(scenario.limits):
        where = scenario.places.at(("limits", index))
        if limit.floor is None and limit.cap is None and not limit.locked:
            found.append(
                Problem(where, f"sets no limit on '{limit.division}'", "Give it a floor, a cap or locked: true")
            )
    return found


def move_contradictions(move: Move) -> list[tuple[tuple[Step, ...], str, str]]:
    """Return path, problem and hint of each contradiction within a move."""
    found: list[tuple[tuple[Step, ...], str, str]] = []
    cut, funded = move.cut, NEW_FUNDING in move.from_
    rate = not isinstance(cut, Amount)
    recurring = rate or (isinstance(cut, Amount) and cut.per_year)
    if move.ramp is not None and not recurring:
        found.append(
            (
                ("ramp",),
                "`ramp` goes with a percentage or an amount per year",
                "For a plain amount write `phasing`, shares that sum to 100%",
            )
        )
    if move.phasing is not None and recurring:
        found.append(
            (("phasing",), "`phasing` goes with a plain amount", "For a rate write `ramp`, the share in force")
        )
    if move.phasing is not None and sum(move.phasing) != 1:
        found.append(
            (("phasing",), f"phasing sums to {write_share(sum(move.phasing, Fraction(0)))}, not 100%", "Mend a share")
        )
    if move.of and not rate:
        found.append((("of",), "`of` is the base of a percentage, and the cut is an amount", "Leave `of` out"))
    if funded and rate:
        found.append((("cut",), "New funding is an amount, not a percentage", "Write it as $500M"))
    if funded and len(move.from_) > 1:
        found.append((("from",), "New funding stands with divisions", "Make two moves of it"))
    if funded and (move.except_ or move.stranded_cost or move.one_off_cost is not None):
        found.append((("from",), "New funding cuts nothing: no except, stranded or one-off cost", "Leave them out"))
    return found + _receiver_contradictions(move)


def _receiver_contradictions(move: Move) -> list[tuple[tuple[Step, ...], str, str]]:
    parts = list(move.to.values())
    shares = [part for part in parts if isinstance(part, Fraction)]
    found: list[tuple[tuple[Step, ...], str, str]] = []
    if len(shares) > 1 and sum(shares[1:], shares[0]) > 1:
        found.append((("to",), f"shares sum to {write_share(sum(shares, Fraction(0)))}", "Give at most 100% away"))
    if shares and any(isinstance(part, Amount) for part in parts):
        found.append((("to",), "mixes shares and amounts", "Write all as shares, or amounts with one `rest`"))
    if sum(isinstance(part, str) for part in parts) > 1:
        found.append((("to",), "gives the rest twice", "One receiver can have the rest"))
    return found
