"""How a table was read when a scenario was saved over it: found by the fingerprint, in what isn't given anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from virement.baseline.budget import Baseline
from virement.values import UNITS, UNKNOWN_CURRENCY, ModelError


@dataclass(frozen=True)
class TableOptions:
    """What a table can't say itself; None is found, and an empty last actual period is none."""

    currency: str | None = None
    unit: str | None = None
    actuals_through: str | None = None


Load = Callable[[TableOptions], Baseline]


def read_as_saved(load: Load, fingerprint: str, given: TableOptions, currency: str | None) -> Baseline:
    """Return a table's baseline as it was when its fingerprint was taken; the plain one if no reading has it.

    What is `given` stands; `currency` is that of the scenario, in which a table without signs is else.
    """
    said = replace(given, currency=given.currency or currency)
    try:
        plain = load(said)
    except ModelError:
        for unit in UNITS if fingerprint and given.unit is None else ():
            if found := _readable_in(unit, load, fingerprint, given, said):
                return found
        raise
    return _as_saved(plain, load, fingerprint, given, said) or plain


def _readable_in(unit: str, load: Load, fingerprint: str, given: TableOptions, said: TableOptions) -> Baseline | None:
    """Return the baseline as it was saved in a unit in which a table can be read, though it can't without one."""
    said = replace(said, unit=unit)
    try:
        return _as_saved(load(said), load, fingerprint, replace(given, unit=unit), said)
    except ModelError:
        return None


def _as_saved(
    plain: Baseline, load: Load, fingerprint: str, given: TableOptions, said: TableOptions
) -> Baseline | None:
    """Return the reading that has the fingerprint; each is told by its fingerprint alone, and only that one read."""
    if not fingerprint or plain.fingerprint.startswith(fingerprint):
        return plain
    names = ("", *plain.period_names[:-1])
    numbers = range(len(names)) if given.actuals_through is None else [plain.actuals]
    for other, way in _counted_otherwise(plain, given, said):
        for number, mark in zip(numbers, other.fingerprints(numbers), strict=True):
            if mark.startswith(fingerprint):
                return load(way if number == plain.actuals else replace(way, actuals_through=names[number]))
    return None


def _counted_otherwise(
    plain: Baseline, given: TableOptions, said: TableOptions
) -> Iterator[tuple[Baseline, TableOptions]]:
    """Yield the baseline in every unit and without its currency, where they aren't given, and how it is read so."""
    units = dict.fromkeys((plain.unit, *(UNITS if given.unit is None else ())))
    for unit in units:
        scaled = _in_unit(plain, unit)
        if scaled is None:
            continue
        way = said if unit == plain.unit else replace(said, unit=unit)
        yield scaled, way
        if given.currency is None and said.currency is not None:
            yield replace(scaled, currency=UNKNOWN_CURRENCY), replace(way, currency=None)


def _in_unit(baseline: Baseline, unit: str) -> Baseline | None:
    """Return the baseline as it is where its table counts another unit; None where that is not a whole cents.

    What would be too much to count comes to other figures, whose fingerprint nothing has.
    """
    power = UNITS[unit] - UNITS[baseline.unit]
    times, over = 10 ** max(power, 0), 10 ** max(-power, 0)
    held = [baseline.budget, *(line.amounts for line in baseline.revenue.values())]
    if any((amounts % over).any() for amounts in held):
        return None
    budget, *revenue = [amounts * times // over for amounts in held]
    lines = zip(baseline.revenue.items(), revenue, strict=True)
    scaled = {name: replace(line, amounts=amounts) for (name, line), amounts in lines}
    return replace(baseline, unit=unit, budget=budget, revenue=scaled)
