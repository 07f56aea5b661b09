"""What can go wrong, as classes to act on and words to read.

    KawatError
    ├── UsageError        the caller asked for something that cannot be done
    ├── InputError        a file or folder cannot be opened or is not what its name says
    ├── KnowledgeError    a knowledge file is wrong; says file, row and remedy
    ├── ModelError        a model cannot be used; says file and remedy
    ├── RecordError       a record cannot be opened or written; says file and remedy
    └── RejectedError     an article could not be read; carries the `Rejection`

What a news page may do to us is a `Rejection` (records.py), a value that flows on beside the readings.
An exception is for what only a programmer, an editor of knowledge files or the caller can cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kawat.records import Rejection


class KawatError(Exception):
    """Anything that Kawat raises on purpose."""


class UsageError(KawatError):
    """The caller asked for something that cannot be done."""


class InputError(KawatError):
    """A file or folder cannot be opened or is not what its name says."""


class KnowledgeError(KawatError):
    """A knowledge file is wrong: names the file, the row, what was expected and the remedy."""


class ModelError(KawatError):
    """A model is missing, damaged, newer than this Kawat or made for other labels: names the file and the remedy."""


class RecordError(KawatError):
    """A record is missing, held by another, newer than this Kawat, damaged or full: names the file and the remedy."""


class RejectedError(KawatError):
    """An article could not be read; `rejection` says at which stage and why."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(f"{rejection.stage}: {rejection.reason}: {rejection.detail}")
        self.rejection = rejection
