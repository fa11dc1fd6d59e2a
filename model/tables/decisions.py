"""What has to be decided about a table: taken when it is clear, answered by a mapping, else asked."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Open:
    """A question that the table leaves open: its key in a mapping, its words, its answers, the likeliest first."""

    key: str
    about: str
    answers: tuple[str, ...]


@dataclass
class Decisions:
    """Takes decisions for one reading, and keeps which were open and which were answered."""

    answers: Answers[str, str] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def ask(self, key: str, about: str, answers: tuple[str, ...]) -> str:
        """Return what a question was answered with, or its likeliest answer, and leave it open."""
        given = self.answers.get(key)
        if given is not None and (chosen := _matching(given, answers)) is not None:
            self.used.add(key)
            return chosen
        self.open[key] = Open(key, about, answers)
        return answers[0]

    def given(self, key: str) -> str | None:
        """Return an answer that was given, where there is one."""
        if key in self.answers:
            self.used.add(key)
        return self.answers.get(key)


def _matching(given: str, answers: tuple[str, ...]) -> str | None:
    folded = {answer.casefold(): answer for answer in answers}
    return folded.get(given.strip().casefold())
