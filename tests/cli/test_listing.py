"""The help names every command in its own words."""

from __future__ import annotations

import pytest
from virement.cli.commands import COMMANDS, virement


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_a_command_is_its_own(name: str) -> None:
    """What the help says of a command before it is imported is how its own help begins."""
    command = virement.commands[name]
    assert command.name == name
    assert COMMANDS[name][1] == command.get_short_help_str(limit=1000)
