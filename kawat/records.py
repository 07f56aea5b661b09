"""Every value that flows: frozen, slotted, complete.

The shapes are those of the reading contract (docs/reference/reading.md): a record's field is a key of the
JSON. Offsets count Unicode code points of `Article.text`, end exclusive. Absence is `None`; sequences are tuples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kawat.errors import UsageError

ZoneKind = Literal["title", "dateline", "body", "caption", "promo", "related", "ad", "credit", "share"]
ActorKind = Literal["person", "country", "organisation", "group"]
MentionForm = Literal["name", "acronym", "nominal", "pronoun", "clitic"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
QuotationMode = Literal["direct", "indirect", "mixed"]
EventStatus = Literal[
    "occurred", "ongoing", "planned", "conditional", "called_for", "claimed", "denied", "not_occurred"
]
EventOutcome = Literal["failed", "stalled"]
CommitmentKind = Literal["pledge", "threat", "demand", "offer", "refusal", "concession"]
Precision = Literal["point", "city", "region", "country"]
Verdict = Literal["accept", "reject", "correct", "join", "split", "confirm", "refuse", "suppress", "undo"]
Polarity = Literal["if", "unless", "in_exchange_for", "until"]
Reason = Literal[
    "empty",
    "binary",
    "too_long",
    "not_an_article",
    "language",
    "broken_json",
    "wrong_shape",
    "unreadable",
    "defect",
    "id_taken",
    "forbidden",
    "unreachable",
]

NOT_THE_ARTICLES_WORDS: frozenset[str] = frozenset({"caption", "promo", "related", "ad", "credit", "share"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article: `text` is the slice from `start_char` to `end_char`. Made by `Article.span`."""

    start_char: int
    end_char: int
    text: str

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start_char < other.end_char and other.start_char < self.end_char

    def covers(self, other: Span) -> bool:
        """Whether the other lies inside this one."""
        return self.start_char <= other.start_char and other.end_char <= self.end_char


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A reading that lost: the rule that proposed it, what it would have said, and why it was not taken."""

    rule: str
    proposal: str
    lost_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a sign said of a datum: its value, and what it added to the log-odds of the datum being right.

    `adds` is None where no sum was made: then the value is a probability, or 1 where a rule says so.
    """

    sign: str
    value: float
    adds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One item of input as it came, before anything is known about it.

    `body` is bytes for pages and plain text, and the decoded `text` field for JSON lines. `line` counts from 1 in
    the file that held the item, `name` is that file. `parts` are the bodies of the article's further pages, in order.
    The other fields are what the input or the caller said.
    """

    body: bytes | str
    media_type: Literal["text/plain", "text/html", "application/json"]
    name: str | None = None
    line: int | None = None
    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    parts: tuple[bytes | str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedArticle:
    """Which article a rejection is about, as far as is known."""

    id: str | None = None
    url: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why an item of input has no reading, in words that a person understands."""

    schema: Literal["kawat.rejection/1"] = "kawat.rejection/1"
    article: RejectedArticle = RejectedArticle()
    line: int | None = None
    stage: str
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch of the text and what it is; what is not the article's own words is marked so, never cut out."""

    kind: ZoneKind
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """An agency or outlet that the article relays, and the words that say so."""

    agency: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article as text: title, blank line, body. `text` is the coordinate system of every offset.

    `section` is the part of the outlet that a web page says it stands in, in the page's own words.
    """

    id: str
    url: str | None
    publisher: str | None
    language: str | None
    title: str | None
    byline: tuple[str, ...] = ()
    published_at: str | None
    published_from: str | None
    section: str | None = None
    text: str
    text_sha256: str
    wire: tuple[Wire, ...] = ()
    zones: tuple[Zone, ...] = ()

    def span(self, start_char: int, end_char: int) -> Span:
        """The words from `start_char` to `end_char`; an empty or outlying stretch is a programmer's mistake."""
        if not 0 <= start_char < end_char <= len(self.text):
            raise UsageError(
                f"article {self.id}: no span {start_char}-{end_char} in a text of {len(self.text)} characters"
            )
        return Span(start_char=start_char, end_char=end_char, text=self.text[start_char:end_char])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence, or the part of a sentence between two things that are not the article's words."""

    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """A time expression: TIMEX3 `type` and `value`; `earliest` and `latest` are ISO dates where the words tell days.

    `anchor` is the date (ISO) that a relative expression was counted from, `note` tells of a misprint, or by which
    calendar an Islamic date was counted.
    """

    id: str
    span: Span
    type: TimexType
    value: str
    earliest: str | None
    latest: str | None
    rule: str
    anchor: str | None = None
    note: str | None = None
    considered: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that name or point at an actor."""

    span: Span
    form: MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone who takes part. `office` is what they held on the publication date, from dated knowledge, or None."""

    id: str
    name: str
    kind: ActorKind
    country: str | None
    sector: str | None
    role: str | None
    office: str | None
    mentions: tuple[Mention, ...]
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What someone is reported to have said, written or posted; `speaker` is an actor id, never guessed."""

    id: str
    mode: QuotationMode
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: str | None
    addressees: tuple[str, ...] = ()
    rule: str
    score: float
    votes: tuple[Vote, ...] = ()
    considered: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor's part in an event, with the words that say so where there are any."""

    actor: str
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDate:
    """When the event happened, and the id of the time expression that says so."""

    value: str
    earliest: str | None
    latest: str | None
    timex: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the event happened: ISO 3166 alpha-3 code, name as printed, words.

    `latitude` and `longitude` are WGS84 degrees of a point or a city; a region or a country is an area and has none.
    `precision` says what the name names, None where that is unknown.
    """

    country: str | None
    name: str
    span: Span
    latitude: float | None = None
    longitude: float | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A political interaction in an ontology; `quotation` is the id of the quotation that tells it, or None.

    `outcome` is how a meeting ended where that is told, `ordinal` which of a row it is (`the second round`).
    """

    id: str
    ontology: str
    type: str
    mode: str | None
    contexts: tuple[str, ...] = ()
    quad: str
    intensity: float
    trigger: Span
    mentions: tuple[Span, ...] = ()
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    date: EventDate | None
    place: Place | None
    status: EventStatus
    outcome: EventOutcome | None = None
    ordinal: int | None = None
    quotation: str | None
    rule: str
    score: float
    votes: tuple[Vote, ...] = ()
    considered: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a commitment hangs on."""

    polarity: Polarity
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What an actor has bound itself or another to; `deadline` and `made` are TIMEX3 values."""

    id: str
    kind: CommitmentKind
    holder: tuple[str, ...]
    addressee: tuple[str, ...]
    content: Span
    condition: Condition | None
    deadline: str | None
    made: str | None
    quotation: str | None
    event: str | None
    rule: str
    score: float
    votes: tuple[Vote, ...] = ()
    considered: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one article says."""

    schema: Literal["kawat.reading/1"] = "kawat.reading/1"
    engine: str
    article: Article
    sentences: tuple[Sentence, ...]
    actors: tuple[Actor, ...]
    timexes: tuple[Timex, ...]
    quotations: tuple[Quotation, ...]
    events: tuple[Event, ...]
    commitments: tuple[Commitment, ...]
