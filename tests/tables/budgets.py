"""The budget that a presentation shows: paths, periods, and amounts as whole numbers of the table's last digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from .traits import LANGUAGES, Traits

Path = tuple[str, ...]
SCALES = {
    "small": (10, 999),
    "mid": (1_000, 99_999),
    "large": (100_000, 99_999_999),
    "huge": (10**9, 10**11),
    "round": (1, 60),
}
A_YEAR = {"year": 1, "quarter": 4, "month": 12}


@dataclass(frozen=True, order=True)
class When:
    """A period: `number` counts within the year, from 1."""

    year: int
    number: int
    kind: str

    def __str__(self) -> str:
        if self.kind == "year":
            return f"FY{self.year}"
        return f"{self.year}Q{self.number}" if self.kind == "quarter" else f"{self.year}-{self.number:02d}"

    @property
    def next(self) -> When:
        """The period after."""
        last = self.number == A_YEAR[self.kind]
        return When(self.year + last, 1 if last else self.number + 1, self.kind)


@dataclass(frozen=True)
class Budget:
    """Amounts by measure, path and period, net of credits, in units of the last digit shown; None is missing."""

    periods: tuple[When, ...]
    amounts: dict[tuple[str, Path], tuple[int | None, ...]]

    def paths(self, measure: str) -> list[Path]:
        """The paths that have a figure of a measure, in the order of the table."""
        return [path for known, path in self.amounts if known == measure]


def draw_budget(traits: Traits, seed: int, later: int = 0) -> Budget:
    """The budget of a seed; `later` periods on, the same divisions with other amounts."""
    periods = tuple(_periods(traits, Random(f"periods {seed}"), later))
    paths = {"budget": _paths(traits, Random(f"paths {seed}"))}
    if traits.revenue != "none":
        paths["revenue"] = _revenue_paths(traits, paths["budget"], Random(f"revenue {seed}"))
    for attempt in range(100):
        dice = Random(f"amounts {seed} {later} {attempt}")
        amounts = {
            (measure, path): _amounts(traits, path, measure, len(periods), dice)
            for measure, found in paths.items()
            for path in found
        }
        budget = Budget(periods, _with_traps(traits, amounts, dice))
        if not _coincides(budget):
            break
    return Budget(periods, _with_gaps(traits, budget.amounts, Random(f"gaps {seed}")))


def _periods(traits: Traits, dice: Random, later: int) -> Iterator[When]:
    first = When(dice.randint(2019, 2027), 1, traits.kind)
    room = A_YEAR[traits.kind] - traits.periods
    start = dice.randint(0, max(0, room)) + later if traits.kind != "year" else later
    for _ in range(start):
        first = first.next
    for _ in range(traits.periods):
        yield first
        first = first.next


def _paths(traits: Traits, dice: Random) -> list[Path]:
    words = LANGUAGES[traits.language]
    tops = dice.sample(words["tops"], min(traits.tops, len(words["tops"])))
    if traits.names == "tricky":
        tops[-1] = dice.choice(words["tricky"])
    if traits.credits == "row" and traits.levels == 1:
        tops.append(dice.choice(words["credit"]))
    paths: list[Path] = [(top,) for top in tops]
    for level, pool in ((2, words["subs"]), (3, words["ends"])):
        if traits.levels >= level:
            paths = [(*path, name) for path in paths for name in _below(traits, path, pool, dice)]
    if traits.credits == "row" and traits.levels > 1:
        paths.append((*paths[-1][:-1], dice.choice(words["credit"])))
    return paths


def _below(traits: Traits, path: Path, pool: list[str], dice: Random) -> list[str]:
    names = dice.sample(pool, dice.randint(2, 3))
    return [f"{name} {dice.randint(1, 40)}" for name in names] if traits.names == "numbered" else names


def _revenue_paths(traits: Traits, spending: list[Path], dice: Random) -> list[Path]:
    if traits.revenue == "measures":
        return spending
    names = dice.sample(LANGUAGES[traits.language]["incomes"], 2)
    if traits.levels == 1:
        own = [spending[0]] if traits.revenue == "type" and traits.names == "equal" else []
        return own + [(name,) for name in names]
    return [(*spending[0][:-1], name) for name in names]


def _amounts(traits: Traits, path: Path, measure: str, count: int, dice: Random) -> tuple[int, ...]:
    low, high = SCALES[traits.scale]
    places = 10**traits.decimals * (1000 if traits.scale == "round" else 1)
    step = places if traits.scale == "round" else 1
    found = [dice.randrange(low * places, high * places + 1, step) for _ in range(count)]
    if measure == "budget" and path[-1] in LANGUAGES[traits.language]["credit"]:
        return tuple(-max(1, amount // 20) for amount in found)
    return tuple(found)


def _with_traps(
    traits: Traits, amounts: dict[tuple[str, Path], tuple[int, ...]], dice: Random
) -> dict[tuple[str, Path], tuple[int, ...]]:
    spending = [key for key in amounts if key[0] == "budget"]
    if traits.names == "equal":  # two divisions with the same figures are no division and its total
        amounts[spending[1]] = amounts[spending[0]]
    if traits.credits == "cell":
        key = dice.choice(spending)
        place = dice.randrange(len(amounts[key]))
        amounts[key] = tuple(-abs(n) // 9 if i == place else n for i, n in enumerate(amounts[key]))
    return amounts


def _coincides(budget: Budget) -> bool:
    """Tell whether some division happens to be the sum of two or more beside it, as nobody could tell apart."""
    rows = [[amount or 0 for amount in row] for row in budget.amounts.values()]
    for place, row in enumerate(rows):
        for side in (rows[place + 1 :], rows[:place][::-1]):
            sums = [0] * len(row)
            for count, other in enumerate(side, start=1):
                sums = [a + b for a, b in zip(sums, other, strict=True)]
                if count > 1 and sums == row:
                    return True
    return False


def _with_gaps(
    traits: Traits, amounts: dict[tuple[str, Path], tuple[int | None, ...]], dice: Random
) -> dict[tuple[str, Path], tuple[int | None, ...]]:
    if traits.missing == "none" or len(next(iter(amounts.values()))) == 1:
        return amounts
    found = {}
    for place, (key, row) in enumerate(amounts.items()):
        gap = dice.randrange(len(row)) if place and dice.random() < 0.4 else None
        found[key] = tuple(None if column == gap else amount for column, amount in enumerate(row))
    return found
