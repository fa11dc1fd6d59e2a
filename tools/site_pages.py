"""Pages of the docs site that are made when it is built: the command line, the formats of files, and the gallery."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "build" / "package"), str(ROOT)]

from tools.write_reference import commands_page  # noqa: E402

if TYPE_CHECKING:
    from mkdocs.structure.files import Files

COPIED = {"scenarios": ROOT / "scenarios" / "README.md", "baselines": ROOT / "seeds" / "README.md"}
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pictures(page: str) -> Iterator[tuple[str, bytes]]:
    """Run the Python of a page, block by block, and yield the pictures that it writes: name and content."""
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as place, chdir(place):
        for block in PYTHON.findall(page):
            exec(block, names)
        for path in sorted(Path(place).glob("*.svg")):
            yield path.name, path.read_bytes()


def without_links(text: str) -> str:
    """Return a page with only those links that lead out of the repository or within the page."""
    return re.sub(r"\[([^\]]*)\]\((?!https?://|#)[^)]*\)", r"\1", text)


def on_files(files: Files, config: Any) -> Files:
    """Add what is made."""
    from mkdocs.structure.files import File

    made: dict[str, str | bytes] = {"reference/command-line.md": commands_page()}
    made |= {f"reference/{name}.md": without_links(path.read_text("utf-8")) for name, path in COPIED.items()}
    gallery = (ROOT / "docs" / "gallery.md").read_text("utf-8")
    made |= {f"gallery/{name}": content for name, content in pictures(gallery)}
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files
