"""Sessions without a browser, which move the cut slider of Explore now and then and wait for the page, as people do."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

THINK, REST = 2.0, 0.25  # seconds
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@contextmanager
def sessions(url: str, count: int) -> Iterator[None]:
    """Keep so many sessions at work on the app at `url`."""
    over = threading.Event()
    with ExitStack() as stack:
        ready = [threading.Event() for _ in range(count)]
        threads = [threading.Thread(target=_work, args=(url, number, ready[number], over)) for number in range(count)]
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
        stack.callback(over.set)
        for one in ready:
            if not one.wait(60):
                raise RuntimeError("a session of the crowd did not open")
        yield


def _work(url: str, number: int, ready: threading.Event, over: threading.Event) -> None:
    dice = random.Random(number)
    with connect(url.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=["streamlit"], max_size=None) as line:
        line.send(_rerun())
        seen = _read(line)
        ready.set()
        position = serial = 0
        while not over.wait(THINK * dice.uniform(0.5, 1.5)):
            position, serial = (position + 1) % 100, serial + 1
            said = {"key": seen["cut"], "position": position, "gesture": serial, "serial": serial}
            line.send(_rerun(seen, {"said": said}))
            _read(line)
            time.sleep(REST)
            line.send(_rerun(seen, {"said": said, "rested": serial}))
            _read(line)


def _rerun(seen: dict[str, str] | None = None, state: dict[str, object] | None = None) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    if seen and state:
        message.rerun_script.page_script_hash = seen["page"]
        message.rerun_script.fragment_id = seen["fragment"]
        message.rerun_script.widget_states.widgets.add(id=seen["relay"], json_value=json.dumps(state))
    return message.SerializeToString()


def _read(line: ClientConnection) -> dict[str, str]:
    """Read until the script has run; return the page, the relay, its fragment and the key of the cut."""
    seen = {}
    while True:
        message = ForwardMsg()
        message.ParseFromString(line.recv(timeout=60))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            seen["page"] = message.new_session.page_script_hash
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "bidi_component":
            name = message.delta.new_element.bidi_component.id
            if name.endswith("-relay"):
                seen |= {"relay": name, "fragment": message.delta.fragment_id}
            elif "-cut_" in name:
                seen.setdefault("cut", name[name.index("-cut_") + 1 :])
        elif kind == "script_finished" and message.script_finished in FINISHED:
            return seen
