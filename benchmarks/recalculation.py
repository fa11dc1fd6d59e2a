"""Times LibreOffice recalculating a workbook; run by the Python that LibreOffice brings its bridge for.

/usr/bin/python3 benchmarks/recalculation.py BOOK.xlsx     prints the median seconds of recalculating every formula
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

TIMES = 30
PIPE = "virement-benchmark"


def desktop() -> object:
    """Return LibreOffice's desktop, as soon as it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(100):
        try:
            there = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def main() -> None:
    """Print the seconds."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        office = subprocess.Popen([*command, f"--accept=pipe,name={PIPE};urp;"], stderr=subprocess.DEVNULL)
        try:
            hidden = PropertyValue("Hidden", 0, True, 0)
            document = desktop().loadComponentFromURL(Path(sys.argv[1]).resolve().as_uri(), "_blank", 0, (hidden,))
            took = []
            for _ in range(TIMES):
                start = time.perf_counter()
                document.calculateAll()
                took.append(time.perf_counter() - start)
            print(statistics.median(took), document.Sheets.getByName("Checks").getCellByPosition(2, 2).Value)
        finally:
            office.terminate()
            office.wait(20)


if __name__ == "__main__":
    main()
