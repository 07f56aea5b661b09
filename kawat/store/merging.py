"""Small batches into large folders, so that a question opens few files; nothing is lost or doubled on the way.

The merged folder is written beside the others and counts by one transaction of the catalog, which lets go of the others
at the same time. These stay on disk until nobody reads. Stopped anywhere, the next writer finds either the old state
or a whole folder, which it takes in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from kawat.errors import RecordError
from kawat.store import lock, segments
from kawat.store.catalog import Catalog

MOST = 65_536  # articles of a merged folder
_MANY = 16  # folders of a size are merged into one of the next
_SIZES = (16, 256, 4096, MOST)  # articles


def merge_by_nature(record: Path, catalog: Catalog) -> None:
    """Merge the newest folders as long as many are small; what was acknowledged is never touched.

    Which are merged depends on nothing but what the record holds. A disk that is full, or a folder that is damaged,
    puts it off.
    """
    with suppress(OSError, RecordError):
        while few := _too_small(catalog.folders()):
            _merge(record, catalog, few)
    remove_retired(record, catalog)


def merge_all(record: Path, catalog: Catalog) -> tuple[int, int]:
    """Merge all neighbours that fit into one folder; how many folders there were and are. Raises RecordError."""
    before = len(catalog.folders())
    try:
        for few in _neighbours(catalog.folders()):
            _merge(record, catalog, few)
    except OSError as error:
        raise RecordError(
            f"{record / segments.FOLDER}: {error.strerror or error}; all that the record holds is safe: make room, or "
            "see who may write, and run the same command again"
        ) from error
    remove_retired(record, catalog)
    return before, len(catalog.folders())


def remove_retired(record: Path, catalog: Catalog) -> int:
    """Remove the folders whose batches now lie in others, where nobody may still be reading them; how many."""
    folders = retired(record, catalog)
    if not folders or not lock.nobody_reads(record):
        return 0
    for folder in folders:
        segments.retire(record, folder)
    segments.sync_folder(record / segments.FOLDER)
    return len(folders)


def retired(record: Path, catalog: Catalog) -> tuple[int, ...]:
    """The folders on disk whose batches all count elsewhere."""
    counting = {folder for folder, _ in catalog.folders()}
    return tuple(
        folder
        for folder in segments.batches(record)
        if folder not in counting and _counts_elsewhere(record, catalog, folder)
    )


def _counts_elsewhere(record: Path, catalog: Catalog, folder: int) -> bool:
    """Whether all batches of a folder that does not count lie in others."""
    try:
        return all(catalog.place(batch, "article") for batch in segments.read_manifest(record, folder).batches)
    except RecordError:
        return False


def _too_small(folders: Sequence[tuple[int, int]]) -> list[int]:
    """The newest folders, where many of one size are; oldest first."""
    for size in _SIZES:
        newest: list[tuple[int, int]] = []
        for folder, articles in reversed(folders):
            if articles >= size:
                break
            newest.insert(0, (folder, articles))
        few = _fitting(newest) if len(newest) >= _MANY else []
        if len(few) > 1:
            return few
    return []


def _fitting(folders: Sequence[tuple[int, int]]) -> list[int]:
    """The first folders, as many as one may hold."""
    taken: list[int] = []
    total = 0
    for folder, articles in folders:
        total += articles
        if taken and total > MOST:
            break
        taken.append(folder)
    return taken


def _neighbours(folders: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Neighbours that fit into one folder, from the first on."""
    rest = folders
    while rest:
        few = _fitting(rest)
        rest = rest[len(few) :]
        if len(few) > 1:
            yield few


def _merge(record: Path, catalog: Catalog, folders: Sequence[int]) -> None:
    """Merge folders into one. Raises RecordError where one is not as it was written: damage must not be copied."""
    manifests = [segments.read_manifest(record, folder) for folder in folders]
    for manifest in manifests:
        for segment in manifest.segments:
            fault = segments.fault_of(record, manifest.batch, segment)
            if fault is not None:
                raise RecordError(f"{fault}; `kawat repair {record}` sets that batch aside")
    merged = segments.write_merged(record, catalog.last_number() + 1, manifests)
    catalog.add_merged(merged, (), lock.now())
