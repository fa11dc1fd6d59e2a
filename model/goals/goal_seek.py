"""Goal seek: the value of one input at which a measure reaches a target, on the grid that people see.

A measure is a step function of the input. It is looked at from end to end first, at a few dozen values, which shows
where the scenario can be carried out and whether the measure only goes one way; then bisection closes in on the two
neighbouring values between which it passes the target. Every look is a plain run of the engine. Before a target is
said to be out of reach, the steps around the closest one are looked at each by itself, as draws (goals/grid_scan.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from virement.baseline import Baseline
from virement.edits import Lever, end_words, lever_value, most_of, read_lever, size_of, with_lever
from virement.engine import limit_problems, reallocate, with_size
from virement.goals.grid_scan import reach, scanned
from virement.goals.seek_result import GoalSeekResult, Tried
from virement.measures import Measure, measured, read_level, read_measure
from virement.scenario import Case, Scenario, resolve
from virement.values import ModelError, Problem, Tell, Value, shown_value, silent
from virement.views import columns_of

PROBES = 30
USUAL_RUNS = 2 * PROBES  # of the engine; an answer may take a few more
Read = TypeVar("Read")


def seek(
    case: Case,
    measure: Measure | str,
    target: Value | str,
    input: str | None = None,
    tell: Tell = silent,
) -> GoalSeekResult:
    """Find the value of one input at which a measure reaches a target, and the step before, which doesn't.

    `target` is an amount (`$5B`) or, of a share, a share (`15%`), held against the measure exactly. The measure must
    rise to it where it is below it in the scenario as it stands, and fall to it where it is above; where that can't be
    carried out, the lowest value that can counts as where one stands. `input` is a lever's label, by default the
    cut of the first move that is switched on; all else in the scenario stays.

    Where the target can't be reached the answer is the value that comes closest, and why none comes closer. A limit
    that the answer breaks is named and stops nothing. Where the measure goes both up and down, the answer is the first
    from the lower end among the values looked at. `tell(done, runs)` is called before each run; what it raises stops
    the work. Raises `ModelError` for input that can't be used.
    """
    resolve(case.scenario, case.baseline)
    problems: list[Problem] = []
    lever = _collected(lambda: read_lever(input, case.scenario), problems)
    what = _collected(lambda: read_measure(str(measure), case), problems)
    wanted = None if what is None else _collected(lambda: read_level(target, what, case.baseline), problems)
    if lever is None or what is None or wanted is None:
        raise ModelError(problems)
    return _Search(case.baseline, case.scenario, what, wanted, lever, tell).answer()


def _collected(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    try:
        return read()
    except ModelError as error:
        problems += error.problems
        return None


class _Search:
    """Looks for one answer; every value of the input that was looked at is kept, by its step of the grid."""

    def __init__(
        self, baseline: Baseline, scenario: Scenario, measure: Measure, target: Fraction, lever: Lever, tell: Tell
    ) -> None:
        self.baseline, self.scenario = baseline, scenario
        self.measure, self.target, self.lever = measure, target, lever
        self.value = lever_value(scenario, baseline, lever)
        self.seen: dict[int, Tried] = {}
        self.runs = 0
        self.tell = tell
        self.now = self._tried(self.value)
        self.most = most_of(baseline, scenario, lever)
        self.rising, self.monotone = False, True

    def answer(self) -> GoalSeekResult:
        """Return where the measure reaches the target, or how close it comes."""
        if self.now.figure == self.target:
            return self._sought(self.now, None)
        self._look(range(0, self.most + 1, max(self.most // PROBES, 1)), self.most, self._here())
        self._find_edges()
        points = self._carried_out()
        if not points:
            return self._sought(self.now, None, self.now.refused or "no value of the grid can be carried out")
        start = self.now.figure if self.now.figure is not None else self._figure(points[0])
        self.rising, self.monotone = start < self.target, self._goes_one_way()
        if not self.monotone and not any(map(self._hits, points)):
            self._zoom()
        if not any(map(self._hits, self._carried_out())):
            self._comb(self._best())
        crossing = self._crossing()
        return self._closest() if crossing is None else self._sought(*crossing)

    def _tried(self, value: Value) -> Tried:
        """Carry the scenario out with one value of the input."""
        self.tell(self.runs, USUAL_RUNS)
        self.runs += 1
        try:
            ledger = reallocate(self.baseline, with_lever(self.scenario, self.lever, value))
        except ModelError as error:
            return Tried(value, None, error.problems[0].what)
        figure = measured(ledger, self.measure).exact()
        return Tried(value, figure, "" if figure is not None else f"nothing is spent in {self.measure.span}")

    def _at(self, step: int) -> Tried:
        if step not in self.seen:
            self.seen[step] = self._tried(with_size(self.value, step, self.baseline))
        return self.seen[step]

    def _look(self, steps: Iterable[int], *more: int) -> None:
        for step in (*steps, *more):
            self._at(step)

    def _here(self) -> int:
        """Return the step of the grid at which the input stands, or the nearest one under it."""
        return min(size_of(self.value, self.baseline), self.most)

    def _figure(self, step: int) -> Fraction:
        """Return the measure at a step at which the scenario can be carried out."""
        figure = self._at(step).figure
        assert figure is not None
        return figure

    def _carried_out(self) -> list[int]:
        """Return the steps seen at which the scenario can be carried out, from the lowest."""
        return sorted(step for step, tried in self.seen.items() if tried.figure is not None)

    def _hits(self, step: int) -> bool:
        return self._meets(self._at(step).figure)

    def _meets(self, figure: Fraction | None) -> bool:
        return figure is not None and (figure >= self.target if self.rising else figure <= self.target)

    def _closed_in(self, off: int, on: int, holds: Callable[[int], bool]) -> tuple[int, int]:
        """Return two neighbouring steps between `off`, where something doesn't hold, and `on`, where it does."""
        while abs(on - off) > 1:
            middle = (off + on) // 2
            off, on = (off, middle) if holds(middle) else (middle, on)
        return off, on

    def _find_edges(self) -> None:
        """See the last steps at which the scenario can be carried out, next to those at which it can't."""

        def carried(step: int) -> bool:
            return self._at(step).figure is not None

        for low, high in pairwise(sorted(self.seen)):
            if carried(low) != carried(high):
                self._closed_in(*((high, low) if carried(low) else (low, high)), carried)

    def _goes_one_way(self) -> bool:
        """Tell whether the measure only rises, or only falls, over all that was seen."""
        pairs = list(pairwise(map(self._figure, self._carried_out())))
        return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)

    def _zoom(self) -> None:
        """Look closer and closer around the best step seen, where the measure turns back before the target."""
        wide = True
        while wide and not self._hits(best := self._best()):
            points = self._carried_out()
            place = points.index(best)
            low, high = points[max(place - 1, 0)], points[min(place + 1, len(points) - 1)]
            wide = high - low > 2
            self._look(range(low, high + 1, max((high - low) // PROBES, 1)))

    def _comb(self, best: int) -> None:
        """See the best of all steps near one: rounding makes a measure go up and down by coins from step to step."""
        far, here = reach(self.baseline), self._here()
        near = range(max(best - far, 0), min(best + far, self.most) + 1)
        stated = with_lever(self.scenario, self.lever, with_size(self.value, best, self.baseline))
        closest = abs(self._figure(best) - self.target), abs(best - here), best
        for found in scanned(self.baseline, stated, self.lever, self.measure, near):
            self.tell(self.runs, USUAL_RUNS)
            self.runs += 1
            off = [(abs(figure - self.target), abs(step - here), step) for step, figure in found]
            closest = min([closest, *off])
            hit = next((step for step, figure in found if self._meets(figure)), None)
            if hit is not None:
                self._look((hit,))
                break
        step = closest[2]
        self._look(one for one in (step - 1, step, step + 1) if 0 <= one <= self.most)
        self.monotone = self.monotone and self._goes_one_way()

    def _best(self) -> int:
        """Return the step seen with the measure closest to the target; of several the one nearest to what it is now."""
        here = self._here()
        return min(self._carried_out(), key=lambda step: (abs(self._figure(step) - self.target), abs(step - here)))

    def _crossing(self) -> tuple[Tried, Tried | None] | None:
        """Return the first value from the lower end that meets the target with its neighbour that doesn't.

        A neighbour at which the scenario can be carried out goes before one at which it can't.
        """
        found = [pair for pair in pairwise(sorted(self.seen)) if self._hits(pair[0]) != self._hits(pair[1])]
        found.sort(key=lambda pair: any(self._at(step).figure is None for step in pair))
        if found:
            low, high = found[0]
            off, on = self._closed_in(*((high, low) if self._hits(low) else (low, high)), self._hits)
            return self._at(on), self._at(off)
        best = self._best()
        beside = None if self.now.figure is None else self.now  # between two steps of the grid, all of which meet it
        return (self._at(best), beside) if self._hits(best) else None

    def _closest(self) -> GoalSeekResult:
        """Return the value that comes closest, and what stands in the way of coming closer."""
        points, best = self._carried_out(), self._best()
        figures = {*map(self._figure, points), self.now.figure} - {None}
        if len(points) > 1 and len(figures) == 1:
            return self._sought(self.now if self.now.figure is not None else self._at(best), None, self._no_effect())
        best = self._nearest_as_good(best)
        words = self._wall(best)
        now = self.now.figure
        off_the_grid = now is not None and abs(now - self.target) < abs(self._figure(best) - self.target)
        return self._sought(self.now if off_the_grid else self._at(best), None, words)

    def _nearest_as_good(self, best: int) -> int:
        """Return the step nearest to where the input stands from which on the measure is as close as at `best`."""
        figure = self._figure(best)
        between = [step for step in self._carried_out() if min(self._here(), best) <= step <= max(self._here(), best)]
        others = [step for step in between if self._figure(step) != figure]
        if not others:
            return best
        off = min(others, key=lambda step: abs(step - best))
        return self._closed_in(off, best, lambda step: self._at(step).figure == figure)[1]

    def _wall(self, best: int) -> str:
        """Say why no step beside `best` comes closer."""
        if best + 1 > self.most and best > 0:
            return end_words(self.scenario, self.lever, self.most)
        sides = [self._at(step) for step in (best + 1, best - 1) if 0 <= step <= self.most]
        for side in sides:
            if side.figure is None:
                return f"at {shown_value(side.value)} it can't be carried out: {side.refused}"
        if len(sides) < 2:
            return "it can't be less than nothing" if sides else end_words(self.scenario, self.lever, self.most)
        if any(side.figure == self._figure(best) for side in sides):
            return "going on changes nothing"
        return "both more and less of it lead away"

    def _no_effect(self) -> str:
        """Say that the measure doesn't depend on the input, and why where the periods say it."""
        window = resolve(self.scenario, self.baseline)[self.lever.index].window
        if set(window).isdisjoint(columns_of(self.baseline, self.measure.span)):
            ends = dict.fromkeys(self.baseline.period_names[window[end]] for end in (0, -1))
            return f"the move covers {' to '.join(ends)}, nothing of {self.measure.span}"
        return "it is the same at every value"

    def _sought(self, found: Tried, before: Tried | None, in_the_way: str = "") -> GoalSeekResult:
        after = self.scenario
        broken: tuple[Problem, ...] = ()
        if found.figure is not None:
            after = with_lever(self.scenario, self.lever, found.value)
            broken = tuple(limit_problems(reallocate(self.baseline, after)))
        return GoalSeekResult(
            measure=self.measure,
            target=self.target,
            lever=self.lever,
            rising=self.rising,
            reached=self._meets(found.figure),
            now=self.now,
            found=found,
            before=before,
            in_the_way=in_the_way,
            scenario=after,
            limits=broken,
            monotone=self.monotone,
            runs=self.runs,
        )
