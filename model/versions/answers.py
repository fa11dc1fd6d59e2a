"""The answers that people send: links, and the texts of scenario files, each carried out or named with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from urllib.parse import parse_qs, urlsplit

from virement.baseline import Baseline, load_baseline
from virement.engine import Ledger, reallocate
from virement.scenario import Scenario, examine, from_link
from virement.values import ModelError, Problem

LINK = re.compile(r"[0-9]{1,4}(?:\.[A-Za-z0-9_-]+)+")
BaselineOf = Callable[[Scenario], Baseline]


@dataclass(frozen=True, eq=False)
class Answers:
    """What came of some answers: the ledgers of those that can be carried out.

    `notes` say which are left out, and why, and which were saved over other figures.
    """

    ledgers: tuple[Ledger, ...]
    notes: tuple[Problem, ...]


def link_in(text: str) -> str:
    """Return the link that a text is, or that an address carries; empty for anything else.

    >>> link_in("https://budget.example.org/?s=2.eJw.abc"), link_in("ann.yaml")
    ('2.eJw.abc', '')
    """
    try:
        said = parse_qs(urlsplit(text.strip()).query).get("s", [""])[0] if "://" in text else text.strip()
    except ValueError:  # an address that is none
        return ""
    return said if LINK.fullmatch(said) else ""


def ledger_of_link(link: str, over: BaselineOf | None = None) -> Ledger:
    """Carry out the scenario of a link over the baseline that it was made with, or that `over` finds for it.

    Raises `ModelError` where it can't be opened or carried out.
    """
    opened = from_link(link)
    errors = [problem for problem in opened.problems if problem.level == "error"]
    if opened.scenario is None or (errors and over is None):
        raise ModelError(errors or [Problem("link", "holds no scenario", "Copy it again, whole")])
    return reallocate(over(opened.scenario) if over else load_baseline(opened.baseline_name), opened.scenario)


def answers_over(baseline: Baseline, files: Iterable[tuple[str, str]], links: Sequence[str]) -> Answers:
    """Carry out answers that somebody sent, files as their names and texts, over a baseline that is open.

    One that is over another baseline, that isn't a scenario, or that can't be carried out is left out, with why. No
    file is opened that an answer names.
    """

    found: list[Ledger] = []
    notes: list[Problem] = []
    for name, text in files:
        carry_out(partial(_of_text, name, text, partial(_over, baseline, notes, name)), name, found, notes)
    for number, said in enumerate(links, start=1):
        name = f"link {number}"
        carry_out(partial(_of_pasted, said, partial(_over, baseline, notes, name)), name, found, notes)
    return Answers(tuple(found), tuple(notes))


def _over(baseline: Baseline, notes: list[Problem], name: str, scenario: Scenario) -> Baseline:
    """Return the baseline that is open, if it is an answer's own; note an answer that was saved over other figures."""
    same = scenario.baseline_fingerprint in ("", baseline.fingerprint)
    if baseline.name not in (scenario.baseline, PurePath(scenario.baseline).stem) and not (
        same and scenario.baseline_fingerprint
    ):
        what = f"it is over '{scenario.baseline[:60]}', not over '{baseline.name}', which is open"
        raise ModelError([Problem("", what, "Open that baseline, and gather its answers there")])
    if not same:
        what = f"was saved over other figures of '{baseline.name}' than those that are open"
        notes.append(Problem(name, what, "It is carried out over those that are open", "warning"))
    return baseline


def _of_text(name: str, text: str, over: BaselineOf) -> Ledger:
    scenario, problems = examine(text, name)
    wrong = [problem for problem in problems if problem.level == "error"]
    if scenario is None or wrong:
        raise ModelError(wrong)
    return reallocate(over(scenario), scenario)


def _of_pasted(said: str, over: BaselineOf) -> Ledger:
    link = link_in(said)
    if not link:
        raise ModelError([Problem("", "it is not a link of Virement", "Copy it again, whole")])
    return ledger_of_link(link, over)


def carry_out(made: Callable[[], Ledger], name: str, found: list[Ledger], notes: list[Problem]) -> None:
    """Add the ledger of one answer to those found, or why it is left out to the notes."""
    try:
        found.append(made())
    except ModelError as error:
        said = "; ".join(str(replace(one, where="") if one.where == name else one) for one in error.problems)
        notes.append(Problem(name, f"is left out: {said.strip()}", level="warning"))
