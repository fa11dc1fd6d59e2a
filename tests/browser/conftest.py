"""A real Chromium against a real server: Debian's browser, driven by Playwright."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """A running browser; where there is none, a skip with its reason, on CI a failure."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """An empty folder to work in, as a newcomer's, in which tests may save."""
    return tmp_path_factory.mktemp("checkout")


class Server:
    """The app, served from a folder on a port."""

    def __init__(self, folder, log, port=None):
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # another Python tries another installation, as that of a wheel
        python = os.environ.get("VIREMENT_PYTHON", sys.executable)
        command = [python, "-m", "virement", "app", "--no-browser", "--port", str(self.port)]
        with log.open("w") as out:
            self.process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(self.url, self.process, log)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


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
    """Starts a server of its own, on a given port where there is one; all are stopped at the end."""
    servers = []

    def start(port=None):
        servers.append(Server(checkout, tmp_path / f"log{len(servers)}.txt", port))
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


@pytest.fixture
def profiles(chromium, address):
    """Opens the app in a fresh profile, as often as asked; each notes what it asks of other hosts and every error."""
    contexts = []

    def fresh(path="/", *, tour=False, width=1440, height=1000, **wishes):
        context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **wishes)
        contexts.append(context)
        if not tour:
            context.add_init_script("localStorage.setItem('virement-seen', 'yes')")
        tab = context.new_page()
        tab.outside, tab.wrong = [], []
        own = (address, "data:", "blob:", address.replace("http", "ws"))
        tab.on("request", lambda asked: None if asked.url.startswith(own) else tab.outside.append(asked.url))
        tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
        tab.goto(path if path.startswith("http") else address + path)
        tab.locator(".st-key-bar").wait_for(timeout=60_000)
        return tab

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def page(profiles):
    """A fresh profile, with the app open and drawn."""
    tab = profiles()
    tab.get_by_role("heading", name="gives up $2B").wait_for()
    yield tab
    assert tab.outside == []
    assert tab.wrong == []


class Hands:
    """What a person does on a page, in the words of the app."""

    def __init__(self, page):
        self.page = page

    def choose(self, label, *options, within=None):
        """Choose from a list by typing, as the keyboard does."""
        box = (within or self.page).get_by_role("combobox", name=label).last
        for option in options:
            box.click()
            box.fill(option)
            self.page.get_by_role("option", name=option, exact=True).first.click()
            self.settled()
        self.page.keyboard.press("Escape")

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
        """Go to a page by the line on top."""
        self.page.get_by_role("link", name=name, exact=True).click()
        self.settled()

    def settled(self):
        """Wait until no script runs and no control waits for an answer."""
        self.page.wait_for_timeout(400)  # longer than the rest after which the whole page is drawn
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        self.page.wait_for_timeout(100)

    def says(self, text):
        """Wait until the bar says something."""
        self.page.locator(".st-key-bar").get_by_text(text).wait_for()

    def sentence(self):
        return self.page.locator('[data-testid="stMain"] h3').first.inner_text()

    def csv(self):
        """Download the whole result."""
        self.settled()
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="Download the CSV").click()
        return waiting.value.path().read_bytes()


@pytest.fixture
def hands():
    return Hands
