"""The command that opens the app."""

from __future__ import annotations

import os
import socket
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from virement.values import FOLDER, READ_ONLY, SETTINGS, SIGN_IN, ModelError, Problem

EVERYWHERE = "0.0.0.0"
ELSEWHERE = ("192.0.2.1", 9)  # an address that no machine has
MOST_UPLOADED = 5  # megabytes, where visitors only look


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False),
    envvar=FOLDER,
    default=".",
    help="Folder to work in: scenarios are saved in its scenarios/. By default the current one.",
)
@click.option("--address", help="Address to listen on; by default this machine alone can open the app.")
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only serve.")
@click.option("--share", is_flag=True, help="Let other machines open it; asks for a sign-in where one is set up.")
@click.option("--read-only", is_flag=True, envvar=READ_ONLY, help="Visitors save nothing into the folder.")
def app(port: int, folder: str, address: str | None, browser: bool, share: bool, read_only: bool) -> None:
    """Open the app in the browser.

    Only this machine can open it, unless it is shared. Whoever opens a shared app signs in where
    .streamlit/secrets.toml holds [auth], as Streamlit's st.login has it; without that nobody is asked.

    \b
    virement app --port 8600
    virement app --folder budgets
    virement app --share --read-only
    """
    _check_free(port)
    place, address = os.path.abspath(folder), address or (EVERYWHERE if share else None)
    share = address not in (None, "127.0.0.1", "localhost")
    asks = share and _asks_to_sign_in()
    script = find_spec("virement.app_pages.app")
    assert script is not None
    assert script.origin is not None
    options = [*settings(), "--server.port", str(port), "--server.headless", str(not browser).lower()]
    options += ["--server.address", address] if address else []
    options += ["--server.maxUploadSize", str(MOST_UPLOADED)] if read_only else []
    saved = "nothing is saved" if read_only else f"scenarios are saved in {os.path.join(place, 'scenarios')}"
    click.echo(f"Virement is at http://{_own_name() if share else 'localhost'}:{port}; {saved}; Ctrl-C ends it")
    if share and not asks:
        click.echo(_open_to_all(read_only), err=True)
    command = [sys.executable, "-m", "streamlit", "run", script.origin, *options]
    told = {FOLDER: place, READ_ONLY: "1" if read_only else "", SIGN_IN: "1" if asks else ""}
    os.execve(sys.executable, command, os.environ | told)


def _asks_to_sign_in() -> bool:
    """Tell whether a sign-in is set up; raise `ModelError` where it is and can't work."""
    for folder in (Path.cwd(), Path.home()):
        file = folder / ".streamlit" / "secrets.toml"
        try:
            found = "auth" in tomllib.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            continue
        except (ValueError, OSError):
            raise ModelError([Problem(str(file), "can't be read", "It should be TOML")]) from None
        if found and find_spec("authlib") is None:
            hint = "pip install Authlib, which Streamlit signs in with"
            raise ModelError([Problem(str(file), "sets up a sign-in that can't be made here", hint)])
        if found:
            return True
    return False


def _open_to_all(read_only: bool) -> str:
    """Say that nobody is asked who they are, and what can be done about it."""
    may = "open this app" if read_only else "open this app, and save and overwrite scenarios in its folder"
    ways = ["put [auth] into .streamlit/secrets.toml", *([] if read_only else ["add --read-only"])]
    what = f"nobody is asked to sign in. Whoever reaches this machine can {may}"
    return f"WARNING: {what}. To change that, {' or '.join(ways)}"


def _own_name() -> str:
    """Return the address by which other machines know this one; its name where it has none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(ELSEWHERE)  # nothing is sent
            return str(probe.getsockname()[0])
    except OSError:
        return socket.gethostname()


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
