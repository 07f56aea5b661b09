"""Files -> one frozen Knowledge for a language, and a fingerprint of all files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kawat.knowledge import actors, commitments, cues, events, places, scores, sentence, timex, wire, zones
from kawat.knowledge.files import PACKAGE, Folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All that the stages know about one language; a field for each topic."""

    language: str
    zones: zones.ZoneKnowledge
    wire: wire.WireKnowledge
    sentence: sentence.SentenceKnowledge
    timex: timex.TimexKnowledge
    actors: actors.ActorKnowledge
    cues: cues.CueKnowledge
    events: events.EventKnowledge
    places: places.PlaceKnowledge
    commitments: commitments.CommitmentKnowledge
    scores: scores.ScoreKnowledge


def load_knowledge(code: str, data: Folders = PACKAGE) -> Knowledge:
    """Everything about the language `code`. Raises KnowledgeError with file, row and remedy."""
    gazetteer = places.load_gazetteer(data)
    return Knowledge(
        language=code,
        zones=zones.load(code, data, gazetteer),
        wire=wire.load(code, data),
        sentence=sentence.load(code, data),
        timex=timex.load(code, data),
        actors=actors.load(code, data, gazetteer),
        cues=cues.load(code, data),
        events=events.load(code, data),
        places=places.load(code, gazetteer, data),
        commitments=commitments.load(code, data),
        scores=scores.load(data),
    )


def fingerprint_of(data: Folders) -> str:
    """Ten hex digits over the knowledge of each folder, those of added folders behind a plus."""
    return "+".join(fingerprint(folder, "**/*.toml", "**/*.tsv") for folder in data)


def fingerprint(root: Path, *patterns: str) -> str:
    """Ten hex digits over names and bytes of the files below `root` that a pattern names (`**/*` is all of them)."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]
