"""Puts the review that review.py wrote under the pull request NUMBER, in place of the comment that is there.

python comment.py
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PLACE = Path(os.environ["RUNNER_TEMP"]) / "virement"
GONE = "No scenario differs from the base any more."
MARK = "<!-- virement review -->"
MOST = 65_000  # letters; GitHub takes 65,536
PER_PAGE = 100


def put(text: str) -> None:
    """Write the comment, or over the one that is there; where there is nothing to say and none is there, be silent.

    The text is in the summary of the run too, and only there
    where the token may not write, as that of a fork may not.
    """
    if text:
        _summary(text)
    try:
        _renew(text)
    except urllib.error.HTTPError as error:
        if error.code not in (401, 403, 404):
            raise
        print(f"::warning::the token may not write the comment ({error.code}); it is in the summary of this run")


def _renew(text: str) -> None:
    repository = f"repos/{os.environ['GITHUB_REPOSITORY']}"
    listed = f"{repository}/issues/{os.environ['NUMBER']}/comments"
    ours = _ours(listed)
    if not text and ours is None:
        return
    body = {"body": f"{MARK}\n{_short(text or GONE)}"}
    if ours is None:
        _call("POST", listed, body)
    elif ours["body"] != body["body"]:
        _call("PATCH", f"{repository}/issues/comments/{ours['id']}", body)


def _ours(listed: str) -> dict[str, Any] | None:
    """Return the comment that is there."""
    page = 1
    while found := _call("GET", f"{listed}?per_page={PER_PAGE}&page={page}"):
        for one in found:
            if one["body"].startswith(MARK):
                return dict(one)
        page += 1
    return None


def _short(text: str) -> str:
    if len(text) <= MOST:
        return text
    return f"{text[:MOST].rpartition(chr(10))[0]}\n\n… cut: all of it is in the summary of the run."


def _summary(text: str) -> None:
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
        summary.write(f"{text}\n")


def _call(method: str, path: str, body: dict[str, str] | None = None) -> Any:
    head = {"Authorization": f"Bearer {os.environ['TOKEN']}", "Accept": "application/vnd.github+json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{os.environ['GITHUB_API_URL']}/{path}", data, head, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    said, pictures = (PLACE / "review.md").read_text("utf-8"), os.environ.get("PICTURES")
    put(f"{said}\n\n[Pictures of the scenarios]({pictures})" if said and pictures else said)
