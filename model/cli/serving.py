"""The command that opens the app."""

from __future__ import annotations

import os
import socket
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import click
from virement.values import FOLDER, SETTINGS, ModelError, Problem


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False),
    envvar=FOLDER,
    default=".",
    help="Folder to work in: scenarios are saved in its scenarios/. By default the current one.",
)
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only serve.")
def app(port: int, folder: str, browser: bool) -> None:
    """Open the app in the browser.

    \b
    virement app --port 8600
    virement app --folder budgets
    """
    _check_free(port)
    place = os.path.abspath(folder)
    script = find_spec("virement.app_pages.app")
    assert script is not None
    assert script.origin is not None
    options = [*settings(), "--server.port", str(port), "--server.headless", str(not browser).lower()]
    saved = os.path.join(place, "scenarios")
    click.echo(f"Virement is at http://localhost:{port}; scenarios are saved in {saved}; Ctrl-C ends it")
    command = [sys.executable, "-m", "streamlit", "run", script.origin, *options]
    os.execve(sys.executable, command, os.environ | {FOLDER: place})


def settings() -> list[str]:
    """Return the app's settings as options of `streamlit run`, which reads no file of an installed package."""
    return [text for name, value in _flat(tomllib.loads(SETTINGS.read_text("utf-8"))) for text in (f"--{name}", value)]


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value).lower() if isinstance(value, bool) else str(value)


def _check_free(port: int) -> None:
    """Refuse a port that another program has, or that one may not listen on."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        what = f"the app can't listen on port {port}: {os.strerror(error.errno or 0)}"
        raise ModelError([Problem("", what, "Choose another with --port, as --port 8600")]) from None
