"""Two presses at once: what the first does is done whole, and the second is heard."""

import sys
from pathlib import Path

import pytest
from virement.cli.serving import settings

SLOW = Path(__file__).with_name("slow_press.py")


@pytest.fixture
def slow_page(chromium, server_of):
    """A page whose first button takes a while, under the settings of the app."""
    server = server_of(command=[sys.executable, "-m", "streamlit", "run", str(SLOW), *settings()])
    tab = chromium.new_page()
    tab.goto(server.url)
    for button in ("Slow", "Other"):
        tab.get_by_role("button", name=button).wait_for(timeout=60_000)
    tab.get_by_text("Begun: False, done: False, heard: 0").wait_for()
    yield tab
    tab.close()


def test_a_press_is_done_though_something_else_is_pressed(slow_page):
    """Without care Streamlit would end the first at its next use of the session's state."""
    slow_page.evaluate(
        """() => {
            const [slow, other] = document.querySelectorAll('[data-testid="stButton"] button');
            slow.click();
            setTimeout(() => other.click(), 100);
        }"""
    )
    slow_page.get_by_text("Begun: True, done: True, heard: 1").wait_for()
