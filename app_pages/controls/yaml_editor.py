"""A text field for YAML that tells what is wrong, line by line, while one types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import streamlit as st
from virement import values
from virement.app_pages.controls import part

_mount = part("yaml_editor")


def yaml_editor(
    key: str,
    label: str,
    text: str,
    problems: Sequence[values.Problem],
    summary: str,
    *,
    heard: Callable[[str], None],
) -> None:
    """Draw the field with the problems at their lines; `heard` is told the text after each pause."""
    answered: dict[str, int] = st.session_state.setdefault("answered", {})

    def said() -> None:
        told = st.session_state[key]["draft"]
        if told["serial"] > answered.get(key, 0):
            answered[key] = told["serial"]
            heard(told["text"])

    _mount(
        key=key,
        on_draft_change=said,
        data={
            "label": label,
            "text": text,
            "problems": [_placed(problem) for problem in problems],
            "summary": summary,
            "heard": answered.get(key, 0),
        },
    )


def _placed(problem: values.Problem) -> dict[str, object]:
    """Return a problem with the line and column that its place ends in, zero where it has none."""
    found = re.search(r":(\d+):(\d+)\b", problem.where)
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    said = f"{problem.what}. {problem.hint}" if problem.hint else problem.what
    return {"line": line, "column": column, "text": f"Line {line}: {said}" if line else str(problem)}
