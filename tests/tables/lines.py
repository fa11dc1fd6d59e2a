"""The rows of a table before they are laid out: leaves, captions, subtotals, totals, with an amount a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from .budgets import Budget, Path, When
from .traits import INDENTED, LANGUAGES, NESTED, SECTIONS, Traits

VENDORS = ("Acme Ltd", "Globex, Inc.", "Initech GmbH", "Umbrella & Sons", "Stark SA")


@dataclass(frozen=True)
class Column:
    """A column of amounts: `stage` is empty in what the baseline holds, `measure` where the row says it."""

    when: When
    stage: str = ""
    measure: str = ""
    taken: bool = True


@dataclass(frozen=True)
class Line:
    """A row: its kind (leaf, caption, subtotal, total, net), path, words, and amounts by column in last digits."""

    kind: str
    path: Path
    words: str
    measure: str
    amounts: dict[Column, int | None]
    items: tuple[str, ...] = ()
    depth: int = 0


def columns_of(traits: Traits, budget: Budget) -> list[Column]:
    """The columns of amounts that the traits ask for, in the order of periods, then of stages or measures."""
    found: list[Column] = []
    for place, when in enumerate(budget.periods):
        past = traits.stages in ("past", "rival") and place < past_periods(traits)
        if traits.revenue == "measures":
            found += [Column(when, "", measure) for measure in ("revenue", "budget")]
        elif traits.stages == "rival" and not past:
            stages = ("requested", "proposed", "adopted")[traits.periods % 2 :]
            found += [Column(when, stage, taken=stage == "adopted") for stage in stages]
        elif traits.stages in ("beside", "scope"):
            pair = ("budget", "actual") if traits.stages == "beside" else ("all_funds", "general_fund")
            found += [Column(when, stage, taken=stage == pair[0]) for stage in pair]
        else:
            found.append(Column(when, _only_stage(traits, place, past)))
    if traits.period_order == "falling":
        found.sort(key=lambda column: column.when, reverse=True)
    return found


def past_periods(traits: Traits) -> int:
    """How many of the periods are over, where the stages say so."""
    return max(traits.periods // 2, 1) if traits.stages == "past" else (traits.periods - 1) // 2


def _only_stage(traits: Traits, place: int, past: bool) -> str:
    if past:
        return "actual"
    if traits.stages == "past":
        current = traits.periods > 2 and place == past_periods(traits)
        return "estimate" if current else "proposed"
    return "budget" if traits.stages == "all" else ""


def leaf_lines(traits: Traits, budget: Budget, columns: Iterable[Column], seed: int) -> Iterator[Line]:
    """A line for each path of each measure: a leaf that both measures know is one line where they have columns."""
    columns = list(columns)
    for measure in ("revenue", "budget"):
        if measure == "revenue" and traits.revenue in ("none", "measures"):
            continue
        for path in budget.paths(measure):
            amounts = {column: _amount(budget, measure, path, column, seed) for column in columns}
            line = Line("leaf", path, path[-1], measure, amounts, depth=len(path) - 1)
            yield from [line] if traits.items == "none" else _items(traits, line, seed)


def _amount(budget: Budget, measure: str, path: Path, column: Column, seed: int) -> int | None:
    row = budget.amounts[column.measure or measure, path]
    place = budget.periods.index(column.when)
    amount = row[place]
    if column.taken or amount is None:
        return amount
    if column.stage == "actual" and place == len(budget.periods) - 1:
        return None
    dice = Random(f"{seed} {path} {column.stage} {column.when}")
    low, high = (30, 90) if column.stage == "general_fund" else (70, 130)
    return amount * dice.randint(low, high) // 100 or 1


def _items(traits: Traits, line: Line, seed: int) -> Iterator[Line]:
    dice = Random(f"{seed} {line.path} {line.measure}")
    accounts = LANGUAGES[traits.language]["ends"]
    rest = dict(line.amounts)
    for left in range(dice.randint(1, 4), -1, -1):
        part = {column: _part(amount, left, dice) for column, amount in rest.items()}
        rest = {c: None if a is None else a - (part[c] or 0) for c, a in rest.items()}
        names = {"vendor": [dice.choice(VENDORS)], "account": [dice.choice(accounts)]}
        names["both"] = names["account"] + names["vendor"]
        yield replace(line, amounts=part, items=tuple(names.get(traits.items, [])))


def _part(amount: int | None, left: int, dice: Random) -> int | None:
    if amount is None or not left:
        return amount
    share = abs(amount) * dice.randint(53, 487) // 1009  # never half of the rest: it would be the sum of what follows
    return share if amount > 0 else -share


def summed(lines: Iterable[Line], sign: int = 1) -> dict[Column, int | None]:
    """The sums of leaves by column; None where a column holds nothing at all."""
    found: dict[Column, int | None] = {}
    for line in lines:
        for column, amount in line.amounts.items():
            known = found.setdefault(column, None)
            found[column] = known if amount is None else (known or 0) + sign * amount
    return found


def wide_lines(traits: Traits, leaves: list[Line], dice: Random) -> list[Line]:
    """All rows of a wide table in order: captions, leaves, subtotals and totals where the traits put them."""
    if traits.revenue in SECTIONS:
        return list((_sections if traits.revenue == "sections" else profit_and_loss)(traits, leaves, dice))
    lines = list(_with_parents(traits, leaves, 1, dice))
    if traits.total == "none":
        return lines
    words = LANGUAGES[traits.language]
    label = {"blank": "", "name": words["title"][0]}.get(traits.total, dice.choice(words["total"]))
    label = f"= {label}" if traits.total == "equals" else label
    off = {"rounded": 1, "off": 1111}.get(traits.total, 0)
    total = Line("total", (), label, "", {c: a if a is None else a + off for c, a in summed(leaves).items()})
    return [total, *lines] if traits.total_place == "above" else [*lines, total]


def _sections(traits: Traits, leaves: list[Line], dice: Random) -> Iterator[Line]:
    words = LANGUAGES[traits.language]
    sums = {}
    for measure, key in (("revenue", "revenue"), ("budget", "expense")):
        own = [line for line in leaves if line.measure == measure]
        name = words[key][0]
        sums[measure] = summed(own)
        yield Line("caption", (), name, measure, {})
        deeper = 1 if traits.labels in INDENTED else 0
        yield from (replace(line, depth=line.depth + deeper) for line in _with_parents(traits, own, 1, dice))
        if traits.total != "none":
            yield Line("total", (), words["subtotal"][0].format(name), measure, sums[measure])
    if traits.total != "none":
        net = {c: (a or 0) - (sums["budget"][c] or 0) for c, a in sums["revenue"].items()}
        yield Line("net", (), words["net"][0], "", net)


def profit_and_loss(traits: Traits, leaves: list[Line], dice: Random) -> Iterator[Line]:
    """The statement of a bookkeeping program: income, cost of sales, gross profit, expenses, what is left."""
    total = dice.choice(["Total {}", "Total - {}", "Total for {}"])
    names = [dice.choice(["Income", "Revenue"]), dice.choice(["Cost of Sales", "Cost of Goods Sold"]),
             dice.choice(["Expenses", "Operating Expenses", "Less Operating Expenses"])]  # fmt: skip
    spending = [line for line in leaves if line.measure == "budget"]
    direct = [line for line in spending if line.path[:1] == spending[0].path[:1]]
    income = [line for line in leaves if line.measure == "revenue"]
    outer = dice.random() < 0.5
    deeper = (1 + outer) * (traits.labels in INDENTED)
    if outer:
        yield Line("caption", (), "Ordinary Income/Expense", "", {})
    left: dict[Column, int | None] = {}
    others = [line for line in spending if line not in direct]
    for place, (name, own) in enumerate(zip(names, (income, direct, others), strict=True)):
        yield Line("caption", (), name, "", {}, depth=max(deeper - 1, 0))
        yield from (replace(line, depth=line.depth + deeper) for line in _with_parents(traits, own, 1, dice))
        yield Line("total", (), total.format(name.removeprefix("Less ")), "", summed(own), depth=max(deeper - 1, 0))
        left = {c: (left.get(c) or 0) + (a or 0) * (-1 if place else 1) for c, a in summed(own).items()}
        if place == 1:
            yield Line("net", (), "Gross Profit", "", left, depth=max(deeper - 1, 0))
    yield Line("net", (), "Net Operating Income", "", left)
    yield Line("net", (), "Net Income", "", left)


def _with_parents(traits: Traits, leaves: list[Line], level: int, dice: Random) -> Iterator[Line]:
    """The leaves with what stands over and under each parent at `level`, and so on within."""
    for path in dict.fromkeys(line.path[:level] for line in leaves):
        own = [line for line in leaves if line.path[:level] == path]
        if len(own[0].path) == level:
            yield from own
            continue
        words = LANGUAGES[traits.language]["subtotal"]
        bare = Line("subtotal", path, path[-1], own[0].measure, summed(own), depth=level - 1)
        named = replace(bare, words=words[hash_of(traits, len(words))].format(path[-1]))
        above = {"bare above": bare, "word above": bare if traits.labels in NESTED else named}.get(traits.subtotals)
        if above is None and traits.labels in NESTED:
            above = replace(bare, kind="caption", amounts={})
        yield from [above] if above else []
        yield from _with_parents(traits, own, level + 1, dice)
        yield from [line] if (line := {"bare below": bare, "word below": named}.get(traits.subtotals)) else []


def hash_of(traits: Traits, most: int) -> int:
    """A choice that holds throughout a table, and in next year's."""
    return Random(str((traits.language, traits.tops, traits.levels, traits.scale))).randrange(most)
