"""A problem as an annotation: the line that GitHub shows at the place in a changed file."""

from __future__ import annotations

import re

from virement.values import Problem

_PLACE = re.compile(r"(?P<file>[^:]+):(?P<line>\d+)(?::(?P<col>\d+))?:? ?(?P<rest>.*)")


def as_annotation(problem: Problem) -> str:
    """Return the workflow command that annotates the line a problem is in, or the whole run where it has no line.

    >>> as_annotation(Problem("x.yaml:8:5 move 'fleet'", "gives to 'Huosing'", "Did you mean 'Housing'?"))
    "::error file=x.yaml,line=8,col=5,title=error::move 'fleet': gives to 'Huosing'. Did you mean 'Housing'?"
    """
    place = _PLACE.fullmatch(problem.where)
    said = problem if place is None else Problem(place["rest"], problem.what, problem.hint)
    at = {key: place[key] for key in ("file", "line", "col") if place[key]} if place else {}
    listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in {**at, "title": problem.level}.items())
    return f"::{'warning' if problem.level == 'warning' else 'error'} {listed}::{_escaped(str(said))}"


def _escaped(text: str, also: str = "") -> str:
    """Return a text as the runner reads it back: what would end it stands as its code."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{also}" else sign for sign in text)
