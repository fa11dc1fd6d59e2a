"""Zips that Python's own reader gives up on, each by an exception of its own."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

VERSION, METHOD = 6, 10  # where they stand in an entry of a zip's directory
SAID = b"{}"
PRESSED = zlib.compress(SAID)[2:-4]  # as it stands in a zip, without head and tail


def strange_zips(*names: str) -> dict[str, bytes]:
    """Return zips with members of these names: of a version and of a compression that nobody knows, and damaged."""
    stored, pressed = (_zip(names, how) for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    return {
        "version": _with(stored, VERSION),
        "compression": _with(stored, METHOD),
        "damaged": pressed.replace(PRESSED, b"\xff" * len(PRESSED)),
    }


def _zip(names: tuple[str, ...], how: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as made:
        for name in names:
            made.writestr(name, SAID)
    return file.getvalue()


def _with(content: bytes, field: int) -> bytes:
    held = bytearray(content)
    for mark, at in ((b"PK\x01\x02", field), (b"PK\x03\x04", field - 2)):  # the directory, and before each member
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            held[place + at : place + at + 2] = struct.pack("<H", 99)
    return bytes(held)
