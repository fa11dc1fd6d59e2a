"""Runs the steps of the Containerfile without a container engine: in an empty root, as a user without rights.

    sudo python tools/try_image.py                       tries them
    sudo python tools/try_image.py --context context.tar.gz   keeps what they were tried with: all that a build takes

What .dockerignore leaves out isn't there; the app is then asked by the image's own health check.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = "8599"


def steps(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Containerfile with what they say, lines that go on put together."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return [(word, said) for word, _, said in (line.partition(" ") for line in joined.splitlines() if line)]


def context(ignored: str) -> Iterator[Path]:
    """Yield the files that a build may copy: those under the names that .dockerignore lets in."""
    for name in (line[1:] for line in ignored.split() if line.startswith("!")):
        path = ROOT / name
        files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
        yield from (one for one in files if "__pycache__" not in one.parts)


def pack(file: Path) -> None:
    """Write what a build takes, as `podman build -f Containerfile - < FILE` reads it."""
    ignored = ROOT / ".dockerignore"
    with tarfile.open(file, "w:gz") as tar:
        for path in (ROOT / "Containerfile", ignored, *context(ignored.read_text("utf-8"))):
            tar.add(path, path.relative_to(ROOT))


def install(packed: Path, source: Path, home: Path) -> None:
    """Unpack a context, and run the installing steps of the first stage, into `home` for /venv."""
    with tarfile.open(packed) as tar:
        tar.extractall(source, filter="data")
    said = [what for word, what in steps((ROOT / "Containerfile").read_text("utf-8")) if word == "RUN"]
    for command in said[:2]:
        subprocess.run(["sh", "-ec", command.replace("/venv", str(home))], cwd=source, check=True)


def serve(home: Path, work: Path) -> None:
    """Start the image's command as a user without rights, and ask its health check until it answers."""
    said = dict(steps((ROOT / "Containerfile").read_text("utf-8")))
    health = json.loads(said["HEALTHCHECK"].partition("CMD ")[2])
    (work / "scenarios").mkdir(parents=True)
    nobody = _without_rights(home)
    for path in (work, work / "scenarios"):
        os.chown(path, nobody, -1)
    path = {"PATH": f"{home}/bin:/usr/bin:/bin", "HOME": str(work), "PYTHONDONTWRITEBYTECODE": "1"}
    started = subprocess.Popen([*json.loads(said["CMD"]), "--port", PORT], cwd=work, env=path, user=nobody)
    try:
        words = [word.replace("8501", PORT) for word in health]
        for _ in range(120):
            if subprocess.run(words, env=path, user=nobody, stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(1)
        else:
            sys.exit("the health check never answered")
        words = ["virement", "run", "nyt-2b-to-ai", "--csv", "-"]
        cells = subprocess.run(words, cwd=work, env=path, user=nobody, check=True, capture_output=True).stdout
        assert cells == (ROOT / "tests" / "expected" / "nyt-2b-to-ai.csv").read_bytes()
    finally:
        started.terminate()
        started.wait(30)


def _without_rights(home: Path) -> int:
    """Return a user without rights; oneself where others may not read the Python that was installed with."""
    python = (home / "bin" / "python").resolve()
    if os.getuid() != 0 or not all(folder.stat().st_mode & 0o005 for folder in python.parents):
        print("run as oneself: only root can be another, and only one who may read Python")
        return os.getuid()
    return 65534


def main() -> None:
    """Install, serve, and say that it works."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--context", type=Path, metavar="FILE", help="keep what a build takes in this file")
    kept = asked.parse_args().context
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o755)
        packed = kept or root / "context.tar.gz"
        pack(packed)
        install(packed, root / "source", root / "virement")
        serve(root / "virement", root / "work")
    print("the steps of the image work")


if __name__ == "__main__":
    main()
