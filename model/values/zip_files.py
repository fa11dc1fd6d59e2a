"""Zips that are the same, byte for byte, wherever they are made: one order, one date, and nothing compressed.

Compressors differ from machine to machine.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

# what Python raises over a zip that is damaged or locked, or that asks for what it doesn't know
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip, in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, content)
    return file.getvalue()


def zipped_again(content: bytes) -> bytes:
    """Return a zip that another program made, as `zipped` would have made it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})
