"""A proposal: a budget and what is to move in it, said step by step. Each step returns a new proposal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from virement.baseline import Baseline, grown, read_growth
from virement.check import find_problems
from virement.edits import file_for, with_limit, with_title
from virement.engine import reallocate
from virement.notebook.pages import listed, paragraph
from virement.notebook.picture import Picture
from virement.notebook.refusals import as_typed, refuse_numbers, refuse_unknown
from virement.notebook.result import Result
from virement.scenario import (
    LIMIT_KINDS,
    MOVE_FIELDS,
    REST,
    Case,
    ChangedSince,
    Move,
    Scenario,
    changed,
    division_hint,
    load_scenario,
    save_scenario,
    variant_of,
    with_move,
)
from virement.values import (
    ROOT,
    Amount,
    ModelError,
    Places,
    Problem,
    Unreadable,
    on_one_line,
)
from virement.versions import what_changed
from virement.views import title_of

Size = str | Fraction | Amount
NOWHERE = "?"  # the name of a baseline that is in no file


@dataclass(frozen=True, eq=False, repr=False)
class Proposal:
    """A baseline and a scenario over it, from `virement.open`; never changed.

    `cut` says who gives up how much, `to` who gets it. `run` gives the result, and `table`, `chart` and `sentence`
    are that result's. `place` is the file or folder of the baseline where it isn't a shipped one, `text` that of the
    scenario's file, whose comments are kept on saving, `file` that file's name, and `titled` says that its title was
    given by you. `seen` holds what each file said when it was opened or saved here; all the proposals that come of one
    share it.
    """

    baseline: Baseline
    scenario: Scenario
    place: Path | None = None
    text: str | None = None
    file: str = ""
    titled: bool = False
    seen: dict[Path, str] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The scenario over its baseline, as the functions of the rooms take it."""
        return Case(self.baseline, self.scenario)

    def cut(
        self,
        division: str | Iterable[str],
        size: Size,
        *,
        to: str | Mapping[str, Size] | None = None,
        less: str | Iterable[str] = (),
        of: str | Iterable[str] = (),
        start: str | None = None,
        end: str | None = None,
        ramp: Iterable[Size] | None = None,
        phasing: Iterable[Size] | None = None,
        one_off_cost: Size | None = None,
        stranded_cost: Size = "0%",
        why: str = "",
        name: str | None = None,
        **more: Any,
    ) -> Proposal:
        """Cut one division or several, as `"30%"`, `"$2B"` or `"$2B per year"`; `to` says where it goes.

        `less` names those under them that give nothing (`except` in a scenario's file); the other words are those of
        the file too, in scenarios/README.md, of which any other may be given; `start` and `end` may be a fiscal year.
        `New funding` gives money that no division has. Raises `ModelError` where the cut can't be meant, or doesn't
        fit the baseline.
        """
        givers = _names(division)
        said: dict[str, Any] = {"from_": givers, "cut": size, "except_": _names(less), "of": _names(of)}
        said |= {
            "start": self._period(start, 0),
            "end": self._period(end, -1),
            "one_off_cost": one_off_cost,
            "stranded_cost": stranded_cost,
            "why": why,
        }
        said |= {"ramp": ramp and list(ramp), "phasing": phasing and list(phasing), **more}
        index = len(self.scenario.moves)
        with as_typed(f"cut({division!r}, {size!r})"):
            refuse_numbers(said)
            refuse_unknown(more, MOVE_FIELDS)
            blank = Move(name=_free(name or f"Cut {', '.join(givers)}", self.scenario), from_=(ROOT,), cut=Fraction(0))
            longer = changed(self.scenario, moves=(*self.scenario.moves, blank))
            after = self._with(with_move(longer, index, baseline=self.baseline, **said))
        return after if to is None else after.to(to)

    def to(self, receiver: str | Mapping[str, Size], part: Size | None = None) -> Proposal:
        """Give what the last cut frees to one division, all of it or a `part`, or to several: `{name: part}`.

        A part is a share, an amount, or `rest`. After another `to` it gets its part beside that one, by default what
        is left.
        """
        typed = f"to({receiver!r})" if part is None else f"to({receiver!r}, {part!r})"
        if not self.scenario.moves:
            raise ModelError([Problem(typed, "there is no cut yet", "Say first who gives: .cut(division, size)")])
        index = len(self.scenario.moves) - 1
        before = self.scenario.moves[index].to
        new = {receiver: part or (REST if before else "100%")} if isinstance(receiver, str) else dict(receiver)
        with as_typed(typed):
            refuse_numbers(new)
            return self._with(with_move(self.scenario, index, baseline=self.baseline, to={**before, **new}))

    def limit(self, division: str, *, locked: bool | None = None, **levels: Size | None) -> Proposal:
        """Set limits on a division, by fiscal year: `floor="60%"`, `cap="$2B"`, `locked=True`; None takes one away.

        A limit that breaks is one of the `problems`; it stops no run.
        """
        with as_typed(f"limit({division!r})"):
            if division not in self.baseline:
                raise ModelError(
                    [Problem("", f"unknown division '{division}'", division_hint(division, self.baseline))]
                )
            refuse_unknown(levels, LIMIT_KINDS)
            refuse_numbers(levels)
            said = levels if locked is None else {**levels, "locked": locked}
            return self._with(with_limit(self.scenario, division, **said))

    def title(self, words: str) -> Proposal:
        """Give it a title of your own; without one, it is made from the cuts."""
        return replace(self, scenario=with_title(self.scenario, words), titled=True)

    def run(self) -> Result:
        """Run it; raise `ModelError` with everything for which it can't be."""
        return self._result

    @cached_property
    def _result(self) -> Result:
        return Result(reallocate(self.baseline, self.scenario))

    def table(self, view: str = "by-division", *, span: str | None = None, exact: bool = False) -> pd.DataFrame:
        """Return a table of the result, as `Result.table` does."""
        return self.run().table(view, span=span, exact=exact)

    def chart(self, picture: str = "by-division", *, span: str | None = None, **options: Any) -> Picture:
        """Return a picture of the result, as `Result.chart` does."""
        return self.run().chart(picture, span=span, **options)

    @property
    def sentence(self) -> str:
        """Who gives up how much of what, and who gets it, in words."""
        return self.run().sentence

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong: errors first, then broken limits, then warnings. Never raises."""
        return find_problems(self.scenario, self.baseline)

    def grow(self, rate: Size | Mapping[str, Size], *, until: str) -> Proposal:
        """Let the plan go on until a fiscal year, at a rate a year, `"3%"`, or by division: `{"Parks": "-2%"}`.

        A division without a rate of its own goes by the nearest above it; cuts are of the grown budget. Raises
        `ModelError` for what can't be meant, and where the figures can't go on until then.
        """
        with as_typed(f"grow({rate!r})"):
            try:
                said = read_growth({"until": until, "rates": rate if isinstance(rate, Mapping) else {ROOT: rate}})
            except Unreadable as error:
                raise ModelError([Problem("growth", error.what, error.hint)]) from None
            longer = grown(self.baseline, said)
        return replace(self, baseline=longer, scenario=changed(self.scenario, growth=said))

    def variant(self, title: str) -> Proposal:
        """Return a scenario of that title that builds on this one's file: what is saved of it is only what differs.

        What changes in that file changes in the variant too. Raises `ModelError` where this one was opened from no
        scenario.
        """
        if not self.file:
            hint = "Save it first, and open that: virement.open('my-plan').variant('Another title')"
            raise ModelError([Problem("variant", "there is no scenario file to build on", hint)])
        scenario = with_title(variant_of(self.scenario, {Path(self.file).stem: load_scenario(self.file)}), title)
        return replace(self, scenario=scenario, text=None, file="", titled=True)

    def save(self, name: str, *, overwrite: bool = False) -> Path:
        """Save it under a name in `scenarios/` of the folder you work in; return the file.

        Raises `ModelError` where one is there already, or its budget is in no file; with `overwrite`, where somebody
        else has saved it since it was opened here, with what they changed.
        """
        target = file_for(name)
        scenario = changed(self.scenario, draft=True, baseline=self._baseline_from(target.parent))
        target.parent.mkdir(parents=True, exist_ok=True)
        known = target.resolve()
        try:
            seen = self.seen.get(known)
            self.seen[known] = save_scenario(
                scenario, target, like=self.text, overwrite=overwrite, seen=seen, baseline=self.baseline
            )
        except ChangedSince as error:
            said = "; ".join(what_changed(error, self.baseline))
            raise ModelError(replace(one, what=f"{one.what}: {said}") for one in error.problems) from None
        return target

    def _period(self, name: str | None, end: Literal[0, -1]) -> str | None:
        """Return a period by its name, of a fiscal year the first or the last one."""
        columns = self.baseline.fiscal_years.get(name or "")
        return self.baseline.period_names[columns[end]] if columns else name

    def _baseline_from(self, folder: Path) -> str:
        """Return how the baseline is called from a folder."""
        if self.place is not None:
            return Path(os.path.relpath(self.place.resolve(), folder)).as_posix()
        if self.scenario.baseline == NOWHERE:
            hint = "Write it to a CSV, and open that: virement.open('budget.csv')"
            raise ModelError([Problem("save", "the budget is in no file that a scenario could name", hint)])
        return self.scenario.baseline

    def _with(self, scenario: Scenario) -> Proposal:
        """Return the proposal with other moves, and a title that doesn't say what isn't so any more."""
        after = scenario if self.titled else with_title(scenario, title_of(scenario))
        after._places = Places()
        return replace(self, scenario=after)

    def __repr__(self) -> str:
        """Say what it proposes, in a line."""
        return on_one_line(f"<Proposal over '{self.baseline.name}': {self.scenario.title}>")

    def _repr_html_(self) -> str:
        """Show the result, or for what it can't be run."""
        try:
            return self.run()._repr_html_()
        except ModelError as error:
            return paragraph(self.scenario.title, strong=True) + listed(error.problems)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show itself as HTML where that can be, else in a line."""
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _free(name: str, scenario: Scenario) -> str:
    """Return a name that no move has yet: itself, else with a number behind it."""
    taken = {move.name for move in scenario.moves}
    numbered = (name if number == 1 else f"{name} ({number})" for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)
