"""What a press does is done whole: what is pressed meanwhile waits until it is done.

Streamlit ends a script run as soon as something else is pressed, at the next use of the session's state, and a callback
with it: what the callback had not done by then is lost, and what it had done stays. The setting `runner.fastReruns` of
`.streamlit/config.toml` is off for the same reason: where it is on, two runs change one session at a time.
"""

from __future__ import annotations

from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState

_asked = ScriptRequests.on_scriptrunner_yield


def _asked_after_the_press(requests: ScriptRequests) -> ScriptRequest | None:
    return None if ThreadState.get().run_location is RunLocation.CALLBACK else _asked(requests)


def keep() -> None:
    """Let no callback of this process be ended half-way."""
    ScriptRequests.on_scriptrunner_yield = _asked_after_the_press  # type: ignore[assignment, method-assign]
