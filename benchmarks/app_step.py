"""How long a step of the cut slider takes on Explore, from key press to painted change, against a bare Streamlit app.

    python benchmarks/app_step.py            a step, and the first chart after opening the page
    python benchmarks/app_step.py --crowd    also a session among 20, with 2 s think time, against one alone

The other sessions of the crowd have no browser (crowd.py), since people don't share theirs. The apps are measured in
turn in one real Chromium; a time is a median of 30.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crowd import sessions
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
STEPS = 30
FLAGS = ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update"]

# Resolves with the milliseconds from the next key press to the frame in which every watched place has changed.
WATCH = """places => {
  window.step = new Promise(resolve => {
    let pressed = null
    const waiting = new Set(places)
    addEventListener("keydown", event => { pressed ??= performance.now() }, {capture: true, once: true})
    const watcher = new MutationObserver(changes => {
      if (pressed === null) return
      for (const place of [...waiting])
        if (changes.some(change => (change.target.closest ?? (() => null)).call(change.target, place)
          ?? change.target.parentElement?.closest(place))) waiting.delete(place)
      if (waiting.size) return
      watcher.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)))
    })
    watcher.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true})
  })
}"""
CROWD, THINK = 20, 2000  # sessions, milliseconds
CHART = '[data-testid="stVegaLiteChart"]'
BARE, OURS = [CHART], [CHART, '[data-testid="stHtml"]:has(.said)']


@contextmanager
def served(folder: Path, app: str) -> Iterator[str]:
    """Serve an app with the settings of its own folder; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(10)


def opened(browser: Browser, url: str) -> tuple[Page, float]:
    """Open an app in a fresh profile; return its page and the seconds to its first painted chart."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    start = time.perf_counter()
    page.goto(url)
    page.locator(f"{CHART} :is(svg, canvas)").first.wait_for(timeout=60_000)
    return page, time.perf_counter() - start


def step(page: Page, places: list[str]) -> float:
    """Press the arrow key on the first slider; return the milliseconds until all `places` show the change."""
    page.evaluate(WATCH, places)
    page.get_by_role("slider").first.press("ArrowRight")
    took: float = page.evaluate(
        "Promise.race([window.step, new Promise((_, no) => setTimeout(() => no('no change'), 10000))])"
    )
    page.wait_for_timeout(700)  # until the whole page has been drawn
    return took


def middle_of(page: Page) -> float:
    """Return the median of a page's steps, with the pause of one who thinks between them."""
    took = []
    for number in range(STEPS + 3):
        took.append(step(page, OURS))
        page.wait_for_timeout(THINK * (0.5 + number % 3 / 2) - 700)
    return statistics.median(took[3:])


def main() -> None:
    """Print the ratios."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--crowd", action="store_true", help="also measure 20 sessions against one")
    crowd = asked.parse_args().crowd
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as stock, sync_playwright() as driver:
        shutil.copy(HERE / "bare_app.py", stock)
        with served(Path(stock), "bare_app.py") as bare, served(HERE.parent, "app.py") as ours:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            apps = {"bare": (bare, BARE), "Explore": (ours, OURS)}
            for url, _ in apps.values():
                opened(browser, url)[0].context.close()
            first: dict[str, list[float]] = {name: [] for name in apps}
            for _ in range(7):
                for name, (url, _places) in apps.items():
                    page, took = opened(browser, url)
                    first[name].append(took * 1000)
                    page.context.close()
            pages = {name: opened(browser, url)[0] for name, (url, _) in apps.items()}
            took = {name: [] for name in apps}
            for page in pages.values():
                page.wait_for_timeout(3000)
            for number in range(STEPS + 3):
                for name, (_, places) in apps.items():
                    pages[name].bring_to_front()
                    ms = step(pages[name], places)
                    if number >= 3:
                        took[name].append(ms)
            for what, times in (("first chart", first), ("slider step", took)):
                middle = {name: statistics.median(ms) for name, ms in times.items()}
                ratio = middle["Explore"] / middle["bare"]
                print(f"{what}: bare {middle['bare']:.0f} ms, Explore {middle['Explore']:.0f} ms, ratio {ratio:.2f}")
            for page in pages.values():
                page.context.close()
            if crowd:
                page = opened(browser, ours)[0]
                page.wait_for_timeout(3000)
                alone = middle_of(page)
                with sessions(ours, CROWD - 1):
                    among = middle_of(page)
                print(f"slider step: alone {alone:.0f} ms, one of {CROWD} {among:.0f} ms, ratio {among / alone:.2f}")
            browser.close()


if __name__ == "__main__":
    main()
