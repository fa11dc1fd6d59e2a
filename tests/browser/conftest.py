"""A real Chromium against a real server: Debian's browser, driven by Playwright."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect
from virement import values

from tests.support.programs import program

FLAGS = [
    "--process-per-site",  # a page finds what those before it have compiled
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

BROKEN = "[data-testid=stAlertContentError] pre"  # what Streamlit shows in place of a part whose script failed
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"  # two are drawn
WAITING = Path(__file__).with_name("waiting.js")


@pytest.fixture(scope="session")
def launcher():
    """What starts a browser, and the path of one; without one a skip with its reason, on CI a failure."""
    path = program("chromium", "chromium-browser", "google-chrome", package="chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver.chromium, path


@pytest.fixture(scope="session")
def chromium(launcher):
    """A running browser, for profiles that know nothing."""
    kind, path = launcher
    browser = kind.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """An empty folder to work in, as a newcomer's, in which tests may save."""
    return tmp_path_factory.mktemp("checkout")


class Server:
    """The app, or what another command serves, from a folder on a port."""

    def __init__(self, folder, log, port=None, command=None):
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # another Python tries another installation, as that of a wheel
        python = os.environ.get("VIREMENT_PYTHON", sys.executable)
        command = command or [python, "-m", "virement", "app", "--no-browser"]
        port_option = "--server.port" if "streamlit" in command else "--port"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [*command, port_option, str(self.port)], cwd=folder, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            _wait(self.url, self.process, log)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:  # a busy machine
                self.process.kill()
                self.process.wait()


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def address(checkout, tmp_path_factory):
    """The address of a server of the copy."""
    server = Server(checkout, tmp_path_factory.mktemp("server") / "log.txt")
    yield server.url
    server.stop()


@pytest.fixture
def server_of(checkout, tmp_path):
    """Starts a server of its own, on a given port or by a given command; all are stopped at the end."""
    servers = []

    def start(port=None, command=None):
        servers.append(Server(checkout, tmp_path / f"log{len(servers)}.txt", port, command))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def _wait(url, server, log):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health")
            return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def warm(launcher, address, tmp_path_factory):
    """A profile that all tests of a worker open first: the app's own files stay in it, as they were compiled.

    It is one on disk, since only such a profile keeps what was compiled, and a page of the app's host stays open in
    it, so that the process does that has it in memory.
    """
    kind, path = launcher
    context = kind.launch_persistent_context(tmp_path_factory.mktemp("profile"), executable_path=path, args=FLAGS)
    context.add_init_script(path=WAITING)
    context.kept = context.pages[0]
    context.kept.goto(f"{address}/_stcore/health")
    yield context
    context.close()


def _profile(chromium, **wishes):
    context = chromium.new_context(accept_downloads=True, **wishes)
    context.add_init_script(path=WAITING)
    return context


def _emptied(context):
    """Close a profile's pages but the one that is kept, and forget all that they kept."""
    session = context.new_cdp_session(context.kept)
    for tab in context.pages:
        origin = "/".join(tab.url.split("/")[:3])
        if tab is not context.kept:
            tab.close()
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()
    context.kept.evaluate("localStorage.clear()")  # in the pages' own process, after all that they still wrote


def _opened(context, address, path="/", *, tour=False, width=1440, height=1000, color_scheme="light"):
    """Open the app in a new page of a profile; it notes what it asks of other hosts and every error."""
    tab = context.new_page()
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(color_scheme=color_scheme)
    if not tour:
        tab.add_init_script("localStorage.setItem('virement-seen', 'yes')")
    tab.outside, tab.wrong = [], []
    own = (address, "data:", "blob:", address.replace("http", "ws"))
    tab.on("request", lambda asked: None if asked.url.startswith(own) else tab.outside.append(asked.url))
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.goto(path if path.startswith("http") else address + path)
    tab.locator(".st-key-bar").wait_for(timeout=60_000)
    return tab


@pytest.fixture
def profiles(request, warm, address):
    """Opens the app in a fresh profile, as often as asked."""
    contexts = []

    def fresh(path="/", *, has_touch=False, **wishes):
        touched = {"has_touch": True} if has_touch else {}
        context = _profile(request.getfixturevalue("chromium"), **touched) if contexts or touched else warm
        contexts.append(context)
        return _opened(context, address, path, **wishes)

    yield fresh
    for context in contexts:
        if context is warm:
            _emptied(context)
        else:
            context.close()


@pytest.fixture(scope="module")
def walk(chromium, address):
    """Goes to a screen in pages that the tests of a file look at and none of them changes, one a path."""
    context, pages = _profile(chromium), {}

    def to(path, tab=None, scheme="light", width=1440, height=1000):
        page = pages[path] = pages.get(path) or _opened(context, address, path)
        page.bring_to_front()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(FRAMES)
        settled(page)
        if tab:
            choice = page.get_by_role("radio", name=tab, exact=True)
            choice.click()
            expect(choice).to_be_checked()
        settled(page)
        return page

    yield to
    context.close()


@pytest.fixture
def page(profiles):
    """A fresh profile, with the app open and drawn."""
    tab = profiles()
    tab.get_by_role("heading", name="gives up $2B").wait_for()
    yield tab
    assert tab.outside == []
    assert tab.wrong == []


def settled(page, most=30):
    """Wait until a page rests, as `waiting.js` knows it, `most` seconds at most; none of its parts may have broken."""
    waits = page.evaluate("most => window.rested(most)", most * 1000)
    assert waits is None, f"the page still waits: {waits}"
    assert page.locator(BROKEN).all_inner_texts() == []


class Hands:
    """What a person does on a page, in the words of the app."""

    def __init__(self, page):
        self.page = page

    def choose(self, label, *options, within=None):
        """Choose from a list by typing, as the keyboard does; a baseline and a scenario by their titles' names."""
        if label in ("Baseline", "Scenario"):
            self.press("Open")
        if label in ("Baseline", "Scenario", "Scenarios"):
            options = [self._title(label, option) for option in options]
        box = (within or self.page).get_by_role("combobox", name=label).last
        for option in options:
            box.click()
            box.fill(option)
            self.page.get_by_role("option", name=option, exact=True).first.click()
            self.settled()
        self.page.keyboard.press("Escape")

    @staticmethod
    def _title(kind, name):
        try:
            return values.baseline_title(name) if kind == "Baseline" else values.scenario_title(name)
        except values.ModelError:
            return name

    def type(self, name, text, at=0):
        """Type into the box of a quantity."""
        box = self.page.get_by_role("textbox", name=re.compile(name)).nth(at)
        box.fill(text)
        box.press("Enter")
        self.settled()

    def press(self, name, at=0):
        self.page.get_by_role("button", name=name).nth(at).click()
        self.settled()

    def go(self, name):
        """Go to a page by the line on top, or by the menu that stands for it on a phone."""
        if self.page.get_by_role("button", name="Pages").is_visible():
            self.page.get_by_role("button", name="Pages").click()
        self.page.get_by_role("link", name=name, exact=True).click()
        self.settled()

    def settled(self):
        """Wait until no script runs, no control waits for an answer and every picture is drawn."""
        settled(self.page)

    def says(self, text):
        """Wait until the heading says something."""
        self.page.locator(".st-key-heading").get_by_text(text).wait_for()

    def sentence(self):
        return self.page.locator(".said h2").inner_text()

    def csv(self):
        """Download the whole result."""
        self.settled()
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="Download the CSV").click()
        return waiting.value.path().read_bytes()


@pytest.fixture
def hands():
    return Hands
