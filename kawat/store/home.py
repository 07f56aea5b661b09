"""The folder of a record: how it is begun, and which format it has."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from kawat.errors import RecordError
from kawat.store import decisions, lock, rejections, segments
from kawat.store.catalog import NAME as CATALOG
from kawat.store.catalog import Catalog

FORMAT = 3
_ABOUT = "record.json"
_OWN = frozenset(
    {
        _ABOUT,
        CATALOG,
        f"{CATALOG}-wal",
        f"{CATALOG}-shm",
        segments.FOLDER,
        decisions.NAME,
        "decisions.damaged",
        rejections.NAME,
        "lock",
        lock.READERS,
        "links",
        "set-aside",
    }
)
_UNFINISHED = ".part"


class _About(msgspec.Struct, frozen=True):
    """What a record says of itself; keys may be added."""

    format: int
    about: str = "A record of Kawat; docs/reference/record.md tells its layout."


def check_format(record: Path) -> int:
    """The format of a record. Raises RecordError where there is none, it is newer, or parts of it are links."""
    path = record / _ABOUT
    check_links(record)
    try:
        about = msgspec.json.decode(path.read_bytes(), type=_About)
    except FileNotFoundError:
        raise RecordError(f"{record}: no record there; `kawat ingest SOURCE --into {record}` makes one") from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); check who may read it") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f'{path}: {error}; expected {{"format": {FORMAT}}}, write it so') from None
    if about.format > FORMAT:
        raise RecordError(
            f"{record}: made by a newer Kawat (format {about.format}, this one knows {FORMAT}); upgrade Kawat"
        )
    return about.format


def check_links(record: Path) -> None:
    """RecordError where a part of the record is a link: who wrote to it would write somewhere else."""
    for name in sorted(_OWN):
        path = record / name
        if path.is_symlink():
            raise RecordError(
                f"{path}: is a symbolic link (to {path.readlink()}); a record holds its own files: put the file "
                "itself there, or link the whole folder of the record"
            )


def upgrade(record: Path) -> None:
    """Let the record say that it is of this format, before anything of it is written. Raises RecordError."""
    if check_format(record) < FORMAT:
        try:
            (record / lock.READERS).touch()
            write_whole(record / _ABOUT, msgspec.json.encode(_About(FORMAT)) + b"\n")
        except OSError as error:
            raise RecordError(f"{record}: cannot be written ({error.strerror}); see who may write") from None


def is_there(record: Path) -> bool:
    """Whether the folder says that it is a record."""
    return (record / _ABOUT).exists()


def prepare(record: Path) -> None:
    """The folder, made where it is not there. Raises RecordError where it holds something else, or cannot be made."""
    check_links(record)
    try:
        record.mkdir(parents=True, exist_ok=True)
        strange = sorted(path.name for path in record.iterdir() if path.name not in _OWN and not _unfinished(path))
    except OSError as error:
        raise RecordError(f"{record}: cannot be made ({error.strerror}); name a folder that you may write to") from None
    if strange and not is_there(record):
        raise RecordError(f"{record}: is no record and not empty (found {strange[0]!r}); name an empty or new folder")


def begin(record: Path) -> None:
    """Make the folder a record; what an interrupted beginning left is used or written again.

    The file that says so comes last. Raises RecordError where it cannot be written.
    """
    try:
        (record / segments.FOLDER).mkdir(exist_ok=True)
        (record / lock.READERS).touch()
        if not (record / CATALOG).exists():
            new_catalog(record).close()
            install_catalog(record)
        write_whole(record / _ABOUT, msgspec.json.encode(_About(FORMAT)) + b"\n")
        segments.sync_folder(record.absolute().parent)
    except OSError as error:
        raise RecordError(f"{record}: cannot be written ({error.strerror}); make room or name another folder") from None


def new_catalog(record: Path) -> Catalog:
    """An empty catalog beside the one that counts."""
    path = record / f"{CATALOG}{_UNFINISHED}"
    for ending in ("", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return Catalog.create(path)


def install_catalog(record: Path) -> None:
    """Let the new catalog take the place of the old, and of the old one's log."""
    for ending in ("-wal", "-shm"):
        (record / f"{CATALOG}{ending}").unlink(missing_ok=True)
    (record / f"{CATALOG}{_UNFINISHED}").replace(record / CATALOG)
    segments.sync_folder(record)


def write_whole(path: Path, data: bytes) -> None:
    """A file that is there whole or not at all."""
    part = path.with_name(path.name + _UNFINISHED)
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
    segments.sync_folder(path.parent)


def _unfinished(path: Path) -> bool:
    """Whether an interrupted beginning left this."""
    return path.name.removesuffix("-journal").endswith(_UNFINISHED)
