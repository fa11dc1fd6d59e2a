"""What the exit codes of the commands mean; their help and the docs are made of this table."""

from __future__ import annotations

UNUSABLE = "an input can't be used: standard error says where, what, and how to fix it; nothing is written"
USUAL = {0: "done", 2: UNUSABLE}

# only what differs from the usual
OWN = {
    "baseline": {0: "the table is understood", 1: "it leaves something open", 2: "it is not read as a budget"},
    "check": {0: "all is fine", 1: "a limit or an approval is broken", 2: "a file can't be used"},
    "seek": {0: "the target is reached", 1: "it can't be: the closest value, and what stands in the way"},
    "plan": {2: "no plan keeps all rules: which of them conflict, and what would fix it; or an input can't be used"},
    "stack": {1: "a limit is broken", 2: "the sum overdraws a division, or an input can't be used; nothing is written"},
    "rebase": {1: "a limit breaks that held before", 2: "it no longer fits the baseline; nothing is written"},
}


def exit_codes(command: str) -> dict[int, str]:
    """Return what each exit code of a command means."""
    return dict(sorted((USUAL | OWN.get(command, {})).items()))


def exit_words(command: str) -> str:
    """Say the exit codes in a line of help."""
    return f"Exit codes: {'; '.join(f'{code}: {meaning}' for code, meaning in exit_codes(command).items())}."
