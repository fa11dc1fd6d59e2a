"""How a file is written: whole or not at all, and by one writer at a time."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from virement.values.files import path_from_here
from virement.values.problems import ModelError, Problem

if sys.platform != "win32":
    import fcntl

WAIT, TRIES = 0.05, 200  # seconds between two tries for a lock, and how many are made
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


def write_whole(path: Path, content: bytes | Iterable[bytes], *, overwrite: bool) -> None:
    """Write beside the target, then move into place: whatever fails, a reader finds the old file or the new one.

    The content may come in pieces. Raises `ModelError` where it can't be written, or stands there already and
    `overwrite` is false.
    """
    if os.path.isdir(path):
        raise ModelError([Problem(str(path), "is a folder", "Name a file in it")])
    try:
        _write_beside(path, [content] if isinstance(content, bytes) else content, overwrite=overwrite)
    except FileExistsError:
        raise ModelError(
            [Problem(path_from_here(path), "exists already", "Choose another name, or overwrite it")]
        ) from None
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> ModelError:
    hint = "Choose a folder that is there and that you may write to"
    return ModelError([Problem(path_from_here(path), f"can't be written: {error.strerror}", hint)])


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file for as long as it is compared and replaced: no other process or thread holds it meanwhile.

    The file itself is locked, so nothing is left behind, and a process that dies lets go. A file that isn't there needs
    no lock: `write_whole` makes it only once. Raises `ModelError` where somebody else holds it for ten seconds.
    """
    try:
        handle = _locked(path)
    except OSError as error:
        raise _refused(path, error) from None
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(path: Path) -> int | None:
    """Return the handle of a locked file; None where there is no file to be read, or no lock where it lies."""
    for _ in range(TRIES):
        try:
            handle = _opened(path) if path.is_file() else None
        except (FileNotFoundError, PermissionError):
            handle = None
        if handle is None:
            return None
        try:
            if _is_held(handle, path):
                return handle
        except OSError as error:
            os.close(handle)
            if error.errno in _NO_LOCKS:
                return None
            raise
        os.close(handle)
        Event().wait(WAIT)
    what = "is being saved by somebody else"
    raise ModelError([Problem(path_from_here(path), what, "Try again, or save under another name")])


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR)  # a lock on a network folder wants a file that may be written
    except PermissionError:
        return os.open(path, os.O_RDONLY)


def _is_held(handle: int, path: Path) -> bool:
    """Lock an open file; tell whether it is locked, and still the one that is called so."""
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, "an open file can't be replaced here")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except (BlockingIOError, FileNotFoundError):
        return False


def _write_beside(link: Path, content: Iterable[bytes], *, overwrite: bool) -> None:
    path = Path(os.path.realpath(link))
    if overwrite and path.exists() and not path.is_file():  # a device or a pipe takes what comes, and stays
        with path.open("wb") as stream:
            stream.writelines(content)
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, _mode_of(path))
        if overwrite:
            os.replace(draft, path)
        else:
            _put_new(draft, path)
        _keep_name(path.parent)
    finally:
        Path(draft).unlink(missing_ok=True)


def _put_new(draft: str, path: Path) -> None:
    """Give a file its name, which no other may have yet."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a folder without hard links: the name is taken first
        path.open("xb").close()
        try:
            os.replace(draft, path)
        except OSError:
            path.unlink()
            raise


def _keep_name(folder: Path) -> None:
    """Have the disk keep a folder's names as they are now."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network folders have nothing to keep
            raise
    finally:
        os.close(handle)


def _mode_of(path: Path) -> int:
    """Return who may read and write a file: as it is now, else as the person's mask says."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask
