"""Zip archives: their members, unpacked one at a time into a temporary folder, within bounds."""

from __future__ import annotations

import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from govtext.documents.readers.content import DAMAGED_ZIP, Limits, Unreadable

BLOCK = 1 << 20


def members(path: Path, limits: Limits) -> Iterator[tuple[str, Path | str]]:
    """Yield (name, file) of each member of an archive, or (name, reason) of one that is not taken.

    A file lasts until the next member is asked for. Nothing is written outside the temporary folder, whatever a
    member's name says, and no more than the bounds allow, whatever the archive's directory says.

    Raises:
        Unreadable: the archive is damaged, or unpacks beyond the bounds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > limits.archive_members:
                raise Unreadable(f"is an archive of {len(entries):,} files, more than {limits.archive_members:,}")
            left = limits.file_bytes
            for entry in sorted(entries, key=member_name):
                name = member_name(entry)
                if entry.is_dir():
                    continue
                reason = _refused(entry, name)
                if reason:
                    yield name, reason
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    # the name is not used as a path; its extension says how to read the file
                    suffix = PurePosixPath(name).suffix[:10]
                    target = Path(folder) / f"member{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
                    bound = min(left, _bound(entry, limits))
                    try:
                        left -= _unpack(archive, entry, target, bound)
                    except Unreadable as error:
                        left -= bound
                        yield name, str(error)
                        continue
                    except DAMAGED_ZIP as error:
                        yield name, f"cannot be unpacked ({str(error)[:80]})"
                        continue
                    yield name, target
    except PermissionError:
        raise
    except DAMAGED_ZIP as error:
        raise Unreadable(f"is a damaged or cut off archive ({str(error)[:80]})") from error


def _bound(entry: zipfile.ZipInfo, limits: Limits) -> int:
    return max(64 << 20, entry.compress_size * limits.archive_ratio)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, bound: int) -> int:
    written = 0
    with archive.open(entry) as source, target.open("wb") as file:
        while block := source.read(BLOCK):
            written += len(block)
            if written > bound:
                raise Unreadable(f"unpacks to more than {bound >> 20} MB, which no file of texts does")
            file.write(block)
    return written


def member_name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name: UTF-8 where the archive says so, else the GBK that Chinese Windows writes."""
    name = entry.filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name.replace("\\", "/")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _refused(entry: zipfile.ZipInfo, name: str) -> str | None:
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return "its name leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if entry.flag_bits & 0x1:
        return "is locked by a password"
    return None
